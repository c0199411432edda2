"""What crm refuses."""

from prilavok.base.errors import Refused


class NobodyToRemember(Refused):
    """A customer is known by a phone or an e-mail; neither was given."""


class EmailNotUnderstood(Refused):
    """We do not understand the e-mail "{email}". Write it like name@example.com."""


class EmailOfAnother(Refused):
    """The e-mail {email} belongs to another customer: {name}."""
