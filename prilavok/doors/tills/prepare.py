"""The role of tills."""

from prilavok.base.prepare import preparation
from prilavok.foundation.accounts.api import ensure_role


@preparation
def lay_role() -> None:
    """Quotes and what they use, and only for the stores of its scope."""
    ensure_role("till", "Касса", ["tills.quote", "tills.redeem"])
