"""A dataset in a database (PostgreSQL, SQLite), and questions to a dataset where it lies (DuckDB)."""
