"""Clean a Parquet dump with Dask, a row group a task: with_dask.py INPUT.parquet OUTPUT_FOLDER."""

import sys
from pathlib import Path

import dask
import pyarrow.parquet as pq

from pipeline import clean_table


@dask.delayed
def clean(source: str, group: int, target: str) -> None:
    table = pq.ParquetFile(source).read_row_group(group)
    pq.write_table(clean_table(table), Path(target, f"part-{group:05}.parquet"))


def main(source: str, target: str) -> None:
    Path(target).mkdir()
    groups = pq.ParquetFile(source).num_row_groups
    tasks = [clean(source, group, target) for group in range(groups)]
    dask.compute(*tasks, scheduler="processes")


if __name__ == "__main__":
    main(*sys.argv[1:])
