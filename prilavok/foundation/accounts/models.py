"""What accounts remembers: people, roles and who holds them, one-time codes, spent tries, the audit."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now


class PersonManager(BaseUserManager["Person"]):
    """Creates people; passwords are hashed by Django's first hasher."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Person":
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "Person":
        return self.create_user(username, password, is_superuser=True, kind="staff", **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """One who can log in: staff by name and password, a buyer by a code sent to the phone, a machine by Basic.

    A buyer's phone and e-mail are proven by a code and therefore unique among buyers; a staff member's are only for
    reading, so that nobody enters the office by an SMS. `is_superuser` follows the administrator's role: the screens
    of the office's shell ask for it.
    """

    class Kind(models.TextChoices):
        STAFF = "staff"
        BUYER = "buyer"
        MACHINE = "machine"

    username = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.BUYER)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=400, blank=True, db_default="")
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="accounts_person_username"),
            models.UniqueConstraint(
                fields=["phone"], name="accounts_buyer_phone", condition=Q(kind="buyer") & ~Q(phone="")
            ),
            models.UniqueConstraint(
                Lower("email"), name="accounts_buyer_email", condition=Q(kind="buyer") & ~Q(email="")
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or self.username

    @property
    def is_staff(self) -> bool:
        return self.kind == self.Kind.STAFF


class Device(models.Model):
    """A browser that a buyer is signed in on; the session's key is its own, so that one of them can be ended."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=100)
    network = models.CharField(max_length=64)
    way = models.CharField(max_length=10)
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["last_seen_at"], name="accounts_device_last")]


class Passkey(models.Model):
    """A key that a buyer's own device keeps: the public half, how often it was used, what its owner calls it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=60)
    is_backed_up = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True)


class PasskeyChallenge(models.Model):
    """What a device has to sign: used once, for a few minutes; `person_id` is empty at the door."""

    digest = models.CharField(max_length=64, primary_key=True)
    person_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()


class Address(models.Model):
    """A line of a buyer's book of addresses; one of them is the usual one."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    title = models.CharField(max_length=60)
    city = models.CharField(max_length=100)
    street = models.CharField(max_length=200)
    flat = models.CharField(max_length=40, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=300, blank=True)
    is_default = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], name="accounts_address_default", condition=Q(is_default=True))
        ]


class Recipient(models.Model):
    """Somebody who may pick up what a buyer ordered; one of them is the usual one."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recipients")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=16)
    is_default = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], name="accounts_recipient_default", condition=Q(is_default=True)),
            models.UniqueConstraint(fields=["person", "phone", "name"], name="accounts_recipient_once"),
        ]


class Role(models.Model):
    """A named set of permission codes; `is_edited` marks what people changed and preparations must leave alone."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=100)
    permissions = models.JSONField(default=list)
    is_edited = models.BooleanField(default=False)


class GrantRow(models.Model):
    """A role held by a person, everywhere (`stores` null) or in the listed locations."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    stores = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role"], name="accounts_grant_once")]


class LoginCode(models.Model):
    """A one-time code sent to a contact; only its keyed hash is kept, and it ends by the database's clock."""

    contact = models.CharField(max_length=254)
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contact", "-id"], name="accounts_code_contact")]


class SpentTries(models.Model):
    """The recent tries under one key (an account, a network): a sliding window kept in one row."""

    key = models.CharField(max_length=100, primary_key=True)
    hits = models.JSONField(default=list)
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="accounts_tries_last")]


class AuditRow(models.Model):
    """One deed, append-only: a trigger refuses to change or delete it."""

    at = models.DateTimeField(auto_now_add=True)
    person_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=300)
    actor_kind = models.CharField(max_length=10)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-id"], name="accounts_audit_subject"),
            models.Index(fields=["action", "-id"], name="accounts_audit_action"),
            models.Index(fields=["person_id", "-id"], name="accounts_audit_person"),
        ]
