"""The section ``agreement``: parties, processors and the agreement's own formalities."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from gbo_policy.terms.values import (
    Authority,
    Basis,
    Country,
    Date,
    DateOrNone,
    Email,
    EnterpriseNumber,
    Flag,
    Model,
    None_,
    Role,
    Slug,
    Text,
    Texts,
    Url,
    either,
    one_or_many,
)


class Dpo(Model):
    """A data protection officer's contact data (clause 2)."""

    name: Text | None = None
    email: Email | None = None


class Collection(Model):
    """Why and on what ground a party first collects data (3.1, 6.1)."""

    purpose: Text | None = None
    legal_basis: tuple[Basis, ...] | None = None
    provisions: Texts | None = None


if TYPE_CHECKING:
    TextsOrNone = Texts | None_
else:
    TextsOrNone = either(Texts)


class Security(Model):
    """A party's security measures (7.1)."""

    measures: TextsOrNone | None = None
    reviewed_on: Date | None = None


class Informs(Model):
    """How a party informs its clients of their rights (12)."""

    notice: Text | None = None
    since: Date | None = None


class Advice(Model):
    """The advice of a DPO on the draft (P4)."""

    by: Slug | None = None
    given_on: Date | None = None


class Publication(Model):
    """Where the agreement was published (P3)."""

    by: Slug | None = None
    url: Url | None = None
    published_on: Date | None = None


class Signature(Model):
    """One party's signature (14.1)."""

    party: Slug | None = None
    signed_on: Date | None = None
    by: Text | None = None


class Measures(Model):
    """The specific measures agreed under article 11."""

    channels: Texts | None = None
    formats: Texts | None = None
    notes: Text | None = None


class Places(Model):
    """Countries where data are stored and from where they are accessed (5.2)."""

    storage: tuple[Country, ...] | None = None
    access: tuple[Country, ...] | None = None


class NormEffect(Model):
    """What the parties agreed that a house norm is: whole numbers of its unit."""

    expected: Annotated[int, Field(ge=0, le=100_000, strict=True)]
    outer: Annotated[int, Field(ge=0, le=100_000, strict=True)]


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
# those that rules judge by; of the others a person says what follows
JUDGED_BY = frozenset({"purposes", "categories", "countries", "channels"})


class Effect(Model):
    """What a departure from the model changes, in one of the ways that the pack knows."""

    notice_months: Annotated[int, Field(ge=0, le=120, strict=True)] | None = None
    purposes: tuple[dict[Slug, str], ...] | None = None
    categories: tuple[dict[Slug, str], ...] | None = None
    partners: tuple[Slug, ...] | None = None
    recipients: Texts | None = None
    countries: tuple[Country, ...] | None = None
    channels: Texts | None = None
    parameters: dict[str, NormEffect] | None = None

    @property
    def stated(self) -> tuple[str, ...]:
        """The keys that say something."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)


class Departure(Model):
    """Where the signed text differs from the model; without an effect, a person has to say what follows from it."""

    clause: Text
    says: Text | None = None
    effect: Effect | None = None
    by: Text | None = None
    on: Date | None = None

    @property
    def known(self) -> bool:
        """Whether it states effects, and each of them is one that is judged by."""
        stated = self.effect.stated if self.effect is not None else ()
        return bool(stated) and set(stated) <= JUDGED_BY


class SignedText(Model):
    """The signed text, when it was read."""

    file: Text | None = None
    digest: Text | None = None
    read_on: Date | None = None


class Listed(Model):
    """A party that has received the overview naming a processor, when, and from which user (7.3)."""

    party: Slug | None = None
    on: Date | None = None
    by: Slug | None = None


class ProcessingAgreement(Model):
    """The agreement under article 28 GDPR between a processor and one of its users (7.3)."""

    party: Slug | None = None
    signed_on: DateOrNone | None = None
    ends_on: DateOrNone | None = None


if TYPE_CHECKING:
    DpoOrNone = Dpo | None_
    InformsOrNone = Informs | None_
    AdviceOrNone = Advice | tuple[Advice, ...] | None_
    PublicationOrNone = Publication | tuple[Publication, ...] | None_
    MeasuresOrNone = Measures | None_
else:
    DpoOrNone = either(Dpo)
    InformsOrNone = either(Informs)
    AdviceOrNone = one_or_many(Advice)
    PublicationOrNone = one_or_many(Publication)
    MeasuresOrNone = either(Measures)


class Party(Model):
    """A core actor (kernactor): a CAW, an OCMW or a DMW."""

    id: Slug
    role: Role | None = None
    name: Text | None = None
    registered_office: Text | None = None
    enterprise_number: EnterpriseNumber | None = None
    website: Url | None = None
    controller: Literal["separate", "joint"] | None = None
    dpo: DpoOrNone | None = None
    supervisory_authority: Authority | None = None
    collection: Collection | None = None
    security: Security | None = None
    informs_clients: InformsOrNone | None = None
    flow_down: Flag | None = None
    confidentiality: Literal["undertaking", "statute", "none"] | None = None


class Processor(Model):
    """A processor that one or more core actors use (7.3)."""

    id: Slug
    name: Text | None = None
    used_by: tuple[Slug, ...] | None = None
    countries: Places | None = None
    sufficient_guarantees: Flag | None = None
    agreement_signed_on: DateOrNone | None = None
    agreement_ends_on: DateOrNone | None = None
    listed_with: tuple[Listed, ...] | None = None
    agreements: tuple[ProcessingAgreement, ...] | None = None


class Agreement(Model):
    """The agreement itself; its ``id`` defaults to ``agreement``, since a workspace holds one."""

    id: Slug = "agreement"
    title: Text | None = None
    parties: tuple[Party, ...] | None = None
    dpo_advice: AdviceOrNone | None = None
    publication: PublicationOrNone | None = None
    signatures: tuple[Signature, ...] | None = None
    specific_measures: MeasuresOrNone | None = None
    processors: tuple[Processor, ...] | None = None
    text: SignedText | None = None
    departures: tuple[Departure, ...] | None = None
