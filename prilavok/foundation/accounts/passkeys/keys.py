"""Passkeys of buyers: added in the account, asked for at the door, never the only way in.

The device signs a challenge of ours. A challenge is kept as a digest, belongs to one person (or to the door), lives a
few minutes by the database's clock and is taken by one conditional delete, so that an answer is worth something once.
A counter that goes back means a copied key: it is refused. Whoever has a passkey still has the code.

The library is loaded by whoever needs it: it is a tenth of what starting a process costs, and few processes see a key.
"""

import hashlib
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError

from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.ids import new_token
from prilavok.base.unit import part, require_unit, unit
from prilavok.foundation.accounts.actions.spend_try import key_of, return_try, spend_try
from prilavok.foundation.accounts.errors import PasskeyRefused, TooManyEntries
from prilavok.foundation.accounts.models import Passkey, PasskeyChallenge, Person
from prilavok.foundation.accounts.rules import PASSKEY_BY_NETWORK, network_of
from prilavok.foundation.accounts.values import PasskeyView, PersonId, Site

MOST: Final = 10
LIFE: Final = timedelta(minutes=5)
TIMEOUT_MS: Final = 5 * 60 * 1000
NAME: Final = 60


def passkeys_of(person_id: int) -> list[PasskeyView]:
    """The person's passkeys, oldest first."""
    return [
        PasskeyView(
            passkey_id=row.pk,
            name=row.name,
            is_backed_up=row.is_backed_up,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
        )
        for row in Passkey.objects.filter(person_id=person_id).order_by("pk")
    ]


def begin_adding(*, person_id: PersonId, site: Site) -> dict[str, Any]:
    """What the browser needs to make a key. Raises TooManyEntries; joins the unit."""
    from webauthn import generate_registration_options
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    require_unit()
    person = Person.objects.get(pk=person_id, kind=Person.Kind.BUYER)
    known = [bytes(one) for one in Passkey.objects.filter(person=person).values_list("credential_id", flat=True)]
    if len(known) >= MOST:
        raise TooManyEntries(most=MOST)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.title,
        # The handle is written into the device: a number of ours, no phone and no name.
        user_id=f"person-{person.pk}".encode(),
        user_name=person.phone or person.email,
        user_display_name=person.get_full_name() or person.phone or person.email,
        challenge=_new_challenge(person.pk),
        timeout=TIMEOUT_MS,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return dict(options_to_json_dict(options))


def finish_adding(*, person_id: PersonId, name: str, answer: dict[str, Any], site: Site) -> PasskeyView:
    """Keep the key that the browser made. Raises PasskeyRefused; joins the unit."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    require_unit()
    try:
        challenge = _challenge_in(answer)
        _take_challenge(challenge, person_id)
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        with part():
            row = Passkey.objects.create(
                person_id=person_id,
                credential_id=made.credential_id,
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
                is_backed_up=made.credential_backed_up,
                name=name[:NAME] or "Passkey",
            )
    except (WebAuthnException, IntegrityError, ValueError, TypeError, KeyError):
        raise PasskeyRefused from None
    return PasskeyView(
        passkey_id=row.pk, name=row.name, is_backed_up=row.is_backed_up, created_at=database_now(), last_used_at=None
    )


def begin_entering(*, network: str, site: Site) -> dict[str, Any]:
    """What the browser needs to sign with a key it has; nobody is named. Raises TooManyTries. Opens a unit."""
    from webauthn import generate_authentication_options
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import UserVerificationRequirement

    with unit():
        spend_try(key_of("passkey", network_of(network)), PASSKEY_BY_NETWORK)
        options = generate_authentication_options(
            rp_id=site.host,
            challenge=_new_challenge(None),
            timeout=TIMEOUT_MS,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    return dict(options_to_json_dict(options))


def finish_entering(*, answer: dict[str, Any], network: str, site: Site) -> PersonId:
    """Whose key signed. Raises PasskeyRefused, whatever was wrong. A refusal spends the challenge. Opens units."""
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        challenge = _challenge_in(answer)
        credential_id = base64url_to_bytes(str(answer["rawId"]))
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise PasskeyRefused from None
    with unit():
        _take_challenge(challenge, None)
    with unit():
        row = Passkey.objects.select_for_update(of=("self",)).filter(credential_id=credential_id).first()
        if row is None or not row.person.is_active:
            raise PasskeyRefused
        try:
            proof = verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=bytes(row.public_key),
                credential_current_sign_count=row.sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError):
            raise PasskeyRefused from None
        row.sign_count, row.last_used_at = proof.new_sign_count, database_now()
        row.is_backed_up = proof.credential_backed_up
        row.save(update_fields=["sign_count", "last_used_at", "is_backed_up"])
        return_try(key_of("passkey", network_of(network)))
    return PersonId(row.person_id)


def rename_passkey(*, person_id: int, passkey_id: int, name: str) -> None:
    """What its owner calls it. Raises NotFound for somebody else's; joins the unit."""
    require_unit()
    if not Passkey.objects.filter(pk=passkey_id, person_id=person_id).update(name=name[:NAME] or "Passkey"):
        raise NotFound


def drop_passkey(*, person_id: int, passkey_id: int) -> None:
    """The key opens nothing any more. Raises NotFound for somebody else's; joins the unit."""
    require_unit()
    if not Passkey.objects.filter(pk=passkey_id, person_id=person_id).delete()[0]:
        raise NotFound


def purge_challenges() -> int:
    """Delete what nobody answered in time; joins the unit."""
    require_unit()
    return PasskeyChallenge.objects.filter(expires_at__lt=database_now()).delete()[0]


def _new_challenge(person_id: int | None) -> bytes:
    challenge = new_token(256).encode()
    PasskeyChallenge.objects.create(digest=_digest(challenge), person_id=person_id, expires_at=database_now() + LIFE)
    return challenge


def _take_challenge(challenge: bytes, person_id: int | None) -> None:
    live = PasskeyChallenge.objects.filter(digest=_digest(challenge), expires_at__gt=database_now())
    live = live.filter(person_id=person_id) if person_id is not None else live.filter(person_id__isnull=True)
    if not live.delete()[0]:
        raise PasskeyRefused


def _challenge_in(answer: dict[str, Any]) -> bytes:
    """The challenge that the answer says it signed; the signature is looked at after it was found to be ours."""
    from webauthn.helpers import base64url_to_bytes, parse_client_data_json

    told = parse_client_data_json(base64url_to_bytes(str(answer["response"]["clientDataJSON"])))
    return bytes(told.challenge)


def _digest(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()
