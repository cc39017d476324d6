"""A window of days that is landed again: what a vendor restated, or what went missing here."""

from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.errors import Explained


class WindowError(Explained):
    """The days cannot be understood, or cannot be had again."""


@dataclass(frozen=True)
class Window:
    """Days from `first` to `last`, both included, as the vendor dates its records."""

    first: date
    last: date

    @classmethod
    def of(cls, first: str, last: str) -> "Window":
        """The window between two days written as YYYY-MM-DD.

        Raises:
            WindowError: a day is none, or the last comes before the first.
        """
        try:
            window = cls(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError:
            raise WindowError(
                f"{first!r} to {last!r} are no two days: write them as YYYY-MM-DD."
            ) from None
        if window.last < window.first:
            raise WindowError(f"{last} comes before {first}: give the first day first.")
        return window

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.last + timedelta(days=1)
