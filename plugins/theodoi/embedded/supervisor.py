"""Keeps the components of a setup alive: one that died or hangs is started again, within a limit, and each time it is said."""

from __future__ import annotations

import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from theodoi.embedded import processes


class ComponentLost(RuntimeError):
    """A component cannot be kept alive; the message has its name, what happened and the end of its log."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient a supervisor is; times in seconds."""

    limit: int = 3  # restarts of one component …
    within: float = 600.0  # … in this time
    pauses: tuple[float, ...] = (0.0, 5.0, 20.0)  # before the first, second, third of them
    told_after: float = 10.0  # a component that is not well for so long is told …
    restarted_after: float = 120.0  # … and for so long is started again
    excused: float = 60.0  # a death so soon after an outage of what a component needs is not its own


@dataclass(slots=True)
class Component:
    """What is watched: a process of ours, or, without `start`, a server of others that is only looked at.

    `start` is called from the thread that calls `Supervisor.watch`. `fault` says in words what is wrong with a
    component that runs ("has not reported for 40 s"), or None. `needs` must be well before this one is started again.
    """

    name: str
    log: Path
    start: Callable[[], subprocess.Popen[bytes]] | None = None
    process: subprocess.Popen[bytes] | None = None
    fault: Callable[[], str | None] = lambda: None
    needs: Component | None = None
    first: int = signal.SIGTERM  # the signal that asks it to end
    restarts: deque[float] = field(default_factory=deque)
    due: float | None = None  # when it is to be started again
    unwell_since: float | None = None
    told: bool = False
    restored: float = float("-inf")  # when its last outage was over

    @property
    def is_well(self) -> bool:
        """Whether it ran without a fault when it was last looked at."""
        return self.due is None and self.unwell_since is None


class Supervisor:
    """Watches components in the order in which they were added: what others need comes first."""

    def __init__(self, say: Callable[[str], None], policy: Policy | None = None) -> None:
        self._say = say
        self._policy = policy or Policy()
        self._components: list[Component] = []

    def add(self, component: Component) -> Component:
        """Watch a component from now on."""
        self._components.append(component)
        return component

    def watch(self) -> None:
        """One look at all components; call it about once a second, from the thread that started them.

        Raises ComponentLost when a restart would be one too many or fails.
        """
        processes.reap()
        for component in self._components:
            if component.due is not None:
                self._start_again(component)
            elif component.process is not None and component.process.poll() is not None:
                self._lost(component, f"ended by itself ({processes.end_of(component.process)})")
            else:
                self._look(component)

    # the parts -----------------------------------------------------------------------------------------------------
    def _look(self, component: Component) -> None:
        """Note how long a component that runs has been unwell, and say or do something about it in time."""
        fault, now = component.fault(), time.monotonic()
        if fault is None:
            if component.unwell_since is not None:
                component.restored = now
            if component.told:
                self._say(f"{component.name} is well again")
            component.unwell_since, component.told = None, False
            return
        if component.unwell_since is None:
            component.unwell_since = now
        unwell = now - component.unwell_since
        # While what it needs is away nothing else is its fault, and a restart would not help.
        if component.needs is not None and not component.needs.is_well:
            component.unwell_since = now
        elif component.start is not None and unwell >= self._policy.restarted_after:
            self._lost(component, fault)
        elif unwell >= self._policy.told_after and not component.told:
            component.told = True
            self._say(f"{component.name} {fault}")

    def _lost(self, component: Component, what: str) -> None:
        """End what is left of a component and plan its restart. Raises ComponentLost when it had too many."""
        policy, now = self._policy, time.monotonic()
        assert component.process is not None
        processes.stop(component.process, first=component.first, patience=5)
        processes.end_adopted()
        while component.restarts and now - component.restarts[0] > policy.within:
            component.restarts.popleft()
        number = len(component.restarts)
        if number >= policy.limit:
            raise ComponentLost(
                f"{component.name} {what}, after {number} restarts within {policy.within / 60:.0f} minutes; "
                f"the end of {component.log}:\n{processes.tail(component.log)}"
            )
        if not self._is_excused(component, now):
            component.restarts.append(now)
        component.due = now + policy.pauses[min(number, len(policy.pauses) - 1)]
        component.unwell_since, component.told = None, False
        self._say(f"{component.name} {what}: it is started again")

    def _is_excused(self, component: Component, now: float) -> bool:
        """Whether what the component needs is away, or was until shortly before."""
        needed = component.needs
        return needed is not None and (not needed.is_well or now - needed.restored < self._policy.excused)

    def _start_again(self, component: Component) -> None:
        assert component.start is not None and component.due is not None
        if time.monotonic() < component.due or (component.needs is not None and not component.needs.is_well):
            return
        component.process = component.start()
        component.due = None
        component.restored = time.monotonic()
