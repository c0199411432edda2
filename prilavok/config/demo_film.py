"""A short film and a leaflet of a product, drawn by code from its picture: nothing of them comes from elsewhere.

A film of key frames only needs no encoder of films: each frame of VP8 is what a lossy WebP picture holds.
"""

import io
import struct
from typing import Final

from PIL import Image, ImageDraw, ImageFont

WIDE, HIGH, FRAMES, FRAME_MS = 640, 480, 24, 125
A4: Final = (620, 877)
INK, PALE, PAPER = (58, 66, 60), (223, 228, 222), (255, 255, 255)
CLOSEST: Final = 1.35


def film(picture: bytes) -> tuple[bytes, bytes]:
    """A slow look closer and back as WebM, and its poster."""
    shown = Image.open(io.BytesIO(picture)).convert("RGB")
    shown = shown.resize((shown.width * HIGH * 2 // shown.height, HIGH * 2))
    canvas = Image.new("RGB", (WIDE * 2, HIGH * 2), shown.getpixel((0, shown.height // 2)))
    canvas.paste(shown, ((WIDE * 2 - shown.width) // 2, (HIGH * 2 - shown.height) // 2))
    frames = []
    for number in range(FRAMES):
        there = 1 - abs(2 * number / (FRAMES - 1) - 1)
        close = 1 + (CLOSEST - 1) * there * there * (3 - 2 * there)
        side = (WIDE * 2 / close, HIGH * 2 / close)
        left, top = (WIDE * 2 - side[0]) / 2, (HIGH * 2 - side[1]) / 2
        frames.append(
            canvas.resize((WIDE, HIGH), Image.Resampling.BILINEAR, box=(left, top, left + side[0], top + side[1]))
        )
    poster = io.BytesIO()
    frames[0].save(poster, "PNG")
    return _webm([_vp8(one) for one in frames]), poster.getvalue()


def leaflet(picture: bytes, steps: int) -> bytes:
    """Instructions in pictures as PDF: what it is, then so many numbered steps, without a word to translate."""
    first = _page()
    shown = Image.open(io.BytesIO(picture)).convert("RGB")
    shown.thumbnail((460, 460))
    first.paste(shown, ((A4[0] - shown.width) // 2, 170))
    second = _page()
    draw, digits = ImageDraw.Draw(second), ImageFont.load_default(44)
    for step in range(steps):
        top = 80 + step * 250
        draw.ellipse((60, top, 130, top + 70), fill=INK)
        draw.text((95, top + 35), str(step + 1), fill=PAPER, font=digits, anchor="mm")
        draw.rounded_rectangle((170, top, A4[0] - 60, top + 200), 18, outline=PALE, width=4)
        small = shown.copy()
        small.thumbnail((90 + step * 40, 90 + step * 40))
        second.paste(small, (220, top + (200 - small.height) // 2))
        _arrow(draw, 390, top + 100)
        draw.rounded_rectangle((470, top + 65, 530, top + 135), 10, outline=INK, width=4)
        if step == steps - 1:
            draw.line((482, top + 100, 496, top + 116, 520, top + 84), fill=INK, width=6)
    kept = io.BytesIO()
    first.save(kept, "PDF", save_all=True, append_images=[second], resolution=75)
    return kept.getvalue()


def _page() -> Image.Image:
    page = Image.new("RGB", A4, PAPER)
    ImageDraw.Draw(page).rounded_rectangle((24, 24, A4[0] - 24, A4[1] - 24), 22, outline=PALE, width=3)
    return page


def _arrow(draw: ImageDraw.ImageDraw, left: int, middle: int) -> None:
    draw.line((left, middle, left + 46, middle), fill=INK, width=6)
    draw.polygon(((left + 46, middle - 12), (left + 46, middle + 12), (left + 64, middle)), fill=INK)


def _vp8(frame: Image.Image) -> bytes:
    """The one frame of VP8 in a lossy WebP."""
    kept = io.BytesIO()
    frame.save(kept, "WEBP", quality=60, method=1)
    riff, at = kept.getvalue(), 12
    while riff[at : at + 4] != b"VP8 ":
        at += 8 + (int.from_bytes(riff[at + 4 : at + 8], "little") + 1 & ~1)
    return riff[at + 8 : at + 8 + int.from_bytes(riff[at + 4 : at + 8], "little")]


def _webm(frames: list[bytes]) -> bytes:
    """The frames one after another in the Matroska container; numbers are the names of its elements."""
    head = [(0x4286, _number(1)), (0x42F7, _number(1)), (0x42F2, _number(4)), (0x42F3, _number(8))]
    head += [(0x4282, b"webm"), (0x4287, _number(4)), (0x4285, _number(2))]
    length = struct.pack(">d", float(len(frames) * FRAME_MS))
    about = [(0x2AD7B1, _number(1_000_000)), (0x4489, length), (0x4D80, b"prilavok"), (0x5741, b"prilavok")]
    size = _joined([(0xB0, _number(WIDE)), (0xBA, _number(HIGH))])
    track = [(0xD7, _number(1)), (0x73C5, _number(1)), (0x83, _number(1)), (0x86, b"V_VP8"), (0xE0, size)]
    blocks = [
        (0xA3, b"\x81" + struct.pack(">h", place * FRAME_MS) + b"\x80" + frame) for place, frame in enumerate(frames)
    ]
    parts = [
        (0x1549A966, _joined(about)),
        (0x1654AE6B, _joined([(0xAE, _joined(track))])),
        (0x1F43B675, _joined([(0xE7, _number(0)), *blocks])),
    ]
    return _joined([(0x1A45DFA3, _joined(head)), (0x18538067, _joined(parts))])


def _joined(elements: list[tuple[int, bytes]]) -> bytes:
    return b"".join(_number(name) + _size(len(held)) + held for name, held in elements)


def _size(length: int) -> bytes:
    return bytes([0x80 | length]) if length < 0x7F else (0x10000000 | length).to_bytes(4, "big")


def _number(value: int) -> bytes:
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")
