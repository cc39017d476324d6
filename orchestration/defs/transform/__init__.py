"""Models and their tests: dbt builds them, each an asset with its checks."""
