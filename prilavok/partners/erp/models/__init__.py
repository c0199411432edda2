"""What the exchange remembers, by noun; a new noun gets a module of its own."""

from prilavok.partners.erp.models.enrichment import EnrichmentExport, SentEnrichment
from prilavok.partners.erp.models.nodes import Node, Session
from prilavok.partners.erp.models.order_rules import Conflict, OrderProfile, StockDoubt
from prilavok.partners.erp.models.orders import Export, IncomingDocument, SentDocument, StatusRule
from prilavok.partners.erp.models.packages import CatalogueItem, Package, PackageFile, PackageWarning, Pending, UnitName
from prilavok.partners.erp.models.plain import CustomerExport, PlainWaiting, SentCustomer, TableProfile
from prilavok.partners.erp.models.prices_out import PricesGiven
from prilavok.partners.erp.models.reconciliation import (
    Difference,
    NodeRequest,
    PictureDocument,
    PicturePrice,
    PictureStock,
    PictureUnknown,
    ReconciledKind,
    Reconciliation,
    ReconciliationCare,
    Repair,
)
from prilavok.partners.erp.models.review import NameChange, PackageUndo, Review, ReviewLine
from prilavok.partners.erp.models.staging import Absent, Known, Staged
from prilavok.partners.erp.models.transfers import SentTransfer
from prilavok.partners.erp.models.watch import (
    CallLine,
    ConnectionCheck,
    FlowPlan,
    Incident,
    Mentioned,
    NodeCare,
    ScheduleLine,
    WarnedThing,
)

__all__ = [
    "Absent",
    "CallLine",
    "CatalogueItem",
    "Conflict",
    "ConnectionCheck",
    "CustomerExport",
    "Difference",
    "EnrichmentExport",
    "Export",
    "FlowPlan",
    "Incident",
    "IncomingDocument",
    "Known",
    "Mentioned",
    "NameChange",
    "Node",
    "NodeCare",
    "NodeRequest",
    "OrderProfile",
    "Package",
    "PackageFile",
    "PackageUndo",
    "PackageWarning",
    "Pending",
    "PictureDocument",
    "PicturePrice",
    "PictureStock",
    "PictureUnknown",
    "PlainWaiting",
    "PricesGiven",
    "ReconciledKind",
    "Reconciliation",
    "ReconciliationCare",
    "Repair",
    "Review",
    "ReviewLine",
    "ScheduleLine",
    "SentCustomer",
    "SentDocument",
    "SentEnrichment",
    "SentTransfer",
    "Session",
    "Staged",
    "StatusRule",
    "StockDoubt",
    "TableProfile",
    "UnitName",
    "WarnedThing",
]
