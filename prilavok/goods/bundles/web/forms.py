"""The form of a bundle: its words, its price rule, and the goods in it, kept there while they are being chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from prilavok.goods.bundles.errors import QuantityWrong
from prilavok.goods.bundles.values import BundleDraft, Part, PriceBy
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import CategoryId, VariantId

MOST_ROWS = 50


class BundleForm(forms.Form):
    """Words and price; the goods are beside it."""

    title = forms.CharField(label=_("Title"), max_length=300, strip=True)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    by = forms.ChoiceField(
        label=_("Price"),
        choices=[
            (PriceBy.PERCENT, _("parts together, less percent")),
            (PriceBy.AMOUNT, _("parts together, less roubles")),
            (PriceBy.OWN, _("a price of its own, roubles")),
        ],
    )
    value = forms.DecimalField(label=_("How much"), min_value=0, max_value=10_000_000, decimal_places=2, localize=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(one.category_id), "– " * one.depth + one.title) for one in pim.category_tree()]
        self.fields["category"].choices = [("", "—"), *names]  # type: ignore[attr-defined]


@dataclass
class Basket:
    """The goods in the form: variant and how many, as typed."""

    counts: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, post: QueryDict) -> "Basket":
        """What the form holds, with what was just added or taken out."""
        counts = {one: post.get(f"count-{one}", "1").strip()[:8] for one in _ids(post.getlist("part"))[:MOST_ROWS]}
        for one in _ids([post.get("take", "")]):
            counts.pop(one, None)
        for one in _ids([post.get("add", "")]):
            counts.setdefault(one, "1")
        return cls(counts)

    def parts(self, titles: Mapping[int, str]) -> tuple[Part, ...]:
        """The goods as parts. Raises QuantityWrong."""
        return tuple(
            Part(variant_id=VariantId(one), quantity=_count(text, titles.get(one, "")))
            for one, text in self.counts.items()
        )


def draft_of(form: BundleForm, parts: tuple[Part, ...]) -> BundleDraft:
    """What was typed, once it is valid."""
    told = form.cleaned_data
    return BundleDraft(
        title=told["title"],
        description=told["description"],
        category_id=CategoryId(int(told["category"])) if told["category"] else None,
        by=PriceBy(told["by"]),
        value=told["value"],
        parts=parts,
    )


def _ids(texts: list[str]) -> list[int]:
    return [int(one) for one in dict.fromkeys(texts) if one.isascii() and one.isdecimal() and len(one) < 19]


def _count(text: str, title: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise QuantityWrong(title=title, most=999) from None
    if not value.is_finite():
        raise QuantityWrong(title=title, most=999)
    return value
