"""Packages of real systems go in without a hand, with the counts that stand in the files."""

from pathlib import Path

import pytest

from prilavok.goods.pim import api as pim
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.values import PackageFilter
from tests.protocols.client import OneC, folder


def counts() -> dict[str, dict[str, int]]:
    """The counts of the last package."""
    return {lane: dict(numbers) for lane, numbers in erp.packages(PackageFilter()).packages[0].counts.items()}


def written() -> int:
    """Rows that the last package really wrote."""
    return sum(numbers.get(name, 0) for numbers in counts().values() for name in ("created", "changed", "removed"))


def test_dobromyslov_goes_in_and_again_writes_nothing(one_c: OneC, samples: Path) -> None:
    files = folder(samples / "dobromyslov__commerceml-parser/data", "import0_1.xml", "offers0_1.xml")

    assert set(one_c.send(files, limit=1000).values()) == {"success"}

    got = counts()
    assert got["product"] == {"read": 36, "created": 35, "skipped": 1}  # one is marked as deleted and was never here
    assert got["offer"] == {"read": 44, "waiting": 9}
    assert got["warehouse"] == {"read": 3, "created": 3}
    assert got["variant"]["created"] == 35
    assert len(pim.all_product_ids()) == 35

    assert set(one_c.send(files).values()) == {"success"}
    assert written() == 0


def test_d16izhevsk_goes_in_and_again_writes_nothing(one_c: OneC, samples: Path) -> None:
    directory = samples / "d16izhevsk__1coutlet"
    files = {
        "import0_1.xml": (directory / "import0_1.589990.xml").read_bytes(),
        "offers0_1.xml": (directory / "offers0_1.228503.xml").read_bytes(),
    }

    assert set(one_c.send(files, limit=64 * 1024).values()) == {"success"}

    got = counts()
    assert got["product"] == {"read": 228, "created": 228}
    assert got["offer"]["read"] == 201
    assert got["warehouse"] == {"read": 4, "created": 4}
    assert got["group"]["created"] == 15

    assert set(one_c.send(files).values()) == {"success"}
    assert written() == 0


def test_carono_goes_in_and_again_writes_nothing(one_c: OneC, samples: Path) -> None:
    files = folder(samples / "carono__php-commerceml/tests/xml", "classifier.xml", "import.xml", "offers.xml")

    assert set(one_c.send(files).values()) == {"success"}

    got = counts()
    assert (got["product"]["read"], got["offer"]["read"], got["warehouse"]["read"]) == (2, 5, 5)
    assert got["group"]["created"] == 22
    assert got["property"]["created"] == 10

    assert set(one_c.send(files).values()) == {"success"}
    assert written() == 0


def test_turumburum_3_1_goes_in_and_again_writes_nothing(one_c: OneC, samples: Path) -> None:
    one_c.version = "3.1"
    names = ("classifier.xml", "offers.5977.xml", "prices.xml", "products.xml", "rests.xml")
    files = folder(samples / "TurumburumStudio__ExchangeCommerceML/storage/xml", *names)

    assert set(one_c.send(files).values()) == {"success"}

    got = counts()
    assert got["product"] == {"read": 11, "created": 11}
    assert got["offer"]["read"] == 12 + 3 + 12
    assert got["warehouse"] == {"read": 14, "created": 14}
    assert got["price_type"] == {"read": 7, "created": 7}
    assert got["stock"]["read"] == 168

    assert set(one_c.send(files).values()) == {"success"}
    assert written() == 0


def test_freesport_3_1_goes_in_by_the_alphabet_and_again_writes_nothing(one_c: OneC, samples: Path) -> None:
    one_c.version = "3.1"
    base = samples / "AlexMobiCraft__FREESPORT-B2B"
    files = {path.name: path.read_bytes() for path in sorted(base.rglob("*.xml"), key=lambda path: path.name)}

    assert set(one_c.send(files).values()) == {"success"}
    assert one_c.ask("type=catalog&mode=complete") == b"success"

    got = counts()
    assert got["product"] == {"read": 3, "created": 3}
    assert got["offer"]["read"] == 3 + 4 + 5
    assert got["group"]["created"] == 119
    assert got["property"]["read"] == 204
    assert got["price_type"] == {"read": 6, "created": 6}
    assert got["warehouse"] == {"read": 2, "created": 2}
    assert got["unit"] == {"read": 18}

    assert set(one_c.send(files).values()) == {"success"}
    assert written() == 0


def test_the_bitrix_module_of_2_09_goes_in(one_c: OneC, samples: Path) -> None:
    one_c.version = "2.09"
    base = samples / "gillbeits__commerceml/example"
    files = {path.name: path.read_bytes() for path in sorted(base.glob("*.xml"))}

    assert set(one_c.send(files, limit=200_000).values()) == {"success"}

    got = counts()
    assert got["offer"]["read"] == 3 * 978
    assert got["group"]["created"] == 97


@pytest.mark.parametrize("name", ["import.older.xml", "import_wo_classifier.xml"])
def test_a_file_goes_in_alone(one_c: OneC, samples: Path, name: str) -> None:
    files = folder(samples / "carono__php-commerceml/tests/xml", name)

    assert set(one_c.send(files).values()) == {"success"}
    assert counts()["product"]["created"] == 2
