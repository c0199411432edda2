"""Pictures that come beside the catalogue, before or after the products that name them."""

import hashlib
from collections.abc import Sequence

from django.db.models.functions import Now
from django.utils.translation import gettext

from prilavok.base.bulk import fetch, pieces, texts
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pim.adapters import pictures
from prilavok.goods.pim.events import ProductsChanged
from prilavok.goods.pim.models import Picture

USERS = "SELECT id FROM pim_product WHERE images && %s::text[] ORDER BY id"


def picture_key(system: str, path: str) -> str:
    """How products name a picture: the path of the exchange, slashes and letter case made the same."""
    return f"{system}|{path.replace(chr(92), '/').lstrip('./').lower()}"[:500]


def attach_images(*, system: str, pictures_: Sequence[tuple[str, bytes]]) -> dict[str, str]:
    """Keep pictures under their paths, announced once; returns warnings for people by the path that cannot be read."""
    require_unit()
    keys = {path: picture_key(system, path) for path, _ in pictures_}
    known = {row.key: row for row in Picture.objects.filter(key__in=keys.values())}
    warnings: dict[str, str] = {}
    changed = []
    for path, content in pictures_:
        content_hash = hashlib.sha256(content).hexdigest()[:40]
        before = known.get(keys[path])
        if before is not None and before.content_hash == content_hash:
            told = before.warning
        else:
            told = _keep(keys[path], path, content, content_hash)
            changed.append(keys[path])
        if told:
            warnings[path] = told
    if changed:
        for piece in pieces(row[0] for row in fetch(USERS, [texts(changed)])):
            publish(ProductsChanged(product_ids=piece))
    return warnings


def _keep(key: str, path: str, content: bytes, content_hash: str) -> str:
    told = _stored(content, path)
    Picture.objects.update_or_create(key=key, defaults={**told, "content_hash": content_hash, "changed_at": Now()})
    return str(told["warning"])


def _stored(content: bytes, path: str) -> dict[str, object]:
    try:
        stored = pictures.store(content)
    except pictures.NotAPicture:
        warning = gettext("The picture «%(path)s» cannot be read; the product is shown without it.") % {"path": path}
        return {"width": 0, "height": 0, "warning": warning[:300]}
    return {"width": stored.width, "height": stored.height, "warning": ""}
