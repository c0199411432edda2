"""Cards of accounting systems: found, filled, corrected on one side; on both sides a person decides."""

import pytest

from prilavok.base.access import Actor
from prilavok.base.models import EventRow
from prilavok.base.unit import unit
from prilavok.people.crm import api
from prilavok.people.crm.api import contacts, customer, customer_by_phone, edit_customer, field_changes, remember
from prilavok.people.crm.errors import AlreadyDecided, PhoneOfAnother
from prilavok.people.crm.models import Customer, CustomerLink, Identity
from prilavok.people.crm.rules import single_name
from prilavok.people.crm.values import CustomerDraft, CustomerEdit, CustomerId, Taken

pytestmark = pytest.mark.django_db
ERP = "erp.central"
PHONE, NEW, MAIL = "+79161234567", "+79217654321", "anna@example.com"
OPERATOR = Actor(person_id=7, name="Ольга", kind="staff", permissions=frozenset({"customers.edit"}), stores=None)


def card(external_id: str = "c1", **more: object) -> CustomerDraft:
    told: dict[str, object] = {"name": "Анна", "phones": (PHONE,), "emails": (MAIL,), "revision": 1, **more}
    return CustomerDraft(external_id=external_id, **told)  # type: ignore[arg-type]


def tell(*drafts: CustomerDraft) -> tuple[Taken, ...]:
    with unit():
        return api.take_customers(system=ERP, drafts=drafts)


def correct(customer_id: int, **fields: str) -> None:
    now = customer(CustomerId(customer_id))
    said = {"name": now.name, "email": now.email, "phone": now.phone, **fields}
    with unit():
        edit_customer(edit=CustomerEdit(customer_id=CustomerId(customer_id), **said), actor=OPERATOR)


def known() -> int:
    return CustomerLink.objects.get(external_id="c1").customer_id


def test_a_new_card_is_a_new_customer_and_the_same_again_is_nothing() -> None:
    assert tell(card(cards=("200001",))) == (Taken.CREATED,)
    assert tell(card(cards=("200001",))) == (Taken.UNCHANGED,)

    one = customer_by_phone(PHONE)
    assert one is not None
    assert (one.name, one.email) == ("Анна", MAIL)
    assert [(c.kind, c.value) for c in contacts(one.customer_id)] == [
        ("phone", PHONE),
        ("email", MAIL),
        ("card", "200001"),
    ]
    assert not EventRow.objects.filter(name="crm.customer_corrected").exists()


@pytest.mark.parametrize("told", [{"phones": ("+79161234567",)}, {"phones": (), "emails": (MAIL,)}, {"site": True}])
def test_a_card_finds_its_customer_by_what_it_tells(told: dict[str, object]) -> None:
    with unit():
        mine = remember("Анна Петрова", PHONE, MAIL, "order")
    more = {"site_id": mine, "phones": None, "emails": None} if told.pop("site", False) else told

    tell(card(**more))

    assert (known(), Customer.objects.count()) == (mine, 1)
    assert customer(mine).name == "Анна Петрова"


def test_an_email_alone_does_not_lead_to_somebody_with_another_phone() -> None:
    with unit():
        mine = remember("Анна", PHONE, MAIL, "order")

    tell(card(phones=(NEW,)))

    assert known() != mine


def test_what_they_change_is_taken_and_an_older_card_is_not() -> None:
    tell(card(revision=5))

    assert tell(card(name="Анна Смирнова", phones=(NEW, PHONE), revision=7)) == (Taken.CHANGED,)
    assert tell(card(name="Аня", revision=6)) == (Taken.STALE,)
    assert tell(card(name="Аня", revision=7)) == (Taken.DIFFERS,)

    now = customer(CustomerId(known()))
    assert (now.name, now.phone) == ("Анна Смирнова", NEW)
    assert {c.value for c in contacts(now.customer_id)} == {PHONE, NEW, MAIL}
    assert [(c.field, c.before, c.after) for c in field_changes(now.customer_id)][:2] == [
        ("phone", PHONE, NEW),
        ("name", "Анна", "Анна Смирнова"),
    ]


def test_the_same_card_under_a_later_revision_makes_what_comes_late_old() -> None:
    tell(card(revision=5))
    tell(card(revision=7))

    assert tell(card(name="Аня", revision=6)) == (Taken.STALE,)


def test_what_we_change_stays_when_they_repeat_their_old_words() -> None:
    tell(card(revision=1))
    correct(known(), phone=NEW)

    tell(card(revision=2, cards=("1",)))

    assert customer(CustomerId(known())).phone == NEW
    assert api.reviews() == []


