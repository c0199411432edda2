"""Whose word each field of goods is: the outside system's, the site's, or the system's while the site is silent.

The site's words lie in columns of their own and are shown when they are there. So "the ERP's" means that ours are put
aside (`parked`, they come back), and "the site's" that what was told when the choice was made, or when a product came,
becomes ours; what the ERP says later is kept and seen by staff, but not shown.
"""

from collections.abc import Collection

from prilavok.base.bulk import fetch, numbers
from prilavok.goods.pim.actions._announcing import announce
from prilavok.goods.pim.actions._identities import begin
from prilavok.goods.pim.errors import OwnerUnknown
from prilavok.goods.pim.models import Identity, Source
from prilavok.goods.pim.sources.settings import source
from prilavok.goods.pim.sources.values import ERP, IF_EMPTY, SITE, USUAL, choices

# Columns: what the system says, what we say.
COLUMNS = {
    "title": ("title", "own_title"),
    "description": ("description", "own_description"),
    "brand": ("brand", "own_brand"),
}
OF_SYSTEM = """
p.id IN (SELECT i.object_id FROM pim_identity i WHERE i.kind = 'product' AND i.system = %(system)s AND NOT i.is_alias)
AND NOT p.is_stub
"""
CHOSEN = "p.id = ANY(%(ids)s::bigint[])"
PARK = {
    field: f"""
UPDATE pim_product p SET parked = parked || jsonb_build_object('{own}', to_jsonb({own})), {own} = NULL
WHERE {OF_SYSTEM} AND {own} IS NOT NULL RETURNING p.id
"""  # noqa: S608 - constants only
    for field, (_, own) in COLUMNS.items()
}
UNPARK = {
    field: f"""
UPDATE pim_product p SET {own} = parked ->> '{own}', parked = parked - '{own}'
WHERE {OF_SYSTEM} AND parked ? '{own}' RETURNING p.id
"""  # noqa: S608 - constants only
    for field, (_, own) in COLUMNS.items()
}
FREEZE = {
    field: f"UPDATE pim_product p SET {own} = {told} WHERE {{which}} AND {own} IS NULL RETURNING p.id"  # noqa: S608
    for field, (told, own) in COLUMNS.items()
}
THAW = {
    field: f"UPDATE pim_product p SET {own} = NULL WHERE {OF_SYSTEM} AND {own} = {told} RETURNING p.id"  # noqa: S608
    for field, (told, own) in COLUMNS.items()
}
LISTS = {
    "pictures": ("images", "own_images", "pictures_rule"),
    "attributes": ("attributes", "own_attributes", "attributes_rule"),
}
RULES = {ERP: "erp", SITE: "own", IF_EMPTY: "own_first", "both": ""}
SET_RULE = {
    field: f"UPDATE pim_product p SET {rule} = %(rule)s WHERE {{which}} AND {rule} <> %(rule)s RETURNING p.id"  # noqa: S608
    for field, (_, _own, rule) in LISTS.items()
}
FREEZE_LIST = {
    field: f"UPDATE pim_product p SET {own} = {told} WHERE {{which}} AND {own} = {{empty}} RETURNING p.id"  # noqa: S608
    for field, (told, own, _) in LISTS.items()
}
THAW_LIST = {
    field: f"UPDATE pim_product p SET {own} = {{empty}} WHERE {OF_SYSTEM} AND {own} = {told} RETURNING p.id"  # noqa: S608
    for field, (told, own, _) in LISTS.items()
}
EMPTY = {"pictures": "ARRAY[]::text[]", "attributes": "'[]'::jsonb"}


def choose_owner(*, system: str, field: str, owner: str) -> int:
    """Say whose word a field is for the goods of a system; returns how many goods look different by that.

    Raises SourceUnknown, OwnerUnknown.
    """
    begin()
    if field not in USUAL or owner not in choices(field):
        raise OwnerUnknown
    before = source(system).owner(field)
    if before == owner:
        return 0
    owners = dict(source(system).owners) | {field: owner}
    Source.objects.update_or_create(system=system, defaults={"owners": owners})
    if field == "category":
        return 0
    changed = _leave(system, field, before) + _enter(system, field, owner)
    announce(changed)
    return len(set(changed))


def own_new(system: str, product_ids: Collection[int]) -> None:
    """Goods came new from a system: what the site owns becomes the site's as it was told first. Joins the unit."""
    owners = Source.objects.filter(system=system).values_list("owners", flat=True).first() if product_ids else None
    for field, owner in (owners or {}).items():
        told = {"ids": numbers(product_ids), "rule": RULES.get(owner, "")}
        if field in LISTS:
            fetch(SET_RULE[field].format(which=CHOSEN), told)
            if owner == SITE:
                fetch(FREEZE_LIST[field].format(which=CHOSEN, empty=EMPTY[field]), told)
        elif field in COLUMNS and owner == SITE:
            fetch(FREEZE[field].format(which=CHOSEN), told)


def owners_of(product_id: int) -> tuple[str, dict[str, str]]:
    """The system whose words a product takes (empty: none) and the owner of each of its fields."""
    rows = Identity.objects.filter(kind="product", object_id=product_id, is_alias=False).order_by("since", "system")
    system = rows.values_list("system", flat=True).first() or ""
    kept = Source.objects.filter(system=system).values_list("owners", flat=True).first() if system else {}
    return system, USUAL | (kept or {})


def _leave(system: str, field: str, before: str) -> list[int]:
    told = {"system": system}
    if field in LISTS:
        thaw = THAW_LIST[field].format(empty=EMPTY[field])
        return [row[0] for row in fetch(thaw, told)] if before == SITE else []
    if before == ERP:
        return [row[0] for row in fetch(UNPARK[field], told)]
    return [row[0] for row in fetch(THAW[field], told)] if before == SITE else []


def _enter(system: str, field: str, owner: str) -> list[int]:
    told = {"system": system, "rule": RULES[owner]}
    changed: list[int] = []
    if field in LISTS:
        changed = [row[0] for row in fetch(SET_RULE[field].format(which=OF_SYSTEM), told)]
        if owner == SITE:
            freeze = FREEZE_LIST[field].format(which=OF_SYSTEM, empty=EMPTY[field])
            changed += [row[0] for row in fetch(freeze, told)]
    elif owner == ERP:
        changed = [row[0] for row in fetch(PARK[field], told)]
    elif owner == SITE:
        changed = [row[0] for row in fetch(FREEZE[field].format(which=OF_SYSTEM), told)]
    return changed
