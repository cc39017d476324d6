"""`make dev`: the pages open, on this machine only, and show the whole graph."""

from pathlib import Path

from tests.orchestration.conftest import RanTwice
from tests.orchestration.pages import Pages, free_port, served

_SECONDS = 120
_QUESTION = """{
  assetNodes { assetKey { path } }
  runsOrError { ... on Runs { results { status jobName } } }
  repositoriesOrError { ... on RepositoryConnection { nodes { schedules { name } } } }
}"""
# What the button "Reload definitions" asks for.
_RELOAD = """mutation {
  reloadRepositoryLocation(repositoryLocationName: "orchestration.definitions") {
    ... on WorkspaceLocationEntry { name loadStatus }
  }
}"""


def test_the_pages_show_every_asset_and_the_runs_that_were(
    ran_twice: RanTwice, tmp_path: Path
) -> None:
    port = free_port()
    log = tmp_path / "dev.log"
    command = ["orchestration.dev", "--port", str(port)]
    with served(command, ran_twice.road.environment, log, _SECONDS):
        found = Pages(port).asked_once_up(_QUESTION, _SECONDS)
        again = Pages(port).ask(_RELOAD)["reloadRepositoryLocation"]
    assert f"Dagster opens on http://127.0.0.1:{port}" in log.read_text()
    keys = {"/".join(asset["assetKey"]["path"]) for asset in found["assetNodes"]}
    assert {"raw_salesforce/lead", "marts/fct_attribution", "published_marts"} <= keys
    runs = {(run["jobName"], run["status"]) for run in found["runsOrError"]["results"]}
    assert ("closed_loop", "SUCCESS") in runs
    assert again == {"name": "orchestration.definitions", "loadStatus": "LOADED"}
    assert found["repositoriesOrError"]["nodes"] == [{"schedules": [{"name": "daily"}]}]
