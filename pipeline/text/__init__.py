"""Text cut up and read: tokens, lines, addresses, numerals, and the analysis of a whole text."""
