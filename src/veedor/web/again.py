"""Reading again at the push of a button: a process of its own, because a request may not wait for it.

The button sets the document's state; `veedor reread --waiting` then reads all that waits. It holds the home's lock, as
every run of the intake does: while another run holds it, this one ends at once and the document waits for the next.
"""

from __future__ import annotations

import os
import subprocess
import sys

from veedor.intake.home import Home


def start_reading() -> None:
    """Start reading what waits, beside this process. It goes on when the server ends, and may be killed like any."""
    subprocess.Popen(
        [sys.executable, "-m", "veedor", "--home", str(Home.from_env().root), "reread", "--waiting"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ,
    )
