"""Decisions about orders, without a database: numbers, totals, corrections, how an ERP document is understood."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from prilavok.base.money import Money, to_kopecks
from prilavok.base.money import total as sum_of
from prilavok.goods.pim.values import VariantId
from prilavok.trade.oms.values import BasketLine, Contact, ErpLine, Fact, LineChange, LineStep, OrderLine, Step

MAX_QUANTITY: Final = Decimal(9999)
MAX_LINES: Final = 100
MILLI: Final = Decimal("0.001")
NOTHING: Final = Decimal(0)
FORWARD: Final = (Step.PLACED, Step.PICKING, Step.PICKED, Step.ISSUED)
DAY = re.compile(r"\d\d\.\d\d\.\d{4}")
LONGEST_NUMBER: Final = 11
DIGITS: Final = "0123456789"
LOOKALIKES: Final = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
INN_WEIGHTS: Final = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def luhn(digits: str) -> int:
    """The check digit: it catches every single wrong digit and nearly every swap of neighbours said on the phone."""
    weighted = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        weighted += doubled - 9 if doubled > 9 else doubled
    return -weighted % 10


def number_key(text: str) -> str:
    """A number as it is looked up: capitals and digits only, Latin letters that look Russian as Russian ones."""
    return compact(text).upper().translate(LOOKALIKES)


def understood_number(text: str) -> str | None:
    """The key of the order number somebody wrote, dash or not; None when the check digit does not fit."""
    key = number_key(text)
    digits = "".join(sign for sign in key if sign in DIGITS)
    if not 3 <= len(key) <= LONGEST_NUMBER or len(digits) < 2 or key[-1] not in DIGITS:
        return None
    return key if luhn(digits[:-1]) == int(digits[-1]) else None


def is_inn(inn: str) -> bool:
    """True for a tax number whose check digits fit: ten digits of a company, twelve of a person."""
    if not inn or any(sign not in DIGITS for sign in inn) or len(inn) not in (10, 12):
        return False
    weights = INN_WEIGHTS[-9:] if len(inn) == 10 else INN_WEIGHTS[-10:]
    if len(inn) == 10:
        return _inn_digit(inn, weights) == int(inn[9])
    return _inn_digit(inn, weights) == int(inn[10]) and _inn_digit(inn, INN_WEIGHTS) == int(inn[11])


def _inn_digit(inn: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(inn, weights, strict=False)) % 11 % 10


def is_quantity(quantity: Decimal) -> bool:
    """True for a quantity that can be ordered: above zero, within bounds, no finer than a thousandth."""
    return quantity.is_finite() and NOTHING < quantity <= MAX_QUANTITY and quantity == quantity.quantize(MILLI)


def merged(lines: Sequence[BasketLine]) -> tuple[BasketLine, ...]:
    """One line a good, ordered by good, quantities added."""
    known: dict[VariantId, BasketLine] = {}
    for line in lines:
        before = known.get(line.variant_id)
        known[line.variant_id] = replace(line, quantity=line.quantity + before.quantity) if before else line
    return tuple(known[variant] for variant in sorted(known))


def search_text(number: str, rest: str) -> str:
    """What an order is found by: words and whole numbers, so that a prefix of any of them finds it."""
    return f"{number_key(number).lower()} {rest}"


def search_rest(phone: str, name: str, email: str, erp_number: str = "", erp_day: str = "") -> str:
    """`search_text` without the order's number. The ERP's number is found whole and by its parts, its day by digits."""
    digits, day = phone.lstrip("+"), erp_day.replace(".", "")
    erp = " ".join(dict.fromkeys([number_key(erp_number), *map(number_key, re.findall(r"[^\W_]+", erp_number))]))
    return " ".join((digits, digits[1:], digits[-4:], name, email, erp, day)).lower()


def search_with(rest: str, recipient: Contact | None) -> str:
    """`search_rest` with who comes for the order."""
    if recipient is None or not recipient.name:
        return rest
    digits = recipient.phone.lstrip("+")
    return f"{rest} {digits} {digits[1:]} {recipient.name}".lower()


def search_words(text: str) -> list[str]:
    """The words of a search, spelled like `search_text`: a phone as its digits, numbers without what parts them."""
    bare = re.sub(r"[\s()+-]", "", text)
    if DAY.fullmatch(bare):
        return [bare.replace(".", "")]
    if bare.isdecimal() and len(bare) >= 4:
        return [bare[1:] if len(bare) == 11 and bare[0] in "78" else bare]
    words: list[str] = []
    for word in text.lower().split():
        is_number = "@" not in word and any(sign.isdecimal() for sign in word)
        words += [compact(word)] if is_number else re.findall(r"[^\W_]+", word)
    return words[:8]


def compact(number: str) -> str:
    """A number without dashes, slashes and other signs between its letters and digits."""
    return "".join(re.findall(r"[^\W_]+", number))


def with_quantity(line: OrderLine, quantity: Decimal) -> OrderLine:
    """The line with another quantity; its total is scaled, so that a discount in it stays in proportion."""
    if quantity == line.quantity:
        return line
    scaled = to_kopecks(line.total.amount * quantity / line.quantity)
    steps = tuple(replace(step, taken=None) for step in line.steps)  # what was taken was of the whole line
    return replace(line, quantity=quantity, total=Money(scaled, line.total.currency), steps=steps)


def shortened(lines: Sequence[OrderLine], quantities: Mapping[VariantId, Decimal]) -> tuple[OrderLine, ...]:
    """The lines with what was found; a good of which nothing was found falls out."""
    kept = []
    for line in lines:
        quantity = quantities.get(line.variant_id, NOTHING)
        if quantity > NOTHING:
            kept.append(with_quantity(line, quantity))
    return tuple(kept)


def total_of(lines: Sequence[OrderLine], currency: str) -> Money:
    """The order's total: the sum of its lines, to the kopeck."""
    return sum_of([line.total for line in lines], currency)


