"""What every shop must be able to do here, and how orders a second become comparable."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from benchmarks.peers.goods import Good
from benchmarks.peers.load import Errand
from benchmarks.peers.place import Place

LINES: Final = 3


class Shop(Protocol):
    """A shop that can be installed, filled, run and visited. Errands are made for the n-th visitor."""

    name: str
    port: int
    remark: str

    def install(self, place: Place) -> None:
        """Get the programs. Raises CannotStart."""

    def fill(self, place: Place, goods: Sequence[Good]) -> None:
        """Make its database with these goods. Raises CannotStart."""

    def start(self, place: Place) -> int:
        """Run it as in production on its port of 127.0.0.1; the process to measure. Raises CannotStart."""

    def stop(self) -> None:
        """End it."""

    def version(self) -> str:
        """What was measured."""

    def listing(self, at: int, fresh: str = "") -> Errand:
        """The page at // GROUPS of the group at % GROUPS; `fresh` makes it an address that nobody asked before."""

    def product(self, at: int, fresh: str = "") -> Errand:
        """The page of a product."""

    def search(self, at: int, fresh: str = "") -> Errand:
        """A search with counted filters where the shop has them: the page at // GROUPS of the word at % GROUPS."""

    def add(self, number: int) -> Errand:
        """A new visitor puts a product into a basket."""

    def ready_to_place(self, numbers: Sequence[int]) -> Errand:
        """Fill a basket with these goods; the errand is all that is left until the order stands."""


def log_of(place: Place, shop: Shop) -> Path:
    """Where its programs write."""
    return place.folder / "log" / f"{shop.name}.log"
