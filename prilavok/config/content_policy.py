"""The content policy of our own screens: nothing inline, nothing from elsewhere."""

from typing import Any

from csp.constants import SELF


def policy(live_origins: tuple[str, ...]) -> dict[str, Any]:
    """The content policy of our own screens; live updates may come from the origins given."""
    return {
        "DIRECTIVES": {
            "default-src": (SELF,),
            "script-src": (SELF,),
            "style-src": (SELF,),
            "img-src": (SELF, "data:"),
            "font-src": (SELF,),
            "connect-src": (SELF, *live_origins),
            "object-src": ("'none'",),
            "base-uri": (SELF,),
            "form-action": (SELF,),
            "frame-ancestors": (SELF,),
        }
    }
