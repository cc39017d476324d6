"""The `files` system: CSV, JSON, Parquet and Excel files, mapped onto entities in one YAML.

`mapping` is the form of that YAML, `plan` holds it against the contract and the files, `readers`
and `values` read the cells, `records` makes records of them, `landing` lands those. `docs/files.md`
explains it to the people who write mappings. With `CLOSED_LOOP_FILES_MAPPING` set, it runs alone by
`python -c "from pipelines.runner import land; print(land('files'))"`.
"""

from dlt.extract import DltSource

from pipelines.landing import Landing
from pipelines.sources.files.landing import files_source


def source(landing: Landing) -> DltSource:
    """Everything the mapping of the settings describes; nothing if nothing changed."""
    return files_source(landing)
