"""Things of the table: mugs, plates, glasses, pots for tea."""

import random

from sandbox.chain.pictures.paints import (
    BRASS,
    CLAY,
    OAK,
    RGB,
    RUBBER,
    STEEL,
    WARM_DARK,
    WHITE,
    Paint,
    flat,
    mix,
    rounded,
    tone,
    wood,
)
from sandbox.chain.pictures.scene import Path, Scene, arc, ellipse, lathe, rect, stroke

INSIDE: RGB = (236, 230, 218)


def rim(s: Scene, cx: float, y: float, rx: float, colour: RGB, tilt: float = 0.16, lip: float = 0.9) -> Path:  # noqa: PLR0913, PLR0917 - coordinates
    """The mouth of a vessel: lip, then the inner wall going into shade; returns the opening."""
    s.fill(ellipse(cx, y, rx, rx * tilt), rounded(tone(colour, 1.08), "gloss"))
    opening = ellipse(cx, y + 0.25, rx - lip, (rx - lip) * tilt)
    s.fill(opening, Paint(((0, tone(colour, 0.62)), (0.45, tone(colour, 0.86)), (1, tone(colour, 1.04))), 20))
    return opening


def body_light(s: Scene, body: Path, cx: float, top: float, low: float, half: float, strength: float = 0.5) -> None:  # noqa: PLR0913, PLR0917 - coordinates
    """The long reflection of a window on the left of a glossy body and a faint one on the right."""
    left = cx - half * 0.55
    s.shine(stroke([(left, top), (left - 0.5, (top + low) / 2), (left + 0.4, low)], half * 0.12), strength, 0.7, body)
    s.shine(stroke([(cx + half * 0.8, top + 4), (cx + half * 0.78, low - 6)], half * 0.05), strength * 0.5, 0.6, body)


def speckles(s: Scene, clip: Path, box: tuple[float, float, float, float], colour: RGB, count: int = 46) -> None:
    """Dark grains of a stoneware glaze."""
    dice = random.Random("speckles")
    dots = []
    for _ in range(count):
        x, y, r = dice.uniform(box[0], box[2]), dice.uniform(box[1], box[3]), dice.uniform(0.12, 0.34)
        dots.append(arc(x, y, r, r * 0.9, 0, 360))
    s.fill(Path(*dots), colour, 0.45, clip)


def mug(s: Scene, c: RGB, look: str, form: int) -> None:
    profiles = (
        ((31, 19), (34, 19), (70, 18.6), (79, 17.5), (81, 16)),
        ((33, 17.5), (46, 20.5), (62, 21), (76, 17), (80, 13)),
        ((30, 20), (50, 18), (70, 15), (80, 13)),
        ((36, 21), (60, 21), (74, 20), (80, 15)),
    )
    profile = profiles[form]
    cx, top, half = 45.0, profile[0][0], profile[0][1]
    s.stand(cx, 82, 19)
    side = cx + profile[1][1] - 2
    ear = [(side, top + 10), (side + 12, top + 9), (side + 16.5, 56), (side + 9, 70), (side - 3, 69)]
    handle = stroke(ear, 5.4, 4.6)
    s.fill(handle, rounded(tone(c, 0.94), look, 25))
    s.shine(stroke([(side + 4, top + 8.4), (side + 12, top + 9.6), (side + 15, 50)], 1.0), 0.5, 0.6)
    body = lathe(cx, profile)
    s.fill(body, rounded(c, look))
    if form == 3:
        s.fill(rect(0, 66, 100, 100), rounded(CLAY, "matte"), 1.0, body)
        s.dark(rect(cx - 22, 65.4, cx + 22, 66.6), 0.25, 0.4, body)
    if look == "matte":
        speckles(s, body, (cx - 22, top, cx + 22, 80), tone(c, 0.4))
    s.dark(rect(cx - 24, 76, cx + 24, 88), 0.22, 2.5, body)
    body_light(s, body, cx, top + 6, 72, half, 0.62 if look == "gloss" else 0.22)
    rim(s, cx, top, half, mix(c, INSIDE, 0.75))


