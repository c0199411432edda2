"""The door of transfers: goods between places, in transit, for orders; routes and who takes part.

Writes join the caller's unit and take the scarce rows last.
"""

from prilavok.goods.stock.transfers.drafting import cancel_transfer, change_transfer, open_transfer
from prilavok.goods.stock.transfers.receiving import receive_transfer
from prilavok.goods.stock.transfers.routes import arrives_at, drop_route, keep_route, network, routes, set_share, shares
from prilavok.goods.stock.transfers.rules import sourced
from prilavok.goods.stock.transfers.sending import return_transfer, send_transfer
from prilavok.goods.stock.transfers.serving import bring_instead, reserve_and_bring
from prilavok.goods.stock.transfers.settling import settle
from prilavok.goods.stock.transfers.showing import (
    broken_transfers,
    discrepancies,
    find_transfers,
    in_transit,
    of_orders,
    open_discrepancies,
    secured,
    steps_of,
    transfer_ids_of_numbers,
    views,
)
from prilavok.goods.stock.transfers.telling import revisions_of, tell_transfers_known, untold

__all__ = [
    "arrives_at", "bring_instead", "broken_transfers", "cancel_transfer", "change_transfer", "discrepancies",
    "drop_route", "find_transfers", "in_transit", "keep_route", "network", "of_orders", "open_discrepancies",
    "open_transfer", "receive_transfer", "reserve_and_bring", "return_transfer", "revisions_of", "routes", "secured",
    "send_transfer", "set_share", "settle", "shares", "sourced", "steps_of", "tell_transfers_known",
    "transfer_ids_of_numbers", "untold", "views",
]  # fmt: skip
