"""The WSGI application that Granian serves: the page cache around Django, and a note that somebody is looking."""

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from prilavok.config.manners import Visits
from prilavok.config.page_cache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.config.settings")

application = PageCache(get_wsgi_application(), seen=Visits(Path(os.environ.get("PRILAVOK_VAR", "var"))).note)
