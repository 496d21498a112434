"""All of a contribution's files into all tables of the model, for people who have numbers instead of names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from ..model.layout import Feed, feeds_of
from ..model.table import Table
from ..model.tables import ALL, TABLES, Subject, VitalStatus
from ..model.variable import Type
from ..model.vocabulary import vocabulary
from ..sources.files import Problem, SourceRefused
from ..sources.folder import SourceFile
from ..sources.names import match_columns
from . import deaths as death_rules
from . import settle as settling
from . import subjects as subject_rules
from .accounting import FileAccount, fates
from .deaths import settle_deaths
from .findings import Findings
from .pack import Packing, packing
from .rules.days import LAST_VISIT_DAY, last_contact, left_out, to_day
from .rules.person import over_top_age
from .rules.vital_status import vital_status
from .settle import Settled, settle
from .shape import in_scope, read_cell
from .stage import Staged, stage_feed
from .subjects import Subjects, settle_subjects
from .targets import listed_words
from .work import Effect, Settings, Work

Progress = Callable[[str], None]

# Files and tables that are worked on at the same time: while one keeps all processors busy, the next is prepared.
SIDE_BY_SIDE = 2


@dataclass
class Harmonised:
    """A contribution in the common model.

    ``tables``: name -> rows with ``_person`` and the declared variables, codes still as positions. ``findings``: one
    line a finding. ``ages_hidden``: people whose age is left out because a later day of theirs makes it more than 89.
    ``people_left_out``: those of whom nothing is told yet, as they joined after what would be their last told day.
    """

    tables: dict[str, ir.Table]
    packed: dict[str, tuple[pa.Table, Packing]]  # tables whose rows are there as packed numbers as well, in order
    accounts: list[FileAccount]
    findings: pa.Table
    ages_hidden: int
    people_left_out: int


def source_ids(settings: Settings, files: Sequence[SourceFile]) -> list[str]:
    """Everybody in the files that list the people, as the source calls them; sorted."""
    found = [pa.array([], pa.string())]
    for file in files:
        if file.source.name == settings.layout.people:
            raw = file.scan(settings.engine)
            ids = raw.select(source_id=read_cell(raw, file.source.subject))
            found += settings.engine.result(ids)["source_id"].chunks
    every: list[str] = pc.unique(pa.chunked_array(found)).drop_null().sort().to_pylist()
    return every


def harmonise(
    settings: Settings, files: Sequence[SourceFile], people: pa.Table, progress: Progress, pack: bool = True
) -> Harmonised:
    """Runs both passes. ``people``: ``source_id`` and ``_person`` (0..n-1). Every file's rows are accounted for.

    With ``_untold`` (days) beside them, the last told day of each who is not dead lies so many days before the
    extraction, which is the day of the latest row of all that is of a day.

    Without ``pack``, all rows go the general way: slower, with the same result.
    """
    return _Run(settings, files, people, progress, pack).run()


class _Run:
    def __init__(
        self, settings: Settings, files: Sequence[SourceFile], people: pa.Table, progress: Progress, pack: bool
    ) -> None:
        self.settings, self.files, self.progress, self.pack = settings, files, progress, pack
        self.engine = settings.engine
        self.size = people.num_rows
        self.people = self.engine.table(people.select(["source_id", "_person"]))
        ends = "_untold" in people.column_names
        self.untold = self.engine.table(people.select(["_person", "_untold"])) if ends else None
        self.staged: list[tuple[SourceFile, Staged]] = []
        self.scopes: dict[str, dict[str, int]] = {}  # file -> rows read, rows in which no feed finds anything

    def run(self) -> Harmonised:
        self.stage()
        self.deaths = settle_deaths(self.engine, self.of(VitalStatus), self.engine.keep(self.ends(self.index_days())))
        subjects = settle_subjects(self.settings, self.of(Subject), self.deaths.people)
        placed = self.engine.keep(
            self.deaths.people.left_join(subjects.birth_days, "_person")
            .drop("_person_right")
            .left_join(self.deaths.days(), "_person")
            .drop("_person_right")
        )
        tables = [table for table in ALL if table not in (Subject, VitalStatus) and self.of(table)]

        def settled(table: type[Table]) -> Settled:
            self.progress(f"harmonise {table.name}")
            return settle(self.engine, table, self.of(table), placed)

        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            done = dict(zip((table.name for table in tables), pool.map(settled, tables), strict=True))
        return self.finish(subjects, done, placed)

    # --- first pass

    def stage(self) -> None:
        problems: list[Problem] = []
        feeds = [self.feeds(file) for file in self.files]
        first_parts = accumulate((len(fed) for fed in feeds), initial=0)
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            staging = [pool.submit(self.stage_file, *job) for job in zip(self.files, feeds, first_parts, strict=False)]
            for file, staged in zip(self.files, staging, strict=True):
                try:
                    self.staged += [(file, one) for one in staged.result()]
                except (duckdb.Error, pa.ArrowInvalid) as error:
                    found = file.broken_rows(str(error))
                    if not found:
                        raise
                    problems += found
        if problems:
            raise SourceRefused(problems)

    def stage_file(self, file: SourceFile, feeds: Sequence[Feed], first_part: int) -> list[Staged]:
        self.progress(f"read {file.text.file}")
        if len(feeds) == 1 and reads_once(feeds[0]):
            raw = file.scan(self.engine, listed_words(feeds[0], file.source))
            return [self.stage_feed(file, raw, feeds[0], first_part)]
        raw = self.engine.keep(file.scan(self.engine))
        staged = [self.stage_feed(file, raw, feed, first_part + i) for i, feed in enumerate(feeds)]
        scopes = [in_scope(raw, feed) for feed in feeds]
        scope = ibis.union(raw.select("_row").limit(0), *scopes)
        self.scopes[file.text.file] = self.engine.rows(
            raw.agg(read=raw.count(), out_of_scope=raw.anti_join(scope, "_row").count().as_scalar())
        )[0]
        self.engine.drop(raw)
        return staged

    def feeds(self, file: SourceFile) -> list[Feed]:
        """What a file feeds."""
        return [feed for feed in feeds_of(self.settings.layout, file.source.name) if self.says_anything(file, feed)]

    def says_anything(self, file: SourceFile, feed: Feed) -> bool:
        """Whether a file has columns for a feed. Who lists the people says that they are, with nothing beside."""
        lists_people = file.source.name == self.settings.layout.people and feed.target == Subject.name
        return lists_people or feed.inputs_given(set(file.columns))

    def stage_feed(self, file: SourceFile, raw: ir.Table, feed: Feed, part: int) -> Staged:
        plan = self.packing(file, feed)
        staged = stage_feed(self.settings, raw, file.source, feed, self.people, part, file.text.file, plan)
        staged.kept = self.engine.keep_once(staged.kept)
        return staged

    def packing(self, file: SourceFile, feed: Feed) -> Packing | None:
        """How to pack a feed's rows, if they fit, and nothing beside this one file and feed fills the table.

        The fate of such rows is told by counting: none of them stands for several, or shares its source row.
        """
        if (
            not self.pack
            or feed.reshapes
            or feed.target in (Subject.name, VitalStatus.name)
            or self.feeds(file) != [feed]
        ):
            return None
        others = (other for one in self.files if one is not file for other in self.feeds(one))
        return None if feed.target in {other.target for other in others} else packing(TABLES[feed.target], self.size)

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
        # One mistyped year must not make all that a person really reported fall outside the window of visits.
        earliest = (self.settings.last_day - date(1970, 1, 1)).days - LAST_VISIT_DAY
        tables = [staged.table for _, staged in self.staged if TABLES[staged.feed.target].contact]
        days = [
            rows.filter(rows["_ok"] & (rows.day >= earliest)).group_by("_person").agg(day=lambda t: t.day.min())
            for rows in tables
        ]
        union = ibis.union(self.nobody(day="int32"), *days)
        return union.group_by("_person").agg(index_day=union.day.min())

    def ends(self, people: ir.Table) -> ir.Table:
        """``people`` with ``end_day``: the last told day of each who is not dead; null where all is told."""
        if self.untold is None:
            return people.mutate(end_day=ibis.null("int32"))
        joined = people.left_join(self.untold, "_person")
        end = ibis.literal(self.latest_row(), "int32") - joined["_untold"] - joined["index_day"]
        return joined.select("_person", "index_day", end_day=end.cast("int32"))

    def latest_row(self) -> int | None:
        """The extraction, as far as the rows know of it: no later than the contributor says, as no date can be."""
        found = [self.nobody(day="int32")]
        for _, staged in self.staged:
            if TABLES[staged.feed.target].visit and "day" in staged.absolute:
                rows = staged.table
                found.append(rows.filter(rows["_ok"]).select("_person", "day"))
        union = ibis.union(*found) if len(found) > 1 else found[0]
        latest: int | None = self.engine.rows(union.agg(latest=union.day.max()))[0]["latest"]
        return latest

    def nobody(self, **columns: str) -> ir.Table:
        """No rows, in the shape of a table about people: what to begin a union with that may have no other part."""
        none = self.people.filter(ibis.literal(False))
        return none.select("_person", **{name: ibis.null(kind) for name, kind in columns.items()})

    def declared_zero(self) -> ir.Table:
        """The first filled of the layout's columns of time zero, the earliest row of each person."""
        found = []
        for rank, column in enumerate(self.settings.layout.time_zero):
            source, _, name = column.rpartition(".")
            for file in self.files:
                if file.source.name == source and name in file.columns:
                    found.append(self.dates_of(file, name).mutate(_rank=ibis.literal(rank, "int8")))
        union = ibis.union(self.nobody(day="int32", _rank="int8"), *found)
        first = union.group_by("_person").agg(index_day=union.day.argmin(union["_rank"] * 1_000_000 + union.day))
        return first

    def dates_of(self, file: SourceFile, name: str) -> ir.Table:
        raw = file.scan(self.engine)
        who = raw.select(_subject=read_cell(raw, file.source.subject), day=raw[name])
        work = Work(who.join(self.people, who["_subject"] == self.people["source_id"]), self.settings)
        to_day(work, "day", absolute=True, effect=Effect.REJECT)
        return work.table.filter(work.table.day.notnull()).select("_person", "day")

    # --- the end

    def finish(self, subjects: Subjects, settled: dict[str, Settled], placed: ir.Table) -> Harmonised:
        tables = {name: done.rows for name, done in settled.items()}
        contact = self.engine.keep(self.contacts(subjects, settled))
        status = self.status(placed, contact)
        tables["vital_status"] = status
        rows = self.subject_rows(subjects, settled, contact)
        old = self.engine.keep(self.over_top_age(rows, settled, status))
        tables["subject"] = without_age(rows, old)
        accounts = self.accounts(settled, subjects)
        findings = self.findings(settled, subjects)
        for file, account in zip(self.files, accounts, strict=True):
            findings.tally(account)
            account.check()
            file.check_rows(account.read)
        packed = {name: done.packed for name, done in settled.items() if done.packed is not None}
        hidden = int(self.engine.rows(old.agg(people=old.count()))[0]["people"])
        away = placed.filter(left_out(placed["last_told"]))
        people_left_out = int(self.engine.rows(away.agg(people=away.count()))[0]["people"])
        return Harmonised(tables, packed, accounts, findings.listed(), hidden, people_left_out)

    def contacts(self, subjects: Subjects, settled: dict[str, Settled]) -> ir.Table:
        """R21 over assessments and reports, and what a source itself calls a visit."""
        days = [done.rows.select("day", person="_person") for done in settled.values() if done.table.contact]
        told = subjects.rows.filter(subjects.rows.last_contact_day.notnull())
        days.append(told.select(day=told.last_contact_day, person=told["_person"]))
        return last_contact(days)

    def status(self, placed: ir.Table, contact: ir.Table) -> ir.Table:
        claims = self.deaths.claims.rename(person="_person")
        people = placed.filter(~left_out(placed["last_told"])).select(person="_person")
        told = vital_status(claims, people, contact)
        return told.select("status", "day", _person="person")

    def subject_rows(self, subjects: Subjects, settled: dict[str, Settled], contact: ir.Table) -> ir.Table:
        rows = subjects.rows.drop("last_contact_day").left_join(contact, subjects.rows["_person"] == contact["person"])
        rows = rows.drop("person").left_join(self.tubes(settled), "_person").drop("_person_right")
        rows = rows.left_join(self.riluzole(settled), "_person").drop("_person_right")
        yes = vocabulary("yes_no_unknown").codes.index("yes")
        rows = rows.mutate(riluzole_use=rows["_took"].fill_null(False).ifelse(yes, rows.riluzole_use).cast("int16"))
        return rows.select("_person", *Subject.own_variables())

    def over_top_age(self, subjects: ir.Table, settled: dict[str, Settled], status: ir.Table) -> ir.Table:
        """``_person`` of everybody whose age and latest day, of whatever table, add up to more than 89 years."""
        days = [subjects.select("_person", day="last_contact_day"), status.select("_person", "day")]
        for done in settled.values():
            if not done.table.contact:  # the others' days are in the last contact
                named = [name for name, variable in done.table.own_variables().items() if variable.type is Type.DAY]
                days += [done.rows.select("_person", day=name) for name in named]
        latest = ibis.union(*days).group_by("_person").agg(_last=lambda rows: rows.day.max())
        aged = subjects.select("_person", "age").left_join(latest, "_person")
        return aged.filter(over_top_age(aged.age, aged["_last"])).select("_person")

    def tubes(self, settled: dict[str, Settled]) -> ir.Table:
        """``_person``, ``gastrostomy_ever``: whether any assessment or device says that there was a feeding tube."""
        told = [self.nobody(tube="boolean")]
        if "alsfrs" in settled:
            told.append(settled["alsfrs"].rows.select("_person", tube="gastrostomy"))
        if "equipment" in settled:
            told.append(having(settled["equipment"], "equipment", "gastrostomy").mutate(tube=ibis.literal(True)))
        tubes = ibis.union(*told) if len(told) > 1 else told[0]
        return tubes.group_by("_person").agg(gastrostomy_ever=tubes.tube.any())

    def riluzole(self, settled: dict[str, Settled]) -> ir.Table:
        """R17: ``_person``, ``_took``: who has riluzole among their treatments, whatever the record of people says."""
        listed = [name for name in ("treatment", "treatment_report", "concomitant_medication") if name in settled]
        took = [self.nobody(), *(having(settled[name], "treatment", "riluzole") for name in listed)]
        rows = ibis.union(*took, distinct=True) if len(took) > 1 else took[0]
        return rows.mutate(_took=ibis.literal(True))

    # --- accounts

    def accounts(self, settled: dict[str, Settled], subjects: Subjects) -> list[FileAccount]:
        return [self.account(file, settled, subjects) for file in self.files]

    def account(self, file: SourceFile, settled: dict[str, Settled], subjects: Subjects) -> FileAccount:
        staged = [one for owner, one in self.staged if owner is file]
        known = match_columns(file.text.columns, file.source.left_behind).values()
        behind = sorted({*file.unused, *known})
        done = settled.get(staged[0].feed.target) if len(staged) == 1 else None
        if done is not None and done.counts is not None:
            return self.file_account(file, behind, done.counts)
        counted = fates(self.engine, [self.judged(one, settled, subjects) for one in staged])
        scope = self.scopes.get(file.text.file) or {"read": sum(counted.values()), "out_of_scope": 0}
        counted["rejected"] += scope["out_of_scope"]
        return self.file_account(file, behind, {**scope, **counted})

    def file_account(self, file: SourceFile, behind: list[str], counts: dict[str, int]) -> FileAccount:
        return FileAccount(
            file.text.file,
            file.source.name,
            counts["read"],
            counts["kept"],
            counts["merged"],
            counts["rejected"],
            counts.get("out_of_scope", 0),
            left_behind=behind,
        )

    def judged(self, staged: Staged, settled: dict[str, Settled], subjects: Subjects) -> ir.Table:
        """``_row``, ``_rows``, ``_repeats``, ``_bits``, ``_late``, ``_fate`` of one feed's rows."""
        persons = {"subject": subjects.judged, "vital_status": self.deaths.judged}
        target = staged.feed.target
        table = persons[target] if target in persons else settled[target].judged
        return table.filter(table["_part"] == staged.part).drop("_part")

    def findings(self, settled: dict[str, Settled], subjects: Subjects) -> Findings:
        found = Findings()
        persons = {"subject": subject_rules.LATE_FINDINGS, "vital_status": death_rules.LATE_FINDINGS}
        for _, staged in self.staged:
            late = persons.get(staged.feed.target, settling.LATE_FINDINGS)
            done = settled.get(staged.feed.target)
            rows = done.judged if done and done.packed is not None else self.judged(staged, settled, subjects)
            flagged = rows.filter((rows["_bits"] != 0) | (rows["_late"] != 0)).select("_row", "_bits", "_late")
            found.add(self.engine.result(flagged), staged, late)
        return found


def without_age(subjects: ir.Table, old: ir.Table) -> ir.Table:
    """R08: ``subjects``, the age and decade of birth of the ``old`` (``_person``) left out."""
    marked = subjects.left_join(old.mutate(_old=ibis.literal(True)), "_person").drop("_person_right")
    hidden = marked["_old"].fill_null(False)
    names = ("age", "birth_decade")
    without = marked.mutate(**{name: hidden.ifelse(ibis.null(marked[name].type()), marked[name]) for name in names})
    return without.select(*subjects.columns)


def having(settled: Settled, name: str, code: str) -> ir.Table:
    """The people (``_person``) with a row whose coded variable has this code."""
    variable = settled.table.variables[name]
    assert variable.vocabulary is not None
    position = vocabulary(variable.vocabulary).codes.index(code)
    return settled.rows.filter(settled.rows[name] == position).select("_person")


def reads_once(feed: Feed) -> bool:
    """Whether a feed's rows come out of one reading: no row is spread or left out, no units are looked up first."""
    return not feed.reshapes and "unit" not in feed.inputs()
