"""The process that opens one file from outside. Started by `veedor.documents.sandbox`, never by hand.

    worker kind PATH NAME        prints {"kind": …}, {"done": true}
    worker read PATH NAME        prints {"head": …}, then {"page": …} for each number that it is told, a line each, on
                                 standard input, and {"done": true} when that ends
    worker image PATH NAME N DPI TURNED FOLDER     writes FOLDER/page.png, prints {"done": true}
    worker unpack PATH NAME FOLDER          writes members, prints {"member": …}…, {"done": true}

What is wrong with the whole file is printed as {"error": code, "message": …, "hint": …}; with "fault" as well where it
is this process that failed, which need not say anything of the other pages.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from veedor.documents.errors import LimitExceededError, UnreadableError
from veedor.documents.limits import Limits
from veedor.documents.sandbox import PASSWORDS

Say = Callable[[dict[str, Any]], None]


def _private_stdout() -> Say:
    """Keep standard output for our own lines: what a library prints there goes to standard error instead."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    os.dup2(2, 1)

    def say(message: dict[str, Any]) -> None:
        # half characters, which broken mails are full of, become "?" here: nobody after this could write them
        channel.write(json.dumps(message, ensure_ascii=False) + "\n")
        channel.flush()

    return say


def _passwords() -> list[str]:
    """The passwords that we were told, taken out of the environment: no program that we start gets them."""
    return [str(password) for password in json.loads(os.environ.pop(PASSWORDS, "[]"))]


def _kind(say: Say, path: Path, name: str) -> None:
    from veedor.documents.kinds import identify

    say({"kind": asdict(identify(path, name))})
    say({"done": True})


def _read(say: Say, path: Path, name: str) -> None:
    from veedor.documents.readers import read_here
    from veedor.documents.tree import page_to_wire, signature_to_json

    # pages are read as their numbers come: who reads the others, and in which order, is no business of this process
    numbers = (int(line) for line in sys.stdin)
    head, pages = read_here(path, name, Limits.from_env(), _passwords(), numbers=numbers)
    say(
        {
            "head": {
                "mime": head.mime,
                "paged": head.paged,
                "total": head.total,
                "notes": list(head.notes),
                "holds_files": head.holds_files,
                "signatures": [signature_to_json(signature) for signature in head.signatures],
            }
        }
    )
    for page, notes in pages:
        say({"page": page_to_wire(page), "notes": list(notes)})
    say({"done": True})


def _image(say: Say, path: Path, name: str, number: str, dpi: str, turned: str, folder: str) -> None:
    from PIL import ImageChops

    from veedor.documents.readers import render_here

    picture = render_here(path, name, int(number), int(dpi), Limits.from_env(), _passwords()).convert("RGB")
    if int(turned):
        picture = picture.rotate(-int(turned), expand=True)
    grey = picture.convert("L")
    if ImageChops.difference(picture, grey.convert("RGB")).getbbox() is None:
        picture = grey  # a third of the size
    picture.save(Path(folder) / "page.png", "PNG", compress_level=1)
    say({"done": True})


def _unpack(say: Say, path: Path, name: str, folder: str) -> None:
    from veedor.documents.readers import unpack_here

    for member in unpack_here(path, name, Path(folder), Limits.from_env(), _passwords()):
        error = member.error
        say(
            {
                "member": {
                    "name": member.name,
                    "file": member.path.name if member.path else None,
                    "error": [error.code, error.message, error.hint] if error else None,
                }
            }
        )
    say({"done": True})


_TASKS: dict[str, Callable[..., None]] = {"kind": _kind, "read": _read, "image": _image, "unpack": _unpack}


def main() -> None:
    """Do what the command line says, once."""
    say = _private_stdout()
    task, path, name, *rest = sys.argv[1:]
    try:
        _TASKS[task](say, Path(path), name, *rest)
    except UnreadableError as error:
        say({"error": error.code, "message": error.message, "hint": error.hint})
    except (MemoryError, ImportError):  # a library that finds no room to be loaded says ImportError
        say(
            {
                "error": LimitExceededError.code,
                "message": "Reading the file needs more memory than the limits allow.",
                "hint": "Raise VEEDOR_MAX_MEMORY_MB, then ingest again with --retry.",
                "fault": True,
            }
        )
    except OSError as error:
        say({"error": "unreadable", "message": f"It cannot be opened: {error.strerror or error}.", "hint": ""})
    except RecursionError:
        hint = "Look at it by hand."
        say({"error": "limit", "message": "The file is nested deeper than can be read.", "hint": hint, "fault": True})
    except Exception as fault:  # noqa: BLE001 - whatever a parser does on hostile bytes ends in a line, not a traceback
        say(
            {
                "error": "reader_failed",
                "message": f"The reader failed on this file ({type(fault).__name__}).",
                "hint": "It may be damaged. If other programs open it, please report it.",
                "fault": True,
            }
        )


if __name__ == "__main__":
    main()
