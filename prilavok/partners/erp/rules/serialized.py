"""Values that PHP wrote for itself: the export of Bitrix leaves them in texts as they are."""

import re
from typing import Final

_ARRAY: Final = re.compile(r"a:\d+:\{")
_TEXT: Final = re.compile(r's:4:"TEXT";s:\d+:"(.*?)";(?:s:4:"TYPE"|\})', re.DOTALL)
_LISTED: Final = re.compile(r'i:\d+;(?:s:\d+:"(.*?)"|[idb]:([-\d.]+));', re.DOTALL)
LONGEST: Final = 500_000


def plain_text(text: str) -> str:
    """The text inside a serialized value: of a rich text its TEXT, of a list its items; anything else as it came."""
    if not _ARRAY.match(text) or not text.endswith("}") or len(text) > LONGEST:
        return text
    if found := _TEXT.search(text):
        return found[1]
    return ", ".join(first or second for first, second in _LISTED.findall(text))
