"""Edits shown to people: patches, pages, documents."""
