"""Two cards that a person knows to be one: everything of the other moves to the winner, and can move back.

What moved is written down row by row, so that undoing returns exactly that; what came later stays with the winner.
"""

from typing import Any

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.api import audit
from prilavok.people.crm.actions.count_orders import recount
from prilavok.people.crm.actions.join_customers import BELONGINGS
from prilavok.people.crm.actions.remember_customer import set_field
from prilavok.people.crm.errors import MergeTooOld, SameCustomer
from prilavok.people.crm.events import CustomerCorrected
from prilavok.people.crm.models import Customer, Merge

FILLED = ("name", "phone", "email")


def merge_customers(*, winner_id: int, other_id: int, actor: Actor) -> int:
    """Join the other into the winner; returns the merge's id. Raises NotFound, SameCustomer."""
    require_unit()
    if winner_id == other_id:
        raise SameCustomer
    winner, other = _both(winner_id, other_id)
    moved = {model.__name__: _move(model, other, winner) for model in BELONGINGS}
    filled: dict[str, Any] = {}
    for field in FILLED:
        if not getattr(winner, field) and getattr(other, field):
            filled[field] = getattr(other, field)
            set_field(winner, field, filled[field], source="merge", actor_name=actor.name)
    if winner.person_id is None and other.person_id is not None:
        filled["person_id"] = other.person_id
        Customer.objects.filter(pk=other.pk).update(person_id=None)
        winner.person_id = other.person_id
    winner.first_seen = min(winner.first_seen, other.first_seen)
    winner.tags = sorted({*winner.tags, *other.tags})
    winner.save(update_fields=["person_id", "first_seen", "tags"])
    Customer.objects.filter(pk=other.pk).update(merged_into=winner, orders_count=0, receipts_count=0, spent=0)
    recount([winner.pk])
    made = Merge.objects.create(
        winner=winner, other=other, moved=moved, filled=filled, actor_name=actor.name, at=database_now()
    )
    if filled.keys() & set(FILLED):
        fields = tuple(field for field in FILLED if field in filled)
        publish(CustomerCorrected(customer_id=winner.pk, fields=fields, source="office"))
    audit(actor, "crm.customers_merged", f"customer:{winner.pk}", before={"other": other.pk}, after={"merge": made.pk})
    return made.pk


def undo_merge(*, merge_id: int, actor: Actor) -> int:
    """Give the other card back what was its own; returns its id. Raises NotFound, MergeTooOld."""
    require_unit()
    merge = Merge.objects.select_for_update().filter(pk=merge_id, undone_at=None).first()
    if merge is None:
        raise NotFound
    rows = {
        row.pk: row for row in Customer.objects.select_for_update().filter(pk__in=[merge.winner_id, merge.other_id])
    }
    winner, other = rows[merge.winner_id], rows[merge.other_id]
    if winner.merged_into_id is not None or other.merged_into_id != winner.pk:
        raise MergeTooOld
    for model in BELONGINGS:
        model.objects.filter(pk__in=merge.moved.get(model.__name__, []), customer=winner).update(customer=other)
    for field in FILLED:
        if field in merge.filled and getattr(winner, field) == merge.filled[field]:
            set_field(winner, field, "", source="merge", actor_name=actor.name)
    if merge.filled.get("person_id") == winner.person_id and winner.person_id is not None:
        Customer.objects.filter(pk=winner.pk).update(person_id=None)
        other.person_id = merge.filled["person_id"]
    other.merged_into = None
    other.save(update_fields=["person_id", "merged_into"])
    Merge.objects.filter(pk=merge.pk).update(undone_at=database_now())
    recount([winner.pk, other.pk])
    audit(actor, "crm.merge_undone", f"customer:{winner.pk}", before={"merge": merge.pk}, after={"other": other.pk})
    return other.pk


def _both(winner_id: int, other_id: int) -> tuple[Customer, Customer]:
    found = Customer.objects.select_for_update().filter(pk__in=[winner_id, other_id], merged_into=None).order_by("pk")
    rows = {row.pk: row for row in found}
    if len(rows) != 2:
        raise NotFound
    return rows[winner_id], rows[other_id]


def _move(model: Any, other: Customer, winner: Customer) -> list[Any]:
    ids = list(model.objects.filter(customer=other).values_list("pk", flat=True))
    model.objects.filter(pk__in=ids).update(customer=winner)
    return ids
