"""Prices that the platform changed go back to the node that takes them: only those, once, until confirmed."""

import json
from decimal import Decimal

import pytest

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.goods.pricing import api
from prilavok.goods.pricing.models import PriceType
from prilavok.goods.pricing.repricing import deciding
from prilavok.goods.pricing.repricing.values import Operation, RepricingDraft, Selection
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
from prilavok.partners.erp.models import PricesGiven
from tests.jobs import RunJobs
from tests.partners.erp.plain.make import SYSTEM, example, make_goods
from tests.protocols.client import OneC
from tests.protocols.make import make_nodes

pytestmark = pytest.mark.django_db
ANNA = Actor(person_id=1, name="Анна", kind="staff")


@pytest.fixture
def shop(db: None) -> dict[str, int]:
    """Two goods of the ERP with its retail prices, which the platform may change."""
    make_nodes()
    found = {key: int(value) for key, value in make_goods("Kettle", "Pan").items()}
    with unit():
        api.upsert_price_types(system=SYSTEM, drafts=[PriceTypeDraft(external_id="Retail", title="Розничная")])
        found["type"] = int(api.price_type_ids(system=SYSTEM, external_ids=["Retail"])["Retail"])
    PriceType.objects.update(owner="both")
    tell(found, 100)
    return found


def tell(shop: dict[str, int], amount: int, *names: str) -> None:
    """The ERP tells prices of these goods, of both when none are named."""
    rows = [
        PriceRow(variant_id=shop[name], price_type_id=shop["type"], amount=Decimal(amount))
        for name in names or ("Kettle", "Pan")
    ]
    with unit():
        api.set_prices(source="erp.central:1", rows=rows)


def change(shop: dict[str, int], percent: int, run_jobs: RunJobs) -> int:
    draft = RepricingDraft(
        title="Сезон",
        reason="Сезон",
        selection=Selection(everything=True),
        base_type=shop["type"],
        price_type=shop["type"],
        operation=Operation.PERCENT,
        value=Decimal(percent),
    )
    with unit():
        repricing_id = deciding.draft_repricing(draft, actor=ANNA)
        assert deciding.submit(repricing_id=repricing_id, actor=ANNA)
    run_jobs()
    return repricing_id


def asked(one_c: OneC) -> list[dict[str, str]]:
    lines = [json.loads(line) for line in one_c.ask("type=prices&mode=query").splitlines()]
    assert lines[0]["format"] == "prilavok/own-prices"
    return lines[1:]


def test_what_the_platform_changed_is_given_until_confirmed(
    shop: dict[str, int], one_c: OneC, run_jobs: RunJobs
) -> None:
    one_c.checkauth("prices")
    nothing = asked(one_c)
    repricing_id = change(shop, 10, run_jobs)

    first, again = asked(one_c), asked(one_c)
    assert one_c.ask("type=prices&mode=success") == b"success"
    after = asked(one_c)

    assert nothing == after == []
    assert again == first
    assert [(one["id"], one["price"], one["price_type"]) for one in first] == [
        ("Kettle", "110.00", "Розничная"),
        ("Pan", "110.00", "Розничная"),
    ]
    assert {(one["change"], one["who"], one["reason"]) for one in first} == {(str(repricing_id), "Анна", "Сезон")}


def test_a_price_that_the_erp_has_changed_since_is_its_own_again(
    shop: dict[str, int], one_c: OneC, run_jobs: RunJobs
) -> None:
    change(shop, 10, run_jobs)
    tell(shop, 95, "Kettle")
    one_c.checkauth("prices")

    assert [one["id"] for one in asked(one_c)] == ["Pan"]


def test_what_was_taken_back_is_given_once_more(shop: dict[str, int], one_c: OneC, run_jobs: RunJobs) -> None:
    repricing_id = change(shop, 10, run_jobs)
    one_c.checkauth("prices")
    asked(one_c)
    one_c.ask("type=prices&mode=success")
    with unit():
        deciding.take_back(repricing_id=repricing_id, actor=ANNA, reason="Ошиблись")
    run_jobs()

    assert {one["price"] for one in asked(one_c)} == {"100.00"}


def test_success_without_a_query_of_its_own_confirms_nothing(
    shop: dict[str, int], one_c: OneC, run_jobs: RunJobs
) -> None:
    change(shop, 10, run_jobs)
    one_c.checkauth("prices")
    asked(one_c)
    one_c.checkauth("prices")

    one_c.ask("type=prices&mode=success")

    assert PricesGiven.objects.get().confirmed_to == 0
    assert len(asked(one_c)) == 2


def test_prices_that_come_back_from_the_erp_change_nothing(
    shop: dict[str, int], one_c: OneC, run_jobs: RunJobs
) -> None:
    change(shop, 10, run_jobs)

    tell(shop, 110)

    one_c.checkauth("prices")
    assert len(asked(one_c)) == 2


def test_the_description_shows_what_is_given(shop: dict[str, int], one_c: OneC, run_jobs: RunJobs) -> None:
    change(shop, 10, run_jobs)
    one_c.checkauth("prices")
    shown = json.loads(example("own-prices-out").splitlines()[1])

    assert {frozenset(one) for one in asked(one_c)} == {frozenset(shown)}
