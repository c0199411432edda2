"""The door of erp: nodes, the exchange itself, the journal of packages, the queues of orders.

`speak`, `import_package`, `start_idle` and `forget_old` open units of their own, because an import commits batch by
batch; everything else that writes joins the caller's unit.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from prilavok.base.access import Actor
from prilavok.partners.erp import queries
from prilavok.partners.erp.actions import answer_call as _answer
from prilavok.partners.erp.actions import apply_documents as _documents
from prilavok.partners.erp.actions import ensure_node as _node
from prilavok.partners.erp.actions import import_package as _import
from prilavok.partners.erp.actions import keep_house as _house
from prilavok.partners.erp.actions import map_status as _status
from prilavok.partners.erp.actions import queue_order as _queue
from prilavok.partners.erp.orders import availability as _availability
from prilavok.partners.erp.plain import give_customers as _customers
from prilavok.partners.erp.plain import import_plain as _plain
from prilavok.partners.erp.values import (
    Call,
    Confirmation,
    Expected,
    ExportView,
    IncomingView,
    KeptFile,
    NodeDraft,
    NodeId,
    NodeView,
    OrderNews,
    PackageFilter,
    PackageId,
    PackagePage,
    PackageView,
    Reply,
    StatusRuleView,
)
from prilavok.partners.erp.watch import care as _care
from prilavok.partners.erp.watch import transcript


def ensure_node(draft: NodeDraft) -> NodeId:
    """Make or change the node of this code. Raises NodeExists when another node has the login."""
    return _node.ensure_node(draft)


def nodes() -> list[NodeView]:
    """All nodes with their health, ordered by code."""
    return queries.nodes()


def ensure_watch(node_id: NodeId, *, emails: tuple[str, ...], expected: tuple[Expected, ...]) -> bool:
    """Who is told of trouble and what is expected, for a node nobody has decided it for; False when somebody has."""
    return _care.ensure_watch(node_id, emails=emails, expected=expected)


def speak(call: Call) -> Reply:
    """Answer one HTTP request of an ERP; never raises."""
    return transcript.listened(call, _answer.answer)


def import_package(package_id: int) -> None:
    """Import what a package holds, from its checkpoints on. Safe to repeat and to kill."""
    _import.import_package(package_id)


def stage_file(file_id: int) -> None:
    """Read one received file into staging, beside the import of its package. Safe to repeat and to kill."""
    _import.stage_alone(file_id)


def start_idle() -> int:
    """Start the import of packages that came whole and were never asked to be imported; returns how many."""
    return _house.start_idle()


def resume_plain() -> int:
    """Apply plain records whose goods or place have come since; returns how many."""
    return _plain.resume_waiting()


def forget_old() -> int:
    """Remove the bytes of old packages and facts that waited in vain; returns how many packages."""
    return _house.forget_old()


def packages(wanted: PackageFilter) -> PackagePage:
    """One page of the journal of packages, newest first."""
    return queries.packages(wanted)


def latest_packages(limit: int) -> list[PackageView]:
    """The newest packages, without counting all the others."""
    return queries.latest_packages(limit)


def package(package_id: int) -> PackageView:
    """A package with its files and warnings. Raises NotFound."""
    return queries.package(package_id)


def kept_file(file_id: int) -> KeptFile:
    """The bytes received, while they are kept. Raises NotFound."""
    return queries.kept_file(file_id)


def rerun(package_id: int) -> PackageId:
    """Import a kept package once more from its first byte, as a package of its own. Raises NotFound."""
    return _house.rerun(package_id)


def decide_absent(package_id: int, *, hide: bool) -> int:
    """Hide what was absent from a held full export, or let it be; returns how many were hidden."""
    return _house.decide_absent(package_id, hide=hide)


def queue_orders(news: Sequence[OrderNews]) -> int:
    """Orders have news: queue them for the nodes that take orders, except the one that told; returns how many."""
    return _queue.queue_orders(news)


def queue_customer(*, customer_id: int, fields: Sequence[str], source: str) -> int:
    """A customer was corrected: queue the card for the nodes that take customers; returns for how many."""
    return _customers.queue_customer(customer_id=customer_id, fields=fields, source=source)


def exports(*, state: str = "", order_ids: tuple[int, ...] | None = None, limit: int = 200) -> list[ExportView]:
    """The queue of orders to the nodes, newest first; `state` waiting, confirmed, quarantined or skipped."""
    return queries.exports(state=state, order_ids=order_ids, limit=limit)


def retry_export(export_id: int) -> None:
    """Put an order that was set aside into the queue again."""
    _queue.retry_export(export_id)


def queue_since(node_id: int) -> int:
    """Queue the orders placed since the node's first day that it was never told of; returns how many."""
    return _queue.queue_since(node_id)


def dismiss_document(document_id: int, *, actor: Actor) -> None:
    """A person has read a document that cannot be applied; the node is told of the order again. Raises NotFound."""
    _documents.dismiss(document_id, actor)


def asks_availability() -> bool:
    """Whether any node is to be asked for its goods before an order is placed."""
    return _availability.is_asked()


def confirm_availability(*, location_id: int, wants: Mapping[int, Decimal]) -> Confirmation:
    """Ask the ERP of this store whether it has the goods, where the node's rules say so. Outside of a unit only."""
    return _availability.confirm(location_id=location_id, wants=wants)


def note_availability(*, order_id: int, order_number: str, said: Confirmation) -> None:
    """Write on the placed order's trace what the ERP said; an operator is asked where the rules say so."""
    _availability.note(order_id=order_id, order_number=order_number, said=said)


def incoming(*, state: str = "", limit: int = 200) -> list[IncomingView]:
    """Documents that came from the nodes, newest first; `state` as in the model, empty for those that need a person."""
    return queries.incoming(state=state, limit=limit)


def statuses() -> list[StatusRuleView]:
    """Statuses of the nodes with their meanings; those nobody has decided come first."""
    return queries.statuses()


def map_status(*, node_id: int, erp_status: str, target: str) -> int:
    """Decide what a status means and apply what waited for it; returns how many orders. Raises StatusUnknown."""
    return _status.map_status(node_id=node_id, erp_status=erp_status, target=target)
