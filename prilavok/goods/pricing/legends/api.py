"""The door of legends: which words justify a promotion's or a rule's lower prices online."""

from collections.abc import Sequence

from prilavok.goods.pricing.legends import desk
from prilavok.goods.pricing.legends.values import Attached


def attached(*, subjects: Sequence[str]) -> dict[str, Attached]:
    """The legends of promotions ("promotion:12") and rules ("price_rule:3"); those without one are absent."""
    return desk.attached(list(subjects))
