"""Things of decor, bath and cleaning."""

import math
import random

from sandbox.chain.pictures.paints import (
    BRASS,
    OAK,
    RGB,
    STEEL,
    WARM_DARK,
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
from sandbox.chain.pictures.shapes_table import body_light, rim, speckles


def _twigs(s: Scene, cx: float, top: float, form: int) -> None:
    ends: tuple[Point, ...] = ((cx - 9, top - 24), (cx + 2, top - 29), (cx + 11, top - 21))
    for at, (x, y) in enumerate(ends[: 3 if form != 1 else 2]):
        middle = ((cx + x) / 2 + (at - 1) * 1.5, (top + y) / 2)
        s.fill(stroke([(cx + (at - 1) * 1.6, top + 3), middle, (x, y)], 0.8, 0.5), (104, 108, 76))
        for step in range(5):
            share = 0.35 + step * 0.15
            px, py = cx + (x - cx) * share, top + (y - top) * share
            side = 1 if step % 2 else -1
            if form == 2:
                s.fill(ellipse(px + side * 1.8, py, 1.7, 1.7), rounded((196, 96, 74), "gloss"))
            else:
                leaf = blob(
                    (px, py), (px + side * 2.2, py - 2.4), (px + side * 5.4, py - 2.8), (px + side * 3, py + 0.6)
                )
                s.fill(leaf, Paint(((0, (150, 172, 128)), (1, (84, 116, 82))), 50))


def vase(s: Scene, c: RGB, look: str, form: int) -> None:
    profiles: tuple[tuple[tuple[float, float], ...], ...] = (
        ((42, 6), (47, 5.6), (56, 15), (68, 19), (78, 15), (84, 11)),
        ((38, 9), (44, 8), (60, 13), (76, 14), (84, 12)),
        ((46, 8), (50, 8), (60, 20), (74, 21), (84, 12)),
        ((38, 13), (56, 10), (72, 13.5), (84, 13)),
    )
    profile = profiles[form]
    top, half = profile[0]
    widest = max(wide for _, wide in profile)
    s.stand(50, 84.6, profile[-1][1] + 2)
    _twigs(s, 50, top, form)
    body = lathe(50, profile, 0.18)
    if look == "glass":
        s.fill(body, rounded(c, "gloss"), 0.62)
        s.fill(lathe(50, ((66, widest * 0.9), (82, profile[-1][1] - 1)), 0.18), (214, 228, 230), 0.45, body)
    else:
        s.fill(body, rounded(c, look))
    if look == "matte":
        speckles(s, body, (50 - widest, top, 50 + widest, 84), tone(c, 0.4), 60)
    if form == 3 and look != "glass":
        for at in range(9):
            x = 50 + math.sin(math.radians(-72 + at * 18)) * 12.6
            s.dark(stroke([(x, top + 5), (50 + (x - 50) * 0.8, 58), (x, 82)], 0.5), 0.3, 0.4, body)
    s.dark(rect(0, 78, 100, 100), 0.25, 2.5, body)
    body_light(s, body, 50, 58, 77, widest, 0.6 if look != "matte" else 0.22)
    rim(s, 50, top, half, c, 0.2)


def candle(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    if form == 2:
        s.stand(50, 84, 24)
        for x, top in ((36.0, 52.0), (64.0, 60.0), (50.0, 42.0)):
            _pillar(s, x, top, 9, c)
        return
    s.stand(50, 84, 20)
    if form == 1:
        _pillar(s, 50, 40, 17, c)
        return
    jar = lathe(50, ((42, 20), (80, 20), (84, 18)), 0.17)
    wax = lathe(50, ((50, 18.8), (80, 18.8), (83, 17)), 0.17)
    s.fill(wax, rounded(mix(c, WHITE, 0.35), "matte"))
    s.glow(ellipse(50, 54, 12, 7), (255, 226, 168), 0.7, 4, wax)
    s.fill(ellipse(50, 50, 18.8, 3.2), mix(c, (255, 246, 226), 0.6))
    _flame(s, 50, 48)
    s.fill(
        jar,
        Paint(((0, (150, 156, 156)), (0.1, (226, 230, 228)), (0.85, (232, 234, 232)), (1, (150, 156, 156))), 0),
        0.3,
    )
    s.shine(stroke([(38, 48), (38, 78)], 2.2), 0.6, 0.7, jar)
    s.fill(rect(40, 60, 60, 74, 0.8), flat((248, 243, 233), 0.04))
    s.fill(rect(44, 64, 56, 65), (120, 106, 90))
    s.fill(rect(46, 67.6, 54, 68.3), (170, 158, 144))
    s.fill(Path([*arc(50, 42, 20, 3.4, 0, 360), *reversed(arc(50, 42, 19, 3, 0, 360))]), (170, 176, 176), 0.7)


def _pillar(s: Scene, x: float, top: float, half: float, c: RGB) -> None:
    body = lathe(x, ((top, half), (84, half)), 0.18, curved=False)
    s.fill(body, rounded(c, "matte"))
    s.glow(rect(x - half, top - 2, x + half, top + 12), (255, 224, 164), 0.5, 4, body)
    s.fill(
        ellipse(x, top, half, half * 0.18),
        Paint(((0, mix(c, (255, 244, 216), 0.7)), (1, mix(c, (255, 236, 196), 0.4))), 0),
    )
    s.shine(stroke([(x - half * 0.6, top + 6), (x - half * 0.6, 80)], half * 0.14), 0.3, 0.8, body)
    _flame(s, x, top)


def _flame(s: Scene, x: float, y: float) -> None:
    s.glow(ellipse(x, y - 7, 11, 13), (255, 222, 150), 0.75, 4.5)
    s.fill(rect(x - 0.4, y - 4, x + 0.4, y + 0.6), (70, 54, 46))
    s.fill(
        blob((x, y - 14), (x + 2.6, y - 7), (x + 1.9, y - 3.2), (x, y - 2), (x - 1.9, y - 3.2), (x - 2.6, y - 7)),
        Paint(((0, (255, 206, 92)), (0.6, (255, 240, 190)), (1, (246, 166, 70))), 90),
    )


def frame(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    x0, y0, x1, y1 = (24, 14, 76, 86) if form == 0 else (14, 22, 86, 80)
    outer = rect(x0, y0, x1, y1, 0.6)
    s.lie(outer)
    s.fill(outer, wood(c, 0))
    s.fill(poly((x0, y0), (x1, y0), (x1 - 4, y0 + 4), (x0 + 4, y0 + 4)), wood(tone(c, 1.14), 0))
    s.fill(poly((x1, y0), (x1, y1), (x1 - 4, y1 - 4), (x1 - 4, y0 + 4)), wood(tone(c, 0.78), 90))
    s.fill(poly((x0, y1), (x1, y1), (x1 - 4, y1 - 4), (x0 + 4, y1 - 4)), wood(tone(c, 0.7), 0))
    s.fill(rect(x0 + 4, y0 + 4, x1 - 4, y1 - 4), flat((251, 249, 244), 0.02))
    s.dark(rect(x0 + 4, y0 + 4, x1 - 4, y0 + 5), 0.35, 0.7, rect(x0 + 4, y0 + 4, x1 - 4, y1 - 4))
    picture = rect(x0 + 11, y0 + 12, x1 - 11, y1 - 12)
    s.fill(picture, Paint(((0, (206, 220, 222)), (0.6, (240, 232, 216)), (1, (224, 206, 180))), 90))
    low, wide = y1 - 12, x1 - x0
    s.fill(ellipse(x0 + wide * 0.66, y0 + 24, 4.4, 4.4), (240, 200, 130), 0.95, picture)
    s.fill(
        blob(
            (x0, low),
            (x0 + wide * 0.2, low - 18),
            (x0 + wide * 0.45, low - 9),
            (x0 + wide * 0.7, low - 21),
            (x1 + 5, low - 6),
            (x1, low + 8),
        ),
        flat((124, 146, 140), 0.1),
        1,
        picture,
    )
    s.fill(
        blob((x0, low - 5), (x0 + wide * 0.35, low - 10), (x1, low - 3), (x1, low + 9), (x0, low + 9)),
        flat((72, 104, 90), 0.12),
        1,
        picture,
    )
    s.shine(poly((x0 + 8, y0 + 4), (x0 + 22, y0 + 4), (x0 + 4, y0 + 34), (x0 + 4, y0 + 14)), 0.28, 1.2)


def clock(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    outer = ellipse(50, 50, 35, 35)
    s.lie(outer)
    s.fill(outer, Paint(((0, tone(c, 1.15)), (0.5, c), (1, tone(c, 0.66))), 50, "wood" if form == 1 else ""))
    s.fill(ellipse(50, 50, 32, 32), Paint(((0, tone(c, 0.6)), (1, tone(c, 1.05))), 50))
    face: RGB = (250, 248, 242) if form != 2 else tone(c, 1.16)
    dial = ellipse(50, 50, 31, 31)
    s.fill(dial, Paint(((0, tone(face, 0.95)), (1, tone(face, 1.1))), 50, "wood" if form == 1 else ""))
    ink: RGB = (62, 56, 52) if sum(face) > 380 else (246, 240, 228)
    for at in range(60 if form == 0 else 12):
        angle = math.radians(at * (6 if form == 0 else 30))
        is_hour = form != 0 or at % 5 == 0
        near = 24.4 if is_hour else 27.4
        start = (50 + near * math.sin(angle), 50 - near * math.cos(angle))
        end = (50 + 28.6 * math.sin(angle), 50 - 28.6 * math.cos(angle))
        s.fill(stroke([start, end], 1.3 if is_hour else 0.5, curved=False), ink, 0.9)
    for angle, length, width in ((304, 16.5, 2.2), (54, 23.5, 1.5)):
        turn = math.radians(angle)
        tip = (50 + length * math.sin(turn), 50 - length * math.cos(turn))
        tail = (50 - 4 * math.sin(turn), 50 + 4 * math.cos(turn))
        hand = stroke([tail, tip], width, width * 0.6, curved=False)
        s.dark(hand.moved(0.6, 1.2), 0.35, 0.6, dial)
        s.fill(hand, ink)
    s.fill(stroke([(50, 55), (50, 24)], 0.5, curved=False), (192, 80, 60))
    s.fill(ellipse(50, 50, 1.8, 1.8), (192, 80, 60))
    s.shine(stroke(arc(50, 50, 33.4, 33.4, 200, 260), 1.0), 0.7, 0.6)


def curtain(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.fill(rect(8, 12, 92, 14.6, 1.3), rounded(STEEL, "metal", 90))
    folds = tuple((at / 12, tone(c, (1.1, 0.84)[at % 2] - at * 0.006)) for at in range(13))
    bottom = [(84 - at * 5.23, 88 + (1.6 if at % 2 else 0)) for at in range(14)]
    cloth = Path([(16, 17), (84, 17), *bottom, (16, 88)])
    s.lie(cloth)
    s.fill(cloth, Paint(folds, 0, "cloth"))
    accent = tone(c, 0.68) if sum(c) > 400 else tone(c, 1.4)
    if form == 1:
        for y in map(float, range(24, 88, 9)):
            s.fill(rect(10, y, 90, y + 3), accent, 0.4, cloth)
    if form == 2:
        dice = random.Random(7)
        for at in range(48):
            x, y = 18 + (at % 8) * 8.6 + dice.uniform(-1, 1) + (at // 8 % 2) * 4, 24 + at // 8 * 11.0
            s.fill(blob((x, y - 3), (x + 1.6, y), (x, y + 3), (x - 1.6, y)), accent, 0.5, cloth)
    for at in range(9):
        x = 18 + at * 8
        s.fill(
            Path([*arc(x, 15.6, 2.1, 2.8, 0, 360), *reversed(arc(x, 15.6, 1.3, 2, 0, 360))]), rounded(STEEL, "metal")
        )
    s.dark(rect(10, 84, 90, 92), 0.2, 2, cloth)


def dispenser(s: Scene, c: RGB, look: str, form: int) -> None:
    s.stand(47, 84, 17)
    profiles: tuple[tuple[tuple[float, float], ...], ...] = (
        ((42, 7), (45, 15), (50, 16.5), (80, 16.5), (84, 15)),
        ((40, 6), (48, 11), (64, 17), (78, 17), (84, 13)),
        ((44, 14), (48, 14), (84, 18)),
    )
    profile = profiles[form]
    body = lathe(47, profile, 0.17)
    if look == "glass":
        s.fill(lathe(47, ((58, 15), (83, 15)), 0.17), rounded((232, 210, 170), "gloss"), 0.9, body)
        s.fill(body, rounded(c, "gloss"), 0.5)
    else:
        s.fill(body, rounded(c, look))
    if look == "matte":
        speckles(s, body, (30, 44, 64, 84), tone(c, 0.4), 50)
    s.dark(rect(0, 79, 100, 100), 0.22, 2, body)
    body_light(s, body, 47, 53, 80, 16, 0.6 if look != "matte" else 0.22)
    metal = STEEL if form != 1 else BRASS
    top = profile[0][0]
    s.fill(lathe(47, ((top - 7, 6), (top + 0.6, 6.6)), 0.2, curved=False), rounded(metal, "metal"))
    s.fill(rect(45.6, top - 17, 48.4, top - 6), rounded(metal, "metal"))
    s.fill(
        stroke([(44, top - 18), (56, top - 18.4), (66, top - 17), (68, top - 12.4)], 3.4, 2.6),
        rounded(metal, "metal", 90),
    )
    s.fill(lathe(46, ((top - 21, 4.6), (top - 17, 5)), 0.2, curved=False), rounded(metal, "metal"))


def mat(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    shape = poly((24, 36), (82, 36), (94, 76), (6, 76)) if form != 2 else ellipse(50, 57, 42, 23)
    s.lie(shape)
    s.fill(shape.moved(0, 2.2), flat(tone(c, 0.66), 0.08, 0, "terry"))
    s.fill(shape, Paint(((0, tone(c, 1.1)), (1, tone(c, 0.86))), 70, "terry"))
    accent = tone(c, 0.76) if sum(c) > 400 else tone(c, 1.34)
    if form == 0:
        for y in (41, 44.4, 68, 71.6):
            s.fill(rect(0, y, 100, y + 1.5), accent, 0.75, shape)
    elif form == 1:
        for at in range(9):
            x = 50 + (at - 4) * 8.0
            s.fill(
                poly((x - 1, 36), (x + 1, 36), (50 + (x - 50) * 1.34 + 1.5, 76), (50 + (x - 50) * 1.34 - 1.5, 76)),
                accent,
                0.55,
                shape,
            )
    else:
        for r in (38, 30, 22, 14, 6):
            s.fill(
                Path([*arc(50, 57, r, r * 0.55, 0, 360), *reversed(arc(50, 57, r - 1.3, (r - 1.3) * 0.55, 0, 360))]),
                accent,
                0.55,
            )
    if form != 2:
        ends = [stroke([(7 + at * 2.9, 77), (6.6 + at * 2.92, 81)], 0.8).parts for at in range(30)]
        s.fill(Path(*(part for parts in ends for part in parts)), tone(c, 0.9))


def bucket(s: Scene, c: RGB, look: str, form: int) -> None:
    s.stand(50, 84, 21)
    s.fill(stroke([(23, 42), (25, 22), (50, 14), (75, 22), (77, 42)], 1.3), rounded(STEEL, "metal"))
    s.fill(
        stroke([(43, 15.4), (50, 14.2), (57, 15.4)], 3.4),
        rounded(OAK if look != "plastic" else tone(c, 0.8), "plastic", 90),
    )
    body = lathe(50, ((40, 28), (84, 20)), 0.18, curved=False)
    s.fill(body, rounded(c, {"metal": "metal", "gloss": "gloss"}.get(look, "plastic")))
    for y in (50, 53) if form == 0 else (74,):
        s.dark(Path([*arc(50, y, 27, 4.6, 0, 180), *arc(50, y - 0.8, 27, 4.6, 180, 0)]), 0.3, 0.4, body)
    s.dark(rect(0, 79, 100, 100), 0.22, 2.4, body)
    s.shine(stroke([(34, 50), (38, 80)], 2.6), 0.5, 0.9, body)
    opening = rim(s, 50, 40, 28.6, c if look != "gloss" else mix(c, WHITE, 0.8), 0.19, 1.4)
    if form == 1:
        s.fill(ellipse(50, 43, 25, 3.9), Paint(((0, (156, 192, 204)), (1, (214, 230, 232))), 20), 0.85, opening)
    for x in (22.6, 77.4):
        s.fill(ellipse(x, 42, 2, 2.4), rounded(STEEL, "metal"))


def mop(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.glow(ellipse(38, 86, 30, 4), (110, 92, 78), 0.5, 2.2)
    s.fill(stroke([(42, 76), (74, 6)], 2.6, curved=False), rounded(STEEL, "metal", 20))
    s.fill(stroke([(66.4, 22.6), (74.4, 5)], 3.8, curved=False), rounded(c, "plastic", 20))
    s.fill(stroke([(40, 80), (45, 69)], 4.2, curved=False), rounded(tone(c, 0.8), "plastic", 20))
    if form == 0:
        s.fill(poly((16, 76), (60, 76), (66, 82), (12, 82)), flat(tone(c, 0.92), 0.08, 60))
        pad = blob((10, 82), (38, 81), (68, 82), (69, 87), (38, 88.6), (9, 87))
        s.fill(pad, Paint(((0, tone(mix(c, WHITE, 0.45), 1.1)), (1, tone(mix(c, WHITE, 0.4), 0.82))), 90, "terry"))
    else:
        dice = random.Random(3)
        for at in range(30):
            x = 18 + at * 1.5
            shade = mix((236, 230, 220), c, 0.12 + dice.random() * 0.3)
            s.fill(
                stroke([(38 + (at - 15) * 0.5, 78), (x - 3, 84), (x - 4 + dice.uniform(-3, 3), 89)], 2.2, 1.8),
                rounded(shade, "cloth"),
            )
        s.fill(lathe(39, ((74, 5), (80, 9)), 0.2), rounded(c, "plastic"))


def brush(s: Scene, c: RGB, look: str, form: int) -> None:
    wooden = look == "wood"
    with s.turned(-24 if form == 0 else -8):
        block = rect(14, 42, 60, 54, 5) if form == 0 else rect(18, 40, 82, 54, 6)
        handle = stroke([(56, 48), (74, 45), (92, 46)], 6.4, 5.2)
        bristles = Path(
            *(
                part
                for at in range(20 if form == 0 else 28)
                for part in stroke([(18 + at * 2.1, 53), (17.2 + at * 2.16, 66)], 1.9, curved=False).parts
            )
        )
        s.lie(bristles)
        s.fill(bristles, Paint(((0, (150, 120, 84)), (0.3, (226, 204, 164)), (1, (196, 168, 124))), 90))
        dice = random.Random(1)
        for at in range(20 if form == 0 else 28):
            s.fill(stroke([(18 + at * 2.1, 54), (17.2 + at * 2.16 + dice.uniform(-0.5, 0.5), 65)], 0.4), WARM_DARK, 0.3)
        if form == 0:
            s.fill(handle, rounded(c, "wood" if wooden else "plastic", 90))
            s.fill(ellipse(89, 46, 1.2, 1.2), (232, 224, 212))
        s.fill(block, wood(c, 90, 0.16) if wooden else rounded(c, "plastic", 90))
        s.shine(stroke([(22, 44.6), (54, 44.6)], 1.2), 0.45, 0.7, block)


def gloves(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    for turn, shift, light in ((-9, -13.0, 0.86), (8, 12.0, 1.0)):
        with s.turned(turn):
            _glove(s, 50 + shift, tone(c, light), mirrored=shift > 0, form=form)


def _glove(s: Scene, cx: float, c: RGB, *, mirrored: bool, form: int) -> None:
    side = -1 if mirrored else 1
    palm = rect(cx - 11, 40, cx + 11, 84, 5)
    fingers = Path()
    for at, high in enumerate((24, 17, 16, 22)):
        x = cx - 8.2 + at * 5.5
        fingers = fingers + rect(x - 2.7, high, x + 2.7, 48, 2.7)
    thumb = stroke([(cx + side * 9, 62), (cx + side * 16, 50), (cx + side * 18, 42)], 7, 5.6)
    whole = palm + fingers + thumb
    s.lie(whole)
    s.fill(thumb, rounded(tone(c, 0.94), "plastic"))
    s.fill(palm + fingers, rounded(c, "plastic"))
    for at in range(3):
        x = cx - 5.5 + at * 5.5
        s.dark(stroke([(x, 30), (x, 50)], 0.5), 0.45, 0.5, palm + fingers)
    cuff = rect(cx - 11.6, 78, cx + 11.6, 84.6, 1.6)
    s.fill(cuff, rounded(tone(c, 0.84) if form == 0 else (240, 236, 228), "plastic"))
    s.shine(stroke([(cx - 6, 44), (cx - 7, 72)], 2), 0.4, 1, palm)
