"""Property tests that run twice: 200 examples with every test run, 2,000 among the slow tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy


def holds_for(*strategies: SearchStrategy) -> Callable[[Callable[..., None]], Callable[[int], None]]:
    """Make a test of a property: a function of one drawn value for each strategy, which asserts."""

    def decorate(holds: Callable[..., None]) -> Callable[[int], None]:
        @pytest.mark.parametrize("examples", [200, pytest.param(2_000, marks=pytest.mark.slow)])
        def test(examples: int) -> None:
            how = settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
            how(given(*strategies)(holds))()

        test.__name__, test.__doc__, test.__module__ = holds.__name__, holds.__doc__, holds.__module__
        return test

    return decorate
