"""A buyer's book: addresses, and people who may pick up. One of each is the usual one."""

from collections.abc import Sequence
from typing import Any, Final

from prilavok.base.errors import NotFound
from prilavok.base.phones import normalize_phone
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.errors import EntryIncomplete, TooManyEntries
from prilavok.foundation.accounts.models import Address, Person, Recipient
from prilavok.foundation.accounts.values import AddressView, RecipientView

MOST: Final = 20
ADDRESS: Final = ("title", "city", "street", "flat", "postcode", "note")


def addresses_of(person_id: int) -> list[AddressView]:
    """The addresses, the usual one first."""
    rows = Address.objects.filter(person_id=person_id).order_by("-is_default", "pk")
    return [
        AddressView(address_id=row.pk, is_default=row.is_default, **{field: getattr(row, field) for field in ADDRESS})
        for row in rows
    ]


def recipients_of(person_id: int) -> list[RecipientView]:
    """Those who may pick up, the usual one first."""
    rows = Recipient.objects.filter(person_id=person_id).order_by("-is_default", "pk")
    return [
        RecipientView(recipient_id=row.pk, name=row.name, phone=row.phone, is_default=row.is_default) for row in rows
    ]


def keep_address(*, person_id: int, draft: AddressView) -> int:
    """Add or change an address; the first is the usual one. Raises NotFound, EntryIncomplete, TooManyEntries."""
    require_unit()
    if not draft.city or not draft.street:
        raise EntryIncomplete(what="city, street")
    values = {field: getattr(draft, field) for field in ADDRESS}
    return _keep(Address, person_id, draft.address_id, values, is_default=draft.is_default)


def keep_recipient(*, person_id: int, draft: RecipientView) -> int:
    """Add or change one who picks up. Raises NotFound, EntryIncomplete, PhoneNotUnderstood, TooManyEntries."""
    require_unit()
    if not draft.name:
        raise EntryIncomplete(what="name")
    values = {"name": draft.name, "phone": normalize_phone(draft.phone)}
    twin = Recipient.objects.filter(person_id=person_id, **values).values_list("pk", flat=True).first()
    return _keep(Recipient, person_id, draft.recipient_id or twin or 0, values, is_default=draft.is_default)


def drop_address(*, person_id: int, address_id: int) -> None:
    """Take an address out of the book. Raises NotFound for somebody else's."""
    _drop(Address, person_id, address_id)


def drop_recipient(*, person_id: int, recipient_id: int) -> None:
    """Take one who picks up out of the book. Raises NotFound for somebody else's."""
    _drop(Recipient, person_id, recipient_id)


def _keep(model: Any, person_id: int, row_id: int, values: dict[str, Any], *, is_default: bool) -> int:
    # The person's row is the turnstile: two first addresses at once would both be the usual one.
    Person.objects.select_for_update().get(pk=person_id, kind=Person.Kind.BUYER)
    rows = model.objects.filter(person_id=person_id)
    own = rows.filter(pk=row_id).first() if row_id else None
    if row_id and own is None:
        raise NotFound
    if own is None and rows.count() >= MOST:
        raise TooManyEntries(most=MOST)
    is_usual = is_default or not rows.exclude(pk=row_id).exists() or (own is not None and own.is_default)
    if is_usual:
        rows.exclude(pk=row_id).update(is_default=False)
    row = own or model(person_id=person_id)
    for field, value in values.items():
        setattr(row, field, value)
    row.is_default = is_usual
    row.save()
    return int(row.pk)


def _drop(model: Any, person_id: int, row_id: int) -> None:
    require_unit()
    own = model.objects.filter(person_id=person_id, pk=row_id).first()
    if own is None:
        raise NotFound
    own.delete()
    left: Sequence[Any] = model.objects.filter(person_id=person_id).order_by("pk")[:1]
    if own.is_default and left:
        model.objects.filter(pk=left[0].pk).update(is_default=True)
