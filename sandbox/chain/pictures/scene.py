"""A canvas of 100 x 100 units on a light warm ground, drawn at twice the size and brought down smooth."""

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sandbox.chain.pictures.paints import RGB, WARM_DARK, WHITE, Paint, Point, flat

SIZE: Final = 600
OVER: Final = 2
PIXELS: Final = SIZE * OVER
UNIT: Final = PIXELS / 100
MIDDLE: Final[Point] = (50.0, 54.0)
Polygon = list[Point]


class Path:
    """A union of polygons."""

    def __init__(self, *parts: Sequence[Point]) -> None:
        self.parts: list[Polygon] = [list(part) for part in parts]

    def __add__(self, other: "Path") -> "Path":
        return Path(*self.parts, *other.parts)

    def moved(self, dx: float, dy: float) -> "Path":
        """The same a little aside."""
        return Path(*([(x + dx, y + dy) for x, y in part] for part in self.parts))


def ellipse(cx: float, cy: float, rx: float, ry: float) -> Path:
    """An ellipse around a centre."""
    return Path(arc(cx, cy, rx, ry, 0, 360))


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> Polygon:
    """Points of an arc, degrees clockwise from the right."""
    count = max(int(abs(end - start) / 4), 6)
    angles = [math.radians(start + (end - start) * at / count) for at in range(count + 1)]
    return [(cx + rx * math.cos(one), cy + ry * math.sin(one)) for one in angles]


