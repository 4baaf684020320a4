"""The groups of people that partners reach and ask: one list, so that two partners mean the same by the same word.

It follows the nine protected characteristics of the Equality Act 2010, carers, and the inclusion health groups that NHS
England names in its framework for inclusion health (2023); the words are ours. `about` says which answers to the questions
about the person (`engagement/about`) a group is found under, so that a gap leads to the partners who reach it.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Group:
    """A group of people: its key, the words on the screen, and the answers under which it is heard."""

    key: str
    text: str
    about: dict[str, tuple[str, ...]] = field(default_factory=dict)
    inclusion: bool = False


GROUPS: dict[str, Group] = {
    group.key: group
    for group in (
        Group("children", "Children and young people", {"age": ("0_14", "15_24")}),
        Group("working_age", "People of working age", {"age": ("25_34", "35_44", "45_54", "55_64")}),
        Group("older", "Older people", {"age": ("65_74", "75_over")}),
        Group("women", "Women", {"sex": ("female",)}),
        Group("men", "Men", {"sex": ("male",)}),
        Group("trans", "Trans and non-binary people", {"gender_identity": ("different",)}),
        Group("lgb", "Lesbian, gay and bisexual people", {"sexual_orientation": ("gay", "bisexual", "other")}),
        Group("asian", "Asian communities", {"ethnic_group": ("asian",)}),
        Group("black", "Black communities", {"ethnic_group": ("black",)}),
        Group("mixed", "People of mixed or multiple ethnic groups", {"ethnic_group": ("mixed",)}),
        Group("other_ethnic", "Other ethnic communities", {"ethnic_group": ("other",)}),
        Group("faith", "Faith communities",
              {"religion": ("buddhist", "christian", "hindu", "jewish", "muslim", "sikh", "other")}),
        Group("disabled", "Disabled people and people with long-term conditions", {"disability": ("lot", "little")}),
        Group("learning", "People with a learning disability, and autistic people", {"disability": ("lot", "little")}),
        Group("deaf", "Deaf people and people with hearing loss", {"disability": ("lot", "little")}),
        Group("blind", "Blind and partially sighted people", {"disability": ("lot", "little")}),
        Group("mental_health", "People who live with poor mental health", {"disability": ("lot", "little")}),
        Group("parents", "New parents and pregnant women", {"pregnancy": ("yes",)}),
        Group("carers", "Unpaid carers", {"carer": ("under_20", "20_49", "50_over")}),
        Group("low_income", "People on low incomes", {"deprivation": ("hard",)}),
        Group("rural", "People in villages and far from services"),
        Group("languages", "People who speak little English"),
        Group("travellers", "Gypsy, Roma and Traveller communities", {"inclusion": ("traveller",)}, inclusion=True),
        Group("homeless", "People without a settled home", {"inclusion": ("homeless",)}, inclusion=True),
        Group("migrants", "Refugees, people seeking asylum and other vulnerable migrants",
              {"inclusion": ("migrant",)}, inclusion=True),
        Group("justice", "People in touch with the justice system", {"inclusion": ("prison",)}, inclusion=True),
        Group("substances", "People who depend on drugs or alcohol", {"inclusion": ("substances",)}, inclusion=True),
        Group("sex_workers", "Sex workers", {"inclusion": ("sex_work",)}, inclusion=True),
        Group("slavery", "Victims of modern slavery", inclusion=True),
        Group("offline", "People who do not use the internet", {"inclusion": ("offline",)}),
    )
}  # fmt: skip


def words(key: str) -> str:
    """Return a group in words; what is not in the list is shown as it was written."""
    return GROUPS[key].text if key in GROUPS else key


def keys_for(characteristic: str, categories: "tuple[str, ...] | list[str]") -> list[str]:
    """Return the groups that are heard under these answers to a question about the person."""
    wanted = set(categories)
    return [key for key, group in GROUPS.items() if wanted & set(group.about.get(characteristic, ()))]
