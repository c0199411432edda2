"""One request of an ERP, one answer. Bytes are made here and nowhere else.

The first word decides: success, failure, progress. Whatever goes wrong inside becomes `failure` with a Russian sentence
and HTTP 200, because stock 1C reads the body and not the status; every refusal leaves a line in the journal.
"""

import logging
import secrets
from collections.abc import Callable
from typing import Final

from django.db import Error as DatabaseError
from django.db import OperationalError
from django.http import UnreadablePostError
from django.utils import translation

from prilavok.base import journal
from prilavok.base.errors import Refused
from prilavok.partners.erp import spool
from prilavok.partners.erp.actions.await_import import await_import, start_waiting
from prilavok.partners.erp.actions.find_session import COOKIE, find_session, speaker
from prilavok.partners.erp.actions.give_orders import confirm_orders, give_dictionaries, give_orders
from prilavok.partners.erp.actions.open_session import open_session, sessid_of
from prilavok.partners.erp.actions.receive_file import keep_refused, latest_package, receive_file, start_package
from prilavok.partners.erp.enrichment.giving import confirm_enrichment, give_enrichment
from prilavok.partners.erp.errors import Busy, Defect, ModeUnknown, NameRefused, TypeUnknown
from prilavok.partners.erp.models import Node, PackageFile, Session
from prilavok.partners.erp.plain.give_customers import confirm_customers, give_customers
from prilavok.partners.erp.prices_out.giving import confirm_prices, give_prices
from prilavok.partners.erp.reconciliation.asking import confirm_requests, give_requests
from prilavok.partners.erp.rules import wire
from prilavok.partners.erp.rules.order_form import agreed
from prilavok.partners.erp.staging.absence import close_package
from prilavok.partners.erp.transfers.giving import confirm_transfers, give_transfers
from prilavok.partners.erp.values import Call, Reply
from prilavok.partners.erp.watch import pauses

logger = logging.getLogger(__name__)
TYPES: Final = frozenset({"catalog", "sale", "customers", "enrichment", "prices", "reconciliation", "transfers"})
VERSION_A: Final = "2.08"


class _Said:
    """The parameters of a request, named in one place."""

    def __init__(self, call: Call) -> None:
        said = wire.parameters(call.query)
        self.type = said.get("type", "").strip().lower()
        self.mode = said.get("mode", "").strip().lower()
        self.file_name = said.get("filename", "")
        self.sessid = said.get("sessid", "").strip()
        self.version = (said.get("version") or said.get("cmlVersion") or "").strip()[:16]
        self.timestamp = said.get("timestamp", "").strip()
        self.node: Node | None = None
        self.package_id = 0


def answer(call: Call) -> Reply:
    """The answer to a request; never raises."""
    with translation.override("ru"):
        said = _Said(call)
        try:
            return _encoded(_dispatch(call, said), said.node)
        except UnreadablePostError:
            return _lines("failure")
        except Refused as refusal:
            return _refused(call, said, refusal)
        except OperationalError:
            logger.exception("the database was busy at type=%s mode=%s", said.type, said.mode)
            return _lines("progress", Busy().message) if said.mode == "import" else _refused(call, said, Busy())
        except Exception:
            number = secrets.token_hex(3)
            logger.exception("exchange defect %s in type=%s mode=%s", number, said.type, said.mode)
            return _refused(call, said, Defect(number=number))


def _refused(call: Call, said: _Said, refusal: Refused) -> Reply:
    node = _speaker(call, said)
    _note(call, said, node, refusal.message)
    return _encoded(_lines("failure", refusal.message), node)


def _speaker(call: Call, said: _Said) -> Node | None:
    try:
        return said.node or speaker(call, said.type)
    except DatabaseError:
        return None


def _encoded(reply: Reply, node: Node | None) -> Reply:
    """The texts of a node that reads windows-1251 in windows-1251; documents have an encoding of their own."""
    if node is None or node.answer_encoding == "utf-8" or not reply.content_type.startswith("text/plain"):
        return reply
    words = reply.body.decode().encode(node.answer_encoding, "replace")
    return Reply(body=words, content_type=f"text/plain; charset={node.answer_encoding}")


def _dispatch(call: Call, said: _Said) -> Reply:
    if said.type not in TYPES:
        raise TypeUnknown(type=said.type[:40] or "—")
    if said.mode == "checkauth":
        return _checkauth(call, said)
    action = MODES.get((said.type, said.mode))
    if action is None:
        raise ModeUnknown(mode=said.mode[:40] or "—")
    session = find_session(call, type_=said.type, sessid=said.sessid, may_be_replaced=said.mode == "success")
    said.node = session.node
    pauses.refuse_in_talk(session.node, said.type, said.mode)
    return action(session, said, call)


def _checkauth(call: Call, said: _Said) -> Reply:
    opened = open_session(call, type_=said.type, version=said.version)
    return _lines("success", COOKIE, opened.token, f"sessid={opened.sessid}", f"timestamp={int(opened.at.timestamp())}")


def _init(session: Session, said: _Said, call: Call) -> Reply:
    """Two lines for stock 1C, which refuses anything else; two more for those who said their version."""
    start_package(session)
    node = session.node
    lines = [f"zip={'yes' if node.zip_allowed else 'no'}", f"file_limit={node.file_limit}"]
    is_b = bool(said.version) and node.dialect != Node.Dialect.STOCK_1C
    if is_b:
        session.version = said.version
        session.save(update_fields=["version"])
        lines += [f"sessid={sessid_of(session.token_digest)}", f"version={agreed(said.version)}"]
    return _lines(*lines)


