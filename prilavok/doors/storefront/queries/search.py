"""Finding: the index of this host, other readings of a text that finds nothing, the shelf when there is no index."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from prilavok.base.latin import to_cyrillic
from prilavok.doors.storefront import rules
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.finding import synonyms
from prilavok.doors.storefront.finding.asking import Asking, ask, ask_begun
from prilavok.doors.storefront.finding.wording import Freedom, Step
from prilavok.doors.storefront.queries import shelf
from prilavok.doors.storefront.values import PAGE_SIZE, Card, Found, Seen, ShelfFilter, ShelfPage

LIMIT: Final = 480
LONGEST: Final = 100
# Where so many goods have the very words, no slip is looked for: it would cost much and find what nobody meant.
ENOUGH: Final = PAGE_SIZE
# While somebody types, a slip is looked for when there are fewer goods than this.
FEW: Final = 3
BEFORE_SOUND: Final = tuple(step for step in Step if step < Step.SOUND)


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


def find(text: str, limit: int = LIMIT, place: str = "") -> Found:
    """Products that buyers of a place see, for what was typed, best first."""

    def best(asked: str, freedom: Freedom) -> list[int] | None:
        asking = ask(ShelfFilter(place=place), synonyms.ways(asked), freedom)
        return None if asking is None else asking.best(limit)

    return _found(text, limit, best)


def begin(text: str, limit: int, place: str = "") -> Found:
    """The same for a text that is being typed: what sells best of what its last word may become."""

    def best(asked: str, freedom: Freedom) -> list[int] | None:
        return _begun(asked, limit, place, (Step.SOUND,) if freedom == Freedom.SOUND else BEFORE_SOUND)

    return _found(text, limit, best)


def _found(text: str, limit: int, best: Callable[[str, Freedom], list[int] | None]) -> Found:
    """The first reading that has anything; only when none has, what sounds like one."""
    text = _squeezed(text)
    for freedom in (Freedom.SLIPS, Freedom.SOUND):
        for asked in readings(text):
            ids = goods_index.or_none(lambda asked=asked, freedom=freedom: best(asked, freedom))  # type: ignore[misc]
            if ids is None:
                ids = shelf.find_simply(asked, limit)
            if ids:
                return Found(product_ids=tuple(ids), asked=asked)
    return Found(product_ids=(), asked=text)


def _begun(text: str, limit: int, place: str, steps: Sequence[Step]) -> list[int] | None:
    """Step after step until there are enough; what an earlier one found stands before. Many type the same beginnings:
    each is read once for each state of the index."""
    reading, texts = goods_index.reading(), synonyms.ways(text)
    if reading is None:
        return None
    key = ("begun", *texts, place, limit, tuple(steps))
    known: list[int] | None = goods_index.of_words.known(reading[0], key)
    if known is not None:
        return known
    found = _step_by_step(texts, limit, place, steps)
    return None if found is None else goods_index.of_words.keep(reading[0], key, found)


def _step_by_step(texts: Sequence[str], limit: int, place: str, steps: Sequence[Step]) -> list[int] | None:
    wanted, found = ShelfFilter(place=place), dict[int, None]()
    for step in steps:
        if step >= Step.SLIP and len(found) >= FEW:
            break
        asking = ask_begun(wanted, texts, step)
        if asking is None:
            return None
        found.update(dict.fromkeys(asking.first(limit)))
        if len(found) >= limit:
            break
    return list(found)[:limit]


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
    bare = ShelfFilter(place=wanted.place)
    for freedom in (Freedom.SLIPS, Freedom.SOUND):
        for text in readings(wanted.text):
            texts = synonyms.ways(text)
            if freedom == Freedom.SLIPS and (strict := _strict(wanted, bare, texts, seen)):
                return strict, text
            anything = ask(bare, texts, freedom)
            if anything is None:
                return None, ""
            if anything.has(1):
                return ask(wanted, texts, freedom, seen=seen), text
    return ask(wanted, [wanted.text], seen=seen), wanted.text


def _strict(wanted: ShelfFilter, bare: ShelfFilter, texts: Sequence[str], seen: Seen) -> Asking | None:
    """A reading that forgives no slip, when the text has enough goods so; filters are not what decides it."""
    asking = ask(wanted, texts, Freedom.STRICT, seen=seen)
    if asking is None or (asking.is_common(texts, ENOUGH) and asking.total >= ENOUGH):
        return asking
    everything = ask(bare, texts, Freedom.STRICT)
    return asking if everything is not None and everything.has(ENOUGH) else None


def _look_on_shelf(wanted: ShelfFilter) -> ShelfPage:
    """Words and codes without an index: no counts, no slips forgiven."""
    found = find(wanted.text, place=wanted.place)
    cards = shelf.cards_by_id(found.product_ids, wanted.location_ids, wanted.place)
    if wanted.sort in ("cheap", "dear"):
        cards.sort(key=lambda one: one.price, reverse=wanted.sort == "dear")
    elif wanted.sort == "rated":
        cards.sort(key=lambda one: rules.standing(one.rating, one.reviews), reverse=True)
    elif wanted.sort == "new":
        cards.sort(key=lambda one: one.product_id, reverse=True)
    page = min(max(1, wanted.page), max(1, -(-len(cards) // PAGE_SIZE)))
    shown = cards[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return ShelfPage(cards=shown, total=len(cards), page=page, asked=found.asked)
