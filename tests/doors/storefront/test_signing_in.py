"""Two contacts of one person, two logins of one person, devices, cards: proven by codes, and slow to guess."""

import json

from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Device, Passkey, PasskeyChallenge, Person
from prilavok.foundation.accounts.values import PersonId
from prilavok.foundation.messaging.models import Message
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.values import RequestFilter
from prilavok.people.crm.api import take_customers
from prilavok.people.crm.values import CustomerDraft
from prilavok.trade.receipts import api as receipts
from tests.doors.storefront import make
from tests.doors.storefront.buyers import Buyer, last_code, persons, place
from tests.foundation.accounts.make import actor
from tests.jobs import RunJobs
from tests.trade.receipts.make import SYSTEM, draft

PHONE, MAIL, OTHER = "+79161234567", "anna@example.org", "+79031112233"
CARD = "2000000012345"


def test_a_second_contact_is_added_by_its_code_and_signs_in_to_the_same_account(shop: dict[str, int]) -> None:
    mine = Buyer(PHONE).sign_in()

    assert mine.prove(MAIL) == "/account/profile/?kept=1"

    assert Buyer(MAIL).sign_in().person_id == mine.person_id


def test_a_history_is_one_after_two_logins_are_proven_to_be_one(shop: dict[str, int], run_jobs: RunJobs) -> None:
    by_mail = Buyer(MAIL).sign_in()
    order = place("mail", phone="+79260000001", name="Анна", person_id=by_mail.person_id)
    run_jobs()
    by_phone = Buyer(PHONE).sign_in()
    run_jobs()

    assert by_phone.prove(MAIL) == "/account/join/"
    assert persons(MAIL) == [by_mail.person_id]  # nothing has happened yet
    by_phone.client.post("/account/join/")
    run_jobs()

    assert persons(MAIL) == persons(PHONE) == [by_phone.person_id]
    assert order.number in by_phone.page("/account/")
    assert by_mail.client.get("/account/").status_code == 302
    assert by_phone.client.post("/account/join/").headers["Location"] == "/account/profile/"  # the proof is used up


def test_an_account_with_more_of_its_own_is_joined_by_staff_only(shop: dict[str, int], run_jobs: RunJobs) -> None:
    former = Buyer(PHONE).sign_in()
    former.prove(MAIL)
    now = Buyer(OTHER).sign_in()

    assert now.prove(PHONE) == "/account/join/"
    now.client.post("/account/join/")

    assert persons(PHONE) == persons(MAIL) == [former.person_id]
    (asked,) = privacy.find_requests(RequestFilter(kind="join")).requests
    boss = actor("boss", "administrator")
    with unit():
        privacy.answer(request_id=asked.request_id, text="Объединили", done=True, actor=boss)
    run_jobs()
    assert persons(PHONE) == persons(MAIL) == [now.person_id]


def test_without_the_code_nobody_learns_who_signs_in_with_a_contact(shop: dict[str, int]) -> None:
    Buyer(OTHER).sign_in()
    mine = Buyer(PHONE).sign_in()
    mine.client.post("/account/contact/", {"contact": OTHER})
    wrong = f"{(int(last_code(OTHER)) + 1) % 10**6:06d}"

    answers = [mine.client.post("/account/contact/code/", {"code": wrong}) for _ in range(11)]

    assert {one.status_code for one in answers} == {422}
    assert "join" not in "".join(one.content.decode() for one in answers[:10])
    assert "Слишком много попыток" in answers[-1].content.decode()
    assert persons(OTHER) != [mine.person_id]


def test_a_number_given_out_anew_brings_no_history_of_its_former_owner(shop: dict[str, int], run_jobs: RunJobs) -> None:
    former = Buyer(PHONE).sign_in()
    number = place("former", phone=PHONE, name="Анна", person_id=former.person_id).number
    run_jobs()
    former.prove(OTHER)
    run_jobs()

    newcomer = Buyer(PHONE).sign_in()
    run_jobs()

    assert newcomer.person_id != former.person_id
    assert number not in newcomer.page("/account/")
    assert number in former.page("/account/")


def test_signing_out_everywhere_ends_every_other_browser(shop: dict[str, int]) -> None:
    mine, phone, tablet = Buyer(PHONE).sign_in(), Buyer(PHONE).sign_in(), Buyer(PHONE).sign_in()
    other = Buyer(OTHER).sign_in()
    first = Device.objects.get(session_key=phone.client.session.session_key)
    mine.client.post("/account/security/end/", {"device": first.pk})
    assert [one.client.get("/account/").status_code for one in (mine, phone, tablet)] == [200, 302, 200]

    mine.client.post("/account/security/end/", {"all": "1"})

    assert [one.client.get("/account/").status_code for one in (mine, tablet, other)] == [200, 302, 200]
    assert Device.objects.filter(person_id=mine.person_id).count() == 1


def test_a_closed_account_says_why_to_whoever_proves_the_contact_only(shop: dict[str, int]) -> None:
    mine, boss = Buyer(PHONE).sign_in(), actor("boss", "administrator")
    with unit():
        accounts.close_buyer(person_id=PersonId(mine.person_id), reason="Чужие коды.", actor=boss)

    assert mine.client.get("/account/").status_code == 302
    client = Client()
    asked = client.post("/account/login/", {"contact": PHONE})
    assert asked.status_code == 303  # as for anybody
    answer = client.post("/account/login/code/", {"code": last_code(PHONE)})
    assert "Чужие коды." in answer.content.decode()
    assert client.get("/account/").status_code == 302


def test_a_card_is_shown_by_a_code_to_the_phone_it_is_known_with(shop: dict[str, int], run_jobs: RunJobs) -> None:
    with unit():
        take_customers(
            system=SYSTEM, drafts=[CustomerDraft(external_id="c1", name="Анна", phones=(OTHER,), cards=(CARD,))]
        )
        receipts.take_receipts(source=SYSTEM, drafts=[draft(9, card=CARD, location_id=make.store("s1"))])
    run_jobs()
    mine = Buyer(PHONE).sign_in()
    run_jobs()
    assert "Чек 7-9" not in mine.page("/account/")

    mine.client.post("/account/cards/", {"number": CARD})
    asked = mine.page("/account/cards/code/")
    wrong = mine.client.post("/account/cards/code/", {"code": "000000"})
    mine.client.post("/account/cards/code/", {"code": last_code(OTHER)})

    assert wrong.status_code == 422
    assert "7-9" in mine.page("/account/")
    assert "2233" not in asked + wrong.content.decode()


def test_a_card_nobody_knows_looks_the_same_and_guessing_ends(shop: dict[str, int]) -> None:
    mine = Buyer(PHONE).sign_in()
    sent = Message.objects.count()

    answers = [mine.client.post("/account/cards/", {"number": f"20000000{one}"}) for one in range(6)]

    assert [one.status_code for one in answers] == [303] * 5 + [422]
    assert mine.client.post("/account/cards/code/", {"code": "123456"}).status_code == 422
    assert Message.objects.count() == sent


def test_a_passkey_answers_a_challenge_of_its_own_person_only(shop: dict[str, int]) -> None:
    mine, other = Buyer(PHONE).sign_in(), Buyer(OTHER).sign_in()
    asked = mine.client.post("/account/passkeys/begin/").json()
    other.client.post("/account/passkeys/begin/")
    answer = {"id": "x", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30"}}

    for junk in ({}, {"answer": 5}, {"answer": answer}, [1]):
        for path in ("/account/passkeys/finish/", "/account/login/key/answer/"):
            told = other.client.post(path, json.dumps(junk), content_type="application/json")
            assert told.status_code == 422, (path, junk)

    assert "phone" not in json.dumps(asked["user"]["id"])
    assert PasskeyChallenge.objects.count() == 2
    assert Passkey.objects.count() == 0
    assert Person.objects.get(pk=other.person_id).last_login is not None
