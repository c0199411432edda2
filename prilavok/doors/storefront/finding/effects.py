"""What goods beside a product lead to, counted by visitors who are nobody.

A browser keeps what it was offered lately and what has been counted of it (`Offered`, a cookie); the house keeps sums
by day. So a visitor counts once, goods they put in or order later are known as offered ones, and no row is ever about a
person. Some visitors see no block: where it would stand they are counted alike, and what they buy of it anyway is what
the others are compared with.

Counted in the memory of the process and written together now and then by a thread of its own; what dies with a process
is a few counts.
"""

import re
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from threading import Lock
from typing import Final

from prilavok.base.unit import unit
from prilavok.doors.storefront import memory
from prilavok.insight.recommendations import api as recommendations
from prilavok.insight.recommendations.values import GoodTold, Rule, Tale, Told

WINDOW: Final = timedelta(days=14)
MOST_GOODS: Final = 60
# Whoever has met so many blocks in two weeks is a machine: nothing more of theirs is counted.
MOST_SHOWN: Final = 400
PAUSE_S: Final = 5.0
# Products that wait to be written, in one process.
MOST_WAITING: Final = 20_000
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
LETTERS: Final = {Rule.BOUGHT: "b", Rule.PINNED: "p", Rule.ALIKE: "a", Rule.NEAR: "n"}
RULES: Final = {letter: rule for rule, letter in LETTERS.items()}
MET, PUT, ORDERED = "people", "people_put", "people_ordered"
_DEEDS: Final = [(rule, deed) for rule in Rule for deed in (MET, PUT, ORDERED)]
_BITS: Final = {one: 1 << number for number, one in enumerate(_DEEDS)}
_HEAD: Final = r"([0-9a-z]{1,5})\.([sa])\.([0-9a-z]{1,4})\.([0-9a-z]{1,3})"
_TEXT: Final = re.compile(_HEAD + r"((?:\.[bpanBPAN](?:-[0-9a-z]{1,9})+)*)")


@dataclass(frozen=True)
class Good:
    """A product that was offered: by which rule, whether it has been put into the basket since."""

    rule: Rule
    is_put: bool = False


@dataclass(frozen=True)
class Offered:
    """What a visitor was offered since the day they met a block first, and what has been counted of them."""

    day: date
    is_apart: bool
    counted: int = 0
    shown: int = 0
    goods: Mapping[int, Good] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, today: date) -> "Offered | None":
        """Out of a cookie; None for what is none of ours, or too old to tell anything."""
        told = _TEXT.fullmatch(text[:1200])
        if told is None:
            return None
        age = today.toordinal() - int(told[1], 36)
        if not 0 <= age <= WINDOW.days:
            return None
        goods = {}
        for part in told[5].split(".")[1:]:
            letter, *ids = part.split("-")
            goods.update({int(one, 36): Good(RULES[letter.lower()], letter.isupper()) for one in ids})
        first = dict(list(goods.items())[:MOST_GOODS])
        return cls(today - timedelta(days=age), told[2] == "a", int(told[3], 36), int(told[4], 36), first)

    @property
    def text(self) -> str:
        """For the cookie."""
        head = [
            _base36(self.day.toordinal()),
            "a" if self.is_apart else "s",
            _base36(self.counted),
            _base36(self.shown),
        ]
        runs = groupby(self.goods.items(), lambda one: _letter(one[1]))
        return ".".join([*head, *("-".join([letter, *(_base36(key) for key, _ in run)]) for letter, run in runs)])


def _letter(good: Good) -> str:
    return LETTERS[good.rule].upper() if good.is_put else LETTERS[good.rule]


