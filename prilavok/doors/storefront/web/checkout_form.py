"""What is typed at the checkout, and what is wrong with it. Nothing typed is ever lost."""

from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from prilavok.base.ids import new_token
from prilavok.base.phones import PhoneNotUnderstood, normalize_phone
from prilavok.doors.storefront.web.addresses import identity, lines, words
from prilavok.trade.oms.values import Contact


@dataclass
class Typed:
    """What the buyer has typed, kept whatever happens; `errors` by field."""

    key: str = field(default_factory=new_token)
    name: str = ""
    phone: str = ""
    email: str = ""
    comment: str = ""
    is_other: bool = False
    recipient_name: str = ""
    recipient_phone: str = ""
    store: int | None = None
    bring: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest) -> "Typed":
        """Read from the form."""
        post = request.POST
        return cls(
            key=words(post.get("key"), 64) or new_token(),
            name=words(post.get("name"), 120),
            phone=words(post.get("phone"), 40),
            email=words(post.get("email"), 200),
            comment=lines(post.get("comment"), 1000),
            is_other=post.get("other") == "1",
            recipient_name=words(post.get("recipient_name"), 120),
            recipient_phone=words(post.get("recipient_phone"), 40),
            store=identity(post.get("store")),
            bring=_day(post.get(f"bring-{identity(post.get('store'))}", "")),
        )

    @property
    def recipient(self) -> Contact | None:
        """Who comes instead of the buyer."""
        return Contact(name=self.recipient_name, phone=self.recipient_phone) if self.is_other else None

    def check(self) -> bool:
        """Fill `errors`; True when there are none."""
        self._check_phone("phone", self.phone)
        if not self.name:
            self.errors["name"] = _("Write your name, so that the store knows whom to expect.")
        if self.email and ("@" not in self.email.strip("@") or " " in self.email):
            self.errors["email"] = _("This does not look like an e-mail. An example: name@example.com")
        if self.is_other:
            if not self.recipient_name:
                self.errors["recipient_name"] = _("Write the name of who comes for the order.")
            self._check_phone("recipient_phone", self.recipient_phone)
        if self.store is None:
            self.errors["store"] = _("Choose a store to pick the order up at.")
        return not self.errors

    def _check_phone(self, name: str, typed: str) -> None:
        try:
            normalize_phone(typed)
        except PhoneNotUnderstood as refusal:
            self.errors[name] = refusal.message


def _day(text: str) -> date | None:
    """The day by which the buyer was promised that goods of other stores are brought."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Trouble:
    """Why the order was not placed, and what to do about it. `kind` is price, short, coupon or other."""

    kind: str
    text: str
    lines: tuple[object, ...] = ()
