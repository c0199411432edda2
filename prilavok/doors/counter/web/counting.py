"""Counts of goods as a form of the counter carries them, and what a scanned code adds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest
from django.utils.translation import gettext as _

from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.stock.values import Available

NOTHING = Decimal(0)
MOST = Decimal(99_999)
MOST_ROWS = 300
NONE = Available(on_hand=NOTHING, reserved=NOTHING, available=NOTHING)


@dataclass(frozen=True)
class CountRow:
    """A good to count: how many are asked for, how many may be counted, what was counted, what lies here."""

    card: VariantCard | None
    variant_id: VariantId
    title: str
    article: str
    wanted: Decimal
    most: Decimal
    counted: Decimal
    damaged: Decimal
    here: Available

    @property
    def is_whole(self) -> bool:
        """All that was asked for is counted."""
        return NOTHING < self.wanted <= self.counted + self.damaged


def posted(request: HttpRequest, letter: str = "n") -> dict[VariantId, Decimal]:
    """Counts of the form, by good; what is no number counts as nothing."""
    found: dict[VariantId, Decimal] = {}
    for name, text in request.POST.items():
        digits = name.removeprefix(letter)
        if name.startswith(letter) and digits.isdecimal() and len(digits) < 18 and len(found) < MOST_ROWS:
            found[VariantId(int(digits))] = number(str(text))
    return found


def number(text: str) -> Decimal:
    """A count between nothing and the most, to the thousandth."""
    try:
        count = Decimal(text.replace(",", ".").replace(" ", "").replace("\xa0", "").strip() or "0")
    except InvalidOperation:
        return NOTHING
    return min(max(count, NOTHING), MOST).quantize(Decimal("0.001")) if count.is_finite() else NOTHING


def scanned(counts: Mapping[VariantId, Decimal], code: str) -> tuple[dict[VariantId, Decimal], str]:
    """One more of what was scanned; or what is wrong with the code."""
    said = code.strip()[:64]
    if not said:
        return dict(counts), ""
    found = pim.variants_by_codes([said]).get(said.casefold(), [])
    listed = [one for one in found if one in counts] or found
    if len(listed) != 1:
        unclear = _("%(code)s is a code of several goods. Scan the barcode.") if listed else _("Nobody knows %(code)s.")
        return dict(counts), unclear % {"code": said}
    return {**counts, listed[0]: counts.get(listed[0], NOTHING) + 1}, ""


def cards_of(variant_ids: Iterable[int]) -> dict[VariantId, VariantCard]:
    """Cards of the goods."""
    ids = [VariantId(one) for one in variant_ids]
    return pim.variants(variant_ids=ids) if ids else {}
