"""Things of the kitchen: pans, knives, boards, tools, boxes and baskets."""

from sandbox.chain.pictures.paints import (
    OAK,
    RGB,
    RUBBER,
    STEEL,
    WHITE,
    Paint,
    Point,
    flat,
    mix,
    rounded,
    tone,
    wood,
)
from sandbox.chain.pictures.scene import Path, Scene, arc, blob, ellipse, lathe, poly, rect, stroke


def _wall(c: RGB, look: str) -> Paint:
    return rounded(c, {"gloss": "gloss", "metal": "metal", "iron": "iron"}.get(look, "matte"))


def pan(s: Scene, c: RGB, look: str, form: int) -> None:
    cx, cy, r, tilt = 41.0, 58.0, 29.0, 0.44
    s.glow(ellipse(cx + 3, cy + 12, r * 0.96, r * 0.4), (96, 78, 64), 0.55, 2.6)
    grip = RUBBER if look != "metal" else STEEL
    if form == 1:
        grip = OAK
    s.fill(stroke([(cx + r - 3, cy - 3), (cx + r + 9, cy - 9)], 4.2, 3.6), rounded(STEEL, "metal", 60))
    handle = stroke([(cx + r + 7, cy - 8), (cx + r + 18, cy - 14), (cx + r + 27, cy - 17)], 5, 6.4)
    s.fill(handle, rounded(grip, "wood" if form == 1 else "plastic", 65))
    s.shine(stroke([(cx + r + 9, cy - 10), (cx + r + 25, cy - 18)], 0.8), 0.4, 0.5)
    wall = lathe(cx, ((cy, r), (cy + 6, r * 0.95), (cy + 10, r * 0.84)), tilt)
    s.fill(wall, _wall(c, look))
    s.shine(stroke([(cx - r * 0.7, cy + 7), (cx - r * 0.62, cy + 15)], 2.6), 0.4, 0.9, wall)
    s.fill(ellipse(cx, cy, r, r * tilt), rounded(tone(c, 1.16), "metal" if look == "metal" else "gloss"))
    inner = mix(c, (66, 66, 68), 0.72) if look in {"matte", "iron"} else (STEEL if look == "metal" else tone(c, 1.25))
    well = ellipse(cx, cy + 0.4, r - 1.4, (r - 1.4) * tilt)
    s.fill(well, Paint(((0, tone(inner, 0.62)), (0.5, tone(inner, 0.86)), (1, tone(inner, 1.12))), 60))
    floor = ellipse(cx, cy + 3.4, r * 0.8, r * 0.8 * tilt)
    s.fill(floor, Paint(((0, tone(inner, 0.92)), (0.5, inner), (1, tone(inner, 1.2))), 35, "stone"), 1, well)
    s.shine(ellipse(cx - 7, cy + 1, 9, 2.6), 0.26, 2, floor)


def _pot_lid(s: Scene, cx: float, y: float, r: float, c: RGB, look: str, *, glass: bool) -> None:  # noqa: PLR0913 - coordinates
    dome = lathe(cx, ((y - 7, r * 0.24), (y - 5, r * 0.66), (y - 0.6, r * 0.99)), 0.2)
    s.fill(dome, rounded(STEEL if glass else c, "metal" if glass else look), 0.92)
    if glass:
        s.fill(dome, rounded((206, 220, 224), "gloss"), 0.55)
    s.shine(stroke([(cx - r * 0.6, y - 3), (cx - r * 0.2, y - 5.4)], 1.3), 0.75, 0.5, dome)
    s.fill(ellipse(cx, y - 9, 3.6, 2.6), rounded(RUBBER, "plastic"))
    s.fill(rect(cx - 1.2, y - 8, cx + 1.2, y - 5.6), rounded(STEEL, "metal"))


def pot(s: Scene, c: RGB, look: str, form: int) -> None:
    cx, top, half = 50.0, 45.0, 27.0
    low = 80.0 if form == 0 else 76.0
    s.stand(cx, low + 1, half)
    for side in (-1, 1):
        ear = [
            (cx + side * (half - 1), top + 8),
            (cx + side * (half + 8), top + 7),
            (cx + side * (half + 8), top + 13),
            (cx + side * (half - 1), top + 13),
        ]
        s.fill(stroke(ear, 2.8), rounded(STEEL if look != "iron" else c, "metal" if look != "iron" else "iron", 60))
    body = lathe(cx, ((top, half), (low - 4, half), (low, half * 0.94)), 0.17)
    s.fill(body, _wall(c, look))
    s.dark(rect(0, low - 6, 100, 100), 0.26, 2.2, body)
    if look == "gloss":
        s.shine(stroke([(cx - half * 0.6, top + 10), (cx - half * 0.58, low - 6)], 2.6), 0.55, 0.8, body)
    s.fill(
        lathe(cx, ((top, half + 0.7), (top + 1.6, half + 0.7)), 0.17, curved=False),
        rounded(STEEL if look != "iron" else tone(c, 1.1), "metal"),
    )
    _pot_lid(s, cx, top, half + 0.3, c, look, glass=form == 0)


