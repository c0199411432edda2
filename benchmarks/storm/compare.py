"""Every product, variant, price and stock of the platform against the books of the base: differences by kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from benchmarks.storm.books import SYSTEM, Books
from sandbox.onec.books import ONLINE_TYPE, PRICE_TYPES, RETAIL_TYPE

PIECE: Final = 1000
SHOWN: Final = 3


@dataclass
class Differences:
    """How many by kind, with a few examples of each; `compared` counts what was looked at."""

    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    compared: int = 0

    def expect(self, kind: str, about: str, found: object, wanted: object) -> None:
        """Compare one thing."""
        self.compared += 1
        if found == wanted:
            return
        self.counts[kind] = self.counts.get(kind, 0) + 1
        shown = self.examples.setdefault(kind, [])
        if len(shown) < SHOWN:
            shown.append(f"{about}: {found!r}, in the books {wanted!r}")

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    def __str__(self) -> str:
        if not self.counts:
            return f"0 differences in {self.compared}"
        found = "; ".join(f"{kind} {count} ({self.examples[kind][0]})" for kind, count in sorted(self.counts.items()))
        return f"{self.total} differences in {self.compared}: {found}"


def differences(books: Books) -> Differences:
    """Compare everything. Needs a set-up Django on the platform's database."""
    found = Differences()
    _goods(books, found)
    known: dict[str, int] = {}
    for piece in _pieces(books.offers):
        known |= _offers(books, piece, found)
    _nothing_else(books, known, found)
    return found


def choose_prices() -> None:
    """The web price sells, the shelf price is struck through: then both can be read of a price tag."""
    from prilavok.base.unit import unit
    from prilavok.goods.pricing import api as pricing

    ids = pricing.price_type_ids(system=SYSTEM, external_ids=list(PRICE_TYPES))
    with unit():
        for guid, role in ((ONLINE_TYPE, "selling"), (RETAIL_TYPE, "compare")):
            pricing.choose_role(price_type_id=ids[guid], role=role)


def open_stores() -> list[int]:
    """Every warehouse that has come becomes a shop that gives goods out; returns them."""
    from prilavok.base.unit import unit
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import LocationEdit

    places = list(stock.locations())
    with unit():
        for place in places:
            stock.describe_location(LocationEdit(location_id=place, kind="store", is_pickup=True, city="Москва"))
    return [int(place) for place in places]


def _goods(books: Books, found: Differences) -> None:
    from prilavok.goods.pim import api as pim

    for piece in _pieces(books.goods):
        ids = pim.product_ids(system=SYSTEM, external_ids=[one["id"] for one in piece])
        cards = pim.cards(product_ids=list(ids.values()))
        for one in piece:
            card = cards.get(ids[one["id"]]) if one["id"] in ids else None
            found.expect("product missing", one["article"], card is not None, True)  # noqa: FBT003 - a plain fact
            if card is not None:
                found.expect("title", one["article"], card.title, one["title"])
                found.expect("article", one["article"], card.article, one["article"])
                found.expect("on the shelf", one["article"], card.is_published, one["id"] not in books.removed)


def _offers(books: Books, piece: Sequence[dict[str, Any]], found: Differences) -> dict[str, int]:
    from prilavok.goods.pim import api as pim
    from prilavok.goods.pricing import api as pricing
    from prilavok.goods.stock import api as stock

    ids = pim.variant_ids(system=SYSTEM, external_ids=[one["id"] for one in piece])
    places = stock.location_ids(system=SYSTEM, external_ids=[one["id"] for one in books.warehouses])
    cards = pim.variants(variant_ids=list(ids.values()))
    prices = pricing.prices(variant_ids=list(ids.values()))
    lying = stock.availability(variant_ids=list(ids.values()), location_ids=list(places.values()))
    for one in piece:
        own = ids.get(one["id"])
        found.expect("variant missing", one["barcode"], own is not None, True)  # noqa: FBT003 - a plain fact
        if own is None:
            continue
        found.expect("barcode", one["barcode"], cards[own].barcodes, (one["barcode"],))
        tag, wanted = prices.get(own), dict(books.prices[one["id"]])
        found.expect("price", one["barcode"], tag and tag.price.amount, Decimal(wanted[ONLINE_TYPE]))
        before = tag.before.amount if tag and tag.before else None
        found.expect("old price", one["barcode"], before, Decimal(wanted[RETAIL_TYPE]))
        here = lying.get(own, {})
        for where, quantity in books.stock[one["id"]]:
            balance = here.get(places[where]) if where in places else None
            found.expect("stock", one["barcode"], balance.on_hand if balance else Decimal(0), Decimal(quantity))
    return {key: int(own) for key, own in ids.items()}


def _nothing_else(books: Books, known: dict[str, int], found: Differences) -> None:
    """No product twice, none that the books do not have, no balance that breaks its own sum."""
    from prilavok.goods.pim import api as pim
    from prilavok.goods.stock import api as stock

    products, after = 0, 0
    while piece := pim.all_product_ids(after=after, limit=PIECE):
        products, after = products + len(piece), int(max(piece))
    found.expect("products in all", "the catalogue", products, len(books.goods))
    found.expect("variants in all", "the catalogue", len(set(known.values())), len(books.offers))
    found.expect("broken balances", "the stock", len(stock.broken_balances()), 0)


def _pieces(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for at in range(0, len(rows), PIECE):
        yield rows[at : at + PIECE]
