"""What the words of other systems mean: outcomes, and where in a pipeline a stage of that name belongs."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from pipeboard.domain.deal import Status

_OUTCOMES: Final[dict[Status, str]] = {
    "won": "won|win|closed won|closedwon|gewonnen|voitettu|wygrana|wygrane|wygrany|赢单|成交|已成交|已签约",
    "lost": "lost|lose|loss|closed lost|closedlost|abandoned|verloren|havitty|hävitty|menetetty|przegrana"
    "|przegrane|przegrany|stracona|输单|丢单|丢失|已丢失",
    "disqualified": "disqualified|unqualified|not qualified|junk|spam|invalid|disqualifiziert|hylatty|hylätty"
    "|zdyskwalifikowany|zdyskwalifikowana|无效",
}
_OPEN: Final = (
    "open|active|ongoing|in progress|pending|new|working|avoin|offen|in bearbeitung|otwarta|otwarte|otwarty"
    "|w toku|进行中|跟进中"
)
_STATUSES: Final[dict[str, Status]] = {
    word: status for status, words in {**_OUTCOMES, "open": _OPEN}.items() for word in words.split("|")
}
_YES: Final = "yes|y|true|t|1|x|✓|✔|√|kylla|kyllä|k|ja|j|wahr|tak|prawda|是|对"
_NO: Final = "no|n|false|f|0|ei|e|nein|falsch|nie|fałsz|否|不是"
_FLAGS: Final = {word: words is _YES for words in (_YES, _NO) for word in words.split("|")}
_OPEN_OR_STAGE: Final = frozenset({"new", "working", "pending"})
_NUMBER = re.compile(r"([0-9]{1,2})[.):\s-]+(?=\D)")
_GAPS = re.compile(r"[\W_]+")


class Place(NamedTuple):
    """Where a stage belongs (a place between 0 and 7 on the way to the win) and a fair first probability."""

    at: float
    probability: int


_MIDDLE: Final = Place(3.5, 50)
"""For names that say nothing."""
OFFER_PLACE: Final = 4
QUALIFIED_PLACE: Final = 2
"""A deal this far or further counts as qualified."""
_PLACES: Final = (  # the first that fits wins, so the later stages come first: "Lead qualification" qualifies
    (
        Place(6, 90),
        r"clos(e|ing)|sign(?!al)|contract|commit|verbal|klous|päättäm|abschluss|umow|zamkn|签|合同",
    ),
    (
        Place(5, 75),
        r"negoti|legal|procure|decision(?! maker)|neuvottel|päätös|verhandl|negocj|decyz|洽谈|谈判",
    ),
    (
        Place(4, 60),
        r"proposal|propose\b|quot|offer|estimate|\bbid|tender|follow|tarjou|seuranta|angebot|ofert|意向|报价|方案",
    ),
    (
        Place(3, 40),
        r"meeting|discover|need|demo|present|appoint|analys|proposition|decision maker|trial|pilot|evaluat"
        r"|consider|tapaami|tarve|tarpei|bedarf|termin|spotkan|potrzeb|rozwa|机会|需求|拜访|演示",
    ),
    (Place(2, 30), r"contact|engag|connect|reach|nurtur|yhteyd|kontak|联系|接触"),
    (Place(1, 20), r"qualif|\bmql|\bsql|screen|kvalif|kwalif|arvioi|筛选|资格"),
    (
        Place(0, 10),
        r"lead|prospe|suspect|target|\bnew\b|inbox|backlog|\bidea|liid|poszuk|interessent|寻找|潜在|线索|新",
    ),
)
_PATTERNS: Final = tuple((place, re.compile(pattern)) for place, pattern in _PLACES)


def read_status(text: str) -> Status | None:
    """The status that a word means; None when it means none."""
    return _STATUSES.get(plain(text))


def read_flag(text: str) -> bool | None:
    """What yes or no means, in the words and signs of other systems; None for anything else."""
    return _FLAGS.get(text.strip().casefold())


def says_open(text: str) -> bool:
    """Whether a word can only be the status of an open deal ("new" may be a stage as well)."""
    return read_status(text) == "open" and plain(text) not in _OPEN_OR_STAGE


def read_outcome(text: str) -> Status | None:
    """Won, lost or disqualified when a stage's name means that; None for the name of a real stage."""
    status = read_status(re.sub(r"^(deal|opportunity) ", "", plain(text)))
    return None if status == "open" else status


def place_of(name: str) -> Place:
    """Where a stage of this name belongs."""
    words = plain(name)
    return next((place for place, pattern in _PATTERNS if pattern.search(words)), _MIDDLE)


def number_of(name: str) -> int | None:
    """The number in front of a stage's name ("2. Demo"), if there is one."""
    match = _NUMBER.match(name.strip())
    return int(match[1]) if match else None


def without_number(name: str) -> str:
    """The name less a number in front of it."""
    return _NUMBER.sub("", name.strip(), count=1) if number_of(name) is not None else name.strip()


def plain(name: str) -> str:
    """The name in lower case, anything but letters and digits as single spaces."""
    return _GAPS.sub(" ", without_number(name).casefold()).strip()