def rect(x0: float, y0: float, x1: float, y1: float, radius: float = 0) -> Path:
    """A rectangle with rounded corners."""
    r = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
    if r <= 0:
        return Path([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    return Path(
        [
            *arc(x1 - r, y0 + r, r, r, -90, 0),
            *arc(x1 - r, y1 - r, r, r, 0, 90),
            *arc(x0 + r, y1 - r, r, r, 90, 180),
            *arc(x0 + r, y0 + r, r, r, 180, 270),
        ]
    )


def poly(*points: Point) -> Path:
    """A polygon with sharp corners."""
    return Path(points)


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 10) -> Polygon:
    """A Catmull-Rom curve through the points."""
    count = len(points)
    found: Polygon = []
    for at in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(at + shift) % count] for shift in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[min(max(at + shift, 0), count - 1)] for shift in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            found.append((_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t)))
    return found if closed else [*found, points[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def blob(*points: Point) -> Path:
    """A smooth closed shape through the points."""
    return Path(smooth(points))


def stroke(points: Sequence[Point], width: float, end_width: float | None = None, *, curved: bool = True) -> Path:
    """A line with round ends, its width going from one value to another."""
    line = smooth(points, closed=False) if curved and len(points) > 2 else list(points)
    last = width if end_width is None else end_width
    total = len(line) - 1
    widths = [(width + (last - width) * at / total) / 2 for at in range(total + 1)]
    parts: list[Polygon] = []
    for (x0, y0), (x1, y1), w0, w1 in zip(line, line[1:], widths, widths[1:], strict=False):
        length = math.hypot(x1 - x0, y1 - y0) or 1e-6
        nx, ny = -(y1 - y0) / length, (x1 - x0) / length
        parts.append(
            [
                (x0 + nx * w0, y0 + ny * w0),
                (x1 + nx * w1, y1 + ny * w1),
                (x1 - nx * w1, y1 - ny * w1),
                (x0 - nx * w0, y0 - ny * w0),
            ]
        )
    joints = range(total + 1)
    parts += [arc(*line[at], widths[at], widths[at], 0, 360) for at in joints]
    return Path(*parts)


def lathe(cx: float, profile: Sequence[tuple[float, float]], tilt: float = 0.16, *, curved: bool = True) -> Path:
    """A body of revolution: (height, half-width) from top to bottom, seen a little from above."""
    sides = [(half, y) for y, half in profile]
    line = smooth(sides, closed=False) if curved and len(sides) > 2 else sides
    right = [(cx + half, y) for half, y in line]
    left = [(cx - half, y) for half, y in reversed(line)]
    (top_half, top_y), (low_half, low_y) = line[0], line[-1]
    bottom = arc(cx, low_y, low_half, low_half * tilt, 0, 180)
    top = arc(cx, top_y, top_half, top_half * tilt, 180, 360)
    return Path([*right, *bottom, *left, *top])


@lru_cache(maxsize=1)
def _ground() -> Image.Image:
    up, down = (252, 250, 246), (240, 234, 224)
    column = Image.new("RGB", (1, 64))
    column.putdata(
        [tuple(round(a + (b - a) * (at / 63) ** 1.6) for a, b in zip(up, down, strict=True)) for at in range(64)]
    )
    ground = column.resize((PIXELS, PIXELS), Image.Resampling.BICUBIC)
    light = Image.new("L", (64, 64), 0)
    ImageDraw.Draw(light).ellipse((4, -6, 52, 44), fill=150)
    mask = light.filter(ImageFilter.GaussianBlur(12)).resize((PIXELS, PIXELS), Image.Resampling.BICUBIC)
    ground.paste(Image.new("RGB", ground.size, (255, 254, 251)), (0, 0), mask)
    return ground


class Scene:
    """The canvas; things are filled in the order they stand, the farthest first."""

    def __init__(self, zoom: float = 1.0) -> None:
        self.image = _ground().copy()
        self.zoom = zoom
        self.angle = 0.0
        self._pivot = (50.0, 50.0)

    @contextmanager
    def turned(self, angle: float, pivot: Point = (50, 50)) -> Iterator[None]:
        """Everything drawn inside is turned, degrees clockwise."""
        self.angle, self._pivot = angle, pivot
        try:
            yield
        finally:
            self.angle = 0.0

    def _pixels(self, path: Path) -> list[Polygon]:
        turn = math.radians(self.angle)
        cos, sin = math.cos(turn), math.sin(turn)
        px, py = self._pivot
        near, (mx, my) = self.zoom * UNIT, MIDDLE
        ox, oy = (mx + (px - mx) * self.zoom) * UNIT, (my + (py - my) * self.zoom) * UNIT
        return [
            [
                (ox + ((x - px) * cos - (y - py) * sin) * near, oy + ((x - px) * sin + (y - py) * cos) * near)
                for x, y in part
            ]
            for part in path.parts
        ]

    @staticmethod
    def _box(points: Iterable[Point], margin: float = 1) -> tuple[int, int, int, int]:
        found = list(points)
        x0 = min(x for x, _ in found) - margin
        y0 = min(y for _, y in found) - margin
        x1 = max(x for x, _ in found) + margin
        y1 = max(y for _, y in found) + margin
        return max(int(x0), 0), max(int(y0), 0), min(int(x1) + 1, PIXELS), min(int(y1) + 1, PIXELS)

    def _mask(self, parts: list[Polygon], box: tuple[int, int, int, int]) -> Image.Image:
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        draw = ImageDraw.Draw(mask)
        for part in parts:
            draw.polygon([(x - box[0], y - box[1]) for x, y in part], fill=255)
        return mask

    def fill(self, path: Path, paint: Paint | RGB, alpha: float = 1.0, clip: Path | None = None) -> None:
        """Fill a shape, inside another one if given."""
        parts = self._pixels(path)
        points = [point for part in parts for point in part]
        box = self._box(points)
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        mask = self._mask(parts, box)
        if clip is not None:
            mask = ImageChops.multiply(mask, self._mask(self._pixels(clip), box))
        if alpha < 1:
            mask = mask.point(lambda value: round(value * alpha))
        real = paint if isinstance(paint, Paint) else flat(paint, 0)
        colour = real.render(mask.size, (box[0], box[1]), points, self.angle)
        self.image.paste(colour, box[:2], mask)

    def glow(self, path: Path, colour: RGB, alpha: float, blur: float, clip: Path | None = None) -> None:
        """A soft stain of light or darkness; `blur` in units."""
        parts = self._pixels(path)
        spread = blur * UNIT * 2.5
        box = self._box((point for part in parts for point in part), spread)
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        coarse = max(int(blur * UNIT / 4), 1)
        small = Image.new("L", (max((box[2] - box[0]) // coarse, 1), max((box[3] - box[1]) // coarse, 1)), 0)
        draw = ImageDraw.Draw(small)
        for part in parts:
            draw.polygon([((x - box[0]) / coarse, (y - box[1]) / coarse) for x, y in part], fill=round(255 * alpha))
        soft = small.filter(ImageFilter.GaussianBlur(blur * UNIT / coarse))
        mask = soft.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR)
        if clip is not None:
            mask = ImageChops.multiply(mask, self._mask(self._pixels(clip), box))
        self.image.paste(Image.new("RGB", mask.size, colour), box[:2], mask)

    def shine(self, path: Path, alpha: float = 0.55, blur: float = 0.8, clip: Path | None = None) -> None:
        """A highlight."""
        self.glow(path, WHITE, alpha, blur, clip)

    def dark(self, path: Path, alpha: float = 0.3, blur: float = 1.5, clip: Path | None = None) -> None:
        """A shade on a surface."""
        self.glow(path, WARM_DARK, alpha, blur, clip)

    def stand(self, cx: float, y: float, rx: float, ry: float = 0, strength: float = 1.0) -> None:
        """The shadow of a thing that stands: wide and faint to the right, tight and dark under it."""
        high = ry or rx * 0.16
        self.glow(
            ellipse(cx + rx * 0.28, y + high * 0.25, rx * 1.12, high * 1.25), (120, 100, 84), 0.34 * strength, 3.2
        )
        self.glow(ellipse(cx + rx * 0.05, y + high * 0.1, rx * 0.98, high * 0.8), (80, 64, 54), 0.5 * strength, 1.1)

    def lie(self, path: Path, strength: float = 1.0) -> None:
        """The shadow of a thing that lies flat or hangs close to a wall."""
        self.glow(path.moved(1.6, 2.4), (110, 92, 78), 0.42 * strength, 1.9)

    def result(self) -> Image.Image:
        """The picture at its real size."""
        return self.image.reduce(OVER)
