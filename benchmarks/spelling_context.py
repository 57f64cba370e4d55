"""Fit how the context model's answer is weighed beside the speller's: ``… --fit``.

Run ``python -m benchmarks.spelling_context [--fit]``. Reads ``ocr.jsonl``, ``typos.jsonl``, the
clean articles and the sound genres of ``../shared/dev`` (or ``RATURE_DEV``): ``tune`` parts to fit,
``report`` parts to report. The genres have no parts; every second text of each is kept to report.
Of a genre only edits that people judged wrong count, and readings of French words.
"""
