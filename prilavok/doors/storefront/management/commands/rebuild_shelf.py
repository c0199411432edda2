"""`python -m prilavok rebuild_shelf`: the shelf anew from the truth."""

from typing import Any

from django.core.management.base import BaseCommand

from prilavok.doors.storefront import api


class Command(BaseCommand):
    """Writes every product's row of the shelf again, while the shop sells."""

    help = "Rebuilds the storefront's shelf from products, prices and stock."

    def handle(self, *args: Any, **options: Any) -> None:
        done = api.rebuild_shelf(say=lambda count: self.stdout.write(f"{count}"))
        self.stdout.write(f"{done} products on the shelf")
