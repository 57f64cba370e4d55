"""Characters that an encoding damaged: escapes, accents, letters lost with or without a sign."""
