"""`python -m prilavok.config.intake`: takes in what 1C sends, by Granian over WSGI, in a process that gives way.

The pages hand its requests over (`handover.py`). It listens at a socket in the platform's own folder, so nobody from
outside can speak to it past the pages.
"""

import os
from pathlib import Path
from typing import Final

from granian.constants import Interfaces

from prilavok.config.handover import Taken, socket_in
from prilavok.config.pages import BACKPRESSURE, load_all
from prilavok.config.serving import serve

THREADS: Final = 4


def main() -> None:
    """Serve until told to stop."""
    at = socket_in(Path(os.environ.get("PRILAVOK_VAR", "var")))
    if at is None:
        raise SystemExit("The path of the folder is too long for a socket.")
    from django.core.wsgi import get_wsgi_application

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.config.settings")
    application = Taken(get_wsgi_application())
    load_all()
    serve(
        application,
        title="приём / intake",
        at=at,
        interface=Interfaces.WSGI,
        processes=1,
        blocking_threads=THREADS,
        backpressure=BACKPRESSURE,
        workers_kill_timeout=5,
    )


if __name__ == "__main__":
    main()
