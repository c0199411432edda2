"""Addresses of products and categories: Latin, short, lasting."""

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
