"""Tests of the local web page and its API."""
