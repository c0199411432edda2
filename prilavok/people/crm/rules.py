"""Pure decisions of crm: how a search text is understood."""

import re
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


def searchable(name: str) -> str:
    """A name as it is searched by: lower case, ё as е."""
    return " ".join(name.split()).lower().replace("ё", "е")[:200]
