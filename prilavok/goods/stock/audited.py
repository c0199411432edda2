"""What deeds of stock are about, for people."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import (
    SubjectKind,
    declare_subjects,
    declare_values,
    numbers,
    only_one,
    page_at,
    page_of,
    titles_of,
)
from prilavok.goods.stock import api
from prilavok.goods.stock.models import Transfer
from prilavok.goods.stock.transfers.routes import routes
from prilavok.goods.stock.values import LocationId


def _places(keys: Collection[str]) -> dict[str, str]:
    found = api.locations(location_ids=[LocationId(key) for key in numbers(keys)])
    return {str(key): card.title for key, card in found.items()}


def _routes(keys: Collection[str]) -> dict[str, str]:
    found = [one for one in routes() if str(one.route_id) in keys]
    places = {int(key): card.title for key, card in api.locations().items()}
    regions = {one.code: one.title for one in api.regions()}

    def end(location_id: int | None, region: str) -> str:
        return places.get(location_id or 0) or regions.get(region) or region or _("any place")

    return {
        str(one.route_id): f"{end(one.source_id, one.source_region)} → {end(one.target_id, one.target_region)}"
        for one in found
    }


RULES = {
    "": (gettext_noop("Stock"), "stock:goods"),
    "regions": (gettext_noop("Regions"), "stock:regions"),
    "terms": (gettext_noop("Terms of stock"), "stock:terms"),
    "queue": (gettext_noop("Queue for arrivals"), "stock:queue"),
    "safety": (gettext_noop("Rules of safety stock"), "stock:safety"),
}
declare_subjects(
    {
        "location": SubjectKind(title="", names=_places, pages=page_of("stock:location")),
        "transfer": SubjectKind(
            title=gettext_noop("Transfer"), names=titles_of(Transfer, "number"), pages=page_of("stock:transfer")
        ),
        "route": SubjectKind(title=gettext_noop("Route"), names=_routes, pages=page_at("stock:routes")),
    }
)
for key, (title, route) in RULES.items():
    declare_subjects({"stock": SubjectKind(title=title, names=only_one(key), pages=page_at(route))})
declare_values(dict.fromkeys(("location_id", "location", "stores", "places", "store"), _places))
