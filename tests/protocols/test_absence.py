"""File names in many forms, what is absent from an export, pictures, bases that share identifiers."""

from collections.abc import Callable

import pytest

from prilavok.goods.pim import api as pim
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import CatalogueItem, Package, PackageWarning
from tests.protocols import make
from tests.protocols.client import OneC
from tests.protocols.make import available, catalogue, offer, offers, product
from tests.protocols.pitfalls.cases import GOODS, card, sold

NAMES = [
    ("import0_1.xml", "import0_1.xml"),
    ("C:\\Temp\\v8_8789_c.xml", "v8_8789_c.xml"),
    ("/var/1c/import.xml", "import.xml"),
    ("upload/1c/webdata/offers.xml", "offers.xml"),
    ("webdata\\000000001\\goods\\1\\import_files\\ab\\x.JPG", "import_files/ab/x.JPG"),
    ("import_files/9d/9da0_0e01.jpg", "import_files/9d/9da0_0e01.jpg"),
    ("./import_files/../import_files/a.png", "import_files/import_files/a.png"),
    ("каталог товаров.xml", "каталог товаров.xml"),
]


@pytest.mark.parametrize(("sent", "kept"), NAMES)
def test_p_16_file_names_in_many_forms(one_c: OneC, sent: str, kept: str) -> None:
    from prilavok.partners.erp.models import PackageFile

    one_c.checkauth()
    one_c.init()

    assert one_c.file(sent, GOODS) == b"success"
    assert PackageFile.objects.get().name == kept
    if kept.endswith("xml"):
        assert one_c.load(sent + ".xml" if "import.xml" in sent else sent) == "success"


def test_p_16_names_in_windows_1251(one_c: OneC) -> None:
    one_c.checkauth()
    one_c.init()

    assert one_c.ask("type=catalog&mode=file&filename=%EA%E0%F2%E0%EB%EE%E3.xml", GOODS) == b"success"
    assert one_c.ask("type=catalog&mode=import&filename=%EA%E0%F2%E0%EB%EE%E3.xml").startswith(b"progress")


@pytest.mark.parametrize(("mode", "said"), [("complete", ""), ("deactivate", "&timestamp={}")])
def test_p_26_only_a_proven_end_hides_what_is_absent(one_c: OneC, mode: str, said: str) -> None:
    many = [product(f"g{number}") for number in range(30)]
    one_c.send({"import0_1.xml": catalogue(*many)})
    one_c.send({"import0_1.xml": catalogue(*many[:15]), "import0_2.xml": catalogue(*many[15:28], changes=True)})
    assert _hidden() == 0

    assert one_c.ask(f"type=catalog&mode={mode}{said.format(one_c.timestamp)}") == b"success"
    assert one_c.ask(f"type=catalog&mode={mode}{said.format(one_c.timestamp)}") == b"success"

    assert _hidden() == 2
    assert CatalogueItem.objects.filter(is_removed=True).count() == 2


def test_p_26_a_lost_portion_hides_nothing(one_c: OneC) -> None:
    many = [product(f"g{number}") for number in range(30)]
    one_c.send({"import0_1.xml": catalogue(*many)})
    one_c.send({"import0_1.xml": catalogue(*many[:15]), "import0_2.xml": b"<broken"})

    assert one_c.ask("type=catalog&mode=complete").startswith(b"failure\n")
    assert _hidden() == 0


def test_p_26_changes_hide_nothing(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": GOODS})
    one_c.send({"import0_1.xml": catalogue(product("g2"), changes=True)})

    assert one_c.ask("type=catalog&mode=complete") == b"success"
    assert _hidden() == 0


def test_p_27_too_many_at_once_wait_for_a_person(one_c: OneC) -> None:
    from prilavok.base.unit import unit

    one_c.send({"import0_1.xml": catalogue(*[product(f"g{number}") for number in range(200)])})
    one_c.send({"import0_1.xml": catalogue(product("g1"))})
    assert one_c.ask("type=catalog&mode=complete") == b"success"

    package = Package.objects.latest("id")
    assert (package.state, package.absent_count, _hidden()) == ("held", 199, 0)

    with unit():
        assert erp.decide_absent(package.pk, hide=True) == 199
    assert _hidden() == 199


def test_p_91_deactivate_without_our_timestamp_hides_nothing(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": catalogue(*[product(f"g{number}") for number in range(30)])})
    one_c.send({"import0_1.xml": catalogue(*[product(f"g{number}") for number in range(29)])})

    assert one_c.ask("type=catalog&mode=deactivate").startswith(b"failure\n")
    assert _hidden() == 0


def test_p_65_a_second_base_with_the_same_ids_is_another_world(one_c: OneC, retail: Callable[[], OneC]) -> None:
    from prilavok.partners.erp.models import Node

    Node.objects.filter(code="erp.retail").update(namespace="erp.retail")
    one_c.send({"import0_1.xml": catalogue(product("g1", "Лейка"))})
    retail().send({"import0_1.xml": catalogue(product("g1", "Грабли"))})

    assert len(pim.all_product_ids()) == 2


def test_the_retail_base_tells_stocks_of_the_central_one_s_goods(one_c: OneC, retail: Callable[[], OneC]) -> None:
    one_c.send({"import0_1.xml": GOODS})
    retail().send({"offers0_1.xml": offers(offer("g1", price=None, stocks={"a": "6"}))})

    assert available("g1", "a") == 6


def test_images_come_before_or_after_and_a_bad_one_stops_nothing(one_c: OneC) -> None:
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (600, 400), "green").save(held, "JPEG")
    picture = held.getvalue()
    named = "<Картинка>import_files/ab/1.jpg</Картинка><Картинка>import_files/ab/2.jpg</Картинка>"
    files = {
        "import_files/ab/1.jpg": picture,
        "import_files/ab/2.jpg": b"\xff\xd8\xff this is no picture",
        "import0_1.xml": catalogue(product("g1", extra=named)),
    }

    assert one_c.send(files, limit=5000) == {"import0_1.xml": "success"}

    assert [(image.width, image.height) for image in card().images] == [(600, 400)]
    assert PackageWarning.objects.get(code="image_bad").count == 1


def _hidden() -> int:
    cards = pim.cards(product_ids=pim.all_product_ids())
    removed = [pim.content(product_id) for product_id in cards]
    return sum(1 for content in removed if content is not None and content.is_removed)


def test_the_journal_names_the_source_of_a_price(one_c: OneC) -> None:
    from prilavok.goods.pricing import api as pricing

    one_c.send({"import0_1.xml": GOODS})
    one_c.send(sold(offer("g1", price="9")))

    variant = pim.variant_ids(system="erp.central", external_ids=["g1"])["g1"]
    assert pricing.explain_price(variant).changes[0].source.startswith("erp.central:")
    assert make.price_of("g1") == 9
