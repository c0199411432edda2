"""Things of the garden and of plants."""

import random

from sandbox.chain.pictures.paints import (
    BRASS,
    LEAF,
    LEAF_DARK,
    OAK,
    PAPER,
    PINE,
    RGB,
    RUBBER,
    STEEL,
    WARM_DARK,
    WHITE,
    Paint,
    Point,
    flat,
    rounded,
    tone,
)
from sandbox.chain.pictures.scene import Path, Scene, arc, blob, ellipse, lathe, poly, rect, stroke
from sandbox.chain.pictures.shapes_table import body_light, rim

GREEN: Paint = Paint(((0, (136, 172, 108)), (1, (66, 108, 70))), 60)


def _shaft(s: Scene, low: float) -> None:
    shaft = stroke([(50, 8), (50, low)], 2.9, curved=False)
    s.lie(shaft)
    s.fill(shaft, rounded(PINE, "wood"))


def rake(s: Scene, c: RGB, look: str, form: int) -> None:
    metal = look != "metal"
    with s.turned(32, (50, 54)):
        _shaft(s, 72)
        grip = stroke([(50, 6), (50, 20)], 3.8, curved=False)
        s.fill(grip, rounded(c, "plastic"))
        count = 9 if form == 0 else 11
        surface = rounded(c if metal else STEEL, "plastic" if metal else "metal", 90)
        if form == 0:
            head = rect(30, 72, 70, 75.6, 1.2)
            tines = Path(
                *(
                    part
                    for at in range(count)
                    for part in stroke(
                        [(31.6 + at * 4.6, 74), (31.6 + at * 4.6, 84), (32.6 + at * 4.6, 89)], 1.9, 0.9
                    ).parts
                )
            )
        else:
            head = poly((47.6, 66), (52.4, 66), (58, 76), (42, 76))
            tines = Path(
                *(
                    part
                    for at in range(count)
                    for part in stroke([(46 + at * 0.8, 72), (31 + at * 3.8, 86), (30 + at * 4.0, 91)], 1.0, 0.8).parts
                )
            )
        s.lie(head + tines)
        s.fill(tines, surface)
        s.fill(head, surface)
        s.fill(lathe(50, ((64, 2), (73, 3)), 0.2, curved=False), rounded(STEEL, "metal"))


