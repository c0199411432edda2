"""What the first visit has left: one small cookie of ours, `came`, without any identity, written by the page's script.

It holds what the address and the browser said of themselves at the first touch, and nothing at all after a direct
visit. Pages are kept by the cache in front without it, so it is written in the browser and read at the checkout only.
"""

from typing import Final
from urllib.parse import parse_qs, unquote

from django.http import HttpRequest

NAMES: Final = ("from", "utm_source", "utm_medium", "utm_campaign", "ref")
LONGEST: Final = 800


def first_touch(request: HttpRequest) -> dict[str, str]:
    """What was told, by name; whatever else the cookie holds is not read."""
    said = parse_qs(unquote(request.COOKIES.get("came", "")[:LONGEST]), max_num_fields=20)
    return {name: said[name][0] for name in NAMES if said.get(name)}
