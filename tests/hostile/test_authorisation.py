"""The authorisation matrix: every address x everyone x reading and writing.

What is expected follows from the view's access mark, the actor's role and the scope. A refused cell must answer with
the right status, show no byte of the other's order, and leave every table as it was.
"""

import logging
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from prilavok.base.access import Actor
from tests.hostile.objects import ASKED, Target, targets
from tests.hostile.routes import Route, routes
from tests.hostile.world import ACTORS, World, make_world

pytestmark = pytest.mark.django_db

# What pg_stat_xact_user_tables tells of the tables written to, without the joins that took longer than a request.
WRITTEN = """
SELECT relname, written FROM (
    SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
        + pg_stat_get_xact_tuples_deleted(oid) AS written
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace OFFSET 0
) AS counted WHERE written > 0
"""
# Refusals may count tries, keep a session and journal a stranger's attempt at the exchange; nothing else.
MAY_CHANGE = frozenset({"django_session", "accounts_spenttries", "base_journalentry"})
OURS = [route for route in routes() if not route.is_wagtail]
# Pages about a buyer's own contacts, of which staff have none here.
BUYERS_ALONE = frozenset(
    {
        *("storefront:welcome", "storefront:profile", "storefront:contact", "storefront:contact_code"),
        *("storefront:join", "storefront:cards", "storefront:card_code", "storefront:decline_contact"),
        *("storefront:addresses", "storefront:notifications", "storefront:consent", "storefront:security"),
        *("storefront:end_device", "storefront:passkey_begin", "storefront:passkey_finish", "storefront:data"),
        *("storefront:archive", "storefront:correct", "storefront:erase", "storefront:stay"),
    }
)
SHELL = [route for route in routes() if route.mark == "wagtail"]
PEOPLE_OF_THE_SHELL = (
    "wagtailusers",
    "wagtailsites",
    "wagtailcore_collections",
    "wagtailadmin_collections",
    "wagtaillocales",
)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.Item) -> World:  # type: ignore[misc]
    """One world for the whole matrix, rolled back at its end."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        block = transaction.atomic()
        block.__enter__()
        try:
            yield make_world()
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)


@dataclass(frozen=True)
class Cell:
    """One knock at one door."""

    route: Route
    who: str
    method: str

    def __str__(self) -> str:
        return f"{self.who} {self.method} {self.route}"


def test_every_address_carries_a_mark() -> None:
    assert [str(route) for route in routes() if not route.mark] == []


def test_there_is_something_to_guard() -> None:
    assert len(OURS) > 30
    assert len({route.permission for route in OURS}) > 10


@pytest.mark.parametrize("who", ACTORS)
def test_nobody_passes_where_the_mark_forbids(world: World, who: str) -> None:
    wrong = [
        trouble for route in OURS for method in ("GET", "POST") for trouble in _knock(world, Cell(route, who, method))
    ]

    assert _listed(wrong) == ""


@pytest.mark.parametrize("who", ["anonymous", "buyer_a", "store_worker_1", "exchange_node"])
def test_the_shell_is_closed_without_the_right_to_enter(world: World, who: str) -> None:
    wrong = [
        trouble
        for route in SHELL
        for method in ("GET", "POST")
        for trouble in _shell_knock(world, Cell(route, who, method))
    ]

    assert _listed(wrong) == ""


@pytest.mark.parametrize("who", ["operator", "content_manager", "director"])
def test_the_shell_s_own_people_and_sites_are_the_administrator_s(world: World, who: str) -> None:
    guarded = [route for route in SHELL if route.name.startswith(PEOPLE_OF_THE_SHELL)]

    wrong = [trouble for route in guarded for trouble in _shell_knock(world, Cell(route, who, "GET"))]

    assert guarded
    assert _listed(wrong) == ""


@pytest.mark.parametrize("who", ["operator", "administrator"])
def test_another_site_cannot_make_staff_write(world: World, who: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = world.clients[who].cookies
    passed = []
    for route in OURS:
        if route.is_exempt:
            continue
        address = route.address({name: one.value for name, one in targets(route, world).items()})
        with _undone():
            answer = strict.post(address, headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})
        if answer.status_code != 403:
            passed.append(f"{route}: {answer.status_code}")

    assert passed == []


def test_only_machines_views_are_exempt_from_the_forgery_check() -> None:
    assert {route.pattern.partition("/")[0] for route in OURS if route.is_exempt} <= {"1c", "api", "hooks"}


def test_a_guessed_token_opens_nothing(world: World) -> None:
    opened = []
    for route in OURS:
        if route.mark == "signed" and "token" in dict(route.parameters):
            values = {name: one.value for name, one in targets(route, world).items()} | {"token": "A" * 22}
            for method in ("get", "post"):
                with _undone():
                    answer = _ask(world, "anonymous", method, route.address(values))
                if answer.status_code not in (404, 405):
                    opened.append(f"{method} {route}: {answer.status_code}")

    assert opened == []


def _listed(troubles: list[str]) -> str:
    return "\n".join(troubles)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are wanted here; only defects are worth a line."""
    caplog.set_level(logging.ERROR, "django.request")


