"""The reader's language: translated sentences, plurals, numbers, dates and lists; the only home of Babel.

English is what the code and the templates say. Other languages are catalogues of gettext, `TAG.po`, where
TAG is a BCP 47 tag; what one does not say is said in English.
"""

from digest.language.counts import NBSP, Noun
from digest.language.language import ENGLISH, Language
from digest.language.languages import Languages

__all__ = ["ENGLISH", "NBSP", "Language", "Languages", "Noun"]
