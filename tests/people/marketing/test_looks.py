"""Looking before publishing: a basket, the goods, other promotions, past orders."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.values import (
    Bundle,
    BundlePart,
    Goods,
    Hours,
    Need,
    NForM,
    Percent,
    Terms,
    Where,
)
from prilavok.goods.pricing.values import PriceRow
from prilavok.people.marketing import desk
from prilavok.people.marketing.looking import basket, calendar, conflicts, goods
from prilavok.people.marketing.looking.basket import Sample
from prilavok.people.marketing.models import Trial, TrialOrder
from prilavok.people.marketing.trials import running
from prilavok.trade.oms.models import Order
from tests.goods.pricing.promotions.make import PERSON, SYSTEM, published, terms
from tests.goods.pricing.promotions.make import goods as make_goods
from tests.jobs import RunJobs
from tests.trade.oms.make import make_chain, place

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
NOON = (localtime() - timedelta(days=1)).replace(hour=12)


def draft(**changes: Any) -> int:
    """A promotion that is not published."""
    with unit():
        return promotions.save_promotion(terms=terms(**changes), actor=PERSON)


def lines(*ids: Any, pieces: int = 1) -> tuple[Any, ...]:
    return tuple((one, Decimal(pieces)) for one in ids)


def test_a_basket_is_reckoned_with_a_draft_that_nobody_sees() -> None:
    first, second, _ = make_goods()

    shown = basket.looked_at(terms(), Sample(lines=lines(first, second)), promotion_id=None)

    assert shown is not None
    assert (shown.without.total, shown.total.total) == (Money(Decimal(200)), Money(Decimal(180)))
    assert [step.title for step in shown.lines[0].quoted.steps] == ["Розничная", "Скидка 10 %"]
    assert shown.is_applied
    assert pricing.quote(lines=lines(first)).total == Money(Decimal(100))


def test_a_basket_says_why_a_draft_does_not_apply() -> None:
    first, *_ = make_goods()
    wanted = terms(kind="basket", need=Need(sum_from=Decimal(500), coupon=True), effect=Percent(percent=Decimal(10)))

    short = basket.looked_at(wanted, Sample(lines=lines(first)), promotion_id=None)
    enough = basket.looked_at(wanted, Sample(lines=lines(first, pieces=5)), promotion_id=None)
    without = basket.looked_at(wanted, Sample(lines=lines(first, pieces=5), is_presented=False), promotion_id=None)

    assert short is not None
    assert not short.is_applied
    assert short.own_miss is not None
    assert "400" in short.own_miss.text
    assert enough is not None
    assert enough.total.total == Money(Decimal(450))
    assert without is not None
    assert not without.is_applied


def test_a_changed_draft_stands_in_the_place_of_what_is_published() -> None:
    first, *_ = make_goods()
    promotion_id = published()

    shown = basket.looked_at(
        terms(effect=Percent(percent=Decimal(30))), Sample(lines=lines(first)), promotion_id=promotion_id
    )

    assert shown is not None
    assert (shown.without.total, shown.total.total) == (Money(Decimal(100)), Money(Decimal(70)))
    assert pricing.quote(lines=lines(first)).total == Money(Decimal(90))


def cost(ids: list[Any], amount: str) -> int:
    """A purchase price for goods; the id of the list."""
    with unit():
        buy = pricing.price_type_ids(system=SYSTEM, external_ids=["buy"])["buy"]
        pricing.set_prices(
            source="test", rows=[PriceRow(variant_id=one, price_type_id=buy, amount=Decimal(amount)) for one in ids]
        )
    return int(buy)


def test_goods_show_before_and_after_and_what_is_sold_at_a_loss() -> None:
    ids = make_goods()
    buy = cost(ids[:1], "95")
    cost(ids[1:], "40")

    look = goods.looked_at(terms(), promotion_id=None, cost_list=buy)

    assert (look.meant, look.looked_at, look.changed, look.below_cost) == (3, 3, 3, 1)
    loss = look.rows[0]
    assert (loss.variant_id, loss.before, loss.after, loss.margin) == (
        ids[0],
        Money(Decimal(100)),
        Money(Decimal(90)),
        Money(Decimal(-5)),
    )
    assert loss.percent == Decimal("10.0")


def test_goods_left_out_are_not_meant() -> None:
    ids = make_goods()

    meant = promotions.goods_meant(terms(besides=Goods(variants=(ids[1],))), limit=100)

    assert meant == [ids[0], ids[2]]


def test_stores_where_the_site_would_be_cheaper_are_named() -> None:
    chain = make_chain()
    only_online = terms(where=Where(channels=("site",)))

    look = goods.looked_at(only_online, promotion_id=None, cost_list=None)
    everywhere = goods.looked_at(terms(), promotion_id=None, cost_list=None)

    assert len(look.gaps) == 2
    assert {gap.count for gap in look.gaps} == {len(chain.goods)}
    assert look.gaps[0].most == Money(Decimal("25.05"))
    assert everywhere.gaps == ()


def test_promotions_met_say_what_a_line_gets() -> None:
    ids = make_goods()
    published(title="Старшая", priority=5)
    published(title="Ровня")
    published(title="Другой вид", stacking="sale")
    published(title="Другие товары", goods=Goods(variants=(ids[2],)))
    published(title="Касса", where=Where(channels=("till",)))
    wanted = terms(title="Моя", goods=Goods(variants=(ids[0],)), where=Where(channels=("site",)))

    met = {one.title: one for one in conflicts.met(wanted, promotion_id=None)}

    assert set(met) == {"Старшая", "Ровня", "Другой вид"}
    assert met["Старшая"].is_rival
    assert "«Старшая»" in met["Старшая"].text
    assert "выгод" in met["Ровня"].text
    assert not met["Другой вид"].is_rival
    assert met["Ровня"].shared == 1


def test_a_bundle_is_looked_at_by_its_parts() -> None:
    ids = make_goods()
    bundle = terms(
        kind="basket",
        effect=Bundle(
            parts=(BundlePart(goods=Goods(variants=(ids[0],))), BundlePart(goods=Goods(variants=(ids[1],)))),
            price=Decimal(150),
        ),
    )

    sample = basket.first_sample(bundle)
    shown = basket.looked_at(bundle, sample, promotion_id=None)

    assert [one for one, _ in sample.lines] == ids[:2]
    assert shown is not None
    assert shown.total.total == Money(Decimal(150))


def post_try(client: Client, **said: Any) -> str:
    answer = client.post(reverse("marketing:try"), said, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_preview_follows_the_form(enter: Enter) -> None:
    first, *_ = make_goods()
    client = enter("marketer")
    form = {"kind": "price_percent", "title": "Новая", "percent": "10", "round_to": "0.01", "stacking": "goods"}

    unfinished = post_try(client, **form)
    whole = post_try(client, **form, priority="0")
    more = post_try(
        client,
        **form,
        priority="0",
        sample_is_there="1",
        sample_variant=str(first),
        sample_quantity="2",
        sample_add="A-1",
    )

    assert "Заполните" in unfinished
    assert "270" in whole  # three goods of 100, a tenth off
    assert "применяется" in more
    assert more.count("sample_variant") == 2
    assert "270" in more


def test_the_preview_of_nonsense_is_no_defect(enter: Enter) -> None:
    make_goods()
    promotion_id = draft()
    client = enter("operator")

    for said in (
        {"sample_variant": "9" * 40, "sample_quantity": "NaN"},
        {"sample_variant": "1", "sample_quantity": "1e999999"},
        {"sample_store": "-1", "sample_channel": "<b>"},
        {"sample_add": "x" * 5000},
    ):
        post_try(client, promotion=str(promotion_id), sample_is_there="1", **said)
    assert client.post(reverse("marketing:try"), {}).status_code == 404
    assert client.post(reverse("marketing:try"), {"promotion": str(promotion_id)}).status_code == 200


def test_the_page_of_goods_is_shown(enter: Enter) -> None:
    ids = make_goods()
    buy = cost(ids, "95")
    promotion_id = draft()
    client = enter("marketer")
    client.post(reverse("marketing:choose_costs", args=[promotion_id]), {"list": str(buy)})

    shown = client.get(reverse("marketing:goods", args=[promotion_id])).content.decode()

    assert desk.cost_list() == buy
    assert "ниже себестоимости" in shown
    assert "Товар 0" in shown


def wait_out(trial: Trial) -> Trial:
    RunJobs()(queue="marketing")
    trial.refresh_from_db()
    return trial


def test_past_orders_are_quoted_again_with_the_draft(enter: Enter) -> None:
    chain = make_chain()
    placed = [place(chain, 1), place(chain, 0, 2), place(chain, 2, 1)]
    Order.objects.update(placed_at=NOON)
    promotion_id = draft(goods=Goods(variants=(chain.goods[0],)))
    client = enter("marketer")
    day = NOON.date().isoformat()

    answer = client.post(reverse("marketing:start_trial", args=[promotion_id]), {"since": day, "until": day})

    trial = wait_out(Trial.objects.get())
    assert answer["Location"] == reverse("marketing:trial", args=[trial.pk])
    assert (trial.state, trial.seen, trial.touched, trial.skipped) == ("done", 3, 2, 0)
    assert trial.turnover_before == Decimal("1051.50")
    assert trial.turnover_after - trial.turnover_before == Decimal("-30.00")
    assert trial.discount_after - trial.discount_before == Decimal("30.00")
    behind = {row.number: row.after - row.before for row in TrialOrder.objects.all()}
    assert behind == {placed[0].number: Decimal("-10.00"), placed[2].number: Decimal("-20.00")}
    shown = client.get(reverse("marketing:trial", args=[trial.pk])).content.decode()
    assert placed[2].number in shown


def test_a_trial_over_days_without_orders_is_over_at_once(enter: Enter) -> None:
    promotion_id = draft()

    enter("marketer").post(
        reverse("marketing:start_trial", args=[promotion_id]), {"since": "2020-01-01", "until": "2020-01-02"}
    )

    assert Trial.objects.get().state == "done"


def test_hours_of_a_draft_are_those_of_the_order(enter: Enter) -> None:
    chain = make_chain()
    place(chain, 1)
    Order.objects.update(placed_at=NOON)
    other_day = NOON.isoweekday() % 7 + 1
    promotion_id = draft(hours=Hours(weekdays=(other_day,)))
    day = NOON.date().isoformat()

    enter("marketer").post(reverse("marketing:start_trial", args=[promotion_id]), {"since": day, "until": day})

    trial = wait_out(Trial.objects.get())
    assert (trial.seen, trial.touched) == (1, 0)


def test_a_trial_that_was_killed_goes_on_and_a_stopped_one_does_not(enter: Enter) -> None:
    chain = make_chain()
    place(chain, 1)
    promotion_id = draft()
    client = enter("marketer")
    day = localdate().isoformat()
    client.post(reverse("marketing:start_trial", args=[promotion_id]), {"since": day, "until": day})
    trial = Trial.objects.get()

    with unit():
        running.stop(trial_id=trial.pk)
    assert wait_out(trial).seen == 0
    Trial.objects.update(state="running")
    with unit():
        assert running.go_on(trial.pk) is False
    with unit():
        assert running.go_on(trial.pk) is False
    trial.refresh_from_db()
    assert (trial.state, trial.seen, trial.touched) == ("done", 1, 1)


@pytest.mark.parametrize(("since", "until"), [("2026-01-10", "2026-01-01"), ("2020-01-01", "2026-01-01"), ("x", "")])
def test_a_period_that_makes_no_sense_is_refused(enter: Enter, since: str, until: str) -> None:
    promotion_id = draft()

    enter("marketer").post(reverse("marketing:start_trial", args=[promotion_id]), {"since": since, "until": until})

    assert not Trial.objects.exists()


def test_n_for_m_is_tried_too() -> None:
    first, *_ = make_goods()
    wanted = Terms(title="3 по цене 2", kind="basket", effect=NForM(take=3, pay=2))

    shown = basket.looked_at(wanted, Sample(lines=lines(first, pieces=3)), promotion_id=None)

    assert shown is not None
    assert shown.total.total == Money(Decimal(200))


def test_a_narrow_calendar_has_titles_above_bars_from_today_on() -> None:
    now = localtime()
    published(title="Давно идёт", starts_at=now - timedelta(days=10), ends_at=now + timedelta(days=3))
    published(title="Начнётся потом", starts_at=now + timedelta(days=20), ends_at=None)

    shown = calendar.drawn(promotions.promotions(), now, calendar.NARROW)

    running_now, later = shown.bars
    assert (shown.today, running_now.title_x) == (20, shown.today_x + 6)
    assert running_now.title_y < running_now.y
    assert later.title_x == later.x
