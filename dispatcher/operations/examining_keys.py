"""The doctor looks at the key file of the sealed codes: is it there, is it whole, who can read it, what needs it."""

from collections.abc import Mapping

from dispatcher.domain.errors import KeyMissing
from dispatcher.operations import places
from dispatcher.operations.examining import Finding, Verdict
from dispatcher.operations.key_file import KeyFileSeen, glance_at_keys
from dispatcher.operations.keys import sealed_by
from dispatcher.settings import Settings
from dispatcher.storage.sealing import KeyFile

_WHAT = "key file"
_APART = "no backup of the database has it: keep a copy apart from them"


def examine_keys(settings: Settings) -> Finding:
    """Say how it stands with the key file of the room that is meant."""
    seen, sealed = glance_at_keys(settings, settings.world), sealed_by(settings)
    if seen.mode is None:
        return _missing(seen, sum(sealed.values()), simulated=settings.simulated)
    try:
        keys = KeyFile(seen.path).read()
    except KeyMissing as error:
        return Finding(Verdict.FAIL, _WHAT, str(error))
    lost = {key_id: count for key_id, count in sealed.items() if key_id not in keys.by_id}
    if lost:
        return Finding(Verdict.FAIL, _WHAT, _lost(seen, lost))
    if seen.is_open:
        return Finding(Verdict.WARN, _WHAT, seen.words)
    if places.backups_folder(settings.home).resolve() in seen.path.resolve().parents:
        words = f"{seen.path} lies among the backups: whoever takes them reads every code; READBACK_KEY_FILE moves it"
        return Finding(Verdict.WARN, _WHAT, words)
    return Finding(Verdict.OK, _WHAT, f"{seen.words}, {sum(sealed.values())} codes sealed; {_APART}")


def _missing(seen: KeyFileSeen, codes: int, *, simulated: bool) -> Finding:
    if codes:
        words = (
            f"{seen.words}, and {codes} codes are sealed with it: none of them can be shown. Put back the copy that is"
            " kept apart from the backups; a new key opens none of them"
        )
        return Finding(Verdict.FAIL, _WHAT, words)
    if simulated:
        return Finding(Verdict.OK, _WHAT, f"{seen.path} is not there yet and will be made")
    words = f"{seen.words}: door codes can be neither kept nor shown until `readbackctl keys make`"
    return Finding(Verdict.NOTE, _WHAT, words)


def _lost(seen: KeyFileSeen, lost: Mapping[str, int]) -> str:
    named = ", ".join(f"{key_id} ({count} codes)" for key_id, count in lost.items())
    return f"{seen.path} lacks the keys {named}; put back the copy that has them, or seal those codes anew"
