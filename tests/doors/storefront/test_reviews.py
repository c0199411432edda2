"""Reviews on the shop's pages: shared pages stay shared, strangers' text stays text, a buyer writes for themselves."""

import io
import json
import re

import pytest
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from prilavok.base.unit import unit
from prilavok.doors.storefront.actions.index_goods import catch_up
from prilavok.doors.storefront.adapters import goods_index
from prilavok.foundation.accounts.models import Person
from prilavok.people.reviews import api
from prilavok.people.reviews.models import Picture, Review, Vote
from tests.jobs import RunJobs
from tests.people.reviews.make import MODERATOR, TEXT, approve, buyer, published, write

SCRIPT = "</script><script>alert(7)</script><img src=x onerror=alert(7)>{{7*7}}"


def entered(client: Client, person_id: int) -> Client:
    client.force_login(Person.objects.get(pk=person_id))
    return client


def slug(product_id: int) -> str:
    from prilavok.goods.pim.models import Product

    return str(Product.objects.get(pk=product_id).slug)


def said(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def data_of(text: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]


def test_the_product_page_rates_by_published_reviews_only_and_stays_shared(
    shop: dict[str, int], client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/product/{slug(shop['lamp'])}/"
    one = write(buyer(1), shop["lamp"], stars=4)
    assert "aggregateRating" not in data_of(said(client, address))

    approve(one)
    entered(client, buyer(2))
    with django_assert_max_num_queries(14):
        answer = client.get(address)
    rating = data_of(answer.content.decode())["aggregateRating"]
    assert isinstance(rating, dict)
    assert (rating["ratingValue"], rating["reviewCount"]) == ("4.0", 1)
    for path in (address, f"{address}reviews/", f"{address}reviews/part/"):
        answer = client.get(path)
        assert 0 < float(answer.headers["X-Page-Cache"]) < 2, path
        assert "Set-Cookie" not in answer.headers, path
        assert "Cookie" not in answer.headers.get("Vary", ""), f"{path} has read the session"


def test_cards_carry_the_stars_of_what_is_published(
    shop: dict[str, int], client: Client, run_jobs: RunJobs, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one, other = (
        published(buyer(number), shop["lamp"], stars=stars, text=f"{TEXT} {stars}")
        for number, stars in ((1, 5), (2, 4))
    )
    run_jobs()
    client.get("/catalog/")
    with django_assert_num_queries(1):
        assert ">4,5</span>" in said(client, "/catalog/?page=1")

    with unit():
        api.refuse_review(review_id=one.review_id, version=1, reason="rude", note="", actor=MODERATOR)
        api.refuse_review(review_id=other.review_id, version=1, reason="rude", note="", actor=MODERATOR)
    run_jobs()
    assert "card__rating" not in said(client, "/catalog/")


def test_goods_are_listed_by_what_is_thought_of_them_and_follow_the_moderator(
    shop: dict[str, int], client: Client, run_jobs: RunJobs
) -> None:
    """Three good ones stand above a single best one, and what nobody has judged above what is judged badly."""
    buyers = [buyer(number) for number in range(1, 5)]
    for who, code, stars in ((0, "saw", 5), (1, "pot", 5), (2, "pot", 5), (3, "pot", 4), (0, "lamp", 1)):
        published(buyers[who], shop[code], stars=stars, text=f"{TEXT} {code}")
    run_jobs()
    writing = goods_index.Writing()

    def listed(path: str, *, by_index: bool = True) -> list[str]:
        if by_index:
            catch_up(writing)
        goods_index.forget_reader()
        found = re.findall(r'card__title"><a href="[^"]*">(\w+)', said(client, path))
        return [one for one in found if one in ("Кашпо", "Пила", "Лампа", "Чайник")]

    for by_index in (False, True):
        for path in ("/catalog/?sort=rated", "/search/?q=северный+двор&sort=rated"):
            assert listed(path, by_index=by_index) == ["Кашпо", "Пила", "Чайник", "Лампа"], (path, by_index)

    with unit():
        worst = Review.objects.get(stars=1)
        api.refuse_review(review_id=worst.pk, version=1, reason="rude", note="", actor=MODERATOR)
    run_jobs()
    assert listed("/catalog/?sort=rated") == ["Кашпо", "Пила", "Лампа", "Чайник"]


def test_a_stranger_s_text_is_never_markup(shop: dict[str, int], client: Client) -> None:
    anna = buyer(1, "Анна Петрова")
    published(anna, shop["lamp"], text=SCRIPT, pros=SCRIPT, cons=SCRIPT, name=SCRIPT)
    address = f"/product/{slug(shop['lamp'])}/"
    entered(client, anna)

    for path in (f"{address}reviews/", f"{address}reviews/part/", f"{address}review/", "/account/reviews/"):
        text = said(client, path)
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        assert "{{7*7}}" in text, path
    body = data_of(said(client, f"{address}reviews/"))["review"]
    assert body[0]["reviewBody"] == SCRIPT  # type: ignore[index]


def test_a_buyer_writes_by_a_plain_form_changes_and_takes_back(shop: dict[str, int], client: Client) -> None:
    anna = buyer(1, "Анна Петрова")
    address = f"/product/{slug(shop['lamp'])}/review/"
    assert client.get(address).headers["Location"].startswith("/account/login/?next=")
    entered(client, anna)
    out = io.BytesIO()
    Image.new("RGB", (50, 50), "red").save(out, "PNG")
    out.seek(0)
    out.name = "лампа.png"

    assert client.post(address, {"stars": "", "text": TEXT}).status_code == 422
    bad = io.BytesIO(b"<svg/>")
    bad.name = "<b>x.png"
    refused = client.post(address, {"stars": "5", "text": TEXT, "pictures": [bad]})
    assert refused.status_code == 422
    assert TEXT in refused.content.decode(), "nothing typed is lost"
    assert b"<b>x.png" not in refused.content
    assert not Review.objects.exists()

    answer = client.post(address, {"stars": "5", "text": TEXT, "name": "Анна Петрова", "pictures": [out]})
    assert answer.status_code == 303
    row = Review.objects.get()
    assert (row.person_id, row.state, row.author, Picture.objects.count()) == (anna, "waiting", "Анна П.", 1)
    assert "На проверке" in said(client, "/account/reviews/")

    client.post(f"{address}withdraw/")
    assert Review.objects.get().state == "withdrawn"


def test_nobody_writes_or_takes_back_for_another(shop: dict[str, int], client: Client) -> None:
    anna, boris = buyer(1), buyer(2, "Борис Ким")
    hers = published(anna, shop["lamp"])
    address = f"/product/{slug(shop['lamp'])}/review/"
    entered(client, boris)

    assert TEXT not in said(client, address), "the form begins empty"
    assert client.post(f"{address}withdraw/").status_code == 404
    client.post(address, {"stars": "1", "text": "Мне не понравилась.", "person_id": anna, "review_id": hers.review_id})

    assert Review.objects.get(person_id=anna).text == TEXT
    assert Review.objects.get(person_id=boris).stars == 1
    staff = Client()
    staff.force_login(Person.objects.create(username="op", kind="staff", is_active=True))
    assert staff.post(address, {"stars": "5", "text": "Отличная лампа!"}).status_code == 404
    assert Review.objects.count() == 2


def test_a_vote_asks_to_sign_in_and_comes_back(shop: dict[str, int], client: Client) -> None:
    one = published(buyer(1), shop["lamp"])
    address = f"/reviews/{one.review_id}/vote/"

    assert (
        client.post(address, {"helpful": "yes"}).headers["Location"]
        == f"/account/login/?next=%2Freviews%2F{one.review_id}%2Fvote%2F"
    )
    assert not Vote.objects.exists()
    entered(client, buyer(2))
    assert client.get(address).headers["Location"].endswith(f"/reviews/#review-{one.review_id}")
    assert not Vote.objects.exists(), "an address alone votes for nobody"
    client.post(address, {"helpful": "yes"})
    assert Review.objects.get().helpful == 1


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", "bca"),
        ("?sort=new", "cba"),
        ("?sort=high", "cba"),
        ("?sort=low", "abc"),
        ("?stars=5", "c"),
        ("?stars=2", ""),
    ],
)
def test_reviews_are_sorted_and_narrowed_by_the_address(
    shop: dict[str, int],
    client: Client,
    query: str,
    order: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number, (letter, stars) in enumerate((("a", 1), ("b", 4), ("c", 5)), 1):
        published(buyer(number), shop["lamp"], text=f"отзыв-{letter} о лампе", stars=stars)
    Review.objects.filter(text__contains="отзыв-b").update(helpful=3)

    address = f"/product/{slug(shop['lamp'])}/reviews/{query}"
    with django_assert_max_num_queries(12):
        text = said(client, address)

    main = text[text.index("<main") :]
    assert "".join(re.findall(r'"review__text pre">отзыв-(\w)', main)) == order
