"""What one file may cost. Every limit is a setting with a default, a meaning and an environment variable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

MEGABYTE = 1_000_000


class LimitsError(ValueError):
    """An environment variable that sets a limit holds no usable number."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit as the documentation lists it."""

    name: str
    variable: str
    default: int
    meaning: str


LIMITS = (
    Limit("file_mb", "VEEDOR_MAX_FILE_MB", 512, "Size of one file in megabytes."),
    Limit("pages", "VEEDOR_MAX_PAGES", 2000, "Pages of one document."),
    Limit("megapixels", "VEEDOR_MAX_MEGAPIXELS", 120, "Millions of pixels of one picture or rendered page."),
    Limit("text_mb", "VEEDOR_MAX_TEXT_MB", 50, "Megabytes of text in a plain text, a mail or an office document."),
    Limit("seconds_per_page", "VEEDOR_MAX_PAGE_SECONDS", 120, "Seconds that one page may take to read."),
    Limit("seconds", "VEEDOR_MAX_SECONDS", 7200, "Seconds that one document may take to read."),
    Limit("memory_mb", "VEEDOR_MAX_MEMORY_MB", 3000, "Megabytes of address space for reading one document."),
    Limit("output_mb", "VEEDOR_MAX_OUTPUT_MB", 1000, "Megabytes that the reader may answer on one document."),
    Limit("members", "VEEDOR_MAX_MEMBERS", 10_000, "Files in one archive or attachments of one mail."),
    Limit("unpacked_mb", "VEEDOR_MAX_UNPACKED_MB", 2000, "Megabytes that one archive may unpack to."),
    Limit("ratio", "VEEDOR_MAX_RATIO", 200, "How many times its packed size a member of an archive may unpack to."),
    Limit("nesting", "VEEDOR_MAX_NESTING", 4, "How deep archives and mails may lie in one another."),
)  # fmt: skip
"""All limits, in the order of the documentation."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force for one run. Sizes in megabytes (10^6 bytes), times in seconds."""

    file_mb: int = 512
    pages: int = 2000
    megapixels: int = 120
    text_mb: int = 50
    seconds_per_page: int = 120
    seconds: int = 7200
    memory_mb: int = 3000
    output_mb: int = 1000
    members: int = 10_000
    unpacked_mb: int = 2000
    ratio: int = 200
    nesting: int = 4

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Limits:
        """The limits that the environment sets, defaults elsewhere; `LimitsError` for what is no number above 0."""
        environment = os.environ if environment is None else environment
        chosen: dict[str, int] = {}
        for limit in LIMITS:
            text = environment.get(limit.variable, "").strip()
            if not text:
                continue
            if not text.isascii() or not text.isdigit() or int(text) == 0:
                raise LimitsError(f"{limit.variable} has to be a whole number above 0, and is {text!r}.")
            chosen[limit.name] = int(text)
        return cls(**chosen)

    @property
    def file_bytes(self) -> int:
        """`file_mb` in bytes."""
        return self.file_mb * MEGABYTE

    @property
    def pixels(self) -> int:
        """`megapixels` in pixels."""
        return self.megapixels * MEGABYTE

    def as_environment(self) -> dict[str, str]:
        """The variables that `from_env` would read these limits from: how a worker is told of them."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {limit.variable: str(values[limit.name]) for limit in LIMITS}
