"""Raw tables: one step a system lands all of its tables, each an asset of its own."""
