"""What people may type to look at the exchange: filters, pauses, promises, schedules."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prilavok.partners.erp.values import NodeView
from prilavok.partners.erp.watch.flows import TITLES
from prilavok.partners.erp.watch.schedule import EVERY_DAY, Line

ANY = ("", _("any"))
TYPES = [ANY, ("catalog", _("goods")), ("sale", _("orders"))]
STATES = [
    ANY,
    ("receiving", _("being received")),
    ("queued", _("waits")),
    ("running", _("being imported")),
    ("done", _("imported")),
    ("failed", _("failed")),
    ("held", _("waits for a decision")),
    ("review", _("waits to be looked at")),
    ("discarded", _("discarded")),
    ("undone", _("taken back")),
    ("abandoned", _("abandoned by the sender")),
]
HOURS = [("", _("until it is opened by hand")), *((str(one), _("{} h").format(one)) for one in (1, 4, 12, 24))]
DAYS = [(1, _("a day")), (7, _("a week")), (30, _("a month")), (90, _("three months"))]
WEEKDAYS = [
    (EVERY_DAY, _("every day")),
    ("1111100", _("on weekdays")),
    ("1111110", _("except Sunday")),
    ("0000011", _("at the weekend")),
]


def _date() -> forms.DateField:
    return forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class PageForm(forms.Form):
    """Which page."""

    page = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)


class NodesForm(PageForm):
    """Which node."""

    node = forms.ChoiceField(label=_("Node"), required=False)

    def __init__(self, *args: Any, nodes: Sequence[NodeView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [ANY, *((one.draft.code, one.draft.title) for one in nodes)]
        self.fields["node"].choices = choices  # type: ignore[attr-defined]


class PackagesForm(NodesForm):
    """Which packages to show."""

    type = forms.ChoiceField(label=_("Type"), choices=TYPES, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    day_from = _date()
    day_till = _date()
    warned = forms.BooleanField(label=_("only with errors or warnings"), required=False)


class TalksForm(NodesForm):
    """Which conversations to show."""

    type = forms.ChoiceField(label=_("Type"), choices=TYPES, required=False)
    day = _date()
    empty = forms.BooleanField(label=_("with those in which nothing went"), required=False)


class CausesForm(NodesForm):
    """Warnings of which days, node, package."""

    days = forms.TypedChoiceField(label=_("Over"), choices=DAYS, coerce=int, required=False, empty_value="", initial=7)
    package = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)


class PauseForm(forms.Form):
    """What to pause, for how long, why."""

    door = forms.ChoiceField(
        choices=[(code, title) for code, title in TITLES.items() if code not in ("catalog", "prices", "stock")],
        required=False,
    )
    hours = forms.TypedChoiceField(choices=HOURS, coerce=int, required=False, empty_value=None)
    reason = forms.CharField(max_length=200, required=False)


class PlanForm(forms.Form):
    """What a flow promises."""

    promise = forms.IntegerField(label=_("At least once in, minutes"), min_value=1, max_value=100_000, required=False)
    patience = forms.IntegerField(label=_("Alarm after so many missed"), min_value=1, max_value=1000)


class LineForm(forms.Form):
    """One line of a schedule; an empty one is no line."""

    every = forms.IntegerField(label=_("Every, minutes"), min_value=1, max_value=1440, required=False)
    at = forms.TimeField(label=_("or daily at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    weekdays = forms.ChoiceField(label=_("Days"), choices=WEEKDAYS, required=False)
    hours_from = forms.TimeField(label=_("from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    hours_till = forms.TimeField(label=_("up to"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    title = forms.CharField(label=_("What is sent"), max_length=120, required=False)

    @staticmethod
    def initial_of(line: Line | None) -> dict[str, Any]:
        """What stands in the fields of a known line."""
        if line is None:
            return {"weekdays": EVERY_DAY}
        return {
            "every": line.every_min,
            "at": line.at and f"{line.at:%H:%M}",
            "weekdays": line.weekdays,
            "hours_from": line.hours_from and f"{line.hours_from:%H:%M}",
            "hours_till": line.hours_till and f"{line.hours_till:%H:%M}",
            "title": line.title,
        }

    def clean(self) -> dict[str, Any]:
        """Either every so many minutes or at a time."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("every") and said.get("at"):
            raise forms.ValidationError(_("Choose one: every so many minutes, or daily at a time."))
        return said

    def is_filled(self) -> bool:
        """True when there is a line."""
        return bool(self.cleaned_data.get("every") or self.cleaned_data.get("at"))

    def value(self) -> Line:
        """The line as a value."""
        said = self.cleaned_data
        return Line(
            title=said["title"],
            every_min=said["every"],
            at=said["at"],
            weekdays=said["weekdays"] or EVERY_DAY,
            hours_from=said["hours_from"],
            hours_till=said["hours_till"],
        )


class StatusForm(forms.Form):
    """What a status of the ERP means."""

    node = forms.IntegerField(min_value=1)
    erp_status = forms.CharField(max_length=120)
    target = forms.CharField(max_length=40, required=False)
