"""What people say of a location: city, address, hours, geography, pick-up."""

from dataclasses import fields

from prilavok.base.bulk import fetch
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.stock.actions._balances import announce
from prilavok.goods.stock.errors import CodeTaken, LocationUnknown
from prilavok.goods.stock.events import LocationsChanged
from prilavok.goods.stock.models import Location
from prilavok.goods.stock.values import LocationEdit

# What can be promised changes with the opening or closing of a place.
LYING = "SELECT variant_id FROM stock_balance WHERE location_id = %s AND available > 0"


def describe_location(edit: LocationEdit) -> bool:
    """Write the fields that are not None; True when something changed. Raises LocationUnknown, CodeTaken."""
    require_unit()
    location = Location.objects.select_for_update().filter(pk=edit.location_id).first()
    if location is None:
        raise LocationUnknown
    if edit.code is not None and Location.objects.filter(code=edit.code).exclude(pk=location.pk).exists():
        raise CodeTaken(code=edit.code)
    names = [field.name for field in fields(edit) if field.name != "location_id"]
    told = {name: value for name in names if (value := getattr(edit, name)) is not None}
    changed = [name for name, value in told.items() if _shown(location, name) != value]
    for name in changed:
        setattr(location, name, told[name])
    if changed:
        location.save(update_fields=changed)
        publish(LocationsChanged(location_ids=(location.pk,)))
    if "is_active" in changed:
        announce((row[0] for row in fetch(LYING, [location.pk])), [location.pk])
    return bool(changed)


def _shown(location: Location, name: str) -> object:
    """What people see now: saying the ERP's own title or address again does not make it ours."""
    return getattr(location, name) or getattr(location, f"erp_{name}", getattr(location, name))
