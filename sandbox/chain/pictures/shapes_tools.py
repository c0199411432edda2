"""Hand and power tools, paint."""

from sandbox.chain.pictures.paints import (
    DARK_STEEL,
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
)
from sandbox.chain.pictures.scene import Path, Scene, arc, blob, ellipse, lathe, poly, rect, stroke

BLADE: Paint = Paint(((0, (150, 154, 158)), (0.45, (230, 232, 233)), (1, (172, 176, 180))), 90)


def screwdriver(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    with s.turned(45):
        rod = rect(12, 48.4, 56, 51.6, 0.6)
        tip = (
            poly((12, 48.4), (12, 51.6), (7, 50.7), (5.4, 50), (7, 49.3))
            if form == 0
            else poly((13, 48), (13, 52), (6, 52), (6, 48))
        )
        handle = blob(
            (54, 45.4),
            (58, 44),
            (66, 44.6),
            (78, 43),
            (92, 43.6),
            (95, 50),
            (92, 56.4),
            (78, 57),
            (66, 55.4),
            (58, 56),
            (54, 54.6),
        )
        s.lie(rod + handle)
        s.fill(tip, rounded(DARK_STEEL, "metal", 90))
        s.fill(rod, rounded(STEEL, "metal", 90))
        s.fill(handle, rounded(c, "plastic", 90))
        for y in (46.6, 50, 53.4):
            s.fill(rect(67, y - 1.1, 90, y + 1.1, 1.1), rounded(RUBBER, "plastic", 90), 0.92, handle)
        s.fill(rect(54, 45, 58, 55, 1.6), rounded(RUBBER, "plastic", 90))
        s.shine(stroke([(62, 46.2), (90, 45.6)], 0.9), 0.6, 0.6, handle)


def hammer(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    with s.turned(40, (50, 52)):
        handle = stroke([(50, 26), (50, 58), (50, 92)], 4.2, 6.4)
        s.lie(handle)
        s.fill(handle, rounded(OAK if form == 0 else c, "wood" if form == 0 else "plastic"))
        grip = stroke([(50, 66), (50, 92)], 6.4, 7.2, curved=False)
        s.fill(grip, rounded(c if form == 0 else RUBBER, "plastic"))
        for y in range(70, 92, 4):
            s.dark(rect(45, y, 55, y + 0.7), 0.5, 0.3, grip)
        head = Path([(30, 16), (44, 17.6), (56, 17.6), (62, 16), (62, 30), (56, 28.4), (44, 28.4), (30, 30)])
        claw = blob((58, 17), (68, 17.4), (77, 22), (82, 31), (74, 27), (66, 26.6), (58, 29))
        s.lie(head + claw)
        s.fill(claw, rounded(DARK_STEEL, "metal", 90))
        s.fill(head, rounded((128, 132, 137), "metal", 90))
        s.fill(rect(27, 14.6, 31, 31.4, 1.4), rounded(STEEL, "metal", 90))
        s.shine(stroke([(32, 19.4), (60, 20)], 1), 0.6, 0.6, head)


def pliers(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    with s.turned(36 if form == 0 else -36):
        for side in (-1, 1):
            jaw = blob(
                (50 + side * 0.6, 44),
                (50 + side * 7, 36),
                (50 + side * 6.6, 24),
                (50 + side * 3.4, 10),
                (50 + side * 0.5, 9),
                (50 + side * 0.5, 28),
            )
            s.lie(jaw)
            s.fill(jaw, rounded((146, 150, 155), "metal"))
            for at in range(6):
                s.dark(
                    rect(50 + min(side * 2.2, 0), 12 + at * 2, 50 + max(side * 2.2, 0), 12.7 + at * 2), 0.5, 0.25, jaw
                )
            grip = stroke(
                [(50 + side * 2, 50), (50 + side * 10, 62), (50 + side * 11.4, 76), (50 + side * 8, 92)], 5, 6.6
            )
            s.lie(grip)
            s.fill(grip, rounded(c, "plastic"))
            s.fill(stroke([(50 + side * 10.4, 66), (50 + side * 10.6, 80)], 2.6), rounded(RUBBER, "plastic"), 1, grip)
            s.shine(stroke([(50 + side * 5, 55), (50 + side * 9.6, 68), (50 + side * 7.4, 88)], 0.9), 0.5, 0.6, grip)
        s.fill(ellipse(50, 45, 6.4, 6.4), rounded((156, 160, 165), "metal"))
        s.fill(ellipse(50, 45, 2.6, 2.6), rounded(DARK_STEEL, "metal"))


def tape(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.stand(44, 78, 28, 4)
    ribbon = poly((66, 73), (94, 73), (94, 77.4), (66, 77.4))
    s.fill(ribbon, flat((244, 208, 84), 0.1))
    for at in range(13):
        s.fill(rect(68 + at * 2, 73, 68.4 + at * 2, 75.4 if at % 5 == 0 else 74.4), WARM_DARK, 0.8)
    s.fill(rect(93, 71.4, 95, 81, 0.6), rounded(STEEL, "metal"))
    body = blob(
        (16, 52), (18, 34), (32, 26), (50, 26), (64, 32), (71, 48), (72, 70), (68, 78), (44, 79), (20, 78), (16, 70)
    )
    s.fill(body.moved(1.6, 1.2), tone(c, 0.55))
    s.fill(body, Paint(((0, tone(c, 1.16)), (0.5, c), (1, tone(c, 0.72))), 55))
    edge = rounded(RUBBER, "plastic", 60)
    s.fill(
        blob((16, 60), (20, 58), (26, 66), (38, 73), (70, 73), (72, 76), (60, 79), (22, 79), (16, 72)), edge, 1, body
    )
    s.fill(stroke([(24, 33), (36, 27), (54, 27)], 3.6), edge, 1, body)
    s.fill(ellipse(43, 52, 15, 15), Paint(((0, tone(c, 0.7)), (1, tone(c, 1.1))), 50))
    s.fill(ellipse(43, 52, 13.4, 13.4), flat((240, 238, 232) if form == 0 else (62, 63, 66), 0.06, 50))
    s.fill(rect(36, 49, 50, 51.4, 0.6), c)
    s.fill(rect(38.4, 53.6, 47.6, 55, 0.6), (150, 146, 140))
    s.shine(stroke([(22, 44), (30, 33), (46, 29.6)], 1.4), 0.55, 0.8, body)
    s.fill(rect(60, 34, 68, 40, 2), rounded((212, 70, 52) if form == 0 else tone(c, 1.2), "plastic"))


def saw(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    with s.turned(-24):
        teeth = [(8 + at * 1.45, 57.4 + (1.7 if at % 2 else 0)) for at in range(42)]
        blade = Path([(8, 48 if form == 0 else 51), (68, 36), (70, 58), *reversed(teeth)])
        s.lie(blade)
        s.fill(blade, BLADE)
        s.shine(poly((14, 49), (60, 40), (60, 43), (14, 51)), 0.5, 0.8, blade)
        s.fill(rect(34, 48, 50, 50), c, 0.85, blade)
        grip = blob((64, 34), (78, 32), (90, 38), (94, 50), (90, 62), (78, 66), (66, 60))
        s.lie(grip)
        s.fill(grip, rounded(c, "plastic", 60))
        s.fill(blob((74, 42), (82, 41), (86, 48), (84, 56), (77, 57), (73, 50)), flat((238, 232, 222), 0.02))
        s.fill(stroke([(86, 40), (90.4, 50), (86.6, 60)], 3.4), rounded(RUBBER, "plastic"), 1, grip)
        for x, y in ((69, 40), (69, 54)):
            s.fill(ellipse(x, y, 1.5, 1.5), rounded(STEEL, "metal"))


def _grip(s: Scene, c: RGB, *, battery: bool) -> None:
    grip = blob((58, 46), (70, 46), (72, 58), (74, 74), (60, 76), (59, 62), (56, 54))
    s.fill(grip, rounded(RUBBER, "plastic"))
    for at in range(5):
        s.dark(stroke([(62, 56 + at * 3.6), (71, 55.4 + at * 3.6)], 0.6), 0.7, 0.3, grip)
    s.fill(stroke([(57.6, 49), (55.4, 53), (57, 58)], 3, 2.4), rounded(tone(c, 0.8), "plastic"))
    if battery:
        s.fill(rect(49, 74, 82, 86, 2.4), rounded((64, 65, 68), "plastic", 90))
        s.fill(rect(50, 74, 81, 78, 1.6), rounded(c, "plastic", 90))
        s.fill(rect(54, 81, 64, 82.6, 0.6), (110, 190, 120), 0.9)


def drill(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.glow(ellipse(58, 87, 24, 3), (110, 92, 78), 0.5, 2.4)
    cord = stroke([(68, 78), (70, 88), (82, 91), (96, 86)], 1.8)
    s.fill(cord, RUBBER)
    _grip(s, c, battery=False)
    s.fill(rect(61, 73, 74, 80, 2), rounded(RUBBER, "plastic"))
    s.fill(rect(2, 36.8, 18, 38.8, 0.6), rounded(DARK_STEEL, "metal", 90))
    s.fill(poly((16, 34), (26, 30), (26, 46), (16, 42)), rounded((92, 95, 99), "metal", 90))
    s.fill(rect(25, 29, 34, 47, 1.6), rounded((72, 74, 77), "metal", 90))
    if form == 0:
        s.fill(stroke([(38, 46), (38, 66)], 4.6), rounded(RUBBER, "plastic"))
    body = blob((33, 30), (42, 26.6), (58, 25), (74, 26), (84, 31), (85, 42), (78, 50), (60, 51), (44, 49), (33, 46.6))
    s.fill(body, rounded(c, "plastic", 90))
    s.fill(blob((70, 27), (80, 29), (85, 36), (83, 44), (74, 49), (70, 40)), rounded(RUBBER, "plastic", 90), 1, body)
    for at in range(4):
        s.fill(stroke([(73 + at * 2.4, 33), (73 + at * 2.4, 42)], 0.9), (30, 30, 32))
    s.fill(rect(44, 36, 64, 41, 1), WHITE, 0.92)
    s.fill(rect(46, 37.6, 58, 39.4, 0.4), tone(c, 0.7))
    s.shine(stroke([(38, 30.4), (54, 28), (68, 28.6)], 1.5), 0.55, 0.8, body)


def driver(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.glow(ellipse(64, 87, 24, 3), (110, 92, 78), 0.55, 2.4)
    _grip(s, c, battery=True)
    s.fill(rect(13, 37, 24, 39.4, 0.5), rounded(STEEL, "metal", 90))
    s.fill(poly((22, 33.4), (32, 31), (32, 45.4), (22, 43)), rounded((84, 86, 90), "metal", 90))
    collar = rect(31, 28.6, 41, 48, 2)
    s.fill(collar, rounded((58, 59, 62), "plastic", 90))
    for at in range(5):
        s.dark(rect(32.4 + at * 1.7, 28, 33 + at * 1.7, 49), 0.5, 0.25, collar)
    body = blob((40, 28), (50, 25.4), (64, 25), (78, 27), (82, 36), (79, 46), (66, 51), (52, 50), (40, 48))
    s.fill(body, rounded(c, "plastic", 90))
    s.fill(blob((66, 25), (78, 27), (82, 36), (78, 46), (68, 50), (70, 38)), rounded(RUBBER, "plastic", 90), 1, body)
    s.fill(rect(47, 35, 62, 40, 1), WHITE if form == 0 else (60, 61, 64), 0.92)
    s.fill(rect(49, 36.8, 57, 38.4, 0.4), tone(c, 0.7) if form == 0 else WHITE)
    s.shine(stroke([(43, 30), (54, 27.8), (66, 28)], 1.4), 0.55, 0.8, body)


def sander(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.stand(46, 85, 30, 4)
    s.fill(blob((70, 60), (84, 56), (92, 60), (93, 72), (86, 78), (74, 76)), rounded((70, 72, 75), "cloth", 90))
    s.fill(stroke([(62, 68), (72, 67)], 6), rounded(RUBBER, "plastic", 90))
    base = lathe(44, ((76, 27), (80, 28), (84, 28)), 0.14, curved=False) if form == 0 else rect(14, 75, 74, 85, 2)
    s.fill(base, rounded((82, 84, 88), "plastic", 0 if form == 0 else 90))
    s.fill(
        rect(13, 82, 75, 85.6, 1) if form else lathe(44, ((83, 28), (85.6, 28)), 0.14, curved=False),
        rounded((182, 120, 74), "matte"),
    )
    body = blob(
        (22, 74),
        (24, 60),
        (32, 50),
        (34, 38),
        (36, 30),
        (46, 26),
        (58, 28),
        (63, 36),
        (60, 48),
        (64, 58),
        (66, 74),
        (44, 77),
    )
    s.fill(body, rounded(c, "plastic"))
    s.fill(
        blob((35, 34), (40, 27.6), (50, 26.4), (60, 30), (62.6, 36), (58, 41), (46, 39), (37, 41)),
        rounded(RUBBER, "plastic", 90),
        1,
        body,
    )
    for at in range(4):
        s.fill(stroke([(52 + at * 2.6, 60), (53 + at * 2.6, 68)], 0.9), (36, 36, 38))
    s.fill(rect(29, 60, 46, 66, 1), WHITE, 0.92)
    s.fill(rect(31, 62, 41, 64, 0.4), tone(c, 0.7))
    s.shine(stroke([(28, 68), (34, 54), (38, 44)], 1.8), 0.5, 0.9, body)


def paint(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.stand(46, 86, 24)
    s.fill(stroke([(23, 46), (22, 64), (46, 76), (70, 64), (69, 46)], 0.9), rounded(STEEL, "metal"))
    body = lathe(46, ((40, 23.6), (85, 23.6)), 0.16, curved=False)
    s.fill(body, rounded((196, 199, 202), "metal"))
    label = lathe(46, ((49, 23.7), (79, 23.7)), 0.16, curved=False)
    s.fill(label, rounded((248, 245, 238), "matte"))
    band = lathe(46, ((62, 23.8), (79, 23.8)), 0.16, curved=False)
    s.fill(band, rounded(c, "plastic"))
    s.fill(rect(36, 57, 56, 59, 0.4), (92, 84, 78), 0.9)
    s.fill(rect(39, 61.6, 53, 62.8, 0.4), (160, 152, 144), 0.9)
    s.fill(lathe(46, ((39, 24.6), (42, 24.6)), 0.16, curved=False), rounded((206, 208, 210), "metal"))
    s.fill(ellipse(46, 39, 24.6, 4.2), rounded(STEEL, "metal"))
    s.fill(ellipse(46, 39.2, 22.6, 3.7), Paint(((0, tone(c, 0.84)), (0.4, c), (1, tone(c, 1.2))), 15))
    s.shine(ellipse(39, 38.6, 8, 0.8), 0.6, 0.8)
    if form == 0:
        drip = blob((52, 42), (56, 42.6), (60, 42), (59.4, 52), (58.4, 60), (56, 62), (54, 58), (53.6, 50))
        s.fill(drip, rounded(c, "gloss"))
    lid = ellipse(80, 80, 14, 10)
    s.lie(lid)
    s.fill(lid, rounded((200, 203, 206), "metal", 40))
    s.fill(ellipse(80, 80, 11.6, 8.2), Paint(((0, tone(c, 1.16)), (1, tone(c, 0.86))), 50))
    s.shine(stroke([(29, 50), (29, 82)], 1.8), 0.6, 0.6, body)


def paintbrush(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    with s.turned(38, (50, 50)):
        wide = 10.0 if form == 0 else 15.0
        bristles = Path(
            [
                (50 - wide, 64),
                (50 + wide, 64),
                (50 + wide * 1.04, 84),
                (50 + wide * 0.5, 88),
                (50, 86.6),
                (50 - wide * 0.5, 88),
                (50 - wide * 1.04, 84),
            ]
        )
        handle = blob(
            (47, 12),
            (50, 9),
            (53, 12),
            (53.6, 26),
            (56, 38),
            (50 + wide * 0.7, 52),
            (50 - wide * 0.7, 52),
            (44, 38),
            (46.4, 26),
        )
        s.lie(bristles + handle)
        s.fill(handle, rounded(c, "gloss"))
        s.shine(stroke([(48.4, 16), (47.6, 34)], 0.9), 0.6, 0.5, handle)
        s.fill(bristles, Paint(((0, (120, 86, 54)), (0.4, (214, 178, 124)), (1, (234, 208, 166))), 90))
        for at in range(15):
            x = 50 - wide + 1 + at * (wide * 2 - 2) / 14
            s.fill(stroke([(x, 66), (x + (x - 50) * 0.04, 85)], 0.3), WARM_DARK, 0.32, bristles)
        s.fill(
            blob((50 - wide * 1.1, 82), (50, 78), (50 + wide * 1.1, 82), (50 + wide * 1.1, 90), (50 - wide * 1.1, 90)),
            flat(mix(c, WHITE, 0.12), 0.1),
            0.9,
            bristles,
        )
        ferrule = rect(50 - wide, 51, 50 + wide, 65, 1)
        s.fill(ferrule, rounded(STEEL, "metal"))
        for y in (54, 62):
            s.dark(rect(50 - wide, y, 50 + wide, y + 0.6), 0.4, 0.25, ferrule)
        s.fill(ellipse(50, 15, 1.2, 1.2), (232, 224, 212))


def roller(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    with s.turned(-18):
        wide = 46.0 if form == 0 else 34.0
        x0, x1 = 50 - wide / 2, 50 + wide / 2
        wire = stroke([(x1, 26), (x1 + 8, 26), (x1 + 8, 42), (50, 46), (50, 58)], 1.7)
        s.lie(wire)
        s.fill(wire, rounded(STEEL, "metal"))
        nap = rect(x0, 17, x1, 35, 4)
        s.lie(nap)
        s.fill(
            nap,
            Paint(
                ((0, (240, 236, 226)), (0.3, (252, 250, 244)), (0.7, (220, 212, 198)), (1, (176, 166, 150))),
                90,
                "terry",
            ),
        )
        s.fill(
            rect(x0, 17, x0 + wide * 0.64, 35, 4),
            Paint(((0, tone(c, 1.1)), (0.3, tone(c, 1.2)), (0.7, tone(c, 0.9)), (1, tone(c, 0.66))), 90, "terry"),
            0.92,
        )
        s.fill(Path(arc(x1, 26, 2.4, 9, 0, 360)), rounded((230, 226, 216), "plastic", 90))
        handle = blob((47, 58), (50, 56.4), (53, 58), (54, 68), (53.4, 84), (50, 89), (46.6, 84), (46, 68))
        s.lie(handle)
        s.fill(handle, rounded(c, "plastic"))
        for y in range(68, 84, 4):
            s.dark(stroke([(47, y), (53, y)], 0.7), 0.45, 0.35, handle)
        s.shine(stroke([(48.4, 60), (48, 82)], 0.9), 0.55, 0.6, handle)
