"""A data protection officer's advice on one flow: question, facts, test clause by clause, open questions,
conditions, conclusion, reservation.
"""

from __future__ import annotations

from collections.abc import Iterator

from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.documents.writing.content.conclusions import Conclusion, concluded
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.flow_told import flow_facts
from gbo_policy.documents.writing.content.grounds import facts_in_words
from gbo_policy.documents.writing.content.letters import points, section, strong, text
from gbo_policy.documents.writing.content.paper_kind import PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece, SigningPlace
from gbo_policy.judging.clock import pending
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import message, part_name
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import (
    Block,
    Bullets,
    Column,
    Inline,
    Pairs,
    Part,
    Section,
    Table,
    run,
)
from gbo_policy.rulebook.rule import clause_key


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the advice."""
    flow = drafted.workspace.flow_by_id[asked.flow or ""]
    found = concluded(drafted, flow)
    title = drafted.word("Advice on the communication {flow}", flow=flow.title or flow.id)
    word = drafted.word
    signing = SigningPlace(
        drafted.say("The data protection officer of {party}", party=drafted.name(flow.sender)),
        (word("Name"), word("Date"), word("Signature")),
    )
    return (Piece(flow.id, title, None, (), tuple(_sections(drafted, flow, found)), (signing,)),)


def _sections(drafted: Draft, flow: Flow, found: Conclusion) -> Iterator[Section]:
    word = drafted.word
    yield section(
        word("Conclusion"),
        text(strong(found.answer)),
        *([text(found.reason)] if found.reason else []),
    )
    yield section(word("1. The question"), *_question(drafted, flow))
    yield section(
        word("2. The facts, as declared"), flow_facts(drafted, flow), text(_declared(drafted, flow))
    )
    yield section(word("3. The test, clause by clause"), *_test(drafted, found))
    yield section(word("4. Open questions"), *_open(drafted, found))
    yield section(word("5. Conditions"), *_conditions(drafted, found))
    yield section(word("6. Reservation"), points(*_reservation(drafted)))


def _question(drafted: Draft, flow: Flow) -> Iterator[Block]:
    say = drafted.say
    yield text(
        say(
            "May {sender} communicate the data named below to the recipients named below, under the"
            " agreement?",
            sender=drafted.name(flow.sender),
        )
    )
    head = Pairs(
        (
            (drafted.word("Agreement"), drafted.agreement()),
            (drafted.word("Judged as of"), run(_judged_on(drafted))),
        )
    )
    yield head


def _judged_on(drafted: Draft) -> str:
    as_of = drafted.report.as_of
    return drafted.moment(as_of.day if as_of.whole_day else as_of.moment)


def _declared(drafted: Draft, flow: Flow) -> Inline:
    place = drafted.report.relative(drafted.workspace.locate("flow", flow.id))
    return drafted.say(
        "These facts are those that {sender} declared ({place}); they were not verified.",
        sender=drafted.name(flow.sender),
        place=Part(f"{place.file}:{place.line}", "code"),
    )


def _test(drafted: Draft, found: Conclusion) -> Iterator[Block]:
    word, words = drafted.word, drafted.words
    judged = sorted(
        (r for r in found.results if r.verdict != Verdict.NOT_APPLICABLE),
        key=lambda r: (clause_key(r.rule.clause), r.order()),
    )
    columns = (
        Column(word("Clause"), 0.7),
        Column(word("What is tested"), 1.6),
        Column(word("Outcome"), 0.8),
        Column(word("Why"), 3),
    )
    rows = tuple(
        (
            run(words.clause(r.rule.clause)),
            run(words.of(r.rule.title), _part(r)),
            run(words.verdict(r.verdict)),
            _why(drafted, r),
        )
        for r in judged
    )
    yield Table(
        "test",
        word("Test"),
        word("What the agreement asks of this flow"),
        columns,
        rows,
        word("No rule of the agreement applies to it."),
    )
    # a rule that applies to one recipient only is in the table already
    applies = {r.rule.id for r in judged}
    silent = dict.fromkeys(words.of(r.rule.title) for r in found.results if r.rule.id not in applies)
    if silent:
        yield text(drafted.say("Does not apply here: {rules}.", rules="; ".join(silent)))
    if drafted.report.left_out:
        yield text(
            drafted.say(
                "Not judged, since these rules were left out: {rules}.",
                rules="; ".join(words.of(r.title) for r in drafted.report.left_out),
            )
        )


def _why(drafted: Draft, result: Result) -> Inline:
    """Say why: the rule's own sentence, or for what is in order the facts that decided."""
    if result.verdict == Verdict.COMPLIANT and result.settled is None and not pending(result):
        return facts_in_words(drafted, result)
    told = drafted.spoken(message(result, drafted.lang, drafted.words.plain_names))
    return run(told, *_waived(drafted, result))


def _part(result: Result) -> str:
    return f" – {part_name(result)}" if result.subject.kind == "recipient" else ""


def _waived(drafted: Draft, result: Result) -> tuple[Inline, ...]:
    if result.waived is None:
        return ()
    return (
        run(" "),
        drafted.say(
            "A waiver covers this until {day}; it changes no verdict.",
            day=drafted.workspace.waivers[result.waived].expires_on,
        ),
    )


def _open(drafted: Draft, found: Conclusion) -> Iterator[Block]:
    if not found.questions:
        yield text(drafted.say("None: every fact and every judgement that the rules ask is there."))
        return
    for addressee, asked in found.questions:
        yield text(strong(addressee))
        yield Bullets(asked)


def _conditions(drafted: Draft, found: Conclusion) -> Iterator[Block]:
    if not found.conditions:
        yield text(drafted.say("None that follow from the rules."))
        return
    if found.mendable:
        yield text(drafted.say("The communication may go on, or begin, only once all of this is so:"))
    else:
        yield text(
            drafted.say(
                "No change of this communication alone puts it in order. What would have to be done, at"
                " least:"
            )
        )
    yield Bullets(found.conditions)


def _reservation(drafted: Draft) -> Iterator[Inline]:
    say, pack = drafted.say, drafted.report.pack
    yield say(
        "This draft holds the declared facts against the agreement by the rules of {pack}; it is an advice"
        " only once the officer has signed it, and it records nothing by itself.",
        pack=f"{pack.id} {pack.version}",
    )
    yield say(
        "It speaks of the agreement, and of law only where a rule says so. What no rule can check (such as"
        " the quality of the data, or proportionality beyond what was assessed) is not tested."
    )
    yield say("Another fact, a later date or another reading of the text may change the outcome.")
    for gap in drafted.report.gaps:
        yield run(gap.sentence(drafted.lang))


PAPER = PaperKind(title=mark("advice of the data protection officer"), draft=draft, needs=("flow",))
