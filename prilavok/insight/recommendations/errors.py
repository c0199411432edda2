"""What recommendations refuses."""

from prilavok.base.errors import Refused


class NotBesideItself(Refused):
    """A product cannot be recommended beside itself: name another one."""


class ManyPinned(Refused):
    """{most} products are pinned here already: take one of them off first."""


class GoodsNotFound(Refused):
    """No product has the article or barcode “{text}”."""
