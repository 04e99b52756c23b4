"""E-mail: its heads and body as text, its attachments as members."""

from __future__ import annotations

import contextlib
import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage, Message, MIMEPart
from html.parser import HTMLParser
from pathlib import Path

from veedor.documents.errors import LimitExceededError, TruncatedFileError, UnreadableError
from veedor.documents.limits import Limits
from veedor.documents.members import Member, MemberWriter

_HEADS = ("From", "To", "Cc", "Date", "Subject")
_BLOCKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "pre"}


def _parse(path: Path, limits: Limits) -> EmailMessage:
    if path.stat().st_size > limits.file_bytes:
        raise LimitExceededError("The mail is larger than the limits allow.", "Raise VEEDOR_MAX_FILE_MB.")
    with path.open("rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    if not message.keys():
        raise TruncatedFileError("The mail has no head: no sender, no date, no subject.", "Export it again as EML.")
    return message


def read_mail(path: Path, limits: Limits) -> str:
    """The mail's text: its heads, a blank line, its body (the plain one; of an HTML one the words)."""
    message = _parse(path, limits)
    heads = [f"{name}: {_head(message, name)}" for name in _HEADS if message.get(name) is not None]
    return "\n".join([*heads, "", _body(message)])


def _head(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message[name]).split())
    except (ValueError, IndexError, AttributeError, LookupError):  # the library trips over some broken heads
        return " ".join(str(message.get(name, "")).split())


def _body(message: EmailMessage) -> str:
    try:
        part = message.get_body(preferencelist=("plain", "html"))
    except (ValueError, AttributeError, KeyError):
        part = None
    if part is None:
        return ""
    text = _content(part)
    return _words_of_html(text) if part.get_content_type() == "text/html" else text


def _content(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError, KeyError):  # a character set that nobody knows
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""


def attachments(path: Path, writer: MemberWriter, limits: Limits) -> Iterator[Member]:
    """The mail's attachments, written out one by one; mails inside it come as EML."""
    message = _parse(path, limits)
    for number, part in enumerate(_attached(message), start=1):
        name = part.get_filename() or f"adjunto-{number}{'.eml' if part.get_content_maintype() == 'message' else ''}"
        try:
            data = _bytes(part)
        except (UnreadableError, ValueError, LookupError) as error:
            yield Member(name, error=UnreadableError("The attachment cannot be decoded.", f"Ask for it again. {error}"))
            continue
        yield writer.write(name, iter([data]), packed=None)


def _attached(message: EmailMessage) -> Iterator[EmailMessage]:
    body = None
    with contextlib.suppress(ValueError, AttributeError, KeyError):  # broken mails: then nothing is the body
        body = message.get_body(preferencelist=("plain", "html"))
    for part in _parts(message):
        if part is body or not isinstance(part, EmailMessage):
            continue
        inside_mail = part.get_content_maintype() == "message"
        named = part.get_filename() is not None or part.get_content_disposition() == "attachment"
        if inside_mail or (named and not part.is_multipart()):
            yield part


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


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the library hands them over
        if tag == "body":
            self._silent = 0  # a head that nobody closed ends here
        elif tag in {"script", "style", "head"}:
            self._silent += 1
        elif tag in _BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "head"} and self._silent:
            self._silent -= 1
        elif tag in _BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def _words_of_html(text: str) -> str:
    words = _Words()
    words.feed(text)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.said).splitlines())
    return "\n".join(line for line in lines if line)
