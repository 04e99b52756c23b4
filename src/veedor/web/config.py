"""Every setting that is read from the environment: name, default, meaning. The documentation is tested against it."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable."""

    name: str
    default: str
    meaning: str

    def get(self) -> str:
        """Its value now, or the default."""
        return os.environ.get(self.name) or self.default


HOME = Setting("VEEDOR_HOME", "./veedor-data", "The folder with database, originals and what is made from them.")
DATABASE = Setting(
    "DATABASE_URL", "", "Another database than the SQLite file in the home: postgres://user:password@host/name."
)
PERSON = Setting("VEEDOR_PERSON", "", "Who takes decisions on the command line and at the desk, unless --as says so.")
HOSTS = Setting("VEEDOR_HOSTS", "127.0.0.1,localhost,[::1]", "The host names under which the site may be asked.")
DESK = Setting("VEEDOR_DESK", "on", "`off` serves the public pages alone, without the desk and without drafts.")
SECRET = Setting("VEEDOR_SECRET_KEY", "", "The server's secret; made and kept in the home where it is not given.")
SCHEDULER = Setting("VEEDOR_SCHEDULER", "", "The scheduler of a dask cluster that reads pages: tcp://host:port.")

SETTINGS = (HOME, DATABASE, PERSON, HOSTS, DESK, SECRET, SCHEDULER)
"""All of them, in the order in which the documentation lists them."""
