"""``python -m pipeline`` is ``rature``."""

import sys

from pipeline.cli import main

if __name__ == "__main__":
    sys.exit(main())
