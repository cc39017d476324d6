"""The pages, in the order in which they are read."""

from dashboards.exhibit import Page
from dashboards.pages.attribution import ATTRIBUTION
from dashboards.pages.campaigns import CAMPAIGNS
from dashboards.pages.channels import CHANNELS
from dashboards.pages.journeys import JOURNEYS
from dashboards.pages.overview import OVERVIEW

PAGES: tuple[Page, ...] = (OVERVIEW, CHANNELS, CAMPAIGNS, ATTRIBUTION, JOURNEYS)
