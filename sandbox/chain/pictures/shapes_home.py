"""Things of the home: textile and furniture."""

from sandbox.chain.pictures.paints import (
    BRASS,
    OAK,
    RGB,
    Paint,
    Point,
    flat,
    mix,
    rounded,
    tone,
    wood,
)
from sandbox.chain.pictures.scene import Path, Scene, blob, ellipse, lathe, poly, rect, smooth, stroke


def _fold(s: Scene, x0: float, x1: float, y: float, high: float, c: RGB, grain: str) -> Path:  # noqa: PLR0913, PLR0917 - coordinates
    """A folded layer of cloth seen from the front: a soft roll with its crease."""
    layer = blob(
        (x0 + 1, y),
        ((x0 + x1) / 2, y - 0.7),
        (x1 - 1, y),
        (x1 + 0.8, y + high / 2),
        (x1 - 1, y + high),
        ((x0 + x1) / 2, y + high + 0.6),
        (x0 + 1, y + high),
        (x0 - 0.8, y + high / 2),
    )
    s.fill(layer, Paint(((0, tone(c, 1.12)), (0.35, c), (0.8, tone(c, 0.84)), (1, tone(c, 0.66))), 90, grain))
    s.fill(
        stroke([(x0 + 2, y + high * 0.52), ((x0 + x1) / 2, y + high * 0.6), (x1 - 6, y + high * 0.5)], 0.35),
        tone(c, 0.6),
        0.55,
        layer,
    )
    return layer


