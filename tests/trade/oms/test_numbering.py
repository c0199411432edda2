"""Numbers by masks: what a mask may be, which one holds, and that no two numbers ever meet."""

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from prilavok.base.unit import unit
from prilavok.trade.oms import api, rules
from prilavok.trade.oms.actions.claim_number import claim_number
from prilavok.trade.oms.errors import InnWrong, MaskMeets, MaskTaken, MaskWrong
from prilavok.trade.oms.models import NumberClaim, NumberMask
from prilavok.trade.oms.numbering import desk, masks
from prilavok.trade.oms.numbering.desk import EntityView, MaskView
from prilavok.trade.oms.values import OrderFilter
from tests.trade.oms.make import OPERATOR, Chain, place
from tests.trade.oms.test_scheme_screen import browser

GOOD = ["С{n}-{c}", "{yy}-{n:5}{c}", "КЛ{yy}-{n:4}{c}", "77-{n:4}-{c}", "А{n:3}{c}"]
pytestmark = pytest.mark.django_db


def mask(text: str, **where: object) -> int:
    """A mask in force."""
    with unit():
        return desk.save_mask(MaskView(mask_id=None, mask=text, **where), OPERATOR)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", GOOD)
@pytest.mark.parametrize("number", [1, 42, 999])
def test_the_database_makes_what_the_rule_makes(text: str, number: int) -> None:
    made = masks.rendered(masks.parsed(text), number, "26")
    with connection.cursor() as cursor:
        cursor.execute("SELECT oms_masked(%s, %s, %s), oms_number_key(%s)", [text, number, "26", made])
        assert cursor.fetchone() == (made, rules.number_key(made))
    assert len(made) <= 11
    assert rules.understood_number(made.lower()) == rules.number_key(made)


@pytest.mark.parametrize(
    "text",
    ["{n}", "{c}", "{n}{n}{c}", "{c}-{n}", "с{n}{c}", "ABCD{n}{c}", "{n:9}-{yy}{c}", "№{n}{c}", "12345678{n}{c}"],
)
def test_what_cannot_be_said_or_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(MaskWrong):
        masks.parsed(text)


@given(st.sampled_from(GOOD), st.sampled_from(GOOD), st.integers(1, 999), st.integers(1, 999))
def test_masks_that_do_not_meet_never_make_one_number(one: str, other: str, first: int, second: int) -> None:
    left, right = masks.parsed(one), masks.parsed(other)
    if not masks.meet(left, right):
        made = {rules.number_key(masks.rendered(each, at, "26")) for each, at in ((left, first), (right, second))}
        assert len(made) == 2


def test_a_letter_that_only_looks_different_is_the_same_letter(chain: Chain) -> None:
    mask("С{n:4}{c}")  # a Russian letter

    with pytest.raises(MaskMeets):
        mask("C{n:4}{c}", channel="operator")  # a Latin one

    assert NumberMask.objects.count() == 1


def test_the_most_particular_mask_holds_and_each_counts_by_itself(chain: Chain) -> None:
    with unit():
        desk.save_entity(
            EntityView(entity_id=0, title="ООО «Двор»", inn="7707083893", kpp="770701001", location_ids=(chain.other,)),
            OPERATOR,
        )
    (entity,) = desk.entities()
    mask("А{n:4}{c}", channel="operator")
    mask("В{n:4}{c}", location_id=chain.store)
    mask("Е{n:4}{c}", entity_id=entity.entity_id, first=70)

    assert place(chain, 1, channel="operator").number == masks.rendered(masks.parsed("В{n:4}{c}"), 1, "26")
    assert place(chain, 1).number == masks.rendered(masks.parsed("В{n:4}{c}"), 2, "26")
    made = place(chain, 0, 1, channel="operator", location_id=chain.other).number
    assert made == masks.rendered(masks.parsed("Е{n:4}{c}"), 70, "26")
    with unit():
        desk.drop_mask(NumberMask.objects.get(location_id=chain.store).pk, OPERATOR)
    assert place(chain, 1, channel="operator").number.startswith("А")
    assert place(chain, 1).number[0].isdecimal()


def test_a_number_is_found_however_it_is_spelled(chain: Chain) -> None:
    mask("С{yy}-{n:4}{c}")
    placed = place(chain, 1)

    for text in (
        placed.number,
        placed.number.lower(),
        placed.number.replace("С", "C"),
        placed.number.replace("-", " "),
    ):
        found = api.order_by_number(text)
        assert found is not None, text
        assert found.order_id == placed.order_id
        assert [one.number for one in api.find_orders(OrderFilter(text=text)).orders] == [placed.number], text


def test_a_number_of_the_erp_is_stepped_over(chain: Chain) -> None:
    text = "С{n:4}{c}"
    mask(text)
    with unit():
        claim_number(masks.rendered(masks.parsed(text), 1, "26"), system="erp.central")

    assert place(chain, 1).number == masks.rendered(masks.parsed(text), 2, "26")


def test_a_mask_like_the_erp_s_own_numbers_is_refused(chain: Chain) -> None:
    with unit():
        claim_number("СД00-001234", system="erp.central")

    with pytest.raises(MaskTaken):
        mask("СД{n:7}{c}")


def test_a_mask_that_has_run_out_gives_way_to_the_plain_one(chain: Chain) -> None:
    mask("ККК-111{n:3}{c}", first=999)

    assert place(chain, 1).number.startswith("ККК-111999")
    assert place(chain, 1).number[0].isdecimal()


def test_digits_alone_would_meet_the_plain_numbers(chain: Chain) -> None:
    with pytest.raises(MaskMeets):
        mask("77-{n:4}{c}")


def test_one_key_is_one_number_by_the_law_of_the_database(chain: Chain) -> None:
    placed = place(chain, 1)
    key = rules.number_key(placed.number)

    with pytest.raises(IntegrityError), transaction.atomic():
        NumberClaim.objects.create(key=key, number=placed.number, system="erp.central")
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberClaim.objects.filter(key=key).delete()

    assert NumberClaim.objects.get(key=key).order_id == placed.order_id


@pytest.mark.parametrize(
    ("inn", "kpp"), [("7707083894", "770701001"), ("7707083893", ""), ("500100732259", "1"), ("", "")]
)
def test_a_wrong_tax_number_is_refused(inn: str, kpp: str) -> None:
    with pytest.raises(InnWrong), unit():
        desk.save_entity(EntityView(entity_id=0, title="ООО", inn=inn, kpp=kpp), OPERATOR)

    assert desk.entities() == []


def test_the_screen_shows_what_numbers_will_be(chain: Chain) -> None:
    staff = browser("administrator")
    shown = staff.get("/office/numbers/", {"try": "С{yy}-{n:4}{c}"}).content.decode()
    assert masks.rendered(masks.parsed("С{yy}-{n:4}{c}"), 1, desk._year()) in shown

    answer = staff.post("/office/numbers/", {"mask": "С{n:4}{c}", "channel": "operator", "first": "1"}, follow=True)

    assert "С{n:4}{c}" in answer.content.decode()
    assert place(chain, 1, channel="operator").number.startswith("С0001")
