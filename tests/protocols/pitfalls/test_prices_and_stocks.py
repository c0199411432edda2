"""Prices and stocks as senders spoil them, and what a node's profile decides about them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.dialects.context import FileContext
from prilavok.partners.erp.dialects.offers import OfferFacts
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules.serialized import plain_text
from prilavok.partners.erp.rules.tolerant import currency
from prilavok.partners.erp.values import Profile
from tests.protocols.client import OneC
from tests.protocols.make import available, offer, offers, price_of, product, root
from tests.protocols.pitfalls.cases import Case, goods, one, package, rests, sold, written
from tests.protocols.pitfalls.test_cards import values

FULL = FileContext(is_full=True, tells_whole_stock=True, price_types=frozenset({"p", "w"}))
G1 = goods(product("g1"))
SOLD = sold(offer("g1", price="10", stocks={"a": "5", "b": "7"}))


def price(amount: str, kind: str = "p", extra: str = "", money: str = "RUB") -> str:
    """A Цена."""
    about = f"<ИдТипаЦены>{kind}</ИдТипаЦены><ЦенаЗаЕдиницу>{amount}</ЦенаЗаЕдиницу><Валюта>{money}</Валюта>"
    return f"<Цена>{about}{extra}</Цена>"


def priced(*inside: str, key: str = "g1") -> str:
    """An offer with these prices only."""
    return offer(key, price=None, extra=f"<Цены>{''.join(inside)}</Цены>")


def facts(inside: str, context: FileContext = FULL, notes: Notes | None = None) -> OfferFacts:
    """The facts of one offer."""
    (made,) = values(offers(inside), "offer", context, notes)
    assert isinstance(made, OfferFacts)
    return made


def test_p_50_the_same_price_twice_is_silent_and_another_one_is_not() -> None:
    notes = Notes()

    assert len(facts(priced(price("1"), price("1.00", money="руб")), notes=notes).prices) == 1
    assert not notes
    assert [str(one.amount) for one in facts(priced(price("1"), price("2")), notes=notes).prices] == ["2"]
    assert notes.counts == {"price_twice": 1}


@pytest.mark.parametrize(("policy", "wanted"), [("divide", ("8.33", "24")), ("as_sent", ("100", "2"))])
def test_the_price_of_a_pack(policy: str, wanted: tuple[str, str]) -> None:
    extra = "<Единица>упак</Единица><Коэффициент>12</Коэффициент><МинКоличество>2</МинКоличество>"
    context = replace(FULL, profile=Profile(pack_prices=policy))

    (made,) = facts(priced(price("100", extra=extra)), context).prices

    assert (str(made.amount), str(made.min_quantity)) == wanted


def test_a_missing_price_type_is_kept_or_removed() -> None:
    told = priced(price("1"))
    removing = replace(FULL, profile=Profile(missing_prices="remove"))

    assert [one.price_type for one in facts(told).prices] == ["p"]
    assert [(one.price_type, one.amount) for one in facts(told, removing).prices] == [("p", Decimal(1)), ("w", None)]
    assert len(facts(told, replace(removing, is_full=False)).prices) == 1
    assert len(facts(offer("g1", price=None), removing).prices) == 0
    unreadable = facts(priced(price("1"), price("дорого", "w")), removing, Notes()).prices
    assert [one.price_type for one in unreadable] == ["p"]


def test_warehouses_not_named_at_an_offer() -> None:
    def is_zero(policy: str, *, whole: bool, full: bool = True, said: str = offer("g1", stocks={"a": "1"})) -> bool:
        context = FileContext(is_full=full, tells_whole_stock=whole, profile=Profile(unlisted_stock=policy))
        return facts(said, context).rest_is_zero

    assert is_zero("auto", whole=True)
    assert not is_zero("auto", whole=False)
    assert is_zero("zero", whole=False)
    assert not is_zero("keep", whole=True)
    assert not is_zero("zero", whole=True, full=False, said=offer("g1"))
    assert not facts(offer("g1", stocks={"a": "?"}), FULL, Notes()).rest_is_zero


@pytest.mark.parametrize("text", ["RUB", "RUR", "руб", "руб.", "РУБ.", "643", "810", "₽", " rub "])
def test_p_47_roubles_in_any_spelling(text: str) -> None:
    assert currency(text) == "RUB"


def test_serialized_values_of_php() -> None:
    assert plain_text('a:2:{s:4:"TEXT";s:9:"<p>а</p>";s:4:"TYPE";s:4:"HTML";}') == "<p>а</p>"
    assert plain_text('a:2:{i:0;s:6:"раз";i:1;i:2;}') == "раз, 2"
    assert plain_text("a:b") == "a:b"
    assert plain_text('a:1:{i:0;a:1:{i:0;s:1:"x";}}') == "x"


def lists(inside: str) -> dict[str, bytes]:
    """Price lists or warehouses of 3.1, in a file of their own."""
    return {
        "lists.xml": root(
            f"<Классификатор СодержитТолькоИзменения='true'><Ид>c1</Ид>{inside}</Классификатор>", version="3.1"
        )
    }


def lying(key: str) -> dict[str, int]:
    """What is free of an offer, by warehouse, over all that count."""
    variants = pim.variant_ids(system="erp.central", external_ids=[key])
    places = {pk: one for one, pk in stock.location_ids(system="erp.central", external_ids=["a", "b"]).items()}
    found = stock.availability(variant_ids=list(variants.values()))[variants[key]]
    return {places[place]: int(one.available) for place, one in found.items()}


CASES = [
    one(
        "P-48 a price type that nobody chose sells nothing",
        G1,
        sold(offer("g1", price="10")),
        holds=lambda: price_of("g1") is None and pricing.price_types() == [],
        price_types=["another"],
    ),
    one(
        "P-47 the type says one spelling, the price another",
        G1,
        sold(priced(price("10", money="643"))),
        holds=lambda: price_of("g1") == 10,
    ),
    one(
        "P-51 the total of 3.1 without a warehouse",
        G1,
        SOLD,
        package(
            "<Предложение><Ид>g1</Ид><Остатки><Остаток><Количество>6</Количество></Остаток></Остатки></Предложение>"
        ),
        holds=lambda: (available("g1", "erp.central:-"), available("g1", "a")) == (6, 5),
    ),
    one(
        "P-51 the stock of a product is what its kinds hold",
        goods(product("g1")),
        sold(offer("g1#c1", stocks={"a": "2"}), offer("g1#c2", stocks={"a": "3"})),
        holds=lambda: (available("g1#c1", "a"), available("g1#c2", "a")) == (2, 3),
    ),
    one(
        "P-52 3.1 with the word of the node that what it leaves out is empty",
        G1,
        SOLD,
        sold(offer("g1", price=None, stocks={"a": "3"}), version="3.1"),
        holds=lambda: (available("g1", "a"), available("g1", "b")) == (3, 0),
        unlisted_stock="zero",
    ),
    one(
        "P-52 2.07 with the word of the node that what it leaves out is not told",
        G1,
        SOLD,
        sold(offer("g1", price=None, stocks={"a": "3"})),
        holds=lambda: (available("g1", "a"), available("g1", "b")) == (3, 7),
        unlisted_stock="keep",
    ),
    one(
        "P-48 a full export without a price type takes its prices away",
        G1,
        sold(offer("g1", price="10"), types="pw"),
        sold(priced(price("5", "w")), types="pw"),
        holds=lambda: price_of("g1") is None,
        missing_prices="remove",
    ),
    one(
        "P-48 or keeps them",
        G1,
        sold(offer("g1", price="10"), types="pw"),
        sold(priced(price("5", "w")), types="pw"),
        holds=lambda: price_of("g1") == 10,
    ),
    one(
        "P-64 quick changes leave everything else alone",
        G1,
        SOLD,
        {
            "rests.xml": root(
                "<ИзмененияПакетаПредложений СодержитТолькоИзменения='true'><Ид>c1#</Ид><ИдКаталога>c1</ИдКаталога>"
                "<Предложения><Предложение><Ид>g1</Ид><КодЕдиницыИзмерения>796</КодЕдиницыИзмерения>"
                '<Склады ИдСклада="b" КоличествоНаСкладе="0"/></Предложение></Предложения></ИзмененияПакетаПредложений>'
            )
        },
        holds=lambda: (available("g1", "a"), available("g1", "b"), price_of("g1")) == (5, 0, 10),
    ),
    one(
        "P-33 prices, stocks and offers of 3.1 before anything is known of them",
        package(rests("g1#c1", a="4")),
        package("<Предложение><Ид>g1#c1</Ид><Цены>" + price("9") + "</Цены></Предложение>"),
        {
            "storages.xml": root(
                "<Классификатор><Ид>c1</Ид><ТипыЦен><ТипЦены><Ид>p</Ид><Наименование>Розница</Наименование></ТипЦены></ТипыЦен>"
                "<Склады><Склад><Ид>a</Ид><Наименование>А</Наименование></Склад></Склады></Классификатор>",
                version="3.1",
            )
        },
        package("<Предложение><Ид>g1#c1</Ид><Наименование>Красная</Наименование></Предложение>"),
        G1,
        holds=lambda: (price_of("g1#c1"), available("g1#c1", "a")) == (9, 4),
    ),
    one(
        "2.03 writes variants as products and totals without warehouses",
        goods(
            product(
                "g1#c1",
                "Рубашка",
                extra="<ШтрихКод>0077</ШтрихКод><ХарактеристикиТовара><ХарактеристикаТовара><Наименование>Размер</Наименование>"
                "<Значение>M</Значение></ХарактеристикаТовара></ХарактеристикиТовара>",
            )
        ),
        {"offers.xml": offers(offer("g1#c1", total="3"), warehouses="", version="2.03")},
        holds=lambda: (
            (available("g1#c1", "erp.central:-"), _variant("g1#c1").features, _variant("g1#c1").barcodes)
            == (3, (("Размер", "M"),), ("0077",))
        ),
    ),
    one(
        "a warehouse marked as deleted counts no more",
        G1,
        SOLD,
        lists(
            "<Склады><Склад><Ид>a</Ид><ПометкаУдаления>true</ПометкаУдаления><Наименование>А</Наименование></Склад>"
            "<Склад><Ид>x</Ид><ПометкаУдаления>true</ПометкаУдаления><Наименование>Х</Наименование></Склад></Склады>"
        ),
        holds=lambda: (lying("g1"), available("g1", "x")) == ({"b": 7}, None),
        warned="warehouse_removed",
    ),
    one(
        "and counts again when it comes back",
        G1,
        SOLD,
        lists(
            "<Склады><Склад><Ид>a</Ид><ПометкаУдаления>true</ПометкаУдаления><Наименование>А</Наименование></Склад></Склады>"
        ),
        lists(
            "<Склады><Склад><Ид>a</Ид><ПометкаУдаления>false</ПометкаУдаления><Наименование>А</Наименование></Склад></Склады>"
        ),
        holds=lambda: lying("g1") == {"a": 5, "b": 7},
    ),
    one(
        "a price type marked as deleted keeps its prices until a person decides",
        G1,
        SOLD,
        lists(
            "<ТипыЦен><ТипЦены><Ид>p</Ид><ПометкаУдаления>true</ПометкаУдаления><Наименование>Цена p</Наименование>"
            "</ТипЦены></ТипыЦен>"
        ),
        holds=lambda: price_of("g1") == 10,
        warned="price_type_removed",
    ),
    one(
        "P-63 an older version of a row with news in it",
        goods(product("g1", "Раз", extra="<НомерВерсии>AAAAAAAAAAI=</НомерВерсии>")),
        goods(product("g1", "Два", extra="<НомерВерсии>AAAAAAAAAAE=</НомерВерсии>")),
        holds=lambda: written() == 1,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_pitfall(one_c: OneC, case: Case) -> None:
    case.prove(one_c)


def _variant(key: str) -> VariantCard:
    ids = pim.variant_ids(system="erp.central", external_ids=[key])
    return pim.variants(variant_ids=list(ids.values()))[ids[key]]
