"""A warehouse of an outside system is another place of ours than we thought: it is pointed there, balances go along.

What the former place holds moves by the ledger, a line there and a line here, so both still explain themselves. Nothing
is moved away from under orders: while the former place holds goods for any, or the other place hears of another
warehouse of the same system already, it is refused.
"""

from typing import Final

from prilavok.base.bulk import fetch, one_at_a_time
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.stock.actions._balances import announce, open_balances, promise
from prilavok.goods.stock.errors import LocationUnknown, PlaceBusy, PlaceTaken
from prilavok.goods.stock.events import LocationsChanged
from prilavok.goods.stock.models import Location, LocationIdentity
from prilavok.goods.stock.pointing.values import Pointing
from prilavok.goods.stock.values import LocationId

LYING: Final = """
SELECT count(*) FILTER (WHERE on_hand <> 0), coalesce(sum(on_hand), 0), coalesce(sum(reserved), 0)
FROM stock_balance WHERE location_id = %s
"""
COMING: Final = """
SELECT count(*) FROM stock_transfer WHERE state IN ('draft', 'sent') AND (source_id = %s OR target_id = %s)
"""
GOING: Final = "SELECT variant_id FROM stock_balance WHERE location_id = %s AND on_hand <> 0 ORDER BY variant_id"
EMPTIED: Final = promise(on_hand="0", reserved="b.reserved", safety="b.safety", unsynced="b.unsynced", doubt="b.doubt")
FILLED: Final = promise(
    on_hand="(b.on_hand + f.on_hand)", reserved="b.reserved", safety="b.safety", unsynced="b.unsynced", doubt="b.doubt"
)
MOVE: Final = f"""
WITH locked AS MATERIALIZED (
    SELECT variant_id, location_id, on_hand, reserved FROM stock_balance
    WHERE location_id IN (%(from)s, %(to)s) ORDER BY variant_id, location_id FOR UPDATE
), going AS MATERIALIZED (
    SELECT variant_id, on_hand, reserved FROM locked WHERE location_id = %(from)s AND on_hand <> 0
), emptied AS (
    UPDATE stock_balance b SET on_hand = 0, available = {EMPTIED}, changed_at = statement_timestamp()
    FROM going f WHERE b.variant_id = f.variant_id AND b.location_id = %(from)s
), filled AS (
    UPDATE stock_balance b SET on_hand = b.on_hand + f.on_hand, available = {FILLED},
        changed_at = statement_timestamp()
    FROM going f WHERE b.variant_id = f.variant_id AND b.location_id = %(to)s
    RETURNING b.variant_id, b.on_hand, b.reserved
), written AS (
    INSERT INTO stock_movement (variant_id, location_id, kind, on_hand_delta, reserved_delta, on_hand_after,
                                reserved_after, source)
    SELECT variant_id, %(from)s, 'pointed', -on_hand, 0, 0, reserved, %(source)s FROM going
    UNION ALL
    SELECT f.variant_id, %(to)s, 'pointed', f.on_hand, 0, n.on_hand, n.reserved, %(source)s
    FROM going f JOIN filled n ON n.variant_id = f.variant_id
)
SELECT variant_id FROM going
"""  # noqa: S608 - constants only


def preview_pointing(*, system: str, external_id: str, location_id: int) -> Pointing:
    """What pointing the warehouse there would do; nothing is written. Raises LocationUnknown."""
    row = LocationIdentity.objects.filter(system=system, external_id=external_id.lower()).first()
    if row is None or not Location.objects.filter(pk=location_id).exists():
        raise LocationUnknown
    ((balances, pieces, _),) = fetch(LYING, [row.location_id])
    ((_, there, _),) = fetch(LYING, [location_id])
    refusal = ""
    try:
        _refuse(row, location_id)
    except (PlaceBusy, PlaceTaken) as refused:
        refusal = refused.message
    return Pointing(
        external_id=external_id,
        source_id=LocationId(row.location_id),
        target_id=LocationId(location_id),
        balances=balances,
        pieces=pieces,
        already_there=there,
        refusal=refusal,
    )


def point_location(*, system: str, external_id: str, location_id: int) -> int:
    """Point the warehouse to this place, with what lies there; returns how many balances moved. Twice is once.

    The former place is used no more when no system speaks of it. Joins the unit. Raises LocationUnknown, PlaceBusy,
    PlaceTaken.
    """
    require_unit()
    one_at_a_time("stock.locations")
    one_at_a_time("stock.snapshot")
    found = LocationIdentity.objects.filter(system=system, external_id=external_id.lower())
    row = found.first()
    if row is None or not Location.objects.filter(pk=location_id).exists():
        raise LocationUnknown
    if row.location_id == location_id:
        return 0
    _refuse(row, location_id)
    former = row.location_id
    source = f"{system}:pointed-{external_id}"[:200]
    going = [(one[0], location_id) for one in fetch(GOING, [former])]
    if going:
        open_balances(going, is_sure=True)
    moved = [one[0] for one in fetch(MOVE, {"from": former, "to": location_id, "source": source})]
    found.update(location_id=location_id)
    if not LocationIdentity.objects.filter(location_id=former).exists():
        Location.objects.filter(pk=former).update(is_active=False)
    announce(moved, [former, location_id])
    publish(LocationsChanged(location_ids=(former, location_id)))
    return len(moved)


def _refuse(row: LocationIdentity, location_id: int) -> None:
    others = LocationIdentity.objects.filter(system=row.system, location_id=location_id)
    if others.exclude(external_id=row.external_id).exists():
        raise PlaceTaken
    ((_, _, reserved),) = fetch(LYING, [row.location_id])
    ((transfers,),) = fetch(COMING, [row.location_id, row.location_id])
    if reserved or transfers:
        raise PlaceBusy
