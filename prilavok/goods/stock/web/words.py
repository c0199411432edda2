"""The ledger in words."""

from django.utils.translation import gettext as _

from prilavok.design.formats import quantity
from prilavok.goods.stock.values import MovementView
from prilavok.goods.stock.web.transfer_words import transfer_sentence


def order_name(number: str, order_id: int | None) -> str:
    """How a person calls the order; without either it is a buyer's who has not ordered yet."""
    return number or (f"#{order_id}" if order_id else _("A buyer at the checkout"))


def sentence(line: MovementView) -> str:
    """What a line of the ledger says."""
    order = order_name(line.order_number, line.order_id)
    if line.kind == "snapshot":
        return _snapshot(line)
    if line.source.startswith("basket:"):
        return _checkout(line)
    if told := transfer_sentence(line):
        return told
    if line.kind == "till":
        return _till(line)
    if line.kind == "undo":
        return _("A package was taken back: the ERP had said %(said)s before it.") % {"said": quantity(line.said)}
    sentences = {
        "reserve": _("Reserved for the order %(order)s."),
        "change": _("The order %(order)s was corrected."),
        "release": _("The reservation for the order %(order)s ended."),
        "expire": _("Nobody came in time for the order %(order)s."),
        "issue": _("Issued to the buyer of the order %(order)s."),
        "return": _("Came back from the order %(order)s."),
        "pointed": _("Moved together with its warehouse of 1C, which is another place now."),
    }
    return sentences.get(line.kind, line.kind) % {"order": order}


def _checkout(line: MovementView) -> str:
    if line.reserved_delta > 0:
        return _("Held for a buyer at the checkout.")
    if line.kind == "expire":
        return _("The buyer at the checkout took too long.")
    return _("No longer held for a buyer at the checkout: it was ordered, or taken out of the basket.")


def _till(line: MovementView) -> str:
    count = {"count": quantity(abs(line.unsynced_delta))}
    if line.unsynced_delta > 0:
        return _("%(count)s sold at the till; no figure of the ERP counts it yet, so it is not promised.") % count
    return _("A receipt was corrected: %(count)s may be promised again.") % count


def _snapshot(line: MovementView) -> str:
    if line.said is None:
        return _("The ERP sent something that is no number: the last one stays, nothing is promised meanwhile.")
    parts = [_("The ERP said %(said)s.") % {"said": quantity(line.said)}]
    if line.unsynced_delta < 0:
        parts.append(_("It counts %(count)s now that the till had sold.") % {"count": quantity(-line.unsynced_delta)})
    if line.known_held:
        parts.append(
            _("It had already taken off %(count)s held for our orders; they still lie here, so they are added.")
            % {"count": quantity(line.known_held)}
        )
    if line.unknown_issued:
        parts.append(
            _("It has not heard yet of %(count)s that we issued, so they are taken off.")
            % {"count": quantity(line.unknown_issued)}
        )
    if line.unknown_moved:
        parts.append(
            _("It has not heard yet of transfers that moved %(count)s, so they are taken into account.")
            % {"count": quantity(line.unknown_moved)}
        )
    return " ".join(parts)
