"""Lamps and bulbs."""

from sandbox.chain.pictures.paints import (
    BRASS,
    DARK_STEEL,
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
)
from sandbox.chain.pictures.scene import Path, Scene, blob, ellipse, lathe, poly, rect, stroke

GLOW: RGB = (255, 232, 178)


def _lampshade(
    s: Scene, shade: Path, c: RGB, mouth: tuple[float, float, float, float], *, glowing: bool = True
) -> None:
    s.fill(shade, rounded(c, "plastic"))
    if glowing:
        s.fill(ellipse(*mouth), Paint(((0, (255, 246, 214)), (1, (255, 226, 160))), 0))
        s.glow(ellipse(*mouth), GLOW, 0.9, 1.4)


def desk_lamp(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.stand(44, 85, 16, 3)
    s.glow(poly((52, 44), (80, 44), (94, 88), (40, 88)), GLOW, 0.42, 5)
    rod = BRASS if form != 1 else DARK_STEEL
    if form == 2:
        s.fill(stroke([(46, 82), (46, 46)], 2.4), rounded(rod, "metal"))
        s.fill(lathe(46, ((24, 12), (46, 22)), 0.2, curved=False), rounded(c, "cloth"))
        s.fill(ellipse(46, 46, 21, 4), Paint(((0, (255, 244, 210)), (1, (255, 224, 160))), 0))
        s.glow(ellipse(46, 47, 22, 6), GLOW, 0.7, 3)
    else:
        elbow: Point = (30, 46) if form == 0 else (40, 30)
        points = [(44.0, 82.0), elbow, (64.0, 30.0)]
        s.fill(stroke(points, 2.2, curved=form == 1), rounded(rod, "metal"))
        if form == 0:
            s.fill(ellipse(*elbow, 2.4, 2.4), rounded(rod, "gloss"))
        with s.turned(24, (66, 36)):
            dome = lathe(66, ((26, 4), (29, 8), (36, 13), (44, 15.5)), 0.26)
            _lampshade(s, dome, c, (66, 44, 15, 3.8))
            s.shine(stroke([(58, 32), (55, 42)], 1.8), 0.5, 0.8, dome)
            s.fill(rect(63.6, 22, 68.4, 27, 1), rounded(rod, "metal"))
    base = lathe(44 if form != 2 else 46, ((81, 14), (84, 15)), 0.2)
    s.fill(base, rounded(c, "plastic"))
    s.fill(ellipse(44 if form != 2 else 46, 81, 14, 2.8), flat(tone(c, 1.12), 0.06, 30))


def pendant(s: Scene, c: RGB, look: str, form: int) -> None:
    s.fill(rect(49.6, 0, 50.4, 30), RUBBER, 0.9)
    cap = rect(46.6, 24, 53.4, 31, 1.4)
    profiles: tuple[tuple[tuple[float, float], ...], ...] = (
        ((30, 6), (36, 16), (46, 25), (58, 29)),
        ((30, 6), (58, 31)),
        ((29, 6), (38, 19), (50, 23), (62, 19), (69, 9)),
        ((30, 17), (62, 17)),
    )
    profile = profiles[form]
    low, wide = profile[-1]
    s.glow(ellipse(50, low + 12, wide + 8, 14), GLOW, 0.75, 7)
    body = lathe(50, profile, 0.18, curved=form in {0, 2})
    s.fill(cap, rounded(BRASS, "metal"))
    if look == "glass":
        s.fill(body, rounded(c, "gloss"), 0.62)
        s.glow(ellipse(50, 48, 8, 9), (255, 240, 200), 0.95, 3, body)
        s.shine(stroke([(50 - wide * 0.5, 40), (50 - wide * 0.7, low - 5)], 2), 0.7, 0.8, body)
    else:
        s.fill(body, rounded(c, "plastic"))
        s.shine(stroke([(50 - wide * 0.35, 36), (50 - wide * 0.62, low - 4)], 2.2), 0.42, 1.1, body)
    if form != 2:
        s.fill(ellipse(50, low, wide, wide * 0.18), flat(tone(c, 0.66), 0.1, 0), 0.95 if look != "glass" else 0.4)
        s.fill(
            ellipse(50, low + 0.4, wide - 1, (wide - 1) * 0.17),
            Paint(((0, (255, 250, 228)), (0.5, (255, 240, 200)), (1, (250, 218, 156))), 0),
        )
        s.fill(ellipse(50, low + 0.4, 6, 2.2), WHITE)
    s.glow(ellipse(50, low + 1, wide * 0.8, 3), GLOW, 0.6, 2.4)


def floor_lamp(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.stand(50, 93, 13, 2.2)
    rod = BRASS if form != 1 else (70, 70, 72)
    if form == 1:
        for x in (-15, 0, 15):
            s.fill(stroke([(50, 40), (50 + x, 93)], 1.6, 1.2, curved=False), rounded(OAK, "wood"))
    elif form == 2:
        s.fill(stroke([(36, 91), (36, 30), (44, 12), (60, 12), (66, 20)], 1.5), rounded(rod, "metal"))
    else:
        s.fill(rect(49.2, 30, 50.8, 92), rounded(rod, "metal"))
    if form == 2:
        s.glow(poly((58, 32), (76, 32), (90, 80), (44, 80)), GLOW, 0.35, 5)
        dome = lathe(67, ((18, 3), (22, 8), (32, 13)), 0.22)
        _lampshade(s, dome, c, (67, 32, 13, 2.8))
        base_x = 36.0
    else:
        s.glow(ellipse(50, 40, 26, 16), GLOW, 0.6, 6)
        shade = lathe(50, ((12, 12), (38, 20)), 0.18, curved=False)
        s.fill(shade, rounded(c, "cloth"))
        s.glow(ellipse(50, 30, 10, 9), (255, 240, 206), 0.4, 4, shade)
        s.fill(ellipse(50, 38, 19.4, 3.4), Paint(((0, (255, 246, 216)), (1, (252, 222, 164))), 0))
        base_x = 50.0
    if form != 1:
        s.fill(lathe(base_x, ((91, 12), (93, 12.6)), 0.18), rounded(c if form == 2 else rod, "plastic"))


def bulb(s: Scene, c: RGB, look: str, form: int) -> None:
    del look
    s.stand(50, 86, 9, 2.4, 0.7)
    warm = mix((255, 236, 190), c, 0.2)
    s.glow(ellipse(50, 40, 30, 28), GLOW, 0.75, 8)
    if form == 0:
        globe = blob(
            (50, 12),
            (63, 15.6),
            (70.6, 28),
            (69, 42),
            (60, 54),
            (57, 64),
            (43, 64),
            (40, 54),
            (31, 42),
            (29.4, 28),
            (37, 15.6),
        )
    elif form == 1:
        globe = blob((50, 12), (57, 24), (61, 40), (59, 56), (57, 64), (43, 64), (41, 56), (39, 40), (43, 24))
    else:
        globe = ellipse(50, 38, 25, 25) + rect(43, 56, 57, 65)
    s.fill(globe, Paint(((0, tone(warm, 1.3)), (0.4, tone(warm, 1.12)), (1, tone(warm, 0.92))), 40), 0.94)
    s.glow(ellipse(50, 40, 11, 12), WHITE, 0.9, 4, globe)
    if form == 1:
        s.fill(stroke([(46, 60), (45, 36), (48, 28), (50, 40), (52, 28), (55, 36), (54, 60)], 0.8), (236, 150, 60), 0.9)
    s.shine(stroke([(38, 24), (35.6, 36), (39, 46)], 2.2), 0.8, 0.9, globe)
    for at in range(4):
        s.fill(rect(42.6 + at * 0.3, 64 + at * 4.4, 57.4 - at * 0.3, 68.2 + at * 4.4, 1.6), rounded(STEEL, "metal"))
    s.fill(lathe(50, ((81, 6), (84, 4)), 0.2), rounded((52, 52, 54), "plastic"))
