"""SMS through the HTTP contract of SMSC.ru: `send.php` and `status.php`, answers in JSON (fmt=3).

The gateway lets a client's own number of a message repeat, so repeating a send is not harmless there: `send` is never
retried by the transport, and after a doubt (a lost answer, a killed worker) `find` asks `status.php` about our number
first. The password travels in the form, never in the address, so that no log keeps it.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from prilavok.base.breaker import breaker_of
from prilavok.base.http import Answer, BreakerOpen, Request, Unreachable, allow, call
from prilavok.foundation.messaging import settings
from prilavok.foundation.messaging.adapters.parcel import Broken, Delivered, Impossible, Later, Outcome, Parcel, Taken

FLOW: Final = "messaging.sms"
IMPOSSIBLE: Final = {
    6: gettext_noop("the gateway forbids this text or sender"),
    7: gettext_noop("the phone number is wrong"),
    8: gettext_noop("the operator cannot deliver to this number"),
}
WAIT: Final = {
    2: gettext_noop("the gateway does not accept our login"),
    3: gettext_noop("no money at the gateway"),
    4: gettext_noop("the gateway has blocked our address for a while"),
    9: gettext_noop("too many requests to the gateway"),
}
DELIVERED: Final = frozenset({1, 2, 4})
ON_ITS_WAY: Final = frozenset({-1, 0})
NOT_FOUND: Final = -3
LOST: Final = {
    3: gettext_noop("the operator stopped trying: the phone was off for too long"),
    20: gettext_noop("the operator cannot deliver to this number"),
    22: gettext_noop("there is no such number"),
    23: gettext_noop("the operator or the subscriber forbids such messages"),
    25: gettext_noop("the number cannot be reached"),
}
STOPPED: Final = {-2: gettext_noop("the gateway stopped the message"), 24: gettext_noop("no money at the gateway")}


class Smsc:
    """The gateway named in the settings."""

    def rests_s(self) -> float:
        """For how long the gateway is left alone."""
        return breaker_of(urlsplit(settings.SMS_URL).netloc.rpartition("@")[2]).rests_s()

    def send(self, parcel: Parcel) -> Outcome:
        """Hand one SMS over, once."""
        form = {"phones": _phone(parcel), "mes": parcel.text, "id": str(parcel.own_id), "charset": "utf-8"}
        if settings.SMS_SENDER:
            form["sender"] = settings.SMS_SENDER
        try:
            answer = _ask("send.php", form, parcel.about, is_keyed=False)
        except BreakerOpen as error:
            return Later(reason=str(error))
        except Unreachable as error:
            return Later(reason=str(error), is_in_doubt=True)
        return _read_sent(answer)

    def find(self, parcel: Parcel) -> Outcome | None:
        """Ask about our number of the message."""
        try:
            answer = _ask(
                "status.php", {"phone": _phone(parcel), "id": str(parcel.own_id)}, parcel.about, is_keyed=True
            )
        except Unreachable as error:
            return Later(reason=str(error), is_in_doubt=True)
        said = _json(answer)
        if said is None or "error_code" in said or "status" not in said:
            return Later(reason=_refusal(answer, said), is_in_doubt=True)
        return outcome_of(int(said["status"]))


def outcome_of(status: int) -> Outcome | None:
    """What a status number of the gateway means; None when it does not know the message."""
    if status == NOT_FOUND:
        return None
    if status in DELIVERED:
        return Delivered()
    if status in LOST:
        return Impossible(reason=_(LOST[status]))
    if status in STOPPED:
        return Broken(reason=_(STOPPED[status]))
    return Taken()


def is_genuine(form: Mapping[str, str]) -> bool:
    """True when a status callback is signed with our secret: md5 or sha1 over `id:phone:status:secret`."""
    if not settings.SMS_CALLBACK_SECRET:
        return False
    signed = ":".join([form.get("id", ""), form.get("phone", ""), form.get("status", ""), settings.SMS_CALLBACK_SECRET])
    sha1 = hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest()
    md5 = hashlib.md5(signed.encode(), usedforsecurity=False).hexdigest()
    if given := form.get("sha1", ""):
        return hmac.compare_digest(given.lower().encode(), sha1.encode())
    return hmac.compare_digest(form.get("md5", "").lower().encode(), md5.encode())


def _ask(method: str, form: Mapping[str, str], about: str, *, is_keyed: bool) -> Answer:
    login = {"login": settings.SMS_LOGIN, "psw": settings.SMS_PASSWORD, "fmt": "3"}
    address = allow(f"{settings.SMS_URL}/sys/{method}")
    return call(
        Request(flow=FLOW, method="POST", url=address, data={**login, **form}, keyed=is_keyed, read_s=8), subject=about
    )


def _read_sent(answer: Answer) -> Outcome:
    said = _json(answer)
    if said is None or not answer.is_ok:
        return Later(reason=_refusal(answer, said), is_in_doubt=True)
    if "error_code" not in said:
        return Taken(reference=str(said.get("id", "")))
    code = int(said["error_code"])
    if code in IMPOSSIBLE:
        return Impossible(reason=_(IMPOSSIBLE[code]))
    if code in WAIT:
        # Code 9 also meets a repeated request: the first of the two may have been taken.
        return Later(reason=_(WAIT[code]), is_in_doubt=code == 9)
    return Broken(reason=_refusal(answer, said))


def _json(answer: Answer) -> dict[str, Any] | None:
    try:
        said = answer.json()
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _refusal(answer: Answer, said: dict[str, Any] | None) -> str:
    if said is None:
        return _("the gateway answered {status} without sense").format(status=answer.status)
    words = f"{said.get('error', answer.status)} ({said.get('error_code', '-')})"
    return _("the gateway refused: {words}").format(words=words[:200])


def _phone(parcel: Parcel) -> str:
    return parcel.to.lstrip("+")
