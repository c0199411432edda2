"""Makes the whole chain from one seed: the same ids, names, prices and stocks every time."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from sandbox.chain.categories import TREE
from sandbox.chain.grammar import agree, capital
from sandbox.chain.kinds import Kind
from sandbox.chain.kinds_home import HOME
from sandbox.chain.kinds_kitchen import KITCHEN
from sandbox.chain.kinds_yard import YARD
from sandbox.chain.places import PLACES, Place, full_title
from sandbox.chain.words import BRANDS, LINES, MATERIALS, Material, colours_of

SEED: Final = 20_261_122
SPACE: Final = uuid.UUID("5f1d8b52-7c1e-4b57-9f6e-0d5a0a2c7d11")
RETAIL_PRICE, ONLINE_PRICE = "Розничная", "Интернет"
KINDS: Final[tuple[Kind, ...]] = (*KITCHEN, *HOME, *YARD)
MAX_VARIANTS: Final = 9
SPREADS: Final = (0.08, 0.18, 0.3, 0.45, 0.6, 0.75, 0.85)  # the share of stores that carry a thing
COLOUR: Final = "Цвет"


@dataclass(frozen=True)
class Picture:
    """What to draw; equal pictures are one file."""

    shape: str
    look: str
    colour: str
    form: int

    @property
    def path(self) -> str:
        """The path as the exchange names it."""
        guid = guid_of("picture", self.shape, self.look, self.colour, str(self.form)).replace("-", "")
        return f"import_files/{guid[:2]}/{guid}.jpg"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One thing that is sold: a variant of goods, or the goods when there is one."""

    id: str
    title: str
    barcode: str
    features: tuple[tuple[str, str], ...]
    retail_price: str
    online_price: str
    stock: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Goods:
    """A card of the catalogue."""

    id: str
    code: str
    article: str
    title: str
    group_id: str
    brand: str
    vat: str
    description: str
    properties: tuple[tuple[str, str], ...]
    pictures: tuple[Picture, ...]
    offers: tuple[Offer, ...]
    arrives_in_days: int


@dataclass(frozen=True)
class Group:
    """A node of the catalogue tree."""

    id: str
    parent_id: str | None
    title: str


@dataclass(frozen=True)
class Warehouse:
    """A store or the warehouse, as 1C knows it."""

    id: str
    place: Place

    @property
    def title(self) -> str:
        return full_title(self.place)


