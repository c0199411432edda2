"""The screens of prices: a change from its draft to its end, plans taken back, rules tried, locks and eyes."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import Workbook

from prilavok.base.access import SYSTEM
from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.pricing import api
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.models import PlannedPrice, PriceRule, PriceType, Repricing
from prilavok.goods.pricing.values import PriceRow, RateDraft, RoundingRule
from prilavok.people.marketing.segments import desk
from prilavok.people.marketing.segments.values import SegmentDraft
from tests.goods.pim.make import make_product, make_variant
from tests.goods.pricing.make import make_types, price_of, row, set_prices
from tests.jobs import RunJobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db: None) -> dict[str, int]:
    with unit():
        types = make_types("Розничная", "Закупочная")
        PriceType.objects.filter(pk=types["Розничная"]).update(owner="both")
        make_product("p1", "Нож кухонный", article="N-1")
        types["v"] = make_variant("p1", "p1#1")
        set_prices(row(types["v"], types["Розничная"], "100"), source="erp.test:15")
    return types


def client_of(name: str, role: str) -> Client:
    with unit():
        person = accounts.create_staff(name, "a long password 7", name, [Grant(role=role, stores=None)])
    client = Client()
    client.force_login(Person.objects.get(pk=person))
    return client


def asked(shop: dict[str, int], **said: object) -> dict[str, object]:
    told: dict[str, object] = {
        "title": "Сезон",
        "reason": "Подорожала сталь",
        "codes": "N-1",
        "base_type": shop["Розничная"],
        "price_type": shop["Розничная"],
        "operation": "percent",
        "value": "10",
        "mode": "nearest",
    }
    return told | said


def tell_dollars(shop: dict[str, int], amount: str) -> None:
    """A price in a currency, at 90 roubles."""
    draft = RateDraft(currency="USD", valid_from=database_now().date(), rate=Decimal(90))
    told = PriceRow(variant_id=shop["v"], price_type_id=shop["Розничная"], amount=Decimal(amount), currency="USD")
    with unit():
        api.take_rates(source="r", drafts=[draft])
        api.set_prices(source="erp.test:16", rows=[told])


def test_a_change_from_its_draft_to_its_end(shop: dict[str, int], run_jobs: RunJobs) -> None:
    manager = client_of("Анна", "price_manager")
    made = manager.post("/office/prices/changes/new/", asked(shop, step="10", ending="9"))
    pk = Repricing.objects.get().pk
    assert made["Location"] == f"/office/prices/changes/{pk}/"
    page = manager.get(made["Location"]).content.decode()
    assert "Нож кухонный" in page

    manager.post(f"/office/prices/changes/{pk}/submit/")
    run_jobs()

    assert price_of(shop["v"]) == "109.00"
    history = manager.get(f"/office/prices/{shop['v']}/").content.decode()
    assert f"/office/prices/changes/{pk}/" in history
    assert "Подорожала сталь" in history
    table = b"".join(manager.get(f"/office/prices/changes/{pk}/table/").streaming_content).decode()  # type: ignore[arg-type]
    assert "N-1;Нож кухонный;1.000;100.00;109.00;9.0" in table

    manager.post(f"/office/prices/changes/{pk}/back/", {"note": "Ошиблись"})
    run_jobs()
    assert price_of(shop["v"]) == "100.00"


def test_a_big_one_waits_for_another_person_with_the_right(shop: dict[str, int], run_jobs: RunJobs) -> None:
    manager, director = client_of("Анна", "price_manager"), client_of("Борис", "director")
    manager.post("/office/prices/changes/new/", asked(shop, value="50"))
    pk = Repricing.objects.get().pk
    manager.post(f"/office/prices/changes/{pk}/submit/")

    assert manager.post(f"/office/prices/changes/{pk}/decide/", {"do": "approve"}).status_code == 403
    assert price_of(shop["v"]) == "100.00"
    director.post(f"/office/prices/changes/{pk}/decide/", {"do": "approve"})
    run_jobs()

    assert price_of(shop["v"]) == "150.00"


def test_one_person_with_both_rights_is_still_one(shop: dict[str, int]) -> None:
    boss = client_of("Вера", "administrator")
    boss.post("/office/prices/changes/new/", asked(shop, value="50"))
    pk = Repricing.objects.get().pk
    boss.post(f"/office/prices/changes/{pk}/submit/")

    answer = boss.post(f"/office/prices/changes/{pk}/decide/", {"do": "approve"}, follow=True)

    assert Repricing.objects.get().state == "awaiting"
    assert "согласовать должен кто-то другой" in answer.content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {"reason": ""},
        {"value": ""},
        {"operation": "set", "value": "-5"},
        {"operation": "round"},
        {"step": "1", "ending": "5"},
        {"starts_at": "2020-01-01T00:00"},
        {"operation": "table"},
        {"codes": ""},
        {"codes": "Z-404"},
        {"price_type": "0"},
    ],
)
def test_a_wrong_form_loses_nothing_and_makes_nothing(shop: dict[str, int], said: dict[str, str]) -> None:
    manager = client_of("Анна", "price_manager")

    answer = manager.post("/office/prices/changes/new/", asked(shop, **said))

    assert answer.status_code == 422
    assert 'value="Сезон"' in answer.content.decode()
    assert Repricing.objects.count() == 0


def test_prices_of_a_table(shop: dict[str, int]) -> None:
    book = Workbook()
    book.active.append(["Артикул", "Название", "Новая цена"])  # type: ignore[union-attr]
    book.active.append(["N-1", "Нож", "1 990,50"])  # type: ignore[union-attr]
    book.active.append(["N-2", "Нет такого", "дорого"])  # type: ignore[union-attr]
    file = BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "prices.xlsx"
    manager = client_of("Анна", "price_manager")

    answer = manager.post("/office/prices/changes/new/", asked(shop, operation="table", table=file), follow=True)

    (line,) = Repricing.objects.get().lines.all()
    assert line.after == Decimal("1990.50")
    assert "Непонятые строки таблицы: 3" in answer.content.decode()


def test_a_plan_is_listed_and_taken_back(shop: dict[str, int]) -> None:
    moment = database_now() + timedelta(days=2)
    rows = [
        PriceRow(variant_id=shop["v"], price_type_id=shop[name], amount=Decimal(120), valid_from=moment)
        for name in ("Розничная", "Закупочная")
    ]
    with unit():
        api.set_prices(source="erp.test:16", rows=rows)
    manager, operator = client_of("Анна", "price_manager"), client_of("Олег", "operator")
    first, second = PlannedPrice.objects.order_by("pk")
    assert "120" in operator.get(f"/office/prices/planned/{first.plan_id}/").content.decode()

    assert operator.post(f"/office/prices/planned/{first.plan_id}/cancel/").status_code == 403
    manager.post(f"/office/prices/planned/prices/{first.pk}/cancel/")
    states = list(PlannedPrice.objects.order_by("pk").values_list("state", flat=True))
    manager.post(f"/office/prices/planned/{second.plan_id}/cancel/")

    assert states == ["cancelled", "waiting"]
    assert set(PlannedPrice.objects.values_list("state", "cancelled_by")) == {("cancelled", "Анна")}
    assert [one.action for one in accounts.audit_of(f"price_plan:{second.plan_id}")] == ["prices.plan_cancelled"]


def test_a_rule_is_made_tried_and_taken_away(shop: dict[str, int]) -> None:
    admin = client_of("Вера", "administrator")
    with unit():
        for code in ("opt", "vip"):
            desk.save_segment(
                segment_id=None, draft=SegmentDraft(code=code, title=code.upper(), kind="list"), actor=SYSTEM
            )
    told = {"title": "Опт", "sells": shop["Закупочная"], "priority": "0", "is_active": "on"}
    assert "VIP (vip)" in admin.get("/office/prices/rules/new/").content.decode()

    assert admin.post("/office/prices/rules/new/", told).status_code == 200
    assert admin.post("/office/prices/rules/new/", told | {"segments": "nobody"}).status_code == 200
    told["segments"] = ["opt", "vip"]
    assert PriceRule.objects.count() == 0
    admin.post("/office/prices/rules/new/", told)
    rule = PriceRule.objects.get()
    page = admin.get("/office/prices/rules/", {"q": "N-1", "channel": "site", "segments": "opt"}).content.decode()
    plain = admin.get("/office/prices/rules/", {"q": "N-1", "channel": "till"}).content.decode()

    assert rule.segments == ["opt", "vip"]
    assert "Там не продаётся" in page
    assert "100" in plain
    assert "другой сегмент" in plain
    admin.post(f"/office/prices/rules/{rule.pk}/drop/")
    assert PriceRule.objects.count() == 0
    assert [one.action for one in accounts.audit_of(f"price_rule:{rule.pk}")] == [
        "prices.rule_dropped",
        "prices.rule_saved",
    ]


def test_a_rule_that_is_cheaper_online_asks_for_its_legend_on_the_screen(shop: dict[str, int]) -> None:
    admin = client_of("Вера", "administrator")
    with unit():
        set_prices(row(shop["v"], shop["Закупочная"], "60"), source="erp.test:16")
        legend_id = legends.save_legend(
            legend_id=None, title="Склад", text="Экономим на зале", script="Скажите так", actor=SYSTEM
        )
    told = {"title": "Сайт", "sells": shop["Закупочная"], "channels": "site", "priority": "0", "is_active": "on"}

    refused = admin.post("/office/prices/rules/new/", told)
    assert (refused.status_code, PriceRule.objects.count()) == (200, 0)
    assert "ниже, чем в магазинах" in refused.content.decode()
    admin.post("/office/prices/rules/new/", told | {"legend_id": legend_id})
    rule = PriceRule.objects.get()
    assert rule.legend == "Экономим на зале"
    assert "Экономим на зале" in admin.get(f"/office/prices/rules/{rule.pk}/").content.decode()
    with unit():
        set_prices(row(shop["v"], shop["Закупочная"], "50"), source="erp.test:17")
    PriceRule.objects.update(legend="")
    assert "без объяснения почему: 1" in admin.get("/office/prices/rules/").content.decode()


def test_a_type_gets_an_owner_and_a_rounding_of_its_own(shop: dict[str, int]) -> None:
    with unit():
        api.take_rates(
            source="r", drafts=[RateDraft(currency="USD", valid_from=database_now().date(), rate=Decimal(90))]
        )
        row_usd = PriceRow(
            variant_id=shop["v"], price_type_id=shop["Розничная"], amount=Decimal("12.5"), currency="USD"
        )
        api.set_prices(source="erp.test:16", rows=[row_usd])
    admin = client_of("Вера", "administrator")
    address = f"/office/prices/types/{shop['Розничная']}/"

    admin.post(f"{address}rounding/", {"step": "100", "mode": "up", "ending": "90"})
    admin.post(f"{address}owner/", {"owner": "platform", "is_cost": "1"})

    known = next(one for one in api.price_types() if one.price_type_id == shop["Розничная"])
    assert (known.owner, known.is_cost) == ("platform", True)
    assert known.rounding == RoundingRule(step=Decimal(100), mode="up", ending=Decimal(90))
    assert price_of(shop["v"]) == "1190.00"
    assert "Розничная" in admin.get("/office/prices/rates/").content.decode()


def test_a_rate_is_looked_at_before_it_is_saved(shop: dict[str, int]) -> None:
    with unit():
        api.take_rates(
            source="r", drafts=[RateDraft(currency="USD", valid_from=database_now().date(), rate=Decimal(90))]
        )
        row_usd = PriceRow(variant_id=shop["v"], price_type_id=shop["Розничная"], amount=Decimal(10), currency="USD")
        api.set_prices(source="erp.test:16", rows=[row_usd])
    admin = client_of("Вера", "administrator")
    told = {"currency": "usd", "valid_from": str(database_now().date()), "rate": "99", "per": "1"}

    answer = admin.post("/office/prices/rates/add/", told | {"do": "preview"}, follow=True).content.decode()

    assert "10,00 %" in answer or "10.00 %" in answer
    assert price_of(shop["v"]) == "900.00"
    admin.post("/office/prices/rates/add/", told)
    assert price_of(shop["v"]) == "990.00"


def test_every_screen_of_prices_opens_when_there_is_nothing(db: None) -> None:
    admin = client_of("Вера", "administrator")

    for address in ("", "rules/", "rules/new/", "planned/", "changes/", "changes/new/", "rates/"):
        assert admin.get(f"/office/prices/{address}").status_code == 200, address
