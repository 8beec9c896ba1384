"""The library stands on its own: no Airflow in it, its data in the wheel, usable from any folder."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "plugins" / "theodoi"


def test_the_library_imports_no_airflow():
    code = (
        "import importlib, pkgutil, sys, theodoi\n"
        "names = [m.name for m in pkgutil.walk_packages(theodoi.__path__, 'theodoi.') if '.migrations' not in m.name]\n"
        "assert len(names) > 20, names\n"
        "[importlib.import_module(n) for n in names]\n"
        "assert 'airflow' not in sys.modules, 'airflow was imported'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The project's wheel, unpacked."""
    out = tmp_path_factory.mktemp("wheel")
    code = f"import os; os.chdir({str(CHECKOUT)!r}); from hatchling.build import build_wheel; print(build_wheel({str(out)!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    with zipfile.ZipFile(next(out.glob("*.whl"))) as archive:
        archive.extractall(out / "site")
    return out / "site"


def test_the_wheel_carries_registry_sql_and_expectations(wheel):
    data = wheel / "theodoi" / "_data"
    for folder in ("registry", "sql", "expectations"):
        ours = {
            p.relative_to(CHECKOUT / folder)
            for p in (CHECKOUT / folder).rglob("*")
            if p.is_file() and "uncommitted" not in p.parts
        }
        assert ours <= {p.relative_to(data / folder) for p in (data / folder).rglob("*")}


def test_the_wheel_reads_an_article_from_any_folder(wheel, tmp_path):
    article = tmp_path / "bai.txt"
    article.write_text(
        "Đẩy mạnh cung cấp dịch vụ công trực tuyến\n"
        "Bộ Nội vụ vừa có văn bản hướng dẫn thực hiện Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ về cơ chế một cửa.\n"
        "Theo đó, đến nay đã có hơn 1.200 thủ tục hành chính được giải quyết trực tuyến, đạt tỷ lệ 82,5%.\n"
        "Người dân có thể theo dõi tình trạng hồ sơ trên mạng mà không phải đến trụ sở cơ quan nhà nước nhiều lần.\n",
        encoding="utf-8",
    )
    code = (
        f"import sys; sys.path = [{str(wheel)!r}] + [p for p in sys.path if 'plugins' not in p]\n"
        "import theodoi, theodoi.cli, theodoi.paths\n"
        f"assert theodoi.__file__.startswith({str(wheel)!r}), theodoi.__file__\n"
        "assert theodoi.paths.checkout() is None\n"
        f"sys.exit(theodoi.cli.main(['extract', '--format', 'jsonl', {str(article)!r}]))\n"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert '"61/2018/NĐ-CP"' in done.stdout
    assert '"Bộ Nội vụ"' in done.stdout
    assert '"value": 82.5' in done.stdout
