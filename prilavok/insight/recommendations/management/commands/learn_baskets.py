"""`python -m prilavok learn_baskets`: recommendations from the orders and receipts there are already."""

from typing import Any

from django.core.management.base import BaseCommand

from prilavok.insight.recommendations import api


class Command(BaseCommand):
    """Reads everything that was ever bought, counts it and chooses; may be repeated, writes nothing twice."""

    help = "Learns what sells and what goes with what from past orders and receipts."

    def handle(self, *args: Any, **options: Any) -> None:
        found = api.learn_past()
        counted = api.count_waiting()
        chosen = api.choose_waiting()
        self.stdout.write(f"{found} new baskets, {counted} counted, choices for {chosen} products")
