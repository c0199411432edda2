"""The mailbox takes real SMTP and keeps one copy of a letter."""

import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from starlette.testclient import TestClient

from sandbox import faults, mailbox
from sandbox.state import Store


@pytest.fixture
def port(store: Store) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    server = mailbox.start(store, "127.0.0.1", free)
    yield free
    server.stop()


def post(port: int, message_id: str = "<1@shop>") -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "shop@example.ru", "anna@example.ru", "Заказ 1042-7"
    letter["Message-ID"] = message_id
    letter.set_content("Заказ готов")
    letter.add_alternative("<b>Заказ готов</b>", subtype="html")
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
        server.send_message(letter)


def test_a_letter_is_shown_with_both_bodies(port: int, browser: TestClient) -> None:
    post(port)

    (row,) = browser.get("/mail.json", params={"to": "anna@example.ru"}).json()["letters"]
    found = browser.get(f"/mail/{row['id']}.json").json()
    assert (found["subject"], found["text"].strip(), found["html"].strip()) == (
        "Заказ 1042-7",
        "Заказ готов",
        "<b>Заказ готов</b>",
    )
    assert "Заказ 1042-7" in browser.get("/mail/").text
    assert "sandbox" in browser.get(f"/mail/{row['id']}/html").headers["content-security-policy"]


def test_the_same_message_id_is_kept_once_and_counted(port: int, store: Store) -> None:
    post(port)
    post(port)
    post(port, "<2@shop>")

    assert [(one["message_id"], one["deliveries"]) for one in mailbox.letters(store)] == [
        ("<2@shop>", 1),
        ("<1@shop>", 2),
    ]


def test_a_failing_server_refuses_for_now_and_keeps_nothing(port: int, store: Store) -> None:
    faults.set_fault(store, "mail", faults.ERROR)

    with pytest.raises(smtplib.SMTPDataError) as refused:
        post(port)

    assert refused.value.smtp_code == 451
    assert mailbox.letters(store) == []


def test_a_lost_answer_leaves_the_letter_delivered(port: int, store: Store) -> None:
    faults.set_fault(store, "mail", faults.CUT)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        post(port)

    assert len(mailbox.letters(store)) == 1
