"""Pictures: before or after their products, made small, never a reason to stop an exchange."""

import pytest
from django.core.files.storage import default_storage

from prilavok.base.models import EventRow
from prilavok.goods.pim import api
from prilavok.goods.pim.errors import PictureUnreadable
from tests.goods.pim.make import SYSTEM, make_picture, make_product, make_variant

pytestmark = pytest.mark.usefixtures("in_unit")


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture_of(product_id):
    return api.cards(product_ids=[product_id])[product_id].images


@pytest.mark.parametrize("comes_first", ["picture", "product"])
def test_picture_and_product_find_each_other_in_any_order(comes_first):
    def send() -> None:
        assert api.attach_image(system=SYSTEM, path="import_files/A1/Топор.PNG", content=make_picture()) is None

    if comes_first == "picture":
        send()
    product_id = make_product(images=("import_files\\a1\\топор.png", "import_files/none.jpg"))
    variant_id = make_variant()
    if comes_first == "product":
        EventRow.objects.all().delete()
        send()
        assert EventRow.objects.get().payload == {"product_ids": [product_id]}

    (image,) = picture_of(product_id)
    assert (image.width, image.height, image.alt) == (960, 720, "Топор «Север»")
    sizes = [default_storage.size(url.removeprefix("/media/")) for url in (image.url, image.small_url, image.tiny_url)]
    assert max(sizes) < 20_000
    assert api.variants(variant_ids=[variant_id])[variant_id].image == image


def test_same_picture_again_announces_nothing_and_a_new_one_replaces_it():
    product_id = make_product(images=("1.png",))
    api.attach_image(system=SYSTEM, path="1.png", content=make_picture())
    before = picture_of(product_id)[0].url
    events = EventRow.objects.count()

    api.attach_image(system=SYSTEM, path="1.png", content=make_picture())
    assert EventRow.objects.count() == events
    api.attach_image(system=SYSTEM, path="1.png", content=make_picture(color="red"))

    assert picture_of(product_id)[0].url != before


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a not really", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", make_picture()[:900]],
)
def test_broken_picture_is_a_warning_and_the_product_has_none(content):
    product_id = make_product(images=("1.png",))

    warning = api.attach_image(system=SYSTEM, path="1.png", content=content)

    assert warning is not None
    assert "1.png" in warning
    assert picture_of(product_id) == ()


def test_flood_of_pixels_is_refused_before_it_is_unpacked(monkeypatch):
    from prilavok.goods.pim.adapters import pictures

    monkeypatch.setattr(pictures, "PIXELS", 10_000)

    assert api.attach_image(system=SYSTEM, path="1.png", content=make_picture(101, 100)) is not None
    assert api.attach_image(system=SYSTEM, path="2.png", content=make_picture(100, 100)) is None


def test_own_picture_goes_first_and_can_be_taken_away():
    product_id = make_product(images=("1.png",))
    api.attach_image(system=SYSTEM, path="1.png", content=make_picture())
    received = picture_of(product_id)
    with pytest.raises(PictureUnreadable):
        api.add_own_image(product_id=product_id, name="x.svg", content=b"<svg/>")

    api.add_own_image(product_id=product_id, name="own.jpg", content=make_picture(500, 500, "blue", "JPEG"))
    both = picture_of(product_id)
    content = api.content(product_id)
    assert content is not None
    api.drop_own_image(product_id=product_id, content_hash=content.own_pictures[0][0])

    assert [image.width for image in both] == [500, 960]
    assert picture_of(product_id) == received


def test_a_caption_among_the_requisites_describes_its_picture():
    product_id = make_product(
        images=("import_files/ab/1.png", "import_files/ab/2.png"),
        requisites=(("ОписаниеФайла", "import_files/AB/2.png#Лейка сбоку"),),
    )
    for name in ("1", "2"):
        api.attach_image(system=SYSTEM, path=f"import_files/ab/{name}.png", content=make_picture(100, int(name) * 50))

    first, second = picture_of(product_id)

    assert second.alt == "Лейка сбоку"
    assert first.alt == api.cards(product_ids=[product_id])[product_id].title


def test_a_picture_tells_the_colour_to_show_while_it_is_on_its_way():
    product_id = make_product(images=("1.png",))
    api.attach_image(system=SYSTEM, path="1.png", content=make_picture(color="#804020"))

    assert picture_of(product_id)[0].tone == "#804020"
