"""E-mail: its heads and body as text, its attachments as members."""

from __future__ import annotations

import contextlib
import email
import email.policy
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.message import EmailMessage, Message, MIMEPart
from pathlib import Path

from veedor.documents.errors import LimitExceededError, TruncatedFileError, UnreadableError
from veedor.documents.limits import MEGABYTE, Limits
from veedor.documents.members import Member, MemberWriter
from veedor.documents.webpage import words_of_html

_HEADS = ("From", "To", "Cc", "Date", "Subject")
_BROKEN = (
    ValueError,
    IndexError,
    AttributeError,
    LookupError,
    TypeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    HeaderParseError,
)
"""What the library trips over in broken mails."""


def _parse(path: Path, limits: Limits) -> EmailMessage:
    if path.stat().st_size > limits.file_bytes:
        raise LimitExceededError("The mail is larger than the limits allow.", "Raise VEEDOR_MAX_FILE_MB.")
    try:
        with path.open("rb") as file:
            message = email.message_from_binary_file(file, policy=email.policy.default)
    except RecursionError:
        raise  # nested too deep
    except _BROKEN:
        message = _without_nuls(path)
    if not message.keys():
        raise TruncatedFileError("The mail has no head: no sender, no date, no subject.", "Export it again as EML.")
    return message


def _without_nuls(path: Path) -> EmailMessage:
    """A mail that the library gives up as a whole: it does for a NUL in the name of a character set."""
    try:
        return email.message_from_bytes(path.read_bytes().replace(b"\x00", b"?"), policy=email.policy.default)
    except RecursionError:
        raise
    except _BROKEN as error:
        raise TruncatedFileError("The mail is damaged.", "Export it again as EML.") from error


def read_mail(path: Path, limits: Limits) -> str:
    """The mail's text: its heads, a blank line, its body (the plain one; of an HTML one the words)."""
    message = _parse(path, limits)
    heads = [f"{name}: {head}" for name in _HEADS if (head := _head(message, name)) is not None]
    text = "\n".join([*heads, "", _body(message)])
    if len(text) > limits.text_mb * MEGABYTE:
        raise LimitExceededError(
            f"The mail's text is longer than {limits.text_mb} MB.", "Raise VEEDOR_MAX_TEXT_MB to read it."
        )
    return text


def _head(message: EmailMessage, name: str) -> str | None:
    try:
        said = message[name]
    except _BROKEN:
        said = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), None)
    return None if said is None else " ".join(str(said).split())


def _body(message: EmailMessage) -> str:
    try:
        part = message.get_body(preferencelist=("plain", "html"))
    except _BROKEN:
        part = None
    if part is None:
        return ""
    text = _content(part)
    return words_of_html(text) if part.get_content_type() == "text/html" else text


def _content(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except _BROKEN:  # a character set that nobody knows
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""


def attachments(path: Path, writer: MemberWriter, limits: Limits) -> Iterator[Member]:
    """The mail's attachments, written out one by one; mails inside it come as EML."""
    message = _parse(path, limits)
    for number, part in enumerate(_attached(message), start=1):
        name = _name(part) or f"adjunto-{number}{'.eml' if part.get_content_maintype() == 'message' else ''}"
        try:
            data = _bytes(part)
        except _BROKEN:
            yield Member(name, error=UnreadableError("The attachment cannot be decoded.", "Ask for it again."))
            continue
        yield writer.write(name, iter([data]), packed=None)


def _attached(message: EmailMessage) -> Iterator[EmailMessage]:
    body = None
    with contextlib.suppress(*_BROKEN):  # broken mails: then nothing is the body
        body = message.get_body(preferencelist=("plain", "html"))
    for part in _parts(message):
        if part is body or not isinstance(part, EmailMessage):
            continue
        inside_mail = part.get_content_maintype() == "message"
        named = _name(part) is not None or _disposition(part) == "attachment"
        if inside_mail or (named and not part.is_multipart()):
            yield part


def _name(part: MIMEPart) -> str | None:
    try:
        return part.get_filename()
    except _BROKEN:
        return None


def _disposition(part: MIMEPart) -> str | None:
    try:
        return part.get_content_disposition()
    except _BROKEN:
        return "attachment"


def _parts(message: EmailMessage) -> Iterator[Message]:
    """The parts of a mail, not those of the mails inside it: these come whole, and are unpacked in their turn."""
    stack: list[Message] = [message]
    while stack:
        part = stack.pop()
        if part is not message:
            yield part
        if part.get_content_maintype() == "multipart":
            inner = part.get_payload()
            if isinstance(inner, list):
                stack.extend(reversed([one for one in inner if isinstance(one, Message)]))


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_maintype() == "message":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, EmailMessage) else b""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        raise UnreadableError("The attachment cannot be decoded.")
    return payload
