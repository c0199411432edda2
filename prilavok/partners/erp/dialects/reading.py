"""One CommerceML file as a stream of records, each with the part of the file it stood in.

A file is known by what it holds, never by its name or version: 2.0x puts everything into two files, 3.1 one entity into
each, clouds do as they like. Names are compared without namespaces.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from prilavok.base.xml import Element, elements, local_name, root, text_of
from prilavok.partners.erp.errors import ForeignRoot
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.rules.tolerant import flag, identity

ROOTS: Final = frozenset({"КоммерческаяИнформация", "Классификатор", "Каталог", "ПакетПредложений"})
PARTS: Final = {
    "Классификатор": "classifier",
    "Каталог": "catalogue",
    "ПакетПредложений": "offers",
    "ИзмененияПакетаПредложений": "quick",
}
# Small lists are taken whole, by the element that holds them; their namesakes inside offers and documents stay inside.
LISTS: Final = {
    "ЕдиницыИзмерения": kinds.UNIT,
    "ТипыЦен": kinds.PRICE_TYPE,
    "Склады": kinds.WAREHOUSE,
}
LANES: Final = {
    "Свойство": kinds.PROPERTY,
    "СвойствоНоменклатуры": kinds.PROPERTY,
    "Группа": kinds.GROUP,
    "Товар": kinds.PRODUCT,
    "Предложение": kinds.OFFER,
    "Документ": kinds.DOCUMENT,
    "Контрагент": kinds.PARTNER,
}
IDS: Final = frozenset({"Ид", "ИдКаталога"})
IDENTITY: Final = frozenset(
    {"Наименование", "ХарактеристикиТовара", "Артикул", "Штрихкод", "ШтрихКод", "Штрихкоды", "ПометкаУдаления"}
)
TAGS: Final = frozenset(LANES) | frozenset(LISTS) | IDS


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a record stands: the part, its "changes only" mark (None: not said), the catalogue."""

    part: str
    changes_only: bool | None
    catalogue: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record; the element is valid until the next record is asked for."""

    lane: str
    element: Element
    frame: Frame


@dataclass
class Survey:
    """What a whole file holds, found by reading it to the end without touching anything."""

    version: str = ""
    lanes: dict[str, int] = field(default_factory=dict)
    offer_parts: set[str] = field(default_factory=set)
    is_quick: bool = False
    is_full: bool | None = None
    has_images: bool = False
    catalogue: str = ""

    @property
    def total(self) -> int:
        """All records."""
        return sum(self.lanes.values())

    @property
    def kind(self) -> str:
        """The kind of the file."""
        return kinds.kind_of_file(self.lanes, frozenset(self.offer_parts), is_quick=self.is_quick)


def records(stream: BinaryIO, found: Iterable[Element] | None = None) -> Iterator[Record]:
    """All records of a file in its own order, or those of the elements found in it. Raises ForeignRoot, XmlRefused."""
    _check_root(stream)
    catalogue, above = "", None
    frame = Frame("root", None, "")
    for element in elements(stream, TAGS) if found is None else found:
        name = str(element.tag)
        if name in IDS:
            catalogue = _catalogue_named(element) or catalogue
            continue
        parent = element.getparent()
        if parent is not above or frame.catalogue != catalogue:
            above, frame = parent, _frame_of(element, catalogue)
        if name in LANES:
            yield Record(lane=LANES[name], element=element, frame=frame)
        else:
            for one in element:
                if name != "Склады" or text_of(one, "Ид"):
                    yield Record(lane=LISTS[name], element=one, frame=frame)


def version_of(stream: BinaryIO) -> str:
    """The schema version the root declares; empty when it does not. Raises ForeignRoot, XmlRefused."""
    return _check_root(stream)


def formed_of(stream: BinaryIO) -> str:
    """When the file was formed, as the root says; empty when it does not. Raises ForeignRoot, XmlRefused."""
    return str(root(stream).attributes.get("ДатаФормирования", "")).strip()[:40]


def survey(stream: BinaryIO) -> Survey:
    """Read a file to its end, so that a broken one is refused before anything of it is applied."""
    found = Survey(version=_check_root(stream))
    for record in records(stream):
        found.lanes[record.lane] = found.lanes.get(record.lane, 0) + 1
        if record.lane == kinds.PRODUCT:
            _survey_product(found, record)
        elif record.lane == kinds.OFFER:
            _survey_offer(found, record)
    return found


def _survey_product(found: Survey, record: Record) -> None:
    found.catalogue = record.frame.catalogue
    found.is_full = record.frame.changes_only is False or (record.frame.changes_only is None and found.is_full)
    found.has_images = found.has_images or record.element.find("Картинка") is not None


def _survey_offer(found: Survey, record: Record) -> None:
    found.catalogue = record.frame.catalogue
    found.is_full = record.frame.changes_only is False or (record.frame.changes_only is None and found.is_full)
    found.is_quick = found.is_quick or record.frame.part == "quick"
    if len(found.offer_parts) < 3:
        found.offer_parts |= parts_of_offer(record.element)


def parts_of_offer(element: Element) -> set[str]:
    """Which of identity, prices and stocks an offer tells."""
    names = {one.tag for one in element}
    parts = set()
    if names & IDENTITY:
        parts.add("identity")
    if "Цены" in names:
        parts.add("prices")
    if names & {"Количество", "Склад", "Склады", "Остатки"}:
        parts.add("stocks")
    return parts


def _check_root(stream: BinaryIO) -> str:
    top = root(stream)
    if top.name not in ROOTS:
        raise ForeignRoot(root=top.name[:60])
    return str(top.attributes.get("ВерсияСхемы", "")).strip()[:16]


def _catalogue_named(element: Element) -> str:
    parent = element.getparent()
    where = local_name(parent) if parent is not None else ""
    if element.tag == "ИдКаталога" or where == "Каталог":
        return identity(element.text or "")
    return ""


def _frame_of(element: Element, catalogue: str) -> Frame:
    above = element.getparent()
    while above is not None:
        part = PARTS.get(local_name(above))
        if part is not None:
            return Frame(part, flag(str(above.get("СодержитТолькоИзменения", ""))), catalogue)
        above = above.getparent()
    return Frame("root", None, catalogue)
