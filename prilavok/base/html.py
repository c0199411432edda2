"""HTML from outside: cleaned to a short allow-list before it is kept, so that no template has to trust it.

Accounting systems send descriptions as HTML, as HTML escaped once, or as plain text with line ends; all three become
the same clean HTML.
"""

import html
import re
from typing import Final

import nh3

TAGS: Final = frozenset(
    {"p", "br", "b", "strong", "i", "em", "u", "s", "sub", "sup", "ul", "ol", "li", "h2", "h3", "h4", "blockquote"}
    | {"table", "thead", "tbody", "tr", "th", "td", "a", "span", "div"}
)
ATTRIBUTES: Final = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
LONGEST: Final = 200_000
TAG = re.compile(r"<[a-zA-Z/!]")
ESCAPED_TAG = re.compile(r"&lt;/?[a-zA-Z]")


def clean(text: str) -> str:
    """Clean HTML of a text from outside; at most 200,000 characters are looked at."""
    given = text[:LONGEST].strip()
    if not TAG.search(given) and ESCAPED_TAG.search(given):
        given = html.unescape(given)
    if not TAG.search(given):
        # Escaped as a whole: there is nothing in it to clean.
        return _paragraphs(html.unescape(given))
    return nh3.clean(
        given,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow",
    )


def plain(text: str) -> str:
    """The words of a text from outside, without markup, in one line."""
    separated = re.sub(r"<", " <", clean(text))
    return " ".join(html.unescape(nh3.clean(separated, tags=set())).split())


def _paragraphs(text: str) -> str:
    blocks = [block.strip() for block in re.split(r"\r?\n\s*\r?\n", text) if block.strip()]
    return "".join(
        f"<p>{'<br>'.join(html.escape(line.strip(), quote=False) for line in one.splitlines())}</p>" for one in blocks
    )
