"""Colours, light and materials: how a surface looks under a soft lamp at the upper left."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageChops, ImageFilter

RGB = tuple[int, int, int]
Point = tuple[float, float]
STRIP: Final = 256
TILE: Final = 1300

WHITE: Final[RGB] = (255, 255, 255)
WARM_DARK: Final[RGB] = (46, 34, 32)
STEEL: Final[RGB] = (188, 191, 194)
DARK_STEEL: Final[RGB] = (112, 116, 120)
RUBBER: Final[RGB] = (54, 55, 58)
PINE: Final[RGB] = (220, 186, 138)
OAK: Final[RGB] = (190, 148, 100)
CLAY: Final[RGB] = (206, 176, 146)
LEAF: Final[RGB] = (92, 134, 84)
LEAF_DARK: Final[RGB] = (58, 98, 66)
PAPER: Final[RGB] = (246, 240, 228)
BRASS: Final[RGB] = (202, 168, 102)


def mix(one: RGB, two: RGB, share: float) -> RGB:
    """So much of the second in the first."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
    return red, green, blue


def tone(colour: RGB, light: float) -> RGB:
    """The colour in more (above 1) or less light."""
    if light >= 1:
        return mix(colour, WHITE, min((light - 1) * 1.5, 1.0))
    return mix(colour, WARM_DARK, min((1 - light) * 1.15, 1.0))


@dataclass(frozen=True)
class Paint:
    """A gradient along a direction (degrees, 0 is to the right, 90 down), with a texture."""

    stops: tuple[tuple[float, RGB], ...]
    angle: float = 0.0
    texture: str = ""

    def render(self, size: tuple[int, int], at: Point, points: Sequence[Point], turn: float) -> Image.Image:
        """The paint over a box of pixels at a place; the gradient spans the points."""
        direction = math.radians(self.angle + turn)
        dx, dy = math.cos(direction), math.sin(direction)
        along = [x * dx + y * dy for x, y in points]
        low, high = min(along), max(along)
        scale = (STRIP - 1) / max(high - low, 1e-6)
        shift = (at[0] * dx + at[1] * dy - low) * scale + 2
        made = _strip(self.stops).transform(
            size, Image.Transform.AFFINE, (dx * scale, dy * scale, shift, 0, 0, 1.5), Image.Resampling.BILINEAR
        )
        if self.texture:
            tile = texture(self.texture, round(turn)).crop((0, 0, *size))
            made = ImageChops.overlay(made, tile)
        return made


@lru_cache(maxsize=4096)
def _strip(stops: tuple[tuple[float, RGB], ...]) -> Image.Image:
    row: list[RGB] = []
    for at in range(-2, STRIP + 3):
        share = min(max(at / (STRIP - 1), 0.0), 1.0)
        before = max((one for one in stops if one[0] <= share), default=stops[0], key=lambda one: one[0])
        after = min((one for one in stops if one[0] >= share), default=stops[-1], key=lambda one: one[0])
        gap = after[0] - before[0]
        row.append(mix(before[1], after[1], (share - before[0]) / gap if gap else 0.0))
    image = Image.new("RGB", (len(row), 3))
    image.putdata(row * 3)
    return image


@lru_cache(maxsize=64)
def texture(name: str, turn: int) -> Image.Image:
    """A tile around middle grey: wood grain, cloth weave, stone, knit."""
    dice = random.Random(name)
    if name == "wood":
        noise = _noise(dice, 10, 420).resize((TILE, TILE), Image.Resampling.BICUBIC)
        fine = _noise(dice, 60, 900).resize((TILE, TILE), Image.Resampling.BICUBIC)
        tile = _soften(Image.blend(noise, fine, 0.45), 0.30)
    elif name == "cloth":
        across = _noise(dice, 50, 650).resize((TILE, TILE), Image.Resampling.BICUBIC)
        down = _noise(dice, 650, 50).resize((TILE, TILE), Image.Resampling.BICUBIC)
        tile = _soften(Image.blend(across, down, 0.5), 0.34)
    elif name == "terry":
        tile = _soften(_noise(dice, 330, 330).resize((TILE, TILE), Image.Resampling.BICUBIC), 0.36)
    else:
        tile = _soften(_noise(dice, 700, 700).resize((TILE, TILE), Image.Resampling.BICUBIC), 0.16)
    if turn % 360:
        big = tile.resize((TILE * 2, TILE * 2)).rotate(-turn, Image.Resampling.BICUBIC)
        edge = TILE // 2
        tile = big.crop((edge, edge, edge + TILE, edge + TILE))
    return tile.convert("RGB")


def _noise(dice: random.Random, width: int, height: int) -> Image.Image:
    return Image.frombytes("L", (width, height), dice.randbytes(width * height)).filter(ImageFilter.GaussianBlur(0.7))


def _soften(tile: Image.Image, strength: float) -> Image.Image:
    return tile.point(lambda value: round(128 + (value - 128) * strength))


def flat(colour: RGB, spread: float = 0.1, angle: float = 90, grain: str = "") -> Paint:
    """A plane: a little lighter where the lamp is."""
    return Paint(((0.0, tone(colour, 1 + spread)), (1.0, tone(colour, 1 - spread))), angle, grain)


_ROUND: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "gloss": ((0, 0.70), (0.07, 0.88), (0.2, 1.1), (0.3, 1.2), (0.42, 1.04), (0.72, 0.86), (0.93, 0.66), (1, 0.76)),
    "matte": ((0, 0.82), (0.28, 1.07), (0.6, 0.94), (0.94, 0.68), (1, 0.72)),
    "metal": (
        *((0, 0.5), (0.07, 0.72), (0.16, 1.16), (0.24, 1.38), (0.34, 0.98), (0.48, 0.76), (0.6, 0.88)),
        *((0.74, 1.2), (0.82, 1.04), (0.92, 0.68), (1, 0.56)),
    ),
    "iron": ((0, 0.75), (0.25, 1.16), (0.4, 1.02), (0.75, 0.8), (0.95, 0.6), (1, 0.72)),
    "plastic": ((0, 0.76), (0.22, 1.1), (0.34, 1.16), (0.5, 1.0), (0.9, 0.72), (1, 0.8)),
    "cloth": ((0, 0.84), (0.3, 1.05), (0.7, 0.93), (1, 0.78)),
    "wood": ((0, 0.78), (0.28, 1.08), (0.65, 0.95), (1, 0.7)),
}
_TEXTURES: Final = {"wood": "wood", "cloth": "cloth", "matte": "stone", "iron": "stone"}


def rounded(colour: RGB, look: str = "gloss", angle: float = 0) -> Paint:
    """A cylinder of the material, lit from the left."""
    stops = _ROUND.get(look, _ROUND["plastic"])
    return Paint(tuple((at, tone(colour, light)) for at, light in stops), angle, _TEXTURES.get(look, ""))


def wood(colour: RGB, angle: float = 90, spread: float = 0.08) -> Paint:
    """A board with its grain."""
    return flat(colour, spread, angle, "wood")