def cup(s: Scene, c: RGB, look: str, form: int) -> None:
    s.stand(48, 80, 34, 6)
    s.fill(ellipse(48, 79.4, 35, 8), rounded(tone(c, 0.84), look))
    s.fill(ellipse(48, 78, 35, 7.8), rounded(c, look))
    s.fill(ellipse(48, 78, 31, 6.6), flat(tone(c, 1.05), 0.08, 70))
    s.dark(ellipse(50, 78.6, 18, 4), 0.35, 1.6)
    profile = ((46, 19), (56, 18), (70, 12.5), (77, 8)) if form == 0 else ((44, 16), (60, 16.5), (72, 13), (77, 9))
    top, half = profile[0]
    ear = stroke([(48 + half - 2, top + 4), (48 + half + 8, top + 5), (48 + half + 6, 62), (48 + half - 5, 65)], 3.6, 3)
    s.fill(ear, rounded(tone(c, 0.92), look, 25))
    body = lathe(48, profile)
    s.fill(body, rounded(c, look))
    body_light(s, body, 48, top + 4, 68, half)
    opening = rim(s, 48, top, half, mix(c, INSIDE, 0.8), 0.2)
    s.fill(ellipse(48, top + 1.6, half - 2, (half - 2) * 0.16), flat((104, 62, 38), 0.2, 0), 0.95, opening)


def plate(s: Scene, c: RGB, look: str, form: int) -> None:
    cx, cy = 50.0, 55.0
    if form == 1:
        _dish(s, cx, cy + 7, 40, tone(c, 0.98), look)
        _dish(s, cx, cy, 30, c, look)
        return
    _dish(s, cx, cy, 40, c, look)
    if form == 2:
        s.fill(_ring(cx, cy, 38.2, 37.2, 0.66), tone(c, 0.62), 0.8)


def _ring(cx: float, cy: float, outer: float, inner: float, tilt: float) -> Path:
    out = arc(cx, cy, outer, outer * tilt, 0, 360)
    return Path([*out, *reversed(arc(cx, cy, inner, inner * tilt, 0, 360))])


def _dish(s: Scene, cx: float, cy: float, r: float, c: RGB, look: str) -> None:
    tilt = 0.66
    s.glow(ellipse(cx + 3, cy + 5, r, r * tilt), (110, 92, 78), 0.5, 2.6)
    s.fill(ellipse(cx, cy + 1.6, r * 0.985, r * tilt * 0.99), flat(tone(c, 0.72), 0.1, 0))
    outer = ellipse(cx, cy, r, r * tilt)
    s.fill(outer, Paint(((0, tone(c, 1.12)), (0.5, c), (1, tone(c, 0.86))), 50, "stone" if look == "matte" else ""))
    well = ellipse(cx, cy + 0.8, r * 0.7, r * 0.7 * tilt)
    s.dark(_ring(cx, cy + 0.4, r * 0.73, r * 0.68, tilt), 0.3, 0.7, outer)
    s.fill(well, Paint(((0, tone(c, 0.88)), (0.4, tone(c, 0.99)), (1, tone(c, 1.12))), 55))
    s.shine(stroke(arc(cx, cy, r * 0.95, r * 0.95 * tilt, 195, 265), 0.8), 0.7, 0.5, outer)
    if look == "matte":
        speckles(s, outer, (cx - r, cy - r * tilt, cx + r, cy + r * tilt), tone(c, 0.4), 90)
    else:
        s.shine(ellipse(cx - r * 0.28, cy - r * 0.12, r * 0.2, r * 0.07), 0.45, 1.6, well)


