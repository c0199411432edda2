"""The platform's settings, read from the environment once; development and the demo work with none set.

PRILAVOK_VAR         folder for data, logs, media, keys          (default: var/ beside the package)
DATABASE_URL         postgresql://... of an outside database      (default: the embedded one)
PRILAVOK_SECRET_KEY  signing key                                  (default: made once, kept in var/secret_key)
PRILAVOK_BASE_URL    the public address, for links in messages    (default: http://127.0.0.1:8000)
PRILAVOK_LIVE_URL    where pages hear of changes                  (default: http://127.0.0.1:8001)
PRILAVOK_HOSTS       comma list of allowed hosts                  (default: loopback and every address of make up)
PRILAVOK_SHOP_NAME   the chain's name on the storefront            (default: the demo chain's)
PRILAVOK_PREPARE     0 where a pooler cannot keep prepared statements (default: 1)
PRILAVOK_DEBUG       1 shows tracebacks in the browser            (default: 0)
"""

import os
import secrets
from pathlib import Path

from prilavok.config.content_policy import policy
from prilavok.config.database import as_setting, database_url

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("PRILAVOK_VAR", ROOT / "var"))
VAR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    if given := os.environ.get("PRILAVOK_SECRET_KEY"):
        return given
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


DEBUG = os.environ.get("PRILAVOK_DEBUG") == "1"
SECRET_KEY = _secret_key()
BASE_URL = os.environ.get("PRILAVOK_BASE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = os.environ.get("PRILAVOK_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
LIVE_URL = os.environ.get("PRILAVOK_LIVE_URL", "http://127.0.0.1:8001")
SIMULATORS_URL = os.environ.get("PRILAVOK_SIMULATORS_URL", "")  # only where simulators run: the page of their faults
CONTENT_SECURITY_POLICY = policy((LIVE_URL,))

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "procrastinate.contrib.django",
    "prilavok.base",
    "prilavok.design",
    "prilavok.foundation.messaging",
    "prilavok.foundation.accounts",
    "prilavok.foundation.privacy",
    "prilavok.foundation.contour",
    "prilavok.goods.pim",
    "prilavok.goods.pricing",
    "prilavok.goods.stock",
    "prilavok.goods.assortment",
    "prilavok.goods.bundles",
    "prilavok.trade.payments",
    "prilavok.trade.fulfilment",
    "prilavok.trade.receipts",
    "prilavok.trade.oms",
    "prilavok.people.crm",
    "prilavok.people.reviews",
    "prilavok.people.wishes",
    "prilavok.people.marketing",
    "prilavok.partners.erp",
    "prilavok.insight.analytics",
    "prilavok.insight.recommendations",
    "prilavok.doors.storefront",
    "prilavok.doors.office",
    "prilavok.doors.counter",
    "prilavok.doors.tills",
    "prilavok.config",
    "wagtail.users",
    "wagtail.sites",
    "prilavok.config.wagtail_parts.Images",
    "prilavok.config.wagtail_parts.Documents",
    "prilavok.config.wagtail_parts.Snippets",
    "wagtail.search",
    "prilavok.config.wagtail_parts.Redirects",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "prilavok.config.security.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "prilavok.config.squeezed.SqueezeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "prilavok.base.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "prilavok.base.origin.SameOriginMiddleware",
    "prilavok.base.strange.StrangeInputMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "prilavok.config.notices.LazyMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "prilavok.foundation.accounts.web.middleware.ActorMiddleware",
    "prilavok.base.refusals.RefusalMiddleware",
    "prilavok.config.away.DatabaseAwayMiddleware",
]

ROOT_URLCONF = "prilavok.config.urls"
WSGI_APPLICATION = "prilavok.config.wsgi.application"
AUTH_USER_MODEL = "accounts.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "/office/login/"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": sorted(str(path) for path in (ROOT / "prilavok").glob("**/jinja2") if path.is_dir()),
        "OPTIONS": {"environment": "prilavok.design.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": as_setting(database_url(VAR))}
if pool_size := int(os.environ.get("PRILAVOK_POOL", "0")):
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
# For `base.bulk.fetch_often`. The driver itself must prepare nothing: at a roll-back it would let go of ours too.
PREPARES_STATEMENTS = os.environ.get("PRILAVOK_PREPARE") != "0"
if PREPARES_STATEMENTS and os.environ.get("PRILAVOK_PLAN_ONCE") == "1":
    # Pages ask of a few goods at a time: planning anew for their number took longer than the answer.
    given = DATABASES["default"]["OPTIONS"].get("options", "")
    DATABASES["default"]["OPTIONS"]["options"] = f"{given} -c plan_cache_mode=force_generic_plan".strip()
# One cheap question per request that asks the database: a restarted database then costs no visitor an error.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["prilavok.foundation.accounts.backends.RoleBackend"]

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_NAME = "lang"
TIME_ZONE = "Europe/Moscow"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# The zones of the country; the full list of the system holds names that browsers do not know.
WAGTAIL_USER_TIME_ZONES = [
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
]

MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "prilavok.config.collected.CollectedFiles"},
}
WHITENOISE_USE_FINDERS = DEBUG

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SHOP_NAME = os.environ.get("PRILAVOK_SHOP_NAME", "Северный двор")
WAGTAIL_SITE_NAME = "Prilavok"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
# People, passwords and addresses are the business of accounts, with its limits and its audit.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("PRILAVOK_LOG", "WARNING")},
}
