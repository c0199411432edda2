"""Words for the person at the terminal: progress lines and reasons to stop, in Russian and then in English."""

import contextlib
import sys


class CannotGoOn(Exception):
    """A start that must stop; carries a sentence in each language that says what to do.

    `is_plain`: the cause is known and no log needs to be read.
    """

    def __init__(self, russian: str, english: str, *, is_plain: bool = False) -> None:
        super().__init__(russian, english)
        self.russian = russian
        self.english = english
        self.is_plain = is_plain

    def __str__(self) -> str:
        return f"{self.russian}\n{self.english}"


def tell(text: str = "") -> None:
    """One line of progress, shown at once; a terminal that has gone is no reason to stop."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def disk_full(place: str) -> CannotGoOn:
    """The sentence about a full disk."""
    return CannotGoOn(
        f"Диск с папкой {place} заполнен. Освободите место и повторите make up.",
        f"The disk that holds {place} is full. Free some space and run make up again.",
        is_plain=True,
    )


def port_taken(port: int, what: str, variable: str) -> CannotGoOn:
    """The sentence about a port that somebody else holds."""
    return CannotGoOn(
        f"Порт {port} ({what}) занят другой программой. Остановите её или выберите другой порт: "
        f"{variable}={port + 100} make up",
        f"Port {port} ({what}) is taken by another program. Stop it, or choose another port: "
        f"{variable}={port + 100} make up",
    )
