"""Picture files: whatever a merchant sends becomes WebP of three widths, named by the content, on a white ground.

Nothing is stored as it was sent: pictures are decoded and encoded anew, so a file that is something else besides a
picture loses that. Sizes are checked before pixels are unpacked.

AVIF is smaller than WebP and as much work again. `lighten` makes it later, beside the WebP of the two bigger widths and
under the same name, where it wins; whoever serves the folder gives it to browsers that ask for it.
"""

import hashlib
import io
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
PIXELS = 40_000_000
BYTES = 30 * 1024 * 1024
WIDTHS = (960, 480, 96)
QUALITY = 78
LIGHT_WIDTHS = (960, 480)
LIGHT_QUALITY = 50
LIGHT_SPEED = 8


class NotAPicture(ValueError):
    """The content cannot be read as a picture."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A picture on disk; width and height are of the biggest size, `tone` is its mean colour as `#rrggbb`."""

    content_hash: str
    width: int
    height: int
    tone: str


def address(content_hash: str, width: int) -> str:
    """The address of one size on a page."""
    return str(default_storage.url(_name(content_hash, width)))


def store(content: bytes) -> Stored:
    """Write the sizes that are not on disk yet. Raises NotAPicture."""
    content_hash = hashlib.sha256(content).hexdigest()[:40]
    picture = _decode(content)
    if picture.width > WIDTHS[0]:
        picture = picture.resize((WIDTHS[0], _height(picture, WIDTHS[0])), Image.Resampling.LANCZOS, reducing_gap=2.0)
    stored = Stored(content_hash=content_hash, width=picture.width, height=picture.height, tone=_tone(picture))
    for width in WIDTHS:
        _write(_name(content_hash, width), picture, width)
    return stored


def lighten(content_hash: str) -> int:
    """Make the AVIF twins of a picture that are not there yet, where they win; returns the bytes won."""
    won = 0
    for width in LIGHT_WIDTHS:
        heavy = _name(content_hash, width)
        light = heavy.removesuffix("webp") + "avif"
        if not default_storage.exists(heavy) or default_storage.exists(light):
            continue
        with default_storage.open(heavy) as file:
            content = file.read()
        encoded = io.BytesIO()
        with Image.open(io.BytesIO(content), formats=("WEBP",)) as picture:
            picture.save(encoded, "AVIF", quality=LIGHT_QUALITY, speed=LIGHT_SPEED, max_threads=1)
        if len(encoded.getvalue()) < len(content):
            won += len(content) - len(encoded.getvalue())
            default_storage.save(light, ContentFile(encoded.getvalue()))
    return won


def _tone(picture: Image.Image) -> str:
    red, green, blue = picture.resize((1, 1), Image.Resampling.BOX, reducing_gap=2.0).getpixel((0, 0))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _name(content_hash: str, width: int) -> str:
    return f"goods/{content_hash[:2]}/{content_hash}-{width}.webp"


def _height(picture: Image.Image, width: int) -> int:
    return max(1, round(picture.height * width / picture.width))


def _decode(content: bytes) -> Image.Image:
    if len(content) > BYTES:
        raise NotAPicture
    try:
        picture: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > PIXELS:
            raise NotAPicture
        picture.draft("RGB", (WIDTHS[0], WIDTHS[0]))
        picture.load()
        turned = ImageOps.exif_transpose(picture)
        return _on_white(turned)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        ground = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")
    return picture.convert("RGB")


def _write(name: str, picture: Image.Image, width: int) -> None:
    if default_storage.exists(name):
        return
    if picture.width > width:
        picture = picture.resize((width, _height(picture, width)), Image.Resampling.LANCZOS, reducing_gap=2.0)
    encoded = io.BytesIO()
    picture.save(encoded, "WEBP", quality=QUALITY, method=3)
    default_storage.save(name, ContentFile(encoded.getvalue()))
