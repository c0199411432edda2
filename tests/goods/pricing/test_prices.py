"""Prices: history, roles, quotes, no fallback."""

from decimal import Decimal

import pytest
from django.db import InternalError, connection
from django.db.utils import IntegrityError

from prilavok.base.models import EventRow
from prilavok.base.money import Money
from prilavok.base.unit import part
from prilavok.goods.pricing import api
from prilavok.goods.pricing.errors import NoPrice, PriceTypeUnknown, RoleTaken
from prilavok.goods.pricing.models import Price, PriceChange
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft, VariantId

pytestmark = pytest.mark.usefixtures("in_unit")
V1, V2, V3 = VariantId(1), VariantId(2), VariantId(3)


@pytest.fixture
def types(in_unit) -> dict[str, int]:
    drafts = [
        PriceTypeDraft(external_id="W", title="Оптовая"),
        PriceTypeDraft(external_id="R", title="Розничная"),
        PriceTypeDraft(external_id="O", title="Старая цена"),
    ]
    api.upsert_price_types(system="erp.test", drafts=drafts)
    return dict(api.price_type_ids(system="erp.test", external_ids=["w", "r", "o"]))


def row(variant_id: int, price_type_id: int, amount: str | None, min_quantity: int = 1) -> PriceRow:
    return PriceRow(
        variant_id=variant_id,
        price_type_id=price_type_id,
        amount=None if amount is None else Decimal(amount),
        min_quantity=Decimal(min_quantity),
    )


def test_first_retail_list_sells_and_wholesale_never_by_itself(types):
    roles = {one.title: one.role for one in api.price_types()}

    assert roles == {"Оптовая": "none", "Розничная": "selling", "Старая цена": "compare"}


def test_same_prices_again_write_nothing_and_announce_nothing(types):
    rows = [row(1, types["r"], "100"), row(1, types["w"], "70.5"), row(2, types["r"], "9.99")]
    first = api.set_prices(source="package:1", rows=rows)
    events = EventRow.objects.count()

    second = api.set_prices(source="package:2", rows=rows)

    assert (first.created, first.changed, first.removed) == (3, 0, 0)
    assert (second.written, second.unchanged) == (0, 3)
    assert PriceChange.objects.count() == 3
    assert EventRow.objects.count() == events


def test_change_leaves_history_with_source(types):
    api.set_prices(source="package:1", rows=[row(1, types["r"], "100")])
    counts = api.set_prices(source="package:2", rows=[row(1, types["r"], "90"), row(2, types["r"], "5")])

    explained = api.explain_price(1)

    assert (counts.created, counts.changed) == (1, 1)
    assert [(one.before, one.after, one.source) for one in explained.changes] == [
        (Money(Decimal(100)), Money(Decimal(90)), "package:2"),
        (None, Money(Decimal(100)), "package:1"),
    ]
    assert EventRow.objects.filter(name="pricing.prices_changed").last().payload == {"variant_ids": [1, 2]}


def test_last_of_two_prices_of_one_type_wins(types):
    api.set_prices(source="p", rows=[row(1, types["r"], "100"), row(1, types["r"], "80")])

    assert api.prices(variant_ids=[V1])[V1].price == Money(Decimal(80))


@pytest.mark.parametrize("gone", ["0", None])
def test_zero_and_nothing_mean_not_for_sale_and_never_fall_back(types, gone):
    api.set_prices(source="p", rows=[row(1, types["r"], "100"), row(1, types["w"], "70"), row(2, types["w"], "60")])

    counts = api.set_prices(source="p", rows=[row(1, types["r"], gone)])

    assert counts.removed == 1
    assert api.prices(variant_ids=[V1, V2, V3]) == {}
    assert api.unpriced(variant_ids=[1, 2]) == [1, 2]
    with pytest.raises(NoPrice) as refused:
        api.quote(lines=[(V1, Decimal(1)), (V2, Decimal(1))])
    assert refused.value.data["variants"] == (V1, V2)


def test_struck_price_is_shown_only_when_higher(types):
    api.set_prices(
        source="p",
        rows=[row(1, types["r"], "80"), row(1, types["o"], "100"), row(2, types["r"], "80"), row(2, types["o"], "80")],
    )

    tags = api.prices(variant_ids=[V1, V2])

    assert tags[V1].before == Money(Decimal(100))
    assert tags[V2].before is None


def test_quote_explains_a_price_from_a_quantity(types):
    api.set_prices(source="p", rows=[row(1, types["r"], "100"), row(1, types["r"], "90", min_quantity=10)])

    quote = api.quote(lines=[(V1, Decimal("9.999")), (V1, Decimal(10))])

    assert [line.total.amount for line in quote.lines] == [Decimal("999.90"), Decimal("900.00")]
    assert [step.amount.amount for step in quote.lines[1].steps] == [Decimal("100.00"), Decimal("90.00")]
    assert quote.total == Money(Decimal("1899.90"))


def test_price_of_a_big_lot_alone_is_no_price_of_one_piece(types):
    api.set_prices(source="p", rows=[row(1, types["r"], "90", min_quantity=10)])

    assert api.prices(variant_ids=[V1]) == {}
    with pytest.raises(NoPrice):
        api.quote(lines=[(V1, Decimal(9))])


def test_fifty_lines_are_quoted_in_one_query(types, django_assert_num_queries):
    api.set_prices(source="p", rows=[row(n, types["r"], "10") for n in range(1, 51)])

    with django_assert_num_queries(1):
        quote = api.quote(lines=[(VariantId(n), Decimal(2)) for n in range(1, 51)])

    assert quote.total == Money(Decimal(1000))


def test_selling_role_moves_but_never_vanishes(types):
    with pytest.raises(RoleTaken):
        api.choose_role(price_type_id=types["r"], role="none")
    assert api.choose_role(price_type_id=types["w"], role="selling")

    roles = {one.title: one.role for one in api.price_types()}

    assert roles == {"Оптовая": "selling", "Розничная": "none", "Старая цена": "compare"}
    with pytest.raises(PriceTypeUnknown):
        api.choose_role(price_type_id=0, role="selling")


def test_history_cannot_be_rewritten(types):
    api.set_prices(source="p", rows=[row(1, types["r"], "100")])

    with pytest.raises((IntegrityError, InternalError)), part():
        PriceChange.objects.update(source="nobody")
    with pytest.raises((IntegrityError, InternalError)), part(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM pricing_pricechange")
    assert PriceChange.objects.get().source == "p"


def test_the_database_refuses_a_negative_price(types):
    with pytest.raises(IntegrityError), part():
        Price.objects.create(
            variant_id=1, price_type_id=types["r"], min_quantity=Decimal(1), amount=Decimal(-1), currency="RUB"
        )
