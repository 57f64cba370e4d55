"""English where French stood: detection, candidates, scoring, names, and the counts of a dump."""
