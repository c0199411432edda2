"""What pim refuses."""

from prilavok.base.errors import NotFound, Refused


class ProductUnknown(NotFound):
    """There is no such product."""


class PictureUnreadable(Refused):
    """The file «{name}» cannot be read as a picture. JPEG, PNG, WebP and GIF up to 40 megapixels are understood."""


class TitleEmpty(Refused):
    """A product needs a title."""
