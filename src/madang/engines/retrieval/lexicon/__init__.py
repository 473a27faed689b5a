"""The concept lexicon: what things of this field are called in Korean, Chinese and English, and where a text says them.

The CSV files of this folder are the data; anyone may edit them in a spreadsheet, `lexicon check` says what is wrong.
Reading it loads no model.
"""

from .checking import check, counts
from .concept import LANGS, Concept, Problem, Rule, Spot
from .model import Lexicon
from .reading import lexicon, read, read_texts

__all__ = ["LANGS", "Concept", "Lexicon", "Problem", "Rule", "Spot", "check", "counts", "lexicon", "read", "read_texts"]
