"""Django's settings, all from the instance directory and the environment."""

import os
import socket
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from sekisho.web.site.databases import database
from sekisho.web.site.instance import (
    QUARANTINE_KEY_FILE,
    Instance,
    create_instance,
    locate,
    open_instance,
)


def _instance() -> Instance:
    """Return the body's instance; tools that need no data (types) get a throw-away one."""
    if os.environ.get("SEKISHO_TOOLING") == "1":
        return create_instance(Path(tempfile.gettempdir()) / f"sekisho-tooling-{os.getuid()}")
    return open_instance(locate())


INSTANCE = _instance()
_settings = INSTANCE.settings(os.environ)

SECRET_KEY = INSTANCE.secret_key()
# Earlier secret keys, while sessions and links made with them still count (see operations.md).
SECRET_KEY_FALLBACKS = _settings.text("SEKISHO_SECRET_KEY_FALLBACKS").split()
DEBUG = False
ALLOWED_HOSTS = _settings.words("SEKISHO_HOSTS", "localhost,127.0.0.1,[::1]")
BODY_NAME = _settings.text("SEKISHO_BODY_NAME")
BASE_URL = _settings.text("SEKISHO_URL", "http://localhost:8000")
HTTPS = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "sekisho.web.ui",
    "sekisho.web.search",
    "sekisho.web.registers",
    "sekisho.web.evidence",
    "sekisho.web.organization",
    "sekisho.web.notices",
    "sekisho.web.approvals",
    "sekisho.web.assets",
    "sekisho.web.policies",
    "sekisho.web.terminals",
    "sekisho.web.premises",
    "sekisho.web.awareness",
    "sekisho.web.maildrills",
    "sekisho.web.governance",
    "sekisho.web.yearplan",
    "sekisho.web.personnel",
    "sekisho.web.training",
    "sekisho.web.browsing",
    "sekisho.web.monitoring",
    "sekisho.web.suppliers",
    "sekisho.web.systems",
    "sekisho.web.zones",
    "sekisho.web.transfers",
    "sekisho.web.controls",
    "sekisho.web.corrections",
    "sekisho.web.audits",
    "sekisho.web.risks",
    "sekisho.web.incidents",
    "sekisho.web.reviews",
    "sekisho.web.site.apps.SiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sekisho.web.organization.middleware.RightsMiddleware",
    "sekisho.web.ui.bodies.BodyMiddleware",  # before anything reads a form
    "sekisho.web.ui.access.AccessMiddleware",
]

ROOT_URLCONF = "sekisho.web.site.urls"
WSGI_APPLICATION = "sekisho.web.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "sekisho.web.site.context.frame",
            ],
        },
    },
]

