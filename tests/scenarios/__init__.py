"""Stories told in conformed rows: what goes in, what the marts must say."""
