"""What the ground forgets at night, so that its tables follow the year's trade and not all trade ever.

Kept for ever: events about one object ("order:7"), which are its trace. Forgotten: answers to keys that nobody will
send again, events of streams ("prices") once everybody has them, the journal of good conversations, stamps but one of
each topic. Batch by batch, each in a unit of its own, so that nobody waits.
"""

from typing import Final

from django.db import connection

from prilavok.base.bulk import fetch
from prilavok.base.jobs import periodic
from prilavok.base.unit import unit

BATCH: Final = 5000
ANSWERS: Final = """
DELETE FROM base_keyedanswer WHERE id IN (
    SELECT id FROM base_keyedanswer WHERE created_at < statement_timestamp() - interval '30 days' LIMIT %s)
"""
DELIVERIES: Final = """
DELETE FROM base_delivery WHERE id IN (
    SELECT delivery.id FROM base_delivery delivery JOIN base_eventrow event ON event.id = delivery.event_id
     WHERE delivery.state = 'done' AND event.subject NOT LIKE '%%:%%'
       AND event.at < statement_timestamp() - interval '7 days' LIMIT %s)
"""
EVENTS: Final = """
DELETE FROM base_eventrow WHERE id IN (
    SELECT event.id FROM base_eventrow event
     WHERE event.subject NOT LIKE '%%:%%' AND event.at < statement_timestamp() - interval '7 days'
       AND NOT EXISTS (SELECT FROM base_delivery WHERE event_id = event.id) LIMIT %s)
"""
JOURNAL: Final = """
DELETE FROM base_journalentry WHERE id IN (
    SELECT id FROM base_journalentry
     WHERE at < statement_timestamp() - CASE outcome WHEN 'ok' THEN interval '90 days' ELSE interval '1 year' END
     LIMIT %s)
"""

# Stamps of a topic become one: a newer one, for a state that had as many of them may have had the same newest.
STAMPS: Final = """
WITH gone AS (
    DELETE FROM base_stamp WHERE topic IN (SELECT topic FROM base_stamp GROUP BY topic HAVING count(*) > 1)
    RETURNING topic
)
INSERT INTO base_stamp (topic) SELECT DISTINCT topic FROM gone
"""


@periodic(cron="47 3 * * *", queue="base")
def forget_old(timestamp: int) -> None:
    """Each night: old answers, streams and conversations go."""
    for statement in (ANSWERS, DELIVERIES, EVENTS, JOURNAL):
        while forget_batch(statement) == BATCH:
            pass
    with unit():
        fetch(STAMPS)


def forget_batch(statement: str) -> int:
    """Delete one batch in a unit of its own; how many rows went."""
    with unit(), connection.cursor() as cursor:
        cursor.execute(statement, [BATCH])
        return int(cursor.rowcount)
