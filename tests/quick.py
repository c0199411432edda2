"""What tests do quickly because nothing is guarded in them."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The house's own kind of hash, with as little work in it as the kind allows."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
