"""Pure decisions of wishes: lists that a browser keeps itself, the table of a comparison, a price that fell."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from prilavok.people.wishes.values import MOST_COMPARED, Fall, TableRow, Traits

MOST_VIEWED: Final = 12
MOST_KEPT: Final = 20
_ID: Final = re.compile(r"[1-9]\d{0,17}")


def kept_ids(text: str, most: int = MOST_KEPT) -> list[int]:
    """Product ids out of a cookie, each once, in order; whatever else stands there is passed over."""
    found = (int(part) for part in text[:500].split(".") if _ID.fullmatch(part))
    return list(dict.fromkeys(found))[:most]


def as_text(ids: Iterable[int]) -> str:
    """Product ids as a cookie keeps them."""
    return ".".join(map(str, ids))


def seen_again(ids: Sequence[int], product_id: int) -> list[int]:
    """What was looked at, the latest first, a few at most."""
    return [product_id, *(one for one in ids if one != product_id)][:MOST_VIEWED]


def group_of(goods: Iterable[Traits], group: int) -> list[Traits]:
    """The products of one group, as many as are compared at once."""
    return [one for one in goods if one.group == group][:MOST_COMPARED]


def table(goods: Sequence[Traits]) -> list[TableRow]:
    """Every trait that any of the products has, in the order met; the same everywhere or not."""
    titles = dict.fromkeys(title for one in goods for title, _ in one.values)
    rows = []
    for title in titles:
        values = tuple(", ".join(value for name, value in one.values if name == title) for one in goods)
        is_same = len({value.casefold().strip() for value in values}) == 1
        rows.append(TableRow(title=title, values=values, is_same=is_same))
    return rows


def fall(seen: Decimal | None, now: Decimal | None) -> Fall | None:
    """How much cheaper it is now; None when it is not, or one of the prices is not known."""
    return Fall(was=seen, now=now) if seen is not None and now is not None and now < seen else None
