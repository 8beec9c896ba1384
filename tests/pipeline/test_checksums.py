"""What three known batches come to is as recorded: the demo's night here, the imports where their files lie beside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_recorded_checksums_hold():
    command = [sys.executable, "-m", "tests.eval.checksums"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("as recorded") >= 1
