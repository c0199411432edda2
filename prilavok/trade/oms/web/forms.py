"""The form of a status."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from prilavok.trade.oms.values import BuyerAct, StatusWords

OTHERS = [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class TermsForm(forms.Form):
    """How long goods are held."""

    new_h = forms.IntegerField(label=_("A new order waits to be picked, hours"), min_value=1, max_value=1440)
    ready_h = forms.IntegerField(label=_("A ready order waits for its customer, hours"), min_value=1, max_value=1440)


class StatusForm(forms.Form):
    """What people may word of a status; what it does is fixed."""

    title = forms.CharField(label=_("Title for the staff"), max_length=80)
    public_title = forms.CharField(label=_("What the customer sees"), max_length=120)
    template = forms.ChoiceField(
        label=_("Message to the customer"),
        required=False,
        help_text=_("Sent on entering the status, by SMS and e-mail."),
    )
    buyer_may = forms.MultipleChoiceField(
        label=_("What the customer may still do"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (BuyerAct.CANCEL, _("Cancel the order")),
            (BuyerAct.STORE, _("Choose another store")),
            (BuyerAct.RECIPIENT, _("Name who comes for it")),
        ],
        help_text=_("By the order's own page, while it is neither paid for nor handed over."),
    )

    def __init__(self, *args: object, templates: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for code, language in OTHERS:
            for name, label, longest in (
                ("title", _("Title for the staff: %(language)s"), 80),
                ("public_title", _("What the customer sees: %(language)s"), 120),
            ):
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=label % {"language": language},
                    max_length=longest,
                    required=False,
                    help_text=_("For who reads the site in this language; when empty, as above."),
                )
        self.order_fields(["title", "public_title", *(name for name in self.fields if name[-3:-2] == "_")])
        self.fields["template"].choices = [("", _("No message")), *templates]  # type: ignore[attr-defined]

    def words(self) -> StatusWords:
        """What was written, by language."""
        said = self.cleaned_data
        return StatusWords(
            title=said["title"],
            public_title=said["public_title"],
            template=said["template"],
            translated={
                code: {name: said[f"{name}_{code}"] for name in ("title", "public_title")} for code, _name in OTHERS
            },
        )
