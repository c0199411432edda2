"""The SMS gateway keeps SMSC.ru's contract."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from sandbox import faults, sms
from sandbox.state import Store

LOGIN = {"login": "shop", "psw": "secret", "fmt": "3"}


def send(browser: TestClient, **params: str) -> Any:
    return browser.post("/smsc/sys/send.php", data={**LOGIN, **params}).json()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "DELIVERY_S", -1.0)


@pytest.mark.usefixtures("later")
def test_a_message_reaches_the_phone(browser: TestClient) -> None:
    answer = send(browser, phones="+7 (916) 123-45-67", mes="Заказ готов", id="41", cost="3")

    assert answer == {"id": 41, "cnt": 1, "cost": "3.20", "balance": "4996.80"}
    messages = browser.get("/phone/79161234567.json").json()["messages"]
    assert [one["text"] for one in messages] == ["Заказ готов"]
    assert "Заказ готов" in browser.get("/phone/79161234567").text


def test_the_same_id_is_sent_and_paid_once(browser: TestClient, store: Store) -> None:
    first = send(browser, phones="79161234567", mes="Код 1234", id="5")
    again = send(browser, phones="79161234567", mes="Код 1234", id="5")

    assert first == again == {"id": 5, "cnt": 1}
    assert store.value("SELECT COUNT(*) FROM sms") == 1
    assert store.value("SELECT attempts FROM sms") == 2
    assert sms.balance(store) == pytest.approx(4996.8)


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"phones": "79161234567", "mes": ""}, 1),
        ({"phones": "123", "mes": "Код"}, 7),
        ({"phones": "79161234567", "mes": "Код", "psw": ""}, 2),
    ],
)
def test_refusals_have_the_contract_numbers(
    browser: TestClient, store: Store, params: dict[str, str], code: int
) -> None:
    assert send(browser, **params)["error_code"] == code
    assert store.value("SELECT COUNT(*) FROM sms") == 0


def test_no_money_refuses_and_sends_nothing(browser: TestClient, store: Store) -> None:
    store.set_setting("sms.balance", 1.0)

    assert send(browser, phones="79161234567", mes="Код", id="1")["error_code"] == 3
    assert store.value("SELECT COUNT(*) FROM sms") == 0


@pytest.mark.usefixtures("later")
def test_status_tells_delivered_impossible_and_not_found(browser: TestClient) -> None:
    send(browser, phones="79161234567,79160000020", mes="Код", id="9")

    def status(phone: str, own_id: str = "9") -> int:
        params = {**LOGIN, "phone": phone, "id": own_id}
        return int(browser.get("/smsc/sys/status.php", params=params).json()["status"])

    assert status("79161234567") == 1
    assert status("79160000020") == 20
    assert status("79161234567", "10") == -3


@pytest.mark.parametrize(
    ("text", "parts"), [("a" * 160, 1), ("a" * 161, 2), ("я" * 70, 1), ("я" * 71, 2), ("я" * 135, 3)]
)
def test_long_texts_cost_more_parts(text: str, parts: int) -> None:
    assert sms.parts_of(text) == parts


def test_a_cut_answer_has_sent_the_message(browser: TestClient, store: Store) -> None:
    faults.set_fault(store, "sms", faults.CUT)
    browser.post("/smsc/sys/send.php", data={**LOGIN, "phones": "79161234567", "mes": "Код", "id": "3"})
    assert store.value("SELECT COUNT(*) FROM sms") == 1

    faults.set_fault(store, "sms", faults.ERROR)
    answer = browser.post("/smsc/sys/send.php", data={**LOGIN, "phones": "79161234567", "mes": "Код", "id": "4"})
    assert answer.status_code == 500
    assert store.value("SELECT COUNT(*) FROM sms") == 1
