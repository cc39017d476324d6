"""One module a system; each lands its raw tables and knows nothing of the others.

A module `pipelines.sources.<system>` has one function:

    def source(landing: Landing) -> DltSource:
        vendor = Vendor(settings.salesforce())
        return landing.source(
            landing.table(LEAD, partial(read, vendor, LEAD)),
            landing.table(CONTACT, partial(read, vendor, CONTACT)),
        )

`LEAD` is a `pipelines.door.Resource`: table, key and fields as the vendor names them. `read` yields
the vendor's records as flat mappings and does nothing else: types, personal data, quarantine,
counting, empty tables and progress are `landing`'s. While it reads, `dlt.current.resource_state()`
is a dictionary that is stored with the rows and so never runs ahead of them: cursors live there
(`dlt.sources.incremental` would look for its cursor in quarantined rows too).

- Nothing is fetched and no setting is asked before `source` is called.
- What goes wrong is raised as `pipelines.errors.SourceError`, one sentence without secrets or
  personal data; of any other exception only the type is shown.
- Where one run may bring a record twice (it changes while its pages are read), the resource says
  `newest_by`; otherwise either may stay.
- A table that is replaced each time (`Resource(replace=True)`) is emptied if its `read` yields
  nothing. If nothing has changed, return `landing.source()` without tables: nothing is loaded.
- Rows that are Arrow tables already go through `landing.resource(resource, rows)`; `rows` then
  starts with `yield from landing.declared(resource)`, counts with `landing.read += n` and
  `landing.count(table, n)`, yields bad records as `landing.quarantine(resource, [Bad(...)])`, and
  hashes identifiers with `hmac_sql` after `landing.vault.keep(...)`.
"""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from dlt.extract import DltSource

from pipelines.landing import Landing

SourceFactory = Callable[[Landing], DltSource]


def _module(system: str) -> SourceFactory:
    def make(landing: Landing) -> DltSource:
        module = import_module(f"pipelines.sources.{system}")
        return cast("SourceFactory", module.source)(landing)

    return make


SYSTEMS: dict[str, SourceFactory] = {
    system: _module(system) for system in ("salesforce", "google_ads", "ga4", "files")
}
