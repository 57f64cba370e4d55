"""Text cut up and read: tokens, lines, addresses, known names, code, and a text as analysed."""
