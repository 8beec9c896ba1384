"""The disk alarm: free space where the lake and THEODOI_HOME lie, and what takes most of it."""

from __future__ import annotations

import heapq
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from theodoi.maintain import alerts
from theodoi.maintain.alerts import Alert
from theodoi.maintain.work import Outcome, Work, megabytes
from theodoi.settings import Profile, settings

KIND = "disk_full"
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Disk:
    """One disk, with the folder of ours that lies on it."""

    folder: Path
    free: int  # bytes that we may still use
    size: int  # bytes

    @property
    def low(self) -> bool:
        """Whether it has less free space than the settings ask for."""
        return self.free < settings().disk_min_gb * 1e9 or self.free < settings().disk_min_percent / 100 * self.size

    @property
    def sentence(self) -> str:
        free = (
            f"{megabytes(self.free)} of {megabytes(self.size)} ({self.free / self.size:.0%}) are free at {self.folder}"
        )
        return f"{free}." if not self.low else f"Only {free}; the biggest folders there: {_biggest(self.folder)}."


def disk_space(work: Work) -> Outcome:
    """The duty: alert for every disk of ours that is nearly full."""
    disks = disks_of(work.profile)
    low = [d for d in disks if d.low]
    lines = [d.sentence for d in disks if not d.low]
    lines += alerts.keep(work, [KIND], [Alert(KIND, str(d.folder), d.sentence) for d in low])
    return Outcome(tuple(lines), low[0].sentence if low else None)


def disks_of(profile: Profile) -> list[Disk]:
    """The disks of THEODOI_HOME and of the profile's lake, each once; a lake on an object store has none."""
    folders = [settings().home, *([Path(root)] if "://" not in (root := settings().lake_root(profile)) else [])]
    disks: dict[int, Disk] = {}
    for folder in folders:
        there = _existing(folder.resolve())
        usage = shutil.disk_usage(there)
        disks.setdefault(os.stat(there).st_dev, Disk(folder.resolve(), usage.free, usage.total))
    return list(disks.values())


def folder_size(folder: Path) -> int:
    """Bytes of all files in a folder; files that vanish meanwhile and folders that others own count nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except OSError:
                continue
    return total


def _biggest(folder: Path) -> str:
    """The biggest folders two levels down (lake/live, logs/tasks), with their sizes."""
    sizes = {p.relative_to(folder).as_posix(): folder_size(p) for p in folder.glob("*/*") if p.is_dir()}
    largest = heapq.nlargest(_SHOWN, sizes, key=lambda name: (sizes[name], name))
    return ", ".join(f"{name} {megabytes(sizes[name])}" for name in largest) or "none"


def _existing(path: Path) -> Path:
    return next(p for p in (path, *path.parents) if p.exists())
