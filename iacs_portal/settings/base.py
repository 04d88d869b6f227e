"""Settings that hold everywhere. Each value that differs between machines comes from the environment.

`dev`, `test` and `production` start from this module. Times are aware and kept in UTC; the business time zone
(deadlines, dates in mails and on pages) is `BUSINESS_TIME_ZONE`.
"""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from environs import Env

from iacs_portal.core import valkey
from iacs_portal.core.logs import configure_structlog, logging_config

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", "")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# How many proxies of our own stand before the web process: throttles count the address that the outermost one saw.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")

# KEYS. Both are lists: the newest is last. See docs/operations.md for how to change one.
# SSN digests are HMAC(k_n, ... HMAC(k_1, SSN)); facts of mails that nobody may read are encrypted with the outbox keys.
SSN_KEYS: list[str] = env.list("SSN_KEYS", [])
OUTBOX_KEYS: list[str] = env.list("OUTBOX_KEYS", [])
# Seconds after which the secret facts of a mail are emptied, sent or not (one in a worker's hands: after its attempt).
# No code and no link in a mail lives longer, but for links that say so themselves (invitations).
OUTBOX_SECRETS_LIVE = 3600
# Development shows codes and links on /dev/mail/ after the mail was "sent": only there are they kept that long.
OUTBOX_KEEPS_SECRETS = False

# APPLICATIONS, from the top of the layers down (docs/architecture.md)
INSTALLED_APPS = [
    "iacs_portal.site",
    "usergroups",
    "registration",
    "iacs_portal.roles",
    "approvals",
    "iacs_portal.scopes",
    "iacs_portal.accounts",
    "iacs_portal.audit",
    "iacs_portal.outbox",
    "iacs_portal.core",
    "allauth",
    "allauth.account",
    "guardian",
    "pghistory",
    "pgtrigger",
    "django_htmx",
    "django_filters",
    "django_structlog",
    "csp",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

# The form's token is looked for after the sign-in: finding it means to read the whole body, files too.
MIDDLEWARE = [
    "iacs_portal.site.bodies.BodyLimitMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "iacs_portal.core.logs.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "iacs_portal.urls"
WSGI_APPLICATION = "iacs_portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["iacs_portal.core.templatetags.ui", "iacs_portal.core.templatetags.ui_forms"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "iacs_portal.site.context.frame",
            ],
        },
    }
]

# DATABASE. Two roles: DATABASE_OWNER_URL owns the tables and is known to `manage.py migrate` alone; DATABASE_URL is what
# web, worker and beat use, owns nothing, and may only add to and read audit tables.
ACT_AS_DATABASE_OWNER = env.bool("ACT_AS_DATABASE_OWNER", False)
_DATABASE_URL_VARIABLE = "DATABASE_OWNER_URL" if ACT_AS_DATABASE_OWNER else "DATABASE_URL"
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.dj_db_url(_DATABASE_URL_VARIABLE, "postgres://iacs_app@127.0.0.1/iacs", conn_max_age=None)
}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=10s -c statement_timeout=60s"
if ACT_AS_DATABASE_OWNER:
    DATABASES["default"]["OPTIONS"].pop("pool")
    DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=5s"
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", "iacs_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DISABLE_SERVER_SIDE_CURSORS = env.bool("DISABLE_SERVER_SIDE_CURSORS", False)
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = DISABLE_SERVER_SIDE_CURSORS

