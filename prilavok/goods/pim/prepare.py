"""What every card needs, unless the chain says otherwise."""

from prilavok.base.prepare import preparation
from prilavok.goods.pim.novelties import showing


@preparation
def require_the_usual() -> None:
    """A title, a picture, a category on the site, a price."""
    showing.require_the_usual()
