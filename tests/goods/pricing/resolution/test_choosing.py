"""Which price type sells where: a table, and properties that no order of rules may break."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prilavok.base import settled
from prilavok.base.money import Money
from prilavok.goods.pricing import api
from prilavok.goods.pricing.errors import NoPrice
from prilavok.goods.pricing.models import PriceRule, PriceType
from prilavok.goods.pricing.resolution import rules
from prilavok.goods.pricing.resolution.asking import standing_and_page
from prilavok.goods.pricing.resolution.settling import standing_if_plain
from prilavok.goods.pricing.resolution.showing import all_rules
from prilavok.goods.pricing.resolution.values import Rule
from prilavok.goods.pricing.values import Circumstances, PriceTypeId, VariantId
from tests.goods.pricing.make import make_types, price_of, row, set_prices

V = VariantId(1)


def rule(rule_id: int, priority: int | None = 0, **circumstances: set[object]) -> Rule:
    sets = {name: frozenset(values) for name, values in circumstances.items()}
    return Rule(rule_id=rule_id, title=str(rule_id), priority=priority, sells=PriceTypeId(rule_id), **sets)  # type: ignore[arg-type]


LOWEST = rule(0, None)
KAZAN = rule(1, regions={"kazan"})
SITE = rule(2, channels={"site"})
WHOLESALE = rule(3, segments={"opt"})
STORE_7 = rule(4, store_ids={7})
KAZAN_SITE = rule(5, regions={"kazan"}, channels={"site"})
URGENT = rule(6, 10, channels={"operator"})
RULES = (LOWEST, KAZAN, SITE, WHOLESALE, STORE_7, KAZAN_SITE, URGENT)


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        (Circumstances(channel="till"), LOWEST),
        (Circumstances(), SITE),
        (Circumstances(region="perm"), SITE),
        (Circumstances(region="kazan"), KAZAN_SITE),
        (Circumstances(channel="till", region="kazan"), KAZAN),
        (Circumstances(region="kazan", store_id=7), STORE_7),
        (Circumstances(region="kazan", store_id=8), KAZAN_SITE),
        (Circumstances(store_id=7, segments=frozenset({"opt", "vip"})), WHOLESALE),
        (Circumstances(segments=frozenset({"vip"})), SITE),
        (Circumstances(channel="operator", store_id=7, segments=frozenset({"opt"})), URGENT),
    ],
)
def test_the_most_specific_rule_of_the_highest_priority_holds(where: Circumstances, wanted: Rule) -> None:
    assert rules.choose(RULES, where) == wanted


def test_the_explanation_names_what_spoke_against_each() -> None:
    considered = rules.consider(RULES, Circumstances(region="kazan", channel="till"))

    assert [(one.rule.rule_id, one.is_chosen, one.against, one.after) for one in considered] == [
        (6, False, ("channel",), ""),
        (3, False, ("segment",), ""),
        (4, False, ("store",), ""),
        (5, False, ("channel",), ""),
        (1, True, (), ""),
        (2, False, ("channel",), ""),
        (0, False, (), "1"),
    ]


NAMES = st.frozensets(st.sampled_from(["a", "b"]), max_size=2)
SOME_RULES = st.lists(
    st.builds(
        lambda number, priority, channels, regions, stores, segments, on: Rule(
            rule_id=number,
            title="",
            priority=priority,
            sells=PriceTypeId(number),
            channels=channels,
            regions=regions,
            store_ids=stores,
            segments=segments,
            is_active=on,
        ),
        st.integers(1, 999),
        st.integers(-2, 2),
        NAMES,
        NAMES,
        st.frozensets(st.sampled_from([1, 2]), max_size=2),
        NAMES,
        st.booleans(),
    ).filter(lambda one: bool(rules.specificity(one))),
    max_size=6,
    unique_by=lambda one: one.rule_id,
)
SOMEWHERE = st.builds(
    Circumstances,
    channel=st.sampled_from(["a", "b", "c"]),
    region=st.sampled_from(["", "a", "b"]),
    store_id=st.sampled_from([None, 1, 2, 3]),
    segments=NAMES,
)


@given(SOME_RULES, SOMEWHERE, st.randoms(use_true_random=False))
def test_no_order_of_reading_changes_what_holds(known: list[Rule], where: Circumstances, chance: object) -> None:
    shuffled = list(known)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert rules.choose(shuffled, where) == rules.choose(known, where)


@given(SOME_RULES, SOMEWHERE)
def test_what_holds_fits_and_nothing_of_a_higher_priority_does(known: list[Rule], where: Circumstances) -> None:
    chosen = rules.choose(known, where)
    fitting = [one for one in known if not rules.against(one, where)]

    assert (chosen is None) == (not fitting)
    if chosen is not None:
        assert chosen in fitting
        assert max(one.priority or 0 for one in fitting) == chosen.priority


@pytest.mark.django_db
@given(SOME_RULES, SOMEWHERE)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_statement_chooses_what_the_rules_choose(in_unit: None, known: list[Rule], where: Circumstances) -> None:
    """What answers pages and what explains is one and the same."""
    PriceRule.objects.all().delete()
    types = [int(pk) for pk in PriceType.objects.order_by("pk").values_list("pk", flat=True)]
    if len(types) < 8:
        types = list(make_types("Розничная", *"ABCDEFG").values())
        set_prices(*(row(1, one, str(10 + place)) for place, one in enumerate(types)))
    for place, one in enumerate(known):
        PriceRule.objects.create(
            pk=one.rule_id,
            title="",
            priority=one.priority or 0,
            sells_id=types[1 + place],
            channels=sorted(one.channels),
            regions=sorted(one.regions),
            store_ids=sorted(one.store_ids),
            segments=sorted(one.segments),
            is_active=one.is_active,
        )

    chosen = rules.choose([one.rule for one in all_rules()], where)

    tag = api.prices(variant_ids=[V], where=where)[V]
    assert chosen is not None
    assert tag.price == Money(Decimal(10 + types.index(int(chosen.sells))))


@pytest.fixture
def types(in_unit: None) -> dict[str, int]:
    return make_types("Розничная", "Опт", "Казань", "Старая цена")


def test_a_rule_never_falls_back_silently(types: dict[str, int]) -> None:
    PriceRule.objects.create(title="Казань", regions=["kazan"], sells_id=types["Казань"])
    set_prices(row(1, types["Розничная"], "100"), row(2, types["Розничная"], "50"), row(2, types["Казань"], "45"))

    assert (price_of(1), price_of(1, region="kazan"), price_of(2, region="kazan")) == ("100.00", None, "45.00")
    assert api.unpriced(variant_ids=[1, 2], where=Circumstances(region="kazan")) == [1]
    with pytest.raises(NoPrice):
        api.quote(lines=[(V, Decimal(1))], where=Circumstances(region="kazan"))


def test_a_second_type_named_outright_is_asked_and_said(types: dict[str, int]) -> None:
    PriceRule.objects.create(title="Казань", regions=["kazan"], sells_id=types["Казань"], second_id=types["Розничная"])
    set_prices(row(1, types["Розничная"], "100"), row(1, types["Опт"], "70"))

    quote = api.quote(lines=[(V, Decimal(1))], where=Circumstances(region="kazan"))

    assert [(step.title, step.amount.amount) for step in quote.lines[0].steps] == [("Розничная", Decimal(100))]


def test_a_rule_names_what_is_compared_with(types: dict[str, int]) -> None:
    PriceRule.objects.create(title="Опт", segments=["opt"], sells_id=types["Опт"], compares_id=types["Розничная"])
    set_prices(row(1, types["Розничная"], "100"), row(1, types["Опт"], "70"), row(1, types["Старая цена"], "120"))

    tags = [
        api.prices(variant_ids=[V], where=Circumstances(segments=frozenset(segments)))[V] for segments in ((), ("opt",))
    ]

    assert [tag.before and tag.before.amount for tag in tags] == [Decimal(120), Decimal(100)]


def test_a_page_of_24_goods_is_priced_in_one_query(types: dict[str, int], django_assert_num_queries) -> None:
    PriceRule.objects.create(title="Казань", regions=["kazan"], sells_id=types["Казань"])
    set_prices(*(row(number, types["Казань"], "10") for number in range(1, 25)))
    ids = [VariantId(number) for number in range(1, 25)]

    with django_assert_num_queries(1):
        tags = api.prices(variant_ids=ids, where=Circumstances(region="kazan"))

    assert len(tags) == 24


@pytest.mark.django_db
@given(SOME_RULES, SOMEWHERE)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_kept_and_what_is_asked_price_alike(in_unit: None, known: list[Rule], where: Circumstances) -> None:
    types = list(make_types("Розничная", *"ABCDEFG", "Старая цена").values())
    PriceRule.objects.all().delete()
    set_prices(
        *(row(1, one, str(10 + place)) for place, one in enumerate(types)), row(1, types[0], "9", min_quantity=3)
    )
    for place, one in enumerate(known):
        PriceRule.objects.create(
            title="",
            priority=one.priority or 0,
            sells_id=types[1 + place],
            second_id=types[0],
            channels=sorted(one.channels),
            regions=sorted(one.regions),
            store_ids=sorted(one.store_ids),
            segments=sorted(one.segments),
            is_active=one.is_active,
        )

    asked = standing_and_page([1, 2], where)
    with settled.at_hand():
        kept = standing_if_plain([1, 2], where)

    assert kept is not None
    assert asked[1] is not None
    assert sorted(kept[0][1], key=repr) == sorted(asked[0][1], key=repr)
    assert kept[1][:3] == asked[1][:3]


def test_what_is_kept_knows_of_a_rule_at_once_and_forgets_one_that_was_taken_back(types: dict[str, int]) -> None:
    set_prices(row(1, types["Розничная"], "100"), row(1, types["Опт"], "70"))
    with settled.at_hand():
        assert price_of(1) == "100.00"

    class Regretted(Exception):
        pass

    with pytest.raises(Regretted), transaction.atomic():
        PriceRule.objects.create(title="Сайт", channels=["site"], sells_id=types["Опт"])
        with settled.at_hand():
            assert price_of(1) == "70.00"
        raise Regretted

    with settled.at_hand():
        assert price_of(1) == "100.00"
    PriceType.objects.filter(pk=types["Розничная"]).update(role="none")
    PriceType.objects.filter(pk=types["Опт"]).update(role="selling")
    with settled.at_hand():
        assert price_of(1) == "70.00"
    PriceType.objects.all().filter(pk=types["Опт"]).update(role="none")
    with settled.at_hand():
        assert price_of(1) is None


def test_where_a_plan_waits_or_a_legend_stands_everything_is_asked_for(types: dict[str, int]) -> None:
    set_prices(row(1, types["Розничная"], "100"))
    with settled.at_hand():
        assert standing_if_plain([1], Circumstances()) is not None
    PriceRule.objects.create(title="Сайт", channels=["site"], sells_id=types["Розничная"], legend="Дешевле на сайте")

    with settled.at_hand():
        assert standing_if_plain([1], Circumstances()) is None
        assert price_of(1) == "100.00"
