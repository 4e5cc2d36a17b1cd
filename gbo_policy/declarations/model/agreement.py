"""The section ``agreement``: parties, processors and the agreement's own formalities."""

from typing import TYPE_CHECKING, Annotated, Literal

from gbo_policy.terms.reading_types import Rare
from gbo_policy.terms.values import (
    LONGEST_NORM,
    Authority,
    Basis,
    Country,
    Date,
    DateOrNone,
    Email,
    EnterpriseNumber,
    Flag,
    Labelled,
    Model,
    None_,
    PartyId,
    Provisions,
    Role,
    Slug,
    Text,
    Texts,
    Url,
    either,
    key,
    one_or_many,
    whole,
)


class Dpo(Labelled):
    """A data protection officer's contact data (clause 2)."""

    name: Text | None = key("name of the DPO")
    email: Email | None = key("e-mail address of the DPO")


class Collection(Labelled):
    """Why and on what ground a party first collects data (3.1, 6.1)."""

    purpose: Text | None = key("purpose of the collection (3.1)")
    legal_basis: tuple[Basis, ...] | None = key("legal bases of the collection (6.1)")
    provisions: Provisions | None = key("provisions of law it collects under (3.1)")


if TYPE_CHECKING:
    TextsOrNone = Texts | None_
else:
    TextsOrNone = either(Texts)


class Security(Labelled):
    """A party's security measures (7.1)."""

    measures: TextsOrNone | None = key("measures in force; [] for none (7.1)")
    reviewed_on: Date | None = key("date of the last review")


class Informs(Labelled):
    """How a party informs its clients of their rights (12)."""

    notice: Text | None = key("how clients are informed (12)")
    since: Date | None = key("since when")


class Advice(Labelled):
    """The advice of a DPO on the draft (P4)."""

    by: PartyId | None = key("the core actor whose DPO gave it")
    given_on: Date | None = key("date of the advice")


class Publication(Labelled):
    """Where the agreement was published (P3)."""

    by: PartyId | None = key("the core actor that published it")
    url: Url | None = key("where it can be read")
    published_on: Date | None = key("date of publication")


class Signature(Labelled):
    """One party's signature (14.1)."""

    party: PartyId | None = key("the core actor that signed")
    signed_on: Date | None = key("date of the signature")
    by: Text | None = key("who signed for it, with function")


class Measures(Labelled):
    """The specific measures agreed under article 11."""

    channels: Texts | None = key("channels that may be used (11)")
    formats: Texts | None = key("formats that may be used (11)")
    notes: Text | None = key("other measures agreed")


class Places(Labelled):
    """Countries where data are stored and from where they are accessed (5.2)."""

    storage: tuple[Country, ...] | None = key("countries where the data are kept")
    access: tuple[Country, ...] | None = key(
        "countries from where they can be reached, remote support included"
    )


class NormEffect(Model):
    """What the parties agreed that a house norm is: whole numbers of its unit."""

    expected: Annotated[int, whole(LONGEST_NORM)] = key("up to here it is kept", default=...)
    outer: Annotated[int, whole(LONGEST_NORM)] = key("beyond this it is broken", default=...)


# the clause that each effect is about; a term that the parties agreed may stand on any
CLAUSE_OF_EFFECT = {
    "notice_months": "14.2",
    "purposes": "3.2",
    "categories": "4",
    "partners": "5.1",
    "recipients": "5.2",
    "countries": "5.2",
    "channels": "11",
}


