"""Which answers are compressed on their way out."""

import gzip

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_of_one_reader_is_compressed_and_nothing_else() -> None:
    client = Client(headers={"accept-encoding": "gzip, deflate, br"})

    own = client.get("/basket/")

    assert own.headers["Content-Encoding"] == "gzip"
    assert "Корзина" in gzip.decompress(own.content).decode()
    assert "Content-Encoding" not in Client().get("/basket/").headers
    for shared_or_not_a_page in ("/", "/health/", "/1c/exchange/"):
        assert "Content-Encoding" not in client.get(shared_or_not_a_page).headers
