"""What a kind of goods is: the words, sizes, colours, prices and picture of mugs, rakes or paint."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of goods, of which `count` products are made.

    noun and gender name it; materials are codes of `words.MATERIALS`; spec is a property every product has one value of
    (it stands in the title); sizes are the values variants differ by, with their price factor; palette gives colours
    (`by_colour`: variants differ by them too); shape is the picture; text is whole sentences for descriptions.
    """

    code: str
    category: str
    noun: str
    gender: str
    shape: str
    brands: tuple[str, ...]
    price: tuple[int, int]
    text: tuple[str, ...]
    materials: tuple[str, ...] = ()
    spec: tuple[str, tuple[str, ...]] | None = None
    sizes: tuple[str, tuple[tuple[str, float], ...]] | None = None
    palette: str = "calm"
    by_colour: bool = False
    attributes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lines: str = "nature"
    forms: int = 2
    count: int = 28
    vat: str = "22"
