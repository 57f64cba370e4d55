"""Batch: a dump in, a clean dump and its ledger out. Start reading from ``run.py``."""
