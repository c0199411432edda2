"""How codes are made and read. Pure.

The alphabet is the one of Russian car plates without О and У: each letter looks the same in Cyrillic and in Latin and
is read out by its Russian name, and of two signs that look alike (8 and В) one is left out. Fifteen random signs are 60
bits and more; the sixteenth is a check, so that one wrong sign or two swapped ones are noticed without a question.

A code is compared by its skeleton: capitals, nothing between them, Cyrillic letters that look like Latin ones as Latin.
What was typed in the wrong keyboard layout is read as if the keys had been pressed in the other one.
"""

import re
import secrets
from typing import Final

ALPHABET: Final = "2345679ABCEHKMPTX"
PLACES: Final = {sign: place for place, sign in enumerate(ALPHABET)}
RANDOM: Final = 15
LENGTH: Final = RANDOM + 1
GROUP: Final = 4
LONGEST: Final = 40
# A vowel between consonants is how words begin; a customer should not read an insult on a coupon.
WORDLIKE: Final = re.compile("[BCHKMPTX][AE][BCHKMPTX]")
SAME: Final = str.maketrans("АВЕЁЗКМНОРСТУХІ018", "ABEE3KMHOPCTYXIOIB")
KEYS_EN: Final = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"
KEYS_RU: Final = "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
TO_RU: Final = str.maketrans(KEYS_EN, KEYS_RU)
TO_EN: Final = str.maketrans(KEYS_RU, KEYS_EN)
READINGS: Final = 3


def new_codes(count: int) -> list[str]:
    """So many codes in their skeletons, all different."""
    made: set[str] = set()
    while len(made) < count:
        wanted = count - len(made)
        made.update(one for one in (_new_code() for _ in range(wanted)) if WORDLIKE.search(one) is None)
    return list(made)


def _new_code() -> str:
    number = secrets.randbelow(len(ALPHABET) ** RANDOM)
    body = ""
    for _ in range(RANDOM):
        number, place = divmod(number, len(ALPHABET))
        body += ALPHABET[place]
    return body + check_of(body)


def check_of(body: str) -> str:
    """The check sign: weights differ and the alphabet's size is prime, so one error or one swap always shows."""
    return ALPHABET[sum(weight * PLACES[sign] for weight, sign in enumerate(body, 1)) % len(ALPHABET)]


def is_whole(skeleton: str) -> bool:
    """True for a code of ours whose check is right; words are never that."""
    if len(skeleton) != LENGTH or any(sign not in PLACES for sign in skeleton):
        return False
    return check_of(skeleton[:-1]) == skeleton[-1]


def spoken(skeleton: str) -> str:
    """A code as it is printed and read out: in groups of four."""
    return "-".join(skeleton[at : at + GROUP] for at in range(0, len(skeleton), GROUP))


def masked(tail: str) -> str:
    """What the office shows of a code that it does not keep."""
    return f"••••-••••-••••-{tail}"


def skeleton(text: str) -> str:
    """The one spelling by which codes and words are compared."""
    letters = "".join(sign for sign in text[: LONGEST * 2] if sign.isalnum())
    return letters.upper().translate(SAME)[:LONGEST]


def readings(text: str) -> tuple[str, str, str]:
    """What may have been meant: as typed, in the Russian layout, in the Latin one. Always so many, for equal time."""
    typed = text[: LONGEST * 2]
    return skeleton(typed), skeleton(typed.translate(TO_RU)), skeleton(typed.translate(TO_EN))
