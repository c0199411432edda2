"""What the blocks beside a product lead to: told by the page, by what goes into the basket, by the order.

No identity: a visitor draws a number of a hundred once (`lot`, by the page's script), which says whether they see the
blocks; the cookie `offered` holds goods and what was counted. Without a script nothing is shown by itself and nothing
counted. Machines that say so are left out, and nobody tells more than a person can look at.
"""

import re
import time
from collections.abc import Collection
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from prilavok.base.access import public
from prilavok.doors.storefront import memory
from prilavok.doors.storefront.finding import effects
from prilavok.doors.storefront.finding.effects import Offered
from prilavok.doors.storefront.web.belongings import OFFERED, keep_on_device
from prilavok.foundation.accounts import api as accounts
from prilavok.insight.recommendations import api as recommendations
from prilavok.insight.recommendations.values import Rule

MACHINES: Final = re.compile(r"bot|crawl|spider|slurp|headless|lighthouse|python|curl|wget|preview", re.IGNORECASE)
MOST_A_MINUTE: Final = 60
MOST_NETWORKS: Final = 20_000
MOST_OFFERED: Final = 40
COUNTED: Final = (Rule.BOUGHT, Rule.PINNED, Rule.ALIKE, Rule.NEAR)
_GOODS: Final = re.compile(r"(bought|pinned|alike|near):(\d{1,15}(?:\.\d{1,15})*)")

_told: dict[str, int] = {}
_minute = 0


@public
@require_POST
def tell(request: HttpRequest) -> HttpResponse:
    """`goods` stand, or would stand, where the visitor has come to ("bought:12.13 alike:4"); of `seen` rules a block
    was seen; `clicked` goods were opened."""
    response = HttpResponse(status=204, headers={"Cache-Control": "private, no-store"})
    lot = request.COOKIES.get("lot", "")
    if not re.fullmatch(r"\d{1,2}", lot) or _is_machine(request) or not _may_tell(request):
        return response
    is_apart = int(lot) < apart_percent()
    goods = _goods(request.POST.get("goods", ""))
    seen = [] if is_apart else _rules(request.POST.get("seen", ""))
    before = offered_to(request)
    if goods or seen:
        before = effects.meet(before, is_apart=is_apart, today=localdate(), goods=goods, seen=seen)
        _keep(response, before)
    if before is not None and not is_apart:
        effects.click(before, _goods(request.POST.get("clicked", "")))
    return response


def apart_percent() -> int:
    """Of a hundred visitors so many see no block; at most a second old."""
    return memory.kept("apart", memory.STORES_S, lambda: recommendations.manner().apart_percent)


def offered_to(request: HttpRequest) -> Offered | None:
    """What this browser was offered; None when it was not, or long ago."""
    text = request.COOKIES.get(OFFERED, "")
    return Offered.of(text, localdate()) if text else None


def note_put(request: HttpRequest, response: HttpResponse, product_id: int) -> None:
    """Goods went into the basket."""
    known = offered_to(request)
    if known is not None and (now := effects.put(known, product_id)) != known:
        _keep(response, now)


def note_order(request: HttpRequest, response: HttpResponse, product_ids: Collection[int]) -> None:
    """An order was placed."""
    known = offered_to(request)
    if known is not None and (now := effects.order(known, product_ids)) != known:
        _keep(response, now)


def _keep(response: HttpResponse, known: Offered) -> None:
    keep_on_device(response, OFFERED, known.text, seconds=int(effects.WINDOW.total_seconds()))


def _goods(text: str) -> dict[int, Rule]:
    """Products by rule, the first of them."""
    told = {int(one): Rule(rule) for rule, ids in _GOODS.findall(text[:600]) for one in ids.split(".")}
    return dict(list(told.items())[:MOST_OFFERED])


def _rules(text: str) -> list[Rule]:
    """The rules named, each once."""
    named = set(text[:100].split())
    return [rule for rule in COUNTED if rule.value in named]


def _is_machine(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "")
    return not agent or MACHINES.search(agent) is not None


def _may_tell(request: HttpRequest) -> bool:
    """So many times a minute from one network, by the memory of this process."""
    global _minute  # noqa: PLW0603 - one minute a process
    now = int(time.monotonic() // 60)
    if now != _minute or len(_told) > MOST_NETWORKS:
        _told.clear()
        _minute = now
    network = accounts.network_of_request(request)
    _told[network] = _told.get(network, 0) + 1
    return _told[network] <= MOST_A_MINUTE
