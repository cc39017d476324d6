"""The `files` system: CSV, JSON, Parquet and Excel files, mapped onto entities in one YAML.

`mapping` is the form of that YAML, `plan` holds it against the contract and the files, `readers`
and `values` read the cells, `landing` lands them. `docs/files.md` explains it to the people who
write mappings.
"""
