"""The SMS gateway, by the public HTTP contract of SMSC.ru, and the phones that get its messages.

`send.php`, `status.php` and `balance.php` with `fmt=3` (JSON), 1 or 0. Own `id` repeated for the same phone is the same
message: it is answered again and not sent again. A message is delivered one second after it was accepted; numbers that
end in 0020 cannot be reached (status 20), in 0001 stay waiting. Status changes are posted to the callback address, if
one is set, signed by md5 and sha1 over `id:phone:status:secret`.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from typing import Any, Final

import httpx

from sandbox.state import Row, Store, now

DELIVERY_S: Final = 1.0
PART_COST: Final = 3.2
START_BALANCE: Final = 5000.0
WAITING, PASSED, DELIVERED, IMPOSSIBLE, NOT_FOUND = -1, 0, 1, 20, -3
STATUS_NAMES: Final = {-1: "ожидает отправки", 0: "передано оператору", 1: "доставлено", 20: "невозможно доставить"}
ERRORS: Final = {
    1: "parameters error",
    2: "authorise error",
    3: "no money",
    4: "ip is blocked",
    6: "message is denied",
    7: "invalid number",
    8: "message not delivered",
    9: "duplicate request, wait a minute",
}
TELL_TRIES: Final = 5


class SmsRefused(Exception):
    """The gateway refuses with one of its numbered errors."""

    def __init__(self, code: int) -> None:
        super().__init__(ERRORS[code])
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """What `send.php` answers: the message's id, number of parts, their cost and the balance left."""

    own_id: str
    parts: int
    cost: float
    balance: float


def normal_phone(text: str) -> str:
    """Digits as the gateway wants them: 79161234567. Raises error 7."""
    digits = re.sub(r"\D", "", text)
    if len(digits) == 11 and digits[0] == "8":
        digits = "7" + digits[1:]
    if len(digits) == 10 and digits[0] == "9":
        digits = "7" + digits
    if not 11 <= len(digits) <= 15:
        raise SmsRefused(7)
    return digits


def parts_of(text: str) -> int:
    """How many SMS the text takes: 160/153 Latin, 70/67 with any other letter."""
    single, joined = (160, 153) if text.isascii() else (70, 67)
    return 1 if len(text) <= single else -(-len(text) // joined)


def check_login(params: dict[str, str]) -> None:
    """Login and password, or an apikey, as the environment names them; anything not empty when it names none."""
    login = os.environ.get("PRILAVOK_SMS_LOGIN", "")
    password = os.environ.get("PRILAVOK_SMS_PASSWORD", "")
    key = params.get("apikey", "")
    if key and (not password or key == password):
        return
    given = (params.get("login", ""), params.get("psw", ""))
    digest = hashlib.md5(password.encode()).hexdigest()  # noqa: S324 - the contract allows the md5 of the password
    known = given[0] == login and given[1] in (password, digest) if login else all(given)
    if not known:
        raise SmsRefused(2)


def balance(store: Store) -> float:
    """Money left at the gateway, roubles."""
    return float(store.setting("sms.balance", START_BALANCE))


def send(store: Store, params: dict[str, str]) -> Accepted:
    """Accept messages to every phone of the list; the same own id and phone once. Raises SmsRefused."""
    check_login(params)
    text = params.get("mes", "")
    phones = [one for one in re.split(r"[,;\n]+", params.get("phones", "")) if one]
    if not text or not phones:
        raise SmsRefused(1)
    numbers = [normal_phone(one) for one in phones]
    parts = parts_of(text)
    cost = round(parts * PART_COST * len(numbers), 2)
    if params.get("cost") == "1":
        return Accepted(own_id="", parts=parts * len(numbers), cost=cost, balance=balance(store))
    return _accept(store, params, numbers, cost)


def _accept(store: Store, params: dict[str, str], numbers: list[str], cost: float) -> Accepted:
    text, own_id = params["mes"], params.get("id", "")
    parts = parts_of(text)
    with store.writing() as db:
        left = float(_setting(db, "sms.balance", START_BALANCE))
        if not own_id:
            recent = "SELECT 1 FROM sms WHERE phone = ? AND text = ? AND accepted_at > ?"
            if any(db.execute(recent, (phone, text, now() - 60)).fetchone() for phone in numbers):
                raise SmsRefused(9)
            own_id = str((db.execute("SELECT COALESCE(MAX(id), 0) FROM sms").fetchone()[0]) + 1)
        fresh = []
        for phone in numbers:
            again = db.execute(
                "UPDATE sms SET attempts = attempts + 1 WHERE own_id = ? AND phone = ?", (own_id, phone)
            ).rowcount
            if not again:
                fresh.append(phone)
        spent = round(parts * PART_COST * len(fresh), 2)
        if spent > left:
            raise SmsRefused(3)
        db.executemany(
            "INSERT INTO sms (own_id, phone, text, sender, parts, cost, accepted_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (own_id, phone, text, params.get("sender", "SMSC.RU"), parts, parts * PART_COST, now())
                for phone in fresh
            ],
        )
        db.execute("INSERT OR REPLACE INTO setting VALUES ('sms.balance', ?)", (str(round(left - spent, 2)),))
    return Accepted(own_id=own_id, parts=parts * len(numbers), cost=cost, balance=round(left - spent, 2))


