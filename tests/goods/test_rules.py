"""Pure decisions of goods, over many inputs."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from prilavok.base.latin import LIMIT, slugify
from prilavok.goods.pim.rules.tree import Place, settle, walk
from prilavok.goods.pricing.rules import Standing, for_quantity, suggested_role
from prilavok.goods.stock.rules import changes, on_hand_after_snapshot

IDS = st.integers(1, 12)


@given(st.dictionaries(IDS, st.none() | IDS))
def test_settled_parents_always_make_a_forest_that_shows_everything(wanted):
    settled, refused = settle(wanted)

    assert settled.keys() == wanted.keys()
    assert all(settled[one] in (wanted[one], None) for one in wanted)
    assert all(settled[one] is None for one in refused)
    places = [Place(category_id=one, parent_id=parent) for one, parent in sorted(settled.items())]
    assert sorted(one for one, _ in walk(places)) == sorted(wanted)


@given(st.dictionaries(IDS, st.none() | IDS), st.sets(IDS))
def test_archived_places_are_skipped_and_lose_nobody(wanted, archived):
    settled, _ = settle(wanted)
    places = [
        Place(category_id=one, parent_id=parent, is_archived=one in archived) for one, parent in sorted(settled.items())
    ]

    shown = walk(places)

    assert sorted(one for one, _ in shown) == sorted(wanted.keys() - archived)
    assert all(path[-1] == one and not set(path) & archived for one, path in shown)


@given(st.text())
def test_an_address_is_always_short_latin_and_never_empty(title):
    slug = slugify(title)

    assert 0 < len(slug) <= LIMIT
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slugify(slug) == slug


@given(st.decimals(-99, 99, places=3), st.decimals(0, 99, places=3), st.decimals(0, 99, places=3))
def test_free_and_physical_figures_differ_by_what_the_erp_holds_for_us(said, held, issued):
    free = on_hand_after_snapshot(said=said, meaning="free", known_held=held, unknown_issued=issued)
    physical = on_hand_after_snapshot(said=said, meaning="physical", known_held=held, unknown_issued=issued)

    assert free - physical == held
    assert physical == said - issued


@given(st.dictionaries(IDS, st.decimals(1, 9, places=0)), st.dictionaries(IDS, st.decimals(1, 9, places=0)))
def test_changes_lead_from_one_basket_to_the_other(before, after):
    deltas = changes(before, after)

    assert {k: before.get(k, Decimal(0)) + deltas.get(k, Decimal(0)) for k in before | after} == {
        k: after.get(k, Decimal(0)) for k in before | after
    }


@given(st.lists(st.tuples(st.integers(1, 30), st.none() | st.integers(1, 99))), st.decimals("0.001", 40, places=3))
def test_a_price_never_comes_from_a_lot_bigger_than_asked(thresholds, quantity):
    prices = [
        Standing(
            role="selling",
            title="",
            min_quantity=Decimal(threshold),
            amount=None if amount is None else Decimal(amount),
            currency="RUB",
        )
        for threshold, amount in thresholds
    ]

    found = for_quantity(prices, role="selling", quantity=quantity)

    assert found is None or (found.amount and found.min_quantity <= max(quantity, Decimal(1)))
    assert for_quantity(prices, role="compare", quantity=quantity) is None


def test_titles_suggest_roles():
    titles = ["Розничная", "Оптовая", "Закупочная", "РРЦ", "Цена до скидки"]

    assert [suggested_role(title) for title in titles] == ["selling", "none", "none", "compare", "compare"]
