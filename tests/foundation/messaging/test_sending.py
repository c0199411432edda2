"""One message goes out once, whatever happens on the way."""

import email.policy
import os
import subprocess
import sys
from datetime import timedelta
from email import message_from_string
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from prilavok.base import breaker
from prilavok.base.access import SYSTEM
from prilavok.base.breaker import breaker_of
from prilavok.base.models import JournalEntry
from prilavok.base.unit import UnitMissing, unit
from prilavok.foundation.messaging import settings
from prilavok.foundation.messaging.actions import deliver_message
from prilavok.foundation.messaging.adapters.parcel import Parcel
from prilavok.foundation.messaging.api import messages_about, send, send_again, send_many
from prilavok.foundation.messaging.errors import NotForSendingAgain, TemplateMissing
from prilavok.foundation.messaging.models import Message
from prilavok.foundation.messaging.values import State
from tests.foundation.messaging import make
from tests.foundation.messaging.gateway import Gateway
from tests.jobs import RunJobs, waiting


def test_message_is_worded_at_once_and_sent_after_the_unit(db: None, gateway: Gateway, run_jobs: RunJobs) -> None:
    with unit():
        make.sent()
    assert make.only().state == State.WAITING
    assert gateway.taken == []

    run_jobs()

    (form,) = gateway.taken
    assert (form["phones"], form["mes"]) == ("79161234567", "Заказ 1042-7 готов. Северный двор")
    assert make.only().state == State.SENT


def test_same_key_is_one_message(db: None, gateway: Gateway, run_jobs: RunJobs) -> None:
    with unit():
        make.sent()
        send(make.wanted())
    with unit():
        send(make.wanted())

    run_jobs()

    assert len(gateway.taken) == 1


def test_send_needs_a_unit_and_a_template(db: None) -> None:
    with pytest.raises(UnitMissing):
        send(make.wanted())
    with pytest.raises(TemplateMissing), unit():
        send(make.wanted())

    assert messages_about("order:1") == []
    assert waiting() == []


def test_delivery_is_learned_by_asking(db: None, gateway: Gateway, run_jobs: RunJobs) -> None:
    with unit():
        make.sent()

    run_jobs(ahead_s=10)

    assert make.only().state == State.DELIVERED
    assert len(gateway.asked) == 1


def test_gateway_down_messages_wait_and_go_out_once_when_it_is_back(
    db: None, monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs, gateway: Gateway
) -> None:
    address = settings.SMS_URL
    monkeypatch.setattr(settings, "SMS_URL", "http://127.0.0.1:9/smsc")
    with unit():
        make.template()
        for number in range(3):
            send(make.wanted(key=f"order:{number}", to=f"+7916123450{number}"))
    run_jobs()
    assert {one.state for one in messages_about("order:1")} == {State.WAITING}
    assert len(waiting()) == 3

    monkeypatch.setattr(settings, "SMS_URL", address)
    run_jobs(ahead_s=8)

    assert len(gateway.taken) == 3
    assert len({form["id"] for form in gateway.taken}) == 3


