"""Phones: any usual spelling is understood, the rest is refused with an example."""

from contextlib import suppress

import phonenumbers
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from prilavok.base.phones import PhoneNotUnderstood, format_phone, normalize_phone


@pytest.mark.parametrize(
    "written",
    [
        "+79161234567",
        "89161234567",
        "9161234567",
        "79161234567",
        "8-916-123-45-67",
        "+7(916)1234567",
        "8 (916) 123 45 67",
        "  +7 916 123 45 67  ",
        "8\u00a0916\u00a0123\u00a045\u00a067",
        "+8 916 123 45 67",
        "8.916.123.45.67",
        "tel:+79161234567",
        "+7\u2011916\u2011123\u201145\u201167",
        "８９１６１２３４５６７",
        "(916) 123-45-67",
    ],
)
def test_any_spelling_is_one_number(written: str) -> None:
    assert normalize_phone(written) == "+79161234567"


def test_other_countries_keep_their_code() -> None:
    assert normalize_phone("+375 29 123-45-67") == "+375291234567"
    assert normalize_phone("+7 727 250 00 00") == "+77272500000"


@pytest.mark.parametrize(
    "written",
    ["", "  ", "12", "8 916 123", "0000000000000", "+7 000 000 00 00", "8-800-FLOWERS", "привет", "+", "9" * 500],
)
def test_what_is_no_number_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(PhoneNotUnderstood) as refusal, translation.override("en"):
        normalize_phone(written)

    assert "+7 916 123-45-67" in (type(refusal.value).__doc__ or "")


@given(st.text(max_size=80))
def test_any_text_is_a_number_or_a_refusal(written: str) -> None:
    with suppress(PhoneNotUnderstood):
        assert normalize_phone(normalize_phone(written)) == normalize_phone(written)


def test_people_read_it_in_groups() -> None:
    assert format_phone("+79161234567") == "+7 916 123-45-67"
    assert format_phone("not a number") == "not a number"


@given(st.from_regex(r"\A9[0-9]{9}\Z"))
def test_mobile_phones_at_home_are_judged_as_the_library_judges(digits: str) -> None:
    known = phonenumbers.is_valid_number(phonenumbers.parse(f"+7{digits}", "RU"))

    try:
        told = normalize_phone(digits)
    except PhoneNotUnderstood:
        told = ""

    assert told == (f"+7{digits}" if known else "")
