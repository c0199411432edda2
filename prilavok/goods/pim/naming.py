"""What (attribute, value) pairs are called, for those who only have the ids. One query for any number."""

from collections.abc import Sequence

from prilavok.base.bulk import fetch, texts

NAMED = """
SELECT t.attribute, t.value, a.title, coalesce(a.options ->> lower(t.value), t.value)
FROM unnest(%s::text[], %s::text[]) AS t (attribute, value)
JOIN pim_identity i ON i.system = %s AND i.kind = 'attribute' AND i.external_id = lower(t.attribute)
JOIN pim_attribute a ON a.id = i.object_id AND NOT a.is_stub
"""


def named_values(*, system: str, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    if not pairs:
        return {}
    told = list(dict.fromkeys(pairs))
    rows = fetch(NAMED, [texts([one for one, _ in told]), texts([one for _, one in told]), system])
    return {(attribute, value): (title, text) for attribute, value, title, text in rows}
