"""What to ask for a fact that is missing: each key has its question, and the values that this key takes."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

from gbo_policy.agreement.events import event_type, names
from gbo_policy.basics.steps import Steps
from gbo_policy.basics.translate import mark, say
from gbo_policy.terms.values import ASKS

_QUESTIONS: dict[str, str] = {
    "purposes": mark("what is the flow for? one or more of the nine objectives"),
    "data": mark("which categories of data go along?"),
    "subject": mark("whose data are they: `client` or `involved-person`?"),
    "recipients": mark("who receives the data? name each recipient"),
    "kind": mark(
        "what is this recipient: `staff`, `processor`, `third-party`, `international-organisation` or"
        " `data-subject`?"
    ),
    "party": mark("which core actor is it?"),
    "sender": mark("which core actor sends?"),
    "need_to_know": mark("does the recipient need these data for its task? `true` or `false`"),
    "processor": mark("which processor receives?"),
    "on_behalf_of": mark("for which core actor does the processor work?"),
    "country": mark("in which country does the recipient sit? a two-letter code"),
    "countries": mark(
        "where does it store the data, and from where can they be seen? `storage` and `access`"
    ),
    "legal_obligation.countries": mark(
        "for which countries does that law oblige? two-letter codes; `[]` if none"
    ),
    "locations": mark("where are the data stored, and from where can they be seen? `storage` and `access`"),
    "storage": mark("in which countries are the data stored? two-letter codes; `[]` if nowhere else"),
    "access": mark(
        "from which countries can the data be seen, the helpdesk too? two-letter codes; `[]` if nowhere else"
    ),
    "legal_basis": mark("on which legal bases does it rest? such as `gdpr-6-1-e`; `[]` if on none"),
    "legal_obligation": mark("does a law oblige the sender to this? which provision; `none` if no law does"),
    "obliges": mark("does that law oblige (`true`), or does it only allow (`false`)?"),
    "provision": mark("which provision of which law?"),
    "source": mark("is it law of the `union` or of a `member-state`?"),
    "covers": mark("which recipients does that law name? their names or ids"),
    "notified": mark("which core actors were told of that provision, and when? `[]` if nobody"),
    "notice_forbidden_by": mark("which provision forbids to tell the others? `none` if none does"),
    "channel": mark("through which channel are the data sent?"),
    "format": mark("in which format are the data sent?"),
    "specific_measures": mark(
        "which channels and formats did the core actors agree under article 11? `none` if nothing"
    ),
    "channels": mark("which channels are agreed? `[]` if none"),
    "formats": mark("which formats are agreed? `[]` if none"),
    "starts_on": mark("on which day does the flow start?"),
    "authorisation": mark(
        "which decision authorises it: `body`, `number`, `decided_on`, `expires_on`? `none` if there is none"
    ),
    "body": mark("which body decided?"),
    "number": mark("what is the number of the decision?"),
    "decided_on": mark("on which day was it decided?"),
    "expires_on": mark("until which day does it hold? `none` if it has no end"),
    "signatures": mark("who signed, and when? `[]` if nobody has"),
    "signed_on": mark("on which day was it signed?"),
    "publication": mark("which CAW published it, where and when? `none` if it is not published"),
    "published_on": mark("on which day was it published?"),
    "url": mark("at which address can it be read?"),
    "website": mark("what is the address of the CAW's own website?"),
    "dpo_advice": mark("whose data protection officer gave advice, and when? `none` if nobody did"),
    "given_on": mark("on which day was the advice given?"),
    "name": mark("what is the name?"),
    "registered_office": mark("where is its registered office?"),
    "enterprise_number": mark("what is its enterprise number? ten digits"),
    "role": mark("which role has it: `caw`, `ocmw` or `dmw`?"),
    "controller": mark("does it decide by itself (`separate`) or with others (`joint`)?"),
    "dpo": mark("who is its data protection officer, with e-mail address? `none` if it has none"),
    "email": mark("what is the officer's e-mail address?"),
    "supervisory_authority": mark("which authority supervises it: `gba` or `vtc`?"),
    "collection": mark("why, and on which legal bases, does it first collect the data?"),
    "purpose": mark("for what does it first collect the data?"),
    "provisions": mark("which provisions does the collection rest on?"),
    "security": mark("which security measures has it taken?"),
    "measures": mark("which security measures has it taken? `[]` if none"),
    "informs_clients": mark("how does it inform clients of their rights? `none` if it does not"),
    "notice": mark("with which notice are clients informed: a text or an address?"),
    "since": mark("since which day are clients informed?"),
    "flow_down": mark("do the duties bind those who work for it too? `true` or `false`"),
    "confidentiality": mark(
        "what binds its staff to confidentiality: `undertaking` or `statute`? `none` if nothing"
    ),
    "processors": mark("which processors do the core actors use? `[]` if none"),
    "used_by": mark("which core actors use this processor? `[]` if none"),
    "sufficient_guarantees": mark("does the processor offer sufficient guarantees? `true` or `false`"),
    "agreements": mark(
        "with which user was which agreement signed: `party`, `signed_on`, `ends_on`? one a user"
    ),
    "agreement_signed_on": mark("when was the processing agreement signed? `none` if there is none"),
    "agreement_ends_on": mark("when does the processing agreement end? `none` if it is open-ended"),
    "ends_on": mark("on which day does it end? `none` if it is open-ended"),
    "listed_with": mark("which core actors have had the overview, when, and from whom? `[]` if none"),
    "parties": mark("who are the core actors?"),
    "by": mark("who is meant?"),
    "assessments.by": mark("who judged?"),
    "assessments.on": mark("on which day was it judged?"),
    "signatures.by": mark("who signed, and in which function?"),
    "dpo_advice.by": mark("the data protection officer of which core actor gave the advice?"),
    "publication.by": mark("which CAW published it?"),
    "on": mark("on which day?"),
    "at": mark("when exactly? a day, or a moment with the hour"),
    "review_by": mark("until which day does this assessment hold?"),
    "answered_on": mark("when was it answered? `none` if not yet"),
    "remedied_on": mark("when was it remedied? `none` if not yet"),
    "against": mark("towards which core actor?"),
    "lifted_on": mark("when was it lifted? `none` if not yet"),
}


def question_of_event(kind: str, path: Steps, lang: str) -> str | None:
    """Give the question for the key at ``path`` of an event with rows of ``kind``; None where it has none."""
    keys = [step for step in path if isinstance(step, str)]
    found = next((t for t in map(event_type, names()) if any(one.name == kind for one in t.kinds)), None)
    asked = _asked(found.model, keys) if found and keys and keys[0] != "events" else None
    return say(lang, asked) if asked else question(path, lang)


def _asked(model: Any, keys: list[str]) -> str | None:
    fields = {f.alias or name: f for name, f in model.model_fields.items()}
    field = fields.get(keys[0]) if keys else None
    if field is None:
        return None
    if len(keys) == 1:
        return (field.json_schema_extra or {}).get(ASKS)
    return next((found for one in _models(field.annotation) if (found := _asked(one, keys[1:]))), None)


def _models(annotation: Any) -> Iterator[Any]:
    if hasattr(annotation, "model_fields"):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _models(inner)


def question(path: Steps, lang: str) -> str | None:
    """Give the question for the fact that is missing at ``path``; None for a key that has none of its own."""
    keys = [step for step in path if isinstance(step, str)]
    # an event that a result about something else depends on: of which type, the path does not say
    if keys[:1] == ["events"]:
        asked = {a for name in names() if (a := _asked(event_type(name).model, keys[2:]))}
        if len(asked) == 1:
            return say(lang, asked.pop())
    found = _QUESTIONS.get(".".join(keys[-2:])) or _QUESTIONS.get(keys[-1]) if keys else None
    return None if found is None else say(lang, found)