def _file(session: Session, said: _Said, call: Call) -> Reply:
    if wire.file_name(said.file_name) is None:
        said.package_id = keep_refused(session, name=said.file_name, body=call.body)
        raise NameRefused(name=said.file_name[:120])
    file = receive_file(session, name=said.file_name, body=call.body)
    if session.type == "sale" and session.node.orders_on_file and _is_whole(file):
        return _import_named(session, file.name)
    return _lines("success")


def _is_whole(file: PackageFile) -> bool:
    """True when the last chunk has come: old senders never ask to import, the end of the root is their only sign."""
    end = spool.tail(spool.path_of(file)).rstrip()
    return end.endswith(b">") and wire.decoded(end).endswith("</КоммерческаяИнформация>")


def _import(session: Session, said: _Said, call: Call) -> Reply:
    return _import_named(session, said.file_name)


def _import_named(session: Session, name: str) -> Reply:
    progress = await_import(session, name=name)
    if progress.state == "failure":
        return _lines("failure", progress.text)
    return _lines(progress.state, progress.text) if progress.text else _lines(progress.state)


def _close(session: Session, said: _Said, call: Call) -> Reply:
    """complete and deactivate: what nobody asked to import is imported first."""
    package = latest_package(session)
    if package is not None and (start_waiting(package.pk) or package.state in ("queued", "running")):
        progress = await_import(session, name="")
        if progress.state == "progress":
            return _lines("progress", progress.text)
    is_closed = close_package(session, timestamp=said.timestamp, mode=said.mode)
    return _lines("success" if is_closed else "progress")


def _query(session: Session, said: _Said, call: Call) -> Reply:
    return give_orders(session, version=said.version)


def _success(session: Session, said: _Said, call: Call) -> Reply:
    confirm_orders(session)
    return _lines("success")


def _info(session: Session, said: _Said, call: Call) -> Reply:
    return give_dictionaries(session, version=said.version)


def _give_customers(session: Session, said: _Said, call: Call) -> Reply:
    return give_customers(session)


def _confirm_customers(session: Session, said: _Said, call: Call) -> Reply:
    confirm_customers(session)
    return _lines("success")


def _give_enrichment(session: Session, said: _Said, call: Call) -> Reply:
    return give_enrichment(session)


def _confirm_enrichment(session: Session, said: _Said, call: Call) -> Reply:
    confirm_enrichment(session)
    return _lines("success")


def _give_prices(session: Session, said: _Said, call: Call) -> Reply:
    return give_prices(session)


def _confirm_prices(session: Session, said: _Said, call: Call) -> Reply:
    confirm_prices(session)
    return _lines("success")


def _give_transfers(session: Session, said: _Said, call: Call) -> Reply:
    return give_transfers(session)


def _confirm_transfers(session: Session, said: _Said, call: Call) -> Reply:
    confirm_transfers(session)
    return _lines("success")


def _give_requests(session: Session, said: _Said, call: Call) -> Reply:
    return give_requests(session)


def _confirm_requests(session: Session, said: _Said, call: Call) -> Reply:
    confirm_requests(session)
    return _lines("success")


Action = Callable[[Session, _Said, Call], Reply]
MODES: Final[dict[tuple[str, str], Action]] = {
    ("catalog", "init"): _init,
    ("catalog", "file"): _file,
    ("catalog", "import"): _import,
    ("catalog", "deactivate"): _close,
    ("catalog", "complete"): _close,
    ("sale", "init"): _init,
    ("sale", "file"): _file,
    ("sale", "import"): _import,
    ("sale", "query"): _query,
    ("sale", "success"): _success,
    ("sale", "info"): _info,
    ("sale", "complete"): _success,
    ("customers", "init"): _init,
    ("customers", "file"): _file,
    ("customers", "import"): _import,
    ("customers", "query"): _give_customers,
    ("customers", "success"): _confirm_customers,
    ("reconciliation", "init"): _init,
    ("reconciliation", "file"): _file,
    ("reconciliation", "import"): _import,
    ("reconciliation", "query"): _give_requests,
    ("reconciliation", "success"): _confirm_requests,
    ("transfers", "query"): _give_transfers,
    ("transfers", "success"): _confirm_transfers,
    ("prices", "query"): _give_prices,
    ("prices", "success"): _confirm_prices,
    ("enrichment", "query"): _give_enrichment,
    ("enrichment", "success"): _confirm_enrichment,
}


def _lines(*lines: str) -> Reply:
    """LF between lines and none at the end: a third line would make stock 1C refuse `init`."""
    return Reply(body="\n".join(" ".join(line.split()) for line in lines).encode())


def _note(call: Call, said: _Said, node: Node | None, sentence: str) -> None:
    """A line in the journal of the node that spoke, or of the door when nobody knows who."""
    try:
        flow = f"{node.code}.{'catalog' if said.type != 'sale' else _sale_flow(said)}" if node else "erp.door"
        journal.record(
            flow=flow,
            summary=sentence,
            # A stranger at the door breaks nothing of ours: it is noted, but does not light the map red.
            outcome=journal.FAILED if node else journal.WARNING,
            subject=f"package:{said.package_id}" if said.package_id else "",
            detail={"type": said.type[:40], "mode": said.mode[:40], "file": said.file_name[:200], "from": call.network},
        )
    except DatabaseError:
        logger.exception("the refusal could not be journalled: %s", sentence)


def _sale_flow(said: _Said) -> str:
    return "orders_in" if said.mode in {"file", "import", "init"} else "orders_out"
