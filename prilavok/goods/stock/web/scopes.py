"""Where a rule or a term holds, as one choice of a list: `chain`, `region:north`, `store:12`."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.errors import Forbidden
from prilavok.goods.stock import api


def chain_editor(request: HttpRequest) -> Actor:
    """The one who edits what holds for the whole chain: a scope of single stores does not reach."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.stores is not None:
        raise Forbidden
    return actor


def place_choices() -> list[tuple[str, str]]:
    """Everything a rule may hold in, with its name."""
    regions = [(f"region:{one.code}", one.title) for one in api.regions()]
    cards = [card for card in api.locations().values() if card.is_active]
    stores = [(f"store:{card.location_id}", ", ".join(filter(None, (card.city, card.title)))) for card in cards]
    return [("chain:", _("The whole chain")), *regions, *stores]