def saucepan(s: Scene, c: RGB, look: str, form: int) -> None:
    cx, top, half = 41.0, 48.0, 21.0
    s.stand(cx, 81, half)
    grip = OAK if form == 0 else RUBBER
    s.fill(stroke([(cx + half - 2, top + 8), (cx + half + 9, top + 4)], 3.2), rounded(STEEL, "metal", 70))
    s.fill(
        stroke([(cx + half + 7, top + 5), (cx + half + 29, top - 4)], 4.6, 5.6),
        rounded(grip, "wood" if form == 0 else "plastic", 70),
    )
    body = lathe(cx, ((top, half), (77, half), (81, half * 0.92)), 0.18)
    s.fill(body, _wall(c, look))
    s.dark(rect(0, 75, 100, 100), 0.25, 2, body)
    s.shine(stroke([(cx - half * 0.58, top + 8), (cx - half * 0.56, 74)], 2.2), 0.45, 0.8, body)
    s.fill(ellipse(cx, top, half + 0.8, half * 0.19), rounded(tone(STEEL, 1.1), "metal"))
    inside = STEEL if look == "metal" else WHITE
    s.fill(
        ellipse(cx, top + 0.3, half - 0.6, half * 0.165), Paint(((0, tone(inside, 0.6)), (1, tone(inside, 0.98))), 20)
    )


