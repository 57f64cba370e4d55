"""Print the dictionaries as a Markdown table: ``python -m dictionaries.builders.table``."""

import sys

from dictionaries.builders import sources


def main() -> int:
    """Print name, rows, bytes, licence and builder of each file, and their sum."""
    print("| file | rows | bytes | licence | builder |\n|---|---:|---:|---|---|")
    total = 0
    for name, row in sorted(sources.register().items()):
        size = int(str(row["bytes"]))
        total += size
        licence = str(row["licence"]).partition(",")[0]
        print(f"| `{name}` | {row['rows']:,} | {size:,} | {licence} | {row['builder']} |")
    print(f"| all | | {total:,} | | |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
