"""Every setting, read from the environment (see docs/operations.md). Secrets may come from a file: `NAME_FILE`.

`ANTIPHON_MODE` is one of production (the default), development, demonstration, test.
"""

import json
import os
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from antiphon.config import postgres

MODES = ("production", "development", "demonstration", "test")
MODE = os.environ.get("ANTIPHON_MODE", "production")
if MODE not in MODES:
    raise ImproperlyConfigured(f"ANTIPHON_MODE is {MODE!r}; it must be one of {', '.join(MODES)}.")
PRODUCTION = MODE == "production"
DEBUG = False  # errors are pages that say what to do, in every mode


def env(name: str, default: str = "") -> str:
    """Return the setting `name` from the environment, or from the file that `name_FILE` points at."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text().strip()
        except OSError as problem:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {problem}") from problem
    return os.environ.get(name, default)


def secret(name: str) -> str:
    """Return a secret; outside production a fixed one that is plainly not secret stands in."""
    value = env(name)
    if not value and PRODUCTION:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE): see docs/operations.md.")
    return value or f"not-secret-{name.lower()}-only-for-{MODE}"


def _listed(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


def _named(text: str) -> dict[str, Any]:
    """Return a setting that is a JSON object; nothing is an empty one."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ImproperlyConfigured('ANTIPHON_PROVIDER_… must be JSON with names and values, like {"api_key": "…"}.')
    return found


def _hours(text: str) -> tuple[time, time] | None:
    """Return the two times of day that a setting names."""
    if text == "none":
        return None
    try:
        first, last = (time.fromisoformat(one.strip()) for one in text.split("-"))
    except ValueError:
        raise ImproperlyConfigured("ANTIPHON_QUIET_HOURS must be two times, like 20:00-08:00, or none.") from None
    return first, last


# --- Who may be asked for us, and where we are ---------------------------------------------------------
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = _listed("ANTIPHON_HOSTS") if PRODUCTION else [*LOOPBACK, "testserver"]
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ANTIPHON_HOSTS to the names that the service answers to, with commas between.")
PUBLIC_ADDRESS = env("ANTIPHON_PUBLIC_ADDRESS", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS] if PRODUCTION else []
SYSTEM_NAME = env("ANTIPHON_SYSTEM_NAME", "Ashmere and Vale")
ASKS_IN_90_DAYS = int(env("ANTIPHON_ASKS_IN_90_DAYS", "3"))  # the most that one group in one place is asked
# How the public reaches a person; what is empty is left out of the pages.
CONTACT = {
    "email": env("ANTIPHON_CONTACT_EMAIL", "" if PRODUCTION else "your.say@ashmere.example"),
    "telephone": env("ANTIPHON_CONTACT_TELEPHONE", "" if PRODUCTION else "01632 960100"),
    "post": env("ANTIPHON_CONTACT_POST", "" if PRODUCTION else "Freepost Your Say"),
}
# Whom people in the area can ring about a child or an adult at risk; shown beside the national numbers.
SAFEGUARDING_CONTACT = env("ANTIPHON_SAFEGUARDING_CONTACT", "" if PRODUCTION else "the Ashmere safeguarding team on 01632 960199")
# A language model on this site that may suggest names for groups of comments. Off where the address is empty.
LANGUAGE_MODEL = {
    "address": env("ANTIPHON_LANGUAGE_MODEL"), "model": env("ANTIPHON_LANGUAGE_MODEL_NAME", "default")[:80],
    "patience": float(env("ANTIPHON_LANGUAGE_MODEL_SECONDS", "60")),
}  # fmt: skip
SECRET_KEY = secret("ANTIPHON_SECRET_KEY")
SEAL_KEYS = _listed("ANTIPHON_SEAL_KEYS") or [secret("ANTIPHON_SEAL_KEY")]  # the first seals, all open
ADDRESS_PEPPER = secret("ANTIPHON_ADDRESS_PEPPER")

# The second factor may be left out in the demonstration and nowhere else: the mode binds to this machine.
SECOND_FACTOR_REQUIRED = MODE != "demonstration"

# --- Rooms ---------------------------------------------------------------------------------------------
ROOMS = [
    "core", "network", "language", "signoff", "people", "delivery", "library",
    "answers",
    "narrative",
    "stories",
    "stakeholders",
    "audiences",
    "panels", "engagement", "trust", "voices", "guard", "insight", "decisions",
    "briefings",
    "campaigns",
    "packs",
    "events",
    "cascades",
    "evaluation", "exports", "public", "workspace", "api", "demonstration",
]  # fmt: skip
INSTALLED_APPS = [
    *(f"antiphon.{room}" for room in ROOMS),
    "antiphon.config",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "antiphon.config.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "antiphon.config.middleware.StaffOnly",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "antiphon.api.door.Door",
    "antiphon.config.walls.Walls",
]
ROOT_URLCONF = "antiphon.config.urls"
WSGI_APPLICATION = "antiphon.config.wsgi.application"
AUTH_USER_MODEL = "network.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        # Our own pages are Jinja templates, so that they call the NHS.UK components as they are.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "antiphon.config.jinja.environment",
            "context_processors": [
                "django.template.context_processors.csp",
                "django.contrib.messages.context_processors.messages",
                "antiphon.config.jinja.everywhere",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.csp",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


# --- One database --------------------------------------------------------------------------------------
def _database(url: str) -> dict[str, object]:
    parts = urlparse(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": postgres.application_name(), **query},
    }


DATABASES = {"default": _database(env("DATABASE_URL") or postgres.url())}

# Every process counts the same failed sign-ins, so the cache is a table (made by network's second migration).
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if MODE == "test"
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"}
}

