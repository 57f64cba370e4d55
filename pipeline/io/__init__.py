"""Texts in and out: files, records, articles, web pages, scans, tables."""
