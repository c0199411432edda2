"""Translations: one part per room in `locale/<language>/<room>.po`, English msgids in code.

    python -m tools.messages compile            merges the parts and writes django.mo (before pages, before tests)
    python -m tools.messages check [--room X]   fails on a missing, fuzzy, contradictory or mis-filled translation
    python -m tools.messages missing --room X   prints the entries that still want a translation, ready to be pasted

Messages are found in calls of gettext in Python, in Django and Jinja2 templates, in docstrings of refusals and in what
rooms declare of themselves (titles of permissions, systems, flows, menu entries).
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from tools.extract import Found, found_in

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "locale"
FLOORS = ("foundation", "goods", "trade", "people", "partners", "insight", "doors")
PLURALS = (
    "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : n%10==0 ||"
    " (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);"
)
BRACES = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w*)[^{}]*\}")


@dataclass(frozen=True)
class Trouble:
    """One thing wrong with the translations."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def rooms() -> dict[str, Path]:
    """Every folder that has messages of its own, by the name of its part."""
    package = ROOT / "prilavok"
    found = {"base": package / "base", "design": package / "design", "config": package / "config"}
    for floor in FLOORS:
        found.update({path.name: path for path in sorted((package / floor).iterdir()) if (path / "apps.py").exists()})
    return found


def merge(language: str) -> tuple[polib.POFile, list[Trouble]]:
    """All parts of a language in one catalogue, and where they contradict one another."""
    merged = polib.POFile()
    merged.metadata = {"Language": language, "Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": PLURALS}
    seen: dict[tuple[str | None, str], tuple[polib.POEntry, str]] = {}
    troubles: list[Trouble] = []
    for path in sorted((LOCALE / language).glob("*.po")):
        for entry in _entries(path, troubles):
            key = (entry.msgctxt, entry.msgid)
            if key not in seen:
                seen[key] = (entry, path.name)
                merged.append(entry)
                continue
            known, where = seen[key]
            if (known.msgstr, known.msgstr_plural) != (entry.msgstr, entry.msgstr_plural):
                troubles.append(Trouble(path.name, f"translates otherwise than {where}: {entry.msgid!r}"))
    return merged, troubles


def _entries(path: Path, troubles: list[Trouble]) -> Iterator[polib.POEntry]:
    try:
        part = polib.pofile(str(path), encoding="utf-8", check_for_duplicates=True)
    except (OSError, ValueError) as error:
        troubles.append(Trouble(path.name, f"cannot be read: {error}"))
        return
    for entry in part:
        if entry.obsolete:
            continue
        if entry.msgid_plural and 3 not in entry.msgstr_plural:
            entry.msgstr_plural[3] = entry.msgstr_plural.get(2, "")
        yield entry


def compile_all() -> int:
    """Write django.mo for every language; contradictions are printed, the first translation wins."""
    for folder in sorted(path for path in LOCALE.iterdir() if path.is_dir()):
        merged, troubles = merge(folder.name)
        for trouble in troubles:
            print(trouble, file=sys.stderr)
        target = folder / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(exist_ok=True)
        begun = target.with_suffix(f".{os.getpid()}")  # whoever reads meanwhile finds the old ones, whole
        merged.save_as_mofile(str(begun))
        begun.replace(target)
    return 0


def check(room: str | None, language: str = "ru") -> list[Trouble]:
    """Everything wrong with the translations of one room, or of all."""
    merged, troubles = merge(language)
    known = {(entry.msgctxt or None, entry.msgid): entry for entry in merged}
    for name, folder in rooms().items():
        if room in (None, name):
            troubles += [trouble for one in found_in(folder, ROOT) for trouble in _judge(one, known)]
    return troubles


def _judge(one: Found, known: dict[tuple[str | None, str], polib.POEntry]) -> Iterator[Trouble]:
    entry = known.get((one.context, one.msgid))
    if entry is None:
        yield Trouble(one.place, f"no translation: {one.msgid!r}")
        return
    if entry.fuzzy:
        yield Trouble(one.place, f"fuzzy: {one.msgid!r}")
    said = list(entry.msgstr_plural.values()) if one.plural else [entry.msgstr]
    if not said or not all(said):
        yield Trouble(one.place, f"translation is empty or lacks plural forms: {one.msgid!r}")
        return
    wanted = _braces(one.msgid) | _braces(one.plural or "")
    for text in said:
        if not _braces(text) <= wanted or (not one.plural and _braces(text) != wanted):
            yield Trouble(one.place, f"translation fills other places than {sorted(wanted)}: {text!r}")


def _braces(text: str) -> set[str]:
    return {first or second for first, second in BRACES.findall(text)}


def print_missing(room: str, language: str = "ru") -> int:
    """Print .po entries for what the room says and nobody has translated."""
    merged, _ = merge(language)
    known = {(entry.msgctxt or None, entry.msgid) for entry in merged if entry.translated()}
    wanted = {(one.context, one.msgid): one for one in found_in(rooms()[room], ROOT)}
    for key, one in wanted.items():
        if key not in known:
            entry = polib.POEntry(msgid=one.msgid, msgctxt=one.context, comment=one.place)
            if one.plural:
                entry.msgid_plural = one.plural
                entry.msgstr_plural = {0: "", 1: "", 2: "", 3: ""}
            print(entry)
    return 0


def main() -> int:
    """Run one of the three commands."""
    parser = argparse.ArgumentParser(prog="python -m tools.messages")
    parser.add_argument("command", choices=["compile", "check", "missing"])
    parser.add_argument("--room", choices=sorted(rooms()))
    given = parser.parse_args()
    if given.command == "compile":
        return compile_all()
    if given.command == "missing":
        return print_missing(given.room or parser.error("missing wants --room"))
    troubles = check(given.room)
    for trouble in troubles:
        print(trouble)
    print(f"translations: {len(troubles)} to mend" if troubles else "translations: whole")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
