"""Price types, warehouses and units of measure: what a package told of them otherwise than before, and back again.

The rooms keep only what was told last. So what a package overwrites is noted here beside it, in the same unit, and goes
back by the same door it came through, as long as it still says what the package said. A new warehouse is put away, a
new unit forgotten; a new price type stays in its list, where people may have given it a role: without prices it sells
nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db.models import Q

from prilavok.base.unit import require_unit
from prilavok.goods.pim.values import UndoCounts, UndoTotals
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceTypeDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationDraft
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.models import NameChange, Package, UnitName
from prilavok.partners.erp.rules import kinds

KINDS: Final = (kinds.PRICE_TYPE, kinds.WAREHOUSE, kinds.UNIT)
Words = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class NameUndo:
    """One name a package touched: what it is called now and would be called; `fields` would be as before.

    `is_new`: it would be put away. `is_left`: it stays as it is, because `later` has changed it since.
    """

    change_id: int
    title: str
    back: str
    fields: tuple[str, ...]
    is_new: bool
    is_left: bool
    later: str


@contextmanager
def noted(batch: Batch, kind: str, keys: Sequence[str]) -> Iterator[None]:
    """Whatever is written of these things meanwhile, the package can be taken back. Joins the unit."""
    require_unit()
    before = told(kind, batch.namespace, keys)
    yield
    after = told(kind, batch.namespace, keys)
    changed = {key: words for key, words in after.items() if words != before.get(key)}
    if not changed:
        return
    package_id = batch.file.package_id
    rows = _standing(batch.namespace, kind, list(changed)).filter(package_id=package_id)
    told_twice = {row.key: row for row in rows}
    for key, row in told_twice.items():
        row.after = changed[key]
    NameChange.objects.bulk_update(told_twice.values(), ["after"])
    NameChange.objects.bulk_create(
        NameChange(
            package_id=package_id, namespace=batch.namespace, kind=kind, key=key, before=before.get(key), after=words
        )
        for key, words in changed.items()
        if key not in told_twice
    )


def told(kind: str, namespace: str, keys: Sequence[str]) -> dict[str, Words]:
    """What the sender has told of these things, as it stands now; unknown ones are absent. One query."""
    if kind == kinds.UNIT:
        rows = UnitName.objects.filter(namespace=namespace, code__in=keys)
        return {row.code: {"title": row.title} for row in rows}
    drafts: Mapping[str, PriceTypeDraft | LocationDraft]
    if kind == kinds.PRICE_TYPE:
        drafts = pricing.told_price_types(system=namespace, external_ids=keys)
    else:
        drafts = stock.told_locations(system=namespace, external_ids=keys)
    return {
        key: {name: word for name, word in asdict(one).items() if name != "external_id"} for key, one in drafts.items()
    }


def keep_units(namespace: str, titles: Mapping[str, str]) -> None:
    """Short names of units of measure by their codes. Joins the unit."""
    require_unit()
    known = {row.code: row for row in UnitName.objects.filter(namespace=namespace, code__in=list(titles))}
    for code, title in titles.items():
        row = known.get(code)
        if row is None:
            UnitName.objects.create(namespace=namespace, code=code, title=title)
        elif row.title != title:
            row.title = title
            row.save(update_fields=["title"])


def undoable(package: Package) -> dict[str, UndoTotals]:
    """What of the package's names can be taken back, by kind; without any, one query."""
    found: dict[str, UndoTotals] = {}
    for kind in _kinds(package):
        rows = undo_rows(package, kind)
        left = [row for row in rows if row.is_left]
        found[kind] = UndoTotals(
            can=len(rows) - len(left), cannot=len(left), later=tuple(sorted({row.later for row in left}))
        )
    return found


def undo_rows(package: Package, kind: str, *, after: int = 0, limit: int | None = None) -> list[NameUndo]:
    """The names of a kind that the package changed, with what becomes of them; in the order they were changed."""
    changes = _of(package, kind, after, limit)
    later = _later(package, kind, [row.key for row in changes])
    now = told(kind, package.node.namespace, [row.key for row in changes])
    return [_line(row, now.get(row.key), later.get(row.key, "")) for row in changes]


def undo(package: Package, kind: str, *, after: int = 0, limit: int | None = None) -> UndoCounts:
    """Put the names of a kind back, from the change after `after` on. Joins the unit."""
    require_unit()
    rows = undo_rows(package, kind, after=after, limit=limit)
    chosen = [row.change_id for row in rows if not row.is_left]
    changes = list(NameChange.objects.filter(pk__in=chosen).order_by("pk"))
    _put_back(kind, package.node.namespace, changes)
    NameChange.objects.filter(pk__in=chosen).update(is_annulled=True)
    last = rows[-1].change_id if rows and len(rows) == limit else None
    return UndoCounts(restored=len(chosen), left=len(rows) - len(chosen), last=last)


def _put_back(kind: str, namespace: str, changes: Sequence[NameChange]) -> None:
    before = {row.key: row.before for row in changes if row.before is not None}
    if kind == kinds.UNIT:
        UnitName.objects.filter(
            namespace=namespace, code__in=[row.key for row in changes if row.before is None]
        ).delete()
        keep_units(namespace, {key: words["title"] for key, words in before.items()})
    elif kind == kinds.PRICE_TYPE:
        types = [PriceTypeDraft(external_id=key, **words) for key, words in before.items()]
        pricing.upsert_price_types(system=namespace, drafts=types)
    else:
        words = {row.key: row.before or {**row.after, "is_removed": True} for row in changes}
        places = [LocationDraft(external_id=key, **one) for key, one in words.items()]
        stock.upsert_locations(system=namespace, drafts=places)


def _line(row: NameChange, now: Words | None, later: str) -> NameUndo:
    before = row.before or {}
    return NameUndo(
        change_id=row.pk,
        title=str((now or row.after).get("title", "")) or row.key,
        back=str(before.get("title", "")),
        fields=tuple(sorted(name for name, word in before.items() if word != row.after.get(name))),
        is_new=row.before is None,
        is_left=bool(later) or now != row.after,
        later=later,
    )


def _kinds(package: Package) -> list[str]:
    found = set(_undoable(package).values_list("kind", flat=True))
    return [kind for kind in KINDS if kind in found]


def _of(package: Package, kind: str, after: int, limit: int | None) -> list[NameChange]:
    return list(_undoable(package).filter(kind=kind, pk__gt=after).order_by("pk")[:limit])


def _undoable(package: Package) -> Any:
    is_new_type = Q(kind=kinds.PRICE_TYPE, before__isnull=True)
    return NameChange.objects.filter(package=package, is_annulled=False).exclude(is_new_type)


def _standing(namespace: str, kind: str, keys: Sequence[str]) -> Any:
    return NameChange.objects.filter(namespace=namespace, kind=kind, key__in=keys, is_annulled=False)


def _later(package: Package, kind: str, keys: Sequence[str]) -> dict[str, str]:
    """Which package has changed a name since, as the history calls packages."""
    rows = _standing(package.node.namespace, kind, keys).filter(package_id__gt=package.pk).order_by("pk")
    return {
        key: f"{code}:{package_id}"
        for key, code, package_id in rows.values_list("key", "package__node__code", "package_id")
    }
