"""What the exchange remembers, by noun; a new noun gets a module of its own."""

from prilavok.partners.erp.models.nodes import Node, Session
from prilavok.partners.erp.models.orders import Export, IncomingDocument, SentDocument, StatusRule
from prilavok.partners.erp.models.packages import CatalogueItem, Package, PackageFile, PackageWarning, Pending, UnitName

__all__ = [
    "CatalogueItem",
    "Export",
    "IncomingDocument",
    "Node",
    "Package",
    "PackageFile",
    "PackageWarning",
    "Pending",
    "SentDocument",
    "Session",
    "StatusRule",
    "UnitName",
]
