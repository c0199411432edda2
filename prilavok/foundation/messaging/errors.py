"""What messaging refuses."""

from prilavok.base.errors import Refused


class TemplateMissing(Refused):
    """There is no {channel} template "{code}"."""


class TemplateChangedMeanwhile(Refused):
    """Somebody has changed this template while you were editing it. Look at the new text and repeat your change."""


class TemplateEmpty(Refused):
    """The text of a message cannot be empty."""


class NotForSendingAgain(Refused):
    """This message cannot be sent again: {reason}."""
