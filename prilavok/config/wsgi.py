"""The WSGI application that Granian serves: the page cache around Django, and a note that somebody is looking.

Where the exchange has a process of its own (`PRILAVOK_INTAKE` names its socket), its requests are handed over to it.
"""

import os
from pathlib import Path
from typing import Any

import django
from django.utils.module_loading import import_string

from prilavok.config.handler import Handler
from prilavok.config.handover import Handover
from prilavok.config.manners import Visits
from prilavok.config.page_cache import PageCache
from prilavok.config.shared_pages import SharedPages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.config.settings")

django.setup(set_prefix=False)
application: Any = PageCache(
    Handler(),
    seen=Visits(Path(os.environ.get("PRILAVOK_VAR", "var"))).note,
    shared=SharedPages.where_possible(),
    read_proof=import_string("prilavok.doors.storefront.unchanged.read"),
)
if at := os.environ.get("PRILAVOK_INTAKE"):
    application = Handover(application, Path(at))
