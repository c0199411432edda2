"""What the screens of sources show."""

from dataclasses import dataclass
from typing import Final

ERP: Final = "erp"
SITE: Final = "site"
IF_EMPTY: Final = "erp_if_empty"
BOTH: Final = "both"
# Whose word each field of goods is while nobody has decided otherwise.
USUAL: Final = {
    "title": IF_EMPTY,
    "description": IF_EMPTY,
    "brand": IF_EMPTY,
    "attributes": IF_EMPTY,
    "pictures": BOTH,
    "category": ERP,
}


def choices(field: str) -> tuple[str, ...]:
    """The owners that a field may have."""
    return (ERP, SITE, IF_EMPTY, BOTH) if field == "pictures" else (ERP, SITE, IF_EMPTY)


@dataclass(frozen=True, kw_only=True)
class SourceView:
    """An outside system that tells of goods, and how they are taken in; `title` is an English msgid or the code."""

    system: str
    title: str
    show: str
    link_by: str
    owners: tuple[tuple[str, str], ...]

    def owner(self, field: str) -> str:
        """Whose word the field is."""
        return dict(self.owners)[field]
