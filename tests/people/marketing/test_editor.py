"""The editor: every kind of promotion goes through the form and comes back the same, in sentences a person reads."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.models import Promotion
from prilavok.goods.pricing.promotions.values import (
    AmountOff,
    Bundle,
    BundlePart,
    BuyGet,
    CheapestFree,
    FixedPrice,
    Floor,
    FreeDelivery,
    Gift,
    Goods,
    Hours,
    Limits,
    Need,
    NForM,
    Percent,
    Rung,
    Terms,
    Where,
)
from prilavok.people.marketing import desk
from prilavok.people.marketing.kinds import KINDS, kind_of
from prilavok.people.marketing.names import names_for
from prilavok.people.marketing.web.editor import offered
from prilavok.people.marketing.web.forms import PromotionForm
from prilavok.people.marketing.web.mapping import initial_of, terms_of
from prilavok.people.marketing.words import described, differing
from tests.goods.pricing.promotions.make import PERSON, goods

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


def products(*variant_ids: int) -> Goods:
    """The products of these variants."""
    return Goods(products=tuple(one.product_id for one in pim.variants(variant_ids=variant_ids).values()))


def effects(ids: list[int]) -> dict[str, Any]:
    """One of each kind."""
    one, two = products(ids[0]), products(ids[1])
    return {
        "price_percent": Percent(percent=Decimal(15), round_to=Decimal(10)),
        "price_amount": AmountOff(amount=Decimal(0), rungs=(Rung(since=Decimal(3), value=Decimal(50)),), by="sum"),
        "price_fixed": FixedPrice(price=Decimal("990.50")),
        "basket_percent": Percent(percent=Decimal(5), rungs=(Rung(since=Decimal(5000), value=Decimal(10)),), by="sum"),
        "basket_amount": AmountOff(amount=Decimal(300)),
        "n_for_m": NForM(take=3, pay=2),
        "buy_get": BuyGet(get=one, buy=2, receive=1, percent=Decimal(50)),
        "bundle": Bundle(parts=(BundlePart(goods=one), BundlePart(goods=two, pieces=2)), price=Decimal(1490)),
        "cheapest": CheapestFree(pieces=1, percent=Decimal(100)),
        "gift": Gift(variants=(ids[0], ids[1]), pieces=2),
        "delivery": FreeDelivery(),
    }


@pytest.mark.parametrize("code", [one.code for one in KINDS])
def test_a_promotion_goes_through_the_form_unchanged(code: str) -> None:
    ids, shown = [int(one) for one in goods(3)], offered() | {"segments": {"постоянные": "Постоянные"}}
    kind = next(one for one in KINDS if one.code == code)
    wanted = Terms(
        title="Осенняя",
        kind=kind.kind,  # type: ignore[arg-type]
        effect=effects(ids)[code],
        goods=Goods() if code == "bundle" else Goods(categories=(min(shown["categories"]),), brands=("Зубр",)),
        besides=products(ids[2]),
        where=Where(channels=("site", "till"), segments=("постоянные",), price_types=(min(shown["price_types"]),)),
        hours=Hours(weekdays=(5, 6), since=18 * 60, until=22 * 60),
        need=Need(sum_from=Decimal(1000), quantity_from=Decimal(2), coupon=True) if kind.kind == "basket" else Need(),
        limits=Limits(per_person=1, most_off=Decimal(500)) if kind.kind == "basket" else Limits(),
        floor=Floor(percent=Decimal(50)),
        stacking="sale",
        priority=7,
        is_final=True,
        only_undiscounted=True,
        starts_at=datetime(2026, 12, 1, 7, 0, tzinfo=UTC),
        ends_at=datetime(2026, 12, 8, 20, 59, tzinfo=UTC),
    )
    assert kind_of(wanted) is kind

    form = PromotionForm(posted(initial_of(wanted, legend_id=None)), kind=kind, offered=shown)

    assert form.is_valid(), form.errors
    assert terms_of(form.cleaned_data, kind, legend="") == wanted


def posted(initial: dict[str, Any]) -> dict[str, Any]:
    """What a browser would send of a form shown so."""
    return {name: value for name, value in initial.items() if value not in (None, False, [])}


def test_sentences_name_goods_and_places() -> None:
    ids = goods(3)
    terms = Terms(
        title="Три по цене двух",
        kind="basket",
        effect=NForM(take=3, pay=2),
        goods=Goods(categories=(next(iter(offered()["categories"])),), variants=(ids[2],)),
        where=Where(channels=("site", "operator")),
        limits=Limits(total=100),
    )

    told = {one.part: one.text for one in described(terms, names_for([terms]))}

    assert told["what"] == "3 по цене 2, самые дешёвые даром."
    assert "«Инструмент»" in told["goods"]
    assert "«Товар 2»" in told["goods"]
    assert told["where"] == "На сайте, по телефону."
    assert told["limits"] == "Заказов всего, не больше: 100."


def test_revisions_differ_by_sentences() -> None:
    before = Terms(title="А", kind="catalogue", effect=Percent(percent=Decimal(10)))
    after = msgspec.structs.replace(before, effect=Percent(percent=Decimal(15)))

    assert differing(before, after, names_for([before])) == [("Что даёт", "Скидка 10 %.", "Скидка 15 %.")]


def fields(**changes: Any) -> dict[str, Any]:
    """A percentage off everything, for the form."""
    return {"title": "Скидка 10 %", "percent": "10", "round_to": "0.01", "stacking": "goods", "priority": "0"} | changes


def make(client: Client, **changes: Any) -> int:
    """A draft made by the form."""
    answer = client.post(reverse("marketing:new", args=["price_percent"]), fields(**changes))
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return int(Promotion.objects.latest("pk").pk)


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(f"marketing:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_promotion_lives_through_the_screens(enter: Enter) -> None:
    goods(3)
    client = enter("marketer")
    promotion_id = make(client)
    assert "Опубликовать сейчас" in page(client, "promotion", promotion_id)

    client.post(reverse("marketing:publish", args=[promotion_id]), {"version": "1"})
    assert promotions.promotion(promotion_id).phase == "running"
    assert "Скидка 10 %" in page(client, "promotions")

    client.post(reverse("marketing:edit", args=[promotion_id]), fields(percent="20", version="1"))
    shown = page(client, "promotion", promotion_id)
    assert "Что меняет черновик" in shown
    assert "Скидка 20 %" in shown
    client.post(reverse("marketing:publish", args=[promotion_id]))
    assert "Скидка 10 %" in page(client, "revisions", promotion_id)

    for act, phase in (("pause", "paused"), ("resume", "running"), ("end", "ended"), ("archive", "archived")):
        client.post(reverse("marketing:act", args=[promotion_id]), {"act": act})
        assert promotions.promotion(promotion_id).phase == phase
    assert "Скидка 10 %" in client.get(reverse("marketing:promotions"), {"phase": "archived"}).content.decode()


def test_a_stale_form_does_not_overwrite(enter: Enter) -> None:
    client = enter("marketer")
    promotion_id = make(client)
    client.post(reverse("marketing:edit", args=[promotion_id]), fields(percent="20", version="1"))

    answer = client.post(reverse("marketing:edit", args=[promotion_id]), fields(percent="30", version="1"))

    assert "изменил" in answer.content.decode()
    assert promotions.promotion(promotion_id).terms.effect == Percent(percent=Decimal(20))


def test_cheaper_online_is_published_with_a_legend_only(enter: Enter) -> None:
    client = enter("marketer")
    promotion_id = make(client, channels=["site"])

    client.post(reverse("marketing:publish", args=[promotion_id]))
    assert promotions.promotion(promotion_id).phase == "draft"

    with unit():
        legend_id = legends.save_legend(
            legend_id=None, title="Зал", text="Экономим на зале", script="Скажите про зал", actor=PERSON
        )
    client.post(
        reverse("marketing:edit", args=[promotion_id]), fields(channels=["site"], legend_id=legend_id, version="1")
    )
    client.post(reverse("marketing:publish", args=[promotion_id]))
    found = promotions.promotion(promotion_id)
    assert (found.phase, found.terms.legend) == ("running", "Экономим на зале")
    assert "Скажите про зал" in page(client, "promotion", promotion_id)

    with unit():
        legends.save_legend(
            legend_id=legend_id, title="Зал", text="Экономим на полках", script="Про полки", actor=PERSON
        )
    assert promotions.promotion(promotion_id).terms.legend == "Экономим на зале"
    assert "с тех пор изменён" in page(client, "promotion", promotion_id)


def test_two_people_publish_when_the_chain_wants_it(enter: Enter) -> None:
    first, second = enter("marketer", "marina"), enter("marketer", "oleg")
    first.post(reverse("marketing:four_eyes"), {"wanted": "yes"})
    promotion_id = make(first)

    first.post(reverse("marketing:publish", args=[promotion_id]))
    assert promotions.promotion(promotion_id).phase == "draft"
    assert "опубликовать должен кто-то другой" in page(first, "promotion", promotion_id)

    second.post(reverse("marketing:publish", args=[promotion_id]))
    assert promotions.promotion(promotion_id).phase == "running"
    assert desk.four_eyes()


def test_a_copy_is_a_draft_without_dates(enter: Enter) -> None:
    client = enter("marketer")
    promotion_id = make(client, ends_at="2027-01-01T00:00")

    client.post(reverse("marketing:copy", args=[promotion_id]))

    copied = promotions.promotion(Promotion.objects.latest("pk").pk)
    assert (copied.phase, copied.title, copied.terms.ends_at) == ("draft", "Скидка 10 % (копия)", None)


def test_goods_that_nobody_knows_are_named(enter: Enter) -> None:
    answer = enter("marketer").post(
        reverse("marketing:new", args=["price_percent"]), fields(goods_articles="НЕТ-ТАКОГО")
    )

    assert "НЕТ-ТАКОГО" in answer.content.decode()
    assert not Promotion.objects.exists()


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("operator", "view"),
        ("director", "publish"),
        ("content_manager", ""),
        ("marketer", "edit"),
    ],
)
def test_each_right_opens_its_own_screens(enter: Enter, role: str, may: str) -> None:
    promotion_id = make(enter("marketer", "author"))
    client = enter(role)

    seen = client.get(reverse("marketing:promotion", args=[promotion_id])).status_code
    edited = client.get(reverse("marketing:edit", args=[promotion_id])).status_code
    client.post(reverse("marketing:publish", args=[promotion_id]))

    assert seen == (200 if may else 403)
    assert edited == (200 if may == "edit" else 403)
    assert promotions.promotion(promotion_id).phase == ("running" if may in ("publish", "edit") else "draft")


def test_all_that_people_do_is_in_the_audit(enter: Enter) -> None:
    client = enter("marketer")
    promotion_id = make(client)
    client.post(reverse("marketing:publish", args=[promotion_id]))
    client.post(reverse("marketing:act", args=[promotion_id]), {"act": "pause"})

    deeds = {one.action for one in accounts.audit_of(f"promotion:{promotion_id}")}

    assert deeds == {"promotion.drafted", "promotion.published", "promotion.paused"}
