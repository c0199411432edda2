"""Prices of variants, there and for them, in one statement: the rule, its types, what is planned and due.

A plan that has begun is sold by from its moment on, whether or not a worker has folded it into the standing prices yet:
so the site, the operator, the counter and the till switch with one tick of the database's clock.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from prilavok.base import settled
from prilavok.base.bulk import fetch_often, numbers, texts
from prilavok.goods.pricing.bundles.rules import standing_of
from prilavok.goods.pricing.resolution.settling import standing_if_plain
from prilavok.goods.pricing.rules import Standing
from prilavok.goods.pricing.values import Circumstances

BUNDLE = "bundle"
# `rules.choose` says the same; a test holds them together.
RULE = """
SELECT id, sells_id, second_id, compares_id, legend FROM (
    SELECT id, priority, sells_id, second_id, compares_id, legend, (segments <> '{{}}')::int * 8
        + (store_ids <> '{{}}')::int * 4 + (regions <> '{{}}')::int * 2 + (channels <> '{{}}')::int AS specificity
    FROM pricing_pricerule
    WHERE is_active AND (channels = '{{}}' OR {channel} = ANY (channels))
        AND (regions = '{{}}' OR %(region)s = ANY (regions))
        AND (store_ids = '{{}}' OR %(store_id)s::bigint = ANY (store_ids))
        AND (segments = '{{}}' OR segments::text[] && %(segments)s::text[])
    UNION ALL
    SELECT 0, NULL, t.id, NULL, (SELECT id FROM pricing_pricetype WHERE role = 'compare'), '', 0
    FROM pricing_pricetype t WHERE t.role = 'selling'
) AS known ORDER BY priority DESC NULLS LAST, specificity DESC, id LIMIT 1
"""
# What the stores sell by is looked up only where a legend may have to say why it is cheaper online.
CHOSEN = f"""
rule AS MATERIALIZED ({RULE.format(channel="%(channel)s")}), beside AS MATERIALIZED (
    SELECT apart.channel, one.* FROM (VALUES ('store'), ('till')) AS apart (channel), LATERAL (
        {RULE.format(channel="apart.channel")}
    ) AS one
    WHERE %(channel)s IN ('site', 'operator') AND EXISTS (SELECT FROM pricing_pricerule WHERE legend <> '')
), used AS MATERIALIZED (
    SELECT one.role, t.id, t.title, one.rule_id, one.legend
    FROM (
        SELECT named.role, named.id, rule.id AS rule_id, rule.legend FROM rule,
            LATERAL (VALUES ('selling', sells_id), ('second', second_id), ('compare', compares_id)) AS named (role, id)
        UNION ALL
        SELECT named.role, named.id, beside.id, beside.legend FROM beside,
            LATERAL (VALUES (channel, sells_id), (channel || '_second', second_id)) AS named (role, id)
    ) AS one JOIN pricing_pricetype t ON t.id = one.id
)
"""  # noqa: S608 - constants only
# Prices of a bundle are those of its parts: they are asked for together with it.
MEANT = """
bundle AS MATERIALIZED (
    SELECT variant_id, part_ids, quantities, price_by, value FROM pricing_bundle
    WHERE variant_id = ANY (%(variants)s::bigint[])
), meant AS MATERIALIZED (
    SELECT %(variants)s::bigint[] || ARRAY(SELECT DISTINCT unnest(part_ids) FROM bundle) AS ids
)
"""
TOLD = """
due AS MATERIALIZED (
    SELECT DISTINCT ON (r.variant_id, r.price_type_id, r.min_quantity)
        r.variant_id, r.price_type_id, r.min_quantity, r.amount
    FROM pricing_plannedprice r JOIN pricing_priceplan n ON n.id = r.plan_id
    WHERE r.state = 'waiting' AND r.variant_id = ANY ((SELECT ids FROM meant)::bigint[])
        AND n.valid_from <= greatest(%(at)s::timestamptz, statement_timestamp())
    ORDER BY r.variant_id, r.price_type_id, r.min_quantity, n.valid_from DESC, r.id DESC
), told AS (
    SELECT variant_id, price_type_id, min_quantity, amount, 'RUB' AS currency FROM due
    UNION ALL
    SELECT variant_id, price_type_id, min_quantity, amount, currency FROM pricing_price p
    WHERE variant_id = ANY ((SELECT ids FROM meant)::bigint[]) AND NOT EXISTS (
        SELECT FROM due d WHERE d.variant_id = p.variant_id AND d.price_type_id = p.price_type_id
            AND d.min_quantity = p.min_quantity)
)
"""
# When a promotion began or ended to hold last; where there are hours of the week, this minute: since then nothing has
# changed by the clock, and who asks twice is answered the same.
TURNED = """greatest(
    date_trunc(CASE WHEN EXISTS (SELECT FROM pricing_promotion WHERE state = 'published' AND is_hourly)
        THEN 'minute' ELSE 'day' END, statement_timestamp()),
    (SELECT max(starts_at) FROM pricing_promotion WHERE starts_at <= statement_timestamp()),
    (SELECT max(ends_at) FROM pricing_promotion WHERE ends_at <= statement_timestamp()))"""
STANDING = f"""
WITH {CHOSEN}, {MEANT}, {TOLD}, known AS (
    SELECT told.variant_id, used.role, used.title, told.min_quantity, told.amount, told.currency, used.id, used.rule_id,
        used.legend, NULL::bigint[] AS part_ids, NULL::numeric[] AS quantities
    FROM used JOIN told ON told.price_type_id = used.id
    UNION ALL SELECT variant_id, '{BUNDLE}', price_by, 1, value, 'RUB', 0, 0, '', part_ids, quantities FROM bundle
)
SELECT known.*, book.version, book.floor_percent, book.floor_price_type_id, {TURNED}
FROM known LEFT JOIN pricing_promotionbook book ON book.id = 1
"""  # noqa: S608 - constants only
ALL_TYPES = f"""
WITH {MEANT}, {TOLD}
SELECT variant_id, price_type_id, min_quantity, amount, currency FROM told
WHERE variant_id = ANY (%(variants)s::bigint[]) ORDER BY variant_id, price_type_id, min_quantity
"""  # noqa: S608 - constants only


def standing(variant_ids: Sequence[int], where: Circumstances) -> dict[int, list[Standing]]:
    """Prices by variant, of the types that the rule names; `role` is selling, second or compare, and where legends are
    kept also what the stores sell by. One query."""
    return standing_and_page(variant_ids, where)[0]


def standing_and_page(
    variant_ids: Sequence[int], where: Circumstances
) -> tuple[dict[int, list[Standing]], tuple[Any, ...] | None]:
    """Prices by variant, and the page of the book of promotions as `open_book` reads it; None without any price."""
    if settled.is_at_hand() and (plain := standing_if_plain(variant_ids, where)) is not None:
        return plain
    found: dict[int, list[Standing]] = defaultdict(list)
    page, bundles = None, []
    for variant_id, role, title, least, amount, currency, type_id, rule_id, legend, *rest in fetch_often(
        STANDING, asked(variant_ids, where)
    ):
        part_ids, quantities, *page_ = rest
        page = tuple(page_)
        if role == BUNDLE:
            bundles.append((variant_id, tuple(zip(part_ids, quantities, strict=True)), title, amount))
            continue
        found[variant_id].append(
            Standing(
                role=role,
                title=title,
                min_quantity=least,
                amount=amount,
                currency=currency,
                price_type_id=type_id,
                rule_id=rule_id,
                legend=legend,
            )
        )
    for variant_id, parts, by, value in bundles:
        found[variant_id] = standing_of(parts, found, by=by, value=value, title=gettext("Price of the set"))
    return found, page


def asked(variant_ids: Sequence[int], where: Circumstances) -> dict[str, Any]:
    """Parameters of the statements above."""
    return {
        "variants": numbers(variant_ids),
        "channel": where.channel,
        "region": where.region,
        "store_id": where.store_id,
        "segments": texts(sorted(where.segments)),
        "at": where.at,
    }
