"""What people say of a location: city, address, hours, geography, pick-up."""

from collections.abc import Sequence
from dataclasses import fields

from django.utils.translation import gettext

from prilavok.base.bulk import fetch
from prilavok.base.events import publish
from prilavok.base.owners import ERP
from prilavok.base.unit import require_unit
from prilavok.foundation.contour import api as contour
from prilavok.foundation.contour.errors import FieldLocked
from prilavok.goods.stock.actions._balances import announce
from prilavok.goods.stock.errors import CodeTaken, LocationUnknown
from prilavok.goods.stock.events import LocationsChanged
from prilavok.goods.stock.models import Location
from prilavok.goods.stock.values import LocationEdit

# What can be promised changes with the opening or closing of a place.
LYING = "SELECT variant_id FROM stock_balance WHERE location_id = %s AND available > 0"


def describe_location(edit: LocationEdit) -> bool:
    """Write what is not None; True when something changed. Raises LocationUnknown, CodeTaken, FieldLocked."""
    require_unit()
    location = Location.objects.select_for_update().filter(pk=edit.location_id).first()
    if location is None:
        raise LocationUnknown
    if edit.code is not None and Location.objects.filter(code=edit.code).exclude(pk=location.pk).exists():
        raise CodeTaken(code=edit.code)
    names = [field.name for field in fields(edit) if field.name != "location_id"]
    told = {name: value for name in names if (value := getattr(edit, name)) is not None}
    changed = [name for name, value in told.items() if _shown(location, name) != value]
    refuse_locked(changed)
    for name in changed:
        setattr(location, name, told[name])
    if changed:
        location.save(update_fields=changed)
        publish(LocationsChanged(location_ids=(location.pk,)))
    if "is_active" in changed:
        announce((row[0] for row in fetch(LYING, [location.pk])), [location.pk])
    return bool(changed)


def refuse_locked(changed: Sequence[str]) -> None:
    """Raise FieldLocked when the ERP owns one of the fields. One query, none when nobody touches them."""
    touched = [name for name in changed if name in ("title", "address")]
    owners = contour.owners_of("location") if touched else {}
    locked = next((name for name in touched if owners[name] == ERP), None)
    if locked is not None:
        raise FieldLocked(field=gettext(locked))


def _shown(location: Location, name: str) -> object:
    """What people see now: saying the ERP's own title or address again does not make it ours."""
    return getattr(location, name) or getattr(location, f"erp_{name}", getattr(location, name))
