"""Land raw data: vendors, buckets and files, through the door, into raw.duckdb."""
