"""Tests: they mirror the rooms; cases and truths are data files."""
