"""What a visit tells of its source, as one word to count by. The first touch counts, and only what was really told.

A code of the chain's own list (a QR or promo code) is worth more than marks in an address, and those more than the site
the visitor came from; search sites are called by their names.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from prilavok.trade.oms.models import OrderSource
from prilavok.trade.oms.values import Origin

SEARCH: Final = {
    "yandex": "Яндекс",
    "ya": "Яндекс",
    "google": "Google",
    "bing": "Bing",
    "mail": "Mail.ru",
    "duckduckgo": "DuckDuckGo",
    "vk": "ВКонтакте",
    "ok": "Одноклассники",
    "t": "Telegram",
    "avito": "Авито",
    "2gis": "2ГИС",
}
LONGEST: Final = 120


def origin_of_visit(told: Mapping[str, str]) -> Origin:
    """The origin of what a first visit left: `from` (a code of ours), `utm_*`, `ref` (a host). Nothing is direct."""
    code = _plain(told.get("from", ""))
    if code:
        known = OrderSource.objects.filter(is_active=True, code__iexact=code, kind__in=("qr", "promo")).first()
        if known is not None:
            return Origin(kind=known.kind, source=known.title, campaign=known.campaign)
    source, campaign = _plain(told.get("utm_source", "")).lower(), _plain(told.get("utm_campaign", ""))
    if source:
        medium = _plain(told.get("utm_medium", "")).lower()
        return Origin(kind="utm", source=f"{source} / {medium}"[:LONGEST] if medium else source, campaign=campaign)
    host = _plain(told.get("ref", "")).lower().removeprefix("www.").removeprefix("m.")
    if host:
        return Origin(kind="referrer", source=SEARCH.get(host.split(".")[0], host))
    return Origin()


def origin_of_answer(source_id: int | None) -> Origin:
    """The origin an operator has chosen in the list; nothing chosen is direct."""
    known = OrderSource.objects.filter(pk=source_id, is_active=True).first() if source_id else None
    return Origin(kind=known.kind, source=known.title, campaign=known.campaign) if known else Origin()


def origin_title(kind: str, source: str) -> str:
    """A source for people."""
    if source:
        return source
    words = {"store": _("In a store"), "erp": _("Accounting system"), "answer": _("Not named")}
    return words.get(kind, _("Directly, nothing told"))


def _plain(text: str) -> str:
    return " ".join("".join(sign for sign in text if sign.isprintable()).split())[:LONGEST]
