"""Word the status scheme anew; every edit is a revision that stays readable."""

from dataclasses import asdict
from typing import Final

from prilavok.base.access import Actor
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.trade.oms.errors import StatusUnknown, TermWrong, TitleMissing
from prilavok.trade.oms.models import Scheme, SchemeRevision, Status
from prilavok.trade.oms.values import Terms

LONGEST_H: Final = 60 * 24


def edit_status(*, code: str, title: str, public_title: str, template: str, actor: Actor) -> int:
    """Rename a status or change its message; an edit that changes nothing makes no revision."""
    require_unit()
    actor.require("scheme.edit")
    scheme = Scheme.objects.select_for_update().get(pk=1)
    status = Status.objects.filter(code=code).first()
    if status is None:
        raise StatusUnknown(code=code)
    after = {"title": title.strip()[:80], "public_title": public_title.strip()[:120], "template": template.strip()[:64]}
    if not after["title"] or not after["public_title"]:
        raise TitleMissing
    before = {name: getattr(status, name) for name in after}
    if before == after:
        return scheme.revision
    for name, value in after.items():
        setattr(status, name, value)
    status.save(update_fields=list(after))
    scheme.revision += 1
    scheme.save(update_fields=["revision"])
    record_revision(scheme.revision, made_by=actor.name)
    accounts.audit(actor, "scheme.edited", f"status:{code}", before=before, after=after)
    return scheme.revision


def edit_terms(*, terms: Terms, actor: Actor) -> int:
    """Change how long goods are held; the same terms make no revision."""
    require_unit()
    actor.require("scheme.edit")
    if not all(1 <= hours <= LONGEST_H for hours in (terms.new_h, terms.ready_h)):
        raise TermWrong(limit=LONGEST_H)
    scheme = Scheme.objects.select_for_update().get(pk=1)
    before = Terms(new_h=scheme.hold_new_s // 3600, ready_h=scheme.hold_ready_s // 3600)
    if before == terms:
        return scheme.revision
    scheme.hold_new_s, scheme.hold_ready_s = terms.new_h * 3600, terms.ready_h * 3600
    scheme.revision += 1
    scheme.save()
    record_revision(scheme.revision, made_by=actor.name)
    accounts.audit(actor, "scheme.terms_edited", "scheme:1", before=asdict(before), after=asdict(terms))
    return scheme.revision


def record_revision(revision: int, *, made_by: str) -> None:
    """Keep what the scheme is at this revision."""
    rows = Status.objects.order_by("position").values("code", "title", "public_title", "template", "step", "position")
    SchemeRevision.objects.create(revision=revision, content=list(rows), made_by=made_by[:200])