def shovel(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    with s.turned(28, (50, 52)):
        _shaft(s, 60)
        s.fill(stroke([(43, 7), (57, 7)], 4.2, curved=False), rounded(c, "plastic", 90))
        s.fill(stroke([(50, 8), (50, 15)], 3.8, curved=False), rounded(c, "plastic"))
        if form == 0:
            blade = Path(
                [
                    (37, 58),
                    (63, 58),
                    *blob((63, 58), (63, 74), (57, 86), (50, 94), (43, 86), (37, 74), (37, 58)).parts[0],
                ]
            )
        else:
            blade = blob((34, 58), (50, 57), (66, 58), (67, 76), (64, 92), (50, 94), (36, 92), (33, 76))
        s.lie(blade)
        s.fill(
            blade,
            Paint(
                (
                    (0, tone(c, 0.72)),
                    (0.3, tone(c, 1.08)),
                    (0.55, tone(c, 0.84)),
                    (0.75, tone(c, 1.12)),
                    (1, tone(c, 0.72)),
                ),
                0,
            ),
        )
        edge = (
            stroke([(41, 84), (50, 92.6), (59, 84)], 1.4)
            if form == 0
            else stroke([(37, 91.6), (50, 93), (63, 91.6)], 1.4)
        )
        s.fill(edge, (222, 224, 225), 0.85, blade)
        s.dark(stroke([(50, 60), (50, 80)], 2), 0.35, 1.4, blade)
        s.fill(lathe(50, ((48, 2.2), (62, 3.6)), 0.2, curved=False), rounded(STEEL, "metal"))
        s.shine(stroke([(42, 62), (42, 78)], 1.6), 0.4, 1, blade)


def secateurs(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    with s.turned(38 if form == 0 else -32, (50, 50)):
        for side in (-1, 1):
            grip = stroke(
                [(50 + side * 1.5, 46), (50 + side * 8, 58), (50 + side * 9.6, 74), (50 + side * 6.4, 90)], 5.4, 6.4
            )
            s.lie(grip)
            s.fill(grip, rounded(c if side > 0 else tone(c, 0.84), "plastic"))
            s.fill(stroke([(50 + side * 8.6, 64), (50 + side * 9.4, 76)], 2.2), tone(c, 0.6), 0.8, grip)
            s.shine(stroke([(50 + side * 6, 56), (50 + side * 8, 72), (50 + side * 5.4, 86)], 0.9), 0.45, 0.6, grip)
        spring = Path(
            *(
                part
                for at in range(6)
                for part in stroke([(47, 57 + at * 1.8), (53, 58 + at * 1.8)], 0.7, curved=False).parts
            )
        )
        s.fill(spring, rounded(STEEL, "metal"))
        hook = blob((48, 48), (42, 36), (41.6, 22), (45, 14), (46.4, 18), (45.8, 28), (49, 38), (52, 46))
        blade = blob((53, 47), (59, 34), (58, 20), (52, 10), (50, 20), (48.4, 32), (47.6, 46))
        s.lie(hook + blade)
        s.fill(hook, rounded((128, 132, 136), "metal"))
        s.fill(blade, Paint(((0, (168, 172, 176)), (0.5, (232, 234, 235)), (1, (186, 190, 193))), 10))
        s.fill(ellipse(50, 47, 4, 4), rounded((150, 154, 158), "metal"))
        s.fill(ellipse(50, 47, 1.8, 1.8), rounded(BRASS, "gloss"))


def watering_can(s: Scene, c: RGB, look: str, form: int) -> None:
    surface = "metal" if look == "metal" else "plastic"
    cx = 55.0
    s.stand(cx, 82, 20)
    half = (19, 17, 21)[form]
    top = (44, 36, 50)[form]
    s.fill(
        stroke([(cx - half + 2, 72), (cx - half - 12, 58), (cx - half - 24, 36 if form != 1 else 26)], 7, 4.2),
        rounded(tone(c, 0.96), surface, 45),
    )
    with s.turned(-38, (cx - half - 25, 34 if form != 1 else 24)):
        x, y = cx - half - 25, 34.0 if form != 1 else 24.0
        s.fill(lathe(x, ((y - 6, 7.4), (y + 3, 3)), 0.3, curved=False), rounded(c, surface))
        s.fill(ellipse(x, y - 6, 7.4, 2.4), rounded(tone(c, 1.1), surface))
        dots = [arc(x + dx, y - 6 + dy, 0.5, 0.3, 0, 360) for dx in (-4.4, -2.2, 0, 2.2, 4.4) for dy in (-0.7, 0.7)]
        s.fill(Path(*dots), tone(c, 0.4))
    s.fill(
        stroke(
            [(cx + half - 2, top + 8), (cx + half + 13, top + 2), (cx + half + 14, top + 24), (cx + half - 2, 72)], 3.4
        ),
        rounded(tone(c, 0.88), surface, 30),
    )
    if form != 2:
        s.fill(
            stroke([(cx - half + 3, top), (cx - 4, top - 15), (cx + half - 3, top)], 3),
            rounded(tone(c, 0.94), surface, 90),
        )
    body = lathe(cx, ((top, half * 0.9), (top + 8, half), (78, half), (82, half * 0.93)), 0.18)
    s.fill(body, rounded(c, surface))
    s.dark(rect(0, 76, 100, 100), 0.24, 2.2, body)
    body_light(s, body, cx, top + 9, 76, half, 0.5)
    for y in (top + 8, 75):
        s.dark(
            Path([*arc(cx, y, half, half * 0.18, 0, 180), *arc(cx, y - 0.6, half, half * 0.18, 180, 0)]),
            0.3,
            0.35,
            body,
        )
    opening = rim(s, cx, top, half * 0.9, c, 0.2, 1.2)
    s.fill(
        ellipse(cx, top + 2, half * 0.74, half * 0.11),
        Paint(((0, (150, 188, 200)), (1, (214, 230, 232))), 20),
        0.8,
        opening,
    )


def hose(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.glow(ellipse(52, 78, 36, 9), (110, 92, 78), 0.5, 3)
    s.fill(stroke([(76, 66), (88, 72), (91, 84), (80, 89)], 4.4), rounded(c, "plastic", 90))
    for at in range(5):
        y = 70 - at * 5.6
        coil = Path([*arc(46, y, 33, 12, 0, 360), *reversed(arc(46, y, 28, 8.6, 0, 360))])
        s.fill(
            coil,
            Paint(((0, tone(c, 0.7)), (0.25, tone(c, 1.16)), (0.5, c), (0.8, tone(c, 0.82)), (1, tone(c, 0.6))), 90),
        )
        stripe = Path([*arc(46, y - 0.4, 31.2, 10.8, 20, 170), *reversed(arc(46, y - 0.4, 30.4, 10.3, 20, 170))])
        s.fill(stripe, (236, 206, 92) if form == 0 else WHITE, 0.85)
    s.fill(stroke([(78, 89), (70, 88)], 5.4, 5), rounded((222, 150, 54), "plastic", 90))
    s.fill(stroke([(69, 88), (54, 85)], 4.8, 3), rounded(RUBBER, "plastic", 90))
    s.fill(rect(51.4, 82.6, 55, 87, 1), rounded((222, 150, 54), "plastic", 90))


def plant(s: Scene, cx: float, y: float, form: int, size: float = 1.0) -> None:
    """A house plant growing from a point: leaves, a succulent, grass or a flower."""
    dice = random.Random(form)
    if form == 1:
        for row, count in ((0, 7), (1, 6), (2, 4)):
            for at in range(count):
                angle = (at - (count - 1) / 2) * (26 - row * 3)
                with s.turned(angle, (cx, y)):
                    s.fill(
                        blob(
                            (cx, y),
                            (cx + 3.6 * size, y - (17 - row * 4) * size),
                            (cx, y - (27 - row * 6) * size),
                            (cx - 3.6 * size, y - (17 - row * 4) * size),
                        ),
                        Paint(((0, (168, 196, 152)), (1, (84, 126, 96))), 60),
                    )
        return
    if form == 3:
        for at in range(15):
            tip = (cx + (at - 7) * 3.4 * size, y - (38 - abs(at - 7) * 2.6) * size)
            s.fill(
                stroke(
                    [(cx + (at - 7) * 0.6, y), ((cx + tip[0]) / 2 + (at - 7) * 0.2, (y + tip[1]) / 2 - 5), tip],
                    2.2 * size,
                    0.5,
                ),
                rounded(LEAF if at % 2 else LEAF_DARK, "matte", 20),
            )
        return
    stems: list[Point] = [
        (cx + dx * size, y - dy * size)
        for dx, dy in ((-14, 24), (-6, 36), (3, 41), (11, 32), (16, 20), (-17, 12), (0, 24))
    ]
    for at, tip in enumerate(stems):
        s.fill(stroke([(cx, y), ((cx + tip[0]) / 2, (y + tip[1]) / 2 - 3), tip], 1.1, 0.7), (92, 116, 74))
        turn = (tip[0] - cx) * 2.2
        with s.turned(turn, tip):
            x, top = tip
            leaf = blob((x, top + 6 * size), (x + 5.4 * size, top), (x, top - 11 * size), (x - 5.4 * size, top))
            s.fill(leaf, GREEN if at % 2 else Paint(((0, (112, 152, 98)), (1, (52, 92, 64))), 60))
            s.fill(stroke([(x, top + 5 * size), (x, top - 9 * size)], 0.4), (188, 208, 164), 0.7, leaf)
        if form == 2:
            x, top = tip[0], tip[1] - 4
            petals = Path(
                *(arc(x + dice.uniform(-2.6, 2.6), top + dice.uniform(-2.4, 2.4), 2.4, 2.2, 0, 360) for _ in range(5))
            )
            s.fill(petals, Paint(((0, (238, 172, 168)), (1, (204, 96, 104))), 60))
            s.fill(ellipse(x, top, 1, 1), (246, 214, 120))


def flowerpot(s: Scene, c: RGB, look: str, form: int) -> None:
    surface = "matte" if look == "matte" else ("gloss" if look == "gloss" else "plastic")
    s.stand(50, 87, 19)
    s.fill(lathe(50, ((83, 21), (87, 18)), 0.2, curved=False), rounded(tone(c, 0.9), surface))
    s.fill(ellipse(50, 83, 21, 4.2), rounded(tone(c, 0.7), surface))
    profile: tuple[tuple[float, float], ...] = (
        ((54, 20), (84, 14)) if form in {0, 1} else ((52, 17), (60, 20), (76, 18), (84, 13))
    )
    top = profile[0][0]
    body = lathe(50, profile, 0.19, curved=form in {2, 3})
    s.fill(body, rounded(c, surface))
    if form in {0, 1}:
        s.dark(rect(20, 61, 80, 63.6), 0.4, 0.9, body)
        s.fill(lathe(50, ((53, 22), (60, 21.4)), 0.19, curved=False), rounded(tone(c, 1.03), surface))
        top = 53.0
    half = 22.0 if form in {0, 1} else 17.0
    body_light(s, body, 50, 66, 81, 17, 0.45 if surface != "matte" else 0.15)
    rim(s, 50, top, half, c, 0.2, 1.6)
    s.fill(ellipse(50, top + 0.8, half - 2, (half - 2) * 0.17), flat((74, 56, 44), 0.2, 0, "stone"))
    plant(s, 50, top + 1, form)


def planter(s: Scene, c: RGB, look: str, form: int) -> None:
    surface = {"matte": "matte", "gloss": "gloss"}.get(look, "plastic")
    s.stand(50, 88, 20)
    if form == 0:
        for x in (38.0, 62.0):
            s.fill(stroke([(x, 78), (x - (50 - x) * 0.24, 89)], 2.6, 2, curved=False), rounded(OAK, "wood"))
        profile: tuple[tuple[float, float], ...] = ((50, 22), (66, 21), (80, 16))
    elif form == 1:
        profile = ((48, 19), (88, 19))
    else:
        profile = ((54, 24), (70, 27), (88, 15))
    top, half = profile[0]
    body = lathe(50, profile, 0.19, curved=form != 1)
    s.fill(body, rounded(c, surface))
    if form == 1:
        for at in range(11):
            x = 50 + (at - 5) * 3.5
            s.dark(rect(x - 0.3, top + 3, x + 0.3, 92), 0.32, 0.35, body)
    s.dark(rect(0, profile[-1][0] - 4, 100, 100), 0.25, 2.2, body)
    body_light(s, body, 50, top + 8, profile[-1][0] - 8, half, 0.45 if surface != "matte" else 0.14)
    rim(s, 50, top, half, c, 0.2, 1.6)
    s.fill(ellipse(50, top + 0.8, half - 2, (half - 2) * 0.17), flat((74, 56, 44), 0.2, 0, "stone"))
    plant(s, 50, top + 1, (3, 0, 1)[form], (1.05, 0.86, 1.05)[form])


def soil(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.stand(50, 88, 27, 3.4)
    bag = blob(
        (25, 18),
        (37, 16),
        (50, 17.4),
        (63, 16),
        (75, 18),
        (77, 34),
        (79, 56),
        (78, 78),
        (74, 88),
        (50, 89.6),
        (26, 88),
        (22, 78),
        (21, 56),
        (23, 34),
    )
    s.lie(bag, 0.6)
    s.fill(
        bag,
        Paint(
            ((0, tone(c, 0.7)), (0.2, tone(c, 1.06)), (0.5, tone(c, 0.96)), (0.82, tone(c, 1.1)), (1, tone(c, 0.66))), 8
        ),
    )
    s.fill(rect(25, 16, 75, 22), rounded(tone(c, 0.8), "plastic", 90), 1, bag)
    label = blob((30, 34), (50, 31.4), (70, 34), (72, 54), (70, 68), (50, 70.4), (30, 68), (28, 54))
    s.fill(label, flat(PAPER, 0.03))
    s.fill(
        blob((28, 64), (40, 60), (52, 63), (64, 59.4), (73, 63), (71, 69), (50, 71), (30, 69)),
        flat((92, 66, 48), 0.14, 90, "stone"),
        1,
        label,
    )
    stem = stroke([(50, 62), (49.4, 52), (50, 44)], 1.3)
    s.fill(stem, LEAF_DARK)
    for side in (-1, 1):
        s.fill(blob((50, 50), (50 + side * 6, 43), (50 + side * 13, 42), (50 + side * 7, 49.6)), GREEN)
    if form == 1:
        s.fill(ellipse(50, 41, 3.4, 3.4), rounded((206, 70, 56), "gloss"))
    s.fill(rect(37, 74, 63, 76), PAPER, 0.9)
    s.fill(rect(42, 78.4, 58, 79.8), PAPER, 0.7)
    for x, y, dx in ((28, 26, 5), (70, 28, -4), (27, 82, 6), (72, 80, -5)):
        s.shine(stroke([(x, y), (x + dx, y + 6)], 0.8, 0.2), 0.4, 0.8, bag)


def seeds(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    with s.turned(-5):
        packet = rect(28, 12, 72, 86, 0.8)
        s.lie(packet)
        s.fill(packet, flat(PAPER, 0.05, 60))
        s.fill(rect(28, 12, 72, 30), flat(c, 0.08, 60))
        s.fill(rect(34, 17.4, 66, 20), WHITE, 0.95)
        s.fill(rect(40, 23, 60, 24.6), WHITE, 0.75)
        window = rect(32, 34, 68, 74, 1.2)
        s.fill(window, Paint(((0, (224, 232, 216)), (1, (244, 236, 214))), 90))
        s.fill(rect(28, 12, 72, 14.6), tone(c, 0.76), 0.8)
    if form == 0:
        for x, y, r in ((44.0, 60.0, 8.0), (57.0, 56.0, 7.0), (52.0, 66.0, 6.4)):
            s.fill(ellipse(x, y, r, r * 0.95), rounded((204, 62, 48), "gloss"))
            s.fill(
                Path(
                    *(
                        part
                        for angle in range(5)
                        for part in stroke(
                            [(x, y - r * 0.8), (x + (angle - 2) * r * 0.22, y - r * 1.05 - (2 - abs(angle - 2)) * 0.5)],
                            1,
                        ).parts
                    )
                ),
                LEAF_DARK,
            )
    elif form == 1:
        for at, x in enumerate((42.0, 50.0, 58.0)):
            s.fill(
                blob((x - 3.4, 50), (x + 3.4, 50), (x + 1.6, 62), (x, 71 - at % 2 * 2), (x - 1.6, 62)),
                rounded((224, 124, 48), "matte"),
            )
            for dx in (-3, 0, 3):
                s.fill(stroke([(x, 50), (x + dx, 38)], 1.3, 0.6), LEAF)
    else:
        for x, y in ((43.0, 48.0), (57.0, 46.0), (50.0, 58.0)):
            s.fill(stroke([(x, y), (50, 71)], 0.9), LEAF_DARK)
            petals = Path(*(part for at in range(8) for part in _petal(x, y, at).parts))
            s.fill(petals, Paint(((0, (250, 206, 96)), (1, (226, 138, 46))), 60))
            s.fill(ellipse(x, y, 2.2, 2.2), (140, 82, 44))
    s.fill(rect(38, 78, 62, 79.6), WARM_DARK, 0.35)


def _petal(x: float, y: float, at: int) -> Path:
    (part,) = ellipse(x, y, 2.4, 2.4).parts
    dx, dy = ((5, 0), (3.5, 3.5), (0, 5), (-3.5, 3.5), (-5, 0), (-3.5, -3.5), (0, -5), (3.5, -3.5))[at]
    return Path([(px + dx, py + dy) for px, py in part])
