"""The table a start ends with: where everything is, and who may log in with what."""

import json
from pathlib import Path

from prilavok.config import ports
from prilavok.config.sentences import tell


def servers() -> dict[str, str]:
    """Where pages and simulators are in this start; the kept table names them by these words."""
    return {
        "pages": f"http://{ports.HOST}:{ports.PAGES.number}",
        "sandbox": f"http://127.0.0.1:{ports.SANDBOX.number}",
    }


def places() -> list[tuple[str, str]]:
    """Addresses of the running platform."""
    pages, sandbox = servers()["pages"], servers()["sandbox"]
    return [
        ("Витрина / Storefront", f"{pages}/"),
        ("Офис / Office", f"{pages}/office/"),
        ("Экран магазина / Store counter", f"{pages}/counter/"),
        ("Обмен с 1С / 1C exchange", f"{pages}/1c/exchange/"),
        ("Имитаторы: 1С, телефон, почта / Simulators", f"{sandbox}/"),
    ]


def personas(var: Path) -> list[dict[str, str]]:
    """People of the demo chain: `var/demo/logins.json`, a list of persona, address, login, password."""
    try:
        found = json.loads((var / "demo" / "logins.json").read_text())
    except (OSError, ValueError):
        return []
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def print_table(var: Path) -> None:
    """Print addresses and logins."""
    rows = [(title, address, "", "") for title, address in places()]
    for person in personas(var):
        words = [_here(str(person.get(name) or "")) for name in ("persona", "address", "login", "password")]
        rows.append((words[0], words[1], words[2], words[3]))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    tell()
    for row in rows:
        tell("  " + "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip())
    tell()


def _here(words: str) -> str:
    for name, address in servers().items():
        words = words.replace(f"<{name}>", address)
    return words
