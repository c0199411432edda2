"""What crm refuses."""

from prilavok.base.errors import Refused


class NobodyToRemember(Refused):
    """A customer is known by a phone or an e-mail; neither was given."""


class EmailNotUnderstood(Refused):
    """We do not understand the e-mail "{email}". Write it like name@example.com."""


class EmailOfAnother(Refused):
    """The e-mail {email} belongs to another customer: {name}."""


class PhoneOfAnother(Refused):
    """The phone {phone} belongs to another customer: {name}. If it is the same person, join the two cards."""


class PhoneNeeded(Refused):
    """A customer needs a phone or an e-mail to be known by."""


class SameCustomer(Refused):
    """These are one card already."""


class MergeTooOld(Refused):
    """This merge cannot be undone: the card was joined with another one since."""


class AlreadyDecided(Refused):
    """Somebody has decided this already."""
