"""Clean a Parquet dump with Polars: with_polars.py INPUT.parquet OUTPUT.parquet."""

import sys

import polars as pl

from pipeline import clean_table


def clean(articles: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(clean_table(articles.to_arrow()))


def main(source: str, target: str) -> None:
    articles = pl.scan_parquet(source)
    schema = clean(articles.head(0).collect()).schema
    articles.map_batches(clean, schema=schema, streamable=True).sink_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
