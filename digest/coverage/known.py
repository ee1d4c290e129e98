"""What the papers of a store know: their words, people, organizations and categories. Pure.

Words are cut and compared as the ranker does it, but each distinct one is read once and not once for
every paper it is in: space stands in no word, so a text's words are those of its pieces between spaces.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from digest.model import Paper
from digest.rank.names import Name, organization_key, parse_name, same_name
from digest.rank.phrase import has_topic, phrase_pattern, readable
from digest.rank.words import stems, surfaces

_NEAR = 0.75  # of 1: how alike two words are that one may be meant for the other; a letter in four is wrong
_NEAR_NAME = 75  # of 100: the same of names, which may differ in whole words


@dataclass(frozen=True, slots=True)
class Known:
    """What a store's papers hold, ready to be asked."""

    papers: Sequence[Paper]
    compared: frozenset[str]  # stems of titles and abstracts: what topics and libraries are compared by
    shown: frozenset[str]  # stems of all that a reader is shown of a paper, for phrases
    spelled: dict[str, list[str]]  # first letter → words as papers spell them, folded; frequent ones first
    places: dict[str, list[int]]  # stem that was asked for → where it is
    families: dict[str, dict[Name, str]]  # folded family name → people, and how one paper prints them
    printed: dict[str, dict[str, str]]  # first letter of the family name → people as printed → as compared
    organizations: dict[str, str]  # as compared → as printed
    categories: dict[str, str]  # case-folded → as printed; their archives, too: "cs.*"
    _near: dict[str, str] = field(default_factory=dict)  # looked up so far

    def nearest(self, word: str) -> str:
        """Return the word that papers have and `word`, a folded one, may be meant for; empty: there is none.

        A letter too many, too few, another, or two that changed places are one error each. Only words with
        the same first letter are looked at.
        """
        if word not in self._near:
            known = self.spelled.get(word[:1], ())
            found = process.extractOne(word, known, scorer=OSA.normalized_similarity, score_cutoff=_NEAR)
            self._near[word] = found[0] if found else ""
        return self._near[word]

    def has_phrase(self, phrase: str) -> bool:
        """Return whether some paper has a phrase as it is written."""
        pattern = phrase_pattern(phrase)
        return pattern is not None and any(
            pattern.search(readable(paper)) for paper in self._with(stems(phrase))
        )

    def has_inflected(self, phrase: str) -> bool:
        """Return whether some paper has the words of a phrase side by side, in any inflection."""
        wanted = stems(phrase)
        if len(wanted) == 1:
            return wanted[0] in self.shown
        return any(has_topic(paper, phrase) for paper in self._with(wanted))

    def has_person(self, name: Name) -> bool:
        """Return whether some paper is surely by somebody, under that very name."""
        return name in self.families.get(name.family, ())

    def people(self, wanted: Name) -> dict[str, float]:
        """Return who may be meant by a name, as papers print them, and how surely; the surest first."""
        families = {wanted.family, *wanted.given[:1]}
        known = {name: text for family in families for name, text in self.families.get(family, {}).items()}
        sure = {text: same_name(wanted, name) for name, text in known.items()}
        return {text: how for text, how in sorted(sure.items(), key=lambda pair: (-pair[1], pair[0])) if how}

    def near_people(self, wanted: Name, *, most: int) -> list[str]:
        """Return people with names spelled like one, and family names that begin with the same letter."""
        choices = self.printed.get(wanted.family[:1], {})
        found = process.extract(wanted.key, choices, scorer=fuzz.ratio, score_cutoff=_NEAR_NAME, limit=most)
        return [text for _, _, text in found]

    def near_organizations(self, wanted: str, *, most: int) -> list[str]:
        """Return organizations that share the words of one, or are spelled like it."""
        key = organization_key(wanted)
        found = process.extract(
            key, self.organizations.keys(), scorer=fuzz.token_set_ratio, score_cutoff=_NEAR_NAME, limit=None
        )
        near = sorted((one for one, _, _ in found), key=lambda one: (-fuzz.ratio(key, one), one))
        return [self.organizations[one] for one in near[:most]]

    def near_categories(self, wanted: str, *, most: int) -> list[str]:
        """Return categories that are spelled like one; they are short, so a letter is much."""
        found = process.extract(
            wanted.casefold(), self.categories.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_NAME, limit=most
        )
        return [self.categories[one] for one, _, _ in found]

    def _with(self, wanted: Collection[str]) -> Iterable[Paper]:
        """Return the papers that have all of these stems; they must have been asked for."""
        if not wanted:
            return self.papers
        found = set.intersection(*(set(self.places.get(stem, ())) for stem in wanted))
        return (self.papers[place] for place in sorted(found))


def learn(papers: Sequence[Paper], *, phrases: Collection[str]) -> Known:
    """Return what papers know; `phrases` are all that `has_phrase` and `has_inflected` will be asked."""
    compared: set[str] = set()
    shown: set[str] = set()
    for paper in papers:
        facts = paper.facts
        compared.update(facts.title.split(), (facts.abstract or facts.summary).split())
        shown.update(facts.title.split(), facts.abstract.split(), facts.summary.split())
    stems_of = {piece: stems(piece) for piece in shown}
    families = _families(papers)
    return Known(
        papers=papers,
        compared=frozenset().union(*(stems_of[piece] for piece in compared)),
        shown=frozenset().union(*stems_of.values()),
        spelled=_spelled(shown),
        places=_places(papers, stems_of, wanted={stem for phrase in phrases for stem in stems(phrase)}),
        families=families,
        printed=_printed(families),
        organizations=_organizations(papers),
        categories=_categories(papers),
    )


def _spelled(pieces: Collection[str]) -> dict[str, list[str]]:
    """Return the words in pieces; one in many, with all sorts of signs around it, is a frequent one."""
    count = Counter(word for piece in pieces for word in surfaces(piece))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(count, key=lambda word: (-count[word], word)):
        found[word[0]].append(word)
    return dict(found)


def _places(
    papers: Sequence[Paper], stems_of: dict[str, list[str]], *, wanted: set[str]
) -> dict[str, list[int]]:
    telling = {piece: wanted.intersection(found) for piece, found in stems_of.items()}
    telling = {piece: found for piece, found in telling.items() if found}
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, paper in enumerate(papers if telling else ()):
        facts = paper.facts
        pieces = {*facts.title.split(), *facts.abstract.split(), *facts.summary.split()} & telling.keys()
        for stem in {stem for piece in pieces for stem in telling[piece]}:
            places[stem].append(place)
    return dict(places)


def _families(papers: Sequence[Paper]) -> dict[str, dict[Name, str]]:
    found: defaultdict[str, dict[Name, str]] = defaultdict(dict)
    for printed in sorted({printed for paper in papers for printed in paper.facts.authors}):
        name = parse_name(printed)
        if name.family:
            found[name.family].setdefault(name, printed)
    return dict(found)


def _printed(families: dict[str, dict[Name, str]]) -> dict[str, dict[str, str]]:
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for family, people in families.items():
        found[family[0]].update({text: name.key for name, text in people.items()})
    return dict(found)


def _organizations(papers: Sequence[Paper]) -> dict[str, str]:
    names = {one for paper in papers for one in (paper.facts.organization, paper.facts.organization_name)}
    return {key: printed for printed in sorted(names) if (key := organization_key(printed))}


def _categories(papers: Sequence[Paper]) -> dict[str, str]:
    written = sorted({one.strip() for paper in papers for one in paper.facts.categories} - {""})
    printed = (text for one in written for text in (one, f"{one.partition('.')[0]}.*"))
    return {text.casefold(): text for text in printed}
