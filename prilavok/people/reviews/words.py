"""How states, reasons, suspicions and deeds are called, in the active language."""

from django.utils.translation import gettext as _

from prilavok.people.reviews.values import Reason, State


def state_titles() -> dict[str, str]:
    """States."""
    return {
        State.WAITING: _("Waits for a decision"),
        State.PUBLISHED: _("Published"),
        State.REFUSED: _("Refused"),
        State.WITHDRAWN: _("Taken back by the author"),
    }


def flag_titles() -> dict[str, str]:
    """What the rule found in a text."""
    return {
        "link": _("a link"),
        "phone": _("a phone"),
        "email": _("an e-mail"),
        "messenger": _("a messenger"),
        "shouting": _("capital letters"),
        "repeated": _("repetitions"),
        "copied": _("the same text elsewhere"),
    }


def deed_titles() -> dict[str, str]:
    """What moderators do."""
    return {"approve": _("Published"), "refuse": _("Refused"), "answer": _("Answered")}


def reason_titles() -> dict[str, str]:
    """Reasons to refuse, as the author reads them."""
    return {
        Reason.CONTACTS: _("Phones, addresses or links"),
        Reason.ADVERTISING: _("Advertising"),
        Reason.RUDE: _("Rude words"),
        Reason.NOT_ABOUT_GOODS: _("Not about this product"),
        Reason.PERSONAL_DATA: _("Personal data of other people"),
        Reason.COPIED: _("Copied from elsewhere"),
        Reason.PICTURES: _("Pictures that do not fit"),
        Reason.OTHER: _("Another reason"),
    }