def knife(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    length, high = ((50, 9.5), (34, 6.5), (50, 6.5))[form]
    with s.turned(-38):
        x0, y = 50 - length + 6.0, 50.0
        if form == 0:
            edge: list[Point] = [
                (x0, y - 1),
                (x0 + 12, y + high * 0.55),
                (x0 + 30, y + high * 0.8),
                (x0 + length, y + high * 0.8),
            ]
            blade = Path(
                [
                    (x0, y - 1),
                    *blob(*edge).parts[0][:31],
                    (x0 + length, y + high * 0.8),
                    (x0 + length, y - 3),
                    (x0 + 18, y - 3.4),
                ]
            )
        elif form == 1:
            blade = Path(
                [(x0, y + 2.4), (x0 + length, y + 4), (x0 + length, y - 2.6), (x0 + 16, y - 2.2), (x0 + 5, y + 0.4)]
            )
        else:
            teeth: list[Point] = []
            for at in range(20):
                teeth += [(x0 + 3 + at * (length - 4) / 20, y + 3.6), (x0 + 4.2 + at * (length - 4) / 20, y + 2.7)]
            blade = Path([(x0, y - 1), *teeth, (x0 + length, y + 3.4), (x0 + length, y - 3), (x0 + 4, y - 3)])
        s.lie(blade)
        s.fill(
            blade,
            Paint(((0, (150, 154, 158)), (0.4, (226, 229, 231)), (0.62, (184, 188, 192)), (1, (240, 242, 243))), 90),
        )
        s.fill(stroke([(x0 + 8, y - 1.4), (x0 + length - 2, y - 1.4)], 0.3), WHITE, 0.7, blade)
        bolster = rect(x0 + length - 0.5, y - 3.2, x0 + length + 3, y + 3.8, 0.8)
        handle = Path(
            [
                (x0 + length + 2, y - 2.9),
                (x0 + length + 24, y - 3.2),
                *arc(x0 + length + 25, y + 0.6, 3.4, 4, -80, 90),
                (x0 + length + 14, y + 3),
                (x0 + length + 2, y + 3.6),
            ]
        )
        s.lie(handle)
        s.fill(handle, rounded(c, "wood", 90))
        for dx in (7, 14, 21):
            s.fill(ellipse(x0 + length + dx, y + 0.2, 0.9, 0.9), rounded(STEEL, "metal"))
        s.fill(bolster, rounded(STEEL, "metal", 90))


def board(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    with s.turned(-14):
        body = rect(20, 32, 80, 72, 5 if form != 2 else 18)
        if form == 1:
            body = body + rect(76, 46.5, 94, 57.5, 5.4)
        s.lie(body)
        s.fill(body.moved(0.5, 1.9), wood(tone(c, 0.7), 90))
        s.fill(body, wood(c, 60, 0.1))
        for y in (40.2, 48.6, 57, 64.8):
            s.fill(rect(20, y, 76, y + 0.22), tone(c, 0.7), 0.45, body)
        groove = rect(23.6, 35.6, 76.4, 68.4, 3.4 if form != 2 else 15)
        inner = rect(24.8, 36.8, 75.2, 67.2, 2.6 if form != 2 else 14)
        if form != 2:
            ring = Path([*groove.parts[0], groove.parts[0][0], inner.parts[0][0], *reversed(inner.parts[0])])
            s.fill(ring, flat(tone(c, 0.78), 0.1), 0.75, body)
        hole = ellipse(88.6, 52, 2.2, 2.2) if form == 1 else ellipse(72.6, 40, 2.3, 2.3)
        s.fill(hole, flat((226, 216, 202), 0.05))
        s.fill(Path(arc(hole.parts[0][0][0] - 2.2, hole.parts[0][0][1], 2.3, 2.3, 180, 340)), tone(c, 0.55), 0.8, hole)
        s.shine(ellipse(40, 42, 16, 5), 0.22, 3, body)


def spatula(s: Scene, c: RGB, look: str, form: int) -> None:
    with s.turned(34):
        handle = stroke([(50, 44), (50, 88)], 3, 4.2, curved=False)
        head = (
            Path([(41, 14), (59, 14), (60, 34), (54, 44), (46, 44), (40, 34)])
            if form == 0
            else blob((50, 12), (59, 18), (58.5, 34), (53, 44), (47, 44), (41.5, 34), (41, 18))
        )
        s.lie(handle + head)
        wooden = look == "wood"
        s.fill(handle, rounded(c if wooden else (OAK if form else STEEL), "wood" if wooden or form else "metal"))
        s.fill(head, wood(c, 0) if wooden else rounded(c, "plastic"))
        for x in (45.4, 50, 54.6):
            s.fill(stroke([(x, 20), (x, 34)], 1.7), flat((238, 231, 220), 0.02), 1, head)
            s.dark(stroke([(x - 0.6, 20), (x - 0.6, 34)], 0.4), 0.5, 0.3, head)
        s.fill(ellipse(50, 86, 1.1, 1.1), (236, 228, 216))


def ladle(s: Scene, c: RGB, look: str, form: int) -> None:
    del form
    surface = "metal" if look == "metal" else "plastic"
    s.glow(ellipse(43, 78, 17, 4), (110, 92, 78), 0.5, 2.2)
    s.fill(stroke([(55, 62), (60, 40), (64, 20), (70, 14)], 3, 3.8), rounded(c, surface, 20))
    bowl = lathe(42, ((62, 17), (70, 15), (77, 8), (79, 4)), 0.3)
    s.fill(bowl, rounded(c, surface))
    s.fill(ellipse(42, 62, 17, 5.1), rounded(tone(c, 1.1), surface))
    s.fill(ellipse(42, 62.4, 16, 4.5), Paint(((0, tone(c, 0.5)), (0.6, tone(c, 0.9)), (1, tone(c, 1.3))), 20))
    s.shine(stroke([(33, 68), (36, 75)], 2), 0.6, 0.7, bowl)


def iso(cx: float, base: float, wide: float, deep: float, high: float) -> tuple[Path, Path, Path]:
    """The left, right and top faces of a box seen from a corner; `base` is its lowest point."""
    lx, rx = cx - wide * 0.86, cx + deep * 0.86
    ly, ry = base - wide * 0.34, base - deep * 0.34
    back = (lx + rx - cx, ly + ry - base)
    left = poly((lx, ly), (cx, base), (cx, base - high), (lx, ly - high))
    right = poly((cx, base), (rx, ry), (rx, ry - high), (cx, base - high))
    top = poly((lx, ly - high), (cx, base - high), (rx, ry - high), (back[0], back[1] - high))
    return left, right, top


def box(s: Scene, c: RGB, look: str, form: int) -> None:
    s.glow(poly((14, 70), (46, 84), (92, 68), (60, 58)), (110, 92, 78), 0.55, 2.6)
    left, right, top = iso(46, 80, 36, 44, 26)
    grain = "wood" if look == "wood" else ""
    s.fill(left, flat(tone(c, 1.02), 0.06, 60, grain))
    s.fill(right, flat(tone(c, 0.82), 0.05, 60, grain))
    s.fill(top, flat(tone(c, 1.14), 0.04, 30, grain))
    if form == 0:
        lid_l, lid_r, lid_t = iso(46, 58.4, 37.4, 45.4, 7)
        s.dark(poly((15, 48.6), (46, 60.6), (85, 45.6), (85, 47.6), (46, 63), (15, 51)), 0.4, 0.7, left + right)
        s.fill(lid_l, flat(tone(c, 1.08), 0.05, 60, grain))
        s.fill(lid_r, flat(tone(c, 0.88), 0.05, 60, grain))
        s.fill(lid_t, flat(tone(c, 1.2), 0.04, 30, grain))
    else:
        inner = poly((18.5, 41.8), (46, 52), (81, 39.2), (53.6, 29.4))
        s.fill(inner, Paint(((0, tone(c, 0.5)), (1, tone(c, 0.8))), 60))
    s.fill(poly((24, 63.6), (35, 67.9), (35, 73.4), (24, 69.1)), flat((250, 247, 240), 0.03))
    s.fill(poly((26, 67), (33, 69.7), (33, 70.4), (26, 67.7)), (150, 140, 130))
    s.fill(poly((60, 62.4), (70, 58.5), (70, 61.1), (60, 65)), tone(c, 0.42))


def container(s: Scene, c: RGB, look: str, form: int) -> None:
    s.glow(poly((14, 72), (46, 85), (92, 70), (60, 60)), (110, 92, 78), 0.5, 2.4)
    left, right, top = iso(46, 80, 37, 44, 22 if form == 0 else 30)
    glassy = (206, 220, 222) if look == "glass" else mix(c, WHITE, 0.8)
    high = 58.0 if form == 0 else 50.0
    s.fill(left + right, flat(glassy, 0.05), 0.75)
    food_l, food_r, food_t = iso(46, 78.6, 35.6, 42.6, 13 if form == 0 else 20)
    s.fill(food_t, flat((226, 150, 92), 0.08), 0.8)
    s.fill(food_l, flat((218, 120, 66), 0.08, 60), 0.62)
    s.fill(food_r, flat((198, 98, 52), 0.08, 60), 0.58)
    s.shine(poly((18, 52), (24, 54), (24, 70), (18, 68)), 0.5, 0.6, left)
    s.shine(poly((74, 54), (79, 52), (79, 66), (74, 68)), 0.4, 0.6, right)
    s.fill(top, tone(glassy, 1.1), 0.6)
    lid_l, lid_r, lid_t = iso(46, high + 2.4, 38.6, 45.6, 4.4)
    s.fill(lid_l, flat(c, 0.07, 60))
    s.fill(lid_r, flat(tone(c, 0.82), 0.06, 60))
    s.fill(lid_t, flat(tone(c, 1.16), 0.05, 30))
    s.shine(poly((30, high - 12), (46, high - 6.4), (54, high - 9), (38, high - 15)), 0.35, 1.2, lid_t)
    for x, y in ((28, high - 2.4), (66, high - 3.4)):
        s.fill(rect(x - 3, y - 1, x + 3, y + 6, 1), flat(tone(c, 0.92), 0.08))


def basket(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    profiles = (
        ((46, 29), (64, 28), (79, 24), (82, 22)),
        ((50, 33), (66, 32), (80, 29)),
        ((38, 22), (58, 25), (76, 23), (82, 20)),
    )
    profile = profiles[form]
    top, half = profile[0]
    s.stand(50, 82, profile[-1][1] + 1)
    if form == 0:
        s.fill(
            stroke([(24, top + 2), (34, 20), (50, 14), (66, 20), (76, top + 2)], 2.8),
            rounded(tone(c, 0.86), "wood", 90),
        )
    body = lathe(50, profile, 0.2)
    s.fill(body, rounded(c, "matte"))
    _weave(s, body, c, top, half)
    s.dark(rect(0, 75, 100, 100), 0.3, 2.5, body)
    s.fill(ellipse(50, top, half + 0.6, half * 0.2 + 0.5), rounded(tone(c, 1.02), "wood"))
    s.fill(ellipse(50, top + 0.6, half - 1.8, half * 0.2 - 0.7), Paint(((0, tone(c, 0.42)), (1, tone(c, 0.74))), 20))
    if form != 0:
        cloth = Path(
            [*arc(50, top, half - 1.6, half * 0.2 - 0.6, 0, 180), *arc(50, top - 0.4, half - 6, half * 0.1, 180, 0)]
        )
        s.fill(cloth, flat((240, 234, 222), 0.08, 0, "cloth"))


def _weave(s: Scene, body: Path, c: RGB, top: float, half: float) -> None:
    light, shade = [], []
    for row in range(11):
        y = top + 4 + row * 3.5
        for column in range(16):
            x = 50 + (column - 8 + (row % 2) * 0.5) * half / 7
            shade.append(arc(x, y + 3, half / 13, 1.7, 0, 360))
            light.append(arc(x, y + 2.6, half / 15, 1.1, 0, 360))
    s.fill(Path(*shade), tone(c, 0.56), 0.5, body)
    s.fill(Path(*light), rounded(tone(c, 1.14), "matte"), 0.72, body)
