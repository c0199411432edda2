"""What a content manager fills in; an empty field leaves the outside system's words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from prilavok.goods.pim.values import Content, ContentEdit


class ContentForm(forms.Form):
    """Our words over the received ones."""

    title = forms.CharField(label=_("Our title"), max_length=500, required=False)
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
            "is_hidden": content.is_hidden,
        }
        return ContentForm(initial=initial)

    def edit(self, content: Content) -> ContentEdit:
        """The change asked for; the form must be valid."""
        told = self.cleaned_data
        return ContentEdit(
            product_id=content.product_id,
            title=told["title"].strip() or None,
            description=told["description"].strip() or None,
            is_hidden=told["is_hidden"],
        )


class PictureForm(forms.Form):
    """A picture of our own."""

    picture = forms.FileField(label=_("Picture"), widget=forms.FileInput(attrs={"accept": "image/*"}))
