"""The dashboard of the published version as one HTML file, where readers of the version find it."""

import time
from importlib.util import find_spec

import dagster as dg

from orchestration.defs.ingest.assets import WRITER_POOL
from orchestration.progress import say
from pipelines.errors import Explained
from pipelines.locks import hold
from pipelines.settings import load_settings


def dashboard_report() -> list[dg.AssetsDefinition]:
    """The asset that stands for the report; none where the extra [dashboards] is not installed.

    Apart from the marts: should it fail, they are published all the same.
    """
    if find_spec("plotly") is None:
        return []

    @dg.asset(
        name="dashboard_report",
        deps=["published_marts"],
        group_name="published",
        kinds={"html", "plotly"},
        description="The dashboard in one HTML file that needs nothing beside it:"
        " data/published/current/report.html.",
        pool=WRITER_POOL,
    )
    def draw_report() -> dg.MaterializeResult[None]:
        # Pandas and plotly: a second that no other step pays.
        from dashboards.published import current_version
        from dashboards.report import write_report
        from dashboards.reporting import reporting

        data = load_settings().data_dir
        say("drawing the dashboard …")
        began = time.monotonic()
        try:
            with hold(data / "published.lock", "the published versions"):
                report = write_report(reporting(), current_version(data / "published"))
        except Explained as error:
            raise dg.Failure(
                f"The marts are published, their report is not: {error}", allow_retries=False
            ) from None
        took = f"in {time.monotonic() - began:.1f} s"
        say(f"drawing the dashboard: {took if report.is_new else 'it stands'}")
        return dg.MaterializeResult(
            metadata={
                "report": dg.MetadataValue.url(report.path.resolve().as_uri()),
                "path": dg.MetadataValue.path(report.path),
                "version": report.version,
                "is new": report.is_new,
                "size": f"{report.path.stat().st_size / 1e6:.1f} MB",
            }
        )

    return [draw_report]
