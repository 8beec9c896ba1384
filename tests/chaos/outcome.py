"""What a batch left behind, to compare a disturbed run with an undisturbed one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from theodoi.load.publish import content_checksum


@dataclass(frozen=True)
class Outcome:
    """The content of a warehouse that holds one batch: its checksum, and counts by name."""

    checksum: str
    rows: dict[str, int]  # of every table that readers see
    quarantine: dict[str, int]  # by dataset and reason
    fetches: dict[str, int]  # by kind and outcome

    def differs_from(self, reference: Outcome) -> str:
        """What is not as in the reference, in words; empty when all is equal."""
        found = []
        for kind, there in asdict(reference).items():
            here = asdict(self)[kind]
            if kind == "checksum":
                continue
            found += [
                f"{name} {here.get(name, 0)} instead of {there.get(name, 0)}"
                for name in sorted(here.keys() | there.keys())
                if here.get(name, 0) != there.get(name, 0)
            ]
        if self.checksum != reference.checksum:
            found.insert(0, "another checksum")
        return ", ".join(found)


def read_outcome(engine: Engine, batch_id: str) -> Outcome:
    """Read it from a warehouse that holds no other batch."""
    with engine.connect() as connection:
        tables = connection.scalars(
            text(
                "SELECT table_name FROM information_schema.tables "
                "WHERE table_schema = 'warehouse' AND table_type = 'BASE TABLE' ORDER BY table_name"
            )
        ).all()
        rows = {name: int(connection.scalar(text(f'SELECT count(*) FROM warehouse."{name}"'))) for name in tables}
        quarantine = connection.execute(
            text(
                "SELECT concat_ws(' ', 'quarantine', dataset, expectation), count(*) FROM ops.quarantine "
                "WHERE batch_id = :batch GROUP BY 1"
            ),
            {"batch": batch_id},
        ).all()
        fetches = connection.execute(
            text(
                "SELECT concat_ws(' ', 'fetch', kind, state, outcome), count(*) FROM ops.fetches "
                "WHERE batch_id = :batch GROUP BY 1"
            ),
            {"batch": batch_id},
        ).all()
    return Outcome(
        content_checksum(engine, batch_id), rows, {k: int(n) for k, n in quarantine}, {k: int(n) for k, n in fetches}
    )


def half_files(room: Path) -> list[str]:
    """Files in a lake that were begun and never finished."""
    return sorted(path.relative_to(room).as_posix() for path in (room / "lake").rglob("*.tmp"))
