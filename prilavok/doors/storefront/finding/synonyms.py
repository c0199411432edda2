"""Words that mean the same to buyers, kept by people; a query is asked in all the ways that they allow."""

from collections.abc import Iterable, Sequence
from typing import Final

from prilavok.base.unit import require_unit
from prilavok.doors.storefront import memory, rules
from prilavok.doors.storefront.models import Synonym

KEPT_S: Final = 2.0
MOST_WAYS: Final = 6
MOST_WORDS: Final = 20


def groups() -> list[tuple[int, tuple[str, ...]]]:
    """Every group with its id, in the order of the first words. One query."""
    rows = [(row.pk, tuple(row.words)) for row in Synonym.objects.all()]
    return sorted(rows, key=lambda pair: pair[1])


def ways(text: str) -> list[str]:
    """The text, and the same with words replaced by what means the same; the text itself first."""
    known: list[tuple[str, ...]] = memory.kept("synonyms", KEPT_S, lambda: [words for _, words in groups()])
    return variants(text, known)


def variants(text: str, known: Iterable[Sequence[str]]) -> list[str]:
    """The pure part of `ways`: whole words only, a few ways at most."""
    plain = " ".join(rules.search_words(text))
    found = [text]
    for group in known:
        for word in group:
            if f" {word} " in f" {plain} ":
                found += [f" {plain} ".replace(f" {word} ", f" {other} ").strip() for other in group if other != word]
    return list(dict.fromkeys(found))[:MOST_WAYS]


def words_of(text: str) -> list[str]:
    """Words out of a line with commas, plain, each once."""
    found = (" ".join(rules.search_words(part)) for part in text.split(","))
    return list(dict.fromkeys(one[:100] for one in found if one))[:MOST_WORDS]


def keep(*, group_id: int | None, words: Sequence[str]) -> bool:
    """Write a group down, a new one without id; fewer than two words take it away. True when something changed."""
    require_unit()
    row = Synonym.objects.select_for_update().filter(pk=group_id).first() if group_id else Synonym()
    if row is None or (row.pk is not None and list(row.words) == list(words)):
        return False
    if len(words) < 2:
        return bool(row.pk is not None and row.delete()[0])
    row.words = list(words)
    row.save()
    memory.forget()
    return True
