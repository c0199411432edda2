"""Whose word stock and the fields of stores are."""

from django.utils.translation import gettext_noop

from prilavok.base.bulk import fetch
from prilavok.base.events import publish
from prilavok.base.owners import ERP, IF_EMPTY, PLATFORM, OwnedField, declare_owned
from prilavok.goods.stock.events import LocationsChanged

PARK = {
    field: f"""
UPDATE stock_location SET parked = parked || jsonb_build_object('{field}', {field}), {field} = ''
WHERE {field} <> '' RETURNING id
"""  # noqa: S608 - constants only
    for field in ("title", "address")
}
UNPARK = {
    field: f"""
UPDATE stock_location SET {field} = parked ->> '{field}', parked = parked - '{field}'
WHERE parked ? '{field}' AND {field} = '' RETURNING id
"""  # noqa: S608 - constants only
    for field in ("title", "address")
}
MEANS = (
    (ERP, gettext_noop("The ERP's word is shown, ours is put aside and comes back with another choice.")),
    (PLATFORM, gettext_noop("What stands now stays; the exchange changes it no more.")),
    (IF_EMPTY, gettext_noop("Our word where there is one, the ERP's where there is none.")),
)


def _entering(field: str, before: str, after: str) -> int:
    changed = fetch(PARK[field]) if after == ERP else fetch(UNPARK[field]) if before == ERP else []
    if changed:
        publish(LocationsChanged(location_ids=tuple(row[0] for row in changed)))
    return len(changed)


def _title(before: str, after: str) -> int:
    return _entering("title", before, after)


def _address(before: str, after: str) -> int:
    return _entering("address", before, after)


def _of_store(field: str, title: str) -> OwnedField:
    return OwnedField(
        thing="location",
        field=field,
        thing_title=gettext_noop("Store"),
        title=title,
        owners=(ERP, PLATFORM, IF_EMPTY),
        usual=IF_EMPTY,
        screen="stock:locations",
        means=MEANS,
        enter=_title if field == "title" else _address,
    )


declare_owned(
    OwnedField(
        thing="stock",
        field="on_hand",
        thing_title=gettext_noop("Stock"),
        title=gettext_noop("Quantity on hand"),
        owners=(ERP,),
        usual=ERP,
        screen="stock:goods",
        why=gettext_noop("Goods are counted in the ERP; here they are held, moved and issued, and it is told."),
    ),
    _of_store("title", gettext_noop("Title")),
    _of_store("address", gettext_noop("Address")),
    OwnedField(
        thing="location",
        field="hours",
        thing_title=gettext_noop("Store"),
        title=gettext_noop("Opening hours"),
        owners=(PLATFORM,),
        usual=PLATFORM,
        screen="stock:locations",
        why=gettext_noop("No exchange tells of opening hours."),
    ),
)
