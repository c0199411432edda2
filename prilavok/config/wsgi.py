"""The WSGI application that Granian serves: the page cache around Django."""

import os

from django.core.wsgi import get_wsgi_application

from prilavok.config.page_cache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.config.settings")

application = PageCache(get_wsgi_application())
