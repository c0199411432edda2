"""Settings for the processes of crash tests: the ground alone starts four times faster than the whole house."""

from prilavok.config.settings import *  # noqa: F403

INSTALLED_APPS = ["django.contrib.contenttypes", "procrastinate.contrib.django", "prilavok.base"]
AUTH_USER_MODEL = "auth.User"
