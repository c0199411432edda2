"""How the room speaks to people: statuses, places, channels, the reason of a standing."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from prilavok.goods.assortment import rules
from prilavok.goods.assortment.values import Channel, GoodsRef, Place, PlaceKind, Rule, Scope, Status

STATUSES = {
    Status.CORE: gettext_lazy("core"),
    Status.SEASONAL: gettext_lazy("seasonal"),
    Status.TEST: gettext_lazy("on trial"),
    Status.WITHDRAWN: gettext_lazy("withdrawn"),
    Status.EXCLUDED: gettext_lazy("not sold"),
}
CHANNELS = {
    Channel.ANY: gettext_lazy("everywhere"),
    Channel.SITE: gettext_lazy("site"),
    Channel.OPERATOR: gettext_lazy("operator"),
    Channel.STORE: gettext_lazy("store"),
    Channel.TILL: gettext_lazy("till"),
}
REASONS = {
    Status.CORE: gettext_noop("%(goods)s: core, %(place)s"),
    Status.SEASONAL: gettext_noop("%(goods)s: in season, %(place)s"),
    Status.TEST: gettext_noop("%(goods)s: on trial, %(place)s"),
    Status.WITHDRAWN: gettext_noop("%(goods)s: withdrawn, %(place)s"),
    Status.EXCLUDED: gettext_noop("%(goods)s: not sold, %(place)s"),
}


def channel_words(code: str) -> str:
    """A channel by name."""
    return str(CHANNELS[Channel(code)])


def goods_words(goods: GoodsRef) -> str:
    """What a rule speaks of, by name."""
    if goods.scope is Scope.ALL:
        return _("All goods")
    if goods.scope is Scope.CATEGORY:
        return _("Category “%(title)s”") % {"title": goods.title}
    if goods.scope is Scope.BRAND:
        return _("Brand “%(title)s”") % {"title": goods.title or goods.brand}
    return goods.title


def place_words(place: Place) -> str:
    """Where a rule holds, by name."""
    if place.kind is PlaceKind.CHAIN:
        return _("the whole chain")
    if place.kind is PlaceKind.REGION:
        return _("region “%(title)s”") % {"title": place.title or place.code}
    return place.title or place.code


def reason_of(rule: Rule, on: date) -> str:
    """Why something stands as it does, in a sentence: the rule, its days, its channel, the note of who made it."""
    said = {"goods": goods_words(rule.goods), "place": place_words(rule.place)}
    parts = [_(REASONS[rule.status]) % said]
    if rule.status is Status.SEASONAL and not rules.sells(rule, on):
        parts = [_("%(goods)s: out of season, %(place)s") % said]
    if rule.channel:
        parts.append(_("channel: %(channel)s") % {"channel": channel_words(rule.channel)})
    if days := days_words(rule.since, rule.until):
        parts.append(days)
    if rule.note:
        parts.append(rule.note)
    return "; ".join(parts)


def days_words(since: date | None, until: date | None) -> str:
    """`from 01.05.2027 to 30.09.2027`, or what is known of it."""
    said = {
        "since": date_format(since, "d.m.Y") if since else "",
        "until": date_format(until, "d.m.Y") if until else "",
    }
    if since and until:
        return _("from %(since)s to %(until)s") % said
    if since:
        return _("from %(since)s") % said
    return _("to %(until)s") % said if until else ""
