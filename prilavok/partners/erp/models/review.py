"""What people decide about packages: whether they are applied, and that they are taken back."""

from django.db import models

from prilavok.partners.erp.models.packages import Package


class PackageUndo(models.Model):
    """A package that is being, or was, taken back: by whom and why, how far it is, what became of each lane."""

    package = models.OneToOneField(Package, on_delete=models.CASCADE, related_name="undo")
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=300)
    step = models.PositiveSmallIntegerField(default=0)
    after = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)


class NameChange(models.Model):
    """What a package changed of a price type, a warehouse or a unit of measure: what the sender had told of it `before`
    (none: nothing) and `after`. `is_annulled`: that was taken back."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="names")
    namespace = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField()
    is_annulled = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["namespace", "kind", "key"], name="erp_name_change")]


class Review(models.Model):
    """A package that waits for a person, or did: why (`reasons`: code -> numbers), what it would change (`totals`: part
    -> numbers), and what was decided. `behind`: it waits only for an earlier one."""

    class Decision(models.TextChoices):
        APPLIED = "applied"
        DISCARDED = "discarded"

    package = models.OneToOneField(Package, on_delete=models.CASCADE, related_name="review")
    behind = models.ForeignKey(Package, on_delete=models.CASCADE, null=True, related_name="+")
    reasons = models.JSONField(default=dict)
    totals = models.JSONField(default=dict)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    by = models.CharField(max_length=150, blank=True)
    comment = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)


class ReviewLine(models.Model):
    """One of the greatest changes of a part of a package under review; `rank` 1 is the greatest."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="lines")
    part = models.CharField(max_length=12)
    rank = models.PositiveIntegerField()
    title = models.CharField(max_length=500)
    place = models.CharField(max_length=300, blank=True)
    product_id = models.BigIntegerField(null=True)
    before = models.DecimalField(max_digits=17, decimal_places=3, null=True)
    after = models.DecimalField(max_digits=17, decimal_places=3, null=True)
    currency = models.CharField(max_length=3, blank=True)
    sense = models.CharField(max_length=10, blank=True)
    fields = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["review", "part", "rank"], name="erp_review_line")]
