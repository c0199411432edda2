"""`make reset`: start over. Asks first; an outside database is emptied only after a second, explicit word.

Without a terminal nothing is asked and nothing removed, unless PRILAVOK_RESET says `yes`.
"""

import fcntl
import os
import shutil
import sys
from hashlib import sha256
from pathlib import Path

import psycopg

from prilavok.config.prepared import ROOT
from prilavok.config.sentences import CannotGoOn, tell


def asked(question: str, word: str) -> bool:
    """True when the person types the word; never true when nobody is there to ask."""
    if not sys.stdin.isatty():
        return os.environ.get("PRILAVOK_RESET") == word
    tell(question)
    try:
        return input("> ").strip().lower() == word
    except (EOFError, KeyboardInterrupt):
        return False


def require_stopped(var: Path) -> None:
    """Refuse while the platform runs from this folder."""
    lock = var / "supervisor.lock"
    if not lock.exists():
        return
    with lock.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotGoOn(
                "Прилавок запущен. Остановите его (Ctrl-C в его окне) и повторите make reset.",
                "Prilavok is running. Stop it (Ctrl-C in its window) and run make reset again.",
            ) from None


def empty_outside(url: str) -> None:
    """Drop and make again the schema `public` of an outside database."""
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def main() -> int:
    """Ask, then remove."""
    var = Path(os.environ.get("PRILAVOK_VAR", ROOT / "var")).resolve()
    try:
        require_stopped(var)
    except CannotGoOn as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    elsewhere = Path("/var/lib") / f"prilavok-{sha256(str(var / 'postgres').encode()).hexdigest()[:8]}"
    doomed = [place for place in (var, elsewhere) if place.exists()]
    names = ", ".join(str(place) for place in doomed) or str(var)
    if not asked(f"Удалить все данные: {names}? Напишите yes. / Remove all data? Type yes.", "yes"):
        tell("Ничего не удалено / Nothing was removed")
        return 1
    for place in doomed:
        shutil.rmtree(place)
    tell(f"Удалено / Removed: {names}")
    if url := os.environ.get("DATABASE_URL"):
        question = (
            "DATABASE_URL указывает на внешнюю базу. Стереть в ней схему public? Напишите drop.\n"
            "DATABASE_URL names an outside database. Drop its schema public? Type drop."
        )
        if asked(question, "drop"):
            empty_outside(url)
            tell("Внешняя база очищена / The outside database was emptied")
    return 0


if __name__ == "__main__":
    sys.exit(main())
