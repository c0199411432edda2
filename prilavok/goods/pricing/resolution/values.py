"""What is said of rules of resolution."""

from dataclasses import dataclass, field
from datetime import datetime

from prilavok.base.money import Money
from prilavok.goods.pricing.values import PriceTag, PriceTypeId


@dataclass(frozen=True, kw_only=True)
class Rule:
    """In these circumstances this type sells; an empty set means: any. `rule_id` 0 is the lowest, of the roles."""

    rule_id: int
    title: str
    priority: int | None
    sells: PriceTypeId
    second: PriceTypeId | None = None
    compares: PriceTypeId | None = None
    channels: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    store_ids: frozenset[int] = frozenset()
    segments: frozenset[str] = frozenset()
    is_active: bool = True
    legend: str = ""


@dataclass(frozen=True, kw_only=True)
class RuledPlaces:
    """The regions and the stores that active rules name: elsewhere prices of the chain hold."""

    regions: frozenset[str] = frozenset()
    store_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class RuleDraft:
    """A rule as a person writes it; without an id a new one."""

    title: str
    sells: int
    rule_id: int | None = None
    priority: int = 0
    second: int | None = None
    compares: int | None = None
    channels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    store_ids: tuple[int, ...] = ()
    segments: tuple[str, ...] = ()
    is_active: bool = True
    legend_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CheaperOnline:
    """Buyers online are sold by one rule, those in the stores of the same place by another, and so many goods cost less
    online. `is_said` when the legend of one of the rules says why."""

    online: Rule
    in_store: Rule
    count: int

    @property
    def is_said(self) -> bool:
        """Whether a legend speaks of it."""
        return bool(self.online.legend or self.in_store.legend)


@dataclass(frozen=True, kw_only=True)
class RuleView:
    """A rule with the names of what it names, and who changed it last."""

    rule: Rule
    sells: str
    second: str
    compares: str
    changed_by: str
    changed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Considered:
    """A rule that was looked at: `against` names what did not fit (channel, region, store, segment, off), `after` the
    title of the rule that was chosen before it."""

    rule: Rule
    is_chosen: bool
    against: tuple[str, ...] = ()
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class TypeAnswer:
    """What a price type says of the goods; an empty price means that it has none."""

    title: str
    role: str
    is_used: bool
    price: Money | None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Why goods cost what they cost there and for them."""

    tag: PriceTag | None
    rule: Rule | None
    types: tuple[TypeAnswer, ...] = ()
    considered: tuple[Considered, ...] = field(default=())
