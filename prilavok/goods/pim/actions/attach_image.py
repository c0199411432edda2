"""Pictures that come beside the catalogue, before or after the products that name them."""

import hashlib

from django.db.models.functions import Now
from django.utils.translation import gettext

from prilavok.base.bulk import fetch, pieces
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pim.adapters import pictures
from prilavok.goods.pim.events import ProductsChanged
from prilavok.goods.pim.models import Picture

USERS = "SELECT id FROM pim_product WHERE images @> ARRAY[%s]::text[] ORDER BY id"


def picture_key(system: str, path: str) -> str:
    """How products name a picture: the path of the exchange, slashes and letter case made the same."""
    return f"{system}|{path.replace(chr(92), '/').lstrip('./').lower()}"[:500]


def attach_image(*, system: str, path: str, content: bytes) -> str | None:
    """Keep a picture under its path; returns a warning for people when it cannot be read, else None."""
    require_unit()
    key = picture_key(system, path)
    content_hash = hashlib.sha256(content).hexdigest()[:40]
    known = Picture.objects.filter(key=key).first()
    if known is not None and known.content_hash == content_hash:
        return known.warning or None
    told = _stored(content, path)
    Picture.objects.update_or_create(key=key, defaults={**told, "content_hash": content_hash, "changed_at": Now()})
    for piece in pieces(row[0] for row in fetch(USERS, [key])):
        publish(ProductsChanged(product_ids=piece))
    return str(told["warning"]) or None


def _stored(content: bytes, path: str) -> dict[str, object]:
    try:
        stored = pictures.store(content)
    except pictures.NotAPicture:
        warning = gettext("The picture «%(path)s» cannot be read; the product is shown without it.") % {"path": path}
        return {"width": 0, "height": 0, "warning": warning[:300]}
    return {"width": stored.width, "height": stored.height, "warning": ""}
