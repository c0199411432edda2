"""What people fill in to change many prices at once."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prilavok.goods.pim.values import CategoryNode
from prilavok.goods.pricing.repricing.tables import MOST_BYTES, read_table
from prilavok.goods.pricing.repricing.values import Limits, Operation, RepricingDraft, RepricingView, Selection
from prilavok.goods.pricing.values import PriceTypeView, RoundingRule
from prilavok.goods.pricing.web.forms import ROUNDINGS

OPERATIONS: Final = {
    Operation.PERCENT: _("by percent: 10 or −15"),
    Operation.AMOUNT: _("by roubles: 100 or −50"),
    Operation.SET: _("set to so many roubles"),
    Operation.ROUND: _("only round"),
    Operation.TABLE: _("take prices of a table"),
}
NEEDS_VALUE: Final = (Operation.PERCENT, Operation.AMOUNT, Operation.SET)
LARGEST: Final = Decimal(10) ** 9


class RepricingForm(forms.Form):
    """Which goods, what is done to them, since when and why."""

    title = forms.CharField(max_length=200)
    reason = forms.CharField(max_length=400)
    text = forms.CharField(max_length=200, required=False)
    category = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    brands = forms.CharField(max_length=1000, required=False)
    codes = forms.CharField(max_length=400_000, required=False)
    table = forms.FileField(required=False, max_length=200)
    everything = forms.BooleanField(required=False)
    base_type = forms.TypedChoiceField(coerce=int)
    price_type = forms.TypedChoiceField(coerce=int)
    operation = forms.ChoiceField(choices=[(str(code), title) for code, title in OPERATIONS.items()])
    value = forms.DecimalField(
        min_value=-LARGEST, max_value=LARGEST, decimal_places=4, max_digits=14, required=False, localize=False
    )
    step = forms.DecimalField(min_value=Decimal("0.01"), max_value=LARGEST, decimal_places=2, required=False)
    mode = forms.ChoiceField(choices=tuple(ROUNDINGS.items()), initial="nearest")
    ending = forms.DecimalField(min_value=Decimal(0), max_value=LARGEST, decimal_places=2, required=False)
    starts_at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M"])

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        types: Sequence[PriceTypeView],
        categories: Sequence[CategoryNode],
        known: RepricingView | None = None,
        **told: Any,
    ) -> None:
        super().__init__(data, files, initial=(_initial(known) if known else {}) | told)
        self.known = known
        self._choose("category", [("", _("all categories")), *((one.category_id, _deep(one)) for one in categories)])
        self._choose("base_type", [(one.price_type_id, one.title) for one in types])
        self._choose("price_type", [(one.price_type_id, one.title) for one in types if one.owner != "erp"])
        self.bad_lines: list[int] = []

    def clean(self) -> dict[str, Any]:
        """What belongs together."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        operation, starts_at = told.get("operation"), told.get("starts_at")
        if operation in NEEDS_VALUE and told.get("value") is None:
            self.add_error("value", _("Say by how much."))
        if operation == Operation.SET and (told.get("value") or 0) <= 0:
            self.add_error("value", _("A price is above zero. Goods are taken off sale elsewhere."))
        if operation == Operation.ROUND and not told.get("step"):
            self.add_error("step", _("Say by which step to round."))
        if told.get("step") and (told.get("ending") or 0) >= told["step"]:
            self.add_error("ending", _("The ending has to be less than the step: step 100 with 90, step 1 with 0.99."))
        if starts_at and starts_at <= timezone.now():
            self.add_error("starts_at", _("This moment is past. Leave it empty to begin at once."))
        self._see_table(told.get("table"), operation)
        return told

    def draft(self) -> RepricingDraft:
        """The change asked for; the form must be valid. Raises what reading a table refuses."""
        told = self.cleaned_data
        has_rule = bool(told["step"])
        return RepricingDraft(
            title=told["title"],
            reason=told["reason"],
            selection=self._selection(),
            base_type=told["base_type"],
            price_type=told["price_type"],
            operation=Operation(told["operation"]),
            value=told["value"] if told["operation"] in NEEDS_VALUE else None,
            rounding=RoundingRule(step=told["step"], mode=told["mode"], ending=told["ending"] or Decimal(0))
            if has_rule
            else None,
            starts_at=told["starts_at"],
        )

    def _selection(self) -> Selection:
        told = self.cleaned_data
        codes = tuple(
            one.strip()[:100] for line in told["codes"].splitlines() for one in line.split(";") if one.strip()
        )
        prices: tuple[Decimal, ...] = ()
        if told["operation"] == Operation.TABLE:
            table: UploadedFile[bytes] | None = told["table"]
            if table is not None:
                codes, prices, self.bad_lines = read_table(table.chunks())
            elif self.known is not None:
                codes, prices = self.known.selection.codes, self.known.selection.prices
        return Selection(
            text=told["text"],
            category_ids=(told["category"],) if told["category"] else (),
            brands=tuple(one.strip() for one in told["brands"].split(",") if one.strip()),
            codes=codes,
            prices=prices,
            everything=told["everything"],
        )

    def _see_table(self, table: UploadedFile[bytes] | None, operation: str | None) -> None:
        if table is not None and (table.size or 0) > MOST_BYTES:
            self.add_error("table", _("The file is too big: 20 MB are the most."))
        has_old = self.known is not None and bool(self.known.selection.prices)
        if operation == Operation.TABLE and table is None and not has_old:
            self.add_error("table", _("Choose a CSV or XLSX file with articles and prices."))

    def _choose(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class LimitsForm(forms.Form):
    """What one person may do alone."""

    rise_percent = forms.DecimalField(min_value=0, max_value=1000, decimal_places=2, localize=False)
    fall_percent = forms.DecimalField(min_value=0, max_value=100, decimal_places=2, localize=False)
    goods_count = forms.IntegerField(min_value=0, max_value=10_000_000)
    below_cost = forms.BooleanField(required=False)

    def limits(self) -> Limits:
        """The limits; the form must be valid."""
        return Limits(**self.cleaned_data)


def _deep(node: CategoryNode) -> str:
    return "– " * (len(node.path) - 1) + node.title


def _initial(known: RepricingView) -> dict[str, Any]:
    chosen, rule = known.selection, known.rounding
    local = timezone.localtime(known.starts_at).strftime("%Y-%m-%dT%H:%M") if known.starts_at else ""
    return {
        "title": known.title,
        "reason": known.reason,
        "text": chosen.text,
        "category": chosen.category_ids[0] if chosen.category_ids else "",
        "brands": ", ".join(chosen.brands),
        "codes": "\n".join(chosen.codes) if not chosen.prices else "",
        "everything": chosen.everything,
        "base_type": known.base_type_id,
        "price_type": known.price_type_id,
        "operation": known.operation,
        "value": None if known.value is None else f"{known.value.normalize():f}",
        "step": None if rule is None else f"{rule.step:f}",
        "mode": rule.mode if rule else "nearest",
        "ending": None if rule is None else f"{rule.ending:f}",
        "starts_at": local,
    }
