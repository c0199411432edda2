"""The door of a buyer's book: addresses, and people who may pick up. Writes join the caller's unit."""

from prilavok.foundation.accounts.book.keeping import (
    addresses_of,
    drop_address,
    drop_recipient,
    keep_address,
    keep_recipient,
    recipients_of,
)

__all__ = ["addresses_of", "drop_address", "drop_recipient", "keep_address", "keep_recipient", "recipients_of"]
