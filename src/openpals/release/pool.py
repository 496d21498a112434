"""Pooling deposits on the host's side: checked, re-keyed, rare values merged, in one total order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from ..engine import Engine
from ..harmonise.pack import Packing, packing
from ..model.dictionary import model_version
from ..model.parquet import parquet_schema
from ..model.refused import Refused
from ..model.table import Table
from ..model.tables import TABLES
from ..model.variable import Type
from ..model.vocabulary import vocabulary
from ..privacy.anonymity.hierarchy import Integers
from ..privacy.keys import Key
from ..privacy.policy import Policy
from ..privacy.protect import protected
from ..privacy.pseudonyms import numbered, of_release
from ..privacy.rare import without_rare_values
from .manifest import NotAFolderOfOurs, differences, read_manifest
from .output import in_order, unpacked

DEPOSIT = "deposit"

# Row groups that are read at the same time.
AHEAD = 4


class DepositRefused(Refused):
    """Deposits that cannot be pooled. Carries one line for each thing that is wrong."""

    summary = "Deposits were refused; nothing was written."

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Deposit:
    """One checked deposit."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def dataset(self) -> str:
        """Its short name."""
        return str(self.manifest["dataset"])

    def table(self, name: str) -> Path | None:
        """The Parquet file of a table, if the deposit has it."""
        path = self.folder / "tables" / f"{name}.parquet"
        return path if path.is_file() else None


