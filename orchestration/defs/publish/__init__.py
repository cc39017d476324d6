"""The published version: what dashboards and BI tools read."""
