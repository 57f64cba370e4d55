"""Clean a Parquet dump with DuckDB: with_duckdb.py INPUT.parquet OUTPUT.parquet."""

import sys
from collections.abc import Iterator

import duckdb
import pyarrow as pa

from pipeline import clean_table


def main(source: str, target: str) -> None:
    articles = duckdb.connect().read_parquet(source).to_arrow_reader(64)

    def clean() -> Iterator[pa.RecordBatch]:
        for batch in articles:
            yield from clean_table(pa.Table.from_batches([batch])).to_batches()

    schema = clean_table(articles.schema.empty_table()).schema
    connection = duckdb.connect()
    connection.register("cleaned", pa.RecordBatchReader.from_batches(schema, clean()))
    connection.table("cleaned").write_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
