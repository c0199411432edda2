"""Asking to be told, and taking it back."""

from dataclasses import dataclass
from typing import Final

from prilavok.base.clock import database_now
from prilavok.base.errors import Refused
from prilavok.base.ids import new_token
from prilavok.base.unit import require_unit
from prilavok.people.crm.models import Waiting

MOST_OPEN: Final = 30


class TooManyWaits(Refused):
    """You wait for many goods already: wait until one of them arrives."""

    code = "crm.too_many_waits"


@dataclass(frozen=True, kw_only=True)
class Wait:
    """What somebody waits for; `contact` is a normal phone or e-mail, `link` a path of the shop."""

    variant_id: int
    title: str
    link: str
    city: str
    contact: str


def wait_for(wait: Wait) -> bool:
    """Write it down; asking twice is asking once. True when it is new. Raises TooManyWaits."""
    require_unit()
    if Waiting.objects.filter(contact=wait.contact, ended_at=None).count() >= MOST_OPEN:
        raise TooManyWaits
    made = Waiting.objects.bulk_create(
        [
            Waiting(
                variant_id=wait.variant_id,
                title=wait.title[:500],
                link=wait.link[:500],
                city=wait.city[:100],
                contact=wait.contact,
                token=new_token(),
            )
        ],
        ignore_conflicts=True,
    )
    return bool(made)


def waits_for(token: str) -> str | None:
    """What the owner of a token waits for; None when it is over or was never asked."""
    return Waiting.objects.filter(token=token, ended_at=None).values_list("title", flat=True).first()


def stop_waiting(token: str) -> bool:
    """They do not want to hear of it any more; True when they still waited."""
    require_unit()
    return bool(Waiting.objects.filter(token=token, ended_at=None).update(ended="stopped", ended_at=database_now()))
