"""Pictures that strangers send: decoded and encoded anew, so that nothing else of the file lives on.

Where and by what a picture was taken goes with it: no metadata is written. Sizes are checked before pixels are
unpacked. The files' names are random: a picture that was not approved cannot be guessed.
"""

import io
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from prilavok.base.ids import new_token
from prilavok.people.reviews.values import Encoded

FORMATS: Final = ("JPEG", "PNG", "WEBP")
PIXELS: Final = 40_000_000
LIMIT_MB: Final = 10
BIG, SMALL = 1280, 240
QUALITY: Final = 78


class NotAPicture(ValueError):
    """The content cannot be read as a picture."""


def encode(content: bytes) -> Encoded:
    """The two sizes of a picture. Raises NotAPicture. Takes a moment: call it outside of a unit."""
    if len(content) > LIMIT_MB * 1024 * 1024:
        raise NotAPicture
    try:
        picture: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > PIXELS or min(picture.width, picture.height) < 16:
            raise NotAPicture
        picture.draft("RGB", (BIG, BIG))
        picture.load()
        plain = _on_white(ImageOps.exif_transpose(picture))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    big = _within(plain, BIG)
    return Encoded(big=_webp(big), small=_webp(_within(big, SMALL)), width=big.width, height=big.height)


def keep(encoded: Encoded) -> str:
    """Write both sizes; returns the name they are kept under."""
    name = new_token().replace("_", "-")
    default_storage.save(_path(name, BIG), ContentFile(encoded.big))
    default_storage.save(_path(name, SMALL), ContentFile(encoded.small))
    return name


def drop(name: str) -> None:
    """Delete both sizes; nothing happens when they are gone."""
    for size in (BIG, SMALL):
        default_storage.delete(_path(name, size))


def address(name: str, *, is_small: bool) -> str:
    """The address of a size on a page."""
    return str(default_storage.url(_path(name, SMALL if is_small else BIG)))


def _path(name: str, size: int) -> str:
    return f"reviews/{name[:2]}/{name}-{size}.webp"


def _within(picture: Image.Image, side: int) -> Image.Image:
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return smaller


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        ground = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")
    return picture.convert("RGB")


def _webp(picture: Image.Image) -> bytes:
    encoded = io.BytesIO()
    picture.save(encoded, "WEBP", quality=QUALITY, method=3, exif=b"", icc_profile=None)
    return encoded.getvalue()
