"""Lines of the ledger that a transfer has written, in words."""

import re

from django.utils.translation import gettext as _

from prilavok.goods.stock.values import MovementView

NUMBER = re.compile(r"П\d+-\d")


def transfer_sentence(line: MovementView) -> str:
    """What a transfer's line of the ledger says; empty for the lines of others."""
    if not NUMBER.fullmatch(line.source):
        return ""
    order = {"order": line.order_number, "number": line.source}
    if line.kind == "reserve" and line.order_id is not None:
        return _("Held for the transfer %(number)s, for an order in another store.") % order
    sentences = {
        "reserve": _("Held for the transfer %(number)s."),
        "change": _("The transfer %(number)s was changed."),
        "release": _("The transfer %(number)s was cancelled."),
        "sent": _("Sent with the transfer %(number)s."),
        "sent_back": _("Came back with the transfer %(number)s, unreceived."),
        "received": _("Received with the transfer %(number)s."),
        "settled": _("A discrepancy of the transfer %(number)s was decided upon."),
        "lost": _("Written off by a decision about the transfer %(number)s."),
        "found": _("Entered as found by a decision about the transfer %(number)s."),
    }
    return sentences.get(line.kind, line.kind) % order
