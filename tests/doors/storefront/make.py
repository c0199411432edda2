"""A small shop: two cities, four stores, a handful of goods with prices, pictures and stock."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from zlib import crc32

from PIL import Image, ImageDraw

from prilavok.base.unit import unit
from prilavok.doors.storefront import memory
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import AttributeDraft, CategoryDraft, ProductDraft, VariantDraft
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationDraft, LocationEdit, SnapshotRow

SYSTEM = "erp.test"
STORES = (
    ("s1", "Тверская, 12", "Москва", "ул. Тверская, 12", "55.7655", "37.6050"),
    ("s2", "Лесная, 5", "Москва", "ул. Лесная, 5", "55.7790", "37.5870"),
    ("s3", "Профсоюзная, 61", "Москва", "ул. Профсоюзная, 61", "55.6560", "37.5400"),
    ("s4", "Советская, 7", "Тверь", "ул. Советская, 7", "56.8587", "35.9176"),
)


@dataclass(frozen=True, kw_only=True)
class Good:
    """A product to make; `stock` is pieces by store code, `variants` are (name, price) of a choice, if any."""

    code: str
    title: str
    category: str
    price: str | None
    before: str | None = None
    stock: tuple[tuple[str, int], ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    colour: str | None = "#2f7d62"
    description: str = ""


GOODS = (
    Good(code="lamp", title="Лампа настольная «Сумерки»", category="light", price="1290", before="1690",
         stock=(("s1", 12), ("s2", 2), ("s4", 5)), colour="#c98b2b",
         description="Тёплый свет без мерцания.\n\nАбажур из льна, выключатель на шнуре."),
    Good(code="pan", title="Сковорода чугунная с деревянной ручкой, 26 см", category="kitchen", price="2450",
         stock=(("s1", 1), ("s3", 4)), colour="#3b3f42"),
    Good(code="saw", title="Пила садовая складная", category="garden", price="790",
         stock=(("s4", 9),), colour="#b3261e"),
    Good(code="pot", title="Кашпо керамическое", category="garden", price="540", stock=(("s2", 20),),
         variants=(("терракота", "540"), ("белое", "590")), colour="#b5653c"),
    Good(code="kettle", title="Чайник эмалированный, 2 л", category="kitchen", price="1890.50",
         stock=(("s1", 3), ("s2", 30))),
    Good(code="rug", title="Коврик придверный из кокосового волокна", category="home", price="690",
         stock=(("s1", 0),), colour=None),
    Good(code="secret", title="Товар без цены", category="home", price=None, stock=(("s1", 5),)),
)  # fmt: skip
CATEGORIES = (("home", None, "Дом"), ("light", "home", "Свет"), ("kitchen", None, "Кухня"), ("garden", None, "Сад"))


def picture(colour: str, shape: int = 0) -> bytes:
    """A plain picture of the colour."""
    image = Image.new("RGB", (960, 960), "#f2f0ea")
    draw = ImageDraw.Draw(image)
    draw.ellipse((260, 700, 700, 760), fill="#e2ded4")
    draw.rounded_rectangle((300, 260 + 40 * (shape % 3), 660, 730), 40 + 60 * (shape % 4), fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def make_shop(goods: Sequence[Good] = GOODS, *, pictures: bool = False) -> dict[str, int]:
    """Fill the rooms through their doors; returns product ids by code. The shelf follows by reactions."""
    with unit():
        _locations()
        pim.upsert_attributes(system=SYSTEM, drafts=[AttributeDraft(external_id="material", title="Материал")])
        pim.upsert_categories(
            system=SYSTEM,
            drafts=[
                CategoryDraft(external_id=code, parent_external_id=parent, title=title)
                for code, parent, title in CATEGORIES
            ],
        )
        pim.upsert_products(system=SYSTEM, drafts=[_product(good) for good in goods])
        pim.upsert_variants(system=SYSTEM, drafts=[draft for good in goods for draft in _variants(good)])
        ids = pim.variant_ids(system=SYSTEM, external_ids=[code for good in goods for code, _ in _offers(good)])
        _prices(goods, dict(ids))
        put_stock(goods, dict(ids))
        if pictures:
            for number, good in enumerate(goods):
                if good.colour:
                    pim.attach_image(system=SYSTEM, path=f"{good.code}.png", content=picture(good.colour, number))
    memory.forget()
    return dict(pim.product_ids(system=SYSTEM, external_ids=[good.code for good in goods]))


def variant(code: str) -> int:
    """The id of a good's only variant."""
    return pim.variant_ids(system=SYSTEM, external_ids=[code])[code]


