"""`python -m prilavok index_search`: the one process of a host that writes the search index."""

import logging
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connection

from prilavok.doors.storefront.actions.index_goods import catch_up
from prilavok.doors.storefront.adapters.goods_index import Writing

# Few changes are shown in a moment; many come from an import, and each commit would take from it.
PAUSE_S = 0.1
MANY = 300
LONG_PAUSE_S = 0.5
AWAY_S = 2.0
log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Looks for changed products ten times a second and commits them; survives a database that is away for a while."""

    help = "Keeps the search index up to date; --once stops when it is, --anew starts from nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--anew", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            writing = Writing()
        except ValueError as busy:
            raise CommandError("another process writes the search index of this host already") from busy
        self.stopped = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        anew = bool(options["anew"])
        while not self.stopped:
            try:
                done = catch_up(writing, anew=anew)
                anew = False
            except Error:
                if options["once"]:
                    raise
                log.warning("the database is away, the search index waits")
                connection.close()
                time.sleep(AWAY_S)
                continue
            if options["once"]:
                self.stdout.write(f"{done} products indexed")
                return
            time.sleep(LONG_PAUSE_S if done > MANY else PAUSE_S)

    def stop(self, *args: object) -> None:
        """End after the current round."""
        self.stopped = True
