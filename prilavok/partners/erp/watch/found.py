"""What a node's own conversations show of its dialect: the default where the profile says "recognise"."""

from dataclasses import dataclass
from datetime import datetime

from prilavok.partners.erp.models import Node, PackageFile, Session


@dataclass(frozen=True, kw_only=True)
class Found:
    """The family (stock, bitrix), the version it said, the version of its files, when it was heard last."""

    family: str
    version: str
    file_version: str
    heard_at: datetime


def found_dialect(node_id: int) -> Found | None:
    """The dialect as the last conversations show it; None before the first one."""
    last = Session.objects.filter(node_id=node_id).order_by("-id").first()
    if last is None:
        return None
    said = Session.objects.filter(node_id=node_id).exclude(version="").order_by("-id").first()
    file = PackageFile.objects.filter(package__node_id=node_id).filter(version__contains=".").order_by("-id").first()
    return Found(
        family=Node.Dialect.BITRIX if said else Node.Dialect.STOCK_1C,
        version=said.version if said else "",
        file_version=file.version if file else "",
        heard_at=last.last_seen_at,
    )
