"""Whom to ask for a second opinion, from the environment: address, model, key and bounds. Off unless it is named."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


class OpinionError(ValueError):
    """A setting of the second opinion that cannot be used; the sentence says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable as the documentation lists it."""

    name: str
    default: str
    meaning: str


URL = Setting("VEEDOR_OPINION_URL", "", "The address of an OpenAI-compatible server; empty asks nobody.")
MODEL = Setting("VEEDOR_OPINION_MODEL", "", "The name of the model that the server is to ask.")
KEY = Setting("VEEDOR_OPINION_KEY", "", "The server's key, where it wants one.")
KEY_FILE = Setting("VEEDOR_OPINION_KEY_FILE", "", "A file that holds the key, instead of the variable.")
REMOTE = Setting("VEEDOR_OPINION_REMOTE", "off", "`on` lets the words of documents leave this machine, over https.")
INGEST = Setting("VEEDOR_OPINION_INGEST", "off", "`on` has `veedor ingest` ask about each document.")
SECONDS = Setting("VEEDOR_OPINION_SECONDS", "60", "Seconds that one answer may take.")
PIECES = Setting("VEEDOR_OPINION_PIECES", "40", "How many pieces of one document are sent.")

SETTINGS = (URL, MODEL, KEY, KEY_FILE, REMOTE, INGEST, SECONDS, PIECES)
"""All of them, in the order of the documentation."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that can be asked. `path` is that of its chat completions, `seconds` bounds one answer."""

    scheme: str
    host: str
    port: int
    path: str
    model: str
    key: str = field(default="", repr=False)
    remote: bool = False
    seconds: int = 60
    pieces: int = 40

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Endpoint | None:
        """The server that the environment names, None where it names none; `OpinionError` where it cannot be used."""
        given = os.environ if environment is None else environment
        held = {setting.name: given.get(setting.name, "").strip() or setting.default for setting in SETTINGS}
        if not held[URL.name]:
            return None
        scheme, host, port, path = _address(held[URL.name])
        remote = _on(held, REMOTE)
        if not is_loopback(host) and not remote:
            raise OpinionError(
                f"{URL.name} leads to {host}, away from this machine. Words of documents go there only when "
                f"{REMOTE.name}=on says so."
            )
        if not is_loopback(host) and scheme != "https":
            raise OpinionError(f"{URL.name} leads to {host}: away from this machine it has to begin with https://.")
        if not held[MODEL.name]:
            raise OpinionError(f"{MODEL.name} has to name the model that the server is to ask.")
        return cls(
            scheme,
            host,
            port,
            f"{path}/chat/completions",
            held[MODEL.name],
            _key(held),
            remote,
            _number(held, SECONDS),
            _number(held, PIECES),
        )

    @property
    def is_here(self) -> bool:
        """Whether it is this machine."""
        return is_loopback(self.host)

    @property
    def shown(self) -> str:
        """Where it is, for people."""
        return f"{self.scheme}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def asked_by_ingest(environment: Mapping[str, str] | None = None) -> bool:
    """Whether `veedor ingest` is to ask; `OpinionError` for another word than `on` and `off`."""
    given = os.environ if environment is None else environment
    return _on({INGEST.name: given.get(INGEST.name, "").strip() or INGEST.default}, INGEST)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: `localhost`, or an address that never leaves it."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(text: str) -> tuple[str, str, int, str]:
    wrong = OpinionError(f"{URL.name} has to be an address such as http://127.0.0.1:8080/v1, and is {text!r}.")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise wrong
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None or parts.query or parts.fragment:
        raise wrong
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80), parts.path.rstrip("/")


def _key(held: Mapping[str, str]) -> str:
    key, name = held[KEY.name], KEY.name
    if not key and held[KEY_FILE.name]:
        name = KEY_FILE.name
        try:
            key = Path(held[name]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise OpinionError(f"{name} names {held[name]}, and that cannot be read as text.") from None
    if not key.isascii() or not key.isprintable():
        raise OpinionError(f"{name} has to hold one line of plain characters.")
    return key


def _on(held: Mapping[str, str], setting: Setting) -> bool:
    if held[setting.name] not in {"on", "off"}:
        raise OpinionError(f"{setting.name} has to be on or off, and is {held[setting.name]!r}.")
    return held[setting.name] == "on"


def _number(held: Mapping[str, str], setting: Setting) -> int:
    text = held[setting.name]
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 100_000:
        raise OpinionError(f"{setting.name} has to be a whole number above 0, and is {text!r}.")
    return int(text)
