"""What moderators do: publish, refuse with a reason, answer for the shop; each once, audited, and undone at will."""

from datetime import datetime
from typing import Any, Final

from django.db.models.functions import Now

from prilavok.base.access import Actor
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.api import audit
from prilavok.people.reviews.actions._settling import locked, settle
from prilavok.people.reviews.actions.tell_author import tell_author
from prilavok.people.reviews.errors import DaysWrong, NotForDecision, NothingToUndo, ReasonMissing, ReviewChanged
from prilavok.people.reviews.models import Decision, Review, Terms
from prilavok.people.reviews.rules import LEAST_DAYS, MOST_DAYS
from prilavok.people.reviews.values import Reason, State, TermsView

RIGHT: Final = "reviews.moderate"
MOST_ANSWER: Final = 2000
KEPT: Final = ("state", "reason", "reason_note", "answer", "answer_by", "answered_at", "published_at")
TIMES: Final = ("answered_at", "published_at")


def approve_review(*, review_id: int, version: int, actor: Actor) -> None:
    """Publish the version that was read. Joins the unit. Raises ReviewChanged, NotForDecision."""
    row = _read(review_id, version, actor)
    if row.state == State.PUBLISHED:
        return
    _note(row, "approve", actor)
    settle(row, State.PUBLISHED, reason="", reason_note="")
    tell_author(row, State.PUBLISHED)


def refuse_review(*, review_id: int, version: int, reason: str, note: str, actor: Actor) -> None:
    """Refuse it, or take it off the page, for a reason of the list. Joins the unit. Raises ReasonMissing,
    ReviewChanged, NotForDecision."""
    if reason not in set(Reason):
        raise ReasonMissing
    row = _read(review_id, version, actor)
    note = note.strip()[:500]
    if row.state == State.REFUSED and (row.reason, row.reason_note) == (reason, note):
        return
    _note(row, "refuse", actor, reason=reason, note=note)
    settle(row, State.REFUSED, reason=reason, reason_note=note)
    tell_author(row, State.REFUSED, reason=reason, note=note)


def answer_review(*, review_id: int, version: int, text: str, actor: Actor) -> None:
    """Answer for the shop; an empty answer takes the former away. Joins the unit. Raises ReviewChanged,
    NotForDecision."""
    row = _read(review_id, version, actor)
    text = text.strip()[:MOST_ANSWER]
    if text == row.answer:
        return
    _note(row, "answer", actor, note=text)
    Review.objects.filter(pk=row.pk).update(
        answer=text, answer_by=actor.name[:300] if text else "", answered_at=Now() if text else None
    )


def undo_decision(*, review_id: int, decision_id: int, actor: Actor) -> None:
    """Take the last decision back: everything stands as before it. Joins the unit. Raises NothingToUndo."""
    require_unit()
    actor.require(RIGHT)
    row = locked(review_id)
    if row is None:
        raise NotFound
    last = row.decisions.filter(undone_by="").order_by("-pk").first()
    if last is None or last.pk != decision_id or last.version != row.version or row.state == State.WITHDRAWN:
        raise NothingToUndo
    Decision.objects.filter(pk=last.pk).update(undone_by=actor.name[:300] or "—")
    before = dict(last.before)
    state = State(before.pop("state"))
    for name in TIMES:
        before[name] = datetime.fromisoformat(before[name]) if before[name] else None
    settle(row, state, **before)
    audit(actor, "reviews.undo", f"review:{row.pk}", {"state": row.state}, {"state": str(state), "deed": last.deed})


def keep_terms(*, terms: TermsView, actor: Actor) -> None:
    """Set whether and when buyers are invited to write. Joins the unit. Raises DaysWrong."""
    require_unit()
    actor.require(RIGHT)
    if not LEAST_DAYS <= terms.after_days <= MOST_DAYS:
        raise DaysWrong(least=LEAST_DAYS, most=MOST_DAYS)
    row, _made = Terms.objects.select_for_update().get_or_create(pk=1)
    before = {"is_on": row.is_on, "after_days": row.after_days}
    after = {"is_on": terms.is_on, "after_days": terms.after_days}
    if before != after:
        Terms.objects.filter(pk=1).update(**after)
        audit(actor, "reviews.terms", "reviews", before, after)


def _read(review_id: int, version: int, actor: Actor) -> Review:
    """The review, locked, when it still is the one that the moderator has read."""
    require_unit()
    actor.require(RIGHT)
    row = locked(review_id)
    if row is None:
        raise NotFound
    if row.state == State.WITHDRAWN:
        raise NotForDecision
    if row.version != version:
        raise ReviewChanged
    return row


def _note(row: Review, deed: str, actor: Actor, *, reason: str = "", note: str = "") -> None:
    before: dict[str, Any] = {name: getattr(row, name) for name in KEPT}
    for name in TIMES:
        before[name] = before[name].isoformat() if before[name] else None
    Decision.objects.create(
        review=row, version=row.version, deed=deed, reason=reason, note=note, actor_name=actor.name[:300], before=before
    )
    told = {"deed": deed, "version": row.version, **({"reason": reason} if reason else {})}
    audit(actor, f"reviews.{deed}", f"review:{row.pk}", {"state": row.state, "reason": row.reason}, told)
