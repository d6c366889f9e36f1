"""Sessions, dwells, doses and follow-ups with dates and times of day: `plan` for a case, `lay` for an outcome.

A calendar carries what one outcome proposes, and nothing else: a later step waits for its condition and is never
shown as given. No clock, file or environment is read; days and times of day come from the case or the user.
"""

from __future__ import annotations

from calciplug.calendar.laying import MOST_WEEKS, lay, plan

__all__ = ["MOST_WEEKS", "lay", "plan"]
