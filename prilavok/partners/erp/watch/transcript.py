"""The transcript of a conversation: each request and the first line of its answer; and the bytes that we gave.

What is said again and again (chunks of a file, "progress") is one line that counts. Passwords, cookies and tokens are
never written: of an answer only its first line is kept, and of a request only the type, the mode and the file's name.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from prilavok.base.bulk import without_nul
from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.partners.erp.actions.find_session import COOKIE
from prilavok.partners.erp.actions.open_session import credential_digest, digest_of
from prilavok.partners.erp.models import CallLine, Node, Package, SentDocument, Session
from prilavok.partners.erp.rules import wire
from prilavok.partners.erp.values import Call, Reply
from prilavok.partners.erp.watch.flows import ORDERS_OUT
from prilavok.partners.erp.watch.notice import note_flow
from prilavok.partners.erp.watch.pauses import gives_no_orders

logger = logging.getLogger(__name__)
KEPT: Final = timedelta(days=14)
EMPTY_TALK_KEPT: Final = timedelta(days=1)
BATCH: Final = 5000
DOCUMENT: Final = tuple("<Документ>".encode(encoding) for encoding in ("utf-8", "cp1251"))


class _Counted:
    """A body that counts what is read of it."""

    def __init__(self, body: BinaryIO) -> None:
        self._body = body
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._body.read(size)
        self.size += len(piece)
        return piece


def listened(call: Call, answer: Callable[[Call], Reply]) -> Reply:
    """Answer a call and write the transcript; a transcript that cannot be written spoils no exchange."""
    counted = _Counted(call.body) if call.body is not None else None
    began = time.monotonic()
    heard = call if counted is None else _with_body(call, counted)
    reply = answer(heard)
    try:
        _note(call, reply, received=counted.size if counted else 0, took_ms=int((time.monotonic() - began) * 1000))
    except DatabaseError:
        logger.exception("the transcript could not be written")
    return reply


def _with_body(call: Call, body: _Counted) -> Call:
    return replace(call, body=body)  # type: ignore[arg-type]


def _note(call: Call, reply: Reply, *, received: int, took_ms: int) -> None:
    said = wire.parameters(call.query)
    type_, mode = said.get("type", "").strip().lower()[:16], said.get("mode", "").strip().lower()[:16]
    session = _session(call, reply, type_, mode)
    node = session.node if session else _node(call)
    if node is None:
        return
    line = CallLine(
        node=node,
        session=session,
        method=call.method[:8],
        type=type_,
        mode=mode,
        file=without_nul(said.get("filename", ""))[:200],
        answer=without_nul(_first_line(reply))[:300],
        received=received,
        sent=len(reply.body),
        took_ms=took_ms,
    )
    with unit():
        _keep(line, session, reply)
        if session is not None and mode in ("query", "success"):
            _note_orders(session, mode, reply, took_ms)


def _keep(line: CallLine, session: Session | None, reply: Reply) -> None:
    if session is not None and _is_worth_keeping(line, reply):
        line.save()
        line.kept_as = f"{session.pk}/sent/{line.pk}.xml"
        path = Path(settings.VAR) / "exchange" / line.kept_as
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(reply.body)
        line.save(update_fields=["kept_as"])
        return
    last = CallLine.objects.filter(session=session, node=line.node).order_by("-id").first()
    if last is not None and _is_the_same(last, line):
        CallLine.objects.filter(pk=last.pk).update(
            times=F("times") + 1,
            received=F("received") + line.received,
            sent=F("sent") + line.sent,
            took_ms=F("took_ms") + line.took_ms,
            file=line.file,
            answer=line.answer,
            last_at=Now(),
        )
        return
    line.save()


def _is_the_same(last: CallLine, line: CallLine) -> bool:
    if (last.method, last.type, last.mode, bool(last.kept_as)) != (line.method, line.type, line.mode, False):
        return False
    if last.answer.partition(" ")[0] != line.answer.partition(" ")[0] or line.mode in ("checkauth", "init"):
        return False
    if last.file == line.file:
        return True
    return all(wire.extension(one.file) in wire.IMAGES for one in (last, line))


def _is_worth_keeping(line: CallLine, reply: Reply) -> bool:
    is_xml = "xml" in reply.content_type
    return is_xml and (line.mode != "query" or any(one in reply.body for one in DOCUMENT))


def _first_line(reply: Reply) -> str:
    """The word that decides and its sentence; of an XML only that it is one. Never what proves who speaks."""
    if "xml" in reply.content_type:
        return "XML"
    lines = reply.body.decode("utf-8", "replace").split("\n")
    return " ".join(lines[:2]) if lines[0] in ("failure", "progress") else lines[0]


def _note_orders(session: Session, mode: str, reply: Reply, took_ms: int) -> None:
    """Orders went when a query had nothing to give, or when what was given was confirmed."""
    if reply.body.startswith(b"failure"):
        note_flow(node=session.node, flow=ORDERS_OUT, is_good=False, text=_first_line(reply))
        return
    is_empty = mode == "query" and not any(one in reply.body for one in DOCUMENT)
    if (is_empty and not gives_no_orders(session.node_id)) or mode == "success":
        note_flow(node=session.node, flow=ORDERS_OUT, is_good=True, took_ms=took_ms)


def _session(call: Call, reply: Reply, type_: str, mode: str) -> Session | None:
    found = Session.objects.select_related("node")
    if mode == "checkauth":
        lines = reply.body.decode("utf-8", "replace").split("\n")
        return found.filter(token_digest=digest_of(lines[2])).first() if len(lines) > 2 else None
    for part in call.cookie.split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE and value:
            return found.filter(token_digest=digest_of(value.strip('"')), type=type_).first()
    pair = wire.basic(call.authorization)
    if pair is None:
        return None
    return found.filter(type=type_, credential_digest=credential_digest(*pair)).order_by("-id").first()


def _node(call: Call) -> Node | None:
    pair = wire.basic(call.authorization)
    return Node.objects.filter(login__iexact=pair[0].strip()).first() if pair else None


def forget_talk() -> int:
    """Drop transcripts and given bytes after a fortnight; talk in which nothing went either way after a day."""
    at = database_now()
    brought = Package.objects.filter(session=OuterRef("session_id"), files__isnull=False)
    given = SentDocument.objects.filter(session=OuterRef("session_id"))
    empty = Q(last_at__lt=at - EMPTY_TALK_KEPT) & ~Exists(brought) & ~Exists(given)
    total = 0
    while True:
        with unit():
            old = list(CallLine.objects.filter(Q(last_at__lt=at - KEPT) | empty)[:BATCH])
            CallLine.objects.filter(pk__in=[one.pk for one in old]).delete()
        for line in old:
            if line.kept_as:
                (Path(settings.VAR) / "exchange" / line.kept_as).unlink(missing_ok=True)
        total += len(old)
        if len(old) < BATCH:
            return total