def test_several_messages_share_a_job_and_one_that_fails_holds_up_none(
    db: None, gateway: Gateway, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit():
        make.template()
        send_many([make.wanted(key=f"order:{number}", to=f"+7916123450{number}") for number in range(4)])
    assert waiting() == ["prilavok.foundation.messaging.jobs.deliver_messages"]
    usual = deliver_message.parcel_of

    def poisoned(message: Message) -> Parcel:
        if message.key == "order:1":
            raise RuntimeError
        return usual(message)

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(deliver_message, "parcel_of", poisoned)
        run_jobs()
    assert [form["phones"][-1] for form in gateway.taken] == ["0", "2", "3"]

    Message.objects.filter(state=State.SENDING).update(claimed_until=timezone.now())
    run_jobs(tries=2)
    assert sorted(form["phones"][-1] for form in gateway.taken) == ["0", "1", "2", "3"]


def test_several_messages_for_a_gateway_left_alone_wait_in_one_job(
    db: None, gateway: Gateway, run_jobs: RunJobs
) -> None:
    with unit():
        make.template()
        send_many([make.wanted(key=f"order:{number}", to=f"+7916123450{number}") for number in range(3)])
    Message.objects.filter(key="order:1").update(state=State.SENT, sent_at=timezone.now())
    guard = breaker_of(urlsplit(gateway.url).netloc)
    for _ in range(breaker.FAILURES):
        guard.note(is_good=False)

    run_jobs()

    assert waiting() == ["prilavok.foundation.messaging.jobs.deliver_messages"]
    assert set(Message.objects.filter(state=State.WAITING).values_list("tries", flat=True)) == {0}
    breaker.forget()
    run_jobs(ahead_s=60)
    assert sorted(form["phones"][-1] for form in gateway.taken) == ["0", "2"]


def test_what_waits_for_a_gateway_left_alone_loses_no_try(
    db: None, gateway: Gateway, run_jobs: RunJobs, django_assert_max_num_queries: Any
) -> None:
    with unit():
        make.sent()
    guard = breaker_of(urlsplit(gateway.url).netloc)
    for _ in range(breaker.FAILURES):
        guard.note(is_good=False)

    with django_assert_max_num_queries(8):
        run_jobs()

    waits = Message.objects.get()
    assert (waits.state, waits.tries, gateway.taken) == (State.WAITING, 0, [])
    assert waits.next_try_at is not None
    assert waits.next_try_at - timezone.now() > timedelta(seconds=breaker.REST_S - 5)

    breaker.forget()
    run_jobs(ahead_s=60)
    assert len(gateway.taken) == 1


def test_first_message_that_gets_through_wakes_those_who_sleep_for_long(
    db: None, gateway: Gateway, run_jobs: RunJobs
) -> None:
    with unit():
        make.template()
        for number in range(3):
            send(make.wanted(key=f"order:{number}", to=f"+7916123450{number}"))
    Message.objects.update(tries=9, next_try_at=timezone.now() + timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour'"
            " WHERE id <> (SELECT min(id) FROM procrastinate_jobs)"
        )

    run_jobs()

    assert len(gateway.taken) == 3


def test_pauses_grow(db: None, monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs) -> None:
    monkeypatch.setattr(settings, "SMS_URL", "http://127.0.0.1:9/smsc")
    monkeypatch.setattr(breaker, "FAILURES", breaker.WINDOW + 1)
    with unit():
        make.sent()

    run_jobs(ahead_s=100)

    message = make.only()
    assert message.tries == 5
    assert message.next_try_at is not None
    assert timedelta(seconds=110) < message.next_try_at - timezone.now() < timedelta(seconds=125)


@pytest.mark.parametrize("fault", ["drop", "9"])
def test_lost_answer_is_asked_about_before_anything_is_sent_again(
    db: None, gateway: Gateway, run_jobs: RunJobs, fault: str
) -> None:
    gateway.faults = [fault]
    with unit():
        make.sent()

    run_jobs(ahead_s=30)

    assert len(gateway.taken) == 1
    assert gateway.asked[0]["id"] == gateway.taken[0]["id"]
    assert make.only().state == State.DELIVERED


def test_message_the_gateway_never_got_is_sent_again(db: None, gateway: Gateway, run_jobs: RunJobs) -> None:
    gateway.faults = ["500"]
    with unit():
        make.sent()

    run_jobs(ahead_s=8)

    assert len(gateway.taken) == 1
    assert make.only().tries == 2


@pytest.mark.parametrize(
    ("code", "state"),
    [("7", State.UNDELIVERABLE), ("8", State.UNDELIVERABLE), ("6", State.UNDELIVERABLE), ("1", State.FAILED)],
)
def test_final_refusals_end_it(db: None, gateway: Gateway, run_jobs: RunJobs, code: str, state: State) -> None:
    gateway.faults = [code]
    with unit():
        make.sent()

    run_jobs(ahead_s=4000)

    assert gateway.taken == []
    message = make.only()
    assert (message.state, message.tries) == (state, 1)
    assert message.error


@pytest.mark.parametrize("code", ["2", "3", "4"])
def test_our_own_troubles_at_the_gateway_only_delay(db: None, gateway: Gateway, run_jobs: RunJobs, code: str) -> None:
    gateway.faults = [code]
    with unit():
        make.sent()

    run_jobs(ahead_s=8)

    assert len(gateway.taken) == 1


def test_what_is_late_is_not_sent(db: None, gateway: Gateway, run_jobs: RunJobs) -> None:
    with unit():
        make.sent(valid_s=600)
        Message.objects.update(valid_until=timezone.now() - timedelta(seconds=1))

    run_jobs()

    assert gateway.taken == []
    assert make.only().state == State.FAILED


def test_secret_text_is_shown_to_nobody_and_forgotten(db: None, gateway: Gateway, run_jobs: RunJobs) -> None:
    with unit():
        make.sent(is_secret=True)
    assert "1042-7" not in make.only().text

    run_jobs()

    assert "1042-7" in gateway.taken[0]["mes"]
    assert "1042-7" not in Message.objects.get().text


def test_failed_message_is_sent_again_on_demand(db: None, gateway: Gateway, run_jobs: RunJobs) -> None:
    gateway.faults = ["8"]
    with unit():
        make.sent()
    run_jobs()

    with unit():
        send_again(message_id=make.only().message_id, actor=SYSTEM)
    run_jobs(queue="messaging")

    assert len(gateway.taken) == 1
    with pytest.raises(NotForSendingAgain), unit():
        send_again(message_id=make.only().message_id, actor=SYSTEM)


@pytest.mark.crash
@pytest.mark.django_db(transaction=True)
def test_worker_killed_after_the_gateway_took_it_sends_once(gateway: Gateway, run_jobs: RunJobs) -> None:
    with unit():
        make.sent()
    _die_sending(make.only().message_id, PRILAVOK_SMS_URL=gateway.url, PRILAVOK_CRASH="messaging.sms:after_send")
    assert make.only().state == State.SENDING
    assert len(gateway.taken) == 1

    Message.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    run_jobs()

    assert len(gateway.taken) == 1
    assert make.only().state == State.DELIVERED


@pytest.mark.crash
@pytest.mark.django_db(transaction=True)
def test_letter_repeated_after_a_crash_keeps_its_message_id(mailbox: list[Any], run_jobs: RunJobs) -> None:
    with unit():
        make.sent("email")
    _die_sending(make.only().message_id, PRILAVOK_SMTP=settings.SMTP, PRILAVOK_CRASH="messaging.email:after_send")

    Message.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    run_jobs()

    assert make.only().state == State.SENT
    assert len({letter["Message-ID"] for letter in mailbox}) == 1


def test_another_worker_waits_for_the_lease(db: None, gateway: Gateway, run_jobs: RunJobs) -> None:
    with unit():
        make.sent()
        Message.objects.update(state="sending", claimed_until=timezone.now() + timedelta(seconds=60))

    run_jobs()

    assert gateway.taken == []
    assert len(waiting()) == 1


def test_the_next_look_at_a_message_is_when_the_lease_is_over(db: None, gateway: Gateway, run_jobs: RunJobs) -> None:
    with unit():
        make.sent()
        Message.objects.update(state="sending", claimed_until=timezone.now() + timedelta(seconds=3))

    run_jobs(ahead_s=2)
    assert len(waiting()) == 1
    Message.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    run_jobs(ahead_s=5)

    assert make.only().state == State.DELIVERED


def test_letter_has_text_and_html_of_the_same_words(db: None, mailbox: list[Any], run_jobs: RunJobs) -> None:
    with unit():
        make.sent("email", context={"number": "<b>1042</b>"})

    run_jobs()

    (raw,) = mailbox
    letter: Any = message_from_string(raw.as_string(), policy=email.policy.default)
    assert letter["Subject"] == "Заказ <b>1042</b>"
    assert letter["From"].addresses[0].display_name == "Северный двор"
    text, html = letter.get_body(("plain",)).get_content(), letter.get_body(("html",)).get_content()
    assert "Заказ <b>1042</b> готов" in text
    assert "Заказ &lt;b&gt;1042&lt;/b&gt; готов" in html
    (line,) = JournalEntry.objects.filter(flow="messaging.email")
    assert "anna@" not in line.summary + str(line.detail)


def test_unknown_mailbox_is_undeliverable(db: None, mailbox: list[Any], run_jobs: RunJobs) -> None:
    with unit():
        make.sent("email", to="nobody@example.com")

    run_jobs()

    assert make.only().state == State.UNDELIVERABLE


def test_line_breaks_cannot_add_headers(db: None, mailbox: list[Any], run_jobs: RunJobs) -> None:
    with unit():
        make.template("email")
        send(make.wanted(channel="email", context={"number": "1\r\nBcc: all@example.com"}))
        send(make.wanted(key="two", channel="email", to="a@example.com\r\nBcc: all@example.com"))

    run_jobs()

    (raw,) = mailbox
    assert raw["Bcc"] is None
    assert sorted(one.state for one in messages_about("order:1")) == [State.SENT, State.UNDELIVERABLE]


def _die_sending(message_id: int, **environment: str) -> None:
    named = connection.settings_dict
    url = f"postgresql://{named['USER']}:{named['PASSWORD']}@{named['HOST']}:{named['PORT']}/{named['NAME']}"
    script = (
        "import django; django.setup();"
        "from prilavok.foundation.messaging.jobs import deliver_message;"
        f"deliver_message.func(message_id={message_id})"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "prilavok.config.settings", "DATABASE_URL": url, **environment},
        check=False,
        capture_output=True,
    )
    assert ended.returncode == -9, ended.stderr.decode()
