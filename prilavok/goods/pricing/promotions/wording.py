"""Promotions in words: what is wrong with a draft, how states are called. Msgids in English, shown in Russian."""

from django.utils.translation import gettext, gettext_noop

FAULTS = {
    "title": gettext_noop("Write a title of at most 200 letters: it stands in the basket beside the discount."),
    "stacking": gettext_noop("Choose a stacking class."),
    "weekdays": gettext_noop("Choose days of the week."),
    "minutes": gettext_noop("The hours must begin and end at different times."),
    "zone": gettext_noop("The time of start or end has no time zone."),
    "ends_before": gettext_noop("The end must be later than the start."),
    "effect_of_other_kind": gettext_noop("This effect is not for promotions of this kind."),
    "value": gettext_noop("Write how much: above zero, to the kopeck, a percentage of at most 100."),
    "rungs": gettext_noop("The steps must grow and begin above zero."),
    "round_to": gettext_noop("Round prices to something between a kopeck and 1 000 roubles."),
    "n_for_m": gettext_noop("Fewer pieces are paid than taken, at least one."),
    "pieces": gettext_noop("Write a number of pieces from 1 to 100."),
    "gift": gettext_noop("Choose what is given, 1 to 100 pieces."),
    "bundle": gettext_noop("A bundle has at least two pieces."),
    "bundle_goods": gettext_noop("Choose the goods of each part of the bundle."),
    "need": gettext_noop("The sum or the number of pieces wanted is not a number from 0 to 10 000 000."),
    "need_of_catalogue": gettext_noop("A promotion of the catalogue cannot ask for a sum, pieces or a coupon."),
    "limits": gettext_noop("A limit is a number above zero."),
    "limits_of_catalogue": gettext_noop("A promotion of the catalogue cannot be limited by orders."),
    "floor": gettext_noop("The floor is a percentage from 0 to 100."),
    "legend": gettext_noop("Write why prices on the site are lower than in the stores."),
}
STATES = {
    "draft": gettext_noop("is a draft"),
    "published": gettext_noop("is published"),
    "paused": gettext_noop("is paused"),
    "ended": gettext_noop("is over"),
    "archived": gettext_noop("is archived"),
}


def fault_words(code: str) -> str:
    """A fault of terms, for the person who edits them."""
    return gettext(FAULTS[code])


def state_words(state: str) -> str:
    """A state of a promotion."""
    return gettext(STATES[state])
