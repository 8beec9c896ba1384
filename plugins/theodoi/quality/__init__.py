"""Quality gates: Great Expectations suites over the lake and the staging tables, with quarantine and reports."""

from theodoi.quality.docs import build_data_docs, keep_evaluations, kept_evaluations
from theodoi.quality.gate import GATES, gate_frame, run_gate
from theodoi.quality.quarantine import Decisions, content_hash
from theodoi.quality.report import Baseline, DatasetCounts, Evaluation, ExpectationResult, GateReport
from theodoi.quality.staging import run_staging_gate
from theodoi.quality.suites import registry_parameters
from theodoi.quality.validation import BrokenSuite, preload

__all__ = [
    "GATES",
    "Baseline",
    "BrokenSuite",
    "DatasetCounts",
    "Decisions",
    "Evaluation",
    "ExpectationResult",
    "GateReport",
    "build_data_docs",
    "content_hash",
    "gate_frame",
    "keep_evaluations",
    "kept_evaluations",
    "preload",
    "registry_parameters",
    "run_gate",
    "run_staging_gate",
]
