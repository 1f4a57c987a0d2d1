"""Many documents as six tables: their one declaration, and what makes Parquet and a CSV data package of it."""
