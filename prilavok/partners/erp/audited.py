"""What deeds with the exchange are about, for people."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_noop

from prilavok.design.formats import moment
from prilavok.foundation.accounts.api import (
    SubjectKind,
    declare_deeds,
    declare_subjects,
    declare_values,
    numbers,
    page_of,
    titles_of,
)
from prilavok.partners.erp.models import Export, IncomingDocument, Node, Package, Reconciliation, Session

_nodes = titles_of(Node)


def _packages(keys: Collection[str]) -> dict[str, str]:
    found = Package.objects.filter(pk__in=numbers(keys)).values_list("pk", "node__title")
    return {str(pk): f"{pk} ({title})" for pk, title in found}


_documents = titles_of(IncomingDocument, "number")


def _orders_of_documents(keys: Collection[str]) -> dict[str, str]:
    numbered = _documents(keys)
    rows = Export.objects.filter(number__in=numbered.values()).values_list("number", flat=True)
    known, queue = set(rows), reverse("erp:conflicts")
    return {key: reverse("office:order", args=[one]) if one in known else queue for key, one in numbered.items()}


_exports = titles_of(Export, "number")


def _order_pages(keys: Collection[str]) -> dict[str, str]:
    return {key: reverse("office:order", args=[number]) for key, number in _exports(keys).items()}


def _runs(keys: Collection[str]) -> dict[str, str]:
    found = Reconciliation.objects.filter(pk__in=numbers(keys)).select_related("node")
    return {str(one.pk): f"{one.node.title}, {moment(one.as_of)}" for one in found}


def _talks(keys: Collection[str]) -> dict[str, str]:
    found = Session.objects.filter(pk__in=numbers(keys)).select_related("node")
    return {str(one.pk): f"{one.node.title}, {moment(one.created_at)}" for one in found}


declare_subjects(
    {
        "node": SubjectKind(title="", names=_nodes, pages=page_of("erp:node")),
        "package": SubjectKind(title=gettext_noop("Package"), names=_packages, pages=page_of("erp:package")),
        "document": SubjectKind(title=gettext_noop("Document"), names=_documents, pages=_orders_of_documents),
        "export": SubjectKind(
            title=gettext_noop("Order for the accounting system"), names=_exports, pages=_order_pages
        ),
        "reconciliation": SubjectKind(
            title=gettext_noop("Reconciliation"), names=_runs, pages=page_of("erp:reconciliation_run")
        ),
        "session": SubjectKind(title=gettext_noop("Talk"), names=_talks, pages=page_of("erp:talk")),
    }
)
declare_values({"node": _nodes})
declare_deeds(
    {
        "erp.document_dismissed": gettext_noop("Document of the ERP set aside"),
        "erp.kept_compared": gettext_noop("Compared with a full export"),
        "erp.orders_rules_saved": gettext_noop("Rules of orders of an exchange node changed"),
        "erp.package_applied": gettext_noop("Package applied after review"),
        "erp.package_discarded": gettext_noop("Package refused after review"),
        "erp.package_undone": gettext_noop("Package taken back"),
        "erp.picture_asked": gettext_noop("Full picture asked from the ERP"),
        "erp.reconciliation_care": gettext_noop("Rules of reconciliation changed"),
        "erp.repair_begun": gettext_noop("Differences repaired"),
        "erp.repair_undone": gettext_noop("Repair of differences given back"),
        "erp.review_policy": gettext_noop("Rules of reviewing packages changed"),
        "erp.table_loaded": gettext_noop("Table loaded"),
        "erp.table_uploaded": gettext_noop("Table uploaded"),
        "erp.warehouse_pointed": gettext_noop("Warehouse of the ERP given to another store"),
        "order.conflict_settled": gettext_noop("Conflict of an order settled"),
        "order.stock_checked": gettext_noop("Goods of an order checked by hand"),
    }
)