def bowl(s: Scene, c: RGB, look: str, form: int) -> None:
    profiles = (
        ((44, 33), (54, 31.5), (66, 25), (75, 15), (79, 13)),
        ((48, 36), (60, 32), (72, 20), (78, 15)),
        ((40, 27), (56, 28), (70, 23), (79, 14)),
    )
    profile = profiles[form]
    top, half = profile[0]
    s.stand(50, 80, 20)
    body = lathe(50, profile, 0.22)
    s.fill(body, rounded(c, look))
    s.dark(rect(10, 73, 90, 90), 0.25, 2.5, body)
    if look == "matte":
        s.fill(rect(0, 70, 100, 100), rounded(CLAY, "matte"), 1, body)
        speckles(s, body, (50 - half, top, 50 + half, 70), tone(c, 0.4), 60)
    body_light(s, body, 50, top + 7, 68, half, 0.5 if look == "gloss" else 0.2)
    opening = rim(s, 50, top, half, mix(c, INSIDE, 0.55), 0.26, 1.1)
    s.shine(stroke(arc(50, top, half * 0.8, half * 0.2, 20, 110), 0.7), 0.35, 0.7, opening)


def _glass(s: Scene, body: Path, c: RGB, cx: float, half: float, edge: float = 0.5) -> None:
    s.fill(
        body,
        Paint(
            ((0, tone(c, 0.72)), (0.06, c), (0.2, tone(c, 1.4)), (0.8, tone(c, 1.3)), (0.94, c), (1, tone(c, 0.66))), 0
        ),
        edge,
    )
    s.shine(stroke([(cx - half * 0.66, 0), (cx - half * 0.66, 100)], half * 0.13), 0.75, 0.5, body)


