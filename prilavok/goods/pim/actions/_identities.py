"""How bulk writes find and remember objects by the ids of outside systems; ids are compared in lower case."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from prilavok.base.bulk import fetch, numbers, one_at_a_time, texts
from prilavok.base.latin import slugify
from prilavok.base.unit import require_unit

TABLES = {
    "product": "pim_product",
    "variant": "pim_variant",
    "category": "pim_category",
    "attribute": "pim_attribute",
}
NEW_IDS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
RESOLVE = (
    "SELECT external_id, object_id FROM pim_identity WHERE system = %s AND kind = %s AND external_id = ANY(%s::text[])"
)
SILENT = f"{RESOLVE} AND is_alias"
REMEMBER = """
INSERT INTO pim_identity (system, kind, external_id, told_as, object_id, source)
SELECT %s, %s, t.external_id, t.told_as, t.object_id, %s
FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS t (external_id, told_as, object_id)
"""


def begin() -> None:
    """Writers of the catalogue take turns: two nodes never make the same product twice."""
    require_unit()
    one_at_a_time("pim.catalogue")


def key(system: str, external_id: str) -> str:
    """How rows name something that may arrive later."""
    return f"{system}|{external_id.lower()}"


def resolve(system: str, kind: str, external_ids: Iterable[str]) -> dict[str, int]:
    """Our ids by lower-case outside ids; unknown ones are absent."""
    return dict(fetch(RESOLVE, [system, kind, texts({one.lower() for one in external_ids})]))


def silent(system: str, kind: str, external_ids: Iterable[str]) -> set[str]:
    """Those of the outside ids, in lower case, that only lead to an object: another id speaks for it."""
    return {row[0] for row in fetch(SILENT, [system, kind, texts(external_ids)])}


def remember(system: str, kind: str, told: Collection[str], source: str = "") -> dict[str, int]:
    """Make ids for objects that are new; `told` are outside ids as told. Returns them by lower-case outside id."""
    if not told:
        return {}
    ids = [row[0] for row in fetch(NEW_IDS, [TABLES[kind], len(told)])]
    call_by(system, kind, told, ids, source)
    return dict(zip((one.lower() for one in told), ids, strict=True))


def call_by(system: str, kind: str, told: Collection[str], ids: Sequence[int], source: str = "") -> None:
    """Remember that a system calls these objects so; none of its ids may be known yet."""
    lowered = texts(one.lower() for one in told)
    fetch(REMEMBER, [system, kind, source[:200], lowered, texts(told), numbers(ids)])


def free_slugs(kind: str, titles: Mapping[int, str], fallback: str) -> dict[int, str]:
    """Addresses by id: the title in Latin, with the id behind it when that is taken."""
    wanted = {object_id: slugify(title, fallback) for object_id, title in titles.items()}
    sql = {
        "product": "SELECT slug FROM pim_product WHERE slug = ANY(%s::text[])",
        "category": "SELECT slug FROM pim_category WHERE slug = ANY(%s::text[])",
    }[kind]
    taken = {row[0] for row in fetch(sql, [texts(set(wanted.values()))])}
    result: dict[int, str] = {}
    for object_id, slug in wanted.items():
        result[object_id] = f"{slug}-{object_id}" if slug in taken else slug
        taken.add(slug)
    return result
