"""How the things that deeds are about, and the values that deeds change, are called for people, and where they stand.

A room declares its kinds ("order" of "order:12") in its `audited.py`: a title, who names many of them at once, which
page shows each. A kind may be declared more than once ("source" is a system of goods, and a source of orders): whoever
names the thing says what it is. What nobody named shows its number and leads nowhere.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext

from prilavok.base.access import Actor

Names = Callable[[Collection[str]], Mapping[str, str]]
NEEDS = "needs:"


@dataclass(frozen=True, kw_only=True)
class SubjectKind:
    """A kind of things; `title` is an English msgid; `names` and `pages` (addresses) answer for many in a constant
    number of questions. Without names a thing is called by its key."""

    title: str
    names: Names | None = None
    pages: Names | None = None


@dataclass(frozen=True, kw_only=True)
class SubjectView:
    """A thing for people: how it is called, and its page; none when it has no page or the reader may not open it."""

    title: str
    address: str = ""


_kinds: dict[str, list[SubjectKind]] = defaultdict(list)
_values: dict[str, Names] = {}


def declare_subjects(kinds: Mapping[str, SubjectKind]) -> None:
    """A room names the kinds of its things, by the word before the colon."""
    for code, kind in kinds.items():
        _kinds[code].append(kind)


def declare_values(names: Mapping[str, Names]) -> None:
    """A room says how the values of a field of the audit are called."""
    _values.update(names)


def declared_kinds() -> frozenset[str]:
    """The words before the colon that some room has declared."""
    return frozenset(_kinds)


def page_of(route: str) -> Names:
    """Each thing has a page of its own, by its key."""

    def pages(keys: Collection[str]) -> dict[str, str]:
        return {key: address for key in keys if (address := _address(route, key))}

    return pages


def page_at(route: str) -> Names:
    """All things of a kind stand on one page."""
    return lambda keys: dict.fromkeys(keys, reverse(route))


def only_one(key: str) -> Names:
    """There is one thing of the kind: its title says all."""
    return lambda keys: {key: ""} if key in keys else {}


def titles_of(model: type[Model], field: str = "title") -> Names:
    """Things that are rows of a table, called by one of its fields (or a field of what it belongs to)."""

    def names(keys: Collection[str]) -> dict[str, str]:
        found = QuerySet[Any](model).filter(pk__in=numbers(keys)).values_list("pk", field)
        return {str(pk): title for pk, title in found}

    return names


def subjects_told(subjects: Iterable[str], reader: Actor) -> dict[str, SubjectView]:
    """Each subject for people; one of an undeclared kind as it was written."""
    parted = {subject: subject.partition(":") for subject in subjects}
    asked: dict[str, set[str]] = defaultdict(set)
    for kind, _colon, key in parted.values():
        asked[kind].add(key)
    told = {kind: _told(kind, keys, reader) for kind, keys in asked.items()}
    return {subject: told[kind][key] for subject, (kind, _colon, key) in parted.items()}


def _address(route: str, key: str) -> str:
    try:
        return reverse(route, args=[key])
    except NoReverseMatch:  # a key that somebody typed
        return ""


def _told(kind: str, keys: set[str], reader: Actor) -> dict[str, SubjectView]:
    found: dict[str, SubjectView] = {}
    for declared in _kinds.get(kind, ()):
        left = keys - found.keys()
        named = declared.names(left) if declared.names else {key: key for key in left}
        pages = declared.pages(named.keys()) if declared.pages else {}
        for key, name in named.items():
            title = f"{gettext(declared.title) if declared.title else ''} {name}".strip()
            address = pages.get(key, "")
            found[key] = SubjectView(title=title, address=address if address and _may_open(reader, address) else "")
    return found | {key: SubjectView(title=_unnamed(kind, key)) for key in keys - found.keys()}


def _unnamed(kind: str, key: str) -> str:
    title = next((one.title for one in _kinds.get(kind, ()) if one.title), "")
    return f"{gettext(title)} {key}".strip() if title else f"{kind}:{key}" if key else kind


def _may_open(reader: Actor, address: str) -> bool:
    mark = getattr(resolve(address).func, "access", "")
    return not mark.startswith(NEEDS) or reader.may(mark.removeprefix(NEEDS))


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