def store(code: str) -> int:
    """The id of a store."""
    return stock.location_ids(system=SYSTEM, external_ids=[code])[code]


def restock(code: str, place: str, pieces: int) -> None:
    """The ERP says how much there is now."""
    with unit():
        row = SnapshotRow(variant_id=variant(code), location_id=store(place), quantity=Decimal(pieces))
        stock.apply_snapshot(source="test", rows=[row], meaning="physical")


def reprice(code: str, amount: str) -> None:
    """The ERP says what it costs now."""
    with unit():
        types = pricing.price_type_ids(system=SYSTEM, external_ids=["retail"])
        row = PriceRow(variant_id=variant(code), price_type_id=types["retail"], amount=Decimal(amount))
        pricing.set_prices(source="test", rows=[row])


def _locations() -> None:
    stock.upsert_locations(system=SYSTEM, drafts=[LocationDraft(external_id=one[0], title=one[1]) for one in STORES])
    ids = stock.location_ids(system=SYSTEM, external_ids=[one[0] for one in STORES])
    for code, _, city, address, latitude, longitude in STORES:
        stock.describe_location(
            LocationEdit(
                location_id=ids[code], kind="store", city=city, address=address, hours="10:00–21:00",
                phone="+74951234567", latitude=Decimal(latitude), longitude=Decimal(longitude), is_pickup=True,
                is_active=True, ready_in_minutes=60,
            )
        )  # fmt: skip


def _product(good: Good) -> ProductDraft:
    return ProductDraft(
        external_id=good.code,
        title=good.title,
        article=f"AB-{good.code}",
        description=good.description,
        brand="Северный двор",
        unit="шт",
        category_external_ids=(good.category,),
        attributes=(("material", "натуральный"),),
        images=(f"{good.code}.png",),
    )


def _offers(good: Good) -> list[tuple[str, str | None]]:
    if good.variants:
        return [(f"{good.code}#{number}", price) for number, (_, price) in enumerate(good.variants, 1)]
    return [(good.code, good.price)]


def _variants(good: Good) -> list[VariantDraft]:
    if good.variants:
        return [
            VariantDraft(external_id=f"{good.code}#{number}", product_external_id=good.code, features=(("Цвет", name),))
            for number, (name, _) in enumerate(good.variants, 1)
        ]
    return [
        VariantDraft(
            external_id=good.code, product_external_id=good.code, barcodes=(f"460{crc32(good.code.encode()):010d}",)
        )
    ]


def _prices(goods: Sequence[Good], ids: dict[str, int]) -> None:
    pricing.upsert_price_types(
        system=SYSTEM,
        drafts=[
            PriceTypeDraft(external_id="retail", title="Розничная"),
            PriceTypeDraft(external_id="old", title="Старая цена"),
        ],
    )
    types = pricing.price_type_ids(system=SYSTEM, external_ids=["retail", "old"])
    pricing.choose_role(price_type_id=types["retail"], role="selling")
    pricing.choose_role(price_type_id=types["old"], role="compare")
    rows = [
        PriceRow(variant_id=ids[code], price_type_id=types["retail"], amount=Decimal(price))
        for good in goods
        for code, price in _offers(good)
        if price
    ]
    rows += [
        PriceRow(variant_id=ids[code], price_type_id=types["old"], amount=Decimal(good.before))
        for good in goods
        if good.before
        for code, _ in _offers(good)
    ]
    pricing.set_prices(source="test", rows=rows)


def put_stock(goods: Sequence[Good], ids: dict[str, int]) -> None:
    """What lies in the stores."""
    rows = [
        SnapshotRow(variant_id=ids[code], location_id=store(place), quantity=Decimal(pieces))
        for good in goods
        for code, _ in _offers(good)
        for place, pieces in good.stock
    ]
    stock.apply_snapshot(source="test", rows=rows, meaning="physical")
