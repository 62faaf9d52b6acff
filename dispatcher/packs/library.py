"""Phrases for callers and documents of the house as a pack writes them."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from dispatcher.domain.documents import DocumentKind
from dispatcher.domain.phrases import Phrase, PhraseKind
from dispatcher.domain.triage import Priority
from dispatcher.packs.policies import Strict, Word

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Said = Annotated[str, Field(min_length=1, max_length=600)]
_LONGEST = 200_000


class PhrasePart(Strict):
    """What to say to a caller, in each language: `text.fr = "…"`."""

    name: Word
    kind: PhraseKind
    types: tuple[Word, ...] = ()
    priorities: tuple[Priority, ...] = ()
    text: dict[Language, Said] = Field(min_length=1)

    def phrase(self) -> Phrase:
        """Return it as the domain knows it."""
        return Phrase(
            name=self.name, kind=self.kind, texts=self.text, types=self.types, priorities=self.priorities
        )  # fmt: skip


class DocumentPart(Strict):
    """A script, an action card or a policy. `file` is a path in the pack's folder; its words are kept in the pack."""

    name: Word
    version: int = Field(ge=1)
    title: Annotated[str, Field(min_length=1, max_length=120)]
    kind: DocumentKind
    types: tuple[Word, ...] = ()
    file: str = ""
    text: Annotated[str, Field(max_length=_LONGEST)] = ""

    @model_validator(mode="after")
    def _has_words(self) -> Self:
        if not self.text.strip():
            raise ValueError(f"document {self.name} says nothing; give it a file or a text")
        return self
