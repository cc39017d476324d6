"""Errors that speak to the user."""


class Explained(Exception):  # noqa: N818 - a base that is never raised itself
    """Its text is one sentence for the user: what, where, what to do.

    It holds no secret and no personal data, so it may be printed, logged and kept. The runner shows
    the text of these only; of any other exception it shows the type.
    """


class SourceError(Explained):
    """A vendor or a file cannot be read."""
