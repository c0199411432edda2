"""Prices told in a currency sell in roubles by the internal rate; without a rate they do not sell."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from prilavok.base.money import Money
from prilavok.goods.pricing import api
from prilavok.goods.pricing.models import ForeignPrice, Price, PriceChange
from prilavok.goods.pricing.rules import in_roubles
from prilavok.goods.pricing.values import Outcome, PriceRow, PriceTypeDraft, RateDraft, RoundingRule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_unit")]
TODAY = date(2026, 5, 12)


def price_type() -> int:
    api.upsert_price_types(
        system="erp.test", drafts=[PriceTypeDraft(external_id="usd", title="Розница", currency="USD")]
    )
    return api.price_type_ids(system="erp.test", external_ids=["usd"])["usd"]


def tell(amount: str | None, currency: str = "USD", variant_id: int = 1) -> None:
    row = PriceRow(
        variant_id=variant_id,
        price_type_id=price_type(),
        amount=None if amount is None else Decimal(amount),
        currency=currency,
    )
    api.set_prices(source="erp.test:1", rows=[row])


def rate(value: str, *, currency: str = "USD", day: date | None = None, revision: int = 1, per: int = 1) -> Outcome:
    draft = RateDraft(currency=currency, valid_from=day or localdate(), rate=Decimal(value), per=per, revision=revision)
    (done,) = api.take_rates(source=f"erp.test:{revision}", drafts=[draft])
    return done


def sells_for(variant_id: int = 1) -> Decimal | None:
    tag = api.prices(variant_ids=[variant_id]).get(variant_id)  # type: ignore[list-item,call-overload]
    return tag.price.amount if tag else None


def test_without_a_rate_it_is_not_for_sale_and_that_is_said() -> None:
    tell("12.50")

    assert sells_for() is None
    assert api.currencies_without_rate() == {"USD": 1}
    assert PriceChange.objects.count() == 0


def test_a_rate_re_prices_and_the_history_names_it() -> None:
    tell("12.50")

    assert rate("92.50") == Outcome.CREATED

    assert sells_for() == Decimal("1156.00")
    assert api.currencies_without_rate() == {}
    change = api.explain_price(1).changes[0]
    assert (change.after, change.source) == (Money(Decimal(1156)), f"rate:USD:92.5/1:{localdate()}")


def test_the_same_rate_again_writes_nothing_and_an_older_one_is_ignored() -> None:
    tell("10")
    rate("90", revision=5)
    written = PriceChange.objects.count()

    assert rate("90", revision=5) == Outcome.UNCHANGED
    assert rate("80", revision=4) == Outcome.STALE
    assert rate("80", revision=5) == Outcome.DIFFERS

    assert (sells_for(), PriceChange.objects.count()) == (Decimal(900), written)
    assert rate("91", revision=6) == Outcome.CHANGED
    assert sells_for() == Decimal(910)
    assert [(one.before, one.after) for one in api.rate_changes()] == [("90/1", "91/1"), ("", "90/1")]


def test_the_rate_of_the_day_holds_not_a_coming_one() -> None:
    tell("10")
    rate("90", day=localdate() - timedelta(days=3))
    rate("95", day=localdate() - timedelta(days=1))
    rate("99", day=localdate() + timedelta(days=1))

    assert sells_for() == Decimal(950)
    assert [one.rate for one in api.rates() if one.holds] == [Decimal(95)]


def test_a_price_told_in_roubles_later_follows_no_rate_any_more() -> None:
    rate("90")
    tell("10")
    tell("777", "RUB")

    rate("100", revision=2)

    assert sells_for() == Decimal(777)
    assert ForeignPrice.objects.count() == 0


def test_a_price_taken_off_stays_off_whatever_the_rate() -> None:
    rate("90")
    tell("10")
    tell(None)

    rate("100", revision=2)

    assert sells_for() is None
    assert Price.objects.get().amount is None


def test_only_prices_of_the_currency_change() -> None:
    rate("90")
    rate("12", currency="CNY")
    tell("10")
    tell("10", "CNY", 2)
    before = PriceChange.objects.filter(variant_id=1).count()

    rate("130", currency="CNY", per=10, revision=2)

    assert (sells_for(1), sells_for(2)) == (Decimal(900), Decimal(130))
    assert PriceChange.objects.filter(variant_id=1).count() == before


def test_another_rounding_re_prices() -> None:
    rate("92.50")
    tell("12.50")

    assert api.set_rounding(RoundingRule(step=Decimal(10), mode="up"))
    assert not api.set_rounding(RoundingRule(step=Decimal(10), mode="up"))

    assert sells_for() == Decimal(1160)


@pytest.mark.parametrize(
    ("step", "mode", "wanted"),
    [("1", "nearest", "1156"), ("0.01", "nearest", "1156.25"), ("10", "up", "1160"), ("100", "down", "1100")],
)
def test_rounding_is_one_rule(step: str, mode: str, wanted: str) -> None:
    rule = RoundingRule(step=Decimal(step), mode=mode)

    assert in_roubles(Decimal("12.50"), Decimal("92.50"), 1, rule) == Decimal(wanted)
    assert in_roubles(Decimal("0.01"), Decimal("0.1"), 1, rule) == Decimal(step)


def test_the_same_price_in_a_currency_again_writes_nothing() -> None:
    rate("90")
    tell("10.00")
    with CaptureQueriesContext(connection) as asked:
        tell("10")

    written = [one["sql"] for one in asked if one["sql"].lstrip().startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [one for one in written if "pricing_foreignprice" in one] == []
    assert PriceChange.objects.count() == 1
