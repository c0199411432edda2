"""Texts that people read and agree to: every version stays as it was published, the newest holds."""

from collections.abc import Sequence

from prilavok.base.access import Actor
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.privacy import rules
from prilavok.foundation.privacy.errors import TextChangedMeanwhile, TextEmpty
from prilavok.foundation.privacy.models import TextVersion
from prilavok.foundation.privacy.values import Text, TextDraft, TextView


def ensure_text(*, code: Text, title: str, body: str) -> None:
    """The first version of a text, if there is none. Joins the unit."""
    require_unit()
    if not TextVersion.objects.filter(code=code).exists():
        TextVersion.objects.create(code=code, version=1, title=title, body=body.strip())


def publish_text(*, draft: TextDraft, actor: Actor) -> int:
    """Publish a new version; returns its number. Raises TextEmpty, TextChangedMeanwhile; joins the unit."""
    require_unit()
    title, body = draft.title.strip()[:200], draft.body.replace("\r\n", "\n").strip()
    if not title or not body:
        raise TextEmpty
    last = TextVersion.objects.select_for_update().filter(code=draft.code).order_by("-version").first()
    known = last.version if last is not None else 0
    if known != draft.upon:
        raise TextChangedMeanwhile
    if last is not None and (last.title, last.body) == (title, body):
        return known
    TextVersion.objects.create(
        code=draft.code,
        version=known + 1,
        title=title,
        body=body,
        note=draft.note.strip()[:300],
        asks_again=draft.asks_again,
        person_id=actor.person_id,
        person_name=actor.name,
    )
    accounts.audit(actor, "privacy.text_published", f"text:{draft.code}", {"version": known}, {"version": known + 1})
    return known + 1


def text(code: Text, version: int | None = None) -> TextView:
    """The version that holds, or the one asked for. Raises NotFound."""
    rows = TextVersion.objects.filter(code=code).order_by("-version")
    row = (rows.filter(version=version) if version is not None else rows).first()
    if row is None:
        raise NotFound
    return _view(row)


def texts() -> list[TextView]:
    """The versions that hold, in the order of their codes' declaration. One query."""
    rows = TextVersion.objects.order_by("code", "-version").distinct("code")
    order = list(Text)
    return sorted((_view(row) for row in rows), key=lambda one: order.index(one.code))


def text_versions(code: Text) -> Sequence[TextView]:
    """All versions, newest first."""
    return [_view(row) for row in TextVersion.objects.filter(code=code).order_by("-version")]


def holds_since(code: Text) -> tuple[int, int]:
    """The version that holds, and the oldest one that need not be asked about again."""
    rows = TextVersion.objects.filter(code=code).order_by("-version").values_list("version", "asks_again")
    versions = list(rows)
    newest = versions[0][0] if versions else 1
    return newest, next((version for version, asks_again in versions if asks_again), 1)


def _view(row: TextVersion) -> TextView:
    return TextView(
        code=Text(row.code),
        version=row.version,
        title=row.title,
        body=row.body,
        blocks=rules.blocks(row.body),
        note=row.note,
        asks_again=row.asks_again,
        published_at=row.published_at,
        person_name=row.person_name,
    )
