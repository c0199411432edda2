"""Where rules make prices differ from the chain's, for those who keep lists of goods by place."""

from prilavok.base.bulk import fetch
from prilavok.goods.pricing.resolution.values import RuledPlaces

RULED = """
SELECT regions::text[], store_ids FROM pricing_pricerule
WHERE is_active AND segments = '{}' AND (channels = '{}' OR %s = ANY (channels))
"""


def ruled_places(*, channel: str = "site") -> RuledPlaces:
    """The regions and stores in which buyers without a name may see other prices over a channel. One query."""
    rows = fetch(RULED, [channel])
    return RuledPlaces(
        regions=frozenset(code for regions, _ in rows for code in regions),
        store_ids=frozenset(key for _, stores in rows for key in stores),
    )