def open_deposits(folders: Sequence[Path], policy: Policy) -> list[Deposit]:
    """Checks every deposit against its manifest, and that they fit together. Raises DepositRefused with all faults."""
    problems: list[str] = []
    deposits: list[Deposit] = []
    for folder in folders:
        try:
            manifest = read_manifest(folder, DEPOSIT)
        except NotAFolderOfOurs as error:
            problems.append(str(error))
            continue
        problems += [
            f"{folder}/{found.file} is {found.what}: it is not what the contributor sealed. Ask for the deposit again."
            for found in differences(folder, manifest)
        ]
        deposits.append(Deposit(folder, manifest))
    names = [deposit.dataset for deposit in deposits]
    for deposit in deposits:
        problems += _faults(deposit, policy)
    problems += [
        f"Dataset {name} comes in several deposits. Releases are replaced, not pooled: give the newest only."
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    if problems:
        raise DepositRefused(problems)
    return sorted(deposits, key=lambda deposit: deposit.dataset)


def _faults(deposit: Deposit, policy: Policy) -> list[str]:
    faults = []
    made_with = deposit.manifest["versions"]["model"]
    if made_with != model_version():
        faults.append(
            f"{deposit.folder} was made with model {made_with}, this is {model_version()}: ask the "
            "contributor to run `openpals deposit` with this version."
        )
    faults += [
        f"{path}: its columns are not those that the model declares. Ask for the deposit again."
        for name, table in TABLES.items()
        if (path := deposit.table(name)) and not pq.read_schema(path).equals(parquet_schema(table))
    ]
    if deposit.manifest["people"] < policy.people:
        faults.append(
            f"{deposit.folder} holds {deposit.manifest['people']} people; the policy asks for at least "
            f"{policy.people}, since the dataset's name alone would point at them."
        )
    return faults


def rekeyed(deposits: Sequence[Deposit], key: Key, version: str) -> pa.Table:
    """``old``, ``subject_id``, ``_person``, ``_dataset``: everybody's new pseudonym, for this release alone."""
    old, datasets = [], []
    for position, deposit in enumerate(deposits):
        ids = pq.read_table(deposit.folder / "tables" / "subject.parquet", columns=["subject_id"])["subject_id"]
        old += ids.to_pylist()
        datasets += [position] * len(ids)
    return numbered(
        pa.table(
            {
                "old": pa.array(old, pa.string()),
                "_dataset": pa.array(datasets, pa.int16()),
                "subject_id": of_release(key, version, [deposits[i].dataset for i in datasets], old),
            }
        )
    )


@dataclass(frozen=True)
class People:
    """Everybody, as a table of the engine (``old``, ``_person``, ``_dataset``, ``_who``) and as numbers by old id.

    ``_who`` is one number for all subjects who are one person.
    """

    table: ir.Table
    numbers: Mapping[str, int]

    @classmethod
    def of(cls, engine: Engine, people: pa.Table, persons: Integers | None = None) -> People:
        """``people`` as ``rekeyed`` gives them; ``persons``: by ``_person`` who it is, if anybody is several."""
        numbers = dict(zip(people["old"].to_pylist(), people["_person"].to_pylist(), strict=True))
        number = people["_person"].combine_chunks()
        who = number if persons is None else pa.array(persons, pa.int32()).take(number)
        return cls(engine.table(people.select(["old", "_person", "_dataset"]).append_column("_who", who)), numbers)


@dataclass(frozen=True)
class Pool:
    """A table's rows, and how many were left out by variable, since without a rare value they would be no fact."""

    batches: Iterable[pa.RecordBatch]
    suppressed: dict[str, int]


def pooled(engine: Engine, deposits: Sequence[Deposit], table: type[Table], people: People, policy: Policy) -> Pool:
    """All deposits' rows of a table that any of them has, in the order in which the release prints them."""
    paths = {i: path for i, deposit in enumerate(deposits) if (path := deposit.table(table.name)) is not None}
    rare = _rare_columns(table, policy)
    plan = packing(table, len(people.numbers), len(deposits))
    if plan is not None and not rare:
        packed = [_keep_packed(engine, path, table, plan, people, i) for i, path in paths.items()]
        rows = ibis.union(*packed) if len(packed) > 1 else packed[0]
        return Pool(unpacked(engine.batches(rows.order_by("packed")), plan), {})
    read = [engine.scan_parquet(path) for path in paths.values()]
    rows = ibis.union(*read) if len(read) > 1 else read[0]
    joined: ir.Table = rows.join(people.table, rows["subject_id"] == people.table["old"])
    required = [name for name in rare if table.variables[name].required]
    left = without_rare_values(engine, joined, rare, required, policy.people, "_who")
    return Pool(engine.batches(in_order(left.rows, table)), left.suppressed)


def protected_subjects(rows: pa.Table, policy: Policy) -> tuple[pa.Table, dict[str, Any]]:
    """The pooled subject table as the policy prints it, in the same order, and what that costs.

    Raises HierarchyRefused or AnonymityRefused.
    """
    made = protected(rows.append_column("dataset", rows["_dataset"]), policy)
    return made.subjects.drop_columns(["dataset"]), made.report


def _keep_packed(
    engine: Engine, path: Path, table: type[Table], plan: Packing, people: People, dataset: int
) -> ir.Table:
    """A deposit's rows, packed. Raises DepositRefused where a row is of nobody, or says what no vocabulary knows."""
    faults: list[str] = []
    try:
        return engine.keep(engine.stream(_packed(path, table, plan, people, dataset, faults)))
    except Exception:  # the engine's own, which says no more than that its stream broke off
        if faults:
            raise DepositRefused(faults) from None
        raise


def _packed(
    path: Path, table: type[Table], plan: Packing, people: People, dataset: int, faults: list[str]
) -> pa.RecordBatchReader:
    """A row group names each person and code once, in its dictionaries. ``faults`` takes why the reading broke off."""
    schema = pa.schema([("packed", pa.int64())])
    codes = {name: variable.vocabulary for name, variable in table.own_variables().items() if variable.vocabulary}
    words = {name: {code: i for i, code in enumerate(vocabulary(named).codes)} for name, named in codes.items()}

    def packed(group: int) -> pa.RecordBatch:
        with pq.ParquetFile(path, read_dictionary=["subject_id", *codes]) as file:
            rows = file.read_row_group(group, ["subject_id", *table.own_variables()], use_threads=False)
        columns = {name: rows[name].combine_chunks() for name in rows.column_names}
        for name, listed in {**words, "subject_id": people.numbers}.items():
            try:
                columns[name] = _numbers(columns[name], listed)
            except KeyError:
                what = (
                    "people whom its subject table does not list" if name == "subject_id" else "codes of no vocabulary"
                )
                faults.append(f"{path}, column {name}: holds {what}. Ask for the deposit again.")
                raise
        columns["_person"] = columns["subject_id"]
        columns["_dataset"] = pa.repeat(dataset, rows.num_rows)
        return pa.record_batch([pa.array(plan.pack_columns(columns))], schema=schema)

    groups = pq.read_metadata(path).num_row_groups
    return pa.RecordBatchReader.from_batches(schema, _ahead(packed, range(groups)))


def _ahead(make: Callable[[int], pa.RecordBatch], numbers: Iterable[int]) -> Iterator[pa.RecordBatch]:
    """What ``make`` makes of each number, in order, a few of them at the same time and ahead of their use."""
    with ThreadPoolExecutor(AHEAD) as pool:
        waiting: deque[Future[pa.RecordBatch]] = deque()
        for number in numbers:
            waiting.append(pool.submit(make, number))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _numbers(column: pa.DictionaryArray, numbers: Mapping[str, int]) -> pa.Array:
    """The number of each row's text, null where it is empty."""
    return pa.array([numbers[text] for text in column.dictionary.to_pylist()], pa.int32()).take(column.indices)


def _rare_columns(table: type[Table], policy: Policy) -> dict[str, str]:
    """Column -> what its rare values become, by the policy; open lists always have one."""
    found = {
        name: policy.open_rare for name, variable in table.own_variables().items() if variable.type is Type.OPEN_CODE
    }
    for place, becomes in policy.rare.items():
        owner, _, name = place.partition(".")
        if owner == table.name:
            found[name] = becomes
    return found
