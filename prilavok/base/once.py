"""Everything repeated is the same: a key, a fingerprint of the request, the stored answer.

    with unit():
        first = once(scope="oms.place_order", key=key, fingerprint=digest(request))
        if first.is_replay:
            return first.answer
        ...
        first.keep(answer)

Two rivals with one key: the second waits on the unique index until the first commits, then replays it.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from prilavok.base.bulk import fetch_often
from prilavok.base.errors import Refused
from prilavok.base.models import KeyedAnswer
from prilavok.base.unit import require_unit

# One statement instead of get_or_create's four; it waits for a rival's commit, and takes the key if he rolled back.
CLAIM: Final = """
    INSERT INTO base_keyedanswer (scope, key, fingerprint, created_at) VALUES (%s, %s, %s, statement_timestamp())
    ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""


class KeyReused(Refused):
    """This request key was already used for a different request. Reload the page and try again."""


@dataclass
class Once:
    """A claimed key: either a replay with its answer, or the first time."""

    row_id: int
    is_replay: bool
    answer: Any = None

    def keep(self, answer: Any) -> None:
        """Store the answer (JSON-able) for every later request with the same key."""
        require_unit()
        KeyedAnswer.objects.filter(pk=self.row_id).update(answer=msgspec.to_builtins(answer))


def digest(*parts: Any) -> str:
    """A SHA-256 over the JSON of the parts, to tell a repeated request from another one."""
    return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()


def once(*, scope: str, key: str, fingerprint: str) -> Once:
    """Claim a key within the open unit. Raises KeyReused when the key came with another request before."""
    require_unit()
    for (row_id,) in fetch_often(CLAIM, [scope, key, fingerprint]):
        return Once(row_id=row_id, is_replay=False)
    row = KeyedAnswer.objects.get(scope=scope, key=key)
    if row.fingerprint != fingerprint:
        raise KeyReused
    return Once(row_id=row.pk, is_replay=True, answer=row.answer)
