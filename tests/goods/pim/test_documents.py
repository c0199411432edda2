"""Documents and films beside a product: what a file is counts, not what it calls itself."""

import pytest
from django.core.files.storage import default_storage

from prilavok.goods.pim import api
from prilavok.goods.pim.documents import checking, keeping
from prilavok.goods.pim.errors import (
    DocumentActive,
    DocumentUnreadable,
    PictureUnreadable,
    TooManyDocuments,
    VideoAddressWrong,
    VideoUnreadable,
)
from tests.goods.pim.make import make_picture, make_product

pytestmark = pytest.mark.usefixtures("in_unit")
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer\n%%EOF\n"
FILM = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def product() -> int:
    return make_product()


def put(product: int, content: bytes = PDF, name: str = "Инструкция_к_топору.pdf", title: str = "") -> None:
    keeping.add_document(product_id=product, kind="manual", title=title, name=name, content=content)


def card(product: int):
    return api.cards(product_ids=[product])[product]


def test_a_document_lies_beside_its_product_and_can_be_taken_away(product: int) -> None:
    put(product)
    put(product, title="Как точить топор")

    (one,) = card(product).documents
    assert (one.kind, one.title, one.size) == ("manual", "Как точить топор", len(PDF))
    with default_storage.open(one.url.removeprefix("/media/")) as kept:
        assert kept.read() == PDF
    assert keeping.drop(product_id=product, key=one.key) == "Как точить топор"
    assert (card(product).documents, keeping.drop(product_id=product, key=one.key)) == ((), "")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"<html><script>alert(1)</script>", DocumentUnreadable),
        (PDF[:-7], DocumentUnreadable),
        (PDF.replace(b"/Type", b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> /Type"), DocumentActive),
        (PDF.replace(b"/Type", b"/S /J#61vaScript /Type"), DocumentActive),
        (PDF.replace(b"/Type", b"/EmbeddedFiles 2 0 R /EmbeddedFile /Type"), DocumentActive),
    ],
)
def test_what_is_no_plain_pdf_is_refused(product: int, content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        put(product, content)

    assert card(product).documents == ()


def test_too_big_and_too_many_are_refused(product: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "BIGGEST_PDF", len(PDF))
    monkeypatch.setattr(checking, "MOST", 2)
    put(product)
    keeping.link_video(product_id=product, title="", url="https://rutube.ru/video/1/")

    with pytest.raises(DocumentUnreadable):
        put(product, PDF + b" ")
    with pytest.raises(TooManyDocuments):
        put(product, PDF.replace(b"1.7", b"1.6"))


def test_a_film_is_a_file_of_ours_or_an_address_and_has_a_poster(product: int) -> None:
    keeping.add_video(product_id=product, title="", name="Топор.mp4", content=FILM, poster=make_picture())
    keeping.link_video(product_id=product, title="Обзор", url=" https://rutube.ru/video/1a2b/?t=5 ")

    own, link = card(product).videos
    assert (own.title, own.is_own, own.url.endswith(".mp4")) == ("Топор", True, True)
    assert default_storage.exists(own.poster_url.removeprefix("/media/"))
    assert (link.title, link.is_own, link.url, link.poster_url) == (
        "Обзор",
        False,
        "https://rutube.ru/video/1a2b/?t=5",
        "",
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://rutube.ru/1",
        "javascript:alert(1)",
        "https://evil.test@rutube.ru/",
        "https://localhost/",
        "https://rutube.ru:8443/",
        'https://rutube.ru/"><script>',
        "https://[::1",
        "https://rutube.ru/" + "a" * 600,
    ],
)
def test_an_address_that_is_no_open_page_is_refused(product: int, url: str) -> None:
    with pytest.raises(VideoAddressWrong):
        keeping.link_video(product_id=product, title="", url=url)


def test_what_is_no_film_and_no_picture_is_refused(product: int) -> None:
    with pytest.raises(VideoUnreadable):
        keeping.add_video(product_id=product, title="", name="a.mp4", content=b"MZ" + FILM)
    with pytest.raises(PictureUnreadable):
        keeping.add_video(product_id=product, title="", name="a.mp4", content=FILM, poster=b"<svg/>")

    assert card(product).videos == ()


def test_each_switch_of_waiting_goes_by_itself(product: int) -> None:
    assert (card(product).can_notify, card(product).can_preorder) == (True, False)

    for notify, preorder in ((True, True), (False, True), (False, False), (True, False)):
        assert api.choose_waiting(product_id=product, can_notify=notify, can_preorder=preorder)
        assert (card(product).can_notify, card(product).can_preorder) == (notify, preorder)
    assert not api.choose_waiting(product_id=product, can_notify=True, can_preorder=False)
