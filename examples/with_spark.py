"""Clean a Parquet dump with Spark: with_spark.py INPUT.parquet OUTPUT_FOLDER."""

import os
import sys
from collections.abc import Iterator

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from pipeline import clean_table


def clean(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield from clean_table(pa.Table.from_batches([batch])).to_batches()


def main(source: str, target: str) -> None:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else python3, wherever that is
    spark = SparkSession.builder.getOrCreate()
    articles = spark.read.parquet(source)
    none = to_arrow_schema(articles.schema).empty_table()
    schema = from_arrow_schema(clean_table(none).schema)
    articles.mapInArrow(clean, schema).write.parquet(target)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
