"""What figures are reported by: where they are published, the currency, the model and its basis."""

from dataclasses import dataclass
from pathlib import Path

from pipelines.settings import load_settings
from pipelines.settings.reading import project_vars


@dataclass(frozen=True)
class Reporting:
    """What holds for all pages.

    Attributes:
        published: the folder that holds the published versions.
        currency: ISO 4217 code of all money.
        model: attribution model that is reported unless a reader chooses another; `basis` likewise.
    """

    published: Path
    currency: str
    model: str
    basis: str


def reporting() -> Reporting:
    """As settings and `vars` of dbt_project.yml say.

    Raises:
        SettingsError: they cannot be read.
    """
    settings = load_settings()
    variables = project_vars()
    return Reporting(
        published=settings.data_dir / "published",
        currency=str(settings.reporting_currency),
        model=str(variables.get("reporting_attribution_model")),
        basis=str(variables.get("reporting_basis")),
    )
