"""Titles of variants, and the words that staff search by."""

from collections.abc import Sequence


def variant_title(product_title: str, features: Sequence[Sequence[str]], own_title: str = "") -> str:
    """The product with its features: "Футболка (синий, XL)".

    Without features the offer's own title wins when it says more than the product's ("Краска белая 3 л").
    """
    values = [value for _, value in features if value]
    if values:
        return f"{product_title} ({', '.join(values)})"
    if own_title and own_title.casefold().startswith(product_title.casefold()):
        return own_title
    return product_title


def folded(text: str) -> str:
    """Lower case, ё as е: how titles and searches are compared."""
    return text.casefold().replace("ё", "е")


def patterns(text: str) -> list[str]:
    """LIKE patterns of the words of a search, special characters escaped; at most eight words."""
    words = folded(text).split()[:8]
    escaped = (word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words)
    return [f"%{word}%" for word in escaped]
