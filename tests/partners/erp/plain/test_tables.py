"""A table goes the way of every package: looked at first, loaded by row, journalled, harmless to repeat."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.models import Package, PackageFile, PackageWarning, TableProfile
from prilavok.partners.erp.plain import load_table, tables
from prilavok.people.crm import api as crm
from tests.jobs import RunJobs
from tests.partners.erp.plain.make import example
from tests.partners.erp.plain.test_receipts import send
from tests.protocols.client import OneC

pytestmark = pytest.mark.django_db
GOODS = """Наименование;Код;Штрихкод;Группа;НДС
Нож;00-1;4600000000107, 46002;Кухня / Ножи;20%
;00-2;;;
Доска;00-3;4,6E+12;Кухня;
"""


def load(kind: str, text: str, run_jobs: RunJobs, encoding: str = "cp1251") -> Package:
    package_id = load_table.keep_table(node_id=None, kind=kind, name="t.csv", body=BytesIO(text.encode(encoding)))
    load_table.import_table(package_id, {})
    run_jobs()
    return Package.objects.get(pk=package_id)


def test_goods_prices_and_stocks_of_a_chain_without_1c(run_jobs: RunJobs) -> None:
    package = load("goods", GOODS, run_jobs)
    load("prices", "Код;Цена\n00-1;1 490,50 руб.\n00-3;690\n00-9;1\n", run_jobs)
    load("stocks", "Код;Склад;Остаток\n00-1;Склад Центр;14\n00-3;Склад Центр;0,5\n", run_jobs)

    assert (package.state, package.counts["product"]["created"]) == ("done", 2)
    ids = pim.variant_ids(system="tables", external_ids=["00-1", "00-3"])
    cards = pim.variants(variant_ids=list(ids.values()))
    assert [(cards[one].title, cards[one].barcodes) for one in ids.values()] == [
        ("Нож", ("4600000000107", "46002")),
        ("Доска", ()),
    ]
    assert {node.title for node in pim.category_tree()} >= {"Кухня", "Ножи"}
    assert [one.price.amount for one in pricing.prices(variant_ids=list(ids.values())).values()] == [
        Decimal("1490.50"),
        Decimal(690),
    ]
    (balance,) = stock.availability(variant_ids=[ids["00-1"]])[ids["00-1"]].values()
    assert balance.available == Decimal(14)
    warned = {one.code: one.things for one in PackageWarning.objects.all()}
    assert warned["plain_bad"] == ["строка 3: нет поля title"]
    assert warned["plain_goods_unknown"] == ["строка 4: 00-9"]
    assert warned["plain_place_made"] == ["Склад Центр"]


def test_the_same_table_again_changes_nothing(run_jobs: RunJobs) -> None:
    load("goods", GOODS, run_jobs)

    again = load("goods", GOODS, run_jobs)

    assert again.counts["product"] == {"read": 3, "unchanged": 2}


def test_customers_of_a_table_are_found_by_their_phones(run_jobs: RunJobs) -> None:
    load("customers", "ФИО;Телефон;Код\nАнна Анна;8 (916) 123-45-67;7\n", run_jobs, "utf-8-sig")

    card = crm.customer_by_phone("+79161234567")
    assert card is not None
    assert card.name == "Анна"


def test_columns_are_guessed_corrected_and_remembered(run_jobs: RunJobs) -> None:
    table = "Прайс от 12 мая\nАрт.;Что это;Код\nn-1;Нож;1\n"
    package_id = load_table.keep_table(node_id=None, kind="goods", name="t.csv", body=BytesIO(table.encode()))
    shown = load_table.preview_table(package_id, {})
    assert (shown.headers, shown.missing) == (("Арт.", "Что это", "Код"), ("title",))
    assert shown.rows == ((3, ("n-1", "Нож", "1")),)

    load_table.import_table(package_id, {"title": 1, "article": 0})
    run_jobs()

    assert pim.variant_ids(system="tables", external_ids=["1"])
    assert TableProfile.objects.get().mapping == {"id": "Код", "title": "Что это", "article": "Арт."}
    other = load_table.keep_table(
        node_id=None, kind="goods", name="t.csv", body=BytesIO("Код;Что это\n2;Доска\n".encode())
    )
    assert load_table.preview_table(other, {}).mapping == {"id": 0, "title": 1}


def test_templates_are_understood_by_ourselves(run_jobs: RunJobs) -> None:
    for kind in tables.FIELDS:
        package_id = load_table.keep_table(node_id=None, kind=kind, name="t.csv", body=BytesIO(tables.template(kind)))
        shown = load_table.preview_table(package_id, {})
        assert set(shown.mapping) == set(tables.FIELDS[kind])
        assert (shown.missing, shown.faults, shown.checked) == ((), (), 1)


def test_the_examples_of_the_description_come_whole(one_c: OneC) -> None:
    for kind in ("goods", "prices", "stocks"):
        assert send(one_c, example(kind), f"{kind}.jsonl") == "success"

    ids = pim.variant_ids(system="erp.central", external_ids=["A-1", "A-2"])
    assert len(pricing.prices(variant_ids=list(ids.values()))) == 2
    assert [one.counts for one in PackageFile.objects.order_by("pk")][2]["stock"]["read"] == 2


def test_the_screen_shows_before_it_loads(run_jobs: RunJobs) -> None:
    with unit():
        accounts.ensure_role("loader", "Loader", ["exchange.run", "exchange.view", "office.enter"])
        person_id = accounts.create_staff(
            username="loader", password="loader-secret-1", name="З", roles=[Grant(role="loader", stores=None)]
        )
    client = Client()
    client.force_login(Person.objects.get(pk=person_id))
    assert client.get("/office/exchange/tables/").status_code == 200
    assert client.get("/office/exchange/tables/template/goods/").content.startswith(b"\xef\xbb\xbf")

    table = SimpleUploadedFile("goods.csv", GOODS.encode())
    answer = client.post("/office/exchange/tables/", {"kind": "goods", "table": table})
    page = client.get(answer.url)

    assert "строка 3: нет поля title" in page.content.decode()
    assert pim.all_product_ids() == []
    loaded = client.post(answer.url, {"do": "load", "id": "1", "title": "0"})
    run_jobs()
    assert loaded.url == f"/office/exchange/packages/{Package.objects.get().pk}/"
    assert len(pim.all_product_ids()) == 2
    assert client.get(answer.url).status_code == 404
    wrong = client.post("/office/exchange/tables/", {"kind": "goods", "table": SimpleUploadedFile("a.exe", b"x")})
    assert wrong.status_code == 422


def test_a_price_with_a_date_is_planned_and_one_of_the_past_holds_at_once(run_jobs: RunJobs) -> None:
    load("goods", GOODS, run_jobs)
    table = "Код;Цена;Действует с\n00-1;100;01.01.2020\n00-3;200;01.06.2099\n00-1;120;01.06.2099 10:30\n"
    load("prices", table, run_jobs)

    ids = pim.variant_ids(system="tables", external_ids=["00-1", "00-3"])
    now = pricing.prices(variant_ids=list(ids.values()))
    assert {key: tag.price.amount for key, tag in now.items()} == {ids["00-1"]: Decimal(100)}
    planned = [one for key in ids.values() for one in pricing.explain_price(key).planned]
    assert [(one.amount and one.amount.amount, one.valid_from.isoformat()) for one in planned] == [
        (Decimal(120), "2099-06-01T07:30:00+00:00"),
        (Decimal(200), "2099-05-31T21:00:00+00:00"),
    ]
