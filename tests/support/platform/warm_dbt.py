"""Run dbt in children of a process that has imported dbt and parsed the project.

Tests that build many times need it, because most of a small build is dbt's own start.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from ecom_platform.settings import PROJECT_ROOT
from tests.support.platform.forks import Forks, Note, Order, forks, serve


@dataclass(frozen=True)
class WarmDbt:
    """dbt on the project, for any warehouse."""

    server: Forks

    def build(self, warehouse: Path, *arguments: str) -> None:
        """Run `dbt build` with these arguments on this warehouse."""
        order = {"warehouse": str(warehouse), "arguments": ["build", "--no-write-json", *arguments]}
        result = self.server.fork(order)
        assert result.code == 0, result.output


@contextmanager
def warm_dbt(target: Path) -> Iterator[WarmDbt]:
    """A dbt that writes its artifacts to `target`."""
    program = ["-m", "tests.support.platform.warm_dbt", str(target)]
    with forks(program, target / "output.log", os.environ) as server:
        yield WarmDbt(server)


def _serve(target: str) -> None:
    project = str(PROJECT_ROOT / "dbt_models")
    places = ["--project-dir", project, "--profiles-dir", project]
    places += ["--target-path", target, "--log-path", target]

    def build(order: Order, _note: Note) -> int:
        os.environ["DBT_WAREHOUSE_PATH"] = order["warehouse"]
        runner = dbtRunner(manifest)
        return 0 if runner.invoke(["--quiet", *order["arguments"], *places]).success else 1

    os.environ["DBT_WAREHOUSE_PATH"] = "warehouse.duckdb"  # of none: reading needs only a name
    parsed = dbtRunner().invoke(["--quiet", "parse", "--no-write-json", *places])
    assert isinstance(parsed.result, Manifest), parsed.exception
    manifest = parsed.result
    serve(build)


if __name__ == "__main__":
    _serve(sys.argv[1])
