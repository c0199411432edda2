"""Rivals who mention one contact wait for one another, in one order, so that nobody becomes two customers."""

from datetime import datetime

from prilavok.base.bulk import fetch, texts

# One after another in their order, and the moment after the last of them was got.
LOCK = """
WITH wanted AS MATERIALIZED (SELECT one FROM unnest(%s::text[]) AS one ORDER BY one),
held AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended(one, 7001)) FROM wanted)
SELECT count(*), clock_timestamp() FROM held
"""


def lock_contacts(*contacts: str) -> datetime:
    """Hold these phones and e-mails until the unit ends; returns the database's time once they are held."""
    wanted = sorted({contact for contact in contacts if contact})
    held_at: datetime = fetch(LOCK, [texts(wanted)])[0][1]
    return held_at
