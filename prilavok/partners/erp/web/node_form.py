"""The settings of a node, in groups with explanations.

A field that is in the draft of a node and stands in no group here is still shown, plainly, in the last group: a new
setting can never be out of a person's reach.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, Final

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from prilavok.partners.erp.values import NodeDraft, Profile
from prilavok.partners.erp.watch.care import Care

CODE = re.compile(r"[a-z][a-z0-9_.-]{1,39}")
KINDS = [("central", _("central")), ("retail", _("retail (stores)"))]
DIALECTS = [("auto", _("recognise")), ("stock", _("stock 1C (2.03-2.08)")), ("bitrix", _("Bitrix module (2.08-3.1)"))]
MEANINGS = [
    ("free", _("free: reserves are taken off already, those of the site's orders too")),
    ("others_free", _("free, but the ERP does not reserve for the site's orders: only the site does")),
    ("physical", _("physical: what lies on the shelf, no reserves taken off")),
]
DELETIONS = [("gated", _("hide, within the limit")), ("never", _("never hide by absence"))]
VERSIONS = [(one, one) for one in ("2.05", "2.07", "2.08", "2.09", "2.10", "3.1")]
ENCODINGS = [("utf-8", "UTF-8"), ("windows-1251", "windows-1251")]
MISSING_PRICES = [("keep", _("leave the price as it was")), ("remove", _("take the price away"))]
UNLISTED = [
    ("auto", _("by the version: zero up to 2.08")),
    ("zero", _("nothing lies there")),
    ("keep", _("as it was before")),
]
PACKS = [("divide", _("divide into the price of a piece")), ("as_sent", _("take as sent"))]
WAREHOUSES = [("used", _("count them at once")), ("ask", _("wait for a person"))]
NOT_SHOWN: Final = frozenset({"statuses", "profile"})


@dataclass(frozen=True)
class Group:
    """Fields that belong together, and why one would touch them."""

    title: Any
    words: Any
    names: tuple[str, ...]


GROUPS: Final = (
    Group(_("Who it is"), _("How the node is called here and by which name 1C logs in."),
          ("code", "title", "kind", "login", "password", "is_active", "note")),
    Group(_("How it speaks"), _("Usually nothing is to be changed here: the dialect is recognised by the first calls."),
          ("dialect", "zip_allowed", "file_limit", "answer_encoding", "sessid_required", "networks")),
    Group(_("Whose identifiers"), _("Two bases made from one (a central one and its retail copy) name the same goods "
          "by the same identifiers. Unrelated bases must not."), ("namespace", "skip_top_group", "empty_values")),
    Group(_("Prices"), _("Which price types are taken. Which of them sells is chosen in the table below."),
          ("price_types", "missing_prices", "pack_prices")),
    Group(_("Stocks"), _("What the figures of this base mean, and what becomes of warehouses that are new."),
          ("stock_meaning", "unlisted_stock", "new_warehouses")),
    Group(_("What is gone"), _("A full export that does not name what it named before: up to these limits the goods "
          "are hidden by themselves, beyond them the package waits for a person."),
          ("deletion", "deletion_percent", "deletion_items")),
    Group(_("Orders"), _("Whether this base takes orders, and in which form it reads them."),
          ("orders_out", "orders_version", "orders_namespace", "orders_encoding", "orders_on_file", "customers_out",
           "enrichment_out")),
    Group(_("Who is told of trouble"), _("A letter when a flow falls silent or a package fails, one more when it is "
          "over; none in the quiet hours."), ("emails", "quiet_from", "quiet_till")),
)  # fmt: skip


class NodeForm(forms.Form):
    """Everything that may be set of a node."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Latin letters, digits, dots: erp.central"))
    title = forms.CharField(label=_("Title"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of node"), choices=KINDS)
    login = forms.CharField(label=_("Login"), max_length=150, help_text=_("What 1C will be told to log in with"))
    password = forms.CharField(
        label=_("Password"), max_length=200, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    is_active = forms.BooleanField(label=_("The exchange is open"), required=False, initial=True)
    note = forms.CharField(
        label=_("Note of the owner"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who looks after this base, where it stands, what to know about it"),
    )
    namespace = forms.CharField(
        label=_("Identifiers shared with"),
        max_length=40,
        required=False,
        help_text=_("The code of the node whose base is the same; empty: its own identifiers"),
    )
    skip_top_group = forms.BooleanField(label=_("The one top group is not a group of the shop"), required=False)
    empty_values = forms.CharField(
        label=_("Texts that mean “not filled in”"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line, beside those known anyway"),
    )
    dialect = forms.ChoiceField(label=_("Dialect"), choices=DIALECTS)
    zip_allowed = forms.BooleanField(
        label=_("Accept ZIP"), required=False, initial=True, help_text=_("Off, when 1C packs files wrongly")
    )
    file_limit = forms.IntegerField(
        label=_("Size of a piece, bytes"),
        min_value=1000,
        max_value=50 * 1024 * 1024,
        initial=2 * 1024 * 1024,
        help_text=_("1C cuts files into pieces of this size; less, when a proxy before the site refuses large bodies"),
    )
    answer_encoding = forms.ChoiceField(
        label=_("Encoding of answers"),
        choices=ENCODINGS,
        required=False,
        help_text=_("windows-1251, when 1C shows our sentences as unreadable letters"),
    )
    sessid_required = forms.BooleanField(label=_("Demand sessid at every step"), required=False)
    networks = forms.CharField(
        label=_("Only from these networks"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("10.0.0.0/8, one a line; empty: from anywhere"),
    )
    stock_meaning = forms.ChoiceField(
        label=_("Stocks mean"),
        choices=MEANINGS,
        help_text=_("Wrong here, and a reserve is taken off twice or not at all"),
    )
    unlisted_stock = forms.ChoiceField(label=_("A warehouse not named at an offer"), choices=UNLISTED, required=False)
    new_warehouses = forms.ChoiceField(label=_("New warehouses"), choices=WAREHOUSES, initial="ask", required=False)
    price_types = forms.CharField(
        label=_("Price types taken"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Identifiers of the price types to take, one a line; empty: all"),
    )
    missing_prices = forms.ChoiceField(label=_("A full export names no price"), choices=MISSING_PRICES, required=False)
    pack_prices = forms.ChoiceField(label=_("The price of a pack"), choices=PACKS, required=False)
    deletion = forms.ChoiceField(label=_("Absent from a full export"), choices=DELETIONS)
    deletion_percent = forms.IntegerField(label=_("Limit, %"), min_value=0, max_value=100, initial=10)
    deletion_items = forms.IntegerField(label=_("Limit, products"), min_value=0, max_value=1_000_000, initial=50)
    orders_out = forms.BooleanField(label=_("Takes orders"), required=False)
    customers_out = forms.BooleanField(
        label=_("Takes customers"),
        required=False,
        help_text=_("Corrections of names, phones and e-mails are given by type=customers"),
    )
    enrichment_out = forms.BooleanField(
        label=_("Takes enriched goods"),
        required=False,
        help_text=_("Our titles, descriptions, properties and pictures are given by type=enrichment"),
    )
    orders_version = forms.ChoiceField(label=_("Version of order documents"), choices=VERSIONS, initial="2.07")
    orders_namespace = forms.BooleanField(label=_("Declare the XML namespace"), required=False)
    orders_encoding = forms.ChoiceField(label=_("Encoding of order documents"), choices=ENCODINGS)
    orders_on_file = forms.BooleanField(
        label=_("Old style: orders are applied without the import step"), required=False
    )
    emails = forms.CharField(
        label=_("E-mail addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line; empty: nobody is written to"),
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_till = forms.TimeField(
        label=_("Quiet till"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in drafted():
            if one.name not in self.fields and one.name not in NOT_SHOWN:
                self.fields[one.name] = _plain(one)
        self.fields["code"].disabled = not is_new
        self.fields["password"].required = is_new
        if not is_new:
            self.fields["password"].help_text = _("Leave empty to keep the present one")

    def groups(self) -> Iterator[tuple[Group, list[forms.BoundField]]]:
        """The fields as they are shown."""
        placed = {name for group in GROUPS for name in group.names}
        for group in GROUPS:
            yield group, [self[name] for name in group.names]
        rest = [name for name in self.fields if name not in placed]
        if rest:
            yield Group(_("Others"), "", tuple(rest)), [self[name] for name in rest]

    def clean_code(self) -> str:
        """The code of the node."""
        code = str(self.cleaned_data["code"]).strip()
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Latin letters, digits and dots only, for example erp.central"))
        return code

    def clean_emails(self) -> str:
        """Addresses that are addresses."""
        told = str(self.cleaned_data["emails"]).replace(",", " ").split()
        for one in told:
            validate_email(one)
        return "\n".join(told)

    def draft(self, code: str) -> NodeDraft:
        """What was said, as the draft of a node."""
        said = self.cleaned_data
        profile = Profile(**{one.name: _typed(one, said[one.name]) for one in fields(Profile)})
        told = {one.name: _typed(one, said[one.name]) for one in fields(NodeDraft) if one.name in said}
        return NodeDraft(**{**told, "code": code, "profile": profile})

    def care(self) -> Care:
        """What was said, as people's care."""
        said: Mapping[str, Any] = self.cleaned_data
        told = {one.name: _typed(one, said[one.name]) for one in fields(Care)}
        return Care(**{**told, "emails": tuple(said["emails"].split())})


def drafted() -> tuple[Field[Any], ...]:
    """Every field of a node that can be set."""
    return (*fields(NodeDraft), *fields(Profile))


def _is_list(one: Field[Any]) -> bool:
    return "tuple" in str(one.type)


def _typed(one: Field[Any], value: Any) -> Any:
    if value in (None, "") and one.default is not MISSING:
        return one.default
    if _is_list(one) and isinstance(value, str):
        return tuple(line.strip() for line in value.splitlines() if line.strip())
    return value


def _plain(one: Field[Any]) -> forms.Field:
    """A field nobody has described yet, by its type; left empty it keeps its default."""
    default = None if one.default is MISSING else one.default
    if _is_list(one):
        return forms.CharField(label=one.name, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    if "bool" in str(one.type):
        return forms.BooleanField(label=one.name, required=False, initial=default)
    if "int" in str(one.type):
        return forms.IntegerField(label=one.name, initial=default)
    return forms.CharField(label=one.name, required=False, initial=default)
