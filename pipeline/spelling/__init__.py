"""Misspelt and misread words: the model of unknown words, and bad scans read again."""
