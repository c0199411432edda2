"""Make django-oscar's tables and put the goods in, through its own models. Reads rows from the file named."""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")


def main() -> None:
    """Tables, groups, attributes, goods, stock, the index of the search."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    goods = json.loads(Path(sys.argv[1]).read_text())
    groups = make_groups(sorted({one["group"] for one in goods}))
    make_goods(goods, groups)
    call_command("update_index", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def make_groups(numbers):
    """Top groups, and a country because its forms want one."""
    from oscar.apps.address.models import Country
    from oscar.apps.catalogue.categories import create_from_breadcrumbs

    Country.objects.create(
        iso_3166_1_a2="RU", iso_3166_1_a3="RUS", iso_3166_1_numeric="643", printable_name="Russia", name="Russia",
        is_shipping_country=True,
    )  # fmt: skip
    return {number: create_from_breadcrumbs(f"Group {number}") for number in numbers}


def make_goods(goods, groups):
    """Rows in bulk, in the order of its foreign keys."""
    from oscar.apps.catalogue.models import (
        Product,
        ProductAttribute,
        ProductAttributeValue,
        ProductCategory,
        ProductClass,
    )
    from oscar.apps.partner.models import Partner, StockRecord

    kind = ProductClass.objects.create(name="Goods", slug="goods", requires_shipping=False, track_stock=True)
    names = {
        code: ProductAttribute.objects.create(product_class=kind, name=code, code=code, type=ProductAttribute.TEXT)
        for code in ("colour", "material", "brand")
    }
    partner = Partner.objects.create(name="Chain", code="chain")
    products = Product.objects.bulk_create(
        Product(structure=Product.STANDALONE, upc=one["article"], title=one["title"], slug=one["slug"],
                product_class=kind, is_public=True)
        for one in goods
    )  # fmt: skip
    pairs = list(zip(products, goods, strict=True))
    ProductCategory.objects.bulk_create(
        ProductCategory(product=row, category=groups[one["group"]]) for row, one in pairs
    )
    ProductAttributeValue.objects.bulk_create(
        ProductAttributeValue(product=row, attribute=name, value_text=one[code])
        for row, one in pairs
        for code, name in names.items()
    )
    StockRecord.objects.bulk_create(
        StockRecord(product=row, partner=partner, partner_sku=one["article"], price=one["price"],
                    price_currency="RUB", num_in_stock=one["pieces"])
        for row, one in pairs
    )  # fmt: skip
    print(products[0].pk)


if __name__ == "__main__":
    main()