@dataclass(frozen=True, kw_only=True)
class Chain:
    """The whole demo chain."""

    groups: tuple[Group, ...]
    goods: tuple[Goods, ...]
    warehouses: tuple[Warehouse, ...]

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every distinct picture, in order of first use."""
        return tuple(dict.fromkeys(picture for one in self.goods for picture in one.pictures))


def guid_of(*names: str) -> str:
    """A stable GUID of the chain."""
    return str(uuid.uuid5(SPACE, "/".join(names)))


def ean13(number: int) -> str:
    """An EAN-13 of the in-store range 200 with its check digit."""
    digits = f"200{number:09d}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return digits + str(-total % 10)


def nice_price(amount: float) -> str:
    """A price as stores write them: 47.90, 349.90, 1290.00."""
    if amount < 100:
        return f"{max(int(amount), 9)}.90"
    if amount < 1000:
        return f"{int(amount / 10) * 10 + 9}.90"
    return f"{int(amount / 100) * 100 + 90}.00"


@lru_cache(maxsize=1)
def chain() -> Chain:
    """Build the chain; the same object for the life of the process."""
    dice = random.Random(SEED)
    warehouses = tuple(Warehouse(guid_of("warehouse", place.code), place) for place in PLACES)
    maker = _Maker(dice, warehouses)
    goods = tuple(one for number, kind in enumerate(KINDS) for one in maker.kind(number, kind))
    return Chain(groups=tuple(_groups()), goods=goods, warehouses=warehouses)


def _groups() -> Iterator[Group]:
    for top, top_title, leaves in TREE:
        yield Group(guid_of("group", top), None, top_title)
        for leaf, title in leaves:
            yield Group(guid_of("group", leaf), guid_of("group", top), title)


class _Maker:
    """Deals out words, sizes and prices; every kind has its own dice, so a change of one leaves the others."""

    def __init__(self, dice: random.Random, warehouses: tuple[Warehouse, ...]) -> None:
        self.seed = dice.randrange(1 << 30)
        self.warehouses = warehouses
        self.barcodes = 0

    def kind(self, number: int, kind: Kind) -> Iterator[Goods]:
        dice = random.Random(f"{self.seed}/{kind.code}")
        lines = list(LINES[kind.lines])
        if kind.count > len(lines):
            lines += LINES["home" if kind.lines == "nature" else "nature"]
        dice.shuffle(lines)
        for at in range(kind.count):
            yield self.goods(
                kind,
                at,
                f"{number + 101}-{at * 37 % 900 + 1000 + number}",
                lines[at % len(lines)],
                dice,
            )

    def goods(self, kind: Kind, at: int, article: str, line: str, dice: random.Random) -> Goods:
        made_of = kind.materials[at % len(kind.materials)] if kind.materials else ""
        material = MATERIALS[made_of] if made_of else None
        brand = BRANDS[dice.choice(kind.brands)]
        spec = kind.spec[1][dice.randrange(len(kind.spec[1]))] if kind.spec else ""
        colours = _colours(kind, colours_of(kind.palette, made_of), at, dice)
        title = _title(kind, material, line, spec)
        goods_id = guid_of("goods", kind.code, str(at))
        low, high = kind.price
        base = low + (high - low) * dice.random() ** 1.8
        arrives = dice.randrange(6, 40) if dice.random() < 0.04 else 0
        form = at % kind.forms
        look = material.look if material else "plain"
        pictures = tuple(Picture(kind.shape, look, colour, form) for colour in colours[:2])
        return Goods(
            id=goods_id,
            code=f"СД-{article.replace('-', '')}",
            article=article,
            title=title,
            group_id=guid_of("group", kind.category),
            brand=brand.title,
            vat=kind.vat,
            description=_description(kind, material, line, dice),
            properties=tuple(_properties(kind, material, spec, colours, brand.country, dice)),
            pictures=() if dice.random() < 0.03 else pictures,
            offers=tuple(self.offers(kind, (goods_id, title, base, bool(arrives)), colours, dice)),
            arrives_in_days=arrives,
        )

    def offers(
        self, kind: Kind, card: tuple[str, str, float, bool], colours: list[str], dice: random.Random
    ) -> Iterator[Offer]:
        goods_id, title, base, is_awaited = card
        sizes: tuple[tuple[str, float], ...] = kind.sizes[1] if kind.sizes else (("", 1.0),)
        shades = colours if kind.by_colour else [""]
        choices = list(product(shades, sizes))[:MAX_VARIANTS]
        spread = dice.choice(SPREADS)
        online = dice.choice((0.95, 0.9, 0.9, 0.85)) if dice.random() < 0.27 else 1.0
        for shade, (size, factor) in choices:
            features = [(COLOUR, shade)] if shade else []
            if size and kind.sizes:
                features.append((kind.sizes[0], size))
            self.barcodes += 1
            retail = nice_price(base * factor)
            has_characteristic = len(choices) > 1
            suffix = ", ".join(value for _, value in features)
            own_id = guid_of("offer", goods_id, suffix)
            yield Offer(
                id=f"{goods_id}#{own_id}" if has_characteristic else goods_id,
                title=f"{title} ({suffix})" if has_characteristic else title,
                barcode=ean13(self.barcodes),
                features=tuple(features) if has_characteristic else (),
                retail_price=retail,
                online_price=min(nice_price(float(retail) * online), retail, key=float) if online < 1 else retail,
                stock={} if is_awaited else self.stock(base, spread, dice),
            )

    def stock(self, base: float, spread: float, dice: random.Random) -> dict[str, int]:
        """Cheap things lie in dozens, dear ones by ones and twos; some stores have none."""
        typical = 18 / (1 + base / 420) * (0.4 + dice.random())
        has_warehouse = dice.random() < 0.85
        found = {}
        for warehouse in self.warehouses:
            place = warehouse.place
            chance = spread if place.kind == "store" else (1.0 if has_warehouse else 0.0)
            if dice.random() > chance:
                continue
            quantity = round(typical * place.size * dice.expovariate(1.0))
            if quantity > 0:
                found[warehouse.id] = quantity
        return found


def _colours(kind: Kind, palette: tuple[str, ...], at: int, dice: random.Random) -> list[str]:
    first = (at + at // len(palette)) % len(palette)
    turned = [*palette[first:], *palette[:first]]
    if not kind.by_colour:
        return turned[:1]
    rest = turned[1:]
    dice.shuffle(rest)
    return [turned[0], *rest[: dice.randrange(1, 4)]]


def _title(kind: Kind, material: Material | None, line: str, spec: str) -> str:
    title = f"{_named(kind, material)} «{line}»"
    if kind.code == "seeds":
        return f"{kind.noun}: {spec}, серия «{line}»"
    return f"{title}, {spec}" if spec else title


def _named(kind: Kind, material: Material | None) -> str:
    """Кружка керамическая; the adjective stands before «для …» and «с …»: Чашка фарфоровая с блюдцем."""
    if material is None:
        return kind.noun
    adjective = agree(material.adjective, kind.gender)
    for word in (" для ", " с "):
        head, mark, tail = kind.noun.partition(word)
        if mark:
            return f"{head} {adjective}{mark}{tail}"
    return f"{kind.noun} {adjective}"


def _description(kind: Kind, material: Material | None, line: str, dice: random.Random) -> str:
    sentences = list(kind.text)
    if material is not None:
        sentences.insert(1, material.praise)
        if dice.random() < 0.6:
            sentences.append(material.care)
    elif dice.random() < 0.5:
        sentences.append(f"Серия «{line}» есть в магазинах сети круглый год.")
    return " ".join(capital(one) for one in sentences)


def _properties(
    kind: Kind, material: Material | None, spec: str, colours: list[str], country: str, dice: random.Random
) -> Iterator[tuple[str, str]]:
    if material is not None:
        yield "Материал", material.title
    if kind.spec is not None:
        yield kind.spec[0], spec
    if not kind.by_colour and kind.palette not in {"steel", "natural"} and kind.code not in {"seeds", "soil", "bulb"}:
        yield COLOUR, colours[0]
    for title, values in kind.attributes.items():
        yield title, dice.choice(values)
    yield "Страна производства", country
