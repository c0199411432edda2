"""What reviews remember. A review is one person's about one product; a forgotten person leaves it nameless."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Review(models.Model):
    """A review as its author left it and as moderators decided upon it.

    `first_product_id` is what it was written about when that product was merged into another one since.
    """

    product_id = models.BigIntegerField()
    first_product_id = models.BigIntegerField(null=True)
    product_title = models.CharField(max_length=500)
    person_id = models.BigIntegerField(null=True)
    author = models.CharField(max_length=80, blank=True)
    stars = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    pros = models.TextField(blank=True)
    cons = models.TextField(blank=True)
    text_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, default="waiting")
    version = models.PositiveIntegerField(default=1)
    flags = models.JSONField(default=list)
    bought = models.CharField(max_length=10, blank=True)
    bought_ref = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=30, blank=True)
    reason_note = models.CharField(max_length=500, blank=True)
    answer = models.TextField(blank=True)
    answer_by = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    helpful = models.PositiveIntegerField(default=0)
    unhelpful = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product_id", "person_id"], name="reviews_one_per_person"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="reviews_one_to_five_stars"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="reviews_published_at_a_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["product_id", "-published_at"], name="reviews_published", condition=Q(state="published")
            ),
            models.Index(fields=["state", "-changed_at"], name="reviews_queue"),
            models.Index(
                fields=["first_product_id"], name="reviews_merged", condition=Q(first_product_id__isnull=False)
            ),
            models.Index(fields=["person_id", "-changed_at"], name="reviews_of_person"),
            models.Index(fields=["text_digest"], name="reviews_same_text", condition=~Q(text_digest="")),
        ]


class Picture(models.Model):
    """A picture of a review: files of our own making under a name that nobody can guess."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=64, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)


class Decision(models.Model):
    """What a moderator did with a version of a review, and what stood before, to be taken back."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="decisions")
    version = models.PositiveIntegerField()
    deed = models.CharField(max_length=10)
    reason = models.CharField(max_length=30, blank=True)
    note = models.TextField(blank=True)
    actor_name = models.CharField(max_length=300)
    before = models.JSONField()
    at = models.DateTimeField(db_default=Now())
    undone_by = models.CharField(max_length=300, blank=True)


class Vote(models.Model):
    """Whether a review helped somebody; a forgotten person leaves the vote without a name."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    person_id = models.BigIntegerField(null=True)
    is_helpful = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "person_id"], name="reviews_one_vote")]
        indexes = [models.Index(fields=["person_id"], name="reviews_votes_of_person")]


class Summary(models.Model):
    """Counts of the published reviews of a product by stars: recomputed whole under a lock of its row."""

    product_id = models.BigIntegerField(primary_key=True)
    stars_5 = models.PositiveIntegerField(default=0)
    stars_4 = models.PositiveIntegerField(default=0)
    stars_3 = models.PositiveIntegerField(default=0)
    stars_2 = models.PositiveIntegerField(default=0)
    stars_1 = models.PositiveIntegerField(default=0)


class Invitation(models.Model):
    """An order that was handed over and whose buyer may be asked once what they think.

    `ended` says how it ended: sent, stopped (they wish no such messages), over (cancelled, nothing to ask, too late).
    """

    order_id = models.BigIntegerField(unique=True)
    token = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(db_default=Now())
    ended = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["issued_at"], name="reviews_to_invite", condition=Q(ended=""))]


class Silence(models.Model):
    """A contact that wishes no invitations: a keyed digest, so that the wish outlives what we know of the person."""

    contact_digest = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(db_default=Now())


class Terms(models.Model):
    """The one row of settings."""

    is_on = models.BooleanField(default=True)
    after_days = models.PositiveSmallIntegerField(default=7)
