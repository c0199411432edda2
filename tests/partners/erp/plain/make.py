"""Files of plain formats for tests: the examples of the description themselves, and small ones."""

import json
import re
from pathlib import Path

from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductDraft, VariantDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationDraft

SYSTEM = "erp.central"
DESCRIPTION = Path(__file__).resolve().parents[4] / "docs" / "integration" / "plain-formats.md"


def example(name: str) -> bytes:
    """An example of the description, word for word."""
    found = re.search(rf"^```jsonl {name}\n(.*?)^```", DESCRIPTION.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert found, name
    return found[1].encode()


def plain(kind: str, *records: dict[str, object], **header: object) -> bytes:
    """A file of a format."""
    head = {"format": f"prilavok/{kind}", "version": 1, "sequence": 1, **header}
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in (head, *records)).encode()


def make_goods(*external_ids: str) -> dict[str, int]:
    """Variants of the central ERP by their ids, each of the product before `#`."""
    with unit():
        products = {one.partition("#")[0] for one in external_ids}
        pim.upsert_products(
            system=SYSTEM, drafts=[ProductDraft(external_id=one, title=f"Товар {one}") for one in products]
        )
        pim.upsert_variants(
            system=SYSTEM,
            drafts=[
                VariantDraft(external_id=one, product_external_id=one.partition("#")[0], title=f"Товар {one}")
                for one in external_ids
            ],
        )
    return dict(pim.variant_ids(system=SYSTEM, external_ids=list(external_ids)))


def make_places(*external_ids: str) -> dict[str, int]:
    """Places of the central ERP by their ids."""
    with unit():
        drafts = [LocationDraft(external_id=one, title=f"Магазин {one}") for one in external_ids]
        stock.upsert_locations(system=SYSTEM, drafts=drafts)
    return dict(stock.location_ids(system=SYSTEM, external_ids=list(external_ids)))


def receipt(number: int = 1, **more: object) -> dict[str, object]:
    """A small receipt of one line."""
    return {
        "store": "store-nevsky",
        "till": "1",
        "shift": 10,
        "number": number,
        "kind": "sale",
        "at": "2026-05-12T18:22:41",
        "lines": [{"title": "Пакет", "quantity": "1", "price": "10.00", "total": "10.00"}],
        "total": "10.00",
        **more,
    }
