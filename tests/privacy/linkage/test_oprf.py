"""VOPRF(ristretto255, SHA-512): the test vectors of RFC 9497, A.1.2, and what makes it oblivious and verifiable."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpals.privacy.linkage import oprf, ristretto

KEY = oprf.derive_key(bytes.fromhex("a3" * 32), b"test key")
BLIND = bytes.fromhex("64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706")
OTHER_BLIND = bytes.fromhex("222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e")
LAST_RANDOM = bytes.fromhex("419c4f4f5052c53c45f3da494d2b67b220d02118e0857cdbcf037f9ea84bbe0c")
OUTPUTS = (
    "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7da4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c",
    "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6",
)
# inputs, blinds, blinded, answers, random scalar of the proof, proof, outputs
VECTORS = [
    (
        [b"\0"],
        [BLIND],
        ["863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945"],
        ["aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e"],
        OTHER_BLIND,
        "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd066d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d",
        OUTPUTS[:1],
    ),
    (
        [b"\x5a" * 17],
        [BLIND],
        ["cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c"],
        ["60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468"],
        OTHER_BLIND,
        "401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02",
        OUTPUTS[1:],
    ),
    (
        [b"\0", b"\x5a" * 17],
        [BLIND, OTHER_BLIND],
        [
            "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
            "90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654",
        ],
        [
            "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
            "cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a",
        ],
        LAST_RANDOM,
        "cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08",
        OUTPUTS,
    ),
]


def hexadecimal(texts: list[bytes]) -> list[str]:
    return [text.hex() for text in texts]


def test_key_is_that_of_the_standard() -> None:
    assert KEY.secret.hex() == "e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909"
    assert KEY.public.hex() == "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e"
    assert KEY.secret.hex() not in repr(KEY)


@pytest.mark.parametrize(("inputs", "blinds", "blinded", "answers", "random", "proof", "outputs"), VECTORS)
def test_every_step_is_that_of_the_standard(
    inputs: list[bytes],
    blinds: list[bytes],
    blinded: list[str],
    answers: list[str],
    random: bytes,
    proof: str,
    outputs: tuple[str, ...],
) -> None:
    points = oprf.blind(inputs, blinds)
    evaluated, proved = oprf.evaluate(KEY, points, random)

    assert hexadecimal(points) == blinded
    assert hexadecimal(evaluated) == answers
    assert proved.hex() == proof
    oprf.verify(KEY.public, points, evaluated, proved)
    assert hexadecimal(oprf.finalize(inputs, blinds, evaluated)) == list(outputs)


@settings(max_examples=20)
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=5), st.binary(min_size=64, max_size=64).filter(any))
def test_value_is_that_of_key_and_input_whatever_the_blind(inputs: list[bytes], random: bytes) -> None:
    blinds = [ristretto.scalar_of(random), *(ristretto.random_scalar() for _ in inputs[1:])]
    answers, _ = oprf.evaluate(KEY, oprf.blind(inputs, blinds))

    assert oprf.finalize(inputs, blinds, answers) == [oprf.with_key(KEY, text) for text in inputs]


def test_blinding_changes_every_time_and_the_value_does_not() -> None:
    seen, values = set(), set()
    for _ in range(5):
        blinds = [ristretto.random_scalar()]
        points = oprf.blind([b"smith"], blinds)
        seen.add(points[0])
        values.add(oprf.finalize([b"smith"], blinds, oprf.evaluate(KEY, points)[0])[0])
    assert len(seen) == 5
    assert len(values) == 1


def test_answer_of_another_key_has_no_proof() -> None:
    points = oprf.blind([b"smith"], [BLIND])
    other = oprf.derive_key(bytes(32), b"")
    answers, proof = oprf.evaluate(other, points)
    with pytest.raises(oprf.ProofRefused, match="not made with the key"):
        oprf.verify(KEY.public, points, answers, proof)


def test_one_answer_exchanged_among_many_is_noticed() -> None:
    points = oprf.blind([b"a", b"b", b"c"], [BLIND] * 3)
    answers, proof = oprf.evaluate(KEY, points)
    with pytest.raises(oprf.ProofRefused):
        oprf.verify(KEY.public, points, [answers[1], answers[0], answers[2]], proof)


@pytest.mark.parametrize("answers", [[bytes(32)], [b"\xff" * 32], [b"short"], []])
def test_answer_that_is_no_point_is_refused(answers: list[bytes]) -> None:
    points = oprf.blind([b"a"], [BLIND])
    _, proof = oprf.evaluate(KEY, points)
    with pytest.raises(oprf.ProofRefused):
        oprf.verify(KEY.public, points, answers, proof)


@pytest.mark.parametrize("point", [bytes(32), b"\xff" * 32, b"", bytes(31)])
def test_what_is_no_point_is_not_multiplied(point: bytes) -> None:
    with pytest.raises(ristretto.NotAPoint):
        oprf.evaluate(KEY, [point])
