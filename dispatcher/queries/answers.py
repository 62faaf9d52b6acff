"""Which function answers which question."""

import functools
import importlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from dispatcher.domain.rules import Rules
from dispatcher.queries import callers, channels, contacts, knowledge, requests, search_rows, triage
from dispatcher.queries.attention import attention_items
from dispatcher.queries.auditing.auditor import audit, unaudited
from dispatcher.queries.boards import find, pack_words, unit_board
from dispatcher.queries.card import card
from dispatcher.queries.consistency import consistency
from dispatcher.queries.drafts import AskDrafts, drafts_of
from dispatcher.queries.duties import on_duty
from dispatcher.queries.evidence import evidence
from dispatcher.queries.foreseen import foreseen, policies_of_pack
from dispatcher.queries.inbound import inbound_feed
from dispatcher.queries.known_callers import caller_knowledge
from dispatcher.queries.known_places import assets_like, place_knowledge
from dispatcher.queries.library import document, find_documents, phrases, triage_book
from dispatcher.queries.likely_same import likely_same
from dispatcher.queries.pending import pending
from dispatcher.queries.positions import positions
from dispatcher.queries.queue import queue
from dispatcher.queries.reach import reach
from dispatcher.queries.reading_channels import channel_details, channel_tests_of
from dispatcher.queries.reading_contacts import contact_list, contact_octets, contact_whole, sources
from dispatcher.queries.recommending import recommendation
from dispatcher.queries.secret_views import secret_views
from dispatcher.queries.sentinel import sentinel
from dispatcher.queries.text_warnings import text_warnings
from dispatcher.queries.voice import voice_tasks

Answerer = Callable[[Any, Connection, datetime], Any]


def _search(query: search_rows.AskSearch, connection: Connection, now: datetime) -> search_rows.SearchPage:
    """Load the search when it is first used: numpy costs a start a quarter of a second."""
    return importlib.import_module("dispatcher.queries.searching").search(query, connection, now)


ANSWERERS: Mapping[type, Answerer] = {
    requests.AskSentinel: sentinel,
    requests.AskAttention: attention_items,
    requests.AskQueue: queue,
    requests.AskCard: card,
    requests.AskUnits: unit_board,
    requests.AskPositions: positions,
    requests.AskPending: pending,
    requests.AskPack: pack_words,
    requests.AskFind: find,
    requests.AskRecommendation: recommendation,
    requests.AskDuties: on_duty,
    requests.AskInboundFeed: inbound_feed,
    requests.AskAudit: audit,
    requests.AskReach: reach,
    requests.AskPolicies: policies_of_pack,
    requests.AskForeseen: foreseen,
    requests.AskUnaudited: unaudited,
    requests.AskEvidence: evidence,
    requests.AskVoiceTasks: voice_tasks,
    channels.AskChannelTests: channel_tests_of,
    contacts.AskContacts: contact_list,
    contacts.AskContact: contact_whole,
    contacts.AskContactOctets: contact_octets,
    contacts.AskSources: sources,
    AskDrafts: drafts_of,
    triage.AskTriageBook: triage_book,
    triage.AskPhrases: phrases,
    triage.AskDocuments: find_documents,
    triage.AskDocument: document,
    triage.AskConsistency: consistency,
    knowledge.AskAssets: assets_like,
    knowledge.AskSecretViews: secret_views,
    search_rows.AskSearch: _search,
}


def answerers_by(rules: Rules) -> Mapping[type, Answerer]:
    """Return those that go by the room's rules too: the plan, what a page takes on a line, what is like what."""
    return {
        channels.AskChannels: functools.partial(channel_details, rules=rules),
        requests.AskCard: functools.partial(card, rules=rules),
        requests.AskQueue: functools.partial(queue, rules=rules),
        callers.AskReadBackRules: functools.partial(callers.read_back_rules, rules=rules),
        callers.AskTold: functools.partial(callers.told, rules=rules),
        knowledge.AskPlaceKnowledge: functools.partial(place_knowledge, rules=rules),
        knowledge.AskCaller: functools.partial(caller_knowledge, rules=rules),
        channels.AskTextWarnings: functools.partial(text_warnings, rules=rules),
        requests.AskLikelySame: functools.partial(likely_same, rules=rules),
    }