def differences(before: Sequence[OrderLine], after: Sequence[OrderLine]) -> tuple[LineChange, ...]:
    """What changed between two versions, ordered by good; empty when they are the same to buyer and till."""
    old, new = {line.variant_id: line for line in before}, {line.variant_id: line for line in after}
    changes = []
    for variant in sorted(old.keys() | new.keys()):
        was, now = old.get(variant), new.get(variant)
        if was and now and was.quantity == now.quantity and was.total == now.total:
            continue
        known = now or was
        changes.append(
            LineChange(
                variant_id=variant,
                title=known.title if known else "",
                quantity_was=was.quantity if was else NOTHING,
                quantity_now=now.quantity if now else NOTHING,
                price_was=was.unit_price.amount if was else NOTHING,
                price_now=now.unit_price.amount if now else NOTHING,
            )
        )
    return tuple(changes)


@dataclass(frozen=True)
class ErpQuantity:
    """What an ERP document says of one good, its repeated lines added; `unit_price` to the kopeck."""

    quantity: Decimal
    total: Decimal
    unit_price: Decimal


def erp_quantities(lines: Sequence[ErpLine]) -> dict[VariantId, ErpQuantity]:
    """The document's goods; a quantity of zero means the good was taken out."""
    result: dict[VariantId, ErpQuantity] = {}
    for line in lines:
        if line.quantity <= NOTHING:
            continue
        quantity, price = line.quantity.quantize(MILLI), to_kopecks(line.price)
        said, before = ErpQuantity(quantity, to_kopecks(price * quantity), price), result.get(line.variant_id)
        result[line.variant_id] = _added(before, said) if before else said
    return result


def _added(one: ErpQuantity, other: ErpQuantity) -> ErpQuantity:
    quantity, total = one.quantity + other.quantity, one.total + other.total
    is_same_price = one.unit_price == other.unit_price
    return ErpQuantity(quantity, total, one.unit_price if is_same_price else to_kopecks(total / quantity))


def as_erp_says(line: OrderLine, said: ErpQuantity, why: str = "") -> OrderLine:
    """The line as the ERP has it; the same quantity and price keep our exact total (an echo changes nothing).

    Another price becomes a step of its own, named by `why`.
    """
    if said.quantity == line.quantity and (
        said.total == line.total.amount or said.unit_price == line.unit_price.amount
    ):
        return line
    currency, steps = line.total.currency, line.steps
    if said.unit_price != line.unit_price.amount and why:
        steps = (*steps, LineStep(title=why, price=said.unit_price))
    return replace(
        line,
        quantity=said.quantity,
        unit_price=Money(said.unit_price, currency),
        total=Money(said.total, currency),
        steps=steps,
    )


def is_forward(current: str, wanted: str) -> bool:
    """True when the wanted step lies further along the sale than the current one."""
    if current not in FORWARD or wanted not in FORWARD:
        return False
    return FORWARD.index(Step(wanted)) > FORWARD.index(Step(current))


def steps_to(current: str, wanted: str) -> tuple[Step, ...]:
    """The steps to make from the current to the wanted one, in order; none when it is not forward."""
    if not is_forward(current, wanted):
        return ()
    return FORWARD[FORWARD.index(Step(current)) + 1 : FORWARD.index(Step(wanted)) + 1]


def with_facts(facts: Sequence[str], *, add: Sequence[Fact] = (), drop: Sequence[Fact] = ()) -> list[str]:
    """The facts with some added and some gone, in their fixed order."""
    wanted = (set(facts) | set(add)) - set(drop)
    return [fact.value for fact in Fact if fact in wanted]
