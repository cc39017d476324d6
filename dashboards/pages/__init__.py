"""The pages, in the order in which they are read."""

from dashboards.exhibit import Page
from dashboards.pages.overview import OVERVIEW

PAGES: tuple[Page, ...] = (OVERVIEW,)
