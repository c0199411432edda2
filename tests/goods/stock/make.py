"""Factories of stock for tests."""

from decimal import Decimal

from prilavok.goods.stock import api
from prilavok.goods.stock.values import LocationDraft, LocationId, SnapshotRow, VariantId, Want

SYSTEM = "erp.test"


def make_location(external_id: str = "store-a", title: str = "Магазин на Лесной") -> LocationId:
    """A location known to the test ERP (inside a unit)."""
    api.upsert_locations(system=SYSTEM, drafts=[LocationDraft(external_id=external_id, title=title)])
    return api.location_ids(system=SYSTEM, external_ids=[external_id])[external_id]


def put(location_id: int, meaning: str = "physical", **quantities: int) -> None:
    """Balances by variant: `put(location, v1=50, v2=3)` (inside a unit)."""
    rows = [
        SnapshotRow(variant_id=int(name[1:]), location_id=location_id, quantity=Decimal(quantity))
        for name, quantity in quantities.items()
    ]
    api.apply_snapshot(source="package:test", rows=rows, meaning=meaning)


def wants(**quantities: int) -> list[Want]:
    """`wants(v1=2)`: two pieces of variant 1."""
    return [Want(variant_id=VariantId(int(name[1:])), quantity=Decimal(n)) for name, n in quantities.items()]


def balance(location_id: int, variant_id: int = 1) -> tuple[int, int, int]:
    """On hand, reserved, available."""
    row = api.explain(variant_id=variant_id, location_id=location_id).balance
    return int(row.on_hand), int(row.reserved), int(row.available)
