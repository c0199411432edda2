"""Favourites belong to one owner, become the person's at login, and open to nobody else."""

from decimal import Decimal

import pytest

from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.foundation.accounts.events import PersonsJoined
from prilavok.goods.pim.identity import merging
from prilavok.people.wishes import api, reactions, rules
from prilavok.people.wishes.errors import TooManyWishes
from prilavok.people.wishes.models import WishList
from prilavok.people.wishes.values import Owner, Traits
from tests.goods.pim.make import make_product
from tests.jobs import RunJobs

pytestmark = pytest.mark.django_db
GUEST, ANNA, BORIS = Owner(token="guest-token-0123456789"), Owner(person_id=1), Owner(person_id=2)


def put(owner: Owner, *products: int, price: str = "100.00") -> None:
    for one in products:
        with unit():
            api.put_wish(owner=owner, product_id=one, price=Money(Decimal(price)))


def test_a_guest_s_list_becomes_the_person_s_and_its_token_opens_nothing() -> None:
    put(ANNA, 1, price="80.00")
    put(GUEST, 1, 2)

    with unit():
        assert api.take_over(token=GUEST.token, person_id=1) == 1
    held = api.wishes_of(ANNA)
    assert sorted(held.product_ids) == [1, 2]
    assert {one.product_id: one.seen_price for one in held.lines}[1] == Money(Decimal(80)), "the price seen first"
    assert api.wishes_of(GUEST).lines == ()
    with unit():
        assert api.take_over(token=GUEST.token, person_id=2) == 0, "again, or by another, nothing comes"
    assert WishList.objects.count() == 1


def test_a_share_address_shows_the_list_until_it_is_stopped_and_survives_a_login() -> None:
    put(GUEST, 1)
    with unit():
        address = api.share_wishes(owner=GUEST)
        assert api.share_wishes(owner=GUEST) == address
        api.take_over(token=GUEST.token, person_id=1)
    shared = api.shared(address)
    assert shared is not None
    assert shared.product_ids == [1]

    with unit():
        api.stop_sharing(owner=BORIS)
    assert api.shared(address) is not None, "somebody else stops nothing"
    with unit():
        api.stop_sharing(owner=ANNA)
    assert api.shared(address) is None
    assert api.shared("") is None


def test_the_lists_of_two_logins_that_became_one_are_one() -> None:
    put(ANNA, 1, price="80.00")
    put(BORIS, 1, 2)
    with unit():
        address = api.share_wishes(owner=BORIS)

    with unit():
        reactions.join_lists(PersonsJoined(person_id=1, other_id=2))
        reactions.join_lists(PersonsJoined(person_id=1, other_id=2))
    assert {one.product_id: one.seen_price for one in api.wishes_of(ANNA).lines} == {
        1: Money(Decimal(80)),
        2: Money(Decimal(100)),
    }
    assert api.shared(address) == api.wishes_of(ANNA)
    assert api.wishes_of(BORIS).lines == ()


def test_what_was_put_by_follows_its_product_and_returns_when_the_merge_ends(run_jobs: RunJobs) -> None:
    with unit():
        kept, gone = make_product("A", "Топор"), make_product("B", "Топор")
    put(ANNA, gone, price="80.00")
    put(BORIS, kept, gone)

    with unit():
        merge_id = merging.merge(kept_id=kept, gone_id=gone, by="Илья")
    run_jobs()
    assert [(one.product_id, one.seen_price) for one in api.wishes_of(ANNA).lines] == [(kept, Money(Decimal(80)))]
    assert api.wished_ids(BORIS) == [kept], "both at once are one wish"

    with unit():
        merging.take_apart(merge_id)
    run_jobs()
    assert api.wished_ids(ANNA) == [gone]
    assert api.wished_ids(BORIS) == [kept]


def test_a_list_has_an_end_and_a_person_is_forgotten() -> None:
    put(ANNA, *range(1, 201))
    with pytest.raises(TooManyWishes):
        put(ANNA, 201)
    assert len(api.held_about(1)) == 200

    with unit():
        api.forget(1)
    assert api.held_about(1) == ()
    put(GUEST, 1)
    with unit():
        assert api.forget_unused(unused_days=90) == 0
        WishList.objects.update(changed_at="2020-01-01T00:00:00Z")
        assert api.forget_unused(unused_days=90) == 1


def test_a_cookie_is_read_without_trust() -> None:
    assert rules.kept_ids("5.5.07.x.-1.<script>.12.99999999999999999999") == [5, 12]
    assert rules.seen_again([1, 2, 3], 2) == [2, 1, 3]


def test_the_table_joins_what_is_known_and_says_what_differs() -> None:
    rows = rules.table(
        [
            Traits(product_id=1, group=1, values=(("Цвет", "белый"), ("Материал", "Сталь"))),
            Traits(product_id=2, group=1, values=(("Материал", "сталь"), ("Вес", "2 кг"), ("Вес", "3 кг"))),
        ]
    )
    assert [(row.title, row.values, row.is_same) for row in rows] == [
        ("Цвет", ("белый", ""), False),
        ("Материал", ("Сталь", "сталь"), True),
        ("Вес", ("", "2 кг, 3 кг"), False),
    ]


def test_only_a_lower_price_is_a_fall() -> None:
    fall = rules.fall(Decimal(100), Decimal(80))
    assert fall is not None
    assert fall.by == 20
    assert rules.fall(Decimal(100), Decimal(100)) is None
    assert rules.fall(None, Decimal(1)) is None
