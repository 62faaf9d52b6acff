"""Names are found however they are typed."""

import pytest

from dispatcher.geo.folding import fold, long_forms, spellings


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Avenue Princesse Grâce", "avenue princesse grace"), ("L'Hôtel-de-Ville", "l hotel de ville"),
        ("Straße", "strasse"), ("Łódź", "lodz"), ("Ærøskøbing", "aeroskobing"), ("  A__B  ", "a b"), ("№ 5", "no 5"),
        ("Œuvre", "oeuvre"), ("İstanbul", "istanbul"), ("…", ""), ("Äußere Straße", "aussere strasse"),
    ],
)  # fmt: skip
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_umlauts_are_also_typed_as_two_letters() -> None:
    assert spellings("Städtle") == ("stadtle", "staedtle")
    assert spellings("Städtle") == ("stadtle", "staedtle")
    assert spellings("Rue") == ("rue",)
    assert spellings("!") == ()


def test_abbreviations_stand_for_words() -> None:
    assert "boulevard" in long_forms("bd")
    assert long_forms("grimaldi") == ()
