"""What the exchange holds about buyers: which customers wait to be told to a node, and files on their way through."""

from collections.abc import Iterable, Mapping
from typing import Any

from prilavok.base.personal import Holding, Whose, declare_holding, declare_nobodys, declare_staff_marks
from prilavok.partners.erp.models import Conflict, CustomerExport, IncomingDocument


def gather_exports(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """To which accounting systems the customer's card was told, and when."""
    rows = CustomerExport.objects.filter(customer_id__in=whose.ids("customer")).select_related("node")
    for row in rows.order_by("pk"):
        yield {"system": row.node.title, "changed_at": row.changed_at, "confirmed_at": row.confirmed_at}


def erase_exports(whose: Whose) -> int:
    """The card is told to nobody any more; words that a document of their orders brought go."""
    orders = whose.ids("order")
    documents = list(Conflict.objects.filter(order_id__in=orders).values_list("document_id", flat=True))
    IncomingDocument.objects.filter(pk__in=[one for one in documents if one]).update(payload={})
    return int(CustomerExport.objects.filter(customer_id__in=whose.ids("customer")).delete()[0])


declare_holding(
    Holding(
        code="erp.exchange",
        title="Exchange with the accounting systems of the stores",
        why="So that the store knows your order and you; these systems keep the books as the law wants it.",
        keeps={"erp.CustomerExport": ("customer_id",)},
        gather=gather_exports,
        erase=erase_exports,
        stays="Files of the exchange go by themselves within thirty days; the accounting system keeps its documents.",
    )
)
declare_nobodys("erp.Session", "network")
declare_staff_marks("erp.NodeCare", "emails")
declare_staff_marks("erp.Conflict", "decided_by")
declare_staff_marks("erp.Mentioned", "decided_by")
