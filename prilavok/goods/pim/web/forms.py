"""What a content manager fills in; an empty field leaves the outside system's words."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from prilavok.goods.pim.sources.values import ERP
from prilavok.goods.pim.trees.values import Branch, CategoryEdit
from prilavok.goods.pim.values import Content, ContentEdit


class ContentForm(forms.Form):
    """Our words over the received ones."""

    title = forms.CharField(label=_("Our title"), max_length=500, required=False)
    brand = forms.CharField(label=_("Our brand"), max_length=200, required=False)
    description = forms.CharField(
        label=_("Our description"),
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Plain text or simple HTML. Anything unsafe is removed."),
    )
    is_hidden = forms.BooleanField(label=_("Hide from the site"), required=False)

    @staticmethod
    def of(content: Content) -> "ContentForm":
        """The form as it stands."""
        initial = {
            "title": content.own_title or "",
            "description": content.own_description or "",
            "brand": content.own_brand or "",
            "is_hidden": content.is_hidden,
        }
        return ContentForm(initial=initial)

    def lock(self, owners: Mapping[str, str], content: Content) -> None:
        """Fields that the ERP owns cannot be written: they stay as they are whatever is sent."""
        for name in ("title", "description", "brand"):
            if owners[name] == ERP:
                self.fields[name].disabled = True
                self.initial[name] = getattr(content, f"own_{name}") or ""

    def edit(self, content: Content, attributes: tuple[tuple[int, str], ...]) -> ContentEdit:
        """The change asked for; the form must be valid."""
        told = self.cleaned_data
        return ContentEdit(
            product_id=content.product_id,
            title=told["title"].strip() or None,
            description=told["description"].strip() or None,
            is_hidden=told["is_hidden"],
            brand=told["brand"].strip() or None,
            attributes=attributes,
        )


class PictureForm(forms.Form):
    """A picture of our own."""

    picture = forms.FileField(label=_("Picture"), widget=forms.FileInput(attrs={"accept": "image/*"}))


class CategoryForm(forms.Form):
    """A category of a tree of the site."""

    title = forms.CharField(label=_("Title"), max_length=300)
    slug = forms.CharField(
        label=_("Address"),
        max_length=200,
        required=False,
        help_text=_("The old address leads to the new one, so links and bookmarks keep working."),
    )
    parent = forms.ChoiceField(label=_("Lies in"), required=False)
    is_hidden = forms.BooleanField(
        label=_("Hide from the site"),
        required=False,
        help_text=_("With everything below. Its goods can still be found by search."),
    )

    @staticmethod
    def of(branch: Branch) -> "CategoryForm":
        """The form as it stands."""
        return CategoryForm(
            initial={
                "title": branch.title,
                "slug": branch.slug,
                "parent": branch.parent_id or "",
                "is_hidden": branch.is_hidden,
            }
        )

    def offer(self, branches: Sequence[Branch]) -> None:
        """The categories that it may lie in."""
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the reader of types
        field.choices = [
            ("", _("at the top of the tree")),
            *((str(one.category_id), "– " * one.depth + one.title) for one in branches),
        ]

    def edit(self, category_id: int) -> CategoryEdit:
        """The change asked for; the form must be valid."""
        told = self.cleaned_data
        return CategoryEdit(
            category_id=category_id,
            title=told["title"],
            slug=told["slug"].strip(),
            parent_id=int(told["parent"]) if told["parent"] else None,
            is_hidden=told["is_hidden"],
        )
