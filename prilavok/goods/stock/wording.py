"""A balance in words: the formula with its numbers, and why a number is not known."""

from decimal import Decimal

from django.utils.translation import gettext as _

from prilavok.design.formats import quantity
from prilavok.goods.stock.values import Available

MINUS = " − "


def formula(balance: Available) -> str:
    """What may be promised and what of, as in "7 = 12 on hand - 3 reserved - 1 safety - 1 sold at the till"."""
    parts = [_("%(n)s on hand") % {"n": quantity(balance.on_hand)}]
    for figure, words in (
        (balance.reserved, _("%(n)s reserved")),
        (balance.safety, _("%(n)s safety stock")),
        (balance.unsynced, _("%(n)s sold at the till, not in the ERP yet")),
    ):
        if figure:
            parts.append(words % {"n": quantity(figure)})
    told = f"{quantity(balance.available)} = {MINUS.join(parts)}"
    if not balance.is_known:
        return _("%(formula)s by the last numbers known; nothing is promised now") % {
            "formula": f"{quantity(max(_left(balance), Decimal(0)))} = {MINUS.join(parts)}"
        }
    return told if _left(balance) >= 0 else _("%(formula)s, and never less than nothing") % {"formula": told}


def doubt(balance: Available) -> str:
    """Why the number is not known; empty when it is."""
    sentences = {
        "untold": _("Nobody has named a quantity of this good here yet."),
        "invalid": _("The ERP has sent something that is no number; the last one known stays until it sends a number."),
        "counting": _("The place is being counted; nothing of it is promised until that is over."),
        "silent": _("Nobody has told of this place for longer than its numbers are trusted."),
    }
    return "" if balance.is_known else sentences.get(balance.doubt, balance.doubt)


def _left(balance: Available) -> Decimal:
    return balance.on_hand - balance.reserved - balance.safety - balance.unsynced
