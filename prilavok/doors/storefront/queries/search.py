"""Finding: the index of this host, other readings of a text that finds nothing, the shelf when there is no index."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from prilavok.base.latin import to_cyrillic
from prilavok.doors.storefront import rules
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.finding import synonyms
from prilavok.doors.storefront.finding.asking import Asking, ask
from prilavok.doors.storefront.queries import shelf
from prilavok.doors.storefront.values import PAGE_SIZE, Card, Found, Seen, ShelfFilter, ShelfPage

LIMIT: Final = 480
LONGEST: Final = 100
# Where so many goods have the very words, no slip is looked for: it would cost much and find what nobody meant.
ENOUGH: Final = PAGE_SIZE


def look(wanted: ShelfFilter, seen: Seen) -> ShelfPage:
    """A page of cards for filters and a text, with what it can be narrowed by when there is an index."""
    wanted = replace(wanted, text=_squeezed(wanted.text))
    found = goods_index.or_none(lambda: _look_in_index(wanted, seen))
    return found or (_look_on_shelf(wanted) if wanted.text else shelf.shelf_page(wanted))


def first(wanted: ShelfFilter) -> list[Card]:
    """The first page of cards for filters, nothing counted; no text. One query."""

    def ask_index() -> list[Card] | None:
        asking = ask(wanted)
        return None if asking is None else shelf.cards_by_id(asking.best(PAGE_SIZE), place=wanted.place)

    found = goods_index.or_none(ask_index)
    return shelf.shelf_page(wanted).cards if found is None else found


def find(text: str, limit: int = LIMIT, place: str = "", *, is_typing: bool = False) -> Found:
    """Products that buyers of a place see, for what was typed, best first. `is_typing`: the last word may be begun
    with a slip."""
    text = _squeezed(text)
    for asked in readings(text):
        ids = goods_index.or_none(lambda asked=asked: _best(asked, limit, place, is_typing))  # type: ignore[misc]
        if ids is None:
            ids = shelf.find_simply(asked, limit)
        if ids:
            return Found(product_ids=tuple(ids), asked=asked)
    return Found(product_ids=(), asked=text)


def _squeezed(text: str) -> str:
    return " ".join(text[:LONGEST].split())


def readings(text: str) -> Iterator[str]:
    """What may have been meant: as typed, on the other keyboard layout, Russian in Latin letters."""
    seen = [text, rules.other_layout(text)]
    if text.isascii() and any(letter.isalpha() for letter in text):
        seen.append(to_cyrillic(text))
    yield from dict.fromkeys(seen)


def _look_in_index(wanted: ShelfFilter, seen: Seen) -> ShelfPage | None:
    """The first reading of the text that has anything; filters are not what decides it."""
    asking, asked = _first(wanted, seen)
    if asking is None:
        return None
    answer = asking.answer()
    return ShelfPage(
        cards=shelf.cards_by_id(answer.product_ids, place=wanted.place),
        total=answer.total,
        page=answer.page,
        narrowing=asking.narrowing(seen),
        asked=asked,
    )


def _first(wanted: ShelfFilter, seen: Seen) -> tuple[Asking | None, str]:
    if not wanted.text:
        return ask(wanted), ""
    for text in readings(wanted.text):
        texts = synonyms.ways(text)
        asking = _strict(wanted, texts, seen) or ask(wanted, texts, seen=seen)
        if asking is None:
            return None, ""
        if asking.total or _is_anything(wanted, texts):
            return asking, text
    return ask(wanted, [wanted.text], seen=seen), wanted.text


def _strict(wanted: ShelfFilter, texts: Sequence[str], seen: Seen) -> Asking | None:
    """A reading that forgives no slip, when the text has enough goods so; filters are not what decides it."""
    asking = ask(wanted, texts, is_strict=True, seen=seen)
    if asking is None or asking.total >= ENOUGH:
        return asking
    bare = ShelfFilter(place=wanted.place)
    if replace(wanted, text="", sort=bare.sort, page=bare.page) == bare:
        return None
    everything = ask(bare, texts, is_strict=True)
    return asking if everything is not None and len(everything.best(ENOUGH)) == ENOUGH else None


def _is_anything(wanted: ShelfFilter, texts: Sequence[str]) -> bool:
    """Whether a text has goods, though none that fits the filters."""
    bare = ask(ShelfFilter(place=wanted.place), texts)
    return bare is not None and bool(bare.best(1))


def _best(text: str, limit: int, place: str, is_typing: bool) -> list[int] | None:  # noqa: FBT001 - called in one place
    """While somebody types, slips are forgiven only when what was typed has too little."""
    texts, wanted = synonyms.ways(text), ShelfFilter(place=place)
    strict = ask(wanted, texts, is_typing=True, is_strict=True) if is_typing else None
    if strict is not None and len(found := strict.best(limit)) == limit:
        return found
    asking = ask(wanted, texts, is_typing=is_typing)
    return None if asking is None else asking.best(limit)


def _look_on_shelf(wanted: ShelfFilter) -> ShelfPage:
    """Words and codes without an index: no counts, no slips forgiven."""
    found = find(wanted.text, place=wanted.place)
    cards = shelf.cards_by_id(found.product_ids, wanted.location_ids, wanted.place)
    if wanted.sort in ("cheap", "dear"):
        cards.sort(key=lambda one: one.price, reverse=wanted.sort == "dear")
    elif wanted.sort == "new":
        cards.sort(key=lambda one: one.product_id, reverse=True)
    page = min(max(1, wanted.page), max(1, -(-len(cards) // PAGE_SIZE)))
    shown = cards[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return ShelfPage(cards=shown, total=len(cards), page=page, asked=found.asked)
