"""Headers on every address, for everyone's pages and for refusals alike."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.hostile.objects import targets
from tests.hostile.routes import Route, routes
from tests.hostile.test_authorisation import _ask, _quiet, _undone, world  # noqa: F401 - fixtures
from tests.hostile.world import World

pytestmark = pytest.mark.django_db
OURS = [route for route in routes() if not route.is_wagtail]
FOREIGN = re.compile(rb"""(?:src|href|action)=["'](?:https?:)?//(?!127\.0\.0\.1|testserver|localhost)([^"'/]+)""")
# Pages whose links lead outside on purpose: a map of the city opens where people have it.
LEADS_OUT = re.compile(rb"""<a [^>]*href=["']https://[^"']+["'][^>]*>""")


def _answers(world: World, route: Route) -> list[HttpResponse]:  # noqa: F811 - the fixture's value
    address = route.address({name: one.value for name, one in targets(route, world).items()})
    answers = []
    for who in ("anonymous", "buyer_b", "administrator", "store_worker_2"):
        with _undone():
            answer = _ask(world, who, "GET", address)
            answer.whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answers.append(answer)
    return answers


@pytest.fixture(scope="module")
def answers(world: World, django_db_blocker: pytest.Item) -> dict[str, list[HttpResponse]]:  # type: ignore[misc] # noqa: F811
    """What each address answers to four people."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return {str(route): _answers(world, route) for route in OURS}


def _where(answers: dict[str, list[HttpResponse]], is_wrong) -> list[str]:  # type: ignore[no-untyped-def]
    return sorted({route for route, given in answers.items() for one in given if is_wrong(one)})


def test_every_answer_has_a_strict_content_policy(answers: dict[str, list[HttpResponse]]) -> None:
    def is_loose(answer: HttpResponse) -> bool:
        policy = answer.headers.get("Content-Security-Policy", "")
        scripts = re.search(r"(?:script-src|default-src)[^;]*", policy)
        return not scripts or "unsafe" in scripts[0] or "frame-ancestors" not in policy or "object-src" not in policy

    assert _where(answers, is_loose) == []


def test_every_answer_forbids_sniffing_and_framing(answers: dict[str, list[HttpResponse]]) -> None:
    def is_bare(answer: HttpResponse) -> bool:
        return (
            answer.headers.get("X-Content-Type-Options") != "nosniff"
            or answer.headers.get("X-Frame-Options") not in ("DENY", "SAMEORIGIN")
            or "Referrer-Policy" not in answer.headers
        )

    assert _where(answers, is_bare) == []


def test_every_answer_says_what_it_is(answers: dict[str, list[HttpResponse]]) -> None:
    def is_nameless(answer: HttpResponse) -> bool:
        kind = answer.headers.get("Content-Type", "")
        looks_like_json = answer.whole[:1] in (b"{", b"[")
        return bool(answer.whole) and (not kind or (looks_like_json and "html" in kind))

    assert _where(answers, is_nameless) == []


def test_no_page_loads_anything_from_elsewhere(answers: dict[str, list[HttpResponse]]) -> None:
    assert _where(answers, lambda answer: FOREIGN.search(LEADS_OUT.sub(b"", answer.whole))) == []


def test_no_page_has_inline_scripts_or_styles(answers: dict[str, list[HttpResponse]]) -> None:
    inline = re.compile(
        rb"""<script(?![^>]*(?:src=|type=["']application/(?:ld\+)?json))[^>]*>\s*\S|<[^>]+\son\w+=["']"""
    )

    assert (
        _where(answers, lambda answer: "html" in answer.headers.get("Content-Type", "") and inline.search(answer.whole))
        == []
    )


def test_cookies_are_out_of_reach_of_scripts(answers: dict[str, list[HttpResponse]]) -> None:
    def is_reachable(answer: HttpResponse) -> bool:
        return any(
            not one["httponly"] or one["samesite"] not in ("Lax", "Strict")
            for name, one in answer.cookies.items()
            if name not in ("lang", "csrftoken", "messages")
        )

    assert _where(answers, is_reachable) == []


def test_personal_pages_are_not_kept_by_anyone(answers: dict[str, list[HttpResponse]]) -> None:
    marks = ("needs:", "own", "signed")
    personal = {name: given for name, given in answers.items() if name.rpartition("[")[2].startswith(marks)}

    def is_kept(answer: HttpResponse) -> bool:
        kept = answer.headers.get("Cache-Control", "")
        return answer.status_code == 200 and not ("no-store" in kept or "private" in kept or "no-cache" in kept)

    assert _where(personal, is_kept) == []


def test_errors_tell_nothing_of_the_inside(world: World) -> None:  # noqa: F811
    answer = Client().get("/nothing/here/at/all/")

    assert answer.status_code == 404
    for word in (b"Traceback", b"urlpatterns", b"prilavok.", b"DEBUG"):
        assert word not in answer.content
