"""What people may type on the screens of the exchange."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prilavok.partners.erp.values import NodeView

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
KINDS = [("central", _("central")), ("retail", _("retail (stores)"))]
DIALECTS = [("auto", _("recognise")), ("stock", _("stock 1C (2.03-2.08)")), ("bitrix", _("Bitrix module (2.08-3.1)"))]
MEANINGS = [("free", _("free: reserves are taken off already")), ("physical", _("physical: what lies on the shelf"))]
DELETIONS = [("gated", _("hide, within the limit")), ("never", _("never hide by absence"))]
VERSIONS = [(one, one) for one in ("2.05", "2.07", "2.08", "2.09", "2.10", "3.1")]
ENCODINGS = [("utf-8", "UTF-8"), ("windows-1251", "windows-1251")]
CODE = re.compile(r"[a-z][a-z0-9_.-]{1,39}")


class PackagesForm(forms.Form):
    """Which packages to show."""

    node = forms.ChoiceField(label=_("Node"), required=False)
    type = forms.ChoiceField(label=_("Type"), choices=TYPES, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    warned = forms.BooleanField(label=_("only with errors or warnings"), required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, nodes: Sequence[NodeView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [ANY, *((one.draft.code, one.draft.title) for one in nodes)]
        self.fields["node"].choices = choices  # type: ignore[attr-defined]


class NodeForm(forms.Form):
    """The settings of a node."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Latin letters, digits, dots: erp.central"))
    title = forms.CharField(label=_("Title"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of node"), choices=KINDS)
    login = forms.CharField(label=_("Login"), max_length=150, help_text=_("What 1C will be told to log in with"))
    password = forms.CharField(
        label=_("Password"), max_length=200, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    namespace = forms.CharField(
        label=_("Identifiers shared with"),
        max_length=40,
        required=False,
        help_text=_("The code of the node whose base is the same; empty: its own identifiers"),
    )
    dialect = forms.ChoiceField(label=_("Dialect"), choices=DIALECTS)
    zip_allowed = forms.BooleanField(label=_("Accept ZIP"), required=False, initial=True)
    file_limit = forms.IntegerField(
        label=_("Size of a piece, bytes"), min_value=1000, max_value=50 * 1024 * 1024, initial=2 * 1024 * 1024
    )
    stock_meaning = forms.ChoiceField(label=_("Stocks mean"), choices=MEANINGS)
    price_types = forms.CharField(
        label=_("Price types taken"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Identifiers of the price types to take, one a line; empty: all"),
    )
    deletion = forms.ChoiceField(label=_("Absent from a full export"), choices=DELETIONS)
    deletion_percent = forms.IntegerField(label=_("Limit, %"), min_value=0, max_value=100, initial=10)
    deletion_items = forms.IntegerField(label=_("Limit, products"), min_value=0, max_value=1_000_000, initial=50)
    orders_out = forms.BooleanField(label=_("Takes orders"), required=False)
    orders_version = forms.ChoiceField(label=_("Version of order documents"), choices=VERSIONS, initial="2.07")
    orders_namespace = forms.BooleanField(label=_("Declare the XML namespace"), required=False)
    orders_encoding = forms.ChoiceField(label=_("Encoding of order documents"), choices=ENCODINGS)
    orders_on_file = forms.BooleanField(
        label=_("Old style: orders are applied without the import step"), required=False
    )
    is_active = forms.BooleanField(label=_("The exchange is open"), required=False, initial=True)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = not is_new
        self.fields["password"].required = is_new
        if not is_new:
            self.fields["password"].help_text = _("Leave empty to keep the present one")

    def clean_code(self) -> str:
        """The code of the node."""
        code = str(self.cleaned_data["code"]).strip()
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Latin letters, digits and dots only, for example erp.central"))
        return code


class StatusForm(forms.Form):
    """What a status of the ERP means."""

    node = forms.IntegerField(min_value=1)
    erp_status = forms.CharField(max_length=120)
    target = forms.CharField(max_length=40, required=False)
