"""The form of a rule of resolution."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from prilavok.goods.pricing.resolution.values import Rule, RuleDraft

CHANNELS: Final = {"site": _("Site"), "operator": _("Call centre"), "store": _("Counter in a store"), "till": _("Till")}
WORDS: Final = {
    "off": _("switched off"),
    "channel": _("another channel"),
    "region": _("another region"),
    "store": _("another store"),
    "segment": _("not of this segment"),
}
Choices = Sequence[tuple[Any, Any]]


def answer_words(what: str) -> str:
    """What speaks against a rule, in words."""
    return str(WORDS.get(what, what))


class RuleForm(forms.Form):
    """Where and for whom, what sells, what is compared with."""

    title = forms.CharField(label=_("Title"), max_length=200)
    sells = forms.TypedChoiceField(label=_("Sells by"), coerce=int)
    second = forms.TypedChoiceField(
        label=_("Where that has no price"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "Without a second price type the goods are not for sale there. Whoever asks is told which one sold."
        ),
    )
    compares = forms.TypedChoiceField(label=_("Struck price"), coerce=int, empty_value=None, required=False)
    channels = forms.MultipleChoiceField(
        label=_("Channels"), required=False, choices=tuple(CHANNELS.items()), widget=forms.CheckboxSelectMultiple
    )
    regions = forms.MultipleChoiceField(label=_("Regions"), required=False, widget=forms.CheckboxSelectMultiple)
    store_ids = forms.TypedMultipleChoiceField(
        label=_("Stores"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    segments = forms.MultipleChoiceField(
        label=_("Segments of customers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    priority = forms.IntegerField(
        label=_("Priority"),
        initial=0,
        min_value=-1000,
        max_value=1000,
        help_text=_(
            "A higher one is asked first. Equal ones are asked by how narrow they are: segment, store, region, channel."
        ),
    )
    legend_id = forms.TypedChoiceField(
        label=_("Why it is cheaper online"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "Needed when prices on the site become lower than in the stores. Buyers read it beside the price, operators"
            " are told what to say."
        ),
    )
    is_active = forms.BooleanField(label=_("The rule holds"), required=False, initial=True)

    def __init__(self, data: Any, *, offered: Mapping[str, Choices], rule: Rule | None, legend_id: int | None) -> None:
        """`offered`: types, regions, stores, segments and legends to choose from."""
        super().__init__(data, initial={**_initial(rule), "legend_id": legend_id})
        nothing = [("", _("none"))]
        self._choose("sells", offered["types"])
        self._choose("second", [*nothing, *offered["types"]])
        self._choose("compares", [*nothing, *offered["types"]])
        self._choose("legend_id", [*nothing, *offered["legends"]])
        self._choose("regions", _with_gone(offered["regions"], rule.regions if rule else ()))
        self._choose("store_ids", _with_gone(offered["stores"], rule.store_ids if rule else ()))
        self._choose("segments", _with_gone(offered["segments"], rule.segments if rule else ()))

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        field.choices = list(choices)  # type: ignore[attr-defined]

    def draft(self, rule_id: int | None) -> RuleDraft:
        """The rule as asked for; the form must be valid."""
        told = self.cleaned_data
        return RuleDraft(
            rule_id=rule_id,
            title=told["title"],
            priority=told["priority"],
            sells=told["sells"],
            second=told["second"],
            compares=told["compares"],
            channels=tuple(told["channels"]),
            regions=tuple(told["regions"]),
            store_ids=tuple(told["store_ids"]),
            segments=tuple(told["segments"]),
            is_active=told["is_active"],
            legend_id=told["legend_id"],
        )


def _initial(rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {}
    return {
        "title": rule.title,
        "sells": rule.sells,
        "second": rule.second,
        "compares": rule.compares,
        "channels": sorted(rule.channels),
        "regions": sorted(rule.regions),
        "store_ids": sorted(rule.store_ids),
        "segments": sorted(rule.segments),
        "priority": rule.priority,
        "is_active": rule.is_active,
    }


def _with_gone(choices: Choices, named: Any) -> list[tuple[Any, Any]]:
    """Places that a rule names stay to be chosen, even when they are no more."""
    known = {code for code, _title in choices}
    return [*choices, *((one, f"{one} ({_('is no more')})") for one in sorted(named) if one not in known)]
