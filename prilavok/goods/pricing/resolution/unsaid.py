"""Whatever changes which price type sells where goes through here: nothing becomes cheaper online without a legend.

That is a rule written, switched off or taken away, the role of selling moved to another list, a store or a city moved
to a region of other rules. Who changes it asks before for the pairs that are unsaid already (a price list of the ERP
may have made them so) and has new ones refused after, in the same unit.
"""

from collections.abc import Mapping
from typing import Final

from prilavok.goods.pricing.errors import CheaperWithoutLegend
from prilavok.goods.pricing.resolution.cheaper import cheaper_online
from prilavok.goods.pricing.resolution.showing import all_rules
from prilavok.goods.pricing.resolution.values import CheaperOnline

NOWHERE: Final[Mapping[int, str]] = {}
LOWEST: Final = 0
Pairs = set[tuple[int, int]]


def unsaid(homes: Mapping[int, str] = NOWHERE) -> list[CheaperOnline]:
    """Where goods cost less online than in the stores, and no legend says why; `homes` are the regions of stores."""
    return [one for one in cheaper_online([view.rule for view in all_rules()], homes) if not one.is_said]


def unsaid_pairs(homes: Mapping[int, str]) -> Pairs:
    """The pairs of rules, online and in the stores, that nobody has justified."""
    return {_pair(one) for one in unsaid(homes)}


def refuse_unsaid(homes: Mapping[int, str], before: Pairs, *, rule_id: int | None = None) -> None:
    """What was cheaper without a legend before is not this change's fault, unless it is of the rule that is changed.
    Raises CheaperWithoutLegend."""
    for one in unsaid(homes):
        if _pair(one) not in before or rule_id in _pair(one):
            raise CheaperWithoutLegend(count=one.count)


def _pair(one: CheaperOnline) -> tuple[int, int]:
    return one.online.rule_id, one.in_store.rule_id
