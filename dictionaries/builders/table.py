"""Keep the table of all files at the end of ``README.md``; builders do so after each run."""

from pathlib import Path

from dictionaries.builders import sources

PAGE = "README.md"
HEAD = "| file | rows | bytes | licence | builder |\n|---|---:|---:|---|---|\n"


def table(folder: Path = sources.HOME) -> str:
    """Return name, rows, bytes, licence and builder of each file, and their sum, as Markdown."""
    found, total = HEAD, 0
    for name, row in sorted(sources.register(folder).items()):
        size = int(str(row["bytes"]))
        total += size
        licence = str(row["licence"]).partition(",")[0]
        found += f"| `{name}` | {row['rows']:,} | {size:,} | {licence} | {row['builder']} |\n"
    return f"{found}| all | | {total:,} | | |\n"


def refresh(folder: Path = sources.HOME) -> None:
    """Write the table of a folder into its page, if it has one that ends with such a table."""
    path = folder / PAGE
    page = path.read_text(encoding="utf-8") if path.exists() else ""
    before, head, _ = page.partition(HEAD)
    if head:
        path.write_text(before + table(folder), encoding="utf-8")
