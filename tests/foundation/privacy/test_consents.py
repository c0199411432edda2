"""Consents are given to a version, taken back with one press, and obeyed at once, by queued messages too."""

import pytest

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.models import Message
from prilavok.foundation.messaging.values import EMAIL, SMS, Kind, SendMessage, TemplateDraft
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.errors import TextChangedMeanwhile
from prilavok.foundation.privacy.models import Consent
from prilavok.foundation.privacy.values import Agreement, Purpose, Text, TextDraft, Ways

pytestmark = pytest.mark.django_db
PHONE, MAIL = "+79161234567", "anna@example.org"
WAYS = Ways(phone=PHONE, email=MAIL)
EDITOR = Actor(person_id=1, name="Юрист", kind="staff", permissions=frozenset({"privacy.edit"}), stores=None)


@pytest.fixture
def person_id() -> int:
    with unit():
        for code, kind in (("sale", Kind.NEWS), ("arrived", Kind.GOODS), ("order_news", Kind.ORDERS)):
            draft = TemplateDraft(code=code, channel=SMS, title=code, body="{chain} {stop}", kind=kind)
            messaging.ensure_template(draft)
    return Person.objects.create(username="buyer-x", kind="buyer", phone=PHONE, email=MAIL).pk


def _send(key: str, template: str = "sale", to: str = PHONE) -> str:
    with unit():
        messaging.send(SendMessage(key=key, template=template, channel=SMS, to=to, about="test:1"))
    return str(Message.objects.get(key=key).state)


def _agree(person_id: int, purpose: Purpose = Purpose.NEWS_SMS, contact: str = PHONE) -> None:
    with unit():
        privacy.agree(said=Agreement(purpose=purpose, person_id=person_id, contact=contact, network="192.0.2.7"))


def test_advertising_goes_only_where_it_was_agreed_to(person_id: int) -> None:
    assert _send("before") == "unwanted"

    _agree(person_id)

    assert _send("after") == "waiting"
    assert _send("elsewhere", to="+79031112233") == "unwanted"
    kept = Consent.objects.get()
    assert (kept.text_code, kept.version, kept.network, kept.channel) == ("news", 1, "192.0.2.7", "site")


def test_a_withdrawn_consent_stops_what_waits_and_what_comes(person_id: int) -> None:
    _agree(person_id)
    _send("waits")
    _send("order", "order_news")

    with unit():
        withdrawn = privacy.withdraw(purpose=Purpose.NEWS_SMS, person_id=person_id, ways=WAYS, actor=Actor())

    assert withdrawn == 1
    assert Message.objects.get(key="waits").state == "unwanted"
    assert _send("later") == "unwanted"
    assert Message.objects.get(key="order").state == "waiting"
    assert privacy.standing(privacy.consents_of(person_id=person_id, ways=WAYS), WAYS) == {}


def test_the_link_in_a_message_ends_its_kind_and_no_other(person_id: int) -> None:
    _agree(person_id)
    _send("first")
    link = Message.objects.get(key="first").text.rsplit("/stop/", 1)[1].rstrip("/")

    with unit():
        assert not privacy.stop(token=link[:-1] + ("a" if link[-1] != "a" else "b"))
    assert messaging.wants(PHONE, Kind.NEWS)
    with unit():
        assert privacy.stop(token=link)

    assert _send("second") == "unwanted"
    assert _send("goods", "arrived") == "waiting"
    assert Consent.objects.get().withdrawn_by == "link"


def test_the_way_of_order_news_is_chosen_but_never_silence(person_id: int) -> None:
    ways = [(SMS, PHONE), (EMAIL, MAIL)]
    with unit():
        messaging.set_wish(address=PHONE, kind=Kind.ORDERS, wanted=False)

    assert messaging.chosen_ways(kind=Kind.ORDERS, ways=ways) == [(EMAIL, MAIL)]
    assert messaging.chosen_ways(kind=Kind.ORDERS, ways=[(SMS, PHONE), (EMAIL, "")]) == [(SMS, PHONE)]


def test_a_new_version_asks_anew_only_when_its_editor_says_so(person_id: int) -> None:
    _agree(person_id, Purpose.ACCOUNT, "")
    assert privacy.missing(person_id=person_id) == []

    def publish(upon: int, *, asks_again: bool) -> None:
        with unit():
            draft = TextDraft(code=Text.PERSONAL, upon=upon, title="Т", body=f"Слова {upon}", asks_again=asks_again)
            privacy.publish_text(draft=draft, actor=EDITOR)

    publish(1, asks_again=False)
    assert privacy.missing(person_id=person_id) == []
    publish(2, asks_again=True)
    assert privacy.missing(person_id=person_id) == [Purpose.ACCOUNT]
    with pytest.raises(TextChangedMeanwhile):
        publish(2, asks_again=True)
    _agree(person_id, Purpose.ACCOUNT, "")
    assert privacy.missing(person_id=person_id) == []
    assert sorted(Consent.objects.values_list("version", flat=True)) == [1, 3]
