"""Every reason of being in force has its sentence and its row."""

from __future__ import annotations

import re
from pathlib import Path

from veedor.web.reasons import REASONS

ROOT = Path(__file__).resolve().parents[2]


def test_every_reason_has_a_sentence_and_a_row() -> None:
    source = (ROOT / "src/veedor/register/in_force.py").read_text(encoding="utf-8")
    given = set(re.findall(r'(?:Reason|_reason)\(\s*"(\w+)"', source)) | {
        f"said_{what}" for what in ("in_force", "suspended", "ended")
    }
    documented = set(
        re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/in-force.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert given == set(REASONS) == documented
