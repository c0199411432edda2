"""How goods of each outside system are taken in: settings of the chain, one row a system."""

from prilavok.base.flows import systems as declared
from prilavok.base.unit import require_unit
from prilavok.goods.pim.errors import SourceUnknown
from prilavok.goods.pim.models import Identity, Source
from prilavok.goods.pim.novelties.reviewing import review_all
from prilavok.goods.pim.sources.values import USUAL, SourceView


def sources() -> list[SourceView]:
    """Every system that has told of goods, with its settings."""
    known = set(Identity.objects.filter(kind="product").values_list("system", flat=True).distinct())
    rows = {row.system: row for row in Source.objects.all()}
    titles = {one.code: one.title for one in declared()}
    return [_view(rows.get(system) or Source(system=system), titles) for system in sorted(known | rows.keys())]


def source(system: str) -> SourceView:
    """The settings of one system. Raises SourceUnknown."""
    found = next((one for one in sources() if one.system == system), None)
    if found is None:
        raise SourceUnknown
    return found


def choose_show(*, system: str, show: str) -> bool:
    """Say when new goods of a system are shown: at_once, complete, person. True when it changed. Raises SourceUnknown.

    Goods that wait are looked at again; at once holds for goods that come from now on.
    """
    require_unit()
    before = source(system).show
    Source.objects.update_or_create(system=system, defaults={"show": Source.Show(show)})
    review_all()
    return before != show


def choose_link(*, system: str, link_by: str) -> bool:
    """Say by which unique codes goods that a system names for the first time are found: article, barcode, both, none.

    True when it changed. Raises SourceUnknown.
    """
    require_unit()
    before = source(system).link_by
    Source.objects.update_or_create(system=system, defaults={"link_by": Source.Link(link_by)})
    return before != link_by


def _view(row: Source, titles: dict[str, str]) -> SourceView:
    return SourceView(
        system=row.system,
        title=titles.get(row.system, row.system),
        show=row.show,
        link_by=row.link_by,
        owners=tuple((USUAL | row.owners).items()),
    )
