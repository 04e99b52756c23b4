"""Office documents as pages: LibreOffice, where it is installed, turns them into a PDF inside the sandbox.

Nothing else knows where the lines and pages of such a document fall. The document is checked by our own reader first;
LibreOffice runs with a profile of its own that is thrown away, without macros, without following links, and has what
the worker has: no network, no home, the same limits on memory and time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from veedor.documents.errors import LimitExceededError, ReaderFailedError, TruncatedFileError
from veedor.documents.limits import Limits

_SUFFIX = {"docx": "docx", "odt": "odt", "doc": "doc", "rtf": "rtf"}
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),
)
"""No macros, no links to elsewhere, no update of links when a document is loaded."""
_SPARE = 5
"""Seconds that are left of a page's time to say that it has run out."""


def libreoffice() -> str | None:
    """The program that `VEEDOR_LIBREOFFICE` names (`soffice` where it names none); None where it is missing or off."""
    named = os.environ.get("VEEDOR_LIBREOFFICE") or "soffice"
    return None if named == "off" else shutil.which(named)


def as_pdf(path: Path, family: str, folder: Path, limits: Limits) -> Path:
    """The document at `path` as a PDF in `folder`.

    `LimitExceededError` when that takes longer than a page may, `TruncatedFileError` when LibreOffice makes nothing of
    it, `ReaderFailedError` when it is not there or cannot be started.
    """
    program = libreoffice()
    if program is None:
        raise ReaderFailedError(
            "LibreOffice is needed to lay this document out, and is not installed.",
            "Install the package libreoffice-writer-nogui, then use --retry; or save the document as PDF.",
        )
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
    given = folder / f"document.{_SUFFIX[family]}"  # by its kind, whatever it was called: the name decides there
    given.symlink_to(path)
    words = [program, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--norestore", "--nologo"]
    words += ["--nodefault", "--nofirststartwizard", "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder)]
    try:
        # no session of its own: whoever ends this worker ends what it started
        done = subprocess.run(
            [*words, str(given)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=max(1, limits.seconds_per_page - _SPARE),
            env=_environment(folder),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LimitExceededError(
            "Laying the document out took longer than the limits allow.",
            "Raise VEEDOR_MAX_PAGE_SECONDS, then ingest again with --retry; or save it as PDF.",
        ) from error
    except OSError as error:
        raise ReaderFailedError(
            f"LibreOffice cannot be started ({error.strerror}).", "Check VEEDOR_LIBREOFFICE, then use --retry."
        ) from error
    made = folder / "document.pdf"
    if not made.is_file() or not made.stat().st_size:
        if done.returncode:
            raise ReaderFailedError(
                f"LibreOffice failed on this document (exit status {done.returncode}).",
                "It may be damaged or need more memory (VEEDOR_MAX_MEMORY_MB). Save it as PDF and send that.",
            )
        raise TruncatedFileError(
            "LibreOffice makes no pages of this document: it may be damaged or need a password.",
            "Open it in an office program, and save it as PDF.",
        )
    return made


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for one conversion; inside the walls it lies in memory and goes with the worker."""
    return tempfile.TemporaryDirectory(prefix="veedor-office-", ignore_cleanup_errors=True)


def _profile() -> str:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    spaces = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items {spaces}>{items}</oor:items>'


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return {**kept, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
