"""The rules of numbers as people keep them: masks by channel, store, legal entity; the legal entities."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.utils import timezone

from prilavok.base.access import Actor
from prilavok.base.bulk import fetch
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.trade.oms import rules
from prilavok.trade.oms.errors import EntityUnknown, InnWrong, MaskMeets, MaskTaken, MaskUnknown
from prilavok.trade.oms.models import LegalEntity, LegalEntityStore, NumberClaim, NumberMask
from prilavok.trade.oms.numbering import masks
from prilavok.trade.oms.values import Channel

PLAIN: Final = "{n}-{c}"
SHOWN: Final = 3


@dataclass(frozen=True, kw_only=True)
class MaskView:
    """A mask with the place it holds for; None and "" mean any. `preview`: the next numbers; `left`: how many more."""

    mask_id: int | None
    mask: str
    channel: str = ""
    location_id: int | None = None
    entity_id: int | None = None
    entity_title: str = ""
    first: int = 1
    preview: tuple[str, ...] = ()
    left: int = 0


@dataclass(frozen=True, kw_only=True)
class EntityView:
    """A legal entity of the chain and its stores."""

    entity_id: int
    title: str
    inn: str
    kpp: str
    location_ids: tuple[int, ...] = field(default_factory=tuple)


def number_masks() -> list[MaskView]:
    """The masks in force, the most particular first; the plain one, which holds where no other does, comes last."""
    rows = NumberMask.objects.filter(is_active=True).select_related("entity").order_by("channel", "location_id", "id")
    found = sorted((_view(row) for row in rows), key=lambda one: -_weight(one))
    (at,) = fetch("SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM oms_order_number")[0]
    plain = masks.parsed(PLAIN)
    return [*found, MaskView(mask_id=None, mask=PLAIN, preview=_next(plain, at), left=plain.capacity - at + 1)]


def save_mask(wanted: MaskView, actor: Actor) -> int:
    """Add a mask, or change the one of this place; its sequence goes on. Raises MaskWrong, MaskMeets, MaskTaken."""
    require_unit()
    actor.require("scheme.edit")
    mask = masks.parsed(wanted.mask)
    place = {"channel": wanted.channel, "location_id": wanted.location_id, "entity_id": wanted.entity_id}
    if wanted.channel and wanted.channel not in set(Channel):
        raise MaskUnknown
    row = NumberMask.objects.select_for_update().filter(**place).first()
    _refuse_meeting(mask, except_for=row.pk if row else None)
    before = row.mask if row and row.is_active else ""
    if row is None:
        row = NumberMask(**place)
    row.mask, row.first, row.is_active = mask.text, max(1, wanted.first), True
    row.save()
    accounts.audit(actor, "numbers.mask_saved", f"mask:{row.pk}", before={"mask": before}, after={"mask": mask.text})
    return row.pk


def drop_mask(mask_id: int, actor: Actor) -> None:
    """Orders of this place go back to the next rule; numbers already given stay taken for ever."""
    require_unit()
    actor.require("scheme.edit")
    row = NumberMask.objects.select_for_update().filter(pk=mask_id, is_active=True).first()
    if row is None:
        raise MaskUnknown
    row.is_active = False
    row.save()
    accounts.audit(actor, "numbers.mask_dropped", f"mask:{mask_id}", before={"mask": row.mask})


def preview(text: str, first: int = 1) -> tuple[str, ...]:
    """The first numbers of a mask that is being typed. Raises MaskWrong."""
    return _next(masks.parsed(text), max(1, first))


def entities() -> list[EntityView]:
    """The legal entities with their stores."""
    stores: dict[int, list[int]] = {}
    for row in LegalEntityStore.objects.order_by("location_id"):
        stores.setdefault(row.entity_id, []).append(row.location_id)
    return [
        EntityView(
            entity_id=row.pk, title=row.title, inn=row.inn, kpp=row.kpp, location_ids=tuple(stores.get(row.pk, ()))
        )
        for row in LegalEntity.objects.order_by("title")
    ]


def entity_titles(location_ids: Iterable[int]) -> dict[int, str]:
    """The legal entity of each store that has one."""
    rows = LegalEntityStore.objects.filter(location_id__in=list(location_ids)).select_related("entity")
    return {row.location_id: row.entity.title for row in rows}


def save_entity(wanted: EntityView, actor: Actor) -> int:
    """Add (id 0) or change a legal entity; its stores leave those they belonged to. Raises InnWrong, EntityUnknown."""
    require_unit()
    actor.require("scheme.edit")
    if not rules.is_inn(wanted.inn) or (len(wanted.inn) == 10) != bool(wanted.kpp):
        raise InnWrong
    row = LegalEntity.objects.filter(pk=wanted.entity_id).first() if wanted.entity_id else LegalEntity()
    if row is None:
        raise EntityUnknown
    row.title, row.inn, row.kpp = wanted.title.strip()[:200], wanted.inn, wanted.kpp
    row.save()
    LegalEntityStore.objects.filter(entity=row).exclude(location_id__in=wanted.location_ids).delete()
    for location_id in wanted.location_ids:
        LegalEntityStore.objects.update_or_create(location_id=location_id, defaults={"entity": row})
    after = {"title": row.title, "inn": row.inn, "stores": list(wanted.location_ids)}
    accounts.audit(actor, "legal_entity.saved", f"entity:{row.pk}", after=after)
    return row.pk


def _refuse_meeting(mask: masks.Mask, *, except_for: int | None) -> None:
    if masks.meet(mask, masks.parsed(PLAIN)):
        raise MaskMeets(other=PLAIN)
    for other in NumberMask.objects.exclude(pk=except_for or 0):
        if masks.meet(mask, masks.parsed(other.mask)):
            raise MaskMeets(other=other.mask)
    theirs = NumberClaim.objects.exclude(system="").filter(key__regex=masks.pattern(mask)).first()
    if theirs is not None:
        raise MaskTaken(number=theirs.number, system=theirs.system)


def _view(row: NumberMask) -> MaskView:
    mask = masks.parsed(row.mask)
    at = _next_value(row)
    return MaskView(
        mask_id=row.pk,
        mask=row.mask,
        channel=row.channel,
        location_id=row.location_id,
        entity_id=row.entity_id,
        entity_title=row.entity.title if row.entity else "",
        first=row.first,
        preview=_next(mask, at),
        left=max(0, mask.capacity - at + 1),
    )


def _weight(view: MaskView) -> int:
    return 4 * (view.location_id is not None) + 2 * (view.entity_id is not None) + bool(view.channel)


def _next_value(row: NumberMask) -> int:
    name = f"oms_number_{row.pk}" + (f"_{_year()}" if "{yy}" in row.mask else "")
    found = fetch(
        "SELECT coalesce(last_value + 1, start_value) FROM pg_sequences "
        "WHERE schemaname = current_schema() AND sequencename = %s",
        [name],
    )
    return int(found[0][0]) if found else row.first


def _next(mask: masks.Mask, at: int) -> tuple[str, ...]:
    return tuple(masks.rendered(mask, at + step, _year()) for step in range(SHOWN))


def _year() -> str:
    return timezone.localtime().strftime("%y")
