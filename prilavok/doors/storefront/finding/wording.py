"""Texts become queries: words in any form, beginnings, slips, what only sounds alike, codes however they are spaced.

A whole text is asked with scores (`by_text`). One that is being typed is asked step by step without any (`begun`): its
goods come by rank within a step, so that a beginning with a hundred thousand goods costs as little as one with a few.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

import tantivy

from prilavok.doors.storefront import rules
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.adapters.goods_index import SCHEMA

MUST, SHOULD = tantivy.Occur.Must, tantivy.Occur.Should
Query = tantivy.Query
LONG_WORD: Final = 8
SHORTEST_CODE: Final = 4
SHORTEST_BEGUN: Final = 5
SHORTEST_SLIPPED: Final = 4
LONG_SOUND: Final = 6


class Freedom(IntEnum):
    """How freely a text is read: to the letter, with a slip (two in a long word), as it sounds with a slip more."""

    STRICT = 0
    SLIPS = 1
    SOUND = 2


class Step(IntEnum):
    """How the last word of a text being typed is read, one after another: a whole word of a title, the beginning of
    one, of any word; with a slip; with two or as it sounds."""

    WHOLE = 0
    BEGUN = 1
    ANYWHERE = 2
    SLIP = 3
    SOUND = 4


def any_of(queries: Sequence[Query]) -> Query:
    """What any of these finds."""
    return queries[0] if len(queries) == 1 else Query.boolean_query([(SHOULD, one) for one in queries])


def all_of(queries: Sequence[Query]) -> Query:
    """What each of these finds."""
    return queries[0] if len(queries) == 1 else Query.boolean_query([(MUST, one) for one in queries])


def by_text(text: str, freedom: Freedom = Freedom.SLIPS) -> Query:
    """All words of a text, or a code."""
    words = rules.search_words(text)
    if not words:
        return Query.empty_query()
    if len(words) == 1:
        return any_of([*_code_ways(text), *_ways(words[0], freedom)])
    return any_of([*_code_ways(text), all_of([_by_word(word, freedom) for word in words])])


def begun(text: str, step: Step) -> Query:
    """All words of a text being typed, the last one as the step says; or a code. A last word of one letter tells
    nothing yet."""
    words = rules.search_words(text)
    if len(words) > 1 and len(words[-1]) == 1:
        words.pop()
    if not words:
        return Query.empty_query()
    *whole, last = (piece for word in words for piece in goods_index.pieces(word))
    asked = [*(_whole(word, step) for word in whole), any_of(_endings(last, step))]
    return any_of([*_code_ways(text), all_of(asked)]) if step == Step.WHOLE else all_of(asked)


def _whole(word: str, step: Step) -> Query:
    """A word that is typed already: of titles first, then of anything."""
    if step <= Step.BEGUN:
        return any_of([_term("title", goods_index.stems(word)[0]), _term("code", rules.bare_code(word))])
    return _by_word(word, Freedom(max(0, step - Step.ANYWHERE)))


def _endings(word: str, step: Step) -> list[Query]:
    """The ways to read the last word; a later step need not find what an earlier one has."""
    stem = goods_index.stems(word)[0]
    if step == Step.WHOLE:
        return [_term("title", stem), _term("code", rules.bare_code(word))]
    if step == Step.BEGUN:
        return [_fuzzy("title", word, 0, is_beginning=True)]
    if step == Step.ANYWHERE:
        return [_fuzzy("typed", word, 0, is_beginning=True), _term("words", stem)]
    if step == Step.SLIP:
        return _one_slip(word, stem)
    return _two_slips(word) + _sounding(goods_index.sound(word), is_beginning=True)


def _one_slip(word: str, stem: str) -> list[Query]:
    if len(word) < SHORTEST_SLIPPED:
        return [Query.empty_query()]
    ways = [_fuzzy("typed", word, 1), _fuzzy("title", stem, 1)]
    return [*ways, _fuzzy("typed", word, 1, is_beginning=True)] if len(word) >= SHORTEST_BEGUN else ways


def _two_slips(word: str) -> list[Query]:
    return [_fuzzy("typed", word, 2)] if len(word) >= LONG_WORD else [Query.empty_query()]


def _sounding(sound: str, *, is_beginning: bool = False) -> list[Query]:
    """Words that sound so, or nearly so when that is long enough to mean something."""
    if len(sound) < SHORTEST_SLIPPED:
        return []
    ways = [_fuzzy("sound", sound, 0, is_beginning=True) if is_beginning else _term("sound", sound)]
    return [*ways, _fuzzy("sound", sound, 1)] if len(sound) >= LONG_SOUND else ways


def _code_ways(text: str) -> list[Query]:
    """A code whole, by its beginning or by its last digits, however it is spaced."""
    code = rules.bare_code(text)
    ways = [Query.boost_query(_term("code", code), 100.0)]
    if len(code) >= SHORTEST_CODE:
        ways.append(Query.boost_query(_fuzzy("code", code, 0, is_beginning=True), 20.0))
        if code.isdecimal():
            ways.append(Query.boost_query(_fuzzy("tail", code[::-1], 0, is_beginning=True), 10.0))
    return ways


def _by_word(word: str, freedom: Freedom) -> Query:
    return any_of(_ways(word, freedom))


def _ways(word: str, freedom: Freedom) -> list[Query]:
    """The ways to find one word; side by side, since what lies within another is gone through twice."""
    parts = goods_index.pieces(word)
    if len(parts) > 1:
        return [all_of([_by_word(piece, freedom) for piece in parts])]
    stem = goods_index.stems(word)[0]
    ways = [
        Query.boost_query(_term("typed", word), 3.0),
        Query.boost_query(_term("title", stem), 4.0),
        _term("words", stem),
        Query.const_score_query(_term("code", rules.bare_code(word)), 5.0),
    ]
    if len(word) >= 2:
        ways.append(Query.const_score_query(_fuzzy("typed", word, 0, is_beginning=True), 1.5))
    if freedom >= Freedom.SLIPS and len(word) >= SHORTEST_SLIPPED:
        slips = 2 if len(word) >= LONG_WORD else 1
        ways.append(Query.const_score_query(_fuzzy("typed", word, slips), 0.3))
        ways.append(Query.const_score_query(_fuzzy("title", stem, 1), 0.3))
    if freedom >= Freedom.SOUND:
        ways += [Query.const_score_query(one, 0.2) for one in _sounding(goods_index.sound(word))]
    return ways


def _term(field: str, value: str) -> Query:
    return Query.term_query(SCHEMA, field, value)


def _fuzzy(field: str, word: str, slips: int, *, is_beginning: bool = False) -> Query:
    return Query.fuzzy_term_query(SCHEMA, field, word, distance=slips, prefix=is_beginning)
