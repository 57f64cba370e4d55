"""Data files and what is asked of them: words, frequencies, synonyms, models."""
