"""What is read out of an address, and addresses to go on to."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from prilavok.base.errors import NotFound
from prilavok.doors.storefront import api


def words(text: str | None, most: int) -> str:
    """What somebody typed in one line: spaces squeezed, at most `most` characters."""
    return " ".join((text or "").split())[:most]


def lines(text: str | None, most: int) -> str:
    """What somebody typed in several lines, each squeezed, at most `most` characters."""
    return "\n".join(words(line, most) for line in (text or "").splitlines()).strip()[:most]


def called(name: str) -> str:
    """What to call a buyer: the first name, or nothing while only the login made for them is known."""
    return "" if name.startswith("buyer-") else name


def number(text: str | None, default: int = 1, most: int = 10_000) -> int:
    """A positive number out of an address; anything else is the default."""
    return min(int(text), most) if text and text.isdecimal() and len(text) < 19 else default


def identity(text: str | None) -> int | None:
    """An id out of an address or a form; None when it is not a number."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def safe_next(path: str, default: str = "/") -> str:
    """A path of ours to go back to; anything that could lead elsewhere gives the default."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path and "\r" not in path
    return path if is_ours and len(path) <= 500 else default


def shown_pages(number: int, last: int) -> list[int | None]:
    """The page numbers of a pager, None for a gap: 1 … 4 5 6 … 20."""
    wanted = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    shown: list[int | None] = []
    for page in wanted:
        previous = shown[-1] if shown else None
        if previous is not None and page - previous == 2:
            shown.append(page - 1)
        elif previous is not None and page - previous > 2:
            shown.append(None)
        shown.append(page)
    return shown


@dataclass(frozen=True)
class Pager:
    """The page numbers under a listing and where they lead."""

    path: str
    query: tuple[tuple[str, str], ...]
    number: int
    last: int

    @property
    def shown(self) -> Sequence[int | None]:
        """The numbers to show, None for a gap."""
        return shown_pages(self.number, self.last)

    def href(self, page: int) -> str:
        """The address of a page."""
        pairs = [*self.query, *([("page", str(page))] if page > 1 else [])]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path


def moved(kind: str, slug: str) -> HttpResponse:
    """Lead on from an address that was given up. Raises NotFound when nothing replaced it."""
    now = api.moved_address(kind, slug)
    if now is None:
        raise NotFound
    return HttpResponsePermanentRedirect(reverse(f"storefront:{kind}", args=[now]))