def tumbler(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    profile = (((26, 18), (81, 16)), ((26, 21), (81, 14)), ((34, 21), (81, 18.5)))[form]
    top, half = profile[0]
    low = profile[-1][1]
    s.stand(50, 82, low + 1, strength=0.7)
    body = lathe(50, profile, 0.17, curved=False)
    _glass(s, body, c, 50, half, 0.5)
    drink = 46 if form != 2 else 50
    wide = half + (low - half) * (drink - top) / (81 - top) - 1.2
    liquid = lathe(50, ((drink, wide), (75, low - 1.4)), 0.17, curved=False)
    s.fill(liquid, rounded(mix(c, (200, 222, 226), 0.5), "plastic"), 0.4)
    s.fill(ellipse(50, drink, wide, wide * 0.17), tone(c, 1.2), 0.55)
    s.fill(lathe(50, ((77, low - 1), (81, low)), 0.17, curved=False), rounded(tone(c, 1.15), "metal"), 0.5)
    if form == 2:
        for at in (-0.62, -0.3, 0.05, 0.4, 0.7):
            s.fill(stroke([(50 + half * at, top + 8), (50 + low * at, 79)], 0.5), WHITE, 0.5, body)
    opening = ellipse(50, top, half, half * 0.17)
    s.fill(opening, tone(c, 1.25), 0.45)
    s.fill(_ring(50, top, half, half - 0.7, 0.17), tone(c, 0.75), 0.7)
    s.shine(stroke([(50 - half * 0.62, top + 6), (50 - low * 0.62, 74)], 1.7), 0.85, 0.5, body)


def wineglass(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    profiles = (
        ((18, 13.5), (30, 17), (42, 15), (52, 6), (55, 1.4)),
        ((16, 10), (34, 12), (48, 9), (56, 1.4)),
        ((22, 18), (34, 18.5), (46, 11), (53, 1.4)),
    )
    profile = profiles[form]
    top, half = profile[0]
    s.stand(50, 83, 15, 2.6, 0.7)
    s.fill(ellipse(50, 83, 15, 3), rounded(tone(c, 1.1), "metal"), 0.6)
    s.fill(ellipse(50, 82.5, 14.4, 2.7), tone(c, 1.35), 0.6)
    s.fill(rect(49.1, 52, 50.9, 82.6, 0.9), rounded(c, "metal"), 0.75)
    body = lathe(50, profile, 0.2)
    _glass(s, body, c, 50, half, 0.45)
    wine = rect(0, 36, 100, 60)
    s.fill(
        wine,
        rounded((138, 38, 52) if form != 1 else (226, 200, 130), "gloss"),
        0.72,
        lathe(50, [(y, h * 0.93) for y, h in profile], 0.2),
    )
    level = 16.0 if form == 0 else 11.2 if form == 1 else 17.0
    s.fill(ellipse(50, 36, level, level * 0.2), (160, 66, 74) if form != 1 else (238, 220, 160), 0.75)
    s.fill(_ring(50, top, half, half - 0.6, 0.2), tone(c, 0.75), 0.7)
    s.shine(stroke([(50 - half * 0.75, top + 6), (50 - half * 0.95, 32), (50 - half * 0.6, 44)], 1.4), 0.9, 0.5, body)


def teapot(s: Scene, c: RGB, look: str, form: int) -> None:
    cx = 48.0
    profile = (
        ((42, 12), (48, 20), (60, 25), (72, 21), (79, 14))
        if form == 0
        else ((42, 13), (46, 17), (64, 21), (76, 20), (79, 16))
    )
    s.stand(cx, 80, 22)
    spout = stroke([(cx - 18, 66), (cx - 29, 58), (cx - 33, 45)], 9, 4)
    s.fill(spout, rounded(tone(c, 0.97), look, 60))
    s.fill(ellipse(cx - 33.4, 43.6, 2.2, 1.2), tone(c, 0.5))
    handle = stroke([(cx + 19, 50), (cx + 33, 46), (cx + 35, 62), (cx + 19, 70)], 4.6, 4)
    s.fill(handle, rounded(tone(c, 0.9), look, 30))
    body = lathe(cx, profile, 0.2)
    s.fill(body, rounded(c, look))
    s.dark(rect(0, 73, 100, 90), 0.25, 2.5, body)
    if look == "matte":
        speckles(s, body, (cx - 25, 42, cx + 25, 80), tone(c, 0.4), 60)
    body_light(s, body, cx, 50, 72, 24, 0.6 if look == "gloss" else 0.22)
    s.dark(ellipse(cx, 42.6, 13.4, 3), 0.4, 0.6, body)
    lid = lathe(cx, ((36, 3), (38, 9), (41.4, 12.4)), 0.2)
    s.fill(lid, rounded(tone(c, 1.03), look))
    s.shine(ellipse(cx - 5, 38.4, 2.4, 0.8), 0.6, 0.5, lid)
    s.fill(ellipse(cx, 33.4, 3.2, 2.8), rounded(BRASS if form else c, "gloss"))


def press(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    cx = 46.0
    s.stand(cx, 84, 18)
    s.fill(
        stroke([(cx + 16, 38), (cx + 29, 38), (cx + 30, 66), (cx + 16, 70)], 4.4),
        rounded(RUBBER if form else OAK, "plastic", 20),
    )
    glass = lathe(cx, ((30, 16.5), (82, 16.5)), 0.16, curved=False)
    _glass(s, glass, (206, 220, 222), cx, 16.5, 0.5)
    coffee = lathe(cx, ((48, 15.6), (81, 15.6)), 0.16, curved=False)
    s.fill(coffee, rounded((74, 44, 30), "gloss"), 0.94)
    s.fill(ellipse(cx, 48, 15.6, 2.4), flat((150, 104, 70), 0.15, 0))
    s.fill(lathe(cx, ((44, 15.4), (45.4, 15.4)), 0.16, curved=False), rounded(STEEL, "metal"))
    s.fill(rect(cx - 0.7, 16, cx + 0.7, 45), rounded(STEEL, "metal"))
    for y in (33, 79):
        s.fill(lathe(cx, ((y, 17), (y + 2.6, 17)), 0.16, curved=False), rounded(c, "metal"))
    for x in (-13.5, 13.5):
        s.fill(rect(cx + x - 1, 34, cx + x + 1, 82), rounded(c, "metal"))
    s.shine(stroke([(cx - 9, 38), (cx - 9, 78)], 1.6), 0.6, 0.5, glass)
    lid = lathe(cx, ((24, 6), (26, 14), (30, 17.4)), 0.16)
    s.fill(lid, rounded(c, "metal"))
    s.fill(ellipse(cx, 14.6, 3.6, 3), rounded(RUBBER if form else OAK, "plastic"))


def jar(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    fills = ((216, 170, 96), (116, 68, 42), (190, 70, 52))
    s.stand(50, 83, 20)
    high = (34, 40, 28)[form]
    body = lathe(50, ((high, 17), (high + 3, 20), (78, 20.4), (82, 18.6)), 0.16)
    stuff = lathe(50, ((high + 13, 18.6), (78, 18.8), (81, 17)), 0.16)
    s.fill(stuff, rounded(fills[form], "matte"))
    _grains(s, stuff, fills[form], (31, high + 10, 69, 84), form)
    _glass(s, body, (206, 220, 222), 50, 20, 0.26)
    s.shine(stroke([(38, high + 7), (38, 76)], 2), 0.7, 0.6, body)
    s.shine(stroke([(65.5, high + 10), (65.5, 74)], 0.8), 0.5, 0.5, body)
    s.fill(lathe(50, ((high - 1, 16.4), (high + 2, 16.4)), 0.16, curved=False), rounded((230, 224, 212), "plastic"))
    s.fill(lathe(50, ((high - 7, 17.4), (high - 1, 17.4)), 0.16, curved=False), rounded(c, "wood"))
    s.fill(ellipse(50, high - 7, 17.4, 2.9), wood(tone(c, 1.08), 0))
    s.fill(rect(42, 58, 58, 69, 1), flat((250, 246, 238), 0.04))
    s.fill(rect(45, 62.6, 55, 63.4), (120, 110, 100))


def _grains(s: Scene, clip: Path, c: RGB, box: tuple[float, float, float, float], form: int) -> None:
    dice = random.Random(form)
    for light in (0.72, 1.18):
        dots = []
        for _ in range(90):
            x, y = dice.uniform(box[0], box[2]), dice.uniform(box[1], box[3])
            dots.append(arc(x, y, dice.uniform(0.6, 1.2), dice.uniform(0.4, 0.8), 0, 360))
        s.fill(Path(*dots), tone(c, light), 0.55, clip)


def cutlery(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    for at, tool in enumerate((_fork, _blade, _spoon)):
        tool(s, 30 + at * 20, c, form)


def _shaft(s: Scene, x: float, top: float, c: RGB, form: int) -> None:
    end = 3.4 if form == 0 else 4.6
    shaft = stroke([(x, top), (x, 60), (x, 86)], 1.8, end, curved=False)
    s.lie(shaft)
    s.fill(shaft, rounded(c, "metal"))


def _fork(s: Scene, x: float, c: RGB, form: int) -> None:
    head = rect(x - 4, 28, x + 4, 36, 3.4)
    tines = Path(
        *(part for dx in (-3.3, -1.1, 1.1, 3.3) for part in rect(x + dx - 0.6, 12, x + dx + 0.6, 31, 0.5).parts)
    )
    s.lie(head + tines)
    _shaft(s, x, 34, c, form)
    s.fill(head + tines, rounded(c, "metal"))


def _spoon(s: Scene, x: float, c: RGB, form: int) -> None:
    _shaft(s, x, 30, c, form)
    head = ellipse(x, 23, 5.6, 10.4)
    s.lie(head)
    s.fill(head, rounded(c, "metal", 20))
    s.fill(ellipse(x, 23, 4.6, 9.2), Paint(((0, tone(c, 0.66)), (0.5, c), (1, tone(c, 1.35))), 40))
    s.shine(ellipse(x + 1.6, 27, 0.9, 3), 0.8, 0.6)


def _blade(s: Scene, x: float, c: RGB, form: int) -> None:
    _shaft(s, x, 50, c, form)
    blade = Path([(x - 1.2, 52), (x - 1.8, 20), *arc(x + 0.4, 20, 2.2, 8, 180, 300), (x + 2.2, 24), (x + 2, 52)])
    s.lie(blade)
    s.fill(blade, rounded(tone(c, 1.06), "metal"))
    s.fill(stroke([(x + 1.7, 18), (x + 1.7, 50)], 0.35), WARM_DARK, 0.3)
