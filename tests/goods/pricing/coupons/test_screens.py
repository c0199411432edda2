"""The office's screens of coupons and legends."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.pricing.coupons import api, codes
from prilavok.goods.pricing.coupons.models import Coupon, CouponBatch, CouponSeries
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.legends.models import LegendVersion
from tests.goods.pricing.coupons.make import make_code, make_word, use_of

pytestmark = pytest.mark.django_db


def enter(role: str) -> Client:
    with unit():
        person_id = accounts.create_staff(role, "a long password 7", role, [Grant(role=role)])
    client = Client()
    client.force_login(Person.objects.get(pk=person_id))
    return client


def test_a_series_is_made_its_codes_taken_out_and_found_again() -> None:
    client = enter("marketer")
    client.post(reverse("pricing:new_series"), {"title": "Для своих", "kind": "unique", "per_code": "1"})
    series_id = CouponSeries.objects.get().pk
    client.post(reverse("pricing:make_codes", args=[series_id]), {"count": "25"})
    batch_id = CouponBatch.objects.get().pk

    table = client.post(reverse("pricing:export_codes", args=[batch_id]), {"as": "xlsx"})

    cells = [row[0] for row in load_workbook(BytesIO(table.content)).active.iter_rows(values_only=True)][1:]
    assert sorted(codes.skeleton(str(one)) for one in cells) == sorted(Coupon.objects.values_list("clear", flat=True))
    shown = client.get(reverse("pricing:series", args=[series_id])).content.decode()
    assert not any(str(one) in shown for one in cells)
    found = client.get(reverse("pricing:coupons"), {"q": str(cells[0]).lower()}).content.decode()
    assert "Что стало с купоном" in found
    csv = client.post(reverse("pricing:export_codes", args=[batch_id]), {"as": "csv"})
    assert str(cells[0]) in b"".join(csv.streaming_content).decode()


def test_who_may_not_see_codes_does_not_take_them_out() -> None:
    with unit():
        make_code()
    director = enter("director")

    answer = director.post(reverse("pricing:export_codes", args=[CouponBatch.objects.get().pk]), {"as": "csv"})

    assert answer.status_code == 403
    assert CouponBatch.objects.get().exported_at is None


def test_a_word_is_stopped_and_accepted_again() -> None:
    with unit():
        coupon_id = make_word()
    client, series_id = enter("marketer"), CouponSeries.objects.get().pk

    client.post(reverse("pricing:stop_series", args=[series_id]))
    assert api.opened([coupon_id]) == {}
    client.post(reverse("pricing:stop_series", args=[series_id]), {"to": "running"})
    assert coupon_id in api.opened([coupon_id])


def test_one_coupon_is_withdrawn() -> None:
    with unit():
        coupon_id, _ = make_code()

    enter("marketer").post(reverse("pricing:withdraw_coupon", args=[coupon_id]))

    assert api.opened([coupon_id]) == {}


def test_a_series_is_changed_and_its_page_shows_orders() -> None:
    with unit():
        coupon_id = make_word()
    with unit():
        api.redeem(use_of(coupon_id))
    client, series_id = enter("marketer"), CouponSeries.objects.get().pk

    client.post(reverse("pricing:edit_series", args=[series_id]), {"title": "Осень", "in_total": "1"})

    assert CouponSeries.objects.get().used == 1
    assert api.opened([coupon_id]) == {}
    assert "ОСЕНЬ" in client.get(reverse("pricing:series", args=[series_id])).content.decode()


def test_a_legend_is_worded_anew_and_the_old_words_stay() -> None:
    client = enter("marketer")
    words = {"title": "Зал", "text": "Экономим на зале", "script": "Скажите про зал"}
    client.post(reverse("pricing:legends"), words)
    legend_id = legends.legends()[0].legend_id

    client.post(reverse("pricing:legend", args=[legend_id]), words | {"text": "Экономим на полках"})
    client.post(reverse("pricing:legend", args=[legend_id]), words | {"text": "Экономим на полках"})

    assert list(LegendVersion.objects.order_by("number").values_list("text", flat=True)) == [
        "Экономим на зале",
        "Экономим на полках",
    ]
    assert "Экономим на зале" in client.get(reverse("pricing:legend", args=[legend_id])).content.decode()


def test_a_legend_in_use_is_not_archived() -> None:
    client = enter("marketer")
    client.post(reverse("pricing:legends"), {"title": "Зал", "text": "Экономим", "script": "Скажите"})
    legend = legends.legends()[0]
    with unit():
        actor = accounts.actor_for(Person.objects.get(username="marketer").pk)  # type: ignore[arg-type]
        legends.attach(subject="promotion:1", legend_id=legend.legend_id, actor=actor)

    client.post(reverse("pricing:archive_legend", args=[legend.legend_id]))
    assert [one.legend_id for one in legends.legends()] == [legend.legend_id]

    with unit():
        legends.attach(subject="promotion:1", legend_id=None, actor=actor)
    client.post(reverse("pricing:archive_legend", args=[legend.legend_id]))
    assert legends.legends() == []


def test_who_only_looks_changes_no_legend() -> None:
    client = enter("operator")

    answer = client.post(reverse("pricing:legends"), {"title": "Зал", "text": "Экономим", "script": "Скажите"})

    assert answer.status_code == 403
    assert legends.legends() == []
