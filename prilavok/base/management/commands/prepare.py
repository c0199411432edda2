"""`python -m prilavok prepare`: what every room needs before the first click."""

from typing import Any

from django.core.management.base import BaseCommand

from prilavok.base.prepare import preparations
from prilavok.base.unit import unit


class Command(BaseCommand):
    """Runs the rooms' repeatable preparations in one unit."""

    help = "Adds default roles, templates and schemes that are missing; overwrites nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        with unit():
            for prepare in preparations():
                prepare()
