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

# Calls a picture by the hash of its key; an empty content hash means there was none.
NOTE = """
INSERT INTO pim_change (kind, object_id, source, before)
SELECT 'picture', hashtextextended(k.key, 0), %s, jsonb_build_object('key', k.key,
    'content_hash', coalesce(p.content_hash, ''), 'width', coalesce(p.width, 0), 'height', coalesce(p.height, 0),
    'warning', coalesce(p.warning, ''), 'tone', coalesce(p.tone, ''))
FROM unnest(%s::text[]) AS k (key) LEFT JOIN pim_picture p ON p.key = k.key
"""
USERS = "SELECT id FROM pim_product WHERE images && %s::text[] ORDER BY id"


def picture_key(system: str, path: str) -> str:
    """How products name a picture: the path of the exchange, slashes and letter case made the same."""
    return f"{system}|{path.replace(chr(92), '/').lstrip('./').lower()}"[:500]


def attach_images(*, system: str, pictures_: Sequence[tuple[str, bytes]], source: str = "") -> dict[str, str]:
    """Keep pictures under their paths, announced once; returns warnings for people by the path that cannot be read."""
    require_unit()
    keys = {path: picture_key(system, path) for path, _ in pictures_}
    known = {row.key: row for row in Picture.objects.filter(key__in=keys.values())}
    hashes = {path: hashlib.sha256(content).hexdigest()[:40] for path, content in pictures_}
    same = {path for path in hashes if (row := known.get(keys[path])) and row.content_hash == hashes[path]}
    changed = list(dict.fromkeys(keys[path] for path in hashes if path not in same))
    if changed:
        fetch(NOTE, [source[:200], texts(changed)])
    warnings: dict[str, str] = {}
    for path, content in pictures_:
        told = known[keys[path]].warning if path in same else _keep(keys[path], path, content, hashes[path])
        if told:
            warnings[path] = told
    announce_pictures(changed)
    return warnings


def announce_pictures(keys: Sequence[str]) -> None:
    """Publish that products with these pictures look different now."""
    if keys:
        for piece in pieces(row[0] for row in fetch(USERS, [texts(keys)])):
            publish(ProductsChanged(product_ids=piece))


def _keep(key: str, path: str, content: bytes, content_hash: str) -> str:
    told = _stored(content, path)
    Picture.objects.update_or_create(key=key, defaults={**told, "content_hash": content_hash, "changed_at": Now()})
    return str(told["warning"])


def _stored(content: bytes, path: str) -> dict[str, object]:
    try:
        stored = pictures.store(content)
    except pictures.NotAPicture:
        warning = gettext("The picture «%(path)s» cannot be read; the product is shown without it.") % {"path": path}
        return {"width": 0, "height": 0, "tone": "", "is_light": False, "warning": warning[:300]}
    return {"width": stored.width, "height": stored.height, "tone": stored.tone, "is_light": False, "warning": ""}
