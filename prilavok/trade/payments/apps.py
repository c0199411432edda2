"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class PaymentsConfig(RoomConfig):
    """Money in and out."""

    name = "prilavok.trade.payments"
    label = "payments"
    verbose_name = "Payments"