class Effect(Model):
    """What a departure from the model changes, in one of the ways that the pack knows."""

    notice_months: Annotated[int, whole(120)] | None = key("months of notice (14.2)")
    purposes: tuple[dict[Slug, str], ...] | None = key("further purposes, each as an id with its title (3.2)")
    categories: tuple[dict[Slug, str], ...] | None = key(
        "further categories of data, each as an id with its title (4)"
    )
    partners: tuple[PartyId, ...] | None = key("partners whose staff may receive too (5.1)")
    recipients: Texts | None = key("names of other recipients that are allowed (5.2)")
    countries: tuple[Country, ...] | None = key("third countries that are allowed (5.2)")
    channels: Texts | None = key("further agreed channels (11)")
    parameters: dict[str, NormEffect] | None = key("terms that the parties agreed")

    @property
    def terms(self) -> tuple[tuple[tuple[str, ...], object], ...]:
        """The numbers that it states, each with its path: of each term there can be but one."""
        norms = tuple((("parameters", name), norm) for name, norm in (self.parameters or {}).items())
        return norms if self.notice_months is None else ((("notice_months",), self.notice_months), *norms)

    @property
    def stated(self) -> tuple[str, ...]:
        """The keys that say something."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)


class Departure(Labelled):
    """Where the signed text differs from the model; without an effect, a person has to say what follows from
    it.
    """

    clause: Text = key("the clause that reads otherwise", default=...)
    says: Text | None = key("what the signed text says there")
    effect: Rare[Effect] | None = key(
        "what follows from it, in one of the ways that the pack knows; absent: a person has to say"
    )
    by: Text | None = key("who recorded it")
    on: Date | None = key("when it was recorded")

    @property
    def known(self) -> bool:
        """Whether it states an effect, so that rules judge by it."""
        return self.effect is not None and bool(self.effect.stated)


class SignedText(Labelled):
    """The signed text, when it was read."""

    file: Text | None = key("the file of the signed text")
    digest: Text | None = key("its SHA-256 digest")
    read_on: Date | None = key("when it was read")


class Listed(Labelled):
    """A party that has received the overview naming a processor, when, and from which user (7.3)."""

    party: PartyId | None = key("the core actor")
    on: Date | None = key("when it received the overview")
    by: PartyId | None = key("the user whose overview it was; absent: every user's but that party's own")


class ProcessingAgreement(Labelled):
    """The agreement under article 28 GDPR between a processor and one of its users (7.3)."""

    party: PartyId | None = key("the core actor that uses the processor")
    signed_on: DateOrNone | None = key("when it was signed; none if there is no agreement")
    ends_on: DateOrNone | None = key("last day; none if open-ended")


if TYPE_CHECKING:
    DpoOrNone = Dpo | None_
    InformsOrNone = Informs | None_
    AdviceOrNone = Advice | tuple[Advice, ...] | None_
    PublicationOrNone = Publication | tuple[Publication, ...] | None_
    MeasuresOrNone = Measures | None_
else:
    DpoOrNone = either(Dpo)
    InformsOrNone = either(Informs)
    AdviceOrNone = one_or_many(Rare[Advice])
    PublicationOrNone = one_or_many(Rare[Publication])
    MeasuresOrNone = either(Measures)


class Party(Labelled):
    """A core actor (kernactor): a CAW, an OCMW or a DMW."""

    id: Slug = key("short name, used wherever a party is meant", default=...)
    role: Role | None = key("CAW, OCMW or DMW (P1); partner: whom a departure lets receive")
    since: Date | None = key(
        "when it joined, if later than the others: its signature binds it from then on and moves nobody"
        " else's start (14.1)"
    )
    until: Date | None = key(
        "last day on which it was a party, if it has left or was merged into another (14.1)"
    )
    successor: PartyId | None = key("the core actor that took over from it by law (14.1)")
    name: Text | None = key("full name (P1)")
    registered_office: Text | None = key("registered office (P1)")
    enterprise_number: EnterpriseNumber | None = key("enterprise number of ten digits, dots optional (P1)")
    website: Url | None = key("website")
    controller: Literal["separate", "joint"] | None = key("separate or joint controller (1.2)")
    dpo: DpoOrNone | None = key("data protection officer, or none (2)")
    supervisory_authority: Authority | None = key("authority that supervises it (15.2)")
    collection: Rare[Collection] | None = key("why and on what ground it first collects data (3.1, 6.1)")
    security: Security | None = key("security measures (7.1)")
    informs_clients: InformsOrNone | None = key("how it informs clients of their rights, or none (12)")
    flow_down: Flag | None = key("its duties bind those under its authority (13.2)")
    confidentiality: Literal["undertaking", "statute", "none"] | None = key(
        "what binds its staff to confidentiality, or none (13.3)"
    )


class Processor(Labelled):
    """A processor that one or more core actors use (7.3)."""

    id: Slug = key("short name of the processor", default=...)
    name: Text | None = key("full name")
    used_by: tuple[PartyId, ...] | None = key("core actors that use it")
    countries: Places | None = key("where it keeps the data and from where it reaches them (5.2)")
    sufficient_guarantees: Flag | None = key("it offers sufficient guarantees (7.3)")
    agreement_signed_on: DateOrNone | None = key(
        "date of the processing agreement (GDPR art. 28), or none (7.3)"
    )
    agreement_ends_on: DateOrNone | None = key("last day of that agreement; none for open-ended")
    listed_with: tuple[Rare[Listed], ...] | None = key("core actors that have the overview naming it (7.3)")
    agreements: tuple[Rare[ProcessingAgreement], ...] | None = key(
        "the processing agreements, one for each user (7.3)"
    )


class Agreement(Labelled):
    """The agreement itself; its ``id`` defaults to ``agreement``, since a workspace holds one."""

    id: Slug = key("short name of the agreement", default="agreement")
    title: Text | None = key("title for reports")
    parties: tuple[Party, ...] | None = key("the core actors (P1)")
    dpo_advice: AdviceOrNone | None = key("advice of the CAW's DPO on the draft, or none (P4)")
    publication: PublicationOrNone | None = key("publication on the CAW's website, or none (P3)")
    signatures: tuple[Signature, ...] | None = key("who signed, and when (14.1)")
    specific_measures: MeasuresOrNone | None = key("measures agreed under article 11, or none")
    processors: tuple[Processor, ...] | None = key("processors of the core actors (7.3); [] for none")
    text: Rare[SignedText] | None = key("the signed text, when it was read")
    departures: tuple[Rare[Departure], ...] | None = key("where the signed text differs from the model")
