"""Errors that speak to the user."""

from typing import Self


class Explained(Exception):  # noqa: N818 - a base that is never raised itself
    """Its text is one sentence for the user: what, where, what to do.

    It holds no secret and no personal data, so it may be printed, logged and kept. The runner shows
    the text of these only; of any other exception it shows the type.

    Attributes:
        may_pass: the same might go well in a few minutes with nobody doing anything: a network that
            is down, a vendor that is busy. False for what a person must put right.
    """

    may_pass: bool = False

    def passing(self, may_pass: bool = True) -> Self:
        """This error, marked as one that may pass."""
        self.may_pass = may_pass
        return self


class SourceError(Explained):
    """A vendor or a file cannot be read."""
