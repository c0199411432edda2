"""Word the status scheme anew; every edit is a revision that stays readable."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any, Final

from django.conf import settings

from prilavok.base.access import Actor
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.trade.oms.errors import StatusUnknown, TermWrong, TitleMissing
from prilavok.trade.oms.models import Scheme, SchemeRevision, Status
from prilavok.trade.oms.values import BuyerAct, StatusWords, Terms

LONGEST_H: Final = 60 * 24
LONGEST: Final = {"title": 80, "public_title": 120, "template": 64}


def edit_status(*, code: str, words: StatusWords, buyer_may: Collection[str] | None = None, actor: Actor) -> int:
    """Word a status anew, or what its customer may do; an edit that changes nothing makes no revision."""
    require_unit()
    actor.require("scheme.edit")
    scheme = Scheme.objects.select_for_update().get(pk=1)
    status = Status.objects.filter(code=code).first()
    if status is None:
        raise StatusUnknown(code=code)
    after: dict[str, Any] = {name: getattr(words, name).strip()[:most] for name, most in LONGEST.items()}
    after["translated"] = _translated(words.translated)
    if buyer_may is not None:
        after["buyer_may"] = sorted(BuyerAct(one).value for one in buyer_may)
    if not after["title"] or not after["public_title"]:
        raise TitleMissing
    before = {name: getattr(status, name) for name in after}
    before |= {"buyer_may": sorted(status.buyer_may)} if buyer_may is not None else {}
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


def _translated(told: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Titles by the languages of the site other than the chain's own; empty ones are left out."""
    others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    return {
        code: {
            name: title
            for name in ("title", "public_title")
            if (title := told.get(code, {}).get(name, "").strip()[: LONGEST[name]])
        }
        for code in others
    }


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
    rows = Status.objects.order_by("position").values(
        "code", "title", "public_title", "template", "step", "position", "buyer_may", "translated"
    )
    SchemeRevision.objects.create(revision=revision, content=list(rows), made_by=made_by[:200])
