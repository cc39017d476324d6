"""How pages call the stages of the funnel."""

from collections.abc import Iterable

from dashboards.theme import Theme
from dashboards.wording import STAGES, in_words

_INITIALS = 3  # letters: mqi, mql, sal, sql


def stage(name: object) -> str:
    """What readers call a stage; one of their own is called what they called it."""
    return in_words(str(name), STAGES)


def stages(names: Iterable[object], theme: Theme) -> list[str]:
    """Stages as labels of a figure."""
    return [theme.text(stage(name)) for name in names]


def short(name: str) -> str:
    """A term where there is little room: what is known by its initials, by these."""
    return name.upper() if len(name) <= _INITIALS else stage(name)


def step(from_stage: object, to_stage: object) -> str:
    """The way from a stage to the next."""
    return f"{stage(from_stage)} → {stage(to_stage)}"
