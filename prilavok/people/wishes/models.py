"""What wishes remember: lists of goods put by. What is compared or was looked at stays in the browser."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class WishList(models.Model):
    """A list: a person's, or a guest's under a token that only the browser knows; never both."""

    person_id = models.BigIntegerField(null=True, unique=True)
    token = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique among guests only
    share_token = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique among shared only
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person_id__isnull=True, token__isnull=False)
                | Q(person_id__isnull=False, token__isnull=True),
                name="wishes_of_one_owner",
            )
        ]
        indexes = [models.Index(fields=["changed_at"], name="wishes_of_guests", condition=Q(person_id=None))]


class WishLine(models.Model):
    """A product on a list with what it cost when it was put there.

    `first_product_id` is what was put there when that product was merged into another one since.
    """

    wish_list = models.ForeignKey(WishList, on_delete=models.CASCADE, related_name="lines")
    product_id = models.BigIntegerField()
    first_product_id = models.BigIntegerField(null=True)
    seen_price = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="RUB")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wish_list", "product_id"], name="wishes_line_once")]
