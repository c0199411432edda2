"""Where rules make prices online lower than in the stores: known before they hold, and justified or refused.

Buyers ask at the counter why the same thing costs less on the site. So whoever makes it cheaper there says why first:
the legend of the rule that sells online, or of the one that sells in the stores, stands beside the price.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from prilavok.base.bulk import fetch, numbers
from prilavok.goods.pricing.resolution import rules
from prilavok.goods.pricing.resolution.values import CheaperOnline, Rule

# What a type and its second say of one piece; the lowest threshold is that of one piece.
SELLS: Final = """
SELECT DISTINCT ON (variant_id) variant_id, amount FROM {told}
WHERE price_type_id = ANY (%({name})s::bigint[]) AND min_quantity <= 1 AND amount IS NOT NULL
ORDER BY variant_id, array_position(%({name})s::bigint[], price_type_id)
"""
PAIR: Final = """
SELECT variant_id FROM ({online}) online JOIN ({in_store}) in_store USING (variant_id)
WHERE online.amount < in_store.amount
"""
NOW: Final = "pricing_price"


def _pair(told: str) -> str:
    return PAIR.format(online=SELLS.format(name="online", told=told), in_store=SELLS.format(name="in_store", told=told))


# Today's prices, and those when every plan agreed on has begun.
CHEAPER: Final = f"""
WITH coming AS MATERIALIZED (
    SELECT DISTINCT ON (r.variant_id, r.price_type_id) r.variant_id, r.price_type_id, 1 AS min_quantity, r.amount
    FROM pricing_plannedprice r JOIN pricing_priceplan n ON n.id = r.plan_id
    WHERE r.state = 'waiting' AND r.min_quantity <= 1 AND n.valid_from IS NOT NULL
        AND r.price_type_id = ANY (%(online)s::bigint[] || %(in_store)s::bigint[])
    ORDER BY r.variant_id, r.price_type_id, n.valid_from DESC, r.id DESC
), later AS (
    SELECT * FROM coming
    UNION ALL
    SELECT p.variant_id, p.price_type_id, p.min_quantity, p.amount FROM pricing_price p
    WHERE p.variant_id IN (SELECT variant_id FROM coming) AND NOT EXISTS (
        SELECT FROM coming c WHERE (c.variant_id, c.price_type_id) = (p.variant_id, p.price_type_id))
)
SELECT count(*) FROM ({_pair(NOW)} UNION {_pair("later")}) AS goods
"""  # noqa: S608 - constants only
AFTER: Final = f"""
SELECT count(*) FROM pricing_repricingline line JOIN ({SELLS.format(name="other", told=NOW)}) other USING (variant_id)
WHERE line.repricing_id = %(repricing)s AND line.min_quantity <= 1
    AND CASE WHEN %(is_online)s THEN line.after < other.amount ELSE line.after > other.amount END
"""  # noqa: S608 - constants only


def cheaper_online(known: Sequence[Rule], homes: Mapping[int, str]) -> list[CheaperOnline]:
    """The pairs of rules by which goods cost less online, with how many goods. One query a pair."""
    found = []
    for online, in_store in rules.beside(known, homes):
        ((count,),) = fetch(CHEAPER, {"online": _types(online), "in_store": _types(in_store)})
        if count:
            found.append(CheaperOnline(online=online, in_store=in_store, count=count))
    return found


def cheaper_by(
    known: Sequence[Rule], homes: Mapping[int, str], *, repricing_id: int, price_type_id: int
) -> list[CheaperOnline]:
    """The pairs without a legend by which a change of prices would make goods cheaper online. One query a pair."""
    found = []
    for online, in_store in rules.beside(known, homes):
        pair = CheaperOnline(online=online, in_store=in_store, count=0)
        if pair.is_said or price_type_id not in (online.sells, in_store.sells):
            continue
        is_online = online.sells == price_type_id
        told = {"repricing": repricing_id, "is_online": is_online, "other": _types(in_store if is_online else online)}
        ((count,),) = fetch(AFTER, told)
        if count:
            found.append(CheaperOnline(online=online, in_store=in_store, count=count))
    return found


def _types(rule: Rule) -> str:
    return numbers(one for one in (rule.sells, rule.second) if one is not None)
