"""Programs of others that check grammar, each a process of its own: LanguageTool and Grammalecte.

Start reading from :func:`pipeline.checkers.checker.checker`. Nothing here is imported from them: a
text goes out, and what they find comes back as :class:`~pipeline.checkers.findings.Finding`.
"""
