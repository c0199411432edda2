"""The form of how the chain wants it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prilavok.insight.recommendations.values import Kind, Manner


class MannerForm(forms.Form):
    """Which blocks buyers see, and what baskets have to say before they are believed."""

    kinds = forms.MultipleChoiceField(
        label=_("Blocks on the product page"),
        choices=[
            (Kind.TOGETHER.value, _("Bought together")),
            (Kind.SIMILAR.value, _("Similar goods")),
            (Kind.NEAR.value, _("In the buyer's stores")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shown = forms.IntegerField(label=_("Goods in a block"), min_value=1, max_value=12)
    apart_percent = forms.IntegerField(
        label=_("Visitors who see no blocks, of a hundred"), min_value=0, max_value=50,
        help_text=_("The others are compared with them: 5 is enough for a large shop, 10 to 20 for a small one. "
                    "With 0 everybody sees the blocks, and nobody knows what they are worth."),
    )  # fmt: skip
    window_days = forms.IntegerField(
        label=_("Baskets of so many days count"), min_value=7, max_value=730, help_text=_("Older ones are forgotten.")
    )
    half_life_days = forms.IntegerField(
        label=_("A sale is worth half after so many days"),
        min_value=1,
        max_value=365,
        help_text=_("For “popular first”. A basket of today is worth 100 points."),
    )
    least_baskets = forms.IntegerField(
        label=_("Believe a pair from so many baskets on"), min_value=2, max_value=1000,
        help_text=_("Fewer may be chance."),
    )  # fmt: skip
    least_lift = forms.FloatField(
        label=_("…and when bought together so many times more often than by chance"), min_value=1, max_value=100
    )

    @classmethod
    def of(cls, manner: Manner) -> "MannerForm":
        """The form as things stand."""
        return cls(initial={**cls.said(manner), "kinds": [kind.value for kind in manner.kinds]})

    @staticmethod
    def said(manner: Manner) -> dict[str, Any]:
        """The manner in plain values, for the audit too."""
        return {
            "kinds": ", ".join(sorted(kind.value for kind in manner.kinds)),
            "shown": manner.shown,
            "apart_percent": manner.apart_percent,
            "window_days": manner.window_days,
            "half_life_days": manner.half_life_days,
            "least_baskets": manner.least_baskets,
            "least_lift": manner.least_lift,
        }

    def manner(self) -> Manner:
        """What was asked for."""
        told = self.cleaned_data
        return Manner(
            kinds=frozenset(Kind(one) for one in told["kinds"]),
            window_days=told["window_days"],
            half_life_days=told["half_life_days"],
            least_baskets=told["least_baskets"],
            least_lift=told["least_lift"],
            shown=told["shown"],
            apart_percent=told["apart_percent"],
        )


def identity(text: str | None) -> int:
    """An id out of a form; 0 when it is none."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0
