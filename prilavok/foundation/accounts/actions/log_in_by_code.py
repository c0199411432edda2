"""A buyer logs in by a one-time code sent to a phone or an e-mail.

The code is kept as a hash keyed by the platform's secret, lives ten minutes by the database's clock and is taken by
one conditional update: of two confirmations with one code exactly one wins. Asking again ends the codes before.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils.crypto import salted_hmac

from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.ids import new_code, new_token
from prilavok.base.unit import unit
from prilavok.foundation.accounts import settings
from prilavok.foundation.accounts.actions.join_buyers import is_risky
from prilavok.foundation.accounts.actions.spend_try import forget_tries, key_of, spend_try
from prilavok.foundation.accounts.errors import (
    AccountClosed,
    CodeExpired,
    CodeWrong,
    ContactNotUnderstood,
    ContactOfAnother,
)
from prilavok.foundation.accounts.events import ContactProven
from prilavok.foundation.accounts.models import LoginCode, Person
from prilavok.foundation.accounts.rules import (
    CODE_BY_CONTACT,
    CODE_BY_NETWORK,
    CODE_DIGITS,
    CODE_LIFE_S,
    SENDING_BY_CONTACT,
    SENDING_WINDOW_S,
    Limit,
    contact_channel,
    network_of,
    normal_contact,
)
from prilavok.foundation.accounts.values import Claim, PersonId
from prilavok.foundation.messaging.api import send
from prilavok.foundation.messaging.values import SendMessage


def request_code(contact: str, network: str) -> None:
    """Send a new code to the contact. Raises ContactNotUnderstood, TooManyTries."""
    contact = normal_contact(contact)
    channel = contact_channel(contact)
    if channel is None:
        raise ContactNotUnderstood(contact=contact[:60])
    by_network = Limit(settings.CODES_PER_NETWORK_DAY, SENDING_WINDOW_S)
    with unit():
        spend_try(key_of("code-sent", contact), SENDING_BY_CONTACT)
        spend_try(key_of(f"code-sent-{channel}", network_of(network)), by_network)
        _send_new_code(contact, channel)


def confirm_code(contact: str, code: str, network: str) -> PersonId:
    """The buyer who proved the contact, created if new. Raises CodeWrong, CodeExpired, TooManyTries."""
    contact = normal_contact(contact)
    by_contact = key_of("code-tried", contact)
    with unit():
        spend_try(by_contact, CODE_BY_CONTACT)
        spend_try(key_of("code-tried-net", network_of(network)), CODE_BY_NETWORK)
    with unit():
        _take_code(contact, "".join(code.split()))
        forget_tries(by_contact)
        person = _buyer(contact)
        if person.is_active:
            name = person.get_full_name()
            publish(ContactProven(person_id=person.pk, name=name, phone=person.phone, email=person.email))
    if not person.is_active:  # said only to whoever proved the contact, and the code is spent
        raise AccountClosed(reason=person.closed_reason)
    return PersonId(person.pk)


def check_code(contact: str, code: str, network: str) -> None:
    """The code sent to the contact was typed: whoever did it holds the contact. Changes nobody's login.

    Raises CodeWrong, CodeExpired, TooManyTries.
    """
    contact = normal_contact(contact)
    by_contact = key_of("code-tried", contact)
    with unit():
        spend_try(by_contact, CODE_BY_CONTACT)
        spend_try(key_of("code-tried-net", network_of(network)), CODE_BY_NETWORK)
    with unit():
        _take_code(contact, "".join(code.split()))
        forget_tries(by_contact)


def claim_contact(person_id: PersonId, contact: str, code: str, network: str) -> Claim:
    """A buyer who is logged in proves a new phone or e-mail, which replaces the former one of its kind.

    Of a contact by which another login signs in nothing changes: the answer says whose it is, and `join_buyers` may
    follow. Raises CodeWrong, CodeExpired, TooManyTries.
    """
    check_code(contact, code, network)  # before anything is said: without the code nobody learns who signs in with it
    contact = normal_contact(contact)
    field = "phone" if contact.startswith("+") else "email"
    with unit():
        person = Person.objects.select_for_update().get(pk=person_id, kind=Person.Kind.BUYER)
        same = Person.objects.filter(Q(**{f"{field}__iexact": contact}), kind=Person.Kind.BUYER).exclude(pk=person.pk)
        other = same.first()
        if other is not None:
            return Claim(other_id=PersonId(other.pk), is_risky=is_risky(other, contact))
        setattr(person, field, contact)
        person.save(update_fields=[field])
        publish(ContactProven(person_id=person.pk, name=person.get_full_name(), phone=person.phone, email=person.email))
    return Claim()


def prove_contact(person_id: PersonId, contact: str, code: str, network: str) -> None:
    """As `claim_contact`, for those who cannot join two logins. Raises ContactOfAnother too."""
    if claim_contact(person_id, contact, code, network).other_id is not None:
        raise ContactOfAnother


def _hash(contact: str, code: str) -> str:
    return salted_hmac("prilavok.accounts.code", f"{contact}\n{code}", algorithm="sha256").hexdigest()


def _send_new_code(contact: str, channel: str) -> None:
    code, now = new_code(CODE_DIGITS), database_now()
    LoginCode.objects.filter(contact=contact, used_at=None, expires_at__gt=now).update(expires_at=now)
    row = LoginCode.objects.create(
        contact=contact, code_hash=_hash(contact, code), created_at=now, expires_at=now + timedelta(seconds=CODE_LIFE_S)
    )
    send(
        SendMessage(
            key=f"login_code:{row.pk}",
            template="login_code",
            channel=channel,
            to=contact,
            context={"code": code, "minutes": str(CODE_LIFE_S // 60)},
            about=f"login:{row.pk}",
            valid_s=CODE_LIFE_S,
            is_secret=True,
        )
    )


def _take_code(contact: str, code: str) -> None:
    now = database_now()
    right = LoginCode.objects.filter(contact=contact, code_hash=_hash(contact, code))
    if right.filter(used_at=None, expires_at__gt=now).update(used_at=now):
        return
    raise CodeExpired if right.filter(created_at__gt=now - timedelta(days=1)).exists() else CodeWrong


def _buyer(contact: str) -> Person:
    field = "phone" if contact.startswith("+") else "email"
    found = Person.objects.filter(Q(**{f"{field}__iexact": contact}), kind=Person.Kind.BUYER).first()
    if found is None:
        found = Person(username=f"buyer-{new_token(96)}", kind=Person.Kind.BUYER, **{field: contact})
        found.set_unusable_password()
        found.save()
    return found
