"""Which differences of a run somebody means: all that a filter finds, or a few by number."""

from typing import Any

from django.db.models import Q, QuerySet

from prilavok.partners.erp.models import Difference
from prilavok.partners.erp.reconciliation.values import Chosen


def chosen_rows(run_id: int, chosen: Chosen) -> QuerySet[Difference]:
    """The differences, in no order."""
    found = Difference.objects.filter(run_id=run_id)
    for name in ("kind", "cause", "state"):
        value = getattr(chosen, name)
        if value:
            found = found.filter(**{name: value})
    if chosen.ids:
        found = found.filter(pk__in=chosen.ids)
    if chosen.text:
        text = chosen.text.strip()
        found = found.filter(Q(title__icontains=text) | Q(place__icontains=text) | Q(key=text))
    if chosen.location_ids is not None:
        found = found.filter(location_id__in=chosen.location_ids)
    return found


def as_json(chosen: Chosen) -> dict[str, Any]:
    """As a repair keeps it."""
    return {
        "kind": chosen.kind,
        "cause": chosen.cause,
        "text": chosen.text,
        "ids": list(chosen.ids),
        "location_ids": None if chosen.location_ids is None else list(chosen.location_ids),
    }


def from_json(said: dict[str, Any]) -> Chosen:
    """Back from that; only what is open is repaired."""
    places = said["location_ids"]
    return Chosen(
        kind=said["kind"],
        cause=said["cause"],
        text=said["text"],
        ids=tuple(said["ids"]),
        location_ids=None if places is None else tuple(places),
    )
