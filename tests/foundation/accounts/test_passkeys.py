"""A passkey opens the account by a fresh signature only: neither the same one again nor one of a copied key."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url as b64

from prilavok.base.unit import unit
from prilavok.foundation.accounts.errors import PasskeyRefused
from prilavok.foundation.accounts.models import Passkey, PasskeyChallenge, Person
from prilavok.foundation.accounts.passkeys import api
from prilavok.foundation.accounts.values import PersonId, Site

pytestmark = pytest.mark.django_db
SITE = Site(host="shop.example", origin="https://shop.example", title="Прилавок")
NETWORK = "192.0.2.7"
PRESENT_AND_PROVEN, WITH_KEY = 0x05, 0x40


@dataclass
class Device:
    """A phone with a key that counts its signatures."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    key_id: bytes = b"key-of-a-phone-01"
    count: int = 0

    def makes(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to "make a key"."""
        at = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")})
        data = self._data(WITH_KEY) + bytes(16) + len(self.key_id).to_bytes(2, "big") + self.key_id + public
        kept = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = _client_data("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": b64(said), "attestationObject": b64(kept)})

    def signs(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to "sign this"."""
        self.count += 1
        data, said = self._data(), _client_data("webauthn.get", asked["challenge"])
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        told = {"clientDataJSON": b64(said), "authenticatorData": b64(data), "signature": b64(signature)}
        return self._answer(told)

    def _data(self, more: int = 0) -> bytes:
        host = hashlib.sha256(SITE.host.encode()).digest()
        return host + bytes([PRESENT_AND_PROVEN | more]) + self.count.to_bytes(4, "big")

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        return {"id": b64(self.key_id), "rawId": b64(self.key_id), "type": "public-key", "response": response}


def _client_data(kind: str, challenge: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": SITE.origin}).encode()


@pytest.fixture
def anna() -> PersonId:
    return PersonId(Person.objects.create(username="buyer-a", kind="buyer", phone="+79161234567").pk)


@pytest.fixture
def phone(anna: PersonId) -> Device:
    device = Device()
    with unit():
        asked = api.begin_adding(person_id=anna, site=SITE)
        api.finish_adding(person_id=anna, name="Телефон", answer=device.makes(asked), site=SITE)
    return device


def _enter(answer: dict[str, Any]) -> PersonId:
    return api.finish_entering(answer=answer, network=NETWORK, site=SITE)


def test_a_signature_opens_the_account_once(anna: PersonId, phone: Device) -> None:
    answer = phone.signs(api.begin_entering(network=NETWORK, site=SITE))

    assert _enter(answer) == anna
    with pytest.raises(PasskeyRefused):
        _enter(answer)
    assert Passkey.objects.get().sign_count == 1


def test_a_key_that_counts_back_was_copied_and_is_refused(anna: PersonId, phone: Device) -> None:
    for _ in range(3):
        _enter(phone.signs(api.begin_entering(network=NETWORK, site=SITE)))

    copied = Device(key=phone.key, count=1)
    answer = copied.signs(api.begin_entering(network=NETWORK, site=SITE))
    with pytest.raises(PasskeyRefused):
        _enter(answer)

    assert Passkey.objects.get().sign_count == 3
    assert PasskeyChallenge.objects.count() == 0, "a challenge is spent by a refused answer too"
    assert _enter(phone.signs(api.begin_entering(network=NETWORK, site=SITE))) == anna


def test_somebody_else_s_key_under_the_same_name_signs_nothing(anna: PersonId, phone: Device) -> None:
    answer = Device(count=phone.count).signs(api.begin_entering(network=NETWORK, site=SITE))

    with pytest.raises(PasskeyRefused):
        _enter(answer)
    assert Passkey.objects.get().last_used_at is None
