"""Review: people decide about edits, alone or by series, and the dump is written again."""
