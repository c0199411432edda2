"""Two logins that are proven to be one person: everything of both is the one's, in every room, once."""

from decimal import Decimal

import pytest

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.foundation.accounts.api import join_buyers
from prilavok.foundation.accounts.book import api as book
from prilavok.foundation.accounts.values import AddressView, PersonId
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import EMAIL, TemplateDraft
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.models import Request
from prilavok.foundation.privacy.values import Agreement, Asked, Purpose, Ways
from prilavok.people.crm import api as crm
from prilavok.people.reviews import api as reviews
from prilavok.people.reviews.models import Review, Vote
from prilavok.people.reviews.values import State, Wanted
from prilavok.people.wishes import api as wishes
from prilavok.people.wishes.values import Owner
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.models import BasketLink
from prilavok.trade.oms.values import OrderFilter
from tests.jobs import RunJobs
from tests.people.reviews.make import buyer, published, write
from tests.trade.oms import make as sale

pytestmark = pytest.mark.django_db
STAFF = Actor(person_id=9, name="Ольга", kind="staff", permissions=frozenset({"people.manage"}), stores=None)


def _address(person_id: int, street: str) -> None:
    draft = AddressView(address_id=0, title="Дом", city="Киров", street=street, is_default=True)
    with unit():
        book.keep_address(person_id=person_id, draft=draft)


def _join(own: int, other: int, run_jobs: RunJobs) -> None:
    with unit():
        join_buyers(person_id=PersonId(own), other_id=PersonId(other), proven="", actor=STAFF)
    run_jobs()


def test_goods_orders_and_consents_of_both_are_the_one_s(run_jobs: RunJobs) -> None:
    own, other = buyer(1), buyer(2)
    chain = sale.make_chain()
    with unit():
        messaging.ensure_template(TemplateDraft(code="privacy_erasure", channel=EMAIL, title="", body="{day} {link}"))
        for person_id, token, number in ((own, "own-device-0123456", 0), (other, "other-device-01234", 1)):
            oms.set_line(token=token, variant_id=chain.goods[number], quantity=Decimal(1))
            oms.bind_basket(token=token, person_id=person_id)
            wishes.put_wish(owner=Owner(person_id=person_id), product_id=number, price=None)
        privacy.agree(said=Agreement(purpose=Purpose.ACCOUNT, person_id=other))
        privacy.ask(person_id=other, kind=Asked.CORRECT, text="Имя")
        privacy.ask(person_id=other, kind=Asked.ERASE)
    placed = sale.place(chain, 1, person_id=other)
    for person_id, street in ((own, "ул. Лесная, 1"), (other, "ул. Речная, 2")):
        _address(person_id, street)
    run_jobs()

    _join(own, other, run_jobs)

    assert [line.variant_id for line in oms.basket_of("own-device-0123456").lines] == list(chain.goods[:2])
    assert oms.basket_of("other-device-01234").lines == ()
    assert [one.number for one in oms.find_orders(OrderFilter(person_id=own)).orders] == [placed.number]
    assert sorted(wishes.wished_ids(Owner(person_id=own))) == [0, 1]
    assert [one.purpose for one in privacy.consents_of(person_id=own, ways=Ways())] == [Purpose.ACCOUNT]
    assert {one.kind: one.state for one in privacy.requests_of(own)} == {
        Asked.CORRECT: "open",
        Asked.ERASE: "cancelled",
    }, "an erasure asked for one login does not take both"
    assert not Request.objects.filter(person_id=other).exists()
    assert [(one.street, one.is_default) for one in book.addresses_of(own)] == [
        ("ул. Лесная, 1", True),
        ("ул. Речная, 2", False),
    ]
    known = crm.customer_by_phone("+79161234567")
    assert known is not None
    assert len(crm.orders_of(known.customer_id)) == 1
    assert not BasketLink.objects.filter(person_id=other).exists()


def test_two_authors_become_one_with_one_review_a_product_and_one_vote_a_review(run_jobs: RunJobs) -> None:
    own, other, third = buyer(1), buyer(2), buyer(3)
    write(own, 1, text="Черновик, который ещё никто не читал.")
    shown = published(other, 1, stars=4)
    written = published(own, 2, stars=5)
    write(other, 2, text="То же самое, но с другого телефона.")
    moved = published(other, 3, stars=3)
    foreign = published(third, 4)
    with unit():
        for person_id, review_id in ((own, shown.review_id), (own, foreign.review_id), (other, foreign.review_id)):
            reviews.vote_review(review_id=review_id, person_id=person_id, is_helpful=True)

    _join(own, other, run_jobs)

    kept = [shown.review_id, written.review_id, moved.review_id]
    assert sorted(one.review_id for one in reviews.reviews_of(own)) == sorted(kept), "what is shown stays"
    assert {one.state for one in reviews.reviews_of(own)} == {State.PUBLISHED}
    assert not Review.objects.filter(person_id=other).exists()
    assert {key: one.count for key, one in reviews.summaries(product_ids=[1, 2, 3]).items()} == {1: 1, 2: 1, 3: 1}
    assert [one.helpful for one in reviews.published(Wanted(product_id=1)).reviews] == [0], "nobody votes on their own"
    assert [one.helpful for one in reviews.published(Wanted(product_id=4)).reviews] == [1]
    assert Vote.objects.filter(person_id=other).count() == 0