# VALKEY: queue in one database, cache with throttles in another, so that emptying the cache leaves the queue alone.
# REDIS_URL is the queue's; the cache has the next number unless CACHE_URL says something else.
REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "iacs_portal.core.cache.FailSoftRedisCache",
        "LOCATION": valkey.cache_url(REDIS_URL, env.str("CACHE_URL", "")),
        "OPTIONS": {"socket_connect_timeout": valkey.CONNECT_TIMEOUT, "socket_timeout": valkey.READ_TIMEOUT},
    }
}
SESSION_ENGINE = "iacs_portal.core.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever, at most half a minute apart
CELERY_BROKER_CHANNEL_ERROR_RETRY = True  # nor does a Valkey that refuses writes, as with a full disk, end the worker
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_connect_timeout": 0.2, "socket_timeout": 5}
CELERY_TASK_PUBLISH_RETRY = False
# Two beats, or one that was away, do no harm: each task calls a command that may run again.
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "deliver mail that no poke delivered": {"task": "outbox.deliver", "schedule": 10.0, "options": {"expires": 10}},
    "empty stale secrets of mails": {
        "task": "outbox.empty_stale_secrets",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "pass on what waits for nobody": {
        "task": "approvals.recheck_offices",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "delete papers that no row names": {
        "task": "registration.sweep_papers",
        "schedule": 86400.0,
        "options": {"expires": 86400},
    },
    "go on with lists that no worker sends": {
        "task": "usergroups.go_on_with_lists",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "begin to send a list": {
        "task": "usergroups.send_lists",
        "schedule": 600.0,
        "options": {"expires": 60},
    },
    "tell companies what was answered": {
        "task": "usergroups.tell_answers",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "warn of and delete drafts that nobody touches": {
        "task": "registration.sweep_drafts",
        "schedule": 86400.0,
        "options": {"expires": 86400},
    },
    "withdraw requests of people who left their company": {
        "task": "usergroups.withdraw_requests_of_leavers",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "close links whose last day is over": {
        "task": "usergroups.close_due_links",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "tell both sides of links that end soon": {
        "task": "usergroups.tell_of_ends",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "tell providers of new people of companies": {
        "task": "usergroups.tell_of_new_people",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# PEOPLE
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "iacs_portal.scopes.backends.ScopeBackend",
]
ANONYMOUS_USER_NAME = None
# guardian looks for its own backend by name; ours is a subclass of it with one rule inside (scopes.backends).
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
GUARDIAN_MONKEY_PATCH_USER = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "iacs_portal.accounts.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 30 * 60  # within OUTBOX_SECRETS_LIVE, as the code

# SIGN-UP AND SIGN-IN (allauth; docs/decisions/). E-mail and password first, then the code.
TERMS_VERSION = env.str("TERMS_VERSION", "2026-11")
ACCOUNT_ADAPTER = "iacs_portal.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "iacs_portal.accounts.forms.SignupForm",
    "login": "iacs_portal.accounts.forms.LoginForm",
    "confirm_email_verification_code": "iacs_portal.accounts.forms.ConfirmCodeForm",
    "reset_password": "iacs_portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "iacs_portal.accounts.forms.ResetPasswordKeyForm",
    "change_password": "iacs_portal.accounts.forms.ChangePasswordForm",
    "add_email": "iacs_portal.accounts.forms.AddEmailForm",
    "reauthenticate": "iacs_portal.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_PASSWORD_MIN_LENGTH = None  # AUTH_PASSWORD_VALIDATORS say it
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_LOGIN_TIMEOUT = 35 * 60  # shorter, and the code dies with the sign-in that waits for it
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False  # tells whether an address is known
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser: practices share their machines
ACCOUNT_RATE_LIMITS = {"forgotten_user_id": "20/m/ip,5/m/key", "find_organization": "120/m/ip,30/m/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# INVITATIONS that an organization, its groups included, may mail on one business day.
INVITATIONS_PER_DAY = 500

# HISTORY. Event rows carry their context themselves: the portal's role may not update an audit table.
PGHISTORY_DEFAULT_TRACKERS = ()

# PAPERS live outside the web root and are only served through a view.
PAPERS_DIR = Path(env.str("PAPERS_DIR", str(DATA_DIR / "papers")))
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "iacs_portal.core.staticfiles.StaticStorage"},
    "papers": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PAPERS_DIR, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "iacs_portal.core.staticfiles.UswdsFinder",
]

# PAGES. Nothing inline, nothing from elsewhere; USWDS draws some icons from data: addresses in its stylesheet.
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "iacs_portal.site.views.errors.csrf_failure"
# Whether the line above each page is the banner of a .gov site, or says that this is a demonstration.
OFFICIAL_SITE = env.bool("OFFICIAL_SITE", False)
# From how many people on an organization must have end users (SE0753). It is shown, and never blocks anybody.
END_USERS_FROM = env.int("END_USERS_FROM", 10)
# The help desk while no community has one, and on pages that may not ask the database.
HELP_DESK: dict[str, str] = {
    "telephone": env.str("HELP_DESK_TELEPHONE", "1-800-555-0142"),
    "tty": env.str("HELP_DESK_TTY", "711"),
    "email": env.str("HELP_DESK_EMAIL", "help@iacs-pc.example"),
    "hours": env.str("HELP_DESK_HOURS", "Monday to Friday, 7 a.m. to 7 p.m. Eastern"),
}

# WORDS AND TIMES
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
BUSINESS_TIME_ZONE = "America/New_York"
# What templates and the desk's lists draw. With USE_TZ the database's connection stays in UTC.
TIME_ZONE = BUSINESS_TIME_ZONE

# MAIL: rows of the outbox, delivered by the worker through this backend.
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "IACS-PC <no-reply@iacs-pc.example>")
# The help desk's line at the end of mails that are of no community, such as those about an account.
HELP_DESK_LINE = env.str("HELP_DESK_LINE", "1-800-555-0142, Monday to Friday, 7 a.m. to 7 p.m. Eastern")

# LOGS: one event a line, with the request's id, no personal data (core/logs.py).
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING = logging_config(json=True, level=LOG_LEVEL)
configure_structlog()
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10  # the line at the end says the same and more
