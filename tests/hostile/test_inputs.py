"""Strange identifiers and strange input, to every address, by the one who may go everywhere.

A refusal in words is fine, a missing page is fine; a defect (500) and an unescaped echo are not.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.hostile.objects import targets
from tests.hostile.routes import Route, routes
from tests.hostile.test_authorisation import Cell, _ask, _listed, _quiet, _undone, world  # noqa: F401 - fixtures
from tests.hostile.watched import watched
from tests.hostile.world import World
from tests.shape.house import ROOT

pytestmark = pytest.mark.django_db
OURS = [route for route in routes() if not route.is_wagtail]
# A test has a limit of time, and the addresses grow in number.
PARTS = 3
WHOLE = ("0", "-1", str(2**31), str(2**63), "9" * 40)
TEXT = ("\0", "x" * 2000, "../../etc/passwd", "%2e%2e%2f", "' OR 1=1 --", "{{7*7}}", "\u202etxt.exe", "٣", "☃")
SCRIPT = "\"'><script>alert(7)</script>' OR 1=1 --"
# The first is one that every view gets: where it is not read, no other is given.
VALUES = (
    SCRIPT,
    "\0",
    "-1",
    "9" * 40,
    "NaN",
    "1e999",
    "٣",
    "2026-99-99",
    "\ud800".encode("utf-8", "surrogatepass"),
)
ASKED = re.compile(r"""(?:GET|POST|data|params)(?:\.get|\.getlist)?[\[(]\s*["'](\w+)["']""")
FIELDS = re.compile(r"^\s+(\w+)\s*=\s*forms\.", re.MULTILINE)


def _names() -> set[str]:
    """Every name that some view reads from a query or a form."""
    found: set[str] = set()
    for source in (ROOT / "prilavok").rglob("web/*.py"):
        text = source.read_text("utf-8")
        found |= set(ASKED.findall(text)) | set(FIELDS.findall(text))
    return found


def _strange(kind: str) -> Iterator[str]:
    yield from WHOLE
    if kind != "int":
        yield from TEXT


def _troubles(route: Route, how: str, answer) -> list[str]:  # type: ignore[no-untyped-def]
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code >= 500:
        return [f"{route} {how}: a defect"]
    if b"<script>alert(7)" in body and "html" in answer.headers.get("Content-Type", ""):
        return [f"{route} {how}: an echo that runs"]
    return []


def _stopped_at_the_door(answer) -> bool:  # type: ignore[no-untyped-def]
    """True when no view has read anything: another method, no right, or nobody logged in. One value shows as much."""
    return answer.status_code in (403, 405) or "/login/" in answer.headers.get("Location", "")


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_strange_identifiers_are_no_defects(world: World, method: str, part: int) -> None:  # noqa: F811 - the fixture
    wrong = []
    for route in OURS[part::PARTS]:
        usual = {name: one.value for name, one in targets(route, world).items()}
        for name, kind in route.parameters:
            for value in _strange(kind):
                address = route.address(usual | {name: quote(value, safe="")})
                with _undone():
                    answer = _ask(world, "administrator", method, address)
                    wrong += _troubles(route, f"{method} {name}={value[:20]!r}", answer)
                if _stopped_at_the_door(answer):
                    break

    assert _listed(wrong) == ""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_strange_input_is_no_defect(world: World, method: str, part: int) -> None:  # noqa: F811
    wrong = []
    names = sorted(_names())
    for route in OURS[part::PARTS]:
        address = route.address({name: one.value for name, one in targets(route, world).items()})
        for who in _who_may(route):
            wrong += _given_strange(world, Cell(route, who, method), address, names)

    assert len(names) > 20
    assert _listed(wrong) == ""


def _who_may(route: Route) -> tuple[str, ...]:
    """Those for whom the page is meant: staff have screens of their own, all else is the buyers'."""
    return ("administrator",) if route.permission else ("buyer_b",)


def _given_strange(world: World, cell: Cell, address: str, names: list[str]) -> list[str]:  # noqa: F811
    """Every name with each value; one value is enough for a view that reads none of it."""
    wrong = []
    for value in VALUES:
        given = urlencode(dict.fromkeys(names, value))
        with _undone(), watched(world.clients[cell.who]) as reading:
            if cell.method == "GET":
                answer = _ask(world, cell.who, "GET", f"{address}?{given}")
            else:
                answer = _ask(world, cell.who, "POST", address, given)
            wrong += _troubles(cell.route, f"{cell.method} {value[:12]!r}", answer)
        if _stopped_at_the_door(answer) or not reading.has_read:
            break
    return wrong


def _reader(request: HttpRequest) -> HttpResponse:
    """Falls over one value only, of a query as of a form."""
    given = request.GET or request.POST
    return HttpResponse(str(int(given["page"]) if given["page"] == "1e999" else ""))


def _streamer(request: HttpRequest) -> HttpResponse:
    """The same with a raw body."""
    if b"1e999" in request.body:
        raise ValueError
    return HttpResponse("")


def _heedless(request: HttpRequest) -> HttpResponse:
    """Reads nothing."""
    SEEN.append(request.path)
    return HttpResponse("")


SEEN: list[str] = []
urlpatterns = [path("reader/", _reader), path("streamer/", _streamer), path("heedless/", _heedless)]


@pytest.mark.urls("tests.hostile.test_inputs")
@pytest.mark.parametrize(("name", "method"), [("reader", "GET"), ("reader", "POST"), ("streamer", "POST")])
def test_a_view_that_reads_is_given_every_value(world: World, name: str, method: str) -> None:  # noqa: F811
    route = Route(pattern=f"{name}/", name=name, mark="public", parameters=(), is_exempt=True)

    wrong = _given_strange(world, Cell(route, "buyer_b", method), f"/{name}/", ["page"])

    assert [trouble.rpartition(":")[2] for trouble in wrong] == [" a defect"]


@pytest.mark.urls("tests.hostile.test_inputs")
def test_a_view_that_reads_nothing_is_given_one(world: World) -> None:  # noqa: F811
    SEEN.clear()
    route = Route(pattern="heedless/", name="heedless", mark="public", parameters=(), is_exempt=True)

    assert _given_strange(world, Cell(route, "buyer_b", "POST"), "/heedless/", ["page"]) == []
    assert len(SEEN) == 1
