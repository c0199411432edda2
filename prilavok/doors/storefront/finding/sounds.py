"""How a Russian word sounds to who writes by ear: words that are easily written for each other become one.

"скавародка", "сковородка" and "сковаротка" are one sound. Unstressed vowels, voiced consonants before voiceless ones,
letters nobody pronounces and doubled letters are what people err in; stress is not known, so all places count alike.
"""

import re
from typing import Final

SHORTEST: Final = 4
_RUSSIAN: Final = re.compile(r"[а-я]{4,}")
# What is written and not said, or said otherwise; longer ones first.
_SAID: Final = (
    ("вств", "ств"), ("ться", "ца"), ("тся", "ца"), ("стн", "сн"), ("здн", "зн"), ("стл", "сл"), ("рдц", "рц"),
    ("лнц", "нц"), ("нтск", "нск"), ("сч", "щ"), ("зч", "щ"), ("жч", "щ"), ("тч", "ч"), ("дч", "ч"), ("тц", "ц"),
    ("дц", "ц"), ("тс", "ц"), ("дс", "ц"), ("чн", "шн"), ("чт", "шт"), ("йо", "е"), ("ьо", "е"),
)  # fmt: skip
_ALIKE: Final = str.maketrans("оеэыяёюбвгджзщй", "аиииииупфктшсши", "ьъ")
_DOUBLED: Final = re.compile(r"(.)\1+")


def sound_of(word: str) -> str:
    """The sound of a word or of its stem; "" for what is no Russian word or a short one."""
    if not _RUSSIAN.fullmatch(word):
        return ""
    for written, said in _SAID:
        if written in word:
            word = word.replace(written, said)
    return _DOUBLED.sub(r"\1", word.translate(_ALIKE))
