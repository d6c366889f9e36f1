"""Pressure, duration and number of treatments beside the published ones."""

from __future__ import annotations

from typing import Any

from calciplug import Parameters, Rule
from calciplug.units import below, exceeds, within

THERAPIES = "therapies"


def check_settings(rule: Rule, p: Parameters, course: Any) -> None:
    """Warn of another pressure or duration; inform of the number of treatments."""
    near, around = p.pressure_tolerance, p.duration_tolerance
    if course.pressure is None:
        rule.silent("missing", path=THERAPIES, part="pressure")
    elif not within(course.pressure, p.pressure - near, p.pressure + near):
        rule.warn(THERAPIES, "other-pressure", pressure=course.pressure)
    if course.duration is None:
        rule.silent("missing", path=THERAPIES, part="duration")
    elif not within(course.duration, p.duration - around, p.duration + around):
        rule.warn(THERAPIES, "other-duration", duration=course.duration)
    _treatments(rule, p, course)


def _treatments(rule: Rule, p: Parameters, course: Any) -> None:
    planned, done = course.treatments_planned, course.treatments_done
    if planned is not None and below(planned, p.fewest_treatments):
        rule.info(THERAPIES, "fewer-planned", planned=planned)
    elif planned is not None and exceeds(planned, p.most_treatments):
        rule.info(THERAPIES, "more-planned", planned=planned)
    if done is not None and exceeds(done, p.most_treatments):
        rule.info(THERAPIES, "more-done", done=done)
    elif done is not None:
        rule.info(THERAPIES, "progress", done=done)