def towel(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.stand(50, 82, 34, 4)
    if form == 1:
        hang = blob(
            (30, 20), (50, 18.6), (70, 20), (71, 50), (70, 83), (60, 84.4), (50, 83), (40, 84.4), (30, 83), (29, 50)
        )
        s.fill(rect(16, 15.4, 84, 18, 1.2), rounded(BRASS, "metal", 90))
        s.lie(hang)
        s.fill(
            hang,
            Paint(
                (
                    (0, tone(c, 0.9)),
                    (0.18, tone(c, 1.08)),
                    (0.4, tone(c, 0.94)),
                    (0.62, tone(c, 1.06)),
                    (0.85, tone(c, 0.9)),
                    (1, tone(c, 0.8)),
                ),
                0,
                "terry",
            ),
        )
        for y in (70.0, 74.0):
            s.fill(rect(20, y, 80, y + 1.8), tone(c, 0.78 if sum(c) > 380 else 1.25), 0.8, hang)
        s.shine(rect(27, 18.4, 73, 21), 0.3, 1, hang)
        return
    layers = 3 if form == 0 else 4
    shades = [c, tone(c, 1.1), tone(c, 0.86), tone(c, 1.18)]
    for at in range(layers):
        high = 13.5 if form == 0 else 11.0
        y = 68 - at * high
        layer = _fold(s, 18 + at * 0.7, 82 - at * 0.7, y, high, shades[at] if form == 2 else c, "terry")
        for x in (27.0, 30.4):
            s.fill(
                stroke([(x, y - 2), (x + 0.6, y + high / 2), (x, y + high + 2)], 1.5),
                tone(c, 0.76 if sum(c) > 380 else 1.3),
                0.75,
                layer,
            )


def pillow(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.stand(50, 84, 32, 3.4)
    shape = blob(
        (16, 20),
        (33, 23.4),
        (50, 24),
        (67, 23.4),
        (84, 20),
        (80.4, 36),
        (79.6, 52),
        (80.6, 68),
        (84, 84),
        (67, 81.4),
        (50, 81),
        (33, 81.4),
        (16, 84),
        (19.4, 68),
        (20.4, 52),
        (19.6, 36),
    )
    s.lie(shape, 0.6)
    s.fill(shape, Paint(((0, tone(c, 1.1)), (0.5, c), (1, tone(c, 0.78))), 55, "cloth"))
    accent = tone(c, 0.72) if sum(c) > 400 else tone(c, 1.32)
    if form == 1:
        for x in map(float, range(22, 84, 8)):
            s.fill(stroke([(x, 18), (x + (50 - x) * 0.05, 52), (x, 86)], 2.2), accent, 0.6, shape)
    if form == 2:
        for at in range(6):
            for row in range(6):
                cx, cy = 23 + at * 11 + (row % 2) * 5.5, 25 + row * 11
                s.fill(poly((cx, cy - 3.4), (cx + 3.4, cy), (cx, cy + 3.4), (cx - 3.4, cy)), accent, 0.55, shape)
    s.shine(ellipse(42, 40, 20, 14), 0.3, 6, shape)
    s.dark(stroke([(30, 84), (50, 80), (78, 82)], 6), 0.34, 3.5, shape)
    for x, y, dx, dy in ((20, 24, 9, 7), (80, 24, -9, 7), (21, 80, 8, -8), (79, 80, -8, -8)):
        s.dark(stroke([(x, y), (x + dx, y + dy)], 0.7, 0.2), 0.42, 0.7, shape)


def throw(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.stand(50, 82, 36, 4)
    for at in range(3):
        y = 67 - at * 14
        layer = _fold(s, 16 + at, 84 - at, y, 14, c, "cloth")
        accent = tone(c, 0.7) if sum(c) > 400 else tone(c, 1.35)
        if form == 1:
            for x in map(float, range(20, 84, 9)):
                s.fill(rect(x, y - 2, x + 3.4, y + 16), accent, 0.42, layer)
            s.fill(rect(10, y + 4.4, 90, y + 7.6), accent, 0.42, layer)
        else:
            gap = 3.2 if form == 0 else 5.0
            for step in range(int(66 / gap)):
                x = 17 + step * gap
                s.fill(stroke([(x, y), (x + gap / 2, y + 7), (x, y + 14)], 0.7), accent, 0.4, layer)
    fringe = Path(
        *(part for at in range(17) for part in stroke([(20 + at * 1.5, 40), (19.6 + at * 1.5, 48 + at % 3)], 0.8).parts)
    )
    s.fill(fringe, tone(c, 0.9), 0.95)


def bedding(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.stand(50, 84, 36, 4)
    for at, light in enumerate((1.0, 1.14, 0.9)):
        _fold(s, 15, 85, 74 - at * 9, 9.4, tone(c, light), "cloth")
    puff = blob((16, 52), (18, 42), (32, 37), (50, 36), (68, 37), (82, 42), (84, 52), (68, 56), (50, 56.6), (32, 56))
    s.lie(puff, 0.5)
    s.fill(puff, Paint(((0, tone(c, 1.2)), (0.5, tone(c, 1.06)), (1, tone(c, 0.82))), 80, "cloth"))
    accent = tone(c, 0.76) if sum(c) > 400 else tone(c, 1.3)
    if form == 1:
        for x in map(float, range(20, 84, 6)):
            s.fill(stroke([(x, 34), (x, 58)], 1.0), accent, 0.5, puff)
    s.shine(ellipse(42, 42, 20, 4), 0.4, 3, puff)
    ribbon = tone(c, 0.62) if sum(c) > 330 else (230, 220, 204)
    s.fill(rect(46.6, 56, 53.4, 84.6), rounded(ribbon, "cloth", 90), 0.95)
    s.fill(
        blob((50, 68), (41, 62), (38, 67), (42, 72)) + blob((50, 68), (59, 62), (62, 67), (58, 72)),
        rounded(ribbon, "cloth", 90),
    )
    s.fill(ellipse(50, 68, 2.4, 2.4), tone(ribbon, 0.85))


def _leg(s: Scene, top: Point, low: Point, c: RGB, width: float = 2.6) -> None:
    s.fill(stroke([top, low], width, width * 0.7, curved=False), rounded(c, "wood"))


def chair(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.glow(ellipse(54, 88, 30, 5), (110, 92, 78), 0.5, 2.6)
    frame = c if form != 2 else OAK
    _leg(s, (65, 54), (71, 82), tone(frame, 0.8))
    _leg(s, (39, 52), (37, 80), tone(frame, 0.78))
    back = blob((33, 12), (50, 9.4), (67, 12), (66.6, 30), (50, 32.4), (33.4, 30)) if form != 1 else Path()
    for x0, x1 in ((36, 34.4), (64, 65.6)):
        s.fill(stroke([(x0, 54), (x1, 12)], 2.8, 2.4, curved=False), rounded(frame, "wood"))
    if form == 1:
        for y in (14, 22, 30):
            slat = blob((34, y), (50, y - 2.4), (66, y), (66, y + 4), (50, y + 1.8), (34, y + 4))
            s.fill(slat, wood(c, 90, 0.16))
    else:
        s.fill(back, wood(c, 90, 0.14) if form == 0 else Paint(((0, tone(c, 1.08)), (1, tone(c, 0.8))), 80, "cloth"))
        s.shine(ellipse(44, 16, 12, 3), 0.3, 2, back)
    seat = Path(smooth([(30, 53), (50, 49.4), (70, 53), (74, 60), (50, 65.6), (26, 60)]))
    s.fill(seat.moved(0, 2.6), wood(tone(c, 0.62), 0))
    s.fill(
        seat,
        wood(tone(c, 1.06), 60, 0.1) if form != 2 else Paint(((0, tone(c, 1.12)), (1, tone(c, 0.84))), 80, "cloth"),
    )
    s.dark(stroke([(36, 54), (50, 52), (64, 54)], 2.4), 0.35, 1.6, seat)
    _leg(s, (29, 62), (25, 89), frame, 3)
    _leg(s, (71, 62), (76, 89), frame, 3)
    s.fill(stroke([(27.6, 74), (73.6, 74)], 1.4, curved=False), rounded(tone(frame, 0.86), "wood", 90))


def stool(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.glow(ellipse(53, 86, 25, 5), (110, 92, 78), 0.5, 2.6)
    spread = 21 if form != 2 else 17
    _leg(s, (44, 44), (42, 80), tone(c, 0.76), 3)
    _leg(s, (58, 44), (62, 80), tone(c, 0.74), 3)
    s.fill(stroke([(36, 68), (64, 68)], 1.6, curved=False), rounded(tone(c, 0.82), "wood", 90))
    _leg(s, (36, 46), (50 - spread, 87), c, 3.4)
    _leg(s, (64, 46), (50 + spread, 87), c, 3.4)
    if form == 1:
        top = Path(smooth([(24, 40), (50, 35), (76, 40), (72, 46), (50, 50), (28, 46)], steps=8))
    else:
        top = ellipse(50, 41, 25, 7)
    s.fill(top.moved(0, 4), wood(tone(c, 0.66), 0))
    s.fill(top.moved(0, 2), wood(tone(c, 0.8), 0))
    s.fill(top, wood(tone(c, 1.08), 40, 0.12))
    s.shine(ellipse(43, 39, 13, 2.4), 0.32, 1.8, top)
    if form == 2:
        s.fill(ellipse(50, 38.6, 23, 6.4), Paint(((0, (232, 222, 206)), (1, (188, 176, 158))), 70, "cloth"))


def table(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.glow(ellipse(54, 84, 42, 6), (110, 92, 78), 0.45, 3)
    legs = c if form != 1 else (66, 68, 70)
    if form == 2:
        s.fill(lathe(50, ((50, 3.4), (70, 3.4), (80, 6), (84, 15)), 0.2), rounded(c, "wood"))
        top = ellipse(50, 45, 42, 11)
    else:
        _leg(s, (27, 42), (25, 74), tone(legs, 0.7), 3.4)
        _leg(s, (79, 42), (82, 74), tone(legs, 0.7), 3.4)
        s.fill(poly((16, 50), (84, 50), (86, 54), (14, 54)), wood(tone(c, 0.66), 0))
        _leg(s, (14, 52), (11, 87), legs, 4.6)
        _leg(s, (86, 52), (90, 87), legs, 4.6)
        top = poly((22, 37), (80, 37), (95, 49), (6, 49))
    s.fill(top.moved(0, 3), wood(tone(c, 0.7), 0))
    s.fill(top, wood(tone(c, 1.06), 20, 0.08))
    s.shine(ellipse(40, 42, 22, 2.6), 0.3, 2.4, top)
    s.fill(lathe(62, ((30, 2.2), (34, 4), (41, 3.4)), 0.2), rounded((236, 230, 220), "gloss"))
    twig = stroke([(62, 30), (60.6, 22), (63, 14)], 0.6)
    s.fill(twig, LEAF_LINE)
    _leaves(s, [(60, 24), (63.6, 19), (60.6, 16), (64.6, 13)], 2.6)


LEAF_LINE: RGB = (96, 112, 78)


def _leaves(s: Scene, spots: list[Point], size: float) -> None:
    for at, (x, y) in enumerate(spots):
        side = 1 if at % 2 else -1
        leaf = blob(
            (x, y),
            (x + side * size * 0.5, y - size * 0.5),
            (x + side * size * 1.2, y - size * 0.5),
            (x + side * size * 0.6, y + size * 0.1),
        )
        s.fill(leaf, Paint(((0, (132, 162, 112)), (1, (72, 108, 74))), 60))


def shelf(s: Scene, c: RGB, look: str, form: int) -> None:
    grain = look != "plastic"
    s.stand(50, 90, 32, 3)
    paint = wood(c, 0, 0.06) if grain else flat(c, 0.08, 0)
    edge = wood(tone(c, 0.8), 0, 0.06) if grain else flat(tone(c, 0.8), 0.06, 0)
    x0, x1 = (22, 78) if form != 2 else (28, 72)
    if form == 0:
        s.fill(rect(x0, 12, x1, 88), flat((236, 229, 218), 0.03))
    rows = (12, 31, 50, 69, 86)
    s.fill(rect(x0, 10, x0 + 3.2, 90), paint)
    s.fill(rect(x1 - 3.2, 10, x1, 90), edge)
    for y in rows:
        s.fill(rect(x0 + 2, y + 1.6, x1 - 2, y + 4), (96, 78, 64), 0.16)
        s.fill(rect(x0 + 1, y, x1 - 1, y + 2.6), paint)
    _things(s, x0 + 6, c)


def _things(s: Scene, x: float, c: RGB) -> None:
    shades: tuple[RGB, ...] = ((62, 104, 88), (206, 150, 78), (182, 98, 72), (228, 220, 206), (84, 108, 138))
    for at, shade in enumerate(shades):
        high = 11 + (at * 7) % 4
        s.fill(rect(x + at * 3.3, 31 - high, x + at * 3.3 + 2.8, 31, 0.3), rounded(shade, "matte"))
    s.fill(lathe(x + 27, ((40, 2), (44, 4.4), (49.6, 3.4)), 0.2), rounded((232, 226, 214), "matte"))
    left, right, top = (rect(x + 2, 58, x + 17, 69), rect(x + 2, 58, x + 17, 60.6), rect(x + 7, 63, x + 12, 64.6, 0.7))
    s.fill(left, flat((214, 196, 168), 0.08, 90, "cloth"))
    s.fill(right, flat((198, 178, 148), 0.05))
    s.fill(top, (120, 98, 76))
    s.fill(lathe(x + 30, ((60, 4.6), (68.6, 3.6)), 0.2, curved=False), rounded((190, 108, 76), "matte"))
    _leaves(s, [(x + 30, 59), (x + 30, 58), (x + 29, 55), (x + 31, 55), (x + 30, 53)], 5)
    for at in range(3):
        s.fill(
            rect(x + 3, 82.6 - at * 3.4, x + 20, 85.8 - at * 3.4, 1),
            rounded(mix(c, ((150, 170, 180), (222, 214, 200), (190, 130, 100))[at], 0.8), "cloth", 90),
        )
