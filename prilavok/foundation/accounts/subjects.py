"""How the things that deeds are about, and the values that deeds change, are called for people.

A room declares its kinds ("order" of "order:12") in its `audited.py`: a title, and who names many of them at once. What
nobody named shows its number.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

Names = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class SubjectKind:
    """A kind of things; `title` is an English msgid, `names` answers for many in a constant number of questions."""

    title: str
    names: Names | None = None


_kinds: dict[str, SubjectKind] = {}
_values: dict[str, Names] = {}


def declare_subjects(kinds: Mapping[str, SubjectKind]) -> None:
    """A room names the kinds of its things, by the word before the colon."""
    _kinds.update(kinds)


def declare_values(names: Mapping[str, Names]) -> None:
    """A room says how the values of a field of the audit are called."""
    _values.update(names)


def subject_titles(subjects: Iterable[str]) -> dict[str, str]:
    """Each subject for people; one of an undeclared kind as it was written."""
    asked: dict[str, set[str]] = defaultdict(set)
    for subject in subjects:
        kind, _colon, key = subject.partition(":")
        if kind in _kinds:
            asked[kind].add(key)
    found: dict[str, str] = {}
    for kind, keys in asked.items():
        declared = _kinds[kind]
        named = declared.names(keys) if declared.names else {}
        found |= {f"{kind}:{key}": f"{gettext(declared.title)} {named.get(key) or key}".strip() for key in keys}
    return found


def value_titles(values: Mapping[str, Collection[str]]) -> dict[tuple[str, str], str]:
    """Field and value -> the value for people; those that nobody named are absent."""
    return {
        (field, key): title
        for field, keys in values.items()
        if field in _values and keys
        for key, title in _values[field](keys).items()
    }


def numbers(keys: Collection[str]) -> list[int]:
    """Those of the keys that are numbers of rows."""
    return [int(key) for key in keys if key.isdecimal() and len(key) < 19]
