"""The pages, in the order in which they are read."""

from dashboards.exhibit import Page
from dashboards.pages.attribution import ATTRIBUTION
from dashboards.pages.campaigns import CAMPAIGNS
from dashboards.pages.channels import CHANNELS
from dashboards.pages.cohorts import COHORTS
from dashboards.pages.data_quality import DATA_QUALITY
from dashboards.pages.experiments import EXPERIMENTS
from dashboards.pages.funnel import FUNNEL
from dashboards.pages.journeys import JOURNEYS
from dashboards.pages.overview import OVERVIEW
from dashboards.pages.stuck import STUCK

PAGES: tuple[Page, ...] = (
    OVERVIEW,
    CHANNELS,
    CAMPAIGNS,
    ATTRIBUTION,
    JOURNEYS,
    FUNNEL,
    STUCK,
    COHORTS,
    EXPERIMENTS,
    DATA_QUALITY,
)
