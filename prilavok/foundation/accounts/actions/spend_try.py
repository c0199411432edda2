"""Count a try before it is made.

A sliding window in one row per key: one statement drops what is older than the window, refuses when it is full and
adds the new try, by the database's clock. Rivals wait for one another on the row, so a burst cannot slip through. The
count is committed before the password is looked at: a refusal that rolls back would give the try back to the guesser.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from django.db import connection

from prilavok.base.unit import require_unit, unit
from prilavok.foundation.accounts.errors import TooManyTries
from prilavok.foundation.accounts.rules import Limit

SPEND: Final = """
INSERT INTO accounts_spenttries AS kept (key, hits, last_at)
VALUES (%(key)s, jsonb_build_array(extract(epoch FROM clock_timestamp())), clock_timestamp())
ON CONFLICT (key) DO UPDATE SET
  hits = (
    SELECT coalesce(jsonb_agg(hit ORDER BY hit), '[]'::jsonb) FROM jsonb_array_elements(kept.hits) AS hit
    WHERE hit::numeric > extract(epoch FROM clock_timestamp()) - %(window)s
  ) || jsonb_build_array(extract(epoch FROM clock_timestamp())),
  last_at = clock_timestamp()
WHERE (
  SELECT count(*) FROM jsonb_array_elements(kept.hits) AS hit
  WHERE hit::numeric > extract(epoch FROM clock_timestamp()) - %(window)s
) < %(tries)s
RETURNING key
"""


def key_of(kind: str, subject: str) -> str:
    """The row's key: the kind and a digest, so that no login or address is kept in clear."""
    return f"{kind}:{hashlib.sha256(subject.encode()).hexdigest()[:48]}"


def spend_try(key: str, limit: Limit) -> None:
    """Spend one try under the key. Raises TooManyTries when the window is full; joins the unit."""
    require_unit()
    with connection.cursor() as cursor:
        cursor.execute(SPEND, {"key": key, "window": limit.window_s, "tries": limit.tries})
        if cursor.fetchone() is None:
            raise TooManyTries(minutes=limit.minutes)


def forget_tries(key: str) -> None:
    """Forget all tries under the key (after a success of its owner); joins the unit."""
    require_unit()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_spenttries WHERE key = %s", [key])


def return_try(key: str) -> None:
    """Give the last try back (a success is no guess); joins the unit."""
    require_unit()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_spenttries SET hits = hits - -1 WHERE key = %s", [key])


def spend_guess(*, kind: str, subjects: Sequence[str], tries: int, window_s: int) -> None:
    """Count a guess at some other room's secret under every subject. Raises TooManyTries. Opens a unit of its own."""
    limit = Limit(tries, window_s)
    with unit():
        for key in sorted(key_of(kind, subject) for subject in subjects):
            spend_try(key, limit)


def return_guess(*, kind: str, subjects: Sequence[str]) -> None:
    """The guess was right: give it back. Opens a unit of its own."""
    with unit():
        for key in sorted(key_of(kind, subject) for subject in subjects):
            return_try(key)


def purge_tries(older_than_s: int = 2 * 24 * 3600) -> int:
    """Delete windows nobody touched for two days; joins the unit."""
    require_unit()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM accounts_spenttries WHERE last_at < clock_timestamp() - make_interval(secs => %s)",
            [older_than_s],
        )
        return int(cursor.rowcount)
