"""All of a contribution's files into all tables of the model, for people who have numbers instead of names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ..model.layout import Feed, feeds_of
from ..model.table import Table
from ..model.tables import ALL, TABLES, Subject, VitalStatus
from ..model.vocabulary import vocabulary
from ..sources.folder import SourceFile
from . import settle as settling
from . import subjects as subject_rules
from .accounting import FINDINGS_SCHEMA, FileAccount, fates, list_findings, tally
from .pack import packing
from .rules.cells import filled
from .rules.completeness import recorded_columns
from .rules.days import last_contact, to_day
from .rules.vital_status import vital_status
from .settle import CONTRADICTION, Settled, judge, settle
from .shape import read_cell
from .stage import Staged, stage_feed
from .subjects import Subjects, settle_subjects
from .work import Effect, Settings, Work

Progress = Callable[[str], None]


@dataclass
class Harmonised:
    """A contribution in the common model.

    ``tables``: name -> rows with ``_person`` and the declared variables, codes still as positions. ``findings``: one
    line a finding. ``recorded``: table -> variable -> number of filled rows.
    """

    tables: dict[str, ir.Table]
    packed: dict[str, str]  # tables whose rows carry their sort order in this column
    accounts: list[FileAccount]
    findings: pa.Table
    recorded: dict[str, dict[str, int]] = field(default_factory=dict)


def source_ids(settings: Settings, files: Sequence[SourceFile]) -> list[str]:
    """Everybody in the files that list the people, as the source calls them; sorted."""
    layout = settings.layout
    found: set[str] = set()
    for file in files:
        if file.source.name == layout.people:
            raw = file.scan(settings.engine, rows=False)
            ids = raw.select(source_id=read_cell(raw, file.source.subject)).distinct()
            found |= {row["source_id"] for row in settings.engine.rows(ids) if row["source_id"] is not None}
    return sorted(found)


def harmonise(settings: Settings, files: Sequence[SourceFile], people: pa.Table, progress: Progress) -> Harmonised:
    """Runs both passes. ``people``: ``source_id`` and ``_person`` (0..n-1). Every file's rows are accounted for."""
    return _Run(settings, files, people, progress).run()


