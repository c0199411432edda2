"""What the owner of an address wants to hear there, and how messages obey: at once, queued ones too.

A wish belongs to an address, not to a person: whoever proved the address sets it in the account, and whoever holds a
message follows the link in it. A link is signed and only ever takes away.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.conf import settings
from django.core import signing

from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.foundation.messaging import rules
from prilavok.foundation.messaging.models import Message, Wish
from prilavok.foundation.messaging.values import Kind, State

SALT: Final = "prilavok.messaging.stop"


def set_wish(*, address: str, kind: Kind, wanted: bool) -> None:
    """Keep what the owner of the address wants; what waits to be sent against it is not sent. Joins the unit."""
    require_unit()
    Wish.objects.update_or_create(
        address=address, kind=kind, defaults={"is_wanted": wanted, "changed_at": database_now()}
    )
    if not wanted and kind in rules.REFUSABLE:
        waiting = Message.objects.filter(to=address, kind=kind, state=State.WAITING)
        waiting.update(state=State.UNWANTED, next_try_at=None)


def wants(address: str, kind: Kind) -> bool:
    """True when a message of the kind may go there."""
    told = Wish.objects.filter(address=address, kind=kind).values_list("is_wanted", flat=True).first()
    return kind not in rules.ONLY_AGREED if told is None else told


def wishes_of(addresses: Iterable[str]) -> Mapping[tuple[str, Kind], bool]:
    """What these addresses said, by address and kind; what was never said is absent."""
    rows = Wish.objects.filter(address__in=list(addresses))
    return {(row.address, Kind(row.kind)): row.is_wanted for row in rows}


def chosen_ways(*, kind: Kind, ways: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the ways (channel, address) that their owners chose; all of them when none would be left.

    For what cannot be refused, only led another way: an order's news always reach somebody.
    """
    return chosen_ways_of_many(kind=kind, ways={0: ways})[0]


def chosen_ways_of_many(
    *, kind: Kind, ways: Mapping[int, Sequence[tuple[str, str]]]
) -> dict[int, list[tuple[str, str]]]:
    """As `chosen_ways`, of several things at once (by number, of orders say). One query."""
    given = {number: [(channel, to) for channel, to in told if to] for number, told in ways.items()}
    said = wishes_of({to for told in given.values() for _, to in told})
    return {
        number: [(channel, to) for channel, to in told if said.get((to, kind), True)] or told
        for number, told in given.items()
    }


def stop_link(address: str, kind: Kind) -> str:
    """The address of the page where one press ends this kind of messages there."""
    token = signing.dumps([address, str(kind)], salt=SALT).replace(":", ".")
    return f"{settings.BASE_URL}/stop/{token}/"


def stopped_by(token: str) -> tuple[str, Kind] | None:
    """Which address and kind a link speaks of; None for a forged one."""
    try:
        address, kind = signing.loads(token.replace(".", ":"), salt=SALT)
        return str(address), Kind(kind)
    except (signing.BadSignature, ValueError, TypeError):
        return None
