"""Pictures are encoded once per process: the same pixels asked for in the same way give the bytes they gave before.

Half of the tests that have a picture have the same few, in three sizes each. What is asked for is the key, to the last
setting, so a test of the encoding itself gets what the encoder gives, and another setting is encoded anew.
"""

from hashlib import blake2b
from io import BytesIO
from typing import Any

from PIL import Image

_known: dict[tuple[Any, ...], bytes] = {}


def encode_once() -> None:
    """From now on, in this process."""
    usual = Image.Image.save

    def save(self: Image.Image, fp: Any, format: str | None = None, **params: Any) -> None:  # noqa: A002 - Pillow's name
        is_plain = isinstance(fp, BytesIO) and format and fp.tell() == 0 and not getattr(self, "is_animated", False)
        if not is_plain:
            usual(self, fp, format, **params)
            return
        pixels = blake2b(self.tobytes(), digest_size=20).digest()
        key = (
            pixels,
            self.mode,
            self.size,
            format,
            repr(sorted(params.items())),
            repr(sorted(self.info.items())),
            _colours(self),
        )
        if key not in _known:
            usual(self, fp, format, **params)
            _known[key] = fp.getvalue()
        else:
            fp.write(_known[key])

    Image.Image.save = save  # type: ignore[method-assign,assignment]


def _colours(picture: Image.Image) -> bytes:
    return bytes(picture.palette.palette) if picture.palette else b""
