"""A worker with one more job: it writes a line within a unit and, the first time, lingers there to be killed."""

import os
import time
from pathlib import Path

TASK = "tests.crashes.linger"


def main() -> None:
    """Run the platform's own worker with the job added."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.config.settings")
    import django

    django.setup()
    from procrastinate.contrib.django import app

    from prilavok.base import journal
    from prilavok.base.unit import unit
    from prilavok.config import worker

    @app.task(name=TASK, queue="base")
    def linger(mark: str) -> None:
        with unit():
            journal.record(flow="tests.linger", summary=mark)
            if not Path(mark).exists():
                Path(mark).touch()
                time.sleep(60)

    worker.main()


if __name__ == "__main__":
    main()