def _setting(db: Any, name: str, default: float) -> float:
    found = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return default if found is None else float(found[0])


def status_of(message: Row) -> int:
    """The status by the gateway's numbers, from the time passed and the number's last digits."""
    if message["phone"].endswith("0001"):
        return WAITING
    if now() - message["accepted_at"] < DELIVERY_S:
        return PASSED
    return IMPOSSIBLE if message["phone"].endswith("0020") else DELIVERED


def status(store: Store, params: dict[str, str]) -> dict[str, Any]:
    """What `status.php` answers for one id and phone; status -3 when there is no such message."""
    check_login(params)
    if not params.get("id") or not params.get("phone"):
        raise SmsRefused(1)
    phone = normal_phone(params["phone"].split(",")[0])
    found = store.row("SELECT * FROM sms WHERE own_id = ? AND phone = ?", (params["id"].split(",")[0], phone))
    if found is None:
        return {"status": NOT_FOUND, "last_date": "", "last_timestamp": 0, "flag": 0, "status_name": "не найдено"}
    answer: dict[str, Any] = {"status": status_of(found), "last_timestamp": int(found["accepted_at"] + DELIVERY_S)}
    answer["flag"] = 0
    if params.get("all"):
        answer |= {
            "send_timestamp": int(found["accepted_at"]),
            "phone": found["phone"],
            "cost": f"{found['cost']:.2f}",
            "sender_id": found["sender"],
            "status_name": STATUS_NAMES[answer["status"]],
            "message": found["text"],
        }
    return answer


def tell_statuses(store: Store) -> int:
    """Post final statuses to the callback address; returns how many were taken. Called by the sandbox's ticker."""
    address = store.setting("sms.callback_url", os.environ.get("PRILAVOK_SMS_CALLBACK", ""))
    if not address:
        return 0
    waiting = store.rows(
        "SELECT * FROM sms WHERE told_status IS NULL AND tell_tries < ? AND accepted_at < ? ORDER BY id LIMIT 20",
        (TELL_TRIES, now() - DELIVERY_S),
    )
    return sum(_tell(store, address, message) for message in waiting)


def _tell(store: Store, address: str, message: Row) -> int:
    state = status_of(message)
    if state == WAITING:
        return 0
    secret = store.setting("sms.callback_secret", os.environ.get("PRILAVOK_SMS_CALLBACK_SECRET", ""))
    signed = f"{message['own_id']}:{message['phone']}:{state}:{secret}".encode()
    form = {
        "id": message["own_id"],
        "phone": message["phone"],
        "status": str(state),
        "time": str(int(message["accepted_at"] + DELIVERY_S)),
        "sender": message["sender"],
        "cnt": str(message["parts"]),
        "err": "0",
        "md5": hashlib.md5(signed).hexdigest(),  # noqa: S324 - the provider's contract
        "sha1": hashlib.sha1(signed).hexdigest(),  # noqa: S324 - the provider's contract
    }
    store.run("UPDATE sms SET tell_tries = tell_tries + 1 WHERE id = ?", (message["id"],))
    try:
        answer = httpx.post(address, data=form, timeout=5)
    except httpx.HTTPError:
        return 0
    if answer.status_code != 200:
        return 0
    return store.run("UPDATE sms SET told_status = ? WHERE id = ?", (state, message["id"]))


def phones(store: Store) -> list[Row]:
    """Every number that got a message, the latest first, with its last text and the number not yet seen."""
    return store.rows(
        """SELECT s.phone, s.text, s.accepted_at, g.total, g.unseen FROM sms s JOIN (
             SELECT sms.phone, MAX(id) AS last, COUNT(*) AS total, SUM(id > COALESCE(seen.sms_id, 0)) AS unseen
             FROM sms LEFT JOIN phone_seen seen USING (phone) GROUP BY sms.phone) g ON g.last = s.id
           ORDER BY s.id DESC LIMIT 200"""
    )


def messages_to(store: Store, phone: str) -> list[Row]:
    """Messages that have reached the phone, the oldest first."""
    found = store.rows("SELECT * FROM sms WHERE phone = ? ORDER BY id DESC LIMIT 200", (phone,))
    return [one for one in reversed(found) if status_of(one) == DELIVERED]


def mark_seen(store: Store, phone: str) -> None:
    """The owner has looked at the phone."""
    last = store.value("SELECT MAX(id) FROM sms WHERE phone = ?", (phone,))
    if last is not None:
        store.run("INSERT OR REPLACE INTO phone_seen (phone, sms_id) VALUES (?, ?)", (phone, last))
