"""What the SMS gateway tells us by itself."""

import hashlib

import pytest
from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.messaging import settings
from prilavok.foundation.messaging.models import Message
from prilavok.foundation.messaging.values import State
from tests.foundation.messaging import make
from tests.foundation.messaging.gateway import Gateway
from tests.jobs import RunJobs

SECRET = "word"


@pytest.fixture
def told(db: None, gateway: Gateway, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A genuine callback about a message that was sent."""
    monkeypatch.setattr(settings, "SMS_CALLBACK_SECRET", SECRET)
    with unit():
        make.sent()
    run_jobs()
    return signed({"id": str(Message.objects.get().gateway_id), "phone": "79161234567", "status": "1"})


def signed(form: dict[str, str], secret: str = SECRET) -> dict[str, str]:
    """The form with the gateway's signatures."""
    words = f"{form['id']}:{form['phone']}:{form['status']}:{secret}".encode()
    return {**form, "md5": hashlib.md5(words).hexdigest(), "sha1": hashlib.sha1(words).hexdigest()}  # noqa: S324


def test_delivery_told_by_the_gateway(told: dict[str, str], client: Client) -> None:
    assert client.post("/hooks/smsc/", told).status_code == 200

    assert make.only().state == State.DELIVERED
    assert client.post("/hooks/smsc/", told).status_code == 200


@pytest.mark.parametrize("change", [{"status": "20"}, {"sha1": "0" * 40}, {"id": "x"}, {"sha1": "", "md5": ""}])
def test_forged_callback_changes_nothing(told: dict[str, str], client: Client, change: dict[str, str]) -> None:
    assert client.post("/hooks/smsc/", {**told, **change}).status_code == 403

    assert make.only().state == State.SENT


def test_without_a_secret_no_callback_is_believed(
    told: dict[str, str], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SMS_CALLBACK_SECRET", "")
    form = signed({"id": told["id"], "phone": told["phone"], "status": "1"}, secret="")

    assert client.post("/hooks/smsc/", form).status_code == 403
    assert client.get("/hooks/smsc/").status_code == 405
    assert make.only().state == State.SENT


def test_undeliverable_told_by_the_gateway(told: dict[str, str], client: Client) -> None:
    form = signed({"id": told["id"], "phone": told["phone"], "status": "20"})

    client.post("/hooks/smsc/", form)

    assert make.only().state == State.UNDELIVERABLE
