"""Clean a Parquet dump with Hugging Face datasets: with_datasets.py IN.parquet OUT.parquet."""

import sys

from datasets import load_dataset

from pipeline import clean_table


def main(source: str, target: str) -> None:
    articles = load_dataset("parquet", data_files=source, split="train")
    cleaned = articles.with_format("arrow").map(clean_table, batched=True, batch_size=64)
    cleaned.to_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
