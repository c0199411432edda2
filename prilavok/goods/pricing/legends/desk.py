"""People word legends and give them to promotions and price rules; each wording stays on record."""

from typing import Any

from django.db.models import Count, F, Q

from prilavok.base.access import Actor
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pricing.legends.errors import LegendEmpty, LegendInUse, LegendUnknown
from prilavok.goods.pricing.legends.models import Legend, LegendUse, LegendVersion
from prilavok.goods.pricing.legends.values import Attached, LegendId, LegendVersionView, LegendView


def legends(*, with_archived: bool = False) -> list[LegendView]:
    """Legends by name, in their newest words. Two queries."""
    rows = Legend.objects.annotate(
        used=Count("uses"), outdated=Count("uses", filter=Q(uses__number__lt=F("number")))
    ).order_by("is_archived", "title", "pk")
    found = list(rows if with_archived else rows.filter(is_archived=False))
    words = {one.legend_id: one for one in LegendVersion.objects.filter(legend__in=found, number=F("legend__number"))}
    return [
        LegendView(
            legend_id=LegendId(row.pk),
            title=row.title,
            number=row.number,
            text=words[row.pk].text,
            script=words[row.pk].script,
            is_archived=row.is_archived,
            changed_by=words[row.pk].made_by,
            changed_at=words[row.pk].made_at,
            uses_count=row.used,
            outdated_count=row.outdated,
        )
        for row in found
    ]


def legend(legend_id: int) -> LegendView:
    """One legend. Raises LegendUnknown."""
    found = [one for one in legends(with_archived=True) if one.legend_id == legend_id]
    if not found:
        raise LegendUnknown
    return found[0]


def versions(legend_id: int) -> list[LegendVersionView]:
    """How a legend was worded, newest first."""
    return [
        LegendVersionView(number=row.number, text=row.text, script=row.script, made_by=row.made_by, made_at=row.made_at)
        for row in LegendVersion.objects.filter(legend_id=legend_id).order_by("-number")
    ]


def subjects(legend_id: int) -> list[Attached]:
    """What a legend justifies."""
    return list(_attached(LegendUse.objects.filter(legend_id=legend_id)).values())


def save_legend(*, legend_id: int | None, title: str, text: str, script: str, actor: Actor) -> LegendId:
    """Write a legend, or word it anew: other words are a new version. Joins the unit. Raises LegendEmpty."""
    require_unit()
    title, text, script = " ".join(title.split())[:120], " ".join(text.split())[:300], script.strip()[:1000]
    if not (title and text and script):
        raise LegendEmpty
    if legend_id is None:
        row, before = Legend.objects.create(title=title), {}
    else:
        row = _locked(legend_id)
        newest = LegendVersion.objects.get(legend=row, number=row.number)
        before = {"title": row.title, "text": newest.text, "script": newest.script}
        if before == {"title": title, "text": text, "script": script}:
            return LegendId(row.pk)
        is_reworded = (text, script) != (newest.text, newest.script)
        row.title, row.number = title, row.number + is_reworded
        row.save()
    LegendVersion.objects.get_or_create(
        legend=row, number=row.number, defaults={"text": text, "script": script, "made_by": actor.name[:200]}
    )
    after = {"title": title, "text": text, "script": script}
    accounts.audit(actor, "legends.worded", f"legend:{row.pk}", before, after)
    return LegendId(row.pk)


def archive(*, legend_id: int, is_archived: bool, actor: Actor) -> None:
    """Offer the legend no more, or again. Joins the unit. Raises LegendInUse."""
    require_unit()
    row = _locked(legend_id)
    if is_archived and LegendUse.objects.filter(legend=row).exists():
        raise LegendInUse
    if row.is_archived != is_archived:
        row.is_archived = is_archived
        row.save()
        deed = "legends.archived" if is_archived else "legends.restored"
        accounts.audit(actor, deed, f"legend:{row.pk}", after={"title": row.title})


def attach(*, subject: str, legend_id: int | None, actor: Actor) -> str:
    """Give a promotion or a rule its legend in today's words (None takes it away); returns them. Joins the unit."""
    require_unit()
    if legend_id is None:
        if LegendUse.objects.filter(subject=subject).delete()[0]:
            accounts.audit(actor, "legends.detached", subject)
        return ""
    row = _locked(legend_id)
    use, is_new = LegendUse.objects.get_or_create(subject=subject, defaults={"legend": row, "number": row.number})
    before: dict[str, Any] = {} if is_new else {"legend": use.legend_id, "version": use.number}
    after = {"legend": row.pk, "version": row.number}
    if before != after:
        use.legend, use.number = row, row.number
        use.save()
        accounts.audit(actor, "legends.attached", subject, before, after)
    return LegendVersion.objects.get(legend=row, number=row.number).text


def attached(subject_names: list[str]) -> dict[str, Attached]:
    """The legends of these subjects; those without one are absent. Two queries."""
    return _attached(LegendUse.objects.filter(subject__in=subject_names))


def _attached(uses: Any) -> dict[str, Attached]:
    rows = list(uses.select_related("legend").order_by("subject"))
    words = {
        (one.legend_id, one.number): one
        for one in LegendVersion.objects.filter(legend__in={row.legend_id for row in rows})
    }
    return {
        row.subject: Attached(
            subject=row.subject,
            legend_id=LegendId(row.legend_id),
            title=row.legend.title,
            number=row.number,
            newest=row.legend.number,
            text=words[row.legend_id, row.number].text,
            script=words[row.legend_id, row.number].script,
        )
        for row in rows
    }


def _locked(legend_id: int) -> Legend:
    row = Legend.objects.select_for_update().filter(pk=legend_id).first()
    if row is None:
        raise LegendUnknown
    return row
