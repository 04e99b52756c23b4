"""Passwords of locked documents, from a file: one a line. They are tried in turn and stored nowhere else."""

from __future__ import annotations

from pathlib import Path

MOST = 1000
_LONGEST = 1000


class PasswordsError(ValueError):
    """A file of passwords cannot be used; the text says why and what to do."""


def passwords_in(path: Path) -> tuple[str, ...]:
    """The passwords in the file at `path`, each once, in its order. Empty lines are none; spaces inside count."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST * _LONGEST + 1)
    except OSError as error:
        raise PasswordsError(f"The file of passwords {path} cannot be opened: {error.strerror}.") from error
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise PasswordsError(f"The file of passwords {path} is no text in UTF-8. Save it as that.") from error
    found = tuple(dict.fromkeys(line for line in lines if line))
    if len(found) > MOST or any(len(line) > _LONGEST or "\x00" in line for line in found):
        raise PasswordsError(f"The file of passwords {path} holds more than {MOST} lines, or lines that are none.")
    return found
