"""Names, addresses and the like of people who do not exist: they stay with a contributor, and a deposit has none.

Names and places are drawn from the lists of mimesis, by country. Every e-mail address lies under example.org, which
nobody can register, and says that it is synthetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from mimesis import Address, Person
from mimesis.enums import Gender
from mimesis.locales import Locale

from .calendar_days import Days
from .columns import word
from .disease import Flags, Ints

# Country -> (share of members, where its names come from).
COUNTRIES: dict[str, tuple[float, Locale]] = {
    "US": (0.55, Locale.EN),
    "GB": (0.12, Locale.EN_GB),
    "CA": (0.08, Locale.EN_CA),
    "DE": (0.07, Locale.DE),
    "FR": (0.04, Locale.FR),
    "IT": (0.04, Locale.IT),
    "AU": (0.04, Locale.EN_AU),
    "JP": (0.02, Locale.JA),
    "BR": (0.02, Locale.PT_BR),
    "NL": (0.02, Locale.NL),
}
_DRAWS = 4000  # from each list: nearly all of it


@dataclass(frozen=True)
class Names:
    """The lists of one country."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    family: tuple[str, ...]
    cities: tuple[str, ...]


@cache
def _names(locale: Locale) -> Names:
    person, address = Person(locale, seed=1), Address(locale, seed=1)

    def distinct(draw: list[str]) -> tuple[str, ...]:
        return tuple(sorted(set(draw)))

    return Names(
        women=distinct([person.first_name(gender=Gender.FEMALE) for _ in range(_DRAWS)]),
        men=distinct([person.first_name(gender=Gender.MALE) for _ in range(_DRAWS)]),
        family=distinct([person.last_name() for _ in range(_DRAWS)]),
        cities=distinct([address.city() for _ in range(_DRAWS)]),
    )


@dataclass(frozen=True)
class Identities:
    """Columns of text, one row a person."""

    given_name: pa.Array
    family_name: pa.Array
    email: pa.Array
    city: pa.Array
    postcode: pa.Array
    country: pa.Array

    @property
    def name(self) -> pa.Array:
        """Given and family name."""
        return pc.binary_join_element_wise(self.given_name, self.family_name, " ")


def countries(rng: np.random.Generator, count: int) -> Ints:
    """Where people live: places in COUNTRIES."""
    shares = np.array([share for share, _ in COUNTRIES.values()])
    return np.asarray(rng.choice(len(COUNTRIES), count, p=shares / shares.sum()))


def identities(rng: np.random.Generator, number: Ints, male: Flags, country: Ints) -> Identities:
    """People of the given sexes and countries. ``number`` makes each e-mail address one of a kind."""
    count = len(number)
    lists = [_names(locale) for _, locale in COUNTRIES.values()]
    return Identities(
        given_name=_drawn(rng, country * 2 + male, [names for one in lists for names in (one.women, one.men)]),
        family_name=_drawn(rng, country, [one.family for one in lists]),
        email=_emails(number),
        city=_drawn(rng, country, [one.cities for one in lists]),
        postcode=pc.binary_join_element_wise(
            "SYN", pc.utf8_lpad(pa.array(rng.integers(0, 100_000, count)).cast(pa.string()), 5, "0"), " "
        ),
        country=word(country, list(COUNTRIES)),
    )


def _emails(number: Ints) -> pa.Array:
    local = pc.binary_join_element_wise("synthetic.person", pa.array(number).cast(pa.string()), ".")
    return pc.binary_join_element_wise(local, "example.org", "@")


def _drawn(rng: np.random.Generator, which: Ints, lists: list[tuple[str, ...]]) -> pa.Array:
    """For each person one entry of the list that the person's number names."""
    starts = np.cumsum([0, *(len(entries) for entries in lists)])
    lengths = np.diff(starts)[which]
    places = starts[which] + (rng.random(len(which)) * lengths).astype(np.int64)
    return pa.array([entry for entries in lists for entry in entries]).take(pa.array(places))


def recognisable(
    rng: np.random.Generator, own: Identities, birth: Days, elsewhere: Identities, elsewhere_birth: Days, row: Ints
) -> tuple[Identities, Days]:
    """People who stand in another list as well (``row`` there, -1 for none): the same but for what changes.

    Shares are assumed: 3 % mistype a name, 4 % have another family name now, a quarter has moved, 1 % has day and
    month of birth exchanged. Nobody's e-mail address is the same.
    """
    known = np.flatnonzero(row >= 0)
    there = row[known]
    change = rng.random((len(known), 4))
    given = _replaced(own.given_name, known, elsewhere.given_name.take(pa.array(there)).to_pylist())
    family = elsewhere.family_name.take(pa.array(there)).to_pylist()
    mistyped = [
        _swapped(name, place) if odd else name
        for name, place, odd in zip(family, change[:, 1], change[:, 0] < 0.03, strict=True)
    ]
    stays = change[:, 0] < 0.96
    moved = change[:, 2] < 0.25
    birth = birth.copy()
    birth[known] = elsewhere_birth[there]
    exchanged = known[change[:, 3] < 0.01]
    birth[exchanged] = [_day_and_month(day) for day in birth[exchanged]]
    settled = known[~moved]
    return (
        Identities(
            given_name=given,
            family_name=_replaced(
                own.family_name, known[stays], [name for name, kept in zip(mistyped, stays, strict=True) if kept]
            ),
            email=own.email,
            city=_replaced(own.city, settled, elsewhere.city.take(pa.array(there[~moved])).to_pylist()),
            postcode=_replaced(own.postcode, settled, elsewhere.postcode.take(pa.array(there[~moved])).to_pylist()),
            country=_replaced(own.country, known, elsewhere.country.take(pa.array(there)).to_pylist()),
        ),
        birth,
    )


def _replaced(texts: pa.Array, places: Ints, others: list[str]) -> pa.Array:
    mask = np.zeros(len(texts), bool)
    mask[places] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(others, pa.string()))


def _swapped(name: str, place: float) -> str:
    """Two letters exchanged."""
    if len(name) < 3:
        return name
    at = 1 + int(place * (len(name) - 2))
    return name[:at] + name[at : at + 2][::-1] + name[at + 2 :]


def _day_and_month(day: np.datetime64) -> np.datetime64:
    year, month, number = str(day).split("-")
    return np.datetime64(f"{year}-{number}-{month}") if int(number) <= 12 else day
