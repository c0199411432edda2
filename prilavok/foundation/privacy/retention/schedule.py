"""How long data stays: what rooms declared, what the chain shortened or stretched, and the nightly letting go.

Each kind goes batch by batch, each batch in a unit of its own; a night that is cut short goes on the next night, and
one that runs twice finds nothing the second time.
"""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.personal import Holding, erasing, holdings
from prilavok.base.unit import require_unit, unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.privacy.errors import DaysNotUnderstood, TooShortByLaw
from prilavok.foundation.privacy.models import Sweep, Term
from prilavok.foundation.privacy.values import HeldView

BATCH: Final = 1000
MOST_BATCHES: Final = 2000
LONGEST_DAYS: Final = 36500


def schedule() -> list[HeldView]:
    """Every kind of data with its term and what the last night let go. Two queries."""
    chosen = dict(Term.objects.values_list("code", "days"))
    last = {row.code: row for row in Sweep.objects.order_by("code", "-pk").distinct("code")}
    return [_view(one, chosen.get(one.code), last.get(one.code)) for one in holdings()]


def set_term(*, code: str, days: int, actor: Actor) -> None:
    """Keep a kind of data so many days from now on. Raises NotFound, TooShortByLaw, DaysNotUnderstood."""
    require_unit()
    held = next((one for one in holdings() if one.code == code and one.expire is not None), None)
    if held is None:
        raise NotFound
    if not 1 <= days <= LONGEST_DAYS:
        raise DaysNotUnderstood
    if days < held.least_days:
        raise TooShortByLaw(least=held.least_days)
    before = Term.objects.filter(code=code).values_list("days", flat=True).first() or held.days
    Term.objects.update_or_create(code=code, defaults={"days": days})
    accounts.audit(actor, "privacy.term_set", f"term:{code}", {"days": before}, {"days": days})


def sweep() -> dict[str, int]:
    """Let go of everything that is older than its term; returns what went. Opens units of its own."""
    chosen = dict(Term.objects.values_list("code", "days"))
    return {
        one.code: count
        for one in holdings()
        if one.expire is not None and (count := _sweep_one(one, chosen.get(one.code) or one.days))
    }


def _sweep_one(held: Holding, days: int | None) -> int:
    if days is None or held.expire is None:
        return 0
    before = database_now() - timedelta(days=days)
    count = 0
    for _batch in range(MOST_BATCHES):
        with unit(), erasing():
            went = held.expire(before, BATCH)
        count += went
        if went < BATCH:
            break
    if count:
        with unit():
            Sweep.objects.create(code=held.code, count=count, before=before)
    return count


def _view(held: Holding, days: int | None, last: Sweep | None) -> HeldView:
    return HeldView(
        code=held.code,
        title=_(held.title),
        why=_(held.why),
        stays=_(held.stays) if held.stays else "",
        days=days or held.days,
        usual_days=held.days,
        least_days=held.least_days,
        may_change=held.expire is not None,
        expires=held.expire is not None,
        corrected_at=held.corrected_at,
        is_erased=held.erase is not None,
        ran_at=last.at if last is not None else None,
        ran_count=last.count if last is not None else 0,
    )
