"""Locations as the ERP names them; what people say of them is never touched."""

from collections.abc import Mapping, Sequence

from prilavok.base.bulk import fetch, one_at_a_time
from prilavok.base.events import publish
from prilavok.base.owners import PLATFORM
from prilavok.base.unit import require_unit
from prilavok.foundation.contour import api as contour
from prilavok.goods.stock.actions._balances import announce
from prilavok.goods.stock.actions.describe_location import LYING
from prilavok.goods.stock.events import LocationsChanged
from prilavok.goods.stock.models import Location, LocationIdentity
from prilavok.goods.stock.rules import guess_kind
from prilavok.goods.stock.values import LocationDraft, UpsertCounts


def upsert_locations(*, system: str, drafts: Sequence[LocationDraft]) -> UpsertCounts:
    """Add the locations that are new, take over the ERP's title, address and mark of deletion of the others.

    One that is marked as deleted and was never here is not made; one that is here counts no more until it comes back.
    """
    require_unit()
    one_at_a_time("stock.locations")
    latest = {draft.external_id.lower(): draft for draft in drafts}
    known = {
        identity.external_id: identity.location
        for identity in LocationIdentity.objects.select_related("location").filter(
            system=system, external_id__in=latest
        )
    }
    owners = contour.owners_of("location")
    counts, touched = UpsertCounts(), []
    for external_id, draft in latest.items():
        location = known.get(external_id)
        if location is None and draft.is_removed:
            continue
        if location is None:
            touched.append(_create(system, external_id, draft))
            counts += UpsertCounts(created=1)
        elif _update(location, draft, owners):
            touched.append(location.pk)
            counts += UpsertCounts(changed=1)
        else:
            counts += UpsertCounts(unchanged=1)
    if touched:
        publish(LocationsChanged(location_ids=tuple(touched)))
    return counts


def _create(system: str, external_id: str, draft: LocationDraft) -> int:
    kind = guess_kind(draft.title)
    location = Location.objects.create(
        code=f"new:{system}:{external_id}"[:40],
        erp_title=draft.title[:200],
        erp_address=(draft.address or "")[:400],
        kind=kind,
        is_pickup=kind == Location.Kind.STORE,
    )
    Location.objects.filter(pk=location.pk).update(code=_free_code(f"{kind}-{location.pk:02d}"))
    LocationIdentity.objects.create(system=system, external_id=external_id, location=location)
    return location.pk


def _free_code(wanted: str) -> str:
    taken = set(Location.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    number, code = 1, wanted
    while code in taken:
        number += 1
        code = f"{wanted}-{number}"
    return code


def _update(location: Location, draft: LocationDraft, owners: Mapping[str, str]) -> bool:
    """Where the field is the platform's, the ERP's word stays what it was when the platform took over."""
    title = location.erp_title if owners["title"] == PLATFORM else draft.title[:200]
    is_kept = draft.address is None or owners["address"] == PLATFORM
    address = location.erp_address if is_kept else (draft.address or "")[:400]
    told = (title, address, draft.is_removed)
    if (location.erp_title, location.erp_address, location.is_removed) == told:
        return False
    was_removed = location.is_removed
    location.erp_title, location.erp_address, location.is_removed = told
    location.save(update_fields=["erp_title", "erp_address", "is_removed"])
    if was_removed != location.is_removed:
        announce((row[0] for row in fetch(LYING, [location.pk])), [location.pk])
    return True
