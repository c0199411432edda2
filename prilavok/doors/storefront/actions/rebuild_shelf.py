"""Rebuild the shelf from nothing but the truth, batch by batch, each in a unit of its own, while the shop sells."""

from collections.abc import Callable

from django.db import connection

from prilavok.base.unit import unit
from prilavok.doors.storefront.actions.rate_shelf import put_ratings
from prilavok.doors.storefront.actions.write_shelf import BATCH, hold_shelf, put_products
from prilavok.doors.storefront.models import Shelf
from prilavok.goods.pim import api as pim


def rebuild(say: Callable[[int], None] = lambda done: None) -> int:
    """Write every product anew, hide what no longer exists; returns how many products the shelf has."""
    after, done, seen = 0, 0, set()
    while ids := pim.all_product_ids(after=after, limit=BATCH):
        with unit():
            put_products(ids)
            put_ratings(ids)
        seen.update(ids)
        after, done = ids[-1], done + len(ids)
        say(done)
    with unit():
        hold_shelf()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE storefront_shelf SET is_published = false, is_visible = false, is_anywhere = false,"
                " sequence = nextval('storefront_shelf_changes') WHERE is_published AND NOT product_id = ANY(%s)",
                [list(seen)],
            )
            cursor.execute("DELETE FROM storefront_shelfplace WHERE NOT product_id = ANY(%s)", [list(seen)])
    return done


def complete(most: int = 10_000) -> int:
    """Write the rows whose facets were never read, as after an update; returns how many were."""
    done = 0
    while done < most:
        ids = list(
            Shelf.objects.filter(facets=None).order_by("product_id").values_list("product_id", flat=True)[:BATCH]
        )
        if not ids:
            break
        with unit():
            put_products(ids)
            Shelf.objects.filter(product_id__in=ids, facets=None).update(facets=[])
        done += len(ids)
    return done