class _Run:
    def __init__(self, settings: Settings, files: Sequence[SourceFile], people: pa.Table, progress: Progress) -> None:
        self.settings, self.files, self.progress = settings, files, progress
        self.engine = settings.engine
        self.size = people.num_rows
        self.people = self.engine.table(people.select(["source_id", "_person"]))
        self.staged: list[tuple[SourceFile, Staged]] = []

    def run(self) -> Harmonised:
        self.stage()
        people = self.engine.keep(self.index_days())
        subjects = settle_subjects(self.settings, self.of(Subject), people)
        deaths = self.death_days(people)
        placed = self.engine.keep(
            people.select("_person", "index_day").left_join(subjects.birth_days, "_person").drop("_person_right")
            .left_join(deaths, "_person").drop("_person_right"))
        settled = {}
        for table in ALL:
            if table not in (Subject, VitalStatus) and self.of(table):
                self.progress(f"harmonise {table.name}")
                settled[table.name] = settle(self.engine, table, self.of(table), placed, self.size)
        return self.finish(subjects, settled, placed)

    # --- first pass

    def stage(self) -> None:
        part = 0
        for file in self.files:
            feeds = list(feeds_of(self.settings.layout, file.source.name))
            rows = not self.countable(feeds)
            raw = file.scan(self.engine, rows=rows)
            for feed in feeds:
                if not feed.inputs_given(set(raw.columns)):
                    continue
                self.progress(f"read {file.text.file}")
                staged = stage_feed(self.settings, raw, file.source, feed, self.people, part, file.text.file)
                staged.table = self.engine.keep(staged.table)
                self.staged.append((file, staged))
                part += 1

    def countable(self, feeds: Sequence[Feed]) -> bool:
        """Whether a file's rows need no numbers on the first pass: one feed, a row for a row, and rows that pack."""
        if len(feeds) != 1 or feeds[0].facts or feeds[0].pivot or feeds[0].split or feeds[0].where:
            return False
        alone = sum(file.source.name == feeds[0].source for file in self.files) == 1
        target = TABLES[feeds[0].target]
        rivals = [feed for feed in self.settings.layout.feeds if feed.target == target.name]
        return alone and len(rivals) == 1 and packing(target, self.size) is not None

    def of(self, table: type[Table]) -> list[Staged]:
        return [staged for _, staged in self.staged if staged.feed.target == table.name]

    # --- days

    def index_days(self) -> ir.Table:
        """``_person``, ``index_day``: days since 1970 of each person's day 0, or 0 in layouts that count from it."""
        layout = self.settings.layout
        if layout.time == "days":
            return self.people.select("_person", index_day=ibis.literal(0, "int32"))
        zero = self.earliest_reports() if layout.time_zero == "earliest report" else self.declared_zero()
        joined = self.people.select("_person").left_join(zero, "_person")
        return joined.select("_person", index_day=joined["index_day"].cast("int32"))

    def earliest_reports(self) -> ir.Table:
        days = [
            staged.table.filter(staged.table["_ok"]).group_by("_person").agg(day=lambda t: t.day.min())
            for _, staged in self.staged if TABLES[staged.feed.target].contact
        ]
        union = ibis.union(*days) if len(days) > 1 else days[0]
        return union.group_by("_person").agg(index_day=union.day.min())

    def declared_zero(self) -> ir.Table:
        """The first filled of the layout's columns of time zero, the earliest row of each person."""
        found = []
        for rank, column in enumerate(self.settings.layout.time_zero):
            source, _, name = column.rpartition(".")
            for file in self.files:
                if file.source.name == source and name in file.columns:
                    found.append(self.dates_of(file, name).mutate(_rank=ibis.literal(rank, "int8")))
        union = ibis.union(*found) if len(found) > 1 else found[0]
        first = union.group_by("_person").agg(index_day=union.day.argmin(union["_rank"] * 1_000_000 + union.day))
        return first

    def dates_of(self, file: SourceFile, name: str) -> ir.Table:
        raw = file.scan(self.engine, rows=False)
        who = raw.select(_subject=read_cell(raw, file.source.subject), day=filled(raw[name]))
        work = Work(who.join(self.people, who["_subject"] == self.people["source_id"]), self.settings)
        to_day(work, "day", absolute=True, effect=Effect.REJECT)
        return work.table.filter(work.table.day.notnull()).select("_person", "day")

    def death_days(self, people: ir.Table) -> ir.Table:
        claims = [self.claims_of_death(staged, people) for staged in self.of(VitalStatus)]
        if not claims:
            return people.select("_person", death_day=ibis.null("int32"))
        union = ibis.union(*claims) if len(claims) > 1 else claims[0]
        return union.group_by("_person").agg(death_day=union.death.min())

    def claims_of_death(self, staged: Staged, people: ir.Table) -> ir.Table:
        rows = staged.table.filter(staged.table["_ok"]).left_join(people, "_person").drop("_person_right")
        death = rows["death"] - rows["index_day"] if "death" in staged.absolute else rows["death"]
        return rows.select("_person", "died", death=death.cast("int32"))

    # --- the end

    def finish(self, subjects: Subjects, settled: dict[str, Settled], placed: ir.Table) -> Harmonised:
        tables = {name: done.rows for name, done in settled.items()}
        contact = self.engine.keep(self.contacts(subjects, settled))
        status = self.status(placed, contact)
        tables["vital_status"] = status
        tables["subject"] = self.subject_rows(subjects, settled, contact)
        result = Harmonised(
            tables, {name: "_packed" for name, done in settled.items() if done.packed}, self.accounts(settled, subjects),
            FINDINGS_SCHEMA.empty_table(),
        )
        result.findings = self.findings(settled, subjects, placed, result.accounts)
        for account in result.accounts:
            account.check()
        result.recorded = {name: self.recorded(TABLES[name], rows) for name, rows in tables.items()}
        return result

    def contacts(self, subjects: Subjects, settled: dict[str, Settled]) -> ir.Table:
        """R21 over assessments and reports, and what a source itself calls a visit."""
        days = [done.rows.select("day", person="_person") for done in settled.values() if done.table.contact]
        told = subjects.rows.filter(subjects.rows.last_contact_day.notnull())
        days.append(told.select(day=told.last_contact_day, person=told["_person"]))
        return last_contact(days)

    def status(self, placed: ir.Table, contact: ir.Table) -> ir.Table:
        claims = [self.claims_of_death(staged, placed.select("_person", "index_day"))
                  for staged in self.of(VitalStatus)]
        none = placed.filter(ibis.literal(False)).select("_person", died=ibis.null("boolean"), death=ibis.null("int32"))
        union = ibis.union(none, *claims) if claims else none
        told = vital_status(union.rename(person="_person"), placed.select(person="_person"), contact)
        return told.select("status", "day", _person="person")

    def subject_rows(self, subjects: Subjects, settled: dict[str, Settled], contact: ir.Table) -> ir.Table:
        tubes = self.people.select("_person", tube=ibis.null("boolean"))
        if "alsfrs" in settled:
            rows = settled["alsfrs"].rows
            tubes = tubes.union(rows.select("_person", tube="gastrostomy"))
        if "equipment" in settled:
            rows = settled["equipment"].rows
            position = vocabulary("equipment").codes.index("gastrostomy")
            tubes = tubes.union(rows.filter(rows.equipment == position).select("_person", tube=ibis.literal(True)))
        ever = tubes.group_by("_person").agg(gastrostomy_ever=tubes.tube.any())
        rows = subjects.rows.drop("last_contact_day").left_join(contact, subjects.rows["_person"] == contact["person"])
        rows = rows.drop("person").left_join(ever, "_person").drop("_person_right")
        return rows.select("_person", *Subject.own_variables())

    def recorded(self, table: type[Table], rows: ir.Table) -> dict[str, int]:
        counted = self.engine.rows(recorded_columns(rows.select(*table.own_variables())))[0]
        return {name: int(count) for name, count in counted.items()}

    # --- accounts

    def accounts(self, settled: dict[str, Settled], subjects: Subjects) -> list[FileAccount]:
        return [self.account(file, settled, subjects) for file in self.files]

    def account(self, file: SourceFile, settled: dict[str, Settled], subjects: Subjects) -> FileAccount:
        staged = [one for owner, one in self.staged if owner is file]
        behind = sorted({*file.unused, *(name for name in file.source.left_behind if name in file.text.columns)})
        if len(staged) == 1 and not staged[0].numbered:
            return FileAccount(file.text.file, file.source.name, **settled[staged[0].feed.target].counts,
                               left_behind=behind)
        every_row = file.scan(self.engine, rows=True).select("_row")
        judged = [table for table in (self.judged(one, settled, subjects) for one in staged)]
        return FileAccount(file.text.file, file.source.name,
                           **fates(self.engine, judged, [one.part for one in staged], every_row), left_behind=behind)

    def judged(self, staged: Staged, settled: dict[str, Settled], subjects: Subjects) -> ir.Table:
        """``_part``, ``_row``, ``_rows``, ``_bits``, ``_late``, ``_fate`` of one feed's rows."""
        if staged.feed.target == "subject":
            table = subjects.judged
        elif staged.feed.target == "vital_status":
            rows = staged.table
            return rows.select("_row", "_rows", "_bits", _part=ibis.literal(staged.part, "int16"),
                               _late=ibis.literal(0, "int8"), _fate=rows["_ok"].ifelse(0, 2).cast("int8"))
        else:
            kept = settled[staged.feed.target].judged
            assert kept is not None
            table = kept
        return table.filter(table["_part"] == staged.part).select("_part", "_row", "_rows", "_bits", "_late", "_fate")

    def findings(self, settled: dict[str, Settled], subjects: Subjects, placed: ir.Table,
                 accounts: Sequence[FileAccount]) -> pa.Table:
        every = []
        for file, staged in self.staged:
            late = subject_rules.LATE_FINDINGS if staged.feed.target == "subject" else settling.LATE_FINDINGS
            flagged = self.flagged(file, staged, settled, subjects, placed)
            every.append(list_findings(flagged, staged, late))
        for account in accounts:
            mine = [lines for lines, (file, _) in zip(every, self.staged, strict=True) if file.text.file == account.file]
            if mine:
                tally(account, pa.concat_tables(mine))
        listed = pa.concat_tables(every) if every else FINDINGS_SCHEMA.empty_table()
        order = [(name, "ascending") for name in FINDINGS_SCHEMA.names]
        return listed.sort_by(order)

    def flagged(self, file: SourceFile, staged: Staged, settled: dict[str, Settled], subjects: Subjects,
                placed: ir.Table) -> pa.Table:
        """The rows of a feed that have findings. Rows that were only counted are read again, now numbered."""
        if staged.numbered:
            rows = self.judged(staged, settled, subjects)
            return rows.filter((rows["_bits"] != 0) | (rows["_late"] != 0)).select("_row", "_bits", "_late").to_pyarrow()
        done = settled[staged.feed.target]
        if done.flagged is None:
            return pa.table({"_row": pa.array([], pa.int64()), "_bits": pa.array([], pa.int64()),
                             "_late": pa.array([], pa.int64())})
        self.progress(f"name the rows of {file.text.file} that have findings")
        return self.read_again(file, staged, done, placed)

    def read_again(self, file: SourceFile, staged: Staged, done: Settled, placed: ir.Table) -> pa.Table:
        plan, groups = done.packed, done.flagged
        assert plan is not None
        assert groups is not None
        again = stage_feed(self.settings, file.scan(self.engine, rows=True), file.source, staged.feed, self.people,
                           staged.part, staged.file)
        rows = judge(again, done.table, placed)
        rows = rows.mutate(_packed=rows["_ok"].ifelse(plan.pack(rows), None))
        rows = rows.mutate(_key=rows["_packed"] >> plan.key_shift)
        contradicting = groups.filter(groups.kept != groups.least)
        rows = rows.left_join(contradicting, rows["_key"] == contradicting["key"])
        against = rows["kept"].notnull() & (rows["_packed"] != rows["kept"])
        rows = rows.mutate(_late=against.ifelse(rows["_late"] + CONTRADICTION, rows["_late"]))
        return rows.filter((rows["_bits"] != 0) | (rows["_late"] != 0)).select("_row", "_bits", "_late").to_pyarrow()