DATABASES = {"default": database(_settings, INSTANCE.database_file)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in limits and codes already used are counted here: every worker must see the same counts.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Sign-in -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "organization.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sekisho.web.organization.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "sekisho.web.organization.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Sekisho"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SESSION_COOKIE_AGE = _settings.number("SEKISHO_SESSION_MINUTES", 480) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = False  # the front server, or gunicorn's own TLS, decides
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if _settings.flag("SEKISHO_BEHIND_PROXY") else None
)
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _settings.flag("SEKISHO_BEHIND_PROXY") else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_screen_origins = sorted(
    {
        "{0.scheme}://{0.netloc}".format(urlsplit(each))
        for each in _settings.pairs("SEKISHO_SCREEN_DOORS").values()
    }
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # allauth shows the TOTP code as a data: image
        "font-src": [SELF],
        "connect-src": [SELF, *_screen_origins],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語")), ("en", _("英語"))]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

# Files, tasks, mail --------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = INSTANCE.path / "static"
# The viewer of the screen transfer: files of Debian's package novnc, where it is installed.
_NOVNC = Path("/usr/share/novnc")
STATICFILES_DIRS = [
    (f"novnc/{part}", _NOVNC / part) for part in ("core", "vendor") if (_NOVNC / part).is_dir()
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.InMemoryStorage"
    },  # files live in the database
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

EMAIL_HOST = _settings.text("SEKISHO_MAIL_HOST")
EMAIL_PORT = _settings.number("SEKISHO_MAIL_PORT", 25)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _settings.text("SEKISHO_MAIL_FROM", "sekisho@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.dummy.EmailBackend"
)
MAIL_CONFIGURED = bool(EMAIL_HOST)
# Mail drills: the address letters come from; the address people may forward suspicious mail to, and
# the Maildir a mail server delivers it into.
DRILL_FROM = _settings.text("SEKISHO_DRILL_FROM") or DEFAULT_FROM_EMAIL
REPORT_ADDRESS = _settings.text("SEKISHO_REPORT_ADDRESS")
REPORT_MAILDIR = Path(_settings.text("SEKISHO_REPORT_MAILDIR") or INSTANCE.path / "reported-mail")

# Configurations that devices or backup programs leave here are taken each hour.
CONFIGURATION_DROP = Path(
    _settings.text("SEKISHO_CONFIGURATION_DROP") or INSTANCE.path / "configurations"
)
# Where backup programs leave their logs: read every ten minutes, moved away when read or refused.
BACKUP_REPORTS = Path(_settings.text("SEKISHO_BACKUP_REPORTS") or INSTANCE.path / "backup-reports")

# What this machine is called among those that share the database.
MACHINE = (_settings.text("SEKISHO_MACHINE") or f"{socket.gethostname()}:{INSTANCE.path}")[:300]
# The mail gateway's spool and domains: what it finished is taken in each minute.
MAILGATE_SPOOL = INSTANCE.path / "mailgate"
# What the ICAP service wrote down of downloads: taken in each minute as well.
ICAP_DOWNLOADS = INSTANCE.path / "downloads"
# Originals, their keys, and what `sekisho quarantine` writes down of destructions and new keys.
QUARANTINE = INSTANCE.path / "quarantine"
# The bucket they lie in instead of the folder, when several machines share them.
QUARANTINE_PLACE = _settings.originals_place()
QUARANTINE_KEYS = INSTANCE.path / QUARANTINE_KEY_FILE
# Files on their way to the portal, piece by piece; forgotten a day after the last piece.
UPLOADS = INSTANCE.path / "uploads"
QUARANTINE_EVENTS = INSTANCE.path / "quarantine-destroyed"
# The program that knows malware, asked about files handed in; None: there is none.
MALWARE_READER = _settings.malware_reader()
MAILGATE_DOMAINS = _settings.words("SEKISHO_MAILGATE_DOMAINS")

# From these networks anybody may report an incident without signing in; none: nobody.
REPORT_NETWORKS = _settings.networks("SEKISHO_REPORT_NETWORKS")
# Screen transfer: each session host's door by its name, the secret shared with them, their records.
SCREEN_DOORS = _settings.pairs("SEKISHO_SCREEN_DOORS")
SCREEN_SECRET = INSTANCE.screen_key
SCREEN_RECORDS = INSTANCE.path / "screen"

# Monitoring ----------------------------------------------------------------------------------
COLLECT_SPOOL = INSTANCE.path / "collect"
LOG_STORE = INSTANCE.path / "logs"
# Certificates whose end is watched: those our own services show.
OWN_CERTIFICATES = tuple(
    Path(word)
    for name in ("SEKISHO_COLLECT_CERTIFICATE", "SEKISHO_MAILGATE_CERTIFICATE")
    if (word := _settings.text(name))
)

# Ledger --------------------------------------------------------------------------------------
LEDGER_KEY_FILE = INSTANCE.ledger_key_file
LEDGER_ORIGIN = _settings.text("SEKISHO_LEDGER_ORIGIN", "sekisho.example/ledger")
LEDGER_WITNESS_MAIL = _settings.text("SEKISHO_LEDGER_WITNESS_MAIL")
LEDGER_TIMESTAMP_URL = _settings.text("SEKISHO_LEDGER_TIMESTAMP_URL")
LEDGER_TIMESTAMP_CA = _settings.text("SEKISHO_LEDGER_TIMESTAMP_CA")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
