"""Pure rules: numbers, ids, names, the gate, halving."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.partners.erp.rules.gate import GatePolicy, gate, portion
from prilavok.partners.erp.rules.sendable import LineOut, line_vat
from prilavok.partners.erp.rules.tolerant import (
    currency,
    flag,
    identity,
    is_sentinel,
    number,
    status_key,
    variant_identity,
    vat,
    versions_2,
)
from prilavok.partners.erp.rules.wire import basic, file_name, natural, parameters

POLICY = GatePolicy(is_on=True, percent=10, items=50)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "1"),
        ("21,6", "21.6"),
        ("6 990", "6990"),
        ("6\u00a0990,50", "6990.50"),
        ("1\u202f000.5", "1000.5"),
        ("-3", "-3"),
        (".5", "0.5"),
        ("1.", "1"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "NaN", "1e9", "Infinity", "--1", "1.2.3", "двадцать", "0x10", "1" * 50])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number(text) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_any_decimal_survives_a_comma_and_spaces(value: Decimal) -> None:
    assert number(f" {value:,.3f} ".replace(",", "\u00a0").replace(".", ",")) == value


@given(st.text(max_size=60))
def test_no_text_breaks_a_rule(text: str) -> None:
    for rule in (number, flag, identity, currency, vat, status_key, is_sentinel, file_name, parameters, basic, natural):
        rule(text)  # type: ignore[operator]
    assert file_name(text) is None or ".." not in (file_name(text) or "").split("/")


def test_ids_of_variants() -> None:
    guid = "ABCDEF00-1111-2222-3333-444444444444"
    assert identity(f" {guid} ") == guid.lower()
    assert identity("Обмен (Товары)00001") == "Обмен (Товары)00001"
    assert variant_identity("g#00000000-0000-0000-0000-000000000000") == "g"
    assert variant_identity("g", guid) == f"g#{guid.lower()}"
    assert variant_identity("g#c", "d") == "g#c"


def test_words() -> None:
    assert [currency(one) for one in ("руб.", "RUR", "643", "грн", "золото")] == ["RUB", "RUB", "RUB", "UAH", None]
    assert [vat(one) for one in ("20", "НДС20", "20%", "Без НДС", "10.0", "?")] == [
        "20",
        "20",
        "20",
        "none",
        "10",
        None,
    ]
    assert [flag(one) for one in ("Истина", "нет", "1", "")] == [True, False, True, None]
    assert status_key("  Отменён ") == status_key("отменен")
    assert [versions_2(one) for one in ("", "2.04", "2.08", "2.09", "2.10", "3.1")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert sorted(["a_10.xml", "a_2.xml"], key=natural) == ["a_2.xml", "a_10.xml"]


def test_the_last_of_repeated_parameters_counts_and_cyrillic_is_read_in_both_codes() -> None:
    assert parameters("type=catalog&type=sale&mode=%D1%84&filename=%F4")["type"] == "sale"
    assert parameters("a=%D1%84")["a"] == parameters("a=%F4")["a"] == "ф"


@pytest.mark.parametrize(
    ("absent", "known", "verdict"),
    [
        (0, 1000, "nothing"),
        (50, 1000, "apply"),
        (100, 1000, "apply"),
        (101, 1000, "hold"),
        (1196, 1197, "hold"),
        (1, 3, "apply"),
        (2, 3, "hold"),
    ],
)
def test_the_gate(absent: int, known: int, verdict: str) -> None:
    assert gate(absent=absent, known=known, policy=POLICY) == verdict


@given(waiting=st.integers(1, 500), attempts=st.integers(0, 20))
def test_a_portion_is_never_empty_and_shrinks_after_three_failures(waiting: int, attempts: int) -> None:
    size = portion(waiting=waiting, attempts=attempts, page=200)

    assert 1 <= size <= min(200, waiting)
    if attempts >= 3 and waiting > 1:
        assert size < waiting


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.sampled_from(["5", "7", "10", "20", "22", "none", ""]))
def test_vat_is_inside_the_total(total: Decimal, rate: str) -> None:
    line = LineOut(
        external_id="g", title="", article="", unit="шт", quantity=Decimal(1), price=total, total=total, vat=rate
    )

    assert 0 <= line_vat(line) <= total
    assert (line_vat(line) == 0) == (rate in ("", "none") or line_vat(line) == 0)
