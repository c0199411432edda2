"""Buyers are asked once, by day, some days after they took the order, and never when they said no."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from prilavok.base.unit import unit
from prilavok.foundation.messaging.models import Message
from prilavok.people.reviews import api
from prilavok.people.reviews.actions import invite_buyers
from prilavok.people.reviews.errors import DaysWrong
from prilavok.people.reviews.models import Invitation, Silence
from prilavok.people.reviews.values import QueueFilter, TermsView
from prilavok.trade.oms.values import Contact
from tests.jobs import RunJobs
from tests.people.reviews.make import MODERATOR, approve, buyer, write
from tests.trade.oms import make as sale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _always_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invite_buyers, "DAYTIME", range(24))


def issued(chain: sale.Chain, run_jobs: RunJobs, **more: object) -> int:
    order_id = sale.place(chain, 1, 1, **more).order_id
    sale.pick(chain, order_id)
    sale.issue(chain, order_id, sale.fulfilment_code(order_id), key=f"issue-{order_id}")
    run_jobs()
    return int(order_id)


def later(days: int) -> None:
    Invitation.objects.update(issued_at=timezone.now() - timedelta(days=days, minutes=1))


def ask() -> list[str]:
    with unit():
        api.invite_due()
    found = Message.objects.filter(template="review_invitation")
    return list(found.order_by("pk").values_list("to", flat=True))


def test_one_message_when_the_time_has_come(run_jobs: RunJobs) -> None:
    chain = sale.make_chain()
    sale.place(chain, 1)
    issued(chain, run_jobs)

    assert ask() == [], "too early"
    later(7)
    assert ask() == ["anna@example.test"]
    assert ask() == ["anna@example.test"], "once"
    text = Message.objects.get(template="review_invitation").text
    assert f"/reviews/invitation/{Invitation.objects.get().token}/" in text


def test_no_message_by_night_when_it_is_off_or_about_what_was_reviewed(
    run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain, anna = sale.make_chain(), buyer()
    order_id = issued(chain, run_jobs, person_id=anna)
    later(7)
    with unit():
        api.keep_terms(terms=TermsView(is_on=False, after_days=3), actor=MODERATOR)
    assert ask() == []
    with unit():
        api.keep_terms(terms=TermsView(is_on=True, after_days=3), actor=MODERATOR)
    with monkeypatch.context() as night:
        night.setattr(invite_buyers, "DAYTIME", range(0))
        assert ask() == []
    token = Invitation.objects.get(order_id=order_id).token
    found = api.invitation(token)
    assert found is not None
    for product in found.product_ids:
        write(anna, product)
    assert ask() == []
    assert Invitation.objects.get().ended == "over"


@pytest.mark.parametrize("days", [0, 91])
def test_days_are_within_reason(days: int) -> None:
    with pytest.raises(DaysWrong), unit():
        api.keep_terms(terms=TermsView(after_days=days), actor=MODERATOR)
    assert api.terms() == TermsView()


def test_who_says_no_once_is_not_asked_again_about_any_order(run_jobs: RunJobs, client: Client) -> None:
    chain = sale.make_chain()
    issued(chain, run_jobs)
    later(7)
    ask()
    address = f"/reviews/invitation/{Invitation.objects.get().token}/"

    assert client.get(address).status_code == 200
    assert not Silence.objects.exists(), "a link alone does nothing"
    client.post(address, {"write": "no"})
    assert "anna" not in Silence.objects.values_list("contact_digest", flat=True)[0]

    issued(chain, run_jobs, contact=Contact(name="Анна", phone="+79169999999", email="Anna@example.test"))
    later(7)
    assert ask() == ["anna@example.test"], "only the first one"
    client.post(address, {"write": "yes"})
    assert not Silence.objects.exists()
    assert client.get("/reviews/invitation/no-such-token-was-ever-given/").status_code == 404


def test_the_author_hears_of_the_decision_once_a_version() -> None:
    def told() -> list[tuple[str, str]]:
        return list(Message.objects.filter(template__startswith="review_").order_by("pk").values_list("to", "template"))

    one = write(buyer())
    assert told() == []
    with unit():
        api.refuse_review(
            review_id=one.review_id, version=one.version, reason="contacts", note="Уберите телефон", actor=MODERATOR
        )
        api.refuse_review(review_id=one.review_id, version=one.version, reason="rude", note="", actor=MODERATOR)
    assert told() == [("+79160000001", "review_refused")]
    assert "Телефоны, адреса или ссылки. Уберите телефон" in Message.objects.get().text

    approve(write(one.person_id, text="Исправлено: режет ровно и не гнётся."))
    write(10**12)
    approve(api.queue(QueueFilter()).reviews[0])
    assert told()[1:] == [("+79160000001", "review_published")], "who has no account hears nothing"
