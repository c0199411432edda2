"""`python -m prilavok.config.schema`: migrate and prepare in one process, one line per ten migrations."""

import os
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from prilavok.config.prepared import record, schema_fingerprint
from prilavok.config.sentences import tell

LOCK = 0x5072696C


def main() -> None:
    """Bring the database to the code's shape; two hosts that start at once take turns."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.config.settings")
    django.setup()
    from prilavok.config.database import database_url
    from prilavok.config.settings import VAR

    fingerprint = schema_fingerprint()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SET lock_timeout = '10s'")  # a migration that waits for a lock stops every page behind it
    bring_up()
    record(database_url(VAR), "schema", fingerprint)


def bring_up() -> None:
    """Every table, and what every room prepares."""
    told = _Progress()
    # The libraries' many migrations first, by themselves: each makes the models known so far anew, so with those of the
    # house among them a first start took twice the time.
    for is_last in (False, True):
        planned = MigrationExecutor(connection, told)
        ends = planned.loader.graph.leaf_nodes()
        planned.migrate([(room, name) for room, name in ends if is_last or not _is_ours(room)])
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)  # content types and permissions
    call_command("prepare")


def _is_ours(label: str) -> bool:
    return apps.get_app_config(label).name.startswith("prilavok.")


class _Progress:
    """Counts migrations as they are applied."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, action: str, migration: Any = None, fake: bool | None = None, /) -> None:  # noqa: FBT001
        if action == "apply_success":
            self.done += 1
            if self.done % 20 == 0:
                tell(f"  {self.done}")


if __name__ == "__main__":
    main()
