"""What was prepared already, so that a second start skips it.

The schema's fingerprint covers every migration and every `prepare.py`/`permissions.py` of the house and the versions of
the libraries that bring migrations; it is stored in the database, next to what it describes. Static files and messages
are outside the database, so their stamps are files in `var`.
"""

from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import psycopg

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parent
MIGRATING = ("django", "wagtail", "procrastinate", "django-taggit")
MAKE_TABLE = (
    "CREATE TABLE IF NOT EXISTS prilavok_prepared"
    " (what text PRIMARY KEY, fingerprint text NOT NULL, at timestamptz NOT NULL DEFAULT now())"
)
KEEP = (
    "INSERT INTO prilavok_prepared (what, fingerprint) VALUES (%s, %s)"
    " ON CONFLICT (what) DO UPDATE SET fingerprint = excluded.fingerprint, at = now()"
)


def _digest(files: Iterable[Path], *extra: str) -> str:
    whole = sha256()
    for word in extra:
        whole.update(word.encode())
    for path in sorted(files):
        whole.update(str(path.relative_to(ROOT)).encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def schema_fingerprint() -> str:
    """Changes when `migrate` or `prepare` would do something new."""
    files = [path for path in PACKAGE.glob("**/migrations/*.py") if path.is_file()]
    files += PACKAGE.glob("**/prepare.py")
    files += PACKAGE.glob("**/permissions.py")
    return _digest(files, *(f"{name} {version(name)}" for name in MIGRATING))


def static_fingerprint() -> str:
    """Changes when `collectstatic` would do something new."""
    files = [path for path in PACKAGE.glob("**/static/**/*") if path.is_file()]
    return _digest(files, f"wagtail {version('wagtail')}", f"whitenoise {version('whitenoise')}")


def messages_fingerprint() -> str:
    """Changes when the translations would compile to something new."""
    return _digest((ROOT / "locale").glob("**/*.po"))


def recorded(url: str, what: str) -> str:
    """The fingerprint kept in the database under that name; empty when there is none."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        (known,) = connection.execute("SELECT to_regclass('prilavok_prepared')").fetchone() or (None,)
        if known is None:
            return ""
        row = connection.execute("SELECT fingerprint FROM prilavok_prepared WHERE what = %s", [what]).fetchone()
        return str(row[0]) if row else ""


def record(url: str, what: str, fingerprint: str) -> None:
    """Keep a fingerprint in the database."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        connection.execute(MAKE_TABLE)
        connection.execute(KEEP, [what, fingerprint])


def messages_made(root: Path = ROOT) -> list[Path]:
    """The compiled translations that must lie beside the sources: one of every language."""
    return [folder / "LC_MESSAGES" / "django.mo" for folder in sorted((root / "locale").iterdir()) if folder.is_dir()]


def is_stamped(stamp: Path, fingerprint: str, made: Iterable[Path] = ()) -> bool:
    """True when the stamp file carries the fingerprint and what was made then is still there."""
    return stamp.exists() and stamp.read_text() == fingerprint and all(path.is_file() for path in made)
