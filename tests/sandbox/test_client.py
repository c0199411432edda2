"""The 1C client speaks the protocol of both families, and fails as real ones fail."""

import io
import zipfile
from typing import Any

import pytest

from sandbox.onec import Client, Died, ExchangeRefused, Faults
from tests.sandbox.site import Site

PACKAGE = {"import0_1.xml": b"x" * 2500, "offers0_1.xml": b"y" * 10}


def client(site: Site, **options: Any) -> Client:
    return Client(url="http://site/1c/", login="central", password="secret", transport=site.transport(), **options)


def test_family_a_sends_in_chunks_and_imports_until_success() -> None:
    site = Site(progress=2)

    client(site).push(PACKAGE)

    assert site.modes == ["checkauth", "init", *["file"] * 4, *["import"] * 6]
    assert site.files == PACKAGE
    assert {request.method for request in site.requests if b"mode=file" not in request.url.query} == {"GET"}
    assert all(request.headers["authorization"].startswith("Basic ") for request in site.requests)
    assert site.requests[1].headers["cookie"] == "sid=abc"


def test_family_b_posts_with_sessid_and_says_complete() -> None:
    site = Site()

    client(site, family="B", version="3.1").push(PACKAGE, full=True)

    assert site.modes[-1] == "complete"
    assert {request.method for request in site.requests} == {"POST"}
    assert ["authorization" in request.headers for request in site.requests] == [True] + [False] * (len(site.modes) - 1)
    assert b"version=3.1" in site.requests[1].url.query
    assert all(b"sessid=77" in request.url.query for request in site.requests[2:])


def test_family_b_2x_full_export_ends_with_deactivate_and_the_time_of_login() -> None:
    site = Site()

    client(site, family="B", version="2.09").push(PACKAGE, full=True)

    assert b"mode=deactivate&timestamp=1760000000" in site.requests[-1].url.query


def test_a_zip_is_one_archive_and_import_names_the_xml() -> None:
    site = Site(zip="yes", file_limit=50)

    client(site).push(PACKAGE)

    (archive,) = site.files.values()
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == PACKAGE
    assert [name for _, mode, name in site.asked if mode == "import"] == ["import0_1.xml", "offers0_1.xml"]


def test_family_a_refuses_an_init_of_more_than_two_lines() -> None:
    site = Site()
    one = client(site, family="B")
    one.checkauth()
    one.family = "A"
    site._body = lambda *_: b"zip=no\nfile_limit=100\n"  # type: ignore[method-assign]

    with pytest.raises(ExchangeRefused):
        one.init()


def test_orders_are_kept_before_success_and_refused_without_a_declaration() -> None:
    site, kept = Site(), []
    client(site).pull_orders(kept.append)
    assert site.modes == ["checkauth", "query", "success"]
    assert kept == [site.orders]

    site.orders = b"\xef\xbb\xbf" + site.orders
    with pytest.raises(ExchangeRefused):
        client(site).pull_orders(kept.append)
    assert len(kept) == 1


def test_failure_stops_the_package_with_the_sites_words() -> None:
    site = Site()
    site.refuse = "import"

    with pytest.raises(ExchangeRefused, match="Не сегодня"):
        client(site).push(PACKAGE)
    assert site.modes.count("import") == 1


@pytest.mark.parametrize(
    ("faults", "modes"),
    [
        (Faults(die_before=3), ["checkauth", "init"]),
        (Faults(die_after=3), ["checkauth", "init", "file"]),
        (Faults(cut_chunk=1), ["checkauth", "init"]),
    ],
)
def test_it_dies_where_it_is_told(faults: Faults, modes: list[str]) -> None:
    site = Site()

    with pytest.raises(Died):
        client(site, faults=faults).push(PACKAGE)

    assert site.modes[: len(modes)] == modes
    assert "import" not in site.modes
    assert len(site.files.get("import0_1.xml", b"")) < 2500


def test_it_repeats_and_forgets_success_when_told() -> None:
    site = Site()

    client(site, faults=Faults(skip_success=True, repeat=frozenset({"query"}))).pull_orders(lambda _: None)

    assert site.modes == ["checkauth", "query", "query"]
