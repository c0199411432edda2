"""The door of legends: which words justify a promotion's or a rule's lower prices online."""

from collections.abc import Sequence

from prilavok.base.access import Actor
from prilavok.goods.pricing.legends import desk
from prilavok.goods.pricing.legends.values import Attached, LegendId, LegendView


def attached(*, subjects: Sequence[str]) -> dict[str, Attached]:
    """The legends of promotions ("promotion:12") and rules ("price_rule:3"); those without one are absent."""
    return desk.attached(list(subjects))


def legends() -> list[LegendView]:
    """Legends that are offered, in their newest words."""
    return desk.legends()


def attach(*, subject: str, legend_id: int | None, actor: Actor) -> str:
    """Give a promotion or a rule its legend in today's words (None takes it away); returns them. Joins the unit.
    Raises LegendUnknown."""
    return desk.attach(subject=subject, legend_id=legend_id, actor=actor)


def save_legend(*, legend_id: int | None, title: str, text: str, script: str, actor: Actor) -> LegendId:
    """Write a legend, or word it anew. Joins the unit. Raises LegendEmpty, LegendUnknown."""
    return desk.save_legend(legend_id=legend_id, title=title, text=text, script=script, actor=actor)
