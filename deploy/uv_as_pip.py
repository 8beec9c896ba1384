"""Run uv with the index, certificates and proxy that pip would use: `python deploy/uv_as_pip.py uv pip sync …`.

Behind a proxy or with an index of one's own pip is set up by pip.conf or PIP_… variables, which uv does not read. What
is set for uv itself wins. It runs before anything is installed, so with the standard library and pip alone.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys

# pip's settings and the variables by which uv takes the same.
MEANINGS = {
    "index-url": ("UV_DEFAULT_INDEX",),
    "extra-index-url": ("UV_INDEX",),
    "find-links": ("UV_FIND_LINKS",),
    "no-index": ("UV_NO_INDEX",),
    "trusted-host": ("UV_INSECURE_HOST",),
    "cert": ("SSL_CERT_FILE",),
    "client-cert": ("SSL_CLIENT_CERT",),
    "proxy": ("HTTP_PROXY", "HTTPS_PROXY"),
}
# Names under which uv takes, or took, the same thing.
SYNONYMS = {
    "UV_DEFAULT_INDEX": ("UV_INDEX_URL",),
    "UV_INDEX": ("UV_EXTRA_INDEX_URL",),
    "HTTP_PROXY": ("http_proxy", "ALL_PROXY", "all_proxy"),
    "HTTPS_PROXY": ("https_proxy", "ALL_PROXY", "all_proxy"),
}
# In the order in which pip lets one win over the other.
_PLACES = ("global", "install", ":env:")


def pip_settings(python: str = sys.executable) -> dict[str, str]:
    """What pip is told by its files and its environment, for `pip install`."""
    command = [python, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 (our own interpreter)
    found: dict[str, dict[str, str]] = {place: {} for place in _PLACES}
    for line in listed.splitlines():
        match = re.fullmatch(r"(:env:|[\w-]+)\.([\w-]+)=(.+)", line)
        if match and match[1] in found:
            found[match[1]][match[2]] = str(ast.literal_eval(match[3]))
    return {name: value for place in _PLACES for name, value in found[place].items()}


def uv_environment(pip: dict[str, str], environment: dict[str, str]) -> dict[str, str]:
    """The variables that make uv do as pip is told to; those that are set already are left alone."""
    made = {}
    for name, variables in MEANINGS.items():
        # pip parts several values by blanks or lines; uv parts places of files by commas, indexes and hosts by blanks.
        value = (", " if name == "find-links" else " ").join(pip.get(name, "").split())
        for variable in variables:
            if value and not any(environment.get(known) for known in (variable, *SYNONYMS.get(variable, ()))):
                made[variable] = value
    if "UV_INDEX" in made and not environment.get("UV_INDEX_STRATEGY"):
        made["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # pip looks in all indexes; the lock's hashes say what is right
    return made


if __name__ == "__main__":
    environment = os.environ | uv_environment(pip_settings(), dict(os.environ))
    os.execvpe(sys.argv[1], sys.argv[1:], environment)  # noqa: S606 (the command that make wrote)
