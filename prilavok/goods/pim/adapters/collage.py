"""A picture made of others': four tiles, the first good once and the others by turns. For goods sold together."""

import io
from collections.abc import Sequence
from itertools import cycle

from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

SIDE, GAP = 960, 12
TILE = (SIDE - GAP) // 2
CORNERS = ((0, 0), (TILE + GAP, 0), (0, TILE + GAP), (TILE + GAP, TILE + GAP))


def compose(addresses: Sequence[str]) -> bytes | None:
    """The picture as a file, out of pictures by their addresses on a page; None when none of them can be read."""
    tiles = [tile for one in addresses[: len(CORNERS)] if (tile := _tile(one)) is not None]
    if not tiles:
        return None
    ground = Image.new("RGB", (SIDE, SIDE), "white")
    others = cycle(tiles[1:] or tiles)
    for number, corner in enumerate(CORNERS):
        ground.paste(tiles[0] if number == 0 else next(others), corner)
    written = io.BytesIO()
    ground.save(written, "PNG")
    return written.getvalue()


def _tile(address: str) -> Image.Image | None:
    name = address.removeprefix(default_storage.url(""))
    try:
        with default_storage.open(name) as kept:
            return ImageOps.fit(Image.open(kept).convert("RGB"), (TILE, TILE), Image.Resampling.LANCZOS)
    except (OSError, ValueError, UnidentifiedImageError):
        return None
