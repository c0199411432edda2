"""What is older than its term goes at night, batch by batch; what the law protects does not."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from prilavok.base.access import SYSTEM
from prilavok.base.personal import erasing
from prilavok.base.unit import unit
from prilavok.foundation.accounts.api import audit
from prilavok.foundation.accounts.models import AuditRow, LoginCode
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.errors import TooShortByLaw
from prilavok.foundation.privacy.models import Sweep
from prilavok.foundation.privacy.rules import blocks, due_on
from prilavok.foundation.privacy.values import Block
from prilavok.trade.receipts.models import Receipt
from tests.trade.receipts.make import make_receipt

pytestmark = pytest.mark.django_db


def _code(days_ago: int) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    LoginCode.objects.create(contact="+79161234567", code_hash="x", created_at=at, expires_at=at)


def test_old_things_go_once_and_young_ones_stay() -> None:
    with unit():
        make_receipt(1, phone="+79161234567", card="12")
        make_receipt(2, phone="+79161234567")
    Receipt.objects.filter(number="1").update(at=timezone.now() - timedelta(days=6 * 366))
    for days in (40, 35, 3):
        _code(days)

    went = privacy.sweep()

    assert went == {"accounts.codes": 2, "receipts.receipts": 1}
    assert LoginCode.objects.count() == 1
    old, young = Receipt.objects.order_by("number")
    assert (old.phone, old.card, old.total > 0, young.phone) == ("", "", True, "+79161234567")
    assert privacy.sweep() == {}
    assert Sweep.objects.count() == 2


def test_a_term_is_the_chain_s_but_never_shorter_than_the_law() -> None:
    _code(3)

    with pytest.raises(TooShortByLaw), unit():
        privacy.set_term(code="privacy.consents", days=30, actor=SYSTEM)
    with unit():
        privacy.set_term(code="accounts.codes", days=2, actor=SYSTEM)

    assert privacy.sweep() == {"accounts.codes": 1}
    assert AuditRow.objects.get(action="privacy.term_set").after == {"days": 2}


def test_histories_let_go_of_names_and_of_nothing_else() -> None:
    with unit():
        audit(SYSTEM, "test.deed", "person:5", after={"phone": "+79161234567"})
    row = AuditRow.objects.get(action="test.deed")

    with pytest.raises(IntegrityError), transaction.atomic():
        AuditRow.objects.filter(pk=row.pk).update(after={})
    with unit(), erasing():
        AuditRow.objects.filter(pk=row.pk).update(actor_name="", after={})
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditRow.objects.filter(pk=row.pk).update(action="test.other")
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditRow.objects.filter(pk=row.pk).update(after={"again": 1})
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('prilavok.erasing', true)")
        assert cursor.fetchone()[0] == ""


def test_ten_working_days_know_weekends_and_holidays() -> None:
    assert due_on(date(2026, 11, 20)) == date(2026, 12, 4)
    assert due_on(date(2026, 12, 29)) == date(2027, 1, 20)


def test_a_text_is_headings_points_and_paragraphs() -> None:
    found = blocks("# Зачем\nПервая\nстрока\n\n- раз\n- два\n<b>не жирно</b>")

    assert found == (
        Block(kind="heading", text="Зачем"),
        Block(kind="paragraph", text="Первая строка"),
        Block(kind="point", text="раз"),
        Block(kind="point", text="два"),
        Block(kind="paragraph", text="<b>не жирно</b>"),
    )
