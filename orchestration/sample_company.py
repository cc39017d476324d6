"""Stand the sample company behind the systems that are on, unless real ones are configured."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.dbt_project import export
from orchestration.progress import say
from pipelines.settings import Settings, given_vault_key, load_settings

_PLAYED_BY_THE_SANDBOX = {"salesforce", "google_ads", "ga4"}


def is_wanted(settings: Settings) -> bool:
    """The sandbox is on, and some system that is on has nothing real behind it."""
    vendors = _PLAYED_BY_THE_SANDBOX & set(settings.sources)
    files = "files" in settings.sources and settings.files_mapping is None
    return settings.sandbox and bool(vendors or files)


@contextmanager
def sample_company(settings: Settings, port: int = 0) -> Iterator[Settings]:
    """Serve the sample company while the block runs; yields the settings that then hold."""
    if not is_wanted(settings):
        export(settings)
        yield settings
        return
    from pipelines.sandbox.company import build_company
    from pipelines.sandbox.server import Sandbox

    say(
        f"the sample company: {settings.sandbox_visitors:,} visitors,"
        f" {settings.sandbox_days} days (in {settings.sandbox_dir}/) …"
    )
    build_company(
        settings.sandbox_dir,
        visitors=settings.sandbox_visitors,
        days=settings.sandbox_days,
        seed=settings.sandbox_seed,
    )
    with Sandbox.start(settings.sandbox_dir, port=port) as sandbox:
        os.environ.update(sandbox.environment(given(settings)))
        settings = load_settings()
        export(settings)
        yield settings


def given(settings: Settings) -> dict[str, str]:
    """What the sample company leaves as it is: said in the environment, or in the files of .dlt."""
    said = {
        "CLOSED_LOOP_FILES_MAPPING": settings.files_mapping,
        "CLOSED_LOOP_VAULT_KEY": given_vault_key(),
    }
    return dict(os.environ) | {name: str(value) for name, value in said.items() if value}
