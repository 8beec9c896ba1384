"""`theodoi …` in this process: what a command prints and its exit status, without the second that a new process costs."""

from __future__ import annotations

import io
import subprocess
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from theodoi import cli
from theodoi.settings import settings


def theodoi(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command of the library in the folder `cwd`; what it raises but SystemExit is raised."""
    printed, told = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    command = [str(argument) for argument in arguments]
    settings.cache_clear()  # a test may have changed the environment
    with redirect_stdout(printed), redirect_stderr(told), chdir(cwd or Path.cwd()):
        try:
            status = cli.main(command)
        except SystemExit as ended:
            status = int(ended.code or 0)
    settings.cache_clear()
    texts = [stream.buffer.getvalue().decode() for stream in (printed, told)]
    return subprocess.CompletedProcess(command, status, *texts)
