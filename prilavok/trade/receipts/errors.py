"""What receipts refuses."""

from prilavok.base.errors import NotFound


class ReceiptUnknown(NotFound):
    """There is no such receipt, or it is not yours to see."""
