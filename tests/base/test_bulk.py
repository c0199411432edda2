"""Sets for one statement: whatever text comes, it arrives as it was, less what a column cannot hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from prilavok.base.bulk import fetch, numbers, pieces, records, texts

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


class TestSets(TestCase):
    """One database for all examples."""

    @settings(max_examples=60)
    @given(st.lists(WORDS))
    def test_texts_arrive(self, words: list[str]) -> None:
        [(back,)] = fetch("SELECT %s::text[]", [texts(words)])

        assert back == [word.replace("\0", "") for word in words]

    @settings(max_examples=60)
    @given(st.lists(WORDS))
    def test_records_arrive(self, words: list[str]) -> None:
        rows = [{"n": n, "word": word} for n, word in enumerate(words)]

        back = fetch(
            "SELECT word FROM jsonb_to_recordset(%s::jsonb) AS x (n int, word text) ORDER BY n", [records(rows)]
        )

        assert [word for (word,) in back] == [word.replace("\0", "") for word in words]

    @settings(max_examples=30)
    @given(st.lists(st.integers(min_value=-(2**63), max_value=2**63 - 1)))
    def test_numbers_arrive(self, given_numbers: list[int]) -> None:
        assert fetch("SELECT %s::bigint[]", [numbers(given_numbers)]) == [(given_numbers,)]


@pytest.mark.django_db
def test_what_only_looks_like_a_nul_is_kept() -> None:
    assert fetch("SELECT %s::jsonb ->> 0", [records(["C:\\u0000x\0"])]) == [("C:\\u0000x",)]  # type: ignore[list-item]


def test_pieces_are_full_but_the_last() -> None:
    assert list(pieces(range(5), 2)) == [(0, 1), (2, 3), (4,)]
    assert list(pieces([], 2)) == []
