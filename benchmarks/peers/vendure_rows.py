"""The rest of the goods in Vendure's tables, as its importer writes them, without its fifth of a second a product.

The importer makes the first goods, which carry every value of every facet, with its collections and its search index.
Each further good is the first one's rows once more with its own words, figures and references: one statement a table.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from psycopg import Connection, sql
from psycopg.rows import TupleRow

from benchmarks.peers.goods import Good, group_slug

# So many carry every brand, colour and material, and stand in every group.
IMPORTED: Final = 120
# Table: the column that says whose rows they are, and what is another good's own there.
TABLES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "product": ("id", {}),
    "product_translation": ("baseId", {"id": "id", "name": "title", "slug": "slug"}),
    "product_channels_channel": ("productId", {}),
    "product_variant": ("id", {"productId": "id", "sku": "article"}),
    "product_variant_translation": ("baseId", {"id": "id", "name": "title"}),
    "product_variant_channels_channel": ("productVariantId", {}),
    "product_variant_price": ("variantId", {"id": "id", "price": "price"}),
    "stock_level": ("productVariantId", {"id": "id", "stockOnHand": "pieces"}),
    "stock_movement": ("productVariantId", {"id": "id", "quantity": "pieces"}),
    "search_index_item": (
        "productId",
        {
            "productVariantId": "id", "productName": "title", "productVariantName": "title", "slug": "slug",
            "sku": "article", "facetValueIds": "facet_words", "collectionIds": "group_words",
            "collectionSlugs": "group_slug", "price": "price", "priceWithTax": "price",
        },
    ),
}  # fmt: skip
MORE: Final = """
CREATE TEMPORARY TABLE more (id int, title text, slug text, article text, price int, pieces int, facet_words text,
    facets int[], group_id int, group_words text, group_slug text)
"""
FACETS: Final = """
SELECT f.code || ':' || t.name, v.id FROM facet_value v JOIN facet f ON f.id = v."facetId"
JOIN facet_value_translation t ON t."baseId" = v.id
"""
FACETED: Final = """
INSERT INTO product_facet_values_facet_value ("productId", "facetValueId") SELECT id, unnest(facets) FROM more
"""
GROUPED: Final = """
INSERT INTO collection_product_variants_product_variant ("collectionId", "productVariantId")
SELECT group_id, id FROM more
"""


def put_rest(connection: Connection[TupleRow], goods: Sequence[Good]) -> None:
    """Write every good behind those that the importer made."""
    connection.execute(MORE)
    facets: dict[str, int] = dict(connection.execute(FACETS).fetchall())
    groups = dict(connection.execute('SELECT slug, "baseId" FROM collection_translation').fetchall())
    with connection.cursor() as cursor, cursor.copy("COPY more FROM STDIN") as out:
        for one in goods[IMPORTED:]:
            out.write_row(_row(one, facets, groups))
    for table, (owner, own) in TABLES.items():
        connection.execute(_copying(connection, table, owner, {owner: "id", **own}))
    connection.execute(FACETED)
    connection.execute(GROUPED)
    for table, (owner, own) in TABLES.items():
        if "id" in (owner, *own):
            connection.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, len(goods)])


def _row(one: Good, facets: Mapping[str, int], groups: Mapping[str, int]) -> list[Any]:
    named = (f"group:{group_slug(one.group)}", f"colour:{one.colour}", f"material:{one.material}", f"brand:{one.brand}")
    ids, group = [facets[name] for name in named], group_slug(one.group)
    return [
        one.number + 1, one.title, one.slug, one.article, one.price * 100, one.pieces, ",".join(map(str, ids)), ids,
        groups[group], str(groups[group]), group,
    ]  # fmt: skip


def _copying(connection: Connection[TupleRow], table: str, owner: str, own: Mapping[str, str]) -> sql.Composed:
    """All rows of the first good once more for each of the rest; every column as it is there but those of its own."""
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s", [table]
    )
    names = [str(row[0]) for row in found.fetchall()]
    values = [sql.Identifier("m", own[name]) if name in own else sql.Identifier("f", name) for name in names]
    return sql.SQL("INSERT INTO {table} ({names}) SELECT {values} FROM {table} f, more m WHERE f.{owner} = 1").format(
        table=sql.Identifier(table),
        names=sql.SQL(", ").join(map(sql.Identifier, names)),
        values=sql.SQL(", ").join(values),
        owner=sql.Identifier(owner),
    )
