"""Pure decisions of the product page: variants as a matrix of features, attributes in groups, short facts."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Features = Sequence[tuple[str, str]]
MOST_FACTS: Final = 5
SHORT_FACT: Final = 40
# Attributes come without groups; these words of their titles tell which they belong to. The rest come first.
GROUPS: Final = (
    ("sizes", re.compile(r"размер|габарит|ширин|высот|длин|глубин|диаметр|толщин|\bвес|масс|объ[её]м|площад")),
    ("material", re.compile(r"материал|состав|цвет|покрыти|отделк|фактур|рисун")),
    ("power", re.compile(r"мощност|напряжен|питани|батаре|аккумулят|ламп|цокол|скорост|давлени|температур")),
    ("origin", re.compile(r"гарант|стран|срок|производ|сертифик|упаков|комплект")),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Option:
    """A value of an axis and the variant it leads to.

    `state`: here (chosen), ok, out (it is sold out or has no price), other (not with the rest of the choice: it leads
    to the nearest there is), none (there is no such good at all).
    """

    value: str
    variant_id: int | None
    state: str


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A feature that variants differ by, with the value chosen."""

    title: str
    chosen: str
    options: tuple[Option, ...]


def matrix(features: Mapping[int, Features], chosen: int, ready: Collection[int]) -> tuple[Axis, ...]:
    """The axes of a choice, in the order of features; empty when variants cannot be told apart by them.

    `features` are of variants in their order, `ready` those that can be bought.
    """
    known = {key: dict(one) for key, one in features.items()}
    names = list(dict.fromkeys(name for one in features.values() for name, _ in one))
    told = {tuple(sorted(one.items())) for one in known.values()}
    if chosen not in known or len(told) < len(known) or any(len(one) != len(names) for one in known.values()):
        return ()
    axes = (_axis(name, known, chosen, ready) for name in names)
    return tuple(one for one in axes if len(one.options) > 1)


def _axis(name: str, known: Mapping[int, Mapping[str, str]], chosen: int, ready: Collection[int]) -> Axis:
    mine = known[chosen]
    options = []
    for value in dict.fromkeys(one[name] for one in known.values()):
        leads_to = _nearest({**mine, name: value}, name, known, ready)
        is_same = all(known[leads_to][other] == mine[other] for other in mine if other != name)
        state = "here" if value == mine[name] else "other" if not is_same else "ok" if leads_to in ready else "out"
        options.append(Option(value=value, variant_id=leads_to, state=state))
    return Axis(title=name, chosen=mine[name], options=tuple(options))


def _nearest(
    wanted: Mapping[str, str], name: str, known: Mapping[int, Mapping[str, str]], ready: Collection[int]
) -> int:
    """The variant with this value that keeps most of the rest of the choice; of equals one that can be bought."""
    fitting = [key for key, one in known.items() if one[name] == wanted[name]]
    return max(fitting, key=lambda key: (sum(known[key][one] == wanted[one] for one in wanted), key in ready))


def grouped(attributes: Iterable[tuple[str, str]]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Attributes by group ("" for the main one, first), in their order; groups without any are absent."""
    found: dict[str, list[tuple[str, str]]] = {"": []}
    for title, value in attributes:
        code = next((code for code, words in GROUPS if words.search(title.casefold())), "")
        found.setdefault(code, []).append((title, value))
    order = ("", *(code for code, _ in GROUPS))
    return tuple((code, tuple(found[code])) for code in order if found.get(code))


def facts(attributes: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """A few attributes that are short enough to be read at a glance."""
    short = ((title, value) for title, value in attributes if len(title) + len(value) <= SHORT_FACT)
    return tuple(pair for pair, _ in zip(short, range(MOST_FACTS), strict=False))


def is_gtin(code: str) -> bool:
    """Whether a barcode is one of the world's: 8, 12, 13 or 14 digits with the right last one."""
    if not (code.isascii() and code.isdecimal()) or len(code) not in (8, 12, 13, 14):
        return False
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(code[:-1])))
    return -weighted % 10 == int(code[-1])
