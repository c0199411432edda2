"""Pure decisions of crm: how a search text is understood."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from prilavok.base.phones import PhoneNotUnderstood, normalize_phone

EMAIL: Final = re.compile(r"[^@\s<>\"',;:\\()]{1,64}@[^@\s<>\"',;:\\()]+\.[^@\s<>\"',;:\\().]{2,63}")
NUMBER: Final = re.compile(r"[\w]{0,4}-?\d[\d-]{2,14}")


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What a search text may mean; several may hold at once."""

    phone: str = ""
    phone_part: str = ""
    order_number: str = ""
    email: str = ""
    words: tuple[str, ...] = ()


def understand(text: str) -> Sought:
    """Read a phone in any spelling or its part, an order number, an e-mail or parts of a name."""
    text = " ".join(text.split())[:100]
    digits = re.sub(r"\D", "", text)
    has_letters = any(letter.isalpha() for letter in text)
    return Sought(
        phone="" if has_letters else known_phone(text),
        phone_part=digits if len(digits) >= 4 and not has_letters else "",
        order_number=text.upper() if NUMBER.fullmatch(text) else "",
        email=text.lower() if "@" in text else "",
        words=tuple(searchable(text).split())[:4] if has_letters and "@" not in text else (),
    )


def known_phone(text: str) -> str:
    """The phone in its one spelling; empty when it is none."""
    try:
        return normalize_phone(text)
    except PhoneNotUnderstood:
        return ""


def known_email(text: str) -> str:
    """The e-mail in lower case; empty when it is none."""
    email = text.strip().lower()
    return email if len(email) <= 254 and EMAIL.fullmatch(email) else ""


def single_name(name: str) -> str:
    """A name written once: senders that join first and full names tell "Anna Anna"."""
    words = name.split()
    half = len(words) // 2
    same = [word.casefold() for word in words[:half]] == [word.casefold() for word in words[half:]]
    return " ".join(words[:half] if half and same else words)[:200]


def same_value(field: str, one: str, other: str) -> bool:
    """True when two values of a field mean the same: letter case and spaces of names do not matter."""
    if field == "name":
        return searchable(one) == searchable(other)
    return one == other


@dataclass(frozen=True, kw_only=True)
class Words:
    """A field on both sides: what they tell now and told last, what we have now and had when we last agreed."""

    told: str
    theirs: str
    ours: str
    agreed: str


def verdict(field: str, words: Words) -> str:
    """What follows: nothing (they changed nothing), agreed, take (only they changed it), conflict (both did).

    An empty name or phone is no news about a person.
    """
    if same_value(field, words.told, words.theirs):
        return "nothing"
    if same_value(field, words.told, words.ours):
        return "agreed"
    if not words.told and field != "email":
        return "nothing"
    return "take" if same_value(field, words.ours, words.agreed) else "conflict"


def searchable(name: str) -> str:
    """A name as it is searched by: lower case, ё as е."""
    return " ".join(name.split()).lower().replace("ё", "е")[:200]


def tags_of(said: Iterable[str]) -> list[str]:
    """Tags in one spelling: small letters, each once, in order."""
    return sorted({" ".join(one.split()).casefold()[:40] for one in said} - {""})[:30]
