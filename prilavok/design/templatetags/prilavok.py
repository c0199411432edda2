"""Filters and tags of the office's templates: `{% load prilavok %}`."""

import time
from typing import Any, Final

from django import template
from django.http import QueryDict
from django.template.context import RequestContext
from django.utils.translation import get_language, gettext
from wagtail.admin.templatetags.wagtailadmin_tags import sidebar_props

from prilavok.base import flows
from prilavok.base.access import Actor
from prilavok.design import formats

SIDEBAR_S: Final = 5.0
SIDEBARS: Final = 200

register = template.Library()
_sidebars: dict[tuple[Actor, str | None], tuple[float, str]] = {}

register.filter("money", formats.money)
register.filter("quantity", formats.quantity)
register.filter("phone", formats.phone)
register.filter("moment", formats.moment)
register.filter("until", formats.until)
register.filter("day", formats.day)
register.filter("lasting", formats.lasting)
register.filter("ago", formats.ago)
register.filter("span", formats.span)


@register.filter
def system(code: str) -> str:
    """The title of a system in the active language, the code itself when nobody declared it; what follows a colon (a
    package of "erp.central:9") stays after the title."""
    kind, _colon, rest = code.partition(":")
    title = flows.title_of(kind) if kind else ""
    if title == kind:
        return code
    return f"{gettext(title)} · {rest}" if rest else gettext(title)


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """The value of a key that is itself a variable."""
    return mapping.get(key) if mapping else None


@register.simple_tag(takes_context=True)
def allowed(context: RequestContext, permission: str) -> bool:
    """True when the one who looks has the permission."""
    return bool(context["request"].actor.may(permission))


@register.simple_tag(takes_context=True)
def sidebar(context: RequestContext) -> str:
    """Wagtail's sidebar, kept a few seconds for whoever sees it with the same rights: making it took a quarter of a
    page."""
    key = (context["request"].actor, get_language())
    known = _sidebars.get(key)
    if known is None or known[0] < time.monotonic():
        if len(_sidebars) >= SIDEBARS:
            _sidebars.clear()
        known = _sidebars[key] = (time.monotonic() + SIDEBAR_S, sidebar_props(context))
    return known[1]


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """The current query string with some parameters changed; an empty value removes one."""
    params: QueryDict = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            params.pop(key, None)
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}"


@register.inclusion_tag("design/office_pages.html", takes_context=True)
def pages(context: RequestContext, page: int, pages_count: int) -> dict[str, Any]:
    """Links to the previous and the next page, with the place among all."""
    return {"request": context["request"], "page": page, "pages_count": max(1, pages_count)}


class HeadingNode(template.Node):
    """Prints its text and keeps it on the request, so that the frame can repeat it as the page's heading."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        text = self.nodelist.render(context).strip()
        context["request"].pv_heading = text
        return text


@register.tag
def heading(parser: template.base.Parser, token: template.base.Token) -> HeadingNode:
    """`{% heading %}...{% endheading %}`: the page's title, said once in the template."""
    nodelist = parser.parse(("endheading",))
    parser.delete_first_token()
    return HeadingNode(nodelist)
