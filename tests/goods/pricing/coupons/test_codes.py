"""Codes: made to be guess-proof, read in any spelling."""

import math
from collections import Counter

import pytest

from prilavok.goods.pricing.coupons import codes


def _bits() -> float:
    """The exact number of codes that can come out, by the last two signs and what they are, as bits."""
    vowels, consonants, digits = 2, 8, 7
    size = {"v": vowels, "c": consonants, "d": digits}
    ways = Counter({"": 1})
    for _ in range(codes.RANDOM):
        grown: Counter[str] = Counter()
        for tail, count in ways.items():
            for kind, many in size.items():
                if (tail + kind)[-3:] != "cvc":
                    grown[(tail + kind)[-2:]] += count * many
        ways = grown
    # The check sign may end such a run too: then the code is thrown away when it happens to be a consonant.
    return math.log2(sum(count * (9 / 17 if tail == "cv" else 1) for tail, count in ways.items()))


def test_a_code_has_sixty_bits() -> None:
    assert _bits() >= 60


def test_codes_differ_are_whole_and_spell_nothing() -> None:
    made = codes.new_codes(3000)

    assert len(set(made)) == 3000
    assert all(codes.is_whole(one) for one in made)
    assert not any(codes.WORDLIKE.search(one) for one in made)
    assert set("".join(made)) == set(codes.ALPHABET)


def test_no_two_signs_look_alike() -> None:
    for pair in ("0O", "1I", "8B", "5S", "2Z", "3З", "6G", "VU"):
        assert len(set(pair) & set(codes.ALPHABET)) <= 1


def test_one_wrong_sign_or_two_swapped_ones_never_pass() -> None:
    for code in codes.new_codes(40):
        for place in range(codes.LENGTH):
            for sign in codes.ALPHABET.replace(code[place], ""):
                assert not codes.is_whole(code[:place] + sign + code[place + 1 :])
        for place in range(codes.LENGTH - 2):
            if code[place] != code[place + 1]:
                assert not codes.is_whole(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@pytest.mark.parametrize(
    "typed",
    [
        "2KMT-9HPX-4BCA-7E3T",
        "2kmt9hpx4bca7e3t",
        " 2KMT 9HPX 4BCA 7E3T\n",
        "2КМТ–9НРХ–4ВСА–7Е3Т",  # Cyrillic letters of the same looks
        "2кмт 9нрх 4вса 7е3т",
        "2KМT.9НPX.48CA.7EЗT",  # both, an 8 for a В and a letter З for the digit
        "2ЛЬЕ-9РЗЧ-4ИСФ-7У3Е",  # Latin keys pressed in the Russian layout
        "«2KMT-9HPX-4BCA-7E3T»",
    ],
)
def test_a_code_is_read_in_any_spelling(typed: str) -> None:
    assert "2KMT9HPX4BCA7E3T" in codes.readings(typed)


@pytest.mark.parametrize("typed", ["осень", "ОСЕНЬ", " Осень ", "jctym", "JCTYM", "OCEHЬ", "о с е н ь"])
def test_a_word_is_read_in_any_spelling(typed: str) -> None:
    assert codes.skeleton("ОСЕНЬ") in codes.readings(typed)


def test_a_latin_word_typed_in_the_russian_layout_is_read() -> None:
    assert codes.skeleton("SALE20") in codes.readings("ыфду20")


def test_a_code_is_read_out_in_groups_of_four() -> None:
    assert codes.spoken("2KMT9HPX4BCA7E3T") == "2KMT-9HPX-4BCA-7E3T"


def test_a_flood_of_signs_is_cut() -> None:
    assert all(len(one) <= codes.LONGEST for one in codes.readings("К" * 100_000))