# --- One queue -----------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}  # Wagtail's own only
PROCRASTINATE_ON_APP_READY = "antiphon.config.work.when_ready"

# --- Signing in ----------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/workspace/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "antiphon.config.sign_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "antiphon.config.sign_in.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator's invitation, which proves the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env("ANTIPHON_TRUST_PROXY") == "yes" else 0  # whose address is counted
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody without an account hears from us
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
PASSWORD_RESET_TIMEOUT = 60 * 60 * 2
INVITATION_DAYS = 7
SIGN_IN_FORMS = "antiphon.config.sign_in_forms"
ACCOUNT_FORMS = {
    "login": f"{SIGN_IN_FORMS}.Login",
    "reset_password": f"{SIGN_IN_FORMS}.ResetPassword",
    "reset_password_from_key": f"{SIGN_IN_FORMS}.ResetPasswordKey",
    "set_password": f"{SIGN_IN_FORMS}.SetPassword",
    "change_password": f"{SIGN_IN_FORMS}.ChangePassword",
    "reauthenticate": f"{SIGN_IN_FORMS}.Reauthenticate",
}
MFA_ADAPTER = "antiphon.config.sign_in.MfaAdapter"
MFA_FORMS = {
    "authenticate": f"{SIGN_IN_FORMS}.Authenticate",
    "reauthenticate": f"{SIGN_IN_FORMS}.MfaReauthenticate",
    "activate_totp": f"{SIGN_IN_FORMS}.ActivateTotp",
    "deactivate_totp": f"{SIGN_IN_FORMS}.DeactivateTotp",
    "generate_recovery_codes": f"{SIGN_IN_FORMS}.GenerateRecoveryCodes",
    "add_webauthn": f"{SIGN_IN_FORMS}.AddPasskey",
    "edit_webauthn": f"{SIGN_IN_FORMS}.EditPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Antiphon"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # a vouched-for address finds the account that was invited under it
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
# A form that is sent to us and redirected elsewhere is stopped by `form-action 'self'`; a link is not.
SOCIALACCOUNT_LOGIN_ON_GET = True
if env("ANTIPHON_OIDC_SERVER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": env("ANTIPHON_OIDC_NAME", "your organisation's account"),
                "client_id": env("ANTIPHON_OIDC_CLIENT"),
                "secret": env("ANTIPHON_OIDC_SECRET"),
                "settings": {
                    "server_url": env("ANTIPHON_OIDC_SERVER"),
                    # Some providers do not say that an address is verified: for these domains their word is taken.
                    "verified_email": _listed("ANTIPHON_OIDC_VOUCHES_FOR"),
                },
            }
        ],
    }
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if MODE == "test"
    else ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Safety --------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_FAILURE_VIEW = "antiphon.config.errors.expired"
