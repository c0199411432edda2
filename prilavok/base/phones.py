"""Telephone numbers: any usual spelling in, one spelling (E.164) inside, one spelling for people out."""

import re
from functools import cache, lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from prilavok.base.errors import Refused

HOME_REGION = "RU"
LONGEST = 60
LETTERS = re.compile(r"[A-Za-z]")
NOTHING = r"(?!)"
RUSSIAN = re.compile(r"\+?[78]\d{10}")


class PhoneNotUnderstood(Refused):
    """This does not look like a phone number. Write it like this: +7 916 123-45-67."""


@lru_cache(maxsize=64)  # one request asks of one number several times: its form, its order, its consents
def normalize_phone(text: str) -> str:
    """The number as E.164 ("+79161234567"). A number without a country is Russian. Raises PhoneNotUnderstood."""
    written = text[: LONGEST + 1].strip().removeprefix("tel:")
    if len(written) > LONGEST or LETTERS.search(written):
        raise PhoneNotUnderstood
    digits = "".join(_plain_digit(letter) for letter in written if letter.isdigit() or letter == "+")
    if RUSSIAN.fullmatch(digits):  # 8 916..., 7 916... and the common slip "+8 916..."
        written = "+7" + digits.lstrip("+")[1:]
        if _mobile().fullmatch(written[2:]):
            return written
    try:
        number = phonenumbers.parse(written, HOME_REGION)
    except NumberParseException:
        raise PhoneNotUnderstood from None
    if not phonenumbers.is_valid_number(number):
        raise PhoneNotUnderstood
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


@cache
def _mobile() -> re.Pattern[str]:
    """Of ten digits, those of a mobile phone at home, as the library knows them: most numbers by far."""
    known = phonenumbers.PhoneMetadata.metadata_for_region(HOME_REGION)
    pattern = known.mobile.national_number_pattern if known is not None and known.mobile is not None else None
    return re.compile(pattern or NOTHING)


def format_phone(e164: str) -> str:
    """A stored number as people read it: "+7 916 123-45-67". What is not a number comes back unchanged."""
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    return str(phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL))


def _plain_digit(letter: str) -> str:
    """Full-width and other decimal digits as ASCII; superscripts and the like as nothing."""
    if letter == "+":
        return letter
    return str(int(letter)) if letter.isdecimal() else ""
