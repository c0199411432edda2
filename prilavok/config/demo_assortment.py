"""What the demo chain does not sell everywhere.

Living plants do not stand the way to other regions, one vase is shown and handed over in stores only, and a small store
has no room for furniture.
"""

from collections.abc import Mapping
from typing import Final

from prilavok.base.access import Actor
from prilavok.base.once import once
from prilavok.base.unit import unit
from prilavok.config.demo_places import PLACES, REGIONS
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.goods.assortment import api as assortment
from prilavok.goods.assortment.values import EditDraft, Effect, GoodsRef, Place, PlaceKind, Scope, Status
from prilavok.goods.pim import api as pim
from prilavok.goods.stock.values import LocationId

GROWING: Final = "Растения"
BULKY: Final = "Мебель"
FRAGILE: Final = "ваза"
AT_HOME: Final = "volga"
SMALL: Final = "08"
CHAIN: Final = Place(kind=PlaceKind.CHAIN, title="Вся сеть")


def make_assortment(people: Mapping[str, PersonId], places: Mapping[str, LocationId]) -> int:
    """The rules, once there is a catalogue and none has been made; how many edits."""
    admin = accounts.actor_for(people["admin"])
    tree = {node.title: node for node in pim.category_tree()}
    if GROWING not in tree or BULKY not in tree or _is_made():
        return 0
    region = next(one for one in REGIONS if one.code == AT_HOME)
    home = Place(kind=PlaceKind.REGION, code=region.code, title=region.title)
    growing, bulky = (
        GoodsRef(scope=Scope.CATEGORY, goods_id=int(tree[title].category_id), title=title) for title in (GROWING, BULKY)
    )
    edits = [
        _draft(growing, CHAIN, Status.EXCLUDED, note="Живое не переносит дороги"),
        _draft(growing, home, Status.CORE, note="Возим из питомника рядом"),
    ]
    if SMALL in places:
        title = next(place.title for place in PLACES if place.code == SMALL)
        small = Place(kind=PlaceKind.STORE, code=str(places[SMALL]), title=title)
        edits.append(_draft(bulky, small, Status.EXCLUDED, note="Негде поставить крупное"))
    found = pim.cards(product_ids=pim.find(text=FRAGILE, limit=1))
    for card in found.values():
        fragile = GoodsRef(scope=Scope.PRODUCT, goods_id=int(card.product_id), title=card.title)
        edits.append(_draft(fragile, CHAIN, Status.EXCLUDED, channel="site", note="Показываем и отдаём только в зале"))
    for draft in edits:
        _apply(draft, admin)
    return len(edits)


def _is_made() -> bool:
    """People may take the rules away: they are not made again."""
    with unit():
        return once(scope="demo", key="assortment", fingerprint="1").is_replay


def _draft(goods: GoodsRef, place: Place, status: Status, *, channel: str = "", note: str = "") -> EditDraft:
    return EditDraft(goods=(goods,), places=(place,), channel=channel, effect=Effect(status=status, note=note))


def _apply(draft: EditDraft, actor: Actor) -> None:
    with unit():
        assortment.apply_edit(edit_id=assortment.draft_edit(draft, actor=actor), actor=actor)
