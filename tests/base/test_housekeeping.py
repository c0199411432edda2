"""At night the ground forgets what nobody will ask for, and nothing else."""

import pytest
from django.db import connection

from prilavok.base.housekeeping import forget_old
from prilavok.base.models import Delivery, EventRow, JournalEntry, KeyedAnswer

pytestmark = pytest.mark.django_db


def _age(table: str, days: int, column: str = "at") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = now() - make_interval(days => %s)", [days])  # noqa: S608


def _event(subject: str, state: str) -> None:
    row = EventRow.objects.create(name="test", subject=subject, payload={})
    Delivery.objects.create(event=row, subscriber="x.y", state=state)


def test_streams_that_arrived_go_and_traces_stay() -> None:
    for subject, state in (("prices", "done"), ("prices", "failed"), ("order:7", "done")):
        _event(subject, state)
    _age("base_eventrow", 8)

    forget_old.func(timestamp=0)

    assert sorted(EventRow.objects.values_list("subject", "deliveries__state")) == [
        ("order:7", "done"),
        ("prices", "failed"),
    ]


def test_fresh_streams_stay() -> None:
    _event("prices", "done")
    _age("base_eventrow", 6)

    forget_old.func(timestamp=0)

    assert EventRow.objects.count() == 1


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_answers_are_kept_for_a_month(days: int, left: int) -> None:
    KeyedAnswer.objects.create(scope="x", key="y", fingerprint="z")
    _age("base_keyedanswer", days, "created_at")

    forget_old.func(timestamp=0)

    assert KeyedAnswer.objects.count() == left


def test_failed_conversations_are_kept_longer() -> None:
    for outcome in ("ok", "failed"):
        JournalEntry.objects.create(flow="x", summary="", outcome=outcome)
    _age("base_journalentry", 100)

    forget_old.func(timestamp=0)

    assert [line.outcome for line in JournalEntry.objects.all()] == ["failed"]
