"""`python -m prilavok stage_file`: reads one file of a package, beside the import that started it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from prilavok.base.garbage import collect_seldom
from prilavok.partners.erp import api
from prilavok.partners.erp.staging.crew import die_with_parent


class Command(BaseCommand):
    """Started by an import of large files, one process a file; ends when the import does."""

    help = "Stages a received file of an exchange; used by imports of large packages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file_id", type=int)
        parser.add_argument("--parent", type=int, default=0, help="the process without which this one ends")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["parent"]:
            die_with_parent(options["parent"])
        collect_seldom()
        api.stage_file(options["file_id"])
