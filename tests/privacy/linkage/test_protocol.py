"""Request, answer, tokens: what each role sees, and what each file must be."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.privacy.linkage.made import facts, overlapping

from openpals.privacy.keys import Key, KeyRefused, different, load_key
from openpals.privacy.linkage import batches, oprf
from openpals.privacy.linkage.asking import (
    ANSWER,
    POINTS,
    REQUEST,
    REQUEST_FILE,
    SECRET_FILE,
    tokens_of_answer,
    write_request,
)
from openpals.privacy.linkage.checks import people_to_check
from openpals.privacy.linkage.envelope import FileRefused, write_envelope
from openpals.privacy.linkage.features import FEATURES, features
from openpals.privacy.linkage.keyed import TOKEN, Keyed, key_id, keyed, tokens_without_service
from openpals.privacy.linkage.service import answer_request, read_log, service_key
from openpals.privacy.linkage.tokens import Made, Tokens, fit_together, read_tokens, write_tokens
from openpals.privacy.pseudonyms import pseudonyms

SHARED, OWN, SERVICE = Key("linkage", b"s" * 32), Key("contributor", b"c" * 32), Key("linkage_service", b"k" * 32)
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
PEOPLE = facts(overlapping(30, 1).left)


def hashed(key: Key = SHARED, round_name: str = "2026") -> Keyed:
    return keyed(key, round_name, features(PEOPLE))


def quiet(done: int, size: int) -> None:
    pass


def ask(folder: Path, hashes: Keyed | None = None) -> Path:
    folder.mkdir()
    write_request(folder, hashes or hashed(), "2026", quiet)
    return folder


def answer(folder: Path, key: Key = SERVICE, name: str = "answer") -> Path:
    out = folder.parent / f"{name}.parquet"
    answer_request(folder / REQUEST_FILE, out, key, "north", folder.parent / "log", NOW, quiet)
    return out


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = ask(tmp_path_factory.mktemp("asked") / "asked")
    return folder, answer(folder)


def refusal(asked: Path, answer: Path, hashes: Keyed | None = None, service: str | None = None) -> str:
    with pytest.raises(FileRefused) as refused:
        tokens_of_answer(asked, answer, hashes or hashed(), "2026", service, quiet)
    return str(refused.value)


def test_token_is_the_function_of_key_and_keyed_feature(answered: tuple[Path, Path]) -> None:
    tokens, public = tokens_of_answer(*answered, hashed(), "2026", None, quiet)
    pair = service_key(SERVICE)

    assert tokens == [oprf.with_key(pair, text)[:TOKEN] for text in hashed().inputs]
    assert public == pair.public.hex()


def test_work_in_several_parts_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(batches, "BATCH", 50)
    monkeypatch.setattr("openpals.privacy.linkage.asking.BATCH", 50)
    folder = ask(tmp_path / "asked")
    tokens, _ = tokens_of_answer(folder, answer(folder), hashed(), "2026", None, lambda *far: seen.append(far))

    size = len(hashed().inputs)
    assert tokens == [oprf.with_key(service_key(SERVICE), text)[:TOKEN] for text in hashed().inputs]
    assert seen[-1] == (size, size)
    assert len(seen) == -(-size // 50)


def test_equal_facts_are_asked_for_once() -> None:
    twice = facts([overlapping(30, 1).left[0]] * 2)
    assert len(keyed(SHARED, "2026", features(twice)).inputs) <= len(FEATURES)


def test_service_sees_no_feature_and_no_two_requests_alike(tmp_path: Path) -> None:
    requests = [pq.read_table(ask(tmp_path / name) / REQUEST_FILE)["point"].to_pylist() for name in "ab"]
    assert not set(requests[0]) & set(requests[1])
    assert not set(requests[0]) & set(hashed().inputs)


def test_what_is_kept_is_for_its_owner_alone(answered: tuple[Path, Path]) -> None:
    assert (answered[0] / SECRET_FILE).stat().st_mode & 0o777 == 0o600


def test_another_list_of_people_is_refused(answered: tuple[Path, Path]) -> None:
    other = keyed(SHARED, "2026", features(facts(overlapping(30, 2).left)))
    assert "another list of people" in refusal(*answered, other)


def test_another_shared_key_is_refused(answered: tuple[Path, Path]) -> None:
    assert "another key" in refusal(*answered, hashed(Key("linkage", b"t" * 32)))


def test_answer_to_another_request_is_refused(tmp_path: Path, answered: tuple[Path, Path]) -> None:
    assert "is not proved to be made with the key" in refusal(ask(tmp_path / "other"), answered[1])


def test_answer_of_another_service_is_refused(answered: tuple[Path, Path]) -> None:
    assert "was made with the key" in refusal(*answered, service="00" * 32)


def test_answer_that_names_another_key_is_refused(tmp_path: Path, answered: tuple[Path, Path]) -> None:
    table = pq.read_table(answered[1])
    facts = json.loads(table.schema.metadata[b"openpals"])
    facts.pop("kind")
    other = service_key(Key("linkage_service", b"x" * 32)).public.hex()
    write_envelope(tmp_path / "forged", ANSWER, {**facts, "key": other}, table)
    assert "is not proved" in refusal(answered[0], tmp_path / "forged")


def test_answer_without_proofs_is_refused(tmp_path: Path, answered: tuple[Path, Path]) -> None:
    write_envelope(tmp_path / "bare", ANSWER, {}, pq.read_table(answered[1]))
    assert "lacks its key or its proofs" in refusal(answered[0], tmp_path / "bare")


def test_request_is_no_answer(answered: tuple[Path, Path]) -> None:
    assert "It must be an answer of the key service" in refusal(answered[0], answered[0] / REQUEST_FILE)


@pytest.mark.parametrize("content", [b"", b"id,name\n1,2\n"])
def test_other_file_is_no_answer(tmp_path: Path, answered: tuple[Path, Path], content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    assert "is no file of linkage" in refusal(answered[0], tmp_path / "other")


def test_service_writes_down_every_request(tmp_path: Path) -> None:
    folder = ask(tmp_path / "asked")
    answer(folder)
    (entry,) = read_log(tmp_path / "log")
    assert (entry["asker"], entry["points"], entry["answered"]) == ("north", len(hashed().inputs), True)
    assert entry["key"] == service_key(SERVICE).public.hex()


def test_service_refuses_more_than_a_contributor_may_have(tmp_path: Path) -> None:
    folder, log = ask(tmp_path / "asked"), tmp_path / "log"
    size = len(hashed().inputs)
    request = folder / REQUEST_FILE

    first = answer_request(request, tmp_path / "a", SERVICE, "north", log, NOW, quiet, most=size + 5)
    assert first.left == 5
    with pytest.raises(FileRefused, match=f"north has had {size} in 30 days"):
        answer_request(request, tmp_path / "b", SERVICE, "north", log, NOW, quiet, most=size + 5)
    assert not (tmp_path / "b").exists()
    answer_request(request, tmp_path / "c", SERVICE, "south", log, NOW, quiet, most=size + 5)
    later = NOW + timedelta(days=31)
    answer_request(request, tmp_path / "d", SERVICE, "north", log, later, quiet, most=size + 5)
    assert [entry["answered"] for entry in read_log(log)] == [True, False, True, True]


def test_service_refuses_what_is_no_point(tmp_path: Path) -> None:
    write_envelope(tmp_path / "request", REQUEST, {}, pa.table([pa.array([bytes(32)], pa.binary())], schema=POINTS))
    with pytest.raises(FileRefused, match="no point of the group"):
        answer_request(tmp_path / "request", tmp_path / "out", SERVICE, "north", tmp_path / "log", NOW, quiet)
    assert [entry["answered"] for entry in read_log(tmp_path / "log")] == [False]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("change", ["first line removed", "number changed"])
def test_changed_log_is_noticed(tmp_path: Path, change: str) -> None:
    folder = ask(tmp_path / "asked")
    for name in "ab":
        answer(folder, name=name)
    lines = (tmp_path / "log").read_text().splitlines()
    changed = lines[1:] if change == "first line removed" else [lines[0].replace("north", "south"), lines[1]]
    (tmp_path / "log").write_text("\n".join(changed) + "\n")
    with pytest.raises(FileRefused, match="the log was changed"):
        answer(folder, name="c")
    assert not (tmp_path / "c.parquet").exists()


def write(path: Path, dataset: str = "north", made: Made | None = None) -> Path:
    hashes = hashed()
    made = made or Made("2026", "", key_id(SHARED))
    write_tokens(path, dataset, made, PEOPLE, hashes, tokens_without_service(SHARED, "2026", hashes.inputs), OWN)
    return path


def test_tokens_stand_under_the_pseudonyms_of_the_deposit(tmp_path: Path) -> None:
    read = read_tokens(write(tmp_path / "tokens"))
    ids = pseudonyms(OWN, "north", PEOPLE.ids.to_pylist())

    assert read.subject_ids.to_pylist() == sorted(ids.to_pylist())
    hashes, values = hashed(), tokens_without_service(SHARED, "2026", hashed().inputs)
    row, someone = 7, ids.to_pylist()[7]
    place = read.subject_ids.to_pylist().index(someone)
    for name, column in read.columns.items():
        at = hashes.places[name][row].as_py()
        assert column[place].as_py() == (None if at is None else values[at])


def test_file_of_tokens_holds_no_fact_and_no_id(tmp_path: Path) -> None:
    bytes_of_file = write(tmp_path / "tokens").read_bytes()
    for fact in ("family_name", "given_name", "birth_date", "city"):
        for value in PEOPLE.columns[fact].dictionary.to_pylist():
            assert value.encode() not in bytes_of_file


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    before = write(tmp_path / "tokens").read_bytes()
    with pytest.raises(FileRefused, match="exists already"):
        write(tmp_path / "tokens")
    assert (tmp_path / "tokens").read_bytes() == before


def test_people_named_twice_are_refused(tmp_path: Path) -> None:
    table = pq.read_table(write(tmp_path / "tokens"))
    pq.write_table(pa.concat_tables([table.slice(0, 29), table.slice(0, 1)]), tmp_path / "twice")
    with pytest.raises(FileRefused, match="does not list each of its people once"):
        read_tokens(tmp_path / "twice")


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        (Made("2026", "", "0" * 16), "did not share one key"),
        (Made("2026", "ab" * 32, key_id(SHARED)), "the other without"),
        (Made("2027", "", key_id(SHARED)), "of two rounds"),
        (Made("2026", "", key_id(SHARED), "0"), "by different rules"),
    ],
)
def test_tokens_made_otherwise_are_not_compared(tmp_path: Path, other: Made, problem: str) -> None:
    files = {path: read_tokens(path) for path in (write(tmp_path / "a"), write(tmp_path / "b", "south", other))}
    with pytest.raises(FileRefused, match=problem):
        fit_together(files)


def test_tokens_of_two_service_keys_are_not_compared(tmp_path: Path) -> None:
    keys = [service_key(Key("linkage_service", letter * 32)).public.hex() for letter in (b"a", b"b")]
    files = {
        path: read_tokens(write(path, path.name, Made("2026", key, key_id(SHARED))))
        for key, path in zip(keys, (tmp_path / "a", tmp_path / "b"), strict=True)
    }
    with pytest.raises(FileRefused, match="used two keys"):
        fit_together(files)


def test_one_dataset_alone_or_twice_is_refused(tmp_path: Path) -> None:
    one: Tokens = read_tokens(write(tmp_path / "a"))
    with pytest.raises(FileRefused, match="at least two datasets"):
        fit_together({tmp_path / "a": one})
    with pytest.raises(FileRefused, match="Dataset north comes in several files"):
        fit_together({tmp_path / "a": one, tmp_path / "b": one})


def test_rounds_cannot_be_compared() -> None:
    assert not set(hashed().inputs) & set(hashed(round_name="2027").inputs)


def test_key_of_another_purpose_is_refused(tmp_path: Path) -> None:
    load_key("contributor", tmp_path / "key")
    with pytest.raises(KeyRefused, match="for the purpose contributor, not linkage"):
        load_key("linkage", tmp_path / "key")


def test_one_secret_under_two_purposes_is_refused() -> None:
    with pytest.raises(KeyRefused, match="contributor and linkage are the same secret"):
        different(Key("contributor", b"c" * 32), Key("linkage", b"c" * 32))


def test_shared_key_is_not_made_in_passing(tmp_path: Path) -> None:
    with pytest.raises(KeyRefused, match="get it from who made it"):
        load_key("linkage", tmp_path / "key", make=False)
    assert not (tmp_path / "key").exists()


def test_contributor_finds_whom_to_check(tmp_path: Path) -> None:
    ids = pseudonyms(OWN, "north", PEOPLE.ids.to_pylist()).to_pylist()
    (tmp_path / "check").write_text(f"subject_id\n{ids[3]}\n{ids[11]}\n")
    assert people_to_check(tmp_path / "check", PEOPLE, "north", OWN) == ["3", "11"]
    with pytest.raises(FileRefused, match="names 2 people who are not in the list"):
        people_to_check(tmp_path / "check", PEOPLE, "south", OWN)
    (tmp_path / "other").write_text("id\n3\n")
    with pytest.raises(FileRefused, match="no list of people to check"):
        people_to_check(tmp_path / "other", PEOPLE, "north", OWN)