def meet(
    before: Offered | None, *, is_apart: bool, today: date, goods: Mapping[int, Rule], seen: Sequence[Rule]
) -> Offered:
    """A visitor came to where blocks stand, or would; `goods` are those of the blocks, `seen` are rules of a block that
    was really seen. Somebody new, or of the other half than before, begins anew."""
    known = before if before is not None and before.is_apart == is_apart else Offered(today, is_apart)
    if known.shown + len(seen) > MOST_SHOWN:
        return known
    for rule in seen:
        _note(known, rule, shown=1)
        _note(known, Rule.ALL, shown=1)
    rules = dict.fromkeys([*goods.values(), Rule.ALL]) if goods else ()
    known = replace(_count_people(known, rules, MET), shown=known.shown + len(seen))
    for key in goods.keys() - known.goods.keys():
        _note_good(known, key, people=1)
    fresh = {key: known.goods.get(key, Good(rule)) for key, rule in goods.items()}
    rest = {key: good for key, good in known.goods.items() if key not in fresh}
    return replace(known, goods=dict(list({**fresh, **rest}.items())[:MOST_GOODS]))


def click(known: Offered, goods: Mapping[int, Rule]) -> None:
    """A visitor went on to these goods, which stand there by these rules."""
    for key, rule in goods.items():
        _note(known, rule, clicked=1)
        _note(known, Rule.ALL, clicked=1)
        _note_good(known, key, clicked=1)


def put(known: Offered, product_id: int) -> Offered:
    """A product went into the basket: counted once when it was offered before."""
    good = known.goods.get(product_id)
    if good is None or good.is_put:
        return known
    for rule in (good.rule, Rule.ALL):
        _note(known, rule, put=1)
    _note_good(known, product_id, put=1)
    known = _count_people(known, (good.rule, Rule.ALL), PUT)
    return replace(known, goods={**known.goods, product_id: replace(good, is_put=True)})


def order(known: Offered, product_ids: Collection[int]) -> Offered:
    """An order was placed: of its products those that were offered count, once, and are forgotten."""
    offered = {one: known.goods[one].rule for one in product_ids if one in known.goods}
    bought = list(offered.values())
    for key, rule in offered.items():
        _note(known, rule, ordered=1)
        _note(known, Rule.ALL, ordered=1)
        _note_good(known, key, ordered=1)
    known = _count_people(known, [*bought, Rule.ALL] if bought else (), ORDERED)
    return replace(known, goods={key: good for key, good in known.goods.items() if key not in product_ids})


def _count_people(known: Offered, rules: Iterable[Rule], deed: str) -> Offered:
    """Each visitor once for each rule and deed; who was not met is not counted further on either."""
    counted = known.counted
    for rule in rules:
        bit = _BITS[rule, deed]
        if not counted & bit and (deed == MET or counted & _BITS[rule, MET]):
            _note(known, rule, **{deed: 1})
            counted |= bit
    return replace(known, counted=counted)


_waiting: dict[tuple[date, Rule, bool], Tale] = {}
_waiting_goods: dict[tuple[date, int, bool], Tale] = {}
_written_at: float = 0.0
_lock = Lock()


def _note(known: Offered, rule: Rule, **more: int) -> None:
    key = (known.day, rule, known.is_apart)
    with _lock:
        _waiting[key] = _more(_waiting.get(key, Tale()), more)
        is_time = time.monotonic() - _written_at > PAUSE_S
    if is_time:
        memory.beside(write)


def _note_good(known: Offered, product_id: int, **more: int) -> None:
    key = (known.day.replace(day=1), product_id, known.is_apart)
    with _lock:
        tale = _waiting_goods.get(key)
        if tale is not None or len(_waiting_goods) < MOST_WAITING:
            _waiting_goods[key] = _more(tale or Tale(), more)


def _more(tale: Tale, more: Mapping[str, int]) -> Tale:
    return replace(tale, **{name: getattr(tale, name) + count for name, count in more.items()})


def write() -> int:
    """Write down what was counted so far; returns how many sums."""
    global _written_at  # noqa: PLW0603 - one moment a process
    with _lock:
        told = [Told(day=day, rule=rule, is_apart=is_apart, tale=tale)
                for (day, rule, is_apart), tale in sorted(_waiting.items())]  # fmt: skip
        goods = [
            GoodTold(month=month, product_id=one, is_apart=is_apart, tale=tale)
            for (month, one, is_apart), tale in sorted(_waiting_goods.items(), key=lambda pair: pair[0])
        ]
        _waiting.clear()
        _waiting_goods.clear()
        _written_at = time.monotonic()
    if told:
        with unit():
            recommendations.tell_effects(told, goods)
    return len(told)


def _base36(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text or "0"
