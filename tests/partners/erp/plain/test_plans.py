"""Expected arrivals and internal rates come as the description shows."""

from decimal import Decimal

import pytest

from prilavok.base.unit import unit
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.models import Arrival
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import PackageFile, PackageWarning
from tests.partners.erp.plain.make import SYSTEM, example, make_goods, make_places, plain
from tests.partners.erp.plain.test_receipts import send
from tests.protocols.client import OneC
from tests.protocols.make import catalogue, product

pytestmark = pytest.mark.django_db


def test_the_example_of_arrivals_comes_whole_and_again_writes_nothing(one_c: OneC) -> None:
    places, goods = make_places("warehouse-1"), make_goods("kettle#red", "kettle#blue")

    assert send(one_c, example("arrivals"), "arrivals.jsonl") == "success"
    assert send(one_c, example("arrivals"), "arrivals.jsonl") == "success"

    rows = Arrival.objects.order_by("document", "variant_id").values_list(
        "document", "variant_id", "location_id", "quantity", "state"
    )
    assert list(rows) == [
        ("ПТ00-000119", goods["kettle#blue"], places["warehouse-1"], Decimal(3), "arrived"),
        ("ПТ00-000123", goods["kettle#red"], places["warehouse-1"], Decimal(12), "expected"),
        ("ПТ00-000123", goods["kettle#blue"], places["warehouse-1"], Decimal(6), "expected"),
    ]
    first, second = PackageFile.objects.order_by("pk")
    assert first.counts["arrival"] == {"read": 3, "created": 3}
    assert second.counts["arrival"] == {"read": 3, "unchanged": 3}


def test_an_older_list_that_comes_late_is_told_and_not_applied(one_c: OneC) -> None:
    make_places("w")
    make_goods("cup")
    record = {"document": "d", "variant": "cup", "location": "w", "date": "2026-05-14", "quantity": "1"}
    send(one_c, plain("arrivals", record, sequence=9, full=True), "a.jsonl")

    send(one_c, plain("arrivals", {**record, "document": "e"}, sequence=8, full=True), "a.jsonl")

    assert Arrival.objects.get().document == "d"
    assert PackageWarning.objects.get().things == ["строка 2: e / cup / w"]


def test_arrivals_of_goods_nobody_knows_yet_wait_for_them(one_c: OneC) -> None:
    record = {"document": "d", "variant": "cup", "location": "w", "date": "2026-05-14", "quantity": "1"}
    send(one_c, plain("arrivals", record, sequence=9, full=True), "a.jsonl")

    make_places("w")
    erp.resume_plain()
    assert Arrival.objects.count() == 0
    make_goods("cup")
    assert erp.resume_plain() == 1

    assert Arrival.objects.get().state == "expected"


def test_a_card_of_commerceml_may_tell_the_day_itself(one_c: OneC) -> None:
    day = (
        "<ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Планируемая дата поступления</Наименование>"
        "<Значение>{}</Значение></ЗначениеРеквизита></ЗначенияРеквизитов>"
    )
    make_goods("cup")
    one_c.send({"import.xml": catalogue(product("cup", extra=day.format("2026-05-14")))})
    told = Arrival.objects.get()
    assert (str(told.expected_on), told.quantity, told.location_id) == ("2026-05-14", None, None)

    one_c.send({"import.xml": catalogue(product("cup", extra=day.format("0001-01-01")))})

    assert stock.expected(variant_ids=[told.variant_id]) == {}


def test_the_example_of_rates_re_prices(one_c: OneC) -> None:
    goods = make_goods("cup")
    with unit():
        pricing.upsert_price_types(system=SYSTEM, drafts=[PriceTypeDraft(external_id="u", title="Розница")])
        type_id = pricing.price_type_ids(system=SYSTEM, external_ids=["u"])["u"]
        row = PriceRow(variant_id=goods["cup"], price_type_id=type_id, amount=Decimal(10), currency="USD")
        pricing.set_prices(source="x", rows=[row])

    assert send(one_c, example("rates"), "rates.jsonl") == "success"
    assert send(one_c, example("rates"), "rates.jsonl") == "success"

    assert {(one.currency, one.rate, one.per) for one in pricing.rates()} == {
        ("USD", Decimal("92.5"), 1),
        ("CNY", Decimal("128.4"), 10),
    }
    tag = pricing.prices(variant_ids=[goods["cup"]])[goods["cup"]]  # type: ignore[list-item,index]
    assert tag.price.amount == Decimal(925)
    assert PackageFile.objects.latest("pk").counts["rate"] == {"read": 2, "unchanged": 2}


def test_rates_that_are_none_are_told_by_line(one_c: OneC) -> None:
    send(
        one_c,
        plain(
            "rates",
            {"currency": "RUB", "from": "2026-05-12", "rate": "1"},
            {"currency": "USD", "from": "12.05.2026", "rate": "92"},
            {"currency": "USD", "from": "2026-05-12", "rate": "0"},
        ),
        "rates.jsonl",
    )

    assert PackageWarning.objects.get().things == [
        "строка 2: в поле currency нужен код иностранной валюты, например USD",
        "строка 3: поле from не понято",
        "строка 4: в поле rate нужно число больше нуля, не больше шести знаков после точки",
    ]
    assert pricing.rates() == []
