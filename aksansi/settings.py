"""Every setting of the project, read from the environment (`.env.example` lists the names).

Unsafe values refuse to start unless DEBUG or DEMO says that this is no production system.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.core import RESERVED_ATTRS

from aksansi import scale

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
TESTING = "pytest" in sys.modules
if not TESTING:
    environ.Env.read_env(BASE_DIR / ".env")

# --- What kind of system this is -------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")


def _secret_key() -> str:
    """Return the signing key: from the environment, or a kept one for a demonstration.

    Raises ImproperlyConfigured on a production system without a real key.
    """
    key = env.str("SECRET_KEY", default="")
    if key:
        if not (DEBUG or DEMO or TESTING) and len(key) < 40:
            raise ImproperlyConfigured("SECRET_KEY must hold at least 40 characters.")
        return key
    if TESTING:
        return "only-for-tests-" + "x" * 40
    if not (DEBUG or DEMO):
        raise ImproperlyConfigured("Set SECRET_KEY (or DEMO=1 for a demonstration).")
    VAR_DIR.mkdir(exist_ok=True)
    kept = VAR_DIR / "secret_key"
    if not kept.exists():
        kept.write_text(secrets.token_urlsafe(60))
        kept.chmod(0o600)
    return kept.read_text().strip()


SECRET_KEY = _secret_key()
# Keys of before: what they signed and encrypted is still read, nothing new is made with them (docs/security.md).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# What the codes on printed letters are made with: the first makes them, each of them is believed. Keys of their
# own let SECRET_KEY change without a letter becoming a forgery.
LETTER_KEYS = env.list("LETTER_KEYS", default=[]) or [SECRET_KEY, *SECRET_KEY_FALLBACKS]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEBUG or DEMO or TESTING else [])
if not ALLOWED_HOSTS or ("*" in ALLOWED_HOSTS and not (DEBUG or DEMO or TESTING)):
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the host names of this system.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Apps ------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "template_partials",
    "simple_history",
    "import_export",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "core",
    "aksansi",
    "chapters",
    "ksm",
    "monitoring",
    "agreements",
    "events",
    "planning",
    "aksansi.adminsite.AdminSiteConfig",
]

MIDDLEWARE = [
    "aksansi.watch.middleware.WatchMiddleware",
    # Before those that answer by themselves, so that files and refusals carry the policy too.
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.people.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.people.devices.KnownDeviceMiddleware",
    "core.people.limits.LimitsMiddleware",
    "core.people.middleware.SignInMiddleware",
    "core.people.middleware.CurrentAccountMiddleware",
    "core.people.middleware.ReadOnlyAccountMiddleware",
    "core.people.fair_share.FairShareMiddleware",
    "core.people.middleware.PaperMiddleware",
    # Behind all that counts, limits or asks for keys: that goes by whoever is signed in. Before the one that writes.
    "core.people.seen.seeing.SeeAsMiddleware",
    "core.views.by_device.DeviceMiddleware",
    "core.pages.once.SentOnceMiddleware",
    "aksansi.replica.ReplicaMiddleware",
]

ROOT_URLCONF = "aksansi.urls"
WSGI_APPLICATION = "aksansi.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "aksansi.lean.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aksansi.navigation.frame",
            ],
            "builtins": ["core.templatetags.ui", "template_partials.templatetags.partials"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data ------------------------------------------------------------------------
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'aksansi.sqlite3'}"),
}
_engine = DATABASES["default"]["ENGINE"]
if _engine.endswith("sqlite3"):
    VAR_DIR.mkdir(exist_ok=True)
    # Many readers beside one writer; a writer waits instead of failing (SQLite docs, "WAL").
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;"
        ),
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES = scale.databases(env, DATABASES["default"])
DATABASE_ROUTERS = ["aksansi.replica.ReplicaRouter"] if scale.REPLICA in DATABASES else []
# Seconds a replica may be behind: whoever never wrote is not told of yesterday either.
REPLICA_FAR_BEHIND = env.float("REPLICA_FAR_BEHIND", default=30.0)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all processes: counts of long lists, and the codes of a second factor that were used up.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TESTING
    else scale.caches(env)
}
# 1: `manage.py worker` runs beside the web server and takes long work. 0: short work is done in the request.
TASK_WORKER = env.bool("TASK_WORKER", default=False) and not TESTING

# --- Who comes in ----------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["core.people.backends.CurrentAccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "core.people.passwords.KnownWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "core.people.adapters.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Seconds a sign-in is fresh: steps that give power over accounts ask for it again (core.people.recent).
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# The limits are those of core.people.limits: allauth's live in the default cache, where anybody can push them out.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "reset_password": "core.people.passwords.AskForm",
    "user_token": "core.people.passwords.LinkForm",
}
MFA_ADAPTER = "core.people.factor_secrets.FactorAdapter"
MFA_FORMS = {
    "authenticate": "core.people.factor_forms.AuthenticateForm",
    "reauthenticate": "core.people.factor_forms.ReauthenticateForm",
}
# The address of an account is User.email alone: the library's own generator would make a second row of it.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "AKSANSI"
# The Secretariat signs in with a second factor; demonstration and tests do without.
SECOND_FACTOR_REQUIRED = not (DEBUG or DEMO or TESTING)
# A session ends after so many hours without a request, and after so many from the sign-in (core.people.sessions).
SESSION_ENGINE = "core.people.sessions"
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600
SESSION_MAX_HOURS = env.int("SESSION_MAX_HOURS", default=72)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# --- Safety ----------------------------------------------------------------------
_https = not (DEBUG or DEMO or TESTING)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=_https)
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
# No program that asks by itself is led on from http: it would not notice that it sends its key in the clear.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$", r"\.ics$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# "__Host-": the browser takes such a cookie from this host alone, over https alone.
COOKIE_PREFIX = "__Host-" if _https else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
MESSAGE_STORAGE = "core.tools.flash.FlashStorage"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY = env.bool("SECURE_PROXY", default=False)
if SECURE_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Proxies of our own in front: so many entries from the end of X-Forwarded-For stands the visitor (core.tools.client).
PROXY_COUNT = env.int("PROXY_COUNT", default=1 if SECURE_PROXY else 0)
# Days the security log is kept.
SECURITY_LOG_DAYS = env.int("SECURITY_LOG_DAYS", default=400)
# The map stands on its own outlines; a tile server (e.g. "https://tile.example.org/{z}/{x}/{y}.png") is
# added only where one is named, with the credit it asks for.
MAP_TILE_URL = env.str("MAP_TILE_URL", default="")
MAP_TILE_CREDIT = env.str("MAP_TILE_CREDIT", default="")


def tile_hosts(url: str) -> list[str]:
    """Return the origin to allow for pictures of a tile address; none for an empty or local one."""
    parts = urlsplit(url.replace("{s}", "*"))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        # Whatever is not named below is not used.
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:", *tile_hosts(MAP_TILE_URL)],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "frame-src": ["'none'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "aksansi.answers.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 1  # no form has more; each is looked through
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MAX_UPLOAD_MB = env.int("MAX_UPLOAD_MB", default=10)
# What one account may upload in 24 hours: files and megabytes on records, tables of the import wizard.
UPLOADS_PER_DAY = env.int("UPLOADS_PER_DAY", default=300)
UPLOAD_MB_PER_DAY = env.int("UPLOAD_MB_PER_DAY", default=500)
IMPORTS_PER_DAY = env.int("IMPORTS_PER_DAY", default=60)
# Tables of the import wizard; a spreadsheet is small when packed, so what it unfolds to counts too.
IMPORT_MAX_MB = env.int("IMPORT_MAX_MB", default=10)
IMPORT_MAX_UNPACKED_MB = env.int("IMPORT_MAX_UNPACKED_MB", default=150)
IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", default=50000)
IMPORT_MAX_COLUMNS = env.int("IMPORT_MAX_COLUMNS", default=200)
IMPORT_MAX_CELLS = env.int("IMPORT_MAX_CELLS", default=2_000_000)
# Days after which the files of an import are deleted; what it wrote stays in the history.
IMPORT_KEEP_DAYS = env.int("IMPORT_KEEP_DAYS", default=30)

# Networks of one's own in which a server of submissions (ODK, Kobo) may stand, e.g. 10.1.0.0/16. Addresses that are not
# public are refused else; within 127.0.0.0/8 http will do.
OWN_NETWORKS = env.list("OWN_NETWORKS", default=[])

# --- Words and time --------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
# Off, or every year and key would print as 2.018; figures print through core.tools.formats.
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
FORMAT_MODULE_PATH = ["aksansi.locale_formats"]

# --- Files -----------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Private: nothing under MEDIA_ROOT has an address of its own (core.views.files serves it).
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))
# Backups (aksansi.backup): where they lie, and the key that seals them; without one anybody who has the file reads it.
BACKUP_DIR = env.path("BACKUP_DIR", default=str(VAR_DIR / "backups"))
BACKUP_KEY = env.str("BACKUP_KEY", default="")
if BACKUP_KEY and len(BACKUP_KEY) < 40:
    raise ImproperlyConfigured("BACKUP_KEY must hold at least 40 characters.")
# All keys that open a backup: the first seals new ones, those of before open the ones that are kept.
BACKUP_KEYS = [BACKUP_KEY, *env.list("BACKUP_KEY_FALLBACKS", default=[])]
WHITENOISE_MIMETYPES = {".svg": 'image/svg+xml; charset="utf-8"'}
_static_storage = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG or TESTING
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": scale.files(env),
    "staticfiles": {"BACKEND": _static_storage},
}

# --- Mail and log ----------------------------------------------------------------
EMAIL_CONFIG = env.email_url(
    "EMAIL_URL", default="consolemail://" if DEBUG or DEMO or TESTING else "smtp://localhost:25"
)
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)  # seconds; Django's default waits for ever
# Mails nobody waits for leave beside the request; tests look at what was sent.
EMAIL_BESIDE = not TESTING
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="AKSANSI <no-reply@localhost>")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name} {request_id}: {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",  # with the zone: lines of several machines fit together
            "style": "{",
        },
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{asctime}{levelname}{name}{request_id}{message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            "reserved_attrs": [*RESERVED_ATTRS, "request"],
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.str("LOG_FORMAT", default="line"),
            "filters": ["numbered"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "filters": {
        "refusals": {"()": "core.tools.logs.Refusals"},
        "numbered": {"()": "core.tools.logs.Numbered"},
    },
    "loggers": {
        "django.request": {"filters": ["refusals"]},
        # Forty lines a report about pages and fonts that are as they should be.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
    },
}

# A request that takes longer is told in the log, by the name of its page.
SLOW_SECONDS = env.float("SLOW_SECONDS", default=3.0)
# Where faults are reported (Sentry or GlitchTip), without persons and what they typed (aksansi.watch.starting).
SENTRY_DSN = env.str("SENTRY_DSN", default="")
# Folder in which web processes count for `manage.py metrics`; without one nothing is counted.
METRICS_DIR = env.str("METRICS_DIR", default="")

# --- Tools -----------------------------------------------------------------------
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_ESCAPE_ILLEGAL_CHARS_ON_EXPORT = True
SILENCED_SYSTEM_CHECKS: list[str] = []
