"""Pure decisions of the map: how a flow is doing, and where things stand on the drawing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from prilavok.base.flows import Standing
from prilavok.foundation.contour.values import FlowFigures, FlowHealth

FLOORS = ("doors", "insight", "partners", "people", "trade", "goods", "foundation")
BOX_WIDTH = 172
BOX_HEIGHT = 46
GAP_X = 60
GAP_Y = 58
MARGIN = 24
STAGGER = 110
OUTSIDE_GAP = 130
NEWS_S = 3600
CALM = Standing()

SEVERITY = [FlowHealth.IDLE, FlowHealth.OK, FlowHealth.PAUSED, FlowHealth.LATE, FlowHealth.BAD]


def health_of(figures: FlowFigures, promise_s: int | None, standing: Standing = CALM) -> FlowHealth:
    """Bad when the owner raised an alarm, the last try failed or messages failed and wait; late when the lag breaks
    the promise. A flow that a person has paused is only paused.

    A flow without a promise runs when somebody wants it: its failure is news for an hour, not for ever.
    """
    if standing.is_paused:
        return FlowHealth.PAUSED
    is_news = promise_s is not None or figures.silent_s < NEWS_S
    if standing.alarm or figures.failed or (figures.is_last_bad and is_news):
        return FlowHealth.BAD
    if promise_s is not None and figures.lag_s is not None and figures.lag_s > promise_s:
        return FlowHealth.LATE
    if figures.last_at is None and not figures.waiting:
        return FlowHealth.IDLE
    return FlowHealth.OK


def worst(healths: Iterable[FlowHealth]) -> FlowHealth:
    """The worst of several; idle when there are none."""
    return max(healths, key=SEVERITY.index, default=FlowHealth.IDLE)


def place(systems: Sequence[tuple[str, str, bool]]) -> tuple[dict[str, tuple[int, int]], int, int]:
    """Where each system (code, floor, is_outside) stands: floors as rows, the outside as a column at the right.

    Returns the left upper corners and the drawing's width and height.
    """
    rows: dict[str, list[str]] = defaultdict(list)
    outside = []
    for code, floor, is_outside in systems:
        if is_outside:
            outside.append(code)
        else:
            rows[floor if floor in FLOORS else FLOORS[-1]].append(code)
    floors = [floor for floor in FLOORS if rows[floor]]
    longest = max((len(rows[floor]) for floor in floors), default=1)
    inner_width = longest * BOX_WIDTH + (longest - 1) * GAP_X + STAGGER
    places: dict[str, tuple[int, int]] = {}
    for row, floor in enumerate(floors):
        count = len(rows[floor])
        step = BOX_WIDTH + GAP_X
        shift = STAGGER if row % 2 else 0
        start = MARGIN + (inner_width - STAGGER - (count * step - GAP_X)) // 2 + shift
        for column, code in enumerate(rows[floor]):
            places[code] = (start + column * step, MARGIN + row * (BOX_HEIGHT + GAP_Y))
    inner_height = max(1, len(floors)) * (BOX_HEIGHT + GAP_Y) - GAP_Y
    outer_height = max(inner_height, len(outside) * (BOX_HEIGHT + 16) - 16)
    outer_step = outer_height // max(1, len(outside))
    for row, code in enumerate(outside):
        places[code] = (MARGIN + inner_width + OUTSIDE_GAP, MARGIN + row * outer_step)
    width = MARGIN * 2 + inner_width + (OUTSIDE_GAP + BOX_WIDTH if outside else 0)
    return places, width, MARGIN * 2 + outer_height


def middle(source: tuple[int, int], target: tuple[int, int]) -> tuple[int, int]:
    """Where a number stands on the line between two boxes: nearer to the sender, so that two directions do not meet."""
    (sx, sy), (tx, ty) = source, target
    x, y = sx + BOX_WIDTH // 2, sy + BOX_HEIGHT // 2
    return x + (tx - sx) * 2 // 5, y + (ty - sy) * 2 // 5 + (-34 if sy == ty else 0)


def path_between(source: tuple[int, int], target: tuple[int, int]) -> str:
    """A calm curve between two boxes, from edge to edge, bent a little so that both directions are seen."""
    (sx, sy), (tx, ty) = source, target
    if sy == ty:
        lift = 30 if sx < tx else -30
        start_y = sy if sx < tx else sy + BOX_HEIGHT
        return (
            f"M {sx + BOX_WIDTH // 2} {start_y} C {sx + BOX_WIDTH // 2} {start_y - lift},"
            f" {tx + BOX_WIDTH // 2} {start_y - lift}, {tx + BOX_WIDTH // 2} {start_y}"
        )
    if abs(tx - sx) > abs(ty - sy) * 2:
        right = tx > sx
        x1, x2 = (sx + BOX_WIDTH, tx) if right else (sx, tx + BOX_WIDTH)
        shift = 6 if right else -6
        y1, y2 = sy + BOX_HEIGHT // 2 + shift, ty + BOX_HEIGHT // 2 + shift
        middle = (x1 + x2) // 2
        return f"M {x1} {y1} C {middle} {y1}, {middle} {y2}, {x2} {y2}"
    down = ty > sy
    shift = 14 if down else -14
    x1, x2 = sx + BOX_WIDTH // 2 + shift, tx + BOX_WIDTH // 2 + shift
    y1, y2 = (sy + BOX_HEIGHT, ty) if down else (sy, ty + BOX_HEIGHT)
    middle = (y1 + y2) // 2
    return f"M {x1} {y1} C {x1} {middle}, {x2} {middle}, {x2} {y2}"