def test_our_correction_coming_back_changes_nothing() -> None:
    tell(card(revision=1))
    correct(known(), phone=NEW, name="Анна Смирнова")
    said = EventRow.objects.filter(name="crm.customer_corrected").count()

    tell(card(revision=2, name="Анна  смирнова", phones=(NEW,)))

    assert EventRow.objects.filter(name="crm.customer_corrected").count() == said
    assert customer(CustomerId(known())).name == "Анна Смирнова"
    assert api.reviews() == []
    tell(card(revision=3, name="Анна Иванова", phones=(NEW,)))
    assert customer(CustomerId(known())).name == "Анна Иванова"


@pytest.mark.parametrize(("theirs", "wanted"), [(True, "Аня"), (False, "Анна Смирнова")])
def test_a_field_changed_on_both_sides_waits_for_a_person(theirs: bool, wanted: str) -> None:
    tell(card(revision=1))
    correct(known(), name="Анна Смирнова")

    tell(card(revision=2, name="Аня"))
    tell(card(revision=3, name="Аня", cards=("9",)))

    (question,) = api.reviews()
    assert (question.field, question.ours, question.theirs) == ("name", "Анна Смирнова", "Аня")
    assert customer(CustomerId(known())).name == "Анна Смирнова"
    with unit():
        api.decide_which(review_id=question.review_id, take_theirs=theirs, actor=OPERATOR)
    assert customer(CustomerId(known())).name == wanted
    assert api.reviews() == []
    with pytest.raises(AlreadyDecided), unit():
        api.decide_which(review_id=question.review_id, take_theirs=theirs, actor=OPERATOR)
    tell(card(revision=4, name="Аня"))
    assert customer(CustomerId(known())).name == wanted


def two_people() -> tuple[CustomerId, CustomerId]:
    with unit():
        return remember("Анна", PHONE, "", "order"), remember("Пётр", NEW, "", "order")


def test_a_card_that_leads_to_two_people_joins_nobody() -> None:
    anna, peter = two_people()

    assert tell(card(phones=(PHONE, NEW))) == (Taken.NEEDS_A_PERSON,)
    assert tell(card(phones=(PHONE, NEW), revision=2)) == (Taken.NEEDS_A_PERSON,)

    (question,) = api.reviews()
    assert {one.customer_id for one in question.customers} == {anna, peter}
    assert CustomerLink.objects.count() == 0
    with unit():
        api.decide_who(review_id=question.review_id, customer_id=anna, merge=False, actor=OPERATOR)
    assert known() == anna
    assert Identity.objects.get(value=NEW).customer_id == peter
    assert api.reviews() == []


def test_a_merge_by_a_person_can_be_undone() -> None:
    anna, peter = two_people()
    tell(card(phones=(PHONE, NEW)))
    preview = api.merge_preview(winner_id=anna, other_id=peter)
    assert (preview.after.name, preview.after.phone) == ("Анна", PHONE)

    with unit():
        api.decide_who(review_id=api.reviews()[0].review_id, customer_id=anna, merge=True, actor=OPERATOR)

    assert customer(peter).customer_id == anna
    assert {c.value for c in contacts(anna)} == {PHONE, NEW, MAIL}
    (merge,) = api.merges_of(anna)
    with unit():
        assert api.undo_merge(merge_id=merge.merge_id, actor=OPERATOR) == peter
    assert customer(peter).customer_id == peter
    assert Identity.objects.get(value=NEW).customer_id == peter


def test_a_phone_of_somebody_else_is_refused_and_the_old_phone_stays_known() -> None:
    anna, _ = two_people()

    with pytest.raises(PhoneOfAnother):
        correct(anna, phone=NEW)
    correct(anna, phone="8 916 000 00 00")

    assert customer(anna).phone == "+79160000000"
    assert {c.value for c in contacts(anna)} == {PHONE, "+79160000000"}
    (said,) = EventRow.objects.filter(name="crm.customer_corrected").values_list("payload", flat=True)
    assert said == {"customer_id": anna, "fields": ["phone"], "source": "office"}


@pytest.mark.parametrize(
    ("told", "kept"),
    [("Александр Александр", "Александр"), ("Смирнова Анна смирнова анна", "Смирнова Анна"), ("Ян", "Ян")],
)
def test_a_name_is_never_doubled(told: str, kept: str) -> None:
    assert single_name(told) == kept


def test_a_removed_card_leaves_the_customer() -> None:
    tell(card())

    assert tell(card(is_removed=True, revision=2)) == (Taken.REMOVED,)
    assert tell(CustomerDraft(external_id="c9", is_removed=True, revision=2)) == (Taken.UNCHANGED,)
    assert customer_by_phone(PHONE) is not None
