"""Where and for whom rules and promotions make prices differ from the chain's, for those who keep lists of goods."""

from prilavok.base.bulk import fetch
from prilavok.goods.pricing.resolution.values import RuledPlaces

RULED = """
SELECT regions::text[], store_ids FROM pricing_pricerule
WHERE is_active AND segments = '{}' AND (channels = '{}' OR %s = ANY (channels))
UNION ALL
SELECT ARRAY(SELECT jsonb_array_elements_text(coalesce(r.content #> '{where,regions}', '[]'))),
    ARRAY(SELECT jsonb_array_elements_text(coalesce(r.content #> '{where,stores}', '[]'))::bigint)
FROM pricing_promotion p JOIN pricing_promotionrevision r ON r.promotion_id = p.id AND r.number = p.revision
WHERE p.state = 'published' AND (p.ends_at IS NULL OR p.ends_at > statement_timestamp())
"""
SEGMENTS = """
SELECT unnest(segments)::text FROM pricing_pricerule
WHERE is_active AND segments <> '{}' AND (channels = '{}' OR %s = ANY (channels))
UNION
SELECT jsonb_array_elements_text(coalesce(r.content #> '{where,segments}', '[]'))
FROM pricing_promotion p JOIN pricing_promotionrevision r ON r.promotion_id = p.id AND r.number = p.revision
WHERE p.state = 'published' AND p.kind = 'catalogue' AND (p.ends_at IS NULL OR p.ends_at > statement_timestamp())
"""


def ruled_segments(*, channel: str = "site") -> frozenset[str]:
    """The segments whose people may see other prices of pieces over a channel. One query."""
    return frozenset(code for (code,) in fetch(SEGMENTS, [channel]))


def ruled_places(*, channel: str = "site") -> RuledPlaces:
    """The regions and stores in which buyers without a name may see other prices over a channel. One query."""
    rows = fetch(RULED, [channel])
    return RuledPlaces(
        regions=frozenset(code for regions, _ in rows for code in regions),
        store_ids=frozenset(key for _, stores in rows for key in stores),
    )
