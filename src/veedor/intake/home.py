"""The one folder in which everything lives: database, originals, and what can be made again from them.

    veedor-data/
    ├── register.sqlite3      the register (unless DATABASE_URL names another database)
    ├── originals/ab/cd/…     every file that came in, byte for byte, named by its SHA-256, read-only
    ├── derived/…             page images and crops; may be deleted at any time
    ├── passwords.txt         passwords of locked documents, one a line; readable by the owner alone
    ├── secret                the server's key, made on first use
    └── ingest.lock           held while an ingest runs

Everything but `derived` belongs into a backup.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from veedor.documents.passwords import PasswordsError, passwords_in

DEFAULT_HOME = "veedor-data"


class HomeError(OSError):
    """The home folder cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    """Paths inside one home folder. Nothing is made until `prepare` is called."""

    root: Path

    @classmethod
    def from_env(cls) -> Home:
        """The folder that `VEEDOR_HOME` names, `./veedor-data` where it names none."""
        return cls(Path(os.environ.get("VEEDOR_HOME") or DEFAULT_HOME).expanduser().resolve())

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.root / "register.sqlite3"

    @property
    def originals(self) -> Path:
        """The folder of originals."""
        return self.root / "originals"

    @property
    def derived(self) -> Path:
        """The folder of what can be made again."""
        return self.root / "derived"

    def prepare(self) -> None:
        """Make the folders; `HomeError` where that cannot be done."""
        try:
            for folder in (self.root, self.originals, self.derived, self.incoming):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise HomeError(
                f"The data folder {self.root} cannot be made ({error.strerror}). "
                "Name another with --home or VEEDOR_HOME."
            ) from error

    @property
    def incoming(self) -> Path:
        """Where bytes stand while they are being copied; on the same file system as the originals."""
        return self.root / "incoming"

    def original(self, sha256: str) -> Path:
        """Where the original with that hash stands or would stand."""
        return self.originals / sha256[:2] / sha256[2:4] / sha256

    @property
    def password_file(self) -> Path:
        """The file of passwords, which need not be there."""
        return self.root / "passwords.txt"

    def passwords(self) -> tuple[str, ...]:
        """The passwords that locked documents are tried with; `HomeError` where the file cannot be used."""
        if not self.password_file.exists():
            return ()
        try:
            return passwords_in(self.password_file)
        except PasswordsError as error:
            raise HomeError(str(error)) from error

    def add_passwords(self, more: Sequence[str]) -> None:
        """Add to the file what it does not hold yet: a locked page needs its password again when it is shown."""
        known = self.passwords()
        new = [password for password in more if password not in known]
        if not new:
            return
        self.prepare()
        aside = self.root / f".passwords-{os.getpid()}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("".join(f"{password}\n" for password in (*known, *new)))
        aside.replace(self.password_file)

    def secret(self) -> str:
        """The server's secret key, made on first use and readable by the owner alone."""
        path = self.root / "secret"
        try:
            return path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            self.prepare()
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(made := secrets.token_urlsafe(48))
            return made

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the home for one ingest; `HomeError` when another process holds it.

        The lock is the kernel's and goes with the process, so a killed run never leaves it behind.
        """
        self.prepare()
        with (self.root / "ingest.lock").open("a+", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise HomeError(
                    f"Another ingest is running in {self.root}. Wait until it has ended, then run this again."
                ) from error
            yield
