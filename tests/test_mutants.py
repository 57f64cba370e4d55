"""The table of mutants that no test can notice speaks of code that is there."""

from benchmarks import mutants


def test_survivors_are_of_lines_that_exist():
    rows = {}
    for module, code, _ in mutants.survivors():
        if module not in rows:
            source = (mutants.ROOT / "pipeline" / f"{module}.py").read_text("utf-8")
            rows[module] = {row.strip() for row in source.splitlines()}
        assert code in rows[module], (module, code)
    assert rows.keys() <= mutants.TESTS.keys()


def test_survivors_have_a_reason():
    assert all(mutants.survivors().values())
    table = mutants.TABLE.read_text("utf-8").splitlines()[1:]
    assert table == sorted(set(table))
    for names in mutants.TESTS.values():
        assert all((mutants.ROOT / "tests" / f"{name}.py").is_file() for name in names)
