"""The pure rules: numbers, totals, corrections; held for any input."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from prilavok.base.money import Money
from prilavok.trade.oms import rules
from prilavok.trade.oms.numbering import masks
from prilavok.trade.oms.values import ErpLine, Fact, OrderLine

amounts = st.integers(0, 10**8).map(lambda kopecks: Decimal(kopecks) / 100)
quantities = st.integers(1, 50_000).map(lambda thousandths: Decimal(thousandths) / 1000)


def line(variant: int, quantity: Decimal, total: Decimal) -> OrderLine:
    price = Money(total / quantity)
    return OrderLine(
        variant_id=variant,  # type: ignore[arg-type]
        title=f"Товар {variant}",
        article="",
        quantity=quantity,
        unit_price=price,
        total=Money(total),
        vat=None,
        unit="",
    )


some_lines = st.lists(st.tuples(quantities, amounts), min_size=1, max_size=6).map(
    lambda pairs: [line(number, *pair) for number, pair in enumerate(pairs)]
)


@given(some_lines, st.data())
def test_total_is_always_the_sum_of_the_lines(lines, data) -> None:
    kept = {one.variant_id: data.draw(st.sampled_from([Decimal(0), one.quantity / 2, one.quantity])) for one in lines}

    after = rules.shortened(lines, kept)

    total = rules.total_of(after, "RUB")
    assert total.amount == sum((one.total.amount for one in after), Decimal(0))
    assert total.amount <= rules.total_of(lines, "RUB").amount
    assert all(one.quantity == kept[one.variant_id] for one in after)


@given(some_lines)
def test_whole_pick_changes_nothing(lines) -> None:
    after = rules.shortened(lines, {one.variant_id: one.quantity for one in lines})

    assert list(after) == lines
    assert rules.differences(lines, after) == ()


@given(some_lines)
def test_our_own_lines_come_back_as_an_echo(lines) -> None:
    said = [ErpLine(variant_id=one.variant_id, quantity=one.quantity, price=one.unit_price.amount) for one in lines]

    known = rules.erp_quantities(said)
    after = [rules.as_erp_says(one, known[one.variant_id]) for one in lines]

    assert rules.differences(lines, after) == ()


@given(st.integers(100, 999_999_999))
def test_number_survives_being_read_out_and_one_wrong_digit_is_noticed(sequence: int) -> None:
    number = masks.rendered(masks.parsed("{n}-{c}"), sequence, "26")

    assert len(number) <= 11
    key = number.replace("-", "")
    assert rules.understood_number(number) == rules.understood_number(key) == key
    wrong = str((int(number[0]) + 1) % 10) + number[1:]
    assert rules.understood_number(wrong) is None


@pytest.mark.django_db
@pytest.mark.parametrize("sequence", [10401, 10427, 99999, 100000, 123456789])
def test_database_numbers_like_the_rule(sequence: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oms_numbered(%s)", [sequence])
        assert cursor.fetchone()[0] == masks.rendered(masks.parsed("{n}-{c}"), sequence, "26")


@pytest.mark.parametrize(
    ("current", "wanted", "steps"),
    [
        ("placed", "picked", ("picking", "picked")),
        ("picking", "issued", ("picked", "issued")),
        ("picked", "placed", ()),
        ("issued", "issued", ()),
        ("cancelled", "picked", ()),
    ],
)
def test_steps_lead_forward_only(current: str, wanted: str, steps: tuple[str, ...]) -> None:
    assert rules.steps_to(current, wanted) == steps


def test_facts_keep_their_order() -> None:
    assert rules.with_facts(["picked"], add=[Fact.ISSUED, Fact.PAID], drop=[Fact.RESERVED]) == [
        "picked",
        "issued",
        "paid",
    ]
