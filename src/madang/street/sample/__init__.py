"""The content of the sample street: real bodies with sourced facts, everything else invented. No Django in here.

`build(today=...)` gives one `records.Street`; the same seed and day give the same street, byte for byte.
"""

from .building import SEED, build
from .canonical import digest, dumps

__all__ = ["SEED", "build", "digest", "dumps"]