CSRF_COOKIE_AGE = None  # gone when the browser closes: a visitor's device keeps nothing of us
SECURE_SSL_REDIRECT = PRODUCTION and env("ANTIPHON_BEHIND_TLS", "yes") == "yes"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env("ANTIPHON_TRUST_PROXY") == "yes" else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
# How many responses to one engagement come from one network address in so many minutes before the sender is asked to wait
# a moment (`freely`), and before it must be a machine (`ceiling`). A hospital or a library is one address.
INTAKE_LIMITS = {
    "minutes": 10,
    "freely": int(env("ANTIPHON_ANSWERS_FREELY", "300")),
    "ceiling": int(env("ANTIPHON_ANSWERS_CEILING", "3000")),
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = ["antiphon.core.uploads.InMemory"]  # never on a disk in the clear

# --- Words, time, files --------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = env("ANTIPHON_STATIC_FOLDER") or str(postgres.home() / "static")
if not PRODUCTION:
    Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # nothing is collected into it, and whitenoise wants it there
MEDIA_URL = "/media/"
MEDIA_ROOT = env("ANTIPHON_MEDIA_FOLDER") or str(postgres.home() / "media")
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Sending -------------------------------------------------------------------------------------------
BOUNCE_DOMAIN = env("ANTIPHON_BOUNCE_DOMAIN").lower()  # where e-mails that cannot be delivered come back to
SMTP = {
    "host": env("ANTIPHON_SMTP_HOST", "127.0.0.1"),
    "port": int(env("ANTIPHON_SMTP_PORT", "8025" if not PRODUCTION else "25")),
    "username": env("ANTIPHON_SMTP_USER"),
    "password": env("ANTIPHON_SMTP_PASSWORD"),
    "use_tls": env("ANTIPHON_SMTP_TLS", "yes" if PRODUCTION else "no") == "yes",
    "timeout": 60,
    "return_domain": BOUNCE_DOMAIN,
}
# Ways out, by name: the class of the channel, the setting that holds its options, how many messages a minute it takes. A
# route without its options stays out.
NOTIFY_KEY = env("ANTIPHON_NOTIFY_KEY")
NOTIFY_ADDRESS = env("ANTIPHON_NOTIFY_ADDRESS", "https://api.notifications.service.gov.uk")
NOTIFY_EMAILS = {
    "key": NOTIFY_KEY, "kind": "email", "template": env("ANTIPHON_NOTIFY_EMAIL_TEMPLATE"), "address": NOTIFY_ADDRESS,
    "reply_to": env("ANTIPHON_NOTIFY_REPLY_TO"),
}  # fmt: skip
NOTIFY_TEXTS = {
    "key": NOTIFY_KEY, "kind": "sms", "template": env("ANTIPHON_NOTIFY_SMS_TEMPLATE"), "address": NOTIFY_ADDRESS,
    "sender": env("ANTIPHON_NOTIFY_SMS_SENDER"),
}  # fmt: skip
NOTIFY_BEARER = env("ANTIPHON_NOTIFY_BEARER")  # what Notify's callbacks bear
# Another provider of e-mail, by django-anymail: its name, what it wants to know, and by what its callbacks are proved.
PROVIDER = env("ANTIPHON_PROVIDER").lower()
PROVIDER_LINE = {"provider": PROVIDER, "options": _named(env("ANTIPHON_PROVIDER_OPTIONS"))}
PROVIDER_CALLBACKS = _named(env("ANTIPHON_PROVIDER_CALLBACKS"))
SMS_PENCE = float(env("ANTIPHON_SMS_PENCE", "0") or 0)  # what one text of 160 signs costs; 0: no price is shown
_notify = "antiphon.delivery.channels.notify.Notify"
ROUTES: dict[str, dict[str, Any]] = {
    "smtp": {"channel": "antiphon.delivery.channels.email.Email", "options": "SMTP"},
    **({"notify": {"channel": _notify, "options": "NOTIFY_EMAILS", "per_minute": 3000}} if NOTIFY_EMAILS["template"] else {}),
    **({"sms": {"channel": _notify, "options": "NOTIFY_TEXTS", "per_minute": 3000}} if NOTIFY_TEXTS["template"] else {}),
    **({"provider": {"channel": "antiphon.delivery.channels.anymail.Anymail", "options": "PROVIDER_LINE"}} if PROVIDER else {}),
}
ROUTE_OF = {"email": env("ANTIPHON_EMAIL_ROUTE", "smtp"), "sms": env("ANTIPHON_SMS_ROUTE", "sms")}
# E-mail in: the domains whose mail the server hands to `antiphon take-email` or `antiphon receive-mail`. Empty: none is taken.
MAIL_IN_DOMAINS = [one.lower() for one in _listed("ANTIPHON_MAIL_IN_DOMAIN", "" if PRODUCTION else "say.antiphon.example")]
MAIL_IN_BYTES = int(env("ANTIPHON_MAIL_IN_BYTES", str(10 * 1024 * 1024)))
# When people get no message that can wait, by their own clock: “20:00-08:00”, or “none”. A demonstration shows it all at once.
QUIET_HOURS = _hours(env("ANTIPHON_QUIET_HOURS", "none" if MODE in ("demonstration", "test") else "20:00-08:00"))
# Where the relay logs the Message-IDs that it took, if we can read it: it resolves what a killed worker left unknown.
RELAY_LOG = env("ANTIPHON_RELAY_LOG")
UNKNOWN_AFTER_SECONDS = float(env("ANTIPHON_UNKNOWN_AFTER_SECONDS", "600"))
# Where this machine's workers keep their journals: a folder that only they write, on a disk of their own machine.
LINES_FOLDER = env("ANTIPHON_LINES_FOLDER") or str(postgres.home() / "lines")
FROM_ADDRESS = env("ANTIPHON_FROM_ADDRESS", "Antiphon <no-reply@antiphon.example>")
MESSAGE_ID_DOMAIN = env("ANTIPHON_MESSAGE_ID_DOMAIN", "antiphon.example")
DEFAULT_FROM_EMAIL = FROM_ADDRESS
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {key: value for key, value in SMTP.items() if value != "" and key != "return_domain"},
    }
}

WEBHOOKS_TO_THIS_MACHINE = False  # tests alone turn it on: over plain http, to loopback

# --- Content pages -------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Antiphon"
WAGTAILADMIN_BASE_URL = PUBLIC_ADDRESS
WAGTAILADMIN_LOGIN_URL = "/account/login/"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "django.tasks": {"level": "WARNING"}, "antiphon": {"level": "INFO"}},
}
