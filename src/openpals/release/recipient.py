"""One recipient's copy of a release: ids of the grant's own, in their order, and a manifest that names the grant."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..model.refused import Refused
from ..model.table import Table
from ..model.tables import TABLES
from ..model.variable import Type
from ..model.vocabulary import vocabulary
from ..privacy.keys import Key
from ..privacy.pseudonyms import numbered
from ..privacy.recipients import GrantKey, for_recipient, grant_key
from .build import KIND
from .folders import whole_folder
from .manifest import MANIFEST, differences, read_manifest, seal, sha256
from .output import ROW_GROUP_SIZE, Labels, write_table
from .pseudonyms_in import pseudonyms_in, release_ids
from .twin import ITSELF

Progress = Callable[[str], None]

# Rows that are put in order at a time, in memory.
PART = 1 << 20


class CopyRefused(Refused):
    """A release cannot be copied for a recipient. Carries one line for each thing that is wrong."""

    summary = "The copy was not made; nothing was written."

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Copied:
    """What was written."""

    folder: Path
    manifest: dict[str, Any]


def copy_for_recipient(release: Path, out: Path, grant: str, terms: bytes, key: Key, progress: Progress) -> Copied:
    """Writes the copy of ``release`` for one grant into the folder ``out``, itself a release that can be verified.

    ``terms`` is the file that the recipient agreed to; its SHA-256 goes into the manifest. ``key`` is the host's for
    recipients. People get the grant's own ids and stand in their order, rows of a person as before; all other files are
    the release's. The same release, grant, terms and key give the same bytes. Raises CopyRefused, GrantRefused,
    KeyRefused, NotAFolderOfOurs or TargetRefused; then nothing is written.
    """
    progress("check the release")
    manifest = _checked(release)
    own = grant_key(key, manifest["version"], grant)
    ids = pq.read_table(release / "tables" / "subject.parquet", columns=["subject_id"])["subject_id"].combine_chunks()
    with whole_folder(out) as work, tempfile.TemporaryDirectory(prefix="openpals-") as scratch:
        progress("make this recipient's ids")
        people = numbered(pa.table({"old": ids, "subject_id": for_recipient(own, ids)}))
        rows = _Rows(own, people, [dataset["dataset"] for dataset in manifest["datasets"]])
        for name in sorted(manifest["files"], key=lambda name: -manifest["files"][name]["bytes"]):
            path = work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.parent == work / "tables":
                progress(f"write {path.stem}")
                written = write_table(rows.of(release / name, Path(scratch)), TABLES[path.stem], rows.labels, path).rows
                if written != manifest["rows"][path.stem]:
                    raise CopyRefused([f"{name}: its manifest counts other rows. Build the release again."])
            else:
                shutil.copyfile(release / name, path)
        progress("look for ids of the release")
        _refuse_release_ids(work, release_ids(release))
        facts = {name: value for name, value in manifest.items() if name not in ("kind", "format", "files")}
        facts["recipient"] = {
            "grant": grant,
            "terms_sha256": hashlib.sha256(terms).hexdigest(),
            "release_sha256": sha256(release / MANIFEST),
        }
        seal(work, KIND, facts)
    return Copied(out, facts)


def _checked(release: Path) -> dict[str, Any]:
    manifest = read_manifest(release, KIND)
    if manifest.get("twin") == ITSELF:
        raise CopyRefused([f"{release} is a synthetic twin, which is for everybody: give it as it is."])
    if "recipient" in manifest:
        raise CopyRefused([f"{release} is itself a recipient's copy: name the release that it was made of."])
    problems = [
        f"{release}/{found.file} is {found.what}: the release is not what was built. Build it again."
        for found in differences(release, manifest)
    ]
    problems += [
        f"{release}/{name}: not a table of the model. Copy with the OpenPALS that built the release."
        for name in manifest["files"]
        if name.startswith("tables/") and (Path(name).stem not in TABLES or Path(name).suffix != ".parquet")
    ]
    if problems:
        raise CopyRefused(problems)
    return manifest


def _refuse_release_ids(folder: Path, ids: pa.StringArray) -> None:
    """No id of the release itself stands in a file of the copy: by such ids two copies could be joined."""
    found = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and pc.any(pc.is_in(pseudonyms_in(path).ids, ids)).as_py()
    ]
    if found:
        raise CopyRefused([f"{name} holds ids of the release, by which copies could be joined." for name in found])


class _Rows:
    """A release's rows as numbers, in the order of a recipient's ids."""

    def __init__(self, key: GrantKey, people: pa.Table, datasets: list[str]) -> None:
        self.key = key
        # ``people``: ``old``, ``subject_id``, ``_person`` as ``numbered`` gives them.
        self.labels = Labels(people["subject_id"].combine_chunks(), datasets)
        self.people = len(people)
        self.numbers = dict(zip(people["old"].to_pylist(), people["_person"].to_pylist(), strict=True))

    def of(self, path: Path, scratch: Path) -> Iterator[pa.RecordBatch]:
        """All rows of a table's file, ``_person`` ascending; a person's rows keep their order.

        The file is ordered by the release's ids, so rows come from everywhere. They are first dealt into parts of
        neighbouring people, each a file in ``scratch``; then each part is put in order in memory.
        """
        table = TABLES[path.stem]
        with pq.ParquetFile(path, read_dictionary=["subject_id", "dataset", *_coded(table)]) as file:
            parts = -(-file.metadata.num_rows // PART) or 1
            groups = (self._numbered(file.read_row_group(i), table, path) for i in range(file.num_row_groups))
            if parts == 1:
                yield from _ordered(pa.concat_tables(groups))
                return
            spilled = self._dealt(groups, parts, scratch / path.stem)
        for part in spilled:
            with pa.OSFile(str(part)) as source:
                yield from _ordered(pa.ipc.open_stream(source).read_all())
            part.unlink()

    def _numbered(self, rows: pa.Table, table: type[Table], path: Path) -> pa.Table:
        """People, datasets and codes as numbers; everything else as it is."""
        words = {
            name: {code: i for i, code in enumerate(vocabulary(named).codes)} for name, named in _coded(table).items()
        }
        datasets = {name: i for i, name in enumerate(self.labels.datasets)}
        columns = {name: rows[name].combine_chunks() for name in rows.column_names}
        for name, numbers in {"subject_id": self.numbers, "dataset": datasets, **words}.items():
            try:
                columns[name] = _places(columns[name], numbers)
            except KeyError:
                raise CopyRefused(
                    [f"{path}, column {name}: holds what the release does not list. Build the release again."]
                ) from None
        for name, variable in table.own_variables().items():
            if variable.type is Type.PSEUDONYM:
                columns[name] = self._own(columns[name])
        return pa.table({"_person": columns.pop("subject_id"), "_dataset": columns.pop("dataset"), **columns})

    def _own(self, ids: pa.StringArray) -> pa.StringArray:
        """Pseudonyms beside ``subject_id`` as the grant's; empty cells stay empty."""
        different = ids.unique().drop_null()
        return for_recipient(self.key, different).take(pc.index_in(ids, value_set=different))

    def _dealt(self, groups: Iterator[pa.Table], parts: int, folder: Path) -> list[Path]:
        folder.mkdir()
        paths = [folder / str(part) for part in range(parts)]
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with ExitStack() as stack:
            writers: list[Any] = []
            for rows in groups:
                if not writers:
                    writers = [
                        stack.enter_context(pa.ipc.new_stream(str(path), rows.schema, options=options))
                        for path in paths
                    ]
                part = (rows["_person"].to_numpy().astype(np.int64) * parts // self.people).astype(np.int16)
                ends = np.cumsum(np.bincount(part, minlength=parts))
                rows = rows.take(pa.array(np.argsort(part, kind="stable")))
                for writer, start, end in zip(writers, [0, *ends[:-1]], ends, strict=True):
                    writer.write_table(rows.slice(start, end - start))
        return paths


def _coded(table: type[Table]) -> dict[str, str]:
    """Variable -> its vocabulary, for those that have one."""
    variables = table.own_variables().items()
    return {name: v.vocabulary for name, v in variables if v.type is Type.CODE and v.vocabulary}


def _places(column: pa.DictionaryArray, numbers: Mapping[str, int]) -> pa.Array:
    return pa.array([numbers[text] for text in column.dictionary.to_pylist()], pa.int32()).take(column.indices)


def _ordered(rows: pa.Table) -> list[pa.RecordBatch]:
    person: npt.NDArray[np.int32] = rows["_person"].to_numpy()
    ordered = rows.take(pa.array(np.argsort(person, kind="stable")))
    batches: list[pa.RecordBatch] = ordered.combine_chunks().to_batches(max_chunksize=ROW_GROUP_SIZE)
    return batches