def _ask(world: World, who: str, method: str, address: str, form: str | None = None) -> Any:
    """One request; the cookies are put back, because some addresses log people out."""
    client = world.clients[who]
    kept = deepcopy(client.cookies)
    try:
        if form is not None:
            return client.post(address, form, content_type="application/x-www-form-urlencoded")
        return getattr(client, method.lower())(address)
    finally:
        client.cookies = kept


def _knock(world: World, cell: Cell) -> list[str]:
    found = targets(cell.route, world)
    address = cell.route.address({name: one.value for name, one in found.items()}) + ASKED.get(cell.route.name, str)()
    verdict = _verdict(cell.route, world.actors[cell.who], list(found.values()))
    before = _touched() if verdict != "open" else {}
    with _undone():
        answer = _ask(world, cell.who, cell.method, address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        changed = _changes(before) if verdict != "open" else []
    troubles = _judge(verdict, answer.status_code, answer.headers.get("Location", ""))
    if verdict == "open" and cell.method == "GET" and answer.status_code in (403, 404) and not _is_absent(cell):
        troubles.append("entitled, but refused")
    if not _may_see(cell.route, world, world.actors[cell.who], verdict):
        troubles += [f"shows {canary.decode()!r}" for canary in world.canaries if canary in body]
    troubles += [f"changed {table}" for table in changed]
    return [f"{cell}: {verdict}, got {answer.status_code}: {trouble}" for trouble in troubles]


def _shell_knock(world: World, cell: Cell) -> list[str]:
    address = cell.route.address({name: one.value for name, one in targets(cell.route, world).items()})
    before = _touched()
    with _undone():
        answer = _ask(world, cell.who, cell.method, address)
        changed = _changes(before)
    if answer.status_code in (301, 302, 403, 404, 405) and not changed:
        return []
    return [f"{cell}: got {answer.status_code}, changed {changed}"]


def _verdict(route: Route, who: Actor, found: list[Target]) -> str:
    if route.mark in ("public", "signed"):
        return "open"
    if who.kind in ("anonymous", "machine"):  # a machine proves itself at its own address and has no session
        return "login"
    if route.name in BUYERS_ALONE and who.kind != "buyer":
        return "missing"
    if route.mark == "own":
        return "missing" if any(one.person not in (None, who.person_id) for one in found) else "open"
    if not who.may(route.permission):
        return "forbidden"
    return (
        "open" if all(one.store is None or who.may(route.permission, store=one.store) for one in found) else "missing"
    )


def _judge(verdict: str, status: int, location: str) -> list[str]:
    if status >= 500:
        return ["a defect"]
    if status == 405 or verdict == "open":
        return []
    if verdict == "login":
        return [] if status == 302 and "/login" in location else ["not sent to log in"]
    wanted = 403 if verdict == "forbidden" else 404
    return [] if status == wanted else [f"wanted {wanted}"]


def _may_see(route: Route, world: World, who: Actor, verdict: str) -> bool:
    """Who may read buyer B's name: B, and staff whose scope covers store 2, where the address lets them in."""
    if verdict != "open":
        return False
    if route.mark == "signed" and "token" in dict(route.parameters):
        return True
    if who.person_id == world.actors["buyer_b"].person_id:
        return True
    return bool(route.permission) and (who.stores is None or world.store_2 in who.stores)


def _is_absent(cell: Cell) -> bool:
    files = ("erp:file", "erp:given")  # none lies on the disk
    is_a_file = cell.route.pattern.startswith("media/") or cell.route.name in files
    return is_a_file or cell.route.mark in ("public", "signed")


class _undone:  # noqa: N801 - reads as a word in the tests
    """Takes back whatever happens inside."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, *error: object) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


def _touched() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return dict(cursor.fetchall())


def _changes(before: dict[str, int]) -> list[str]:
    """Tables written to since, told by the database's own counters; writes taken back by the view count as well."""
    now = _touched()
    return sorted(table for table, count in now.items() if count > before.get(table, 0) and table not in MAY_CHANGE)
