"""Price types and rows, as tests need them."""

from datetime import datetime
from decimal import Decimal

from prilavok.goods.pricing import api
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft

SYSTEM = "erp.test"


def make_types(*titles: str) -> dict[str, int]:
    """Price types by their titles; the first retail one sells."""
    api.upsert_price_types(
        system=SYSTEM, drafts=[PriceTypeDraft(external_id=title.casefold(), title=title) for title in titles]
    )
    found = api.price_type_ids(system=SYSTEM, external_ids=[title.casefold() for title in titles])
    return {title: int(found[title.casefold()]) for title in titles}


def row(variant_id: int, price_type_id: int, amount: str | None, *, min_quantity: int = 1) -> PriceRow:
    """A price to set."""
    return PriceRow(
        variant_id=variant_id,
        price_type_id=price_type_id,
        amount=None if amount is None else Decimal(amount),
        min_quantity=Decimal(min_quantity),
    )


def set_prices(*rows: PriceRow, source: str = "package:1") -> None:
    """Set them."""
    api.set_prices(source=source, rows=rows)


def price_of(variant_id: int, **where: object) -> str | None:
    """What it sells for there, as text; None when it is not for sale."""
    from prilavok.goods.pricing.values import Circumstances, VariantId

    tags = api.prices(variant_ids=[VariantId(variant_id)], where=Circumstances(**where))  # type: ignore[arg-type]
    tag = tags.get(VariantId(variant_id))
    return None if tag is None else str(tag.price.amount)


def moment(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text + "+00:00")
