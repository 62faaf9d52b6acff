"""The guide to packs names every key there is, and counts the packs right."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import Condition, StepAction, Subject
from dispatcher.domain.inbound import MEANINGS
from dispatcher.domain.saying import SENTENCES
from dispatcher.packs import (
    callers,
    inbound,
    incident_plans,
    knowledge,
    library,
    likeness,
    model,
    plans,
    policies,
    record,
    triage,
)
from dispatcher.packs.loading import FILES, OPTIONAL, load_pack
from resources import packs_dir, response_times_dir, status_tables_dir

_GUIDES = Path(__file__).parents[3] / "docs" / "guide"
GUIDE = "\n".join((_GUIDES / name).read_text(encoding="utf-8") for name in ("packs.md", "triage.md", "plans.md"))
CALLERS = (_GUIDES / "read_back.md").read_text(encoding="utf-8")
TABLES = {
    "operator",
    "type",
    "channel",
    "station",
    "unit",
    "partner",
    "policy",
    "attempts",
    "intake",
    "step",
    "status",
    "answers",
    "plan",
    "group",
    "test",
    "success",
    "open_channel",
    "suggestion",
    "knowledge",
    "premise",
    "asset",
    "caller",
    "likeness",
    "read_back",
    "complaints",
    "team",
    "stakeholder",
    "term",
    "proword",
    "abbreviation",
    "card",
    "modifier",
    "question",
    "phrase",
    "document",
    "incident_plan",
}
"""Keys that hold further keys; written with their brackets."""
PARTS = (
    model.Pack, model.OperatorPart, model.TypePart, model.ChannelPart, model.StationPart, model.UnitPart,
    model.PartnerPart, policies.PolicyPart, policies.StepPart, policies.ResponseTimesPart, model.AttemptsPart,
    model.IntakePart, model.SuggestionPart, inbound.StatusPart, inbound.AnswersPart, likeness.LikenessPart,
    knowledge.KnowledgePart, knowledge.KnowledgeToml, knowledge.SecretPart, knowledge.PremisePart, knowledge.AssetPart,
    knowledge.CallerPart, triage.CardPart, triage.CardQuestionPart, triage.AnswerPart, triage.ModifierPart,
    library.PhrasePart, library.DocumentPart, plans.PlanPart, plans.GroupPart, plans.ChannelTestPart,
    plans.SuccessPart, plans.OpenChannelPart, record.TeamPart, record.StakeholderPart, record.TermPart,
    record.ProwordPart, record.AbbreviationPart, incident_plans.IncidentPlanPart, incident_plans.PlanStepPart,
    incident_plans.CitationPart,
)  # fmt: skip


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_is_explained(part: type[BaseModel]) -> None:
    for key in part.model_fields:
        shown = (
            (f"[{key}]", f"policy.{key}]", f"channel.{key}]", f"card.{key}]", f"incident_plan.{key}]", f"[{key}.")
            if key in TABLES
            else (f"`{key}`", f".{key}]", f".{key}`")
        )
        assert any(form in GUIDE for form in shown), key


@pytest.mark.parametrize("part", [callers.ReadBackPart, callers.LanguagePart, callers.ComplaintsPart])
def test_every_key_about_callers_is_explained(part: type[BaseModel]) -> None:
    for key in part.model_fields:
        assert any(form in CALLERS for form in (f"`{key}`", f".{key}]", f"`.{key}`")), key
    for sentence in SENTENCES:
        assert f"`{sentence}`" in CALLERS


def test_every_file_and_every_word_is_there() -> None:
    for name in (*FILES, *OPTIONAL):
        assert f"### {name}" in GUIDE
    for word in (*StepAction, *Condition, *Subject, *(role for role in Role if role is not Role.SYSTEM)):
        assert f"`{word.value}`" in GUIDE
    for meaning in MEANINGS:
        assert f"`{meaning}`" in GUIDE


def test_every_pack_that_ships_is_told_with_its_size() -> None:
    for folder in sorted(path for path in packs_dir().iterdir() if path.is_dir()):
        pack = load_pack(folder.name)
        row = next(line for line in GUIDE.splitlines() if line.startswith(f"| `{pack.name}` |"))
        assert f"{len(pack.unit)} " in row
        assert pack.name == folder.name


def test_every_set_of_response_times_is_told() -> None:
    for path in response_times_dir().glob("*.toml"):
        assert f"`{path.stem}`" in GUIDE


def test_every_table_of_statuses_is_told() -> None:
    for path in status_tables_dir().glob("*.toml"):
        assert f"`{path.stem}`" in GUIDE
