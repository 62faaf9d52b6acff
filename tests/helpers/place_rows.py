"""Places as the map of a small town would answer."""

from dataclasses import replace
from typing import Any

from dispatcher.queries.place_rows import PlaceRow
from dispatcher.queries.requests import AskPlaces


def a_place(label: str, near: str = "", *, exact: bool = False, **more: Any) -> PlaceRow:
    row: dict[str, Any] = {
        "kind": "street", "label": label, "near": near, "detail": "", "latitude": 43.73, "longitude": 7.42,
        "verified": True, "inside": True, "score": 90.0, "exact": exact,
    }  # fmt: skip
    return PlaceRow(**{**row, **more})


ELM = a_place("Elm Street", "Old Town", latitude=43.7, longitude=7.4)
ELM_WEST = a_place("Elm Street", "West End", latitude=43.71, longitude=7.41)
ELM_LANE = a_place("Elm Lane", "Old Town")
QUAY = a_place("Quay 4", "Harbour", kind="address", latitude=43.72, longitude=7.43, exact=True)
QUAY_4_BIS = a_place("Quay 4 bis", "Harbour", kind="address", latitude=43.74, longitude=7.44, exact=True)
SPOT = a_place("43.70000, 7.40000", kind="coordinate", latitude=43.7, longitude=7.4, verified=False, exact=True)
FAR = a_place("51.50000, -0.10000", kind="coordinate", latitude=51.5, longitude=-0.1, verified=False, inside=False,
              detail="outside the map", exact=True)  # fmt: skip
QUAY_99 = a_place("Quay 99", "Harbour", kind="address", verified=False, exact=True,
                  detail="the map knows the street, not the number")  # fmt: skip


def town(query: AskPlaces) -> tuple[PlaceRow, ...]:
    """Answer as a map does: by what is typed."""
    typed = " ".join(query.text.casefold().replace(",", " ").split())
    whole = {"elm street old town": ELM, "elm street west end": ELM_WEST, "quay 4": QUAY, "quay 4 harbour": QUAY,
             "quay 4 harbour bis": QUAY_4_BIS,
             "43.7 7.4": SPOT, "51.5 -0.1": FAR, "quay 99": QUAY_99, "quay 99 harbour": QUAY_99}  # fmt: skip
    if typed in whole:
        return (replace(whole[typed], exact=True),)
    if typed == "elm street":
        return replace(ELM, exact=True), replace(ELM_WEST, exact=True)
    begun = (ELM, ELM_WEST, ELM_LANE, replace(QUAY, exact=False))
    return tuple(row for row in begun if typed and row.label.casefold().startswith(typed))
