"""Packages of real systems go in without a hand, with the counts of their files, and a second time write nothing.

What stands in the files is counted apart, over whole trees, so that a mistake of the reader cannot agree with itself.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from prilavok.goods.pim import api as pim
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import PackageWarning
from prilavok.partners.erp.values import PackageFilter, PackageView
from tests.protocols.client import OneC

FREESPORT = "AlexMobiCraft__FREESPORT-B2B"
TURUMBURUM = "TurumburumStudio__ExchangeCommerceML/storage/xml"
CARONO = "carono__php-commerceml/tests/xml"
D16 = "d16izhevsk__1coutlet"
DOBROMYSLOV = "dobromyslov__commerceml-parser/data"
GILLBEITS = "gillbeits__commerceml"
# Where in a file a record of a lane stands: its name and the names of what it may stand in.
STANDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "unit": ("ЕдиницаИзмерения", ("ЕдиницыИзмерения",)),
    "price_type": ("ТипЦены", ("ТипыЦен",)),
    "warehouse": ("Склад", ("Склады",)),
    "property": ("Свойство", ("Свойства",)),
    "product": ("Товар", ("Товары",)),
    "offer": ("Предложение", ("Предложения",)),
    "document": ("Документ", ("КоммерческаяИнформация", "Контейнер")),
    "group": ("Группа", ("Группы",)),
}


@dataclass(frozen=True)
class Real:
    """Files of one real package, as sent together, and the warnings they deserve."""

    folder: str
    files: tuple[str, ...]
    warned: frozenset[str] = frozenset()
    version: str = ""
    type: str = "catalog"

    @property
    def name(self) -> str:
        """For the list of tests."""
        return f"{self.folder.partition('/')[0]}: {self.files[0]}"


def real(folder: str, *files: str, warned: str = "", version: str = "", type_: str = "catalog") -> Real:
    """A package."""
    return Real(folder=folder, files=files, warned=frozenset(warned.split()), version=version, type=type_)


PACKAGES = [
    real(
        FREESPORT,
        "goods/goods.xml",
        "groups/groups.xml",
        "offers/offers.xml",
        "priceLists/priceLists.xml",
        "prices/prices.xml",
        "propertiesGoods/propertiesGoods_1_1_10f30faa-0a70-44df-bf00-799144e59493.xml",
        "propertiesGoods/propertiesGoods_1_2_092e9078-00ba-427c-8b10-6ca1cfdaec4f.xml",
        "propertiesGoods/propertiesGoods_1_3_bd32790e-aa0e-45ef-b860-f01177755214.xml",
        "propertiesGoods/propertiesGoods_1_4_c19854f5-aea1-468c-a8e6-9dcc57a8c15b.xml",
        "rests/rests.xml",
        "storages/storages.xml",
        "units/units.xml",
        version="3.1",
        warned="facts_before_offer offer_before_product feature_sentinel",
    ),
    real(TURUMBURUM, "classifier.xml", "offers.5977.xml", "prices.xml", "products.xml", "rests.xml", version="3.1"),
    real(TURUMBURUM, "import.15716.xml", version="2.10"),
    real(TURUMBURUM, "import.30498.xml", version="3.1"),
    real(TURUMBURUM, "offers.9003.xml", warned="offer_before_product"),
    real(CARONO, "classifier.xml", "import.xml", "offers.xml"),
    real(CARONO, "import.older.xml"),
    real(CARONO, "import_wo_classifier.xml"),
    real(CARONO, "orders.xml", type_="sale", warned="order_unknown line_unknown"),
    real(D16, "import0_1.589990.xml", "offers0_1.228503.xml"),
    real(D16, "test.xml"),
    real(DOBROMYSLOV, "import0_1.xml", "offers0_1.xml", warned="offer_before_product"),
    real(DOBROMYSLOV, "bitrix-query-response-full.xml", type_="sale", warned="order_unknown line_unknown"),
    real(DOBROMYSLOV, "bitrix-query-response-empty.xml", type_="sale"),
    real(
        GILLBEITS,
        "example/import___b815e2db-7a65-4265-9241-5f0c4f0565a7.xml",
        "example/offers___7f304edc-2527-4d3d-b058-6e4ee53de2e0.xml",
        "example/offers___f0bab95c-14a6-4141-9746-6650b65f1191.xml",
        "example/prices___d66a6b51-ce9c-4e7a-8c7c-25079721107f.xml",
        "example/rests___1af6e7b8-a026-4690-9752-1c9d64cb914d.xml",
        version="2.09",
        warned="facts_before_offer offer_before_product stock_negative",
    ),
    real(GILLBEITS, "tests/import.xml", "tests/offers.xml"),
]


def counted(paths: Sequence[Path]) -> Counter[str]:
    """How many records of each lane stand in the files."""
    found: Counter[str] = Counter()
    for path in paths:
        for element in etree.parse(str(path)).iter(etree.Element):
            parent = element.getparent()
            if parent is None or _lies_in_document(parent):
                continue
            name = etree.QName(element).localname.replace("СвойствоНоменклатуры", "Свойство")
            above = etree.QName(parent).localname.replace("СвойстваНоменклатуры", "Свойства")
            for lane, (wanted, places) in STANDS.items():
                found[lane] += name == wanted and above in places
    return +found


def _lies_in_document(element: "etree._Element") -> bool:
    return any(etree.QName(one).localname == "Документ" for one in (element, *element.iterancestors()))


def products_of(paths: Sequence[Path]) -> set[str]:
    """The products that the files describe and do not call deleted."""
    found = set()
    for path in paths:
        for element in etree.parse(str(path)).iterfind(".//{*}Каталог/{*}Товары/{*}Товар"):
            is_gone = (
                element.get("Статус") == "Удален" or (element.findtext("{*}ПометкаУдаления") or "").strip() == "true"
            )
            if not is_gone:
                found.add((element.findtext("{*}Ид") or "").strip().lower().partition("#")[0])
    return found


def package() -> PackageView:
    """The last package."""
    return erp.packages(PackageFilter()).packages[0]


def send(one_c: OneC, one: Real, files: Mapping[str, bytes]) -> None:
    """The whole cycle of a package; nothing may be refused."""
    if one.type == "catalog":
        assert set(one_c.send(dict(files), limit=200_000).values()) == {"success"}
        return
    one_c.checkauth("sale")
    one_c.init("sale")
    for name, content in files.items():
        assert one_c.file(name, content, type_="sale") == b"success"
        assert one_c.load(name, type_="sale") == "success"


@pytest.mark.parametrize("one", PACKAGES, ids=lambda one: one.name)
def test_a_real_package_goes_in_whole_and_again_writes_nothing(one_c: OneC, samples: Path, one: Real) -> None:
    one_c.version = one.version
    paths = [samples / one.folder / name for name in one.files]
    files = {path.name: path.read_bytes() for path in paths}
    expected = counted(paths)

    send(one_c, one, files)

    got = package().counts
    assert {lane: got[lane]["read"] for lane in STANDS if got.get(lane, {}).get("read")} == expected
    assert len(pim.all_product_ids()) == len(products_of(paths))
    assert set(PackageWarning.objects.values_list("code", flat=True)) == one.warned
    if one.type == "catalog":
        send(one_c, one, files)
        again = package().counts.values()
        assert sum(numbers.get(name, 0) for numbers in again for name in ("created", "changed", "removed")) == 0


def test_every_real_file_is_in_a_package(samples: Path) -> None:
    listed = Counter(str(samples / one.folder / name) for one in PACKAGES for name in one.files)

    assert set(listed) == {str(path) for path in samples.rglob("*.xml")}
    assert set(listed.values()) == {1}


def test_freesport_ends_with_complete_and_nothing_is_hidden(one_c: OneC, samples: Path) -> None:
    one_c.version = "3.1"
    send(one_c, PACKAGES[0], {path.name: path.read_bytes() for path in sorted((samples / FREESPORT).rglob("*.xml"))})

    assert one_c.ask("type=catalog&mode=complete") == b"success"

    assert len(pim.all_product_ids()) == 3
