"""What is sent adds up to the kopeck, and what 1C would refuse is named before it is sent."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from prilavok.partners.erp.dialects import orders_out
from prilavok.partners.erp.rules import sendable
from prilavok.partners.erp.rules.order_form import Form, agreed
from prilavok.partners.erp.rules.sendable import LineOut, OrderOut, ShipmentOut, StepOut

AT = datetime(2026, 1, 2, tzinfo=UTC)
prices = st.decimals(min_value=0, max_value=99999, places=2)
quantities = st.decimals(min_value="0.001", max_value=999, places=3)


def line(**changes: object) -> LineOut:
    """A line of two pieces at 50."""
    fields: dict[str, object] = {
        "external_id": "good",
        "title": "Лопата",
        "article": "",
        "unit": "шт",
        "quantity": Decimal(2),
        "price": Decimal(50),
        "total": Decimal(100),
        "vat": "20",
        **changes,
    }
    return LineOut(**fields)  # type: ignore[arg-type]


def order(*lines: LineOut, **changes: object) -> OrderOut:
    """An order of these lines."""
    fields: dict[str, object] = {
        "number": "10401-1",
        "revision": 1,
        "version": 1,
        "at": AT,
        "changed_at": AT,
        "currency": "RUB",
        "total": sum((one.total for one in lines), Decimal(0)),
        "customer_key": "k",
        "name": "Анна",
        "phone": "",
        "email": "",
        "comment": "",
        "warehouse_id": "",
        "warehouse": "",
        "status_code": "new",
        "status": "Новый",
        "is_paid": False,
        "is_cancelled": False,
        "is_issued": False,
        "lines": lines,
        **changes,
    }
    return OrderOut(**fields)  # type: ignore[arg-type]


@given(st.lists(prices, min_size=1, max_size=5), quantities)
def test_discounts_explain_the_whole_way_from_the_base_price_to_the_sum(steps: list[Decimal], many: Decimal) -> None:
    total = sendable.kopecks(steps[-1] * many)
    one = line(
        quantity=many,
        price=steps[-1],
        total=total,
        steps=tuple(StepOut(title=f"правило {at}", price=price) for at, price in enumerate(steps)),
    )

    taken = sum((each.amount for each in sendable.discounts(one)), Decimal(0))

    assert sendable.kopecks(sendable.base_price(one) * many) - taken == total
    assert sendable.fault_of(order(one)) == ("" if total < sendable.LARGEST else "line_numbers")


def test_a_kopeck_of_rounding_is_said_aloud() -> None:
    one = line(quantity=Decimal(3), price=Decimal("33.33"), total=Decimal("100.00"))

    assert sendable.fault_of(order(one)) == ""
    assert [(each.title, each.amount) for each in sendable.discounts(one)] == [("Округление", Decimal("-0.01"))]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"external_id": ""}, "line_unlinked"),
        ({"external_id": "x" * 81}, "line_id"),
        ({"title": "  "}, "line_title"),
        ({"quantity": Decimal(0)}, "line_numbers"),
        ({"price": Decimal(-1)}, "line_numbers"),
        ({"total": Decimal(150)}, "line_sum"),
    ],
)
def test_a_poisoned_line_is_named(changed: dict[str, object], fault: str) -> None:
    assert sendable.fault_of(order(line(**changed))) == fault


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"number": ""}, "number"),
        ({"number": "123456789012"}, "number"),
        ({"number": "12 34"}, "number"),
        ({"currency": "руб."}, "currency"),
        ({"currency": ""}, "currency"),
        ({"lines": ()}, "no_lines"),
        ({"total": Decimal(99)}, "sum"),
    ],
)
def test_a_poisoned_document_is_named(changed: dict[str, object], fault: str) -> None:
    assert sendable.fault_of(replace(order(line()), **changed)) == fault


@given(st.text(max_size=8))
def test_any_version_is_answered_with_one_we_speak(said: str) -> None:
    assert agreed(said) in {"2.08", "2.09", "2.10", "3.1"}


@pytest.mark.parametrize(("vat", "said"), [("20", "16.67"), ("none", "0.00"), ("", "0.00")])
def test_p_83_a_document_always_says_that_vat_is_within_its_prices(vat: str, said: str) -> None:
    form = Form(version="2.08", with_namespace=False, in_container=True, encoding="utf-8")
    shipped = replace(order(line(vat=vat)), shipment=ShipmentOut(number="О-1", shipped_at=AT, is_cancelled=False))

    root = etree.fromstring(orders_out.orders_document([shipped], form, AT))

    for document in root.iterfind(".//Документ"):
        told = [document.findtext(f"Налоги/Налог/{name}") for name in ("Наименование", "УчтеноВСумме", "Сумма")]
        assert told == ["НДС", "true", said]
