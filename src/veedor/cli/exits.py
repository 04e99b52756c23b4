"""How commands end."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes, the same for every command."""

    OK = 0
    """All went well."""
    SOME_FAILED = 1
    """It ran to its end, but some files could not be read; the report says which."""
    USAGE = 2
    """The command was called wrongly; nothing was done."""
    BAD_INPUT = 3
    """What was named cannot be used (a file, a claim, a value); nothing was changed."""
    UNAVAILABLE = 4
    """Something that is needed is missing or busy (data folder, database, a program)."""
    INTERRUPTED = 130
    """Stopped by Ctrl-C; the next run goes on from there."""
