"""The HTTP service: texts in, records out; editors see it as a LanguageTool server."""
