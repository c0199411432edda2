"""Orders by source: every order counts once, and the column is a hundred per cent."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.insight.analytics import api, rules
from prilavok.insight.analytics.values import Scope
from tests.insight.analytics.test_figures import announce, placed, today


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_shares_are_a_hundred_per_cent(counts: list[int]) -> None:
    shares = rules.percents(counts)

    assert sum(shares) == (Decimal(100) if sum(counts) else 0)
    assert all(abs(share - Decimal(one) * 100 / (sum(counts) or 1)) < Decimal("0.1") or not sum(counts)
               for share, one in zip(shares, counts, strict=True))  # fmt: skip


@pytest.mark.django_db
def test_every_order_has_a_source_and_is_counted_once() -> None:
    told = {"origin_kind": "utm", "origin_source": "yandex / cpc", "origin_campaign": "Весна"}
    announce(
        placed(1, "100.00"),
        replace(placed(2, "50.00"), **told),
        replace(placed(3, "70.00"), **told),
        replace(placed(4, "10.00", channel="operator"), origin_kind="answer", origin_source="Знакомые"),
    )

    page = api.dashboard(period=today(), scope=Scope())

    rows = [(one.title, one.campaign, one.placed, one.percent) for one in page.by_source]
    assert rows[0] == ("yandex / cpc", "Весна", 2, Decimal(50))
    assert sorted(rows[1:]) == [
        ("Знакомые", "", 1, Decimal(25)),
        ("Напрямую, без пометок", "", 1, Decimal(25)),
    ]
    assert sum(one.placed for one in page.by_source) == page.totals.placed
    assert sum(one.percent for one in page.by_source) == 100
