"""Configuration: ``rature.toml``, and the words that a project protects."""
