"""Where the database is: `DATABASE_URL`, else the embedded PostgreSQL that the supervisor runs."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

URL_FILE = "postgres/url"


class NoDatabase(RuntimeError):
    """No DATABASE_URL is set and no embedded PostgreSQL is running. Start it with `make up`."""

    def __str__(self) -> str:
        return " ".join((self.__doc__ or "").split())


def database_url(var: Path) -> str:
    """The address of the database. Raises NoDatabase."""
    if url := os.environ.get("DATABASE_URL"):
        return url
    try:
        return (var / URL_FILE).read_text().strip()
    except FileNotFoundError:
        raise NoDatabase from None


def as_setting(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a postgresql:// address."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("DATABASE_URL must look like postgresql://user:password@host:port/name")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "prilavok.base.postgres",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or "postgres"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }
