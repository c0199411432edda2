"""Plans of places: a drawing made of coordinates alone, without outside maps.

Real geography is only where things lie and how far apart: north is up, the bar tells kilometres, a square of the net is
as long as the bar. What joins the places is drawn, not measured: a road runs between two places when no third stands
between them, and the built-up ground is what lies along those roads. The same places give the same drawing.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 480
HEIGHT: Final = 400
EDGE: Final = 64
BARS_KM: Final = (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
WIDEST_BAR: Final = 110
KM_A_DEGREE: Final = 111.32
LEAST_SPAN_KM: Final = 3.0
LETTER: Final = 9.6
LINE: Final = 19
PIN: Final = 15
HEAD: Final = 26


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place to draw; `key` is its own within the page, `tone` one of "", mine, ok, few, none."""

    key: str
    title: str
    latitude: float
    longitude: float
    tone: str = ""
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A spot on the drawing. A name that found no free place is not drawn (`anchor` is "")."""

    spot: Spot
    x: float
    y: float
    name_x: float = 0
    name_y: float = 0
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A drawing: pins, the path of roads, the lines of the net, the bar of so many kilometres."""

    pins: tuple[Pin, ...]
    roads: str
    net: str
    bar: float
    bar_km: float
    width: int = WIDTH
    height: int = HEIGHT


Point = tuple[float, float]
Box = tuple[float, float, float, float]


def plan_of(spots: Sequence[Spot]) -> Plan | None:
    """The drawing of these places; None for none."""
    if not spots:
        return None
    points, a_km = _placed(spots)
    bar_km = max((one for one in BARS_KM if one * a_km <= WIDEST_BAR), default=BARS_KM[0])
    turn = sum(ord(letter) for one in spots for letter in one.title) % 40 - 20
    return Plan(
        pins=tuple(_named(spots, points)),
        roads=_roads(points),
        net=_net(bar_km * a_km, math.radians(turn)),
        bar=round(bar_km * a_km, 1),
        bar_km=bar_km,
    )


def _placed(spots: Sequence[Spot]) -> tuple[list[Point], float]:
    """Where the spots stand on the drawing, and how long a kilometre is there."""
    middle = (min(one.latitude for one in spots) + max(one.latitude for one in spots)) / 2
    flat = [
        (one.longitude * KM_A_DEGREE * math.cos(math.radians(middle)), -one.latitude * KM_A_DEGREE) for one in spots
    ]
    left, right = min(x for x, _ in flat), max(x for x, _ in flat)
    top, bottom = min(y for _, y in flat), max(y for _, y in flat)
    a_km = min(
        (WIDTH - 2 * EDGE) / max(right - left, LEAST_SPAN_KM), (HEIGHT - 2 * EDGE) / max(bottom - top, LEAST_SPAN_KM)
    )
    return [
        (
            round(WIDTH / 2 + (x - (left + right) / 2) * a_km, 1),
            round(HEIGHT / 2 + (y - (top + bottom) / 2) * a_km, 1),
        )
        for x, y in flat
    ], a_km


def _roads(points: Sequence[Point]) -> str:
    """Curves between neighbours, and one road out of town from each outer place."""
    parts = [_curve(one, other) for one, other in _neighbours(points)]
    middle = (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
    for x, y in points:
        away = math.hypot(x - middle[0], y - middle[1])
        if away >= 0.6 * max(math.hypot(px - middle[0], py - middle[1]) for px, py in points):
            angle = math.atan2(y - middle[1], x - middle[0]) if away else 0.4
            parts.append(_curve((x, y), (x + 420 * math.cos(angle), y + 420 * math.sin(angle))))
    return "".join(parts)


def _neighbours(points: Sequence[Point]) -> Iterable[tuple[Point, Point]]:
    for number, one in enumerate(points):
        for other in points[number + 1 :]:
            x, y = (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
            reach = math.dist(one, other) / 2
            if not any(math.dist((x, y), third) < reach - 0.1 for third in points if third not in (one, other)):
                yield one, other


def _curve(one: Point, other: Point) -> str:
    bend = 0.14 if int(one[0] + other[1]) % 2 else -0.14
    x = (one[0] + other[0]) / 2 + (other[1] - one[1]) * bend
    y = (one[1] + other[1]) / 2 - (other[0] - one[0]) * bend
    return f"M{one[0]:.0f} {one[1]:.0f}Q{x:.0f} {y:.0f} {other[0]:.0f} {other[1]:.0f}"


def _net(step: float, turn: float) -> str:
    """Lines both ways, a step apart, turned about the middle."""
    reach = math.hypot(WIDTH, HEIGHT) / 2
    parts = []
    for angle in (turn, turn + math.pi / 2):
        along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        for number in range(-int(reach / step), int(reach / step) + 1):
            x, y = WIDTH / 2 + across[0] * number * step, HEIGHT / 2 + across[1] * number * step
            parts.append(
                f"M{x - along[0] * reach:.0f} {y - along[1] * reach:.0f}"
                f"L{x + along[0] * reach:.0f} {y + along[1] * reach:.0f}"
            )
    return "".join(parts)


def _named(spots: Sequence[Spot], points: Sequence[Point]) -> Iterable[Pin]:
    """Pins with their names beside them where nothing else stands; the southern ones are drawn last, in front."""
    taken: list[Box] = [(x - PIN, y - HEAD - PIN, x + PIN, y + 2) for x, y in points]
    for spot, (x, y) in sorted(zip(spots, points, strict=True), key=lambda pair: pair[1][1]):
        long = len(spot.title) * LETTER
        choices = (
            ("start", x + PIN + 5, y - HEAD + 6),
            ("end", x - PIN - 5, y - HEAD + 6),
            ("middle", x, y + LINE),
            ("middle", x, y - HEAD - PIN - 7),
        )
        for anchor, name_x, name_y in choices:
            left = name_x - {"start": 0.0, "end": long, "middle": long / 2}[anchor]
            box = (left, name_y - LINE + 4, left + long, name_y + 4)
            if _is_free(box, taken):
                taken.append(box)
                yield Pin(spot=spot, x=x, y=y, name_x=round(name_x, 1), name_y=round(name_y, 1), anchor=anchor)
                break
        else:
            yield Pin(spot=spot, x=x, y=y)


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    if box[0] < 4 or box[2] > WIDTH - 4 or box[1] < 4 or box[3] > HEIGHT - 4:
        return False
    return not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )
