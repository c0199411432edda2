"""Consents: given one purpose at a time, kept with the version of the text, taken back with one press.

A consent to advertising opens a way to one contact; taking it back closes the way in the same unit, so that nothing
that waits to be sent goes any more. What a guest ticks opens nothing until the contact is proven: anybody can type
somebody else's phone. Then it is seen by whoever proved it.
"""

from collections.abc import Sequence
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.bulk import fetch_often
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import Kind
from prilavok.foundation.privacy.models import Consent
from prilavok.foundation.privacy.texts.publishing import holds_since
from prilavok.foundation.privacy.values import ADVERTISING, TEXT_OF, Agreement, ConsentView, Purpose, Text, Ways

# The version that holds is looked up by the same statement: an order is placed under the locks of its goods.
AGREE: Final = """
WITH newest AS (
    SELECT coalesce(max(version), 1) AS version FROM privacy_textversion WHERE code = %(text)s::text
)
INSERT INTO privacy_consent (purpose, text_code, version, person_id, contact, channel, network, about, withdrawn_by)
SELECT %(purpose)s::text, %(text)s::text, n.version, %(person)s::bigint, %(contact)s::text, %(channel)s::text,
    %(network)s::text, %(about)s::text, ''
FROM newest n WHERE %(is_anew)s::boolean OR NOT EXISTS (
    SELECT FROM privacy_consent c WHERE c.purpose = %(purpose)s::text AND c.version = n.version
        AND c.contact = %(contact)s::text AND c.withdrawn_at IS NULL
        AND (%(person)s::bigint IS NULL OR c.person_id = %(person)s::bigint))
"""


def agree(*, said: Agreement) -> None:
    """Keep a consent to the version that holds now; the same again is once. Joins the unit."""
    require_unit()
    fetch_often(
        AGREE,
        {
            "purpose": said.purpose.value,
            "text": TEXT_OF[said.purpose].value,
            "person": said.person_id,
            "contact": said.contact,
            "channel": said.channel[:20],
            "network": said.network[:64],
            "about": said.about[:120],
            "is_anew": said.purpose == Purpose.ORDER,
        },
    )
    if said.purpose in ADVERTISING and said.contact and said.person_id is not None:
        messaging.set_wish(address=said.contact, kind=Kind.NEWS, wanted=True)


def adopt(*, person_id: int, contacts: Sequence[str]) -> int:
    """What a guest agreed to under contacts that are proven now is the person's, and holds. Joins the unit."""
    require_unit()
    rows = list(_standing(Consent.objects.filter(contact__in=[one for one in contacts if one], person_id=None)))
    for row in rows:
        if row.purpose in ADVERTISING:
            messaging.set_wish(address=row.contact, kind=Kind.NEWS, wanted=True)
    return Consent.objects.filter(pk__in=[row.pk for row in rows]).update(person_id=person_id)


def take_over(*, person_id: int, other_id: int) -> int:
    """Two logins became one: consents of the other, given or taken back, are the person's. Joins the unit."""
    require_unit()
    return Consent.objects.filter(person_id=other_id).update(person_id=person_id)


def withdraw(*, purpose: Purpose, person_id: int, ways: Ways, actor: Actor) -> int:
    """The person takes a consent back; obeyed at once. Returns how many were standing. Joins the unit."""
    require_unit()
    contact = contact_of(purpose, ways)
    mine = Q(person_id=person_id) | (Q(contact=contact) & ~Q(contact=""))
    rows = _standing(Consent.objects.filter(mine, purpose=purpose))
    addresses = {row.contact for row in rows if row.contact} | ({contact} if contact else set())
    count = rows.update(withdrawn_at=database_now(), withdrawn_by="person")
    if purpose in ADVERTISING:
        for address in addresses:
            messaging.set_wish(address=address, kind=Kind.NEWS, wanted=False)
    if count:
        accounts.audit(actor, "privacy.consent_withdrawn", f"person:{person_id}", after={"purpose": purpose})
    return count


def stop(*, token: str) -> bool:
    """The link of a message: this kind does not go there any more. False for a forged one. Joins the unit."""
    require_unit()
    found = messaging.stopped_by(token)
    if found is None:
        return False
    address, kind = found
    messaging.set_wish(address=address, kind=kind, wanted=False)
    if kind == Kind.NEWS:
        rows = _standing(Consent.objects.filter(contact=address, purpose__in=ADVERTISING))
        rows.update(withdrawn_at=database_now(), withdrawn_by="link")
    return True


def consents_of(*, person_id: int, ways: Ways) -> list[ConsentView]:
    """Everything the person ever agreed to, newest first: as a person, or by a contact that is theirs now."""
    contacts = [one for one in (ways.phone, ways.email) if one]
    mine = Q(person_id=person_id) | Q(contact__in=contacts, person_id=None)
    return [_view(row) for row in Consent.objects.filter(mine).order_by("-pk")[:200]]


def standing(consents: Sequence[ConsentView], ways: Ways) -> dict[Purpose, ConsentView]:
    """Of these, what holds now for the contacts as they stand, the newest of each purpose."""
    held: dict[Purpose, ConsentView] = {}
    for one in consents:
        is_for_now = one.purpose not in ADVERTISING or one.contact == contact_of(one.purpose, ways)
        if one.withdrawn_at is None and is_for_now:
            held.setdefault(one.purpose, one)
    return held


def missing(*, person_id: int) -> list[Purpose]:
    """What has to be agreed to before the account is used, or anew because the text asks for it."""
    _newest, since = holds_since(Text.PERSONAL)
    rows = _standing(Consent.objects.filter(person_id=person_id, purpose=Purpose.ACCOUNT, version__gte=since))
    return [] if rows.exists() else [Purpose.ACCOUNT]


def consent_of(*, person_id: int, consent_id: int) -> ConsentView:
    """One consent of the person. Raises NotFound for somebody else's."""
    row = Consent.objects.filter(pk=consent_id, person_id=person_id).first()
    if row is None:
        raise NotFound
    return _view(row)


def contact_of(purpose: Purpose, ways: Ways) -> str:
    """The contact that a consent to the purpose opens; "" for what hangs on no contact."""
    return {Purpose.NEWS_SMS: ways.phone, Purpose.NEWS_EMAIL: ways.email}.get(purpose, "")


def title_of(purpose: Purpose) -> str:
    """What is agreed to, in the active language."""
    return {
        Purpose.ACCOUNT: _("Processing of my data to keep an account"),
        Purpose.ORDER: _("The terms of sale"),
        Purpose.NEWS_SMS: _("News and offers by SMS"),
        Purpose.NEWS_EMAIL: _("News and offers by e-mail"),
    }[purpose]


def _standing(rows: "QuerySet[Consent]") -> "QuerySet[Consent]":
    return rows.filter(withdrawn_at=None)


def _view(row: Consent) -> ConsentView:
    return ConsentView(
        consent_id=row.pk,
        purpose=Purpose(row.purpose),
        title=title_of(Purpose(row.purpose)),
        text=Text(row.text_code),
        version=row.version,
        contact=row.contact,
        channel=row.channel,
        given_at=row.given_at,
        withdrawn_at=row.withdrawn_at,
    )
