"""What can be wrong with a file, in words that say what to do next.

UnreadableError(ValueError)          root: `code` is stable, `str()` is a sentence, `hint` says what to do next
├── EmptyFileError                   nothing in it
├── TruncatedFileError               broken off, or damaged beyond reading
├── EncryptedFileError               needs a password
├── MislabelledFileError             the name says one thing, the bytes another, and neither can be read
├── UnsupportedFileError             a kind that Veedor does not read
├── LimitExceededError               larger, longer, deeper or slower than the limits allow
├── UnsafeArchiveError               a container that tries to harm (bomb, path outside)
└── ReaderFailedError                the reader itself died or is missing something
"""

from __future__ import annotations


class UnreadableError(ValueError):
    """A file that could not be read. Never ends a batch; ends in its report line."""

    code = "unreadable"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class EmptyFileError(UnreadableError):
    """The file holds no bytes, or nothing but white space."""

    code = "empty"


class TruncatedFileError(UnreadableError):
    """The file is broken off or damaged."""

    code = "damaged"


class EncryptedFileError(UnreadableError):
    """The file needs a password to be opened."""

    code = "encrypted"


class MislabelledFileError(UnreadableError):
    """The file's name promises a kind that its bytes are not, and its bytes are no kind that can be read."""

    code = "mislabelled"


class UnsupportedFileError(UnreadableError):
    """A kind of file that Veedor does not read."""

    code = "unsupported"


class LimitExceededError(UnreadableError):
    """The file is larger, longer, deeper or slower to read than the limits allow."""

    code = "limit"


class UnsafeArchiveError(UnreadableError):
    """A container that unpacks to far more than it is, or outside its folder."""

    code = "unsafe"


class ReaderFailedError(UnreadableError):
    """The reader died, ran out of memory or lacks a program or language."""

    code = "reader_failed"


BY_CODE: dict[str, type[UnreadableError]] = {
    cls.code: cls
    for cls in (
        UnreadableError,
        EmptyFileError,
        TruncatedFileError,
        EncryptedFileError,
        MislabelledFileError,
        UnsupportedFileError,
        LimitExceededError,
        UnsafeArchiveError,
        ReaderFailedError,
    )
}
