"""Buyers with a past, for tests of the account: `Buyer` is a browser that signs in by a code."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.messaging.models import Message
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import Contact, PlacedOrder, PlaceOrder
from tests.doors.storefront import make


def last_code(to: str = "") -> str:
    """The code in the last message (to the address given)."""
    found = re.search(r"\b\d{6}\b", Message.objects.filter(**({"to": to} if to else {})).latest("pk").text)
    assert found is not None
    return found[0]


@dataclass
class Buyer:
    """Somebody with a phone or an e-mail, and a browser of their own."""

    contact: str
    name: str = ""
    client: Client = field(default_factory=Client)

    @property
    def person_id(self) -> int:
        """Whom this browser is signed in as."""
        return int(self.client.session["_auth_user_id"])

    def sign_in(self, *, agree: str = "1", **more: str) -> "Buyer":
        """By a code; what is asked the first time is agreed to."""
        self.client.post("/account/login/", {"contact": self.contact})
        answer = self.client.post("/account/login/code/", {"code": last_code(self.contact)})
        assert answer.status_code == 303, answer.content.decode()[:2000]
        if "/welcome/" in answer.headers["Location"]:
            self.client.post("/account/welcome/", {"agree": agree, "name": self.name, **more})
        return self

    def page(self, path: str) -> str:
        """A page, as text."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def prove(self, contact: str) -> str:
        """Type the code sent to another contact; where it leads."""
        self.client.post("/account/contact/", {"contact": contact})
        answer = self.client.post("/account/contact/code/", {"code": last_code(contact)})
        assert answer.status_code == 303, answer.content.decode()[:2000]
        return answer.headers["Location"]


def place(key: str, *, phone: str, name: str, email: str = "", **more: Any) -> PlacedOrder:
    """An order of one kettle."""
    with unit():
        oms.set_line(token=key, variant_id=make.variant("kettle"), quantity=Decimal(1))
    with unit():
        return oms.place_order(
            PlaceOrder(
                key=key,
                channel="site",
                location_id=make.store("s2"),
                contact=Contact(name=name, phone=phone, email=email),
                basket_token=key,
                comment=f"позвоните {name}",
                **more,
            )
        )


def persons(contact: str) -> list[int]:
    """Who signs in with a contact now."""
    field_name = "email" if "@" in contact else "phone"
    return list(Person.objects.filter(**{field_name: contact}).values_list("pk", flat=True))
