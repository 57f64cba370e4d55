"""Clean a Parquet dump with Ray Data: with_ray.py INPUT.parquet OUTPUT_FOLDER."""

import sys

import ray

from pipeline import clean_table


def main(source: str, target: str) -> None:
    articles = ray.data.read_parquet(source)
    cleaned = articles.map_batches(clean_table, batch_format="pyarrow", batch_size=64)
    cleaned.write_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
