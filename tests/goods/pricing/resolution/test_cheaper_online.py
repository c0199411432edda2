"""What a rule makes cheaper online than in the stores needs a legend; buyers read it where it is really cheaper."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.unit import part
from prilavok.goods.pricing import api
from prilavok.goods.pricing.errors import CheaperWithoutLegend
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.legends.models import LegendUse
from prilavok.goods.pricing.models import PriceRule, PriceType
from prilavok.goods.pricing.repricing import deciding
from prilavok.goods.pricing.repricing.values import Operation, RepricingDraft, Selection
from prilavok.goods.pricing.resolution import api as resolution
from prilavok.goods.pricing.resolution.values import RuleDraft
from prilavok.goods.pricing.values import Circumstances, VariantId
from tests.goods.pricing.make import make_types, price_of, row, set_prices

pytestmark = pytest.mark.django_db
ANNA = Actor(person_id=1, name="Анна", kind="staff")
WHY = "На сайте дешевле: не тратим на витрину"


@pytest.fixture
def types(in_unit: None) -> dict[str, int]:
    """The first goods cost less by the list of the site, the second more, the third is not in it."""
    types = make_types("Розничная", "Сайт", "Касса")
    PriceType.objects.filter(pk=types["Сайт"]).update(owner="both")
    for number, retail, site in ((1, "100", "90"), (2, "100", "110"), (3, "100", None)):
        set_prices(row(number, types["Розничная"], retail), row(number, types["Сайт"], site))
    return types


def legend() -> int:
    return legends.save_legend(legend_id=None, title="Витрина", text=WHY, script="Скажите так", actor=ANNA)


def site(types: dict[str, int], **said: object) -> RuleDraft:
    told = RuleDraft(title="Сайт", channels=("site",), sells=types["Сайт"], second=types["Розничная"])
    return replace(told, **said)  # type: ignore[arg-type]


def refused(draft: RuleDraft, **homes: dict[int, str]) -> int:
    with pytest.raises(CheaperWithoutLegend) as caught, part():
        resolution.save_rule(draft, actor=ANNA, **homes)
    return int(caught.value.data["count"])


def test_a_rule_that_is_cheaper_online_is_refused_without_a_legend(types: dict[str, int]) -> None:
    assert refused(site(types)) == 1
    assert (PriceRule.objects.count(), price_of(1)) == (0, "100.00")

    rule_id = resolution.save_rule(site(types, legend_id=legend()), actor=ANNA)

    assert (price_of(1), price_of(1, channel="store")) == ("90.00", "100.00")
    with pytest.raises(CheaperWithoutLegend), part():
        resolution.save_rule(site(types, rule_id=rule_id), actor=ANNA)
    assert PriceRule.objects.get().legend == WHY


def test_the_legend_is_shown_only_where_it_is_really_cheaper(types: dict[str, int], django_assert_num_queries) -> None:
    rule_id = resolution.save_rule(site(types, legend_id=legend()), actor=ANNA)
    ids = [VariantId(number) for number in (1, 2, 3)]

    with django_assert_num_queries(1):
        tags = api.prices(variant_ids=ids)
    quote = api.quote(lines=[(one, Decimal(1)) for one in ids])
    in_store = api.quote(lines=[(ids[0], Decimal(1))], where=Circumstances(channel="store"))

    assert [[(step.legend, step.source) for step in tags[one].steps] for one in ids] == [
        [(WHY, f"price_rule:{rule_id}")], [], [],
    ]  # fmt: skip
    assert [[step.legend for step in line.steps] for line in quote.lines] == [[WHY], [""], [""]]
    assert [step.legend for step in in_store.lines[0].steps] == [""]


def test_stores_made_dearer_need_it_too_and_their_rule_may_carry_it(types: dict[str, int]) -> None:
    set_prices(row(1, types["Касса"], "120"))
    tills = RuleDraft(title="Касса", channels=("till",), sells=types["Касса"], second=types["Розничная"])

    assert refused(tills) == 1
    resolution.save_rule(replace(tills, legend_id=legend()), actor=ANNA)

    assert [step.legend for step in api.prices(variant_ids=[VariantId(1)])[VariantId(1)].steps] == [WHY]


def test_a_rule_of_all_channels_or_dearer_online_or_switched_off_needs_none(types: dict[str, int]) -> None:
    resolution.save_rule(site(types, channels=(), regions=("volga",)), actor=ANNA)
    resolution.save_rule(site(types, is_active=False), actor=ANNA)
    set_prices(row(1, types["Сайт"], "100"))
    resolution.save_rule(site(types), actor=ANNA)

    assert (PriceRule.objects.count(), LegendUse.objects.count()) == (3, 0)


def test_a_store_is_not_thought_of_in_a_region_that_is_not_its_own(types: dict[str, int]) -> None:
    set_prices(row(1, types["Касса"], "120"))
    legend_id = legend()
    online = site(types, regions=("volga",), legend_id=legend_id)
    resolution.save_rule(online, actor=ANNA)
    store = RuleDraft(title="Седьмой", store_ids=(7,), sells=types["Касса"], second=types["Розничная"])

    resolution.save_rule(replace(store, legend_id=None), actor=ANNA, homes={7: "ural"})

    assert not resolution.unsaid({7: "ural"})


def test_taking_a_rule_away_does_not_make_it_cheaper_online_in_silence(types: dict[str, int]) -> None:
    both = replace(site(types), channels=(), regions=("volga",), title="Всем на Волге", priority=1)
    resolution.save_rule(both, actor=ANNA)
    legend_id = legend()
    rule_id = resolution.save_rule(site(types, regions=("volga",), legend_id=legend_id), actor=ANNA)

    resolution.drop_rule(rule_id=rule_id, actor=ANNA)

    assert LegendUse.objects.count() == 0
    assert (price_of(1, region="volga"), price_of(1, region="volga", channel="till")) == ("90.00", "90.00")


def test_a_change_of_many_prices_that_makes_it_cheaper_online_waits_for_a_legend(types: dict[str, int]) -> None:
    set_prices(row(1, types["Сайт"], "100"))
    rule_id = resolution.save_rule(site(types), actor=ANNA)
    draft = RepricingDraft(
        title="Осень",
        reason="Распродажа",
        selection=Selection(everything=True),
        base_type=types["Розничная"],
        price_type=types["Сайт"],
        operation=Operation.PERCENT,
        value=Decimal(-10),
    )
    repricing_id = deciding.draft_repricing(draft, actor=ANNA)

    with pytest.raises(CheaperWithoutLegend), part():
        deciding.submit(repricing_id=repricing_id, actor=ANNA)
    resolution.save_rule(site(types, rule_id=rule_id, legend_id=legend()), actor=ANNA)

    assert deciding.submit(repricing_id=repricing_id, actor=ANNA)


def test_the_selling_role_does_not_move_to_a_list_that_is_cheaper_than_the_stores(types: dict[str, int]) -> None:
    draft = RuleDraft(title="В магазинах", channels=("store", "till"), sells=types["Розничная"])
    rule_id = resolution.save_rule(draft, actor=ANNA)

    with pytest.raises(CheaperWithoutLegend), part():
        api.choose_role(price_type_id=types["Сайт"], role="selling")
    assert price_of(1) == "100.00"

    resolution.save_rule(replace(draft, rule_id=rule_id, legend_id=legend()), actor=ANNA)
    assert api.choose_role(price_type_id=types["Сайт"], role="selling")
    assert price_of(1) == "90.00"


def test_prices_agreed_on_for_a_moment_to_come_count_when_a_legend_is_taken_away(types: dict[str, int]) -> None:
    set_prices(row(1, types["Сайт"], "100"))
    rule_id = resolution.save_rule(site(types, legend_id=legend()), actor=ANNA)
    tomorrow = database_now() + timedelta(days=1)
    set_prices(replace(row(1, types["Сайт"], "80"), valid_from=tomorrow))

    assert refused(site(types, rule_id=rule_id)) == 1
