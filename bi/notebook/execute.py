"""Runs the notebook on a warehouse and writes it with its charts: `make notebook`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).with_name("theodoi.ipynb")
SECONDS = 120  # of one cell


def execute(out: Path) -> nbformat.NotebookNode:
    """Run every cell, with the login that the environment names, and write the result. Raises CellExecutionError."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=SECONDS, kernel_name="python3").execute(cwd=str(Path.cwd()))
    out.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, out)
    return notebook


def main() -> None:
    """Run the notebook for a profile of the embedded setup, or for THEODOI_READER_URL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", choices=["demo", "live"], default="demo")
    parser.add_argument("--out", type=Path, default=Path(os.environ.get("THEODOI_HOME", ".theodoi")) / "theodoi.ipynb")
    arguments = parser.parse_args()
    os.environ["THEODOI_PROFILE"] = arguments.profile
    execute(arguments.out)
    print(f"{arguments.out}: the notebook with its charts; any Jupyter opens it")


if __name__ == "__main__":
    main()
