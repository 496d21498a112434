"""A policy of one's own against the strict one: what protects less says so, by name and reason."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.refused import Refused


def hold_to_floor(
    where: str, name: str, floor: str, below: Mapping[str, str], weaker: Mapping[str, str], refusal: type[Refused]
) -> None:
    """Refuses a policy that is weaker in silence, gives idle reasons, or has the strict one's name.

    ``where``: the file; ``floor``: the strict policy's name; ``below``: what protects less -> what is the matter;
    ``weaker``: what the file admits -> why. Raises ``refusal``.
    """
    if silent := {one: what for one, what in below.items() if not weaker.get(one)}:
        raise refusal(
            "\n".join(
                f'{where}: {what}. Do as the strict policy does, or say why not: [weaker] "{one}" = "the reason".'
                for one, what in silent.items()
            )
        )
    if idle := sorted(set(weaker) - set(below)):
        raise refusal(f"{where}: [weaker] names {', '.join(idle)}, which is not weaker. Take it out.")
    if below and name == floor:
        raise refusal(f"{where}: it is weaker than {floor} and has its name. Give it a name of its own.")
