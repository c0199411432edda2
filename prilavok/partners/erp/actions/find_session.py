"""Which session a request belongs to: by its cookie, or by Basic alone when the client does not keep cookies."""

import hmac
from datetime import timedelta
from typing import Final

from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.partners.erp.actions.open_session import credential_digest, digest_of, sessid_of
from prilavok.partners.erp.errors import NetworkRefused, SessidMissing, SessionMissing, SessionReplaced
from prilavok.partners.erp.models import Node, Session
from prilavok.partners.erp.rules.networks import is_allowed
from prilavok.partners.erp.rules.wire import basic
from prilavok.partners.erp.values import Call

COOKIE: Final = "prilavok_1c"
TERM: Final = timedelta(hours=12)


def find_session(call: Call, *, type_: str, sessid: str, may_be_replaced: bool = False) -> Session:
    """The session of a request, its life prolonged.

    `may_be_replaced`: what an ended session was given may still be confirmed, it is the truth. Raises SessionMissing,
    SessionReplaced, NetworkRefused, SessidMissing.
    """
    session = _by_cookie(call.cookie, type_) or _by_basic(call.authorization, type_)
    if session is None:
        raise SessionMissing
    if not is_allowed(call.network, session.node.networks):
        raise NetworkRefused(network=call.network)
    if not sessid and session.node.sessid_required:
        raise SessidMissing
    if sessid and not hmac.compare_digest(sessid, sessid_of(session.token_digest)):
        raise SessionMissing
    if session.closed_at is not None and not may_be_replaced:
        raise SessionReplaced
    with unit():
        at = database_now()
        if session.last_seen_at < at - TERM:
            raise SessionMissing
        Session.objects.filter(pk=session.pk).update(last_seen_at=at)
    return session


def speaker(call: Call, type_: str) -> Node | None:
    """The node a request seems to come from, for the journal and the encoding of the answer; proves nothing."""
    session = _by_cookie(call.cookie, type_) or _by_basic(call.authorization, type_)
    if session is not None:
        return session.node
    pair = basic(call.authorization)
    return Node.objects.filter(login__iexact=pair[0].strip()).first() if pair else None


def _by_cookie(header: str, type_: str) -> Session | None:
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE and value:
            found = Session.objects.select_related("node").filter(
                token_digest=digest_of(value.strip('"')), type=type_, node__is_active=True
            )
            return found.first()
    return None


def _by_basic(header: str, type_: str) -> Session | None:
    pair = basic(header)
    if pair is None:
        return None
    found = Session.objects.select_related("node").filter(
        node__login__iexact=pair[0].strip(),
        node__is_active=True,
        type=type_,
        credential_digest=credential_digest(*pair),
    )
    return found.order_by("-id").first()
