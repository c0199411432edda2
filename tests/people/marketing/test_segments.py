"""Segments are filled by rules and lists, and prices and promotions for them work where their people buy."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pricing.engine.terms import Percent, Where
from prilavok.people.crm import api as crm
from prilavok.people.crm.models import Customer
from prilavok.people.crm.values import CustomerEdit, CustomerId, Habits
from prilavok.people.marketing.segments import desk, filling
from prilavok.people.marketing.segments.api import segments_of
from prilavok.people.marketing.segments.errors import ListWithoutContacts, SegmentCodeTaken, SegmentWithoutRule
from prilavok.people.marketing.segments.models import Segment, SegmentMember
from prilavok.people.marketing.segments.values import SegmentDraft
from prilavok.trade.oms import api as oms
from tests.doors.office.test_office import staff
from tests.goods.pricing.promotions.make import published
from tests.jobs import RunJobs
from tests.trade.oms.make import OPERATOR, Chain, make_chain, place, seen, wish

pytestmark = pytest.mark.django_db
ANNA = Actor(person_id=1, name="Анна", kind="staff")
ANNAS, BORIS = "+79161234567", "+79160000001"


@pytest.fixture
def bought(run_jobs: RunJobs) -> Chain:
    """Anna has bought for 350.50 and has it in hands, another customer has only been told of."""
    chain = make_chain()
    placed = place(chain, 1, 1)
    with unit():
        oms.move(order_id=placed.order_id, to="picking", actor=OPERATOR)
        oms.mark_picked(order_id=placed.order_id, picked={chain.goods[0]: Decimal(1), chain.goods[1]: Decimal(1)},
                        actor=OPERATOR)  # fmt: skip
        oms.issue_paid(order_id=placed.order_id, code="", method="cash", actor=OPERATOR, key="issue-1")
        crm.remember("Борис", BORIS, "", "office")
    run_jobs()
    return chain


def described(code: str, kind: str = "rule", **habits: Any) -> int:
    with unit():
        draft = SegmentDraft(code=code, title=code.title(), kind=kind, habits=Habits(**habits))
        segment_id = desk.save_segment(segment_id=None, draft=draft, actor=ANNA)
        filling.start(segment_id)
    return segment_id


def tag(phone: str, *tags: str) -> None:
    card = crm.customer_by_phone(phone)
    assert card is not None
    edit = CustomerEdit(customer_id=card.customer_id, name=card.name, email=card.email, tags=tags)
    with unit():
        crm.edit_customer(edit=edit, actor=ANNA)


def of(phone: str) -> list[str]:
    return sorted(segments_of(phone=phone))


def test_each_rule_finds_its_people_and_loses_those_who_fit_no_more(bought: Chain, run_jobs: RunJobs) -> None:
    tag(BORIS, " Строитель ", "ОПТ")
    described("spent", spent_from=Decimal(300), days=30)
    described("rich", spent_from=Decimal(351))
    described("fresh", bought_within=7)
    described("gone", not_bought_for=7)
    described("often", times_from=2)
    described("build", tags=("опт", "строитель"))
    run_jobs()

    assert (of(ANNAS), of(BORIS), of("+79990000000")) == (["fresh", "spent"], ["build"], [])
    tag(BORIS)
    with unit():
        assert filling.start_all() == 6
    run_jobs()
    assert of(BORIS) == []


def test_a_filling_in_pieces_leaves_nobody_out_and_a_later_one_wins(
    bought: Chain, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "A_PIECE", 1)
    segment_id = described("all", spent_from=Decimal(0))
    with unit():
        filling.start(segment_id)
    run_jobs()

    assert (desk.segment(segment_id).people_count, desk.segment(segment_id).is_filling) == (2, False)
    assert set(SegmentMember.objects.values_list("round", flat=True)) == {2}
    with unit():
        assert not filling.fill_piece(segment_id=segment_id, round_number=1)


def test_a_list_takes_phones_mails_and_cards_and_says_what_it_did_not_understand(
    bought: Chain, run_jobs: RunJobs
) -> None:
    segment_id = described("staff", kind="list")
    cells = ["8 916 123-45-67", "ANNA@example.test", "+7 999 000-00-00", "не телефон", ""]

    with unit():
        taken = desk.take_list(segment_id=segment_id, cells=cells, actor=ANNA)
        filling.start(segment_id)
    run_jobs()

    assert (taken.contacts, taken.not_understood, taken.examples) == (3, 1, ("не телефон",))
    assert (of(ANNAS), of("+79990000000"), of(BORIS)) == (["staff"], ["staff"], [])
    assert desk.segment(segment_id).people_count == 2
    with pytest.raises(ListWithoutContacts), unit():
        desk.take_list(segment_id=segment_id, cells=["пусто"], actor=ANNA)
    with unit():
        desk.set_active(segment_id=segment_id, is_active=False, actor=ANNA)
    assert of(ANNAS) == []


def test_what_cannot_be_a_segment_is_refused(db: None) -> None:
    described("opt", spent_from=Decimal(1))
    for draft, refusal in (
        (SegmentDraft(code="opt", title="Ещё", habits=Habits(days=1)), SegmentCodeTaken),
        (SegmentDraft(code="new", title="Пусто"), SegmentWithoutRule),
    ):
        with pytest.raises(refusal), unit():
            desk.save_segment(segment_id=None, draft=draft, actor=ANNA)
    assert Segment.objects.count() == 1


def test_a_promotion_of_a_segment_holds_for_its_people_and_for_nobody_else(bought: Chain, run_jobs: RunJobs) -> None:
    published(title="Постоянным", effect=Percent(percent=Decimal(10)), where=Where(segments=("spent",)), legend="Свои")
    described("spent", spent_from=Decimal(300))
    run_jobs()

    mine, others = (
        place(bought, 1, channel="operator", segments=segments_of(phone=phone), actor=OPERATOR)
        for phone in (ANNAS, BORIS)
    )

    assert [str(seen(one.order_id).total.amount) for one in (mine, others)] == ["90.00", "100.00"]


def test_a_login_has_the_price_of_its_segment_in_the_basket_and_the_order(bought: Chain, run_jobs: RunJobs) -> None:
    published(title="Постоянным", effect=Percent(percent=Decimal(10)), where=Where(segments=("spent",)), legend="Свои")
    Customer.objects.filter(phone=ANNAS).update(person_id=77)
    described("spent", spent_from=Decimal(300))
    run_jobs()

    assert segments_of(person_id=77) == {"spent"}
    assert segments_of(person_id=78) == frozenset()
    placed = wish(bought, 1, segments=segments_of(person_id=77), person_id=77)
    with unit():
        assert str(oms.place_order(placed).total.amount) == "90.00"


def test_the_screens_describe_fill_and_show_names_only_to_those_who_may_see_customers(
    bought: Chain, run_jobs: RunJobs
) -> None:
    with unit():
        accounts.ensure_role("looker", "Смотрящий", ["office.enter", "promotions.view"])
    admin, looker = staff("administrator"), staff("looker")
    told = {"title": "Свои", "code": "own", "spent_from": "300", "days": "30"}
    admin.post("/office/segments/new/", told)
    admin.post("/office/segments/new/?kind=list", {"title": "Список", "code": "listed"})
    rule, listed = Segment.objects.order_by("pk")
    table = SimpleUploadedFile("people.csv", f"Имя;Телефон\nАнна;{ANNAS}\n".encode())
    admin.post(f"/office/segments/{listed.pk}/list/", {"table": table})
    run_jobs()

    page = admin.get(f"/office/segments/{rule.pk}/").content.decode()
    assert "Анна Иванова" in page
    assert of(ANNAS) == ["listed", "own"]
    assert admin.get("/office/segments/").status_code == 200
    plain = looker.get(f"/office/segments/{rule.pk}/").content.decode()
    assert "Анна Иванова" not in plain
    assert looker.post(f"/office/segments/{rule.pk}/fill/").status_code == 403


def test_ids_are_of_customers(bought: Chain) -> None:
    """What is gathered leads back to the card."""
    (one, *_rest) = crm.gather(habits=Habits(spent_from=Decimal(300)))
    assert crm.customer(CustomerId(one.customer_id)).phone == ANNAS
