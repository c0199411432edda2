"""Who owns which field: what rooms declared, joined with what people decided, in one statement."""

from django.utils.translation import gettext

from prilavok.base.access import Actor
from prilavok.base.events import publish
from prilavok.base.owners import OwnedField, owned_field, owned_fields
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.contour.errors import FieldUnknown, OwnerImpossible
from prilavok.foundation.contour.events import OwnerChosen
from prilavok.foundation.contour.models import Owner
from prilavok.foundation.contour.values import Ownership


def ownerships() -> list[Ownership]:
    """Every field in every scope, with who owns it, since when, and who decided."""
    decided = {(row.field, row.scope): row for row in Owner.objects.all()}
    found = []
    for one in owned_fields():
        for scope, title in one.keeper.scopes() if one.keeper else [("", "")]:
            row = decided.get((one.code, scope))
            current = one.keeper.current(scope) if one.keeper else row.owner if row else one.usual
            is_decided = row is not None and row.owner == current
            found.append(
                Ownership(
                    field=one.code,
                    scope=scope,
                    scope_title=title,
                    thing_title=gettext(one.thing_title),
                    title=gettext(one.title),
                    owner=current,
                    owners=one.owners,
                    screen=one.screen,
                    why=gettext(one.why) if one.why else "",
                    means=tuple((code, gettext(text)) for code, text in one.means),
                    since=row.since if row and is_decided else None,
                    decided_by=row.decided_by if row and is_decided else "",
                )
            )
    return found


def owners_of(thing: str) -> dict[str, str]:
    """Owners of a thing's fields that the contour keeps itself, by field. One query."""
    rows = dict(Owner.objects.filter(field__startswith=f"{thing}.", scope="").values_list("field", "owner"))
    fields = [one for one in owned_fields() if one.thing == thing and one.keeper is None]
    return {one.field: rows.get(one.code, one.usual) for one in fields}


def choose_owner(*, field: str, scope: str, owner: str, actor: Actor) -> int:
    """Say who owns a field from now on. Joins the unit. Raises FieldUnknown, OwnerImpossible."""
    require_unit()
    known = _known(field, scope)
    if owner not in known.owners:
        raise OwnerImpossible
    before = _current(known, scope)
    if before == owner:
        return 0
    changed = _carry_out(known, scope, before, owner)
    Owner.objects.filter(field=field, scope=scope).delete()
    Owner.objects.create(field=field, scope=scope, owner=owner, decided_by=actor.name[:200])
    publish(OwnerChosen(field=field, scope=scope, before=before, after=owner, actor_name=actor.name))
    accounts.audit(actor, "contour.owner_chosen", f"owner:{field}", {scope or field: before}, {scope or field: owner})
    return changed


def _carry_out(known: OwnedField, scope: str, before: str, after: str) -> int:
    if known.keeper is not None:
        return known.keeper.choose(scope, after)
    return known.enter(before, after) if known.enter is not None else 0


def _known(field: str, scope: str) -> OwnedField:
    known = owned_field(field)
    scopes = [code for code, _ in known.keeper.scopes()] if known and known.keeper else [""]
    if known is None or scope not in scopes:
        raise FieldUnknown
    return known


def _current(known: OwnedField, scope: str) -> str:
    if known.keeper:
        return known.keeper.current(scope)
    row = Owner.objects.select_for_update().filter(field=known.code, scope=scope).first()
    return row.owner if row else known.usual
