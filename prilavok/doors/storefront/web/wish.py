"""What a listing's address asks for, and addresses that ask for a little more or less."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from prilavok.doors.storefront.values import SORTS, ShelfFilter
from prilavok.doors.storefront.web.addresses import number, words
from prilavok.doors.storefront.web.frame import Visit

OPTION: Final = "f-"
WITHIN: Final = ("store", "city", "arriving")
MOST_GROUPS, MOST_VALUES = 12, 30
_CODE = re.compile(r"[a-z0-9-]{1,130}")
Options = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Wish:
    """Sort, where it must be available, values ticked, prices, the page, the words searched."""

    sort: str = SORTS[0]
    within: str = ""
    page: int = 1
    text: str = ""
    options: Options = ()
    price_from: Decimal | None = None
    price_to: Decimal | None = None

    @classmethod
    def of(cls, asked: QueryDict) -> "Wish":
        """Read from the address; what is not understood is the default."""
        sort, within = asked.get("sort", ""), asked.get("in", "")
        return cls(
            sort=sort if sort in SORTS else SORTS[0],
            within=within if within in WITHIN else "",
            page=number(asked.get("page")),
            text=words(asked.get("q"), 100),
            options=_options(asked),
            price_from=_roubles(asked.get("price_from")),
            price_to=_roubles(asked.get("price_to")),
        )

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The address again, without the page; the same choice always gives the same address."""
        pairs = [("q", self.text), ("sort", self.sort if self.sort != SORTS[0] else ""), ("in", self.within)]
        pairs += [(f"{OPTION}{code}", value) for code, values in self.options for value in values]
        pairs += [("price_from", self.said_from), ("price_to", self.said_to)]
        return tuple((key, value) for key, value in pairs if value)

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """Only what narrows: neither the words nor the sort."""
        return tuple((key, value) for key, value in self.query if key not in ("q", "sort"))

    @property
    def said_from(self) -> str:
        """The lowest price asked for, as it is typed."""
        return _said(self.price_from)

    @property
    def said_to(self) -> str:
        """The highest price asked for, as it is typed."""
        return _said(self.price_to)

    @property
    def count(self) -> int:
        """How many filters stand."""
        ticked = sum(len(values) for _, values in self.options)
        return ticked + bool(self.within) + (self.price_from is not None or self.price_to is not None)

    @property
    def sorts(self) -> tuple[tuple[str, str], ...]:
        """The orders to choose from, with their names."""
        best = _("Best match first") if self.text else _("Popular first")
        titles = (best, _("By rating"), _("Cheap first"), _("Dear first"), _("New first"))
        return tuple(zip(SORTS, titles, strict=True))

    def without(self, code: str, value: str = "") -> "Wish":
        """The wish with one tick, the place ("in") or the price taken off."""
        if code == "in":
            return replace(self, within="", page=1)
        if code == "price":
            return replace(self, price_from=None, price_to=None, page=1)
        left = ((key, tuple(one for one in values if key != code or one != value)) for key, values in self.options)
        return replace(self, options=tuple((key, values) for key, values in left if values), page=1)

    def sorted_by(self, sort: str) -> "Wish":
        """The wish in another order, from its first page."""
        return replace(self, sort=sort, page=1)

    def address(self, path: str) -> str:
        """Where this wish is answered."""
        pairs = self.query
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def bare(self, path: str) -> str:
        """The same words and sort without any filter."""
        return Wish(sort=self.sort, text=self.text).address(path)

    def filter(self, visit: Visit, category_id: int | None = None) -> ShelfFilter:
        """The wish in the visitor's stores."""
        return ShelfFilter(
            place=visit.shelf,
            category_id=category_id,
            location_ids=self._location_ids(visit),
            is_arriving=self.within == "arriving",
            options=self.options,
            price_from=self.price_from,
            price_to=self.price_to,
            text=self.text,
            sort=self.sort,
            page=self.page,
        )

    def _location_ids(self, visit: Visit) -> tuple[int, ...]:
        if self.within == "store" and visit.store_id:
            return (visit.store_id,)
        return visit.city_ids if self.within in ("store", "city") else ()


def _options(asked: QueryDict) -> Options:
    found: dict[str, tuple[str, ...]] = {}
    for key in sorted(asked):
        code = key.removeprefix(OPTION)
        if code == key or not _CODE.fullmatch(code) or len(found) >= MOST_GROUPS:
            continue
        values = sorted({one for one in asked.getlist(key) if _CODE.fullmatch(one)})[:MOST_VALUES]
        if values:
            found[code] = tuple(values)
    return tuple(found.items())


def _roubles(text: str | None) -> Decimal | None:
    try:
        amount = Decimal("".join((text or "").split()).replace(",", "."))
    except InvalidOperation:
        return None
    return amount.quantize(Decimal("0.01")) if amount.is_finite() and 0 < amount < 10**9 else None


def _said(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}".removesuffix(".00")
