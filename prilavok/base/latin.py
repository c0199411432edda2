"""Russian in Latin letters and back: addresses of things, and queries typed in the wrong alphabet."""

import re

CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў"
LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch _ y _ e yu ya i yi ye g u"
LETTERS = dict(zip(CYRILLIC, LATIN.split(" "), strict=True))
LIMIT = 120


def slugify(title: str, fallback: str = "tovar") -> str:
    """«Топор «Север», 1,2 кг» -> "topor-sever-1-2-kg"; at most 120 characters, cut between words where possible."""
    latin = "".join(LETTERS.get(letter, letter) for letter in title.casefold()).replace("_", "")
    slug = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")
    if len(slug) > LIMIT:
        cut = slug[: LIMIT + 1].rsplit("-", 1)[0]
        slug = cut[:LIMIT]
    return slug or fallback


# What people type for Russian letters, longest first; several spellings of one letter are common.
SPELT = {
    "shch": "щ", "sch": "щ", "yo": "е", "jo": "е", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю",
    "ju": "ю", "ya": "я", "ja": "я", "ck": "к", "ph": "ф",
    "a": "а", "b": "б", "v": "в", "g": "г", "d": "д", "e": "е", "z": "з", "i": "и", "j": "й", "k": "к", "l": "л",
    "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "t": "т", "u": "у", "f": "ф", "h": "х", "c": "ц",
    "y": "ы", "w": "в", "q": "к", "x": "кс", "'": "ь",
}  # fmt: skip
_PIECE = re.compile("|".join(SPELT))


def to_cyrillic(text: str) -> str:
    """What was probably meant by Russian in Latin letters: "televizor" -> "телевизор", "chaynik" -> "чайник"."""
    said = _PIECE.sub(lambda piece: SPELT[piece.group()], text.lower())
    return re.sub(r"(?<=[аеиоуыэюя])ы", "й", said)
