"""Characters that an encoding damaged: mojibake, entities, escapes, lost accents and letters."""
