"""`python -m prilavok demo`: the demo chain's people, exchange nodes, stores and orders of today; repeatable."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from prilavok.config import (
    demo,
    demo_assortment,
    demo_bundles,
    demo_opinions,
    demo_orders,
    demo_promotions,
    demo_showing,
)


class Command(BaseCommand):
    """Sets up what is missing; what needs the catalogue is made once it has come through the exchange."""

    help = "Makes the demo chain: logins, exchange nodes, stores, and orders of today when the catalogue is there."

    def handle(self, *args: Any, **options: Any) -> None:
        people = demo.make_people()
        demo.make_nodes()
        demo.name_regions()
        stores = demo.describe_stores()
        demo.open_routes()
        demo.write_logins(Path(settings.VAR) / "demo" / "logins.json")
        demo.make_site_tree()
        if stores and demo.choose_prices():
            demo_promotions.make_promotions(people)
            demo_bundles.make_bundles(people)
            demo_opinions.make_reviews(people)
            placed = demo_orders.make_orders(people, stores)
            demo_assortment.make_assortment(people, stores)
            demo_showing.make_showing()
            demo_showing.learn_what_sells()
            self.stdout.write(f"Магазинов: {len(stores)}, заказов: {placed}")
        else:
            self.stdout.write("Магазины и заказы появятся, когда 1С передаст каталог")
