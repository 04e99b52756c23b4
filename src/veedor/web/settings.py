"""Django's settings: all defaults work, what may differ comes from the environment (`veedor.web.config`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from veedor.intake.home import Home
from veedor.web import config

WEB = Path(__file__).parent
VEEDOR_HOME = Home.from_env()
VEEDOR_DESK = config.DESK.get() != "off"

SECRET_KEY = config.SECRET.get() or VEEDOR_HOME.secret()
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in config.HOSTS.get().split(",") if host.strip()]

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "veedor.register",
    "veedor.web",
]
MIDDLEWARE = [
    "veedor.web.security.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "veedor.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "veedor.web.context.site"],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "veedor.web.templatetags.veedor"],
        },
    }
]
WSGI_APPLICATION = "veedor.web.wsgi.application"


def _database() -> dict[str, Any]:
    url = config.DATABASE.get()
    if url:
        return dict(dj_database_url.parse(url, conn_max_age=60))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VEEDOR_HOME.database,
        "OPTIONS": {
            # a writer waits for its turn from the start instead of failing half-way
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Lima"

STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# no reader gets a cookie: the language stands in the path, and only the desk's forms set one
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "veedor.web.views.errors.forbidden"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "file": {
            "class": "logging.FileHandler",
            "filename": VEEDOR_HOME.root / "veedor.log",
            "formatter": "line",
            "delay": True,
            "encoding": "utf-8",
        }
    },
    "loggers": {
        "veedor": {"handlers": ["file"], "level": "INFO"},
        "django": {"handlers": ["file"], "level": "WARNING"},
    },
}
