"""The rows of the shop's front: which goods stand in them, and a picture for each category."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from prilavok.base.bulk import fetch
from prilavok.doors.storefront import memory
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.finding import whole
from prilavok.doors.storefront.queries.faces import Face, face

_HAD: Final = "s.location_ids <> '{{}}'"
_NARROW: Final = {"city": "s.location_ids && %s::bigint[]", "saving": _HAD + " AND {before} > {price}"}
_ORDER: Final = {"city": "s.rank DESC, s.product_id", "saving": "{price} / {before}, s.product_id"}
# Without an index the shelf is looked through for the candidates.
_FOUND: Final = "SELECT s.product_id AS id FROM {source} WHERE {visible} AND {narrow} ORDER BY {order} LIMIT %s"
_KNOWN: Final = "SELECT id FROM unnest(%s::bigint[]) AS id"
_ROW: Final = (
    "(SELECT %s AS kind, product_id AS key, '' AS image FROM (SELECT s.product_id, s.image, c.number, row_number() OVER"
    " (PARTITION BY s.category_ids[1] ORDER BY s.image = '', NOT s.location_ids && %s::bigint[], c.number) AS place,"
    " NOT s.location_ids && %s::bigint[] AS is_away"
    " FROM (SELECT id, row_number() OVER () AS number FROM ({candidates}) AS best) AS c"
    " JOIN storefront_shelf s ON s.product_id = c.id) AS branch"
    " WHERE place <= 2 ORDER BY image = '', is_away, place, number LIMIT %s)"
)
_PICTURES: Final = (
    "(SELECT 'picture', c.category, s.image FROM unnest(%s::bigint[]) WITH ORDINALITY AS c (category, number),"
    " LATERAL (SELECT image, rank, product_id FROM storefront_shelf WHERE is_anywhere AND image <> ''"
    " AND category_ids @> ARRAY[c.category] ORDER BY rank DESC, product_id LIMIT %s) AS s"
    " ORDER BY c.number, s.rank DESC, s.product_id)"
)
_PICTURES_OF: Final = (
    "(SELECT 'picture', c.category, s.image FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS c (category, id,"
    " number) JOIN storefront_shelf s ON s.product_id = c.id AND s.is_anywhere AND s.image <> '' ORDER BY c.number)"
)


class Front(NamedTuple):
    """Product ids by kind of row, addresses of pictures by category (None where no product has one)."""

    goods: dict[str, list[int]]
    pictures: dict[int, str]


def front(
    limits: Sequence[tuple[str, int]], place: str = "", city: Sequence[int] = (), categories: Sequence[int] = ()
) -> Front:
    """Products for rows of the shop's front by their kind: "popular" and "new" as listings are sorted, "city" what is
    popular of what lies in the city's stores, "saving" what costs much less than before. Of a branch two at most, so
    that it is not all frying pans; goods without a picture last, before them those that no store of the city has. And
    a picture for each category: that of its first product with one, another than its neighbours have. One query."""

    def choose() -> Front:
        view = face(place)
        parts, values = [], []
        for kind, limit in limits:
            candidates, known = _candidates(kind, view, place, city)
            parts.append(_ROW.format(candidates=candidates))
            values += [kind, list(city), list(city), *known, limit]
        if categories:
            statement, known = _pictures(categories)
            parts.append(statement)
            values += known
        found = Front(goods={kind: [] for kind, _ in limits}, pictures={})
        pictures: dict[int, list[str]] = {}
        for kind, key, image in fetch(" UNION ALL ".join(parts), values):
            if kind == "picture":
                pictures.setdefault(key, []).append(image)
            else:
                found.goods[kind].append(key)
        for key, images in pictures.items():
            taken = found.pictures.values()
            found.pictures[key] = next((one for one in images if one not in taken), images[0])
        return found

    return memory.kept(("front", tuple(limits), place, tuple(city), tuple(categories)), memory.FRONT_S, choose)


def _candidates(kind: str, view: Face, place: str, city: Sequence[int]) -> tuple[str, list[Any]]:
    best = goods_index.or_none(lambda: whole.candidates(kind, place, city))
    if best is not None:
        return _KNOWN, [best]
    narrow = _NARROW.get(kind, _HAD).format(before=view.before, price=view.price)
    order = _ORDER[kind].format(before=view.before, price=view.price) if kind in _ORDER else view.order(kind)
    statement = _FOUND.format(source=view.source, visible=view.visible, narrow=narrow, order=order)
    return statement, [*view.values, *([list(city)] if kind == "city" else []), whole.CANDIDATES]


def _pictures(categories: Sequence[int]) -> tuple[str, list[Any]]:
    best = goods_index.or_none(lambda: whole.pictured(categories))
    if best is None:
        return _PICTURES, [list(categories), whole.PICTURED]
    return _PICTURES_OF, [[category for category, _ in best], [product_id for _, product_id in best]]
