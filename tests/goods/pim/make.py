"""Factories of pim for tests."""

import io

from PIL import Image

from prilavok.goods.pim import api
from prilavok.goods.pim.values import ProductDraft, ProductId, VariantDraft, VariantId

SYSTEM = "erp.test"


def make_product(external_id: str = "P1", title: str = "Топор «Север»", **fields) -> ProductId:
    """A product known to the test ERP (inside a unit)."""
    api.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id=external_id, title=title, **fields)])
    return api.product_ids(system=SYSTEM, external_ids=[external_id])[external_id]


def make_variant(product: str = "P1", external_id: str = "P1#1", **fields) -> VariantId:
    """A variant known to the test ERP (inside a unit)."""
    draft = VariantDraft(external_id=external_id, product_external_id=product, **fields)
    api.upsert_variants(system=SYSTEM, drafts=[draft])
    return api.variant_ids(system=SYSTEM, external_ids=[external_id])[external_id]


def make_picture(width: int = 1200, height: int = 900, color: str = "#2d5a3d", form: str = "PNG") -> bytes:
    """A picture file."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), color).save(content, form)
    return content.getvalue()
