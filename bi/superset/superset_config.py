"""Superset's settings for Theodoi: everything on loopback, the read-only login, no telemetry, nothing loaded from elsewhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

_HOME = Path(os.environ["THEODOI_SUPERSET_HOME"])
_SECRETS = {name: (_HOME / name).read_text(encoding="utf-8") for name in ("secret_key", "guest_key", "async_key")}

SECRET_KEY = _SECRETS["secret_key"]
GUEST_TOKEN_JWT_SECRET = _SECRETS["guest_key"]
GLOBAL_ASYNC_QUERIES_JWT_SECRET = _SECRETS["async_key"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME / 'superset.db'}"

# The URI of the database is stored without its password.
_WAREHOUSE = os.environ["THEODOI_SUPERSET_WAREHOUSE"]


def _password_of(url: Any) -> str:
    from sqlalchemy.engine import make_url

    return str(make_url(_WAREHOUSE).password or "")


SQLALCHEMY_CUSTOM_PASSWORD_STORE = _password_of

FEATURE_FLAGS = {"DASHBOARD_RBAC": True}
DATASET_IMPORT_ALLOWED_DATA_URLS: list[str] = []
# The tiles of the map find their place by class.
HTML_SANITIZATION_SCHEMA_EXTENSIONS = {"attributes": {"*": ["className", "class"]}}
LANGUAGES = {"en": {"flag": "us", "name": "English"}}
BABEL_DEFAULT_LOCALE = "en"
D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}
APP_NAME = "Theodoi"
ROW_LIMIT = 10_000
SQL_MAX_ROW = 100_000
WTF_CSRF_ENABLED = True
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'", "'unsafe-eval'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
