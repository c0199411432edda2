"""The editor's form: only the fields that the chosen kind of promotion needs, in the order of its sentences."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prilavok.goods.pricing.promotions.values import Rung
from prilavok.people.marketing import goods_named
from prilavok.people.marketing.kinds import Kind
from prilavok.people.marketing.words import CHANNELS, WEEKDAYS

WHEN: Final = "%Y-%m-%dT%H:%M"
PARTS: Final = ("part1", "part2", "part3")
RUNG: Final = re.compile(r"^\D{0,6}(\d[\d ]*(?:[.,]\d+)?)\D+?(\d[\d ]*(?:[.,]\d+)?)\D*$")
Choices = Iterable[tuple[Any, Any]]


class RungsField(forms.CharField):
    """Steps, one a line: "from 3 = 10"."""

    widget = forms.Textarea(attrs={"rows": 3, "placeholder": "3 = 10"})

    def clean(self, value: Any) -> tuple[Rung, ...]:
        """The steps in growing order."""
        rungs = []
        for line in str(super().clean(value)).splitlines():
            if not line.strip():
                continue
            found = RUNG.match(line.strip())
            try:
                since, amount = (Decimal(one.replace(" ", "").replace(",", ".")) for one in found.groups())  # type: ignore[union-attr]
            except (AttributeError, InvalidOperation):
                raise forms.ValidationError(_("Not understood: «%(line)s». Write «3 = 10».") % {"line": line}) from None
            rungs.append(Rung(since=since, value=amount))
        return tuple(sorted(rungs, key=lambda one: one.since))


def _many(label: Any, choices: Choices, coerce: Any = str) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, choices=list(choices), coerce=coerce, required=False, widget=forms.CheckboxSelectMultiple
    )


def _money(label: Any, *, hint: Any = "", least: str = "0") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=hint, required=False, min_value=Decimal(least), max_digits=12, decimal_places=2
    )


def _count(label: Any, *, hint: Any = "", first: int | None = None, most: int = 1_000_000) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=hint, required=first is not None, initial=first, min_value=1, max_value=most
    )


def _percent(label: Any, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=required, min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2
    )


class PromotionForm(forms.Form):
    """A promotion of one kind. `offered`: titles of categories, regions, stores, price types, segments, classes,
    legends."""

    def __init__(self, *args: Any, kind: Kind, offered: Mapping[str, Mapping[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "label_suffix": ""})
        self.kind, self.offered = kind, offered
        self.fields["title"] = forms.CharField(
            label=gettext_lazy("Name of the promotion"),
            max_length=200,
            help_text=gettext_lazy("The buyer sees it in the basket."),
        )
        self._add_effect()
        if kind.code != "bundle":
            self._add_goods("goods")
        self._add_goods("besides")
        self.fields["only_undiscounted"] = _flag(gettext_lazy("Only goods that are not reduced already"))
        if kind.kind == "basket":
            self._add_needs()
        self._add_where()
        self._add_when()
        self._add_together()

    def _add_effect(self) -> None:
        adders = {
            "price_percent": self._percent, "price_amount": self._amount, "price_fixed": self._price,
            "basket_percent": self._percent, "basket_amount": self._amount, "n_for_m": self._n_for_m,
            "buy_get": self._buy_get, "bundle": self._bundle, "cheapest": self._cheapest, "gift": self._gift,
        }  # fmt: skip
        if self.kind.code in adders:
            adders[self.kind.code]()

    def _percent(self) -> None:
        self.fields["percent"] = _percent(gettext_lazy("Discount, %"))
        self._rungs(gettext_lazy("Or by steps, %"))
        if self.kind.kind == "catalogue":
            self.fields["round_to"] = forms.TypedChoiceField(
                label=gettext_lazy("Round prices down to"),
                coerce=Decimal,
                choices=[("0.01", gettext_lazy("do not round")), ("1", "1 ₽"), ("10", "10 ₽"), ("50", "50 ₽")],
            )

    def _amount(self) -> None:
        self.fields["amount"] = _money(gettext_lazy("Discount, ₽"))
        self._rungs(gettext_lazy("Or by steps, ₽"))

    def _price(self) -> None:
        self.fields["price"] = _money(gettext_lazy("Price of a piece, ₽"))
        self._rungs(gettext_lazy("Or by steps, ₽"))

    def _rungs(self, label: Any) -> None:
        hint = gettext_lazy("One step a line: «3 = 10», from three pieces ten.")
        self.fields["rungs"] = RungsField(label=label, required=False, help_text=hint)
        if self.kind.kind == "basket":
            self.fields["by"] = forms.ChoiceField(
                label=gettext_lazy("Steps are by"),
                choices=[("sum", gettext_lazy("the sum")), ("quantity", gettext_lazy("the number of pieces"))],
            )

    def _n_for_m(self) -> None:
        self.fields["take"] = _count(gettext_lazy("Pieces taken"), first=3, most=100)
        self.fields["pay"] = _count(gettext_lazy("Pieces paid"), first=2, most=100)

    def _buy_get(self) -> None:
        self.fields["buy"] = _count(gettext_lazy("For each so many pieces"), first=1, most=100)
        self.fields["receive"] = _count(gettext_lazy("So many of the others"), first=1, most=100)
        self.fields["get_percent"] = _percent(gettext_lazy("Discount on the others, %"), required=True)
        self._add_goods("get")

    def _bundle(self) -> None:
        self.fields["bundle_price"] = _money(gettext_lazy("Price of the bundle, ₽"), least="0.01")
        for part in PARTS:
            self.fields[f"{part}_pieces"] = _count(gettext_lazy("Pieces"), most=100)
            self._add_goods(part)

    def _cheapest(self) -> None:
        self.fields["pieces"] = _count(gettext_lazy("How many of the cheapest"), first=1, most=100)
        self.fields["get_percent"] = _percent(gettext_lazy("Discount on them, %"), required=True)

    def _gift(self) -> None:
        self.fields["gift_articles"] = forms.CharField(
            label=gettext_lazy("What is given"),
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=gettext_lazy("Articles or barcodes, one a line. The first that is in stock is given."),
        )
        self.fields["gift_pieces"] = _count(gettext_lazy("Pieces"), first=1, most=100)

    def _add_goods(self, prefix: str) -> None:
        self.fields[f"{prefix}_categories"] = _many(gettext_lazy("Categories"), self.offered["categories"].items(), int)
        self.fields[f"{prefix}_brands"] = forms.CharField(
            label=gettext_lazy("Brands"), required=False, max_length=400, help_text=gettext_lazy("Through commas.")
        )
        self.fields[f"{prefix}_articles"] = forms.CharField(
            label=gettext_lazy("Single goods"),
            required=False,
            max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=gettext_lazy("Articles, barcodes or names, one a line."),
        )

    def _add_needs(self) -> None:
        self.fields["coupon"] = _flag(gettext_lazy("Only with a coupon"))
        self.fields["sum_from"] = _money(gettext_lazy("Such goods in the basket for, ₽"))
        self.fields["counted"] = forms.ChoiceField(
            label=gettext_lazy("The sum is counted"),
            choices=[("after", gettext_lazy("at prices of the shelf")), ("before", gettext_lazy("before discounts"))],
        )
        self.fields["quantity_from"] = _count(gettext_lazy("Pieces of such goods"))
        self.fields["times_per_order"] = _count(gettext_lazy("Times in one order"))
        self.fields["most_off"] = _money(gettext_lazy("Most off one order, ₽"), least="0.01")
        self.fields["per_person"] = _count(gettext_lazy("Orders of one person"))
        self.fields["total"] = _count(gettext_lazy("Orders in all"))

    def _add_where(self) -> None:
        self.fields["channels"] = _many(gettext_lazy("Channels"), CHANNELS.items())
        self.fields["regions"] = _many(gettext_lazy("Regions"), self.offered["regions"].items())
        self.fields["stores"] = _many(gettext_lazy("Stores"), self.offered["stores"].items(), int)
        self.fields["segments"] = _many(gettext_lazy("Segments of customers"), self._segments())
        self.fields["price_types"] = _many(
            gettext_lazy("Only these price types"), self.offered["price_types"].items(), int
        )
        self.fields["not_price_types"] = _many(
            gettext_lazy("Not these price types"), self.offered["price_types"].items(), int
        )

    def _segments(self) -> Choices:
        """By title and code; one that is named already stays to be chosen when it is out of use."""
        known = self.offered["segments"]
        gone = (one for one in self.initial.get("segments", ()) if one not in known)
        yield from ((code, f"{title} ({code})") for code, title in known.items())
        yield from ((one, _("%(code)s (not in use)") % {"code": one}) for one in gone)

    def _add_when(self) -> None:
        stamp = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN)
        for name, label in (("starts_at", gettext_lazy("From")), ("ends_at", gettext_lazy("Until"))):
            self.fields[name] = forms.DateTimeField(
                label=label, required=False, input_formats=[WHEN, f"{WHEN}:%S"], widget=stamp
            )
        days = [(str(number), day) for number, day in enumerate(WEEKDAYS, 1)]
        self.fields["weekdays"] = _many(gettext_lazy("Days of the week"), days, int)
        for name, label in (("since", gettext_lazy("From the hour")), ("until", gettext_lazy("Until the hour"))):
            self.fields[name] = forms.TimeField(
                label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            )

    def _add_together(self) -> None:
        self.fields["stacking"] = forms.ChoiceField(
            label=gettext_lazy("Class"),
            choices=list(self.offered["classes"].items()),
            help_text=gettext_lazy("Of one class one promotion applies to a line; classes add up in their order."),
        )
        self.fields["priority"] = forms.IntegerField(
            label=gettext_lazy("Priority"), min_value=-1000, max_value=1000,
            help_text=gettext_lazy("Within its class the higher one applies; of equals, the better for the buyer."),
        )  # fmt: skip
        self.fields["is_final"] = _flag(gettext_lazy("Nothing else applies to a line after it"))
        self.fields["floor_percent"] = _percent(gettext_lazy("No price below, % of the usual one"))
        self.fields["floor_price_type"] = _one(gettext_lazy("No price below the list"), self.offered["price_types"])
        self.fields["legend_id"] = _one(gettext_lazy("Legend"), self.offered["legends"])

    def clean(self) -> dict[str, Any]:
        """Lines of goods become goods; what means nothing is named."""
        said = super().clean() or {}
        for name in [one for one in self.fields if one.endswith("_articles")]:
            text = said.get(name) or ""
            if name == "gift_articles":
                variants, unknown = goods_named.variants_named(text)
                said["gift_variants"] = variants
            else:
                found = goods_named.named(text)
                unknown = found.unknown
                said[f"{name.removesuffix('_articles')}_named"] = found
            if unknown:
                self.add_error(name, _("Not one of our goods: %(list)s") % {"list": ", ".join(unknown[:10])})
        return said


def _flag(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


def _one(label: Any, titles: Mapping[Any, str]) -> forms.TypedChoiceField:
    choices = [("", gettext_lazy("none")), *((str(key), title) for key, title in titles.items())]
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None, choices=choices)
