"""English where French stood: detection, candidates, scoring, names, and what a dump teaches."""
