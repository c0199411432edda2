"""The door of resolution: the rules that say which price type sells where, and why goods cost what they cost there."""

from prilavok.goods.pricing.resolution import showing
from prilavok.goods.pricing.resolution.editing import drop_rule, save_rule, subject_of
from prilavok.goods.pricing.resolution.unsaid import refuse_unsaid, unsaid, unsaid_pairs
from prilavok.goods.pricing.resolution.values import Choice, RuleView
from prilavok.goods.pricing.values import Circumstances

__all__ = [
    "all_rules", "drop_rule", "explain", "refuse_unsaid", "save_rule", "subject_of", "unsaid", "unsaid_pairs",
]  # fmt: skip


def all_rules() -> list[RuleView]:
    """Every rule in the order they are asked, the lowest (of the roles of price types) last. Two queries."""
    return showing.all_rules()


def explain(*, variant_id: int, where: Circumstances) -> Choice:
    """What the goods cost there and for them, the type that sells, the rules passed over and why."""
    return showing.explain(variant_id=variant_id, where=where)
