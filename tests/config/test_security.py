"""Headers that every answer carries."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

EVERYWHERE = ["/", "/health/", "/office/login/", "/nothing/here/", "/media/none.webp", "/1c/exchange/", "/counter/"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_is_guarded(client: Client, path: str) -> None:
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert "object-src 'none'" in headers["Content-Security-Policy"]
    assert "camera=(self)" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/", "/health/", "/nothing/here/", "/counter/"])
def test_our_screens_run_nothing_inline(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "connect-src 'self' http://127.0.0.1:8001" in policy


def test_wagtail_s_own_screens_may_start_their_date_fields(client: Client) -> None:
    policy = client.get("/office/password_reset/").headers["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline'" in policy


@pytest.mark.parametrize("path", ["/office/login/", "/counter/", "/1c/exchange/", "/health/"])
def test_search_engines_stay_out_of_inner_screens(client: Client, path: str) -> None:
    assert client.get(path).headers["X-Robots-Tag"] == "noindex, nofollow"


def test_pictures_are_shown_and_other_files_are_downloads(client: Client, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "good.webp").write_bytes(b"RIFF")
    (tmp_path / "bad.html").write_text("<script>alert(1)</script>")

    picture = client.get("/media/good.webp")
    page = client.get("/media/bad.html")

    assert (b"".join(picture), b"".join(page)) == (b"RIFF", b"<script>alert(1)</script>")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    assert picture["Content-Disposition"].startswith("inline")
    assert (page["Content-Type"], page["Content-Disposition"]) == ("application/octet-stream", "attachment")


def test_a_browser_that_takes_avif_gets_it_under_the_address_of_the_webp(client: Client, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    name = "0" * 40
    for ending in ("480.webp", "480.avif", "96.webp"):
        (tmp_path / f"{name}-{ending}").write_bytes(ending.encode())

    got = [
        client.get(f"/media/{name}-{width}.webp", headers={"Accept": accept})
        for width, accept in ((480, "image/avif,image/webp,*/*"), (480, "image/webp,*/*"), (96, "image/avif,*/*"))
    ]

    for one in got:
        one.close()
    assert [one["Content-Type"] for one in got] == ["image/avif", "image/webp", "image/webp"]
    assert {one["Vary"] for one in got} == {"Accept"}
    assert {one["Cache-Control"] for one in got} == {"public, max-age=31536000, immutable"}


@pytest.mark.parametrize("path", ["../secret_key", "..%2fsecret_key", "%2e%2e/secret_key", "a/../../secret_key"])
def test_no_path_leads_out_of_the_media_folder(client: Client, settings, tmp_path, path: str) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (tmp_path / "secret_key").write_text("secret")

    assert client.get(f"/media/{path}").status_code == 404
