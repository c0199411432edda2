"""Which segments somebody belongs to: asked wherever a price is, by the account that is logged in or a phone told."""

from typing import Final

from prilavok.base.bulk import fetch_often, texts

OF_KEYS: Final = """
SELECT DISTINCT s.code FROM marketing_segmentmember m JOIN marketing_segment s ON s.id = m.segment_id
WHERE m.keys && %(keys)s::text[]::varchar[] AND s.is_active
"""


def segments_of(*, person_id: int | None = None, phone: str = "") -> frozenset[str]:
    """Codes of segments for `Circumstances`. A phone counts only where its owner stands or speaks (an operator, a
    till): on the site only a login has proven who asks. One query; none for nobody."""
    keys = ([f"person:{person_id}"] if person_id is not None else []) + ([f"phone:{phone}"] if phone else [])
    if not keys:
        return frozenset()
    return frozenset(code for (code,) in fetch_often(OF_KEYS, {"keys": texts(keys)}))
