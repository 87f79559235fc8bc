"""Settings, read top to bottom; clone-and-run needs none of them set.

Every variable is described in docs/reference/settings.md.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from zhisheng.config import env

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir()

# Safety ---------------------------------------------------------------------
DEBUG = env.env_bool("ZHISHENG_DEBUG", default=False)
DEMO = env.env_bool("ZHISHENG_DEMO", default=False)
SECRET_KEY = env.env_secret("ZHISHENG_SECRET_KEY") or env.load_or_make_secret(
    DATA_DIR / "secret_key", get_random_secret_key
)
FIELD_KEYS = [
    key for key in env.env_secret("ZHISHENG_FIELD_KEYS").split(",") if key
] or [env.load_or_make_secret(DATA_DIR / "field_key", get_random_secret_key)]
ALLOWED_HOSTS = env.env_list("ZHISHENG_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
BEHIND_TLS = env.env_bool("ZHISHENG_BEHIND_TLS", default=False)
CSRF_FAILURE_VIEW = "zhisheng.kit.http.show_form_expired"
CSRF_TRUSTED_ORIGINS = env.env_list("ZHISHENG_TRUSTED_ORIGINS", [])
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_AGE = 12 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
# Limits per address need the client's own; only the proxy's word for it counts.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_TLS else 0
AXES_CLIENT_IP_CALLABLE = "allauth.core.internal.httpkit.get_client_ip"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Parts ----------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "csp",
    # Before allauth, whose pages it replaces with ours.
    "zhisheng.apps.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "zhisheng.kit",
    "zhisheng.ui",
    "zhisheng.apps.places",
    "zhisheng.apps.registry",
    "zhisheng.apps.returns",
    "zhisheng.apps.programme",
    "zhisheng.apps.maturity",
    "zhisheng.apps.improvement",
    "zhisheng.apps.campaigns",
    "zhisheng.apps.statistics",
    "zhisheng.apps.desk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "zhisheng.kit.http.ApiMiddleware",
    "zhisheng.kit.http.StorableMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhisheng.kit.http.SecurityHeadersMiddleware",
    "zhisheng.kit.http.SignedOutMiddleware",
    "zhisheng.kit.http.ProblemMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "zhisheng.config.urls"
# In its place for a request below /api/; see kit.http.ApiMiddleware.
API_URLCONF = "zhisheng.config.api_urls"
WSGI_APPLICATION = "zhisheng.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhisheng.config.context.site",
            ],
        },
    }
]

# Records --------------------------------------------------------------------
DATABASES = {
    "default": env.parse_database_url(
        env.env_secret("DATABASE_URL"), sqlite_path=DATA_DIR / env.SQLITE_NAME
    )
}
if test_database := env.env_text("ZHISHENG_TEST_DB"):
    DATABASES["default"]["TEST"] = {"NAME": test_database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []},
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    }
}

# People ---------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "desk:landing"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Per address only: axes locks a name out, so that the reason is told on one page.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip"}
ACCOUNT_ADAPTER = "zhisheng.apps.accounts.services.AccountAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "质升 Zhisheng"
# A used code is remembered for one step only: with a tolerance it would count twice.
MFA_TOTP_TOLERANCE = 0
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS
# The officers' identity service; a demo and a developer's machine have a stand-in.
IDENTITY = env.read_identity(
    url=env.env_text("ZHISHENG_IDENTITY_URL"),
    client=env.env_text("ZHISHENG_IDENTITY_CLIENT"),
    secret=env.env_secret("ZHISHENG_IDENTITY_SECRET"),
    name=env.env_text("ZHISHENG_IDENTITY_NAME"),
    is_local=DEMO or DEBUG,
)
# Who checks electronic business licences; a demo and a developer's machine have a stand-in.
LICENCE = env.read_licence(
    url=env.env_text("ZHISHENG_LICENCE_URL"),
    secret=env.env_secret("ZHISHENG_LICENCE_SECRET"),
    stand_in="/enterprises/licence/stand-in/",
    stand_in_secret=f"licence/{SECRET_KEY}",
    is_local=DEMO or DEBUG,
)
SOCIALACCOUNT_ADAPTER = "zhisheng.apps.accounts.services.IdentityGate"
SOCIALACCOUNT_STORE_TOKENS = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "zhisheng.apps.accounts.views.lock_out.show_locked_out"
# A try in the meantime does not prolong it: the page says until when, and keeps to it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
SILENCED_SYSTEM_CHECKS: list[str] = []

# Language, time -------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Files ----------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
MEDIA_URL = "/never-served/"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.env_bool("ZHISHENG_HASHED_STATIC", default=not DEBUG)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Messages, records of the running program ------------------------------------
EMAIL_BACKEND = env.env_text(
    "ZHISHENG_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend"
)
# What links in messages begin with.
PUBLIC_URL = env.env_text("ZHISHENG_PUBLIC_URL", "http://localhost:8000").rstrip("/")
# Ways to reach people outside the platform. A demo and a developer's machine keep every
# text here instead; elsewhere what is not configured is not offered.
GATEWAY_SECRET = env.env_secret("ZHISHENG_GATEWAY_SECRET")
CHANNELS = env.read_channels(
    gateway_url=env.env_text("ZHISHENG_GATEWAY_URL"),
    gateway_channels=env.env_list("ZHISHENG_GATEWAY_CHANNELS", ["text"]),
    gateway_secret=GATEWAY_SECRET,
    mail_sender=env.env_text("ZHISHENG_MAIL_SENDER"),
    is_local=DEMO or DEBUG,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "class": "zhisheng.kit.logs.Formatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {
        "handlers": ["console"],
        "level": env.env_text("ZHISHENG_LOG_LEVEL", "WARNING"),
    },
}
