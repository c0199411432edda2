"""checkauth: prove who speaks, and see that nobody else of the same node speaks the same type.

A rival is only one whose package is unfinished and alive; a session that is done, failed or silent is simply replaced.
Pictures are no reason to wait: 1C never asks for their import, and its next portion comes right after the last XML.
What a silent one had sent whole is imported first: clients that "do not wait for confirmation" never ask for it.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext

from prilavok.base.clock import database_now
from prilavok.base.ids import new_token
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp.actions.queue_import import queue_import
from prilavok.partners.erp.errors import AlreadyRunning, NetworkRefused, NodeMissing, PasswordMissing, WrongPassword
from prilavok.partners.erp.models import Node, Package, PackageFile, Session
from prilavok.partners.erp.rules.networks import is_allowed
from prilavok.partners.erp.rules.wire import basic
from prilavok.partners.erp.values import Call
from prilavok.partners.erp.watch import pauses

ALIVE: Final = timedelta(seconds=60)
UNFINISHED: Final = (PackageFile.State.RECEIVING, PackageFile.State.RUNNING)
OPEN: Final = (Package.State.RECEIVING, Package.State.QUEUED, Package.State.RUNNING)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A new session: the token for the cookie, the second check for the address, the time by the database."""

    node: Node
    token: str
    sessid: str
    at: datetime


def open_session(call: Call, *, type_: str, version: str) -> Opened:
    """Check the credentials and open a session.

    Raises PasswordMissing, WrongPassword, NodeMissing, NetworkRefused, ExchangePaused, AlreadyRunning.
    """
    pair = basic(call.authorization)
    if pair is None:
        raise PasswordMissing
    login, password = pair
    check_password(login, password, call.network)
    with unit():
        # Not against those who only refer to the node: the end of an import holds its package and writes a plan of the
        # node, while a new conversation holds the node and settles the package: each waited for the other.
        node = Node.objects.select_for_update(no_key=True).filter(login__iexact=login.strip(), is_active=True).first()
        if node is None:
            raise NodeMissing(login=login[:60])
        if not is_allowed(call.network, node.networks):
            raise NetworkRefused(network=call.network)
        pauses.refuse_at_the_door(node, type_)
        at = database_now()
        for session in Session.objects.select_for_update(no_key=True).filter(
            node=node, type=type_, closed_at__isnull=True
        ):
            _replace(session, at)
        token = new_token(160)
        made = Session.objects.create(
            node=node,
            type=type_,
            token_digest=digest_of(token),
            credential_digest=credential_digest(login, password),
            version=version[:16],
            network=call.network[:64],
            created_at=at,
            last_seen_at=at,
        )
    return Opened(node=node, token=token, sessid=sessid_of(made.token_digest), at=at)


def check_password(login: str, password: str, network: str) -> None:
    """Raise WrongPassword unless accounts knows this machine."""
    actor = accounts.authenticate_machine(login, password, network)
    if actor is None or not actor.may("exchange.speak"):
        raise WrongPassword


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sessid_of(token_digest: str) -> str:
    """The second check that travels in addresses: derived, and useless as a proof."""
    return hashlib.sha256(b"sessid:" + token_digest.encode()).hexdigest()[:32]


def credential_digest(login: str, password: str) -> str:
    """A keyed digest by which later requests with Basic alone are matched without hashing the password anew."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{login}\0{password}".encode(), hashlib.sha256).hexdigest()


def _replace(session: Session, at: datetime) -> None:
    for package in session.packages.filter(state__in=OPEN):
        files = list(package.files.all())
        if package.state == Package.State.RUNNING and _has_only_pictures_left(files):
            continue
        unfinished = [one for one in files if one.state in UNFINISHED]
        has_failed = any(one.state == PackageFile.State.FAILED for one in files)
        seen = max(package.heartbeat_at, session.last_seen_at)
        if unfinished and not has_failed and seen > at - ALIVE:
            raise AlreadyRunning(detail=_what_runs(package, unfinished))
        _settle(package, unfinished, at, has_failed=has_failed)
    session.closed_at = at
    session.save(update_fields=["closed_at"])


def _has_only_pictures_left(files: list[PackageFile]) -> bool:
    return all(one.kind == "image" for one in files if one.state in UNFINISHED)


def _settle(package: Package, unfinished: list[PackageFile], at: datetime, *, has_failed: bool) -> None:
    if unfinished and not has_failed:
        queue_import(package, at)
        return
    if package.state == Package.State.RECEIVING:
        package.state = Package.State.FAILED if has_failed else Package.State.ABANDONED
        package.finished_at = at
        package.save(update_fields=["state", "finished_at"])


def _what_runs(package: Package, unfinished: list[PackageFile]) -> str:
    running = next((one for one in unfinished if one.state == PackageFile.State.RUNNING), None)
    if running is not None and running.total:
        return gettext("importing {name}, {percent} %").format(
            name=running.name, percent=running.position * 100 // running.total
        )
    return gettext("receiving {name}").format(name=unfinished[-1].name)
