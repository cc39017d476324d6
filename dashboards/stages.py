"""How pages call the stages of the funnel."""

from collections.abc import Iterable

from dashboards.theme import Theme
from dashboards.wording import STAGES, in_words


def stage(name: object) -> str:
    """What readers call a stage; one of their own is called what they called it."""
    return in_words(str(name), STAGES)


def stages(names: Iterable[object], theme: Theme) -> list[str]:
    """Stages as labels of a figure."""
    return [theme.text(stage(name)) for name in names]


def step(from_stage: object, to_stage: object) -> str:
    """The way from a stage to the next."""
    return f"{stage(from_stage)} → {stage(to_stage)}"
