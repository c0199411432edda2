"""Pure decisions of reviews: what looks like spam, how an author is called."""

import re
from typing import Final

LINK, PHONE, EMAIL, MESSENGER, SHOUTING, REPEATED, COPIED = (
    "link",
    "phone",
    "email",
    "messenger",
    "shouting",
    "repeated",
    "copied",
)
MOST_TEXT: Final = 4000
MOST_SHORT: Final = 1000
MOST_NAME: Final = 30
LEAST_DAYS, MOST_DAYS = 1, 90

_LINK = re.compile(
    r"(?:https?\s*:|www\s*\.|\bhxxp)|\b[\w-]{2,}\s?[.。]\s?(?:ru|рф|com|net|org|info|biz|shop|site|online|store|me|by|su|xyz|top)\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\[at\]|\(at\)|собака)\s?[\w-]+\s?\.\s?\w{2,}", re.IGNORECASE)
_MESSENGER = re.compile(
    r"(?<![\w.])@[a-z]\w{3,}"
    r"|\b(?:t\.me|whats\s?app|ватсап|вотсап|viber|вайбер|telegram|телеграм+|тг)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?:\d[\s().\-–—]{0,3}){10,}")
_SAME = re.compile(r"([^\d\s])\1{6,}|(\b\w+\b)(?:\W+\2\b){4,}", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def suspicions(*texts: str) -> tuple[str, ...]:
    """What in the texts looks like advertising or contacts; the person who decides sees it first."""
    text = "\n".join(texts)
    found = {
        LINK: bool(_LINK.search(_EMAIL.sub(" ", text))),
        PHONE: any(10 <= sum(one.isdigit() for one in part.group()) <= 15 for part in _DIGITS.finditer(text)),
        EMAIL: bool(_EMAIL.search(text)),
        MESSENGER: bool(_MESSENGER.search(text)),
        SHOUTING: _is_shouting(text),
        REPEATED: bool(_SAME.search(text)),
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _is_shouting(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 30 and sum(letter.isupper() for letter in letters) > 0.7 * len(letters)


def public_name(name: str) -> str:
    """How an author stands under a review: the first name and the initial of what follows; "" when there is no name."""
    words = _NAME.findall(name)[:2]
    if not words:
        return ""
    first = words[0][:MOST_NAME]
    first = first[:1].upper() + first[1:]
    return f"{first} {words[1][0].upper()}." if len(words) > 1 else first


def plain(text: str) -> str:
    """A text as it is compared with another one: letters and figures only, in lower case."""
    return " ".join(re.findall(r"\w+", text.lower().replace("ё", "е")))
