"""Write the seed means of the models that run here: `src/madang/engines/retrieval/meaning/data/means-*.npy`.

To be run after a change of `seed_texts.csv`, of `seed_queries.csv` or of a model; needs `make quality`. A test holds
the files to what this makes.
"""

from pathlib import Path

from madang.engines.retrieval.meaning import open_encoder
from madang.engines.retrieval.meaning.means import made_seeds, seed_file

FOLDER = Path(__file__).parents[1] / "src/madang/engines/retrieval/meaning/data"

for old in FOLDER.glob("means-*.npy"):
    old.unlink()
for mode in ("use", "e5", "both"):
    name, content = seed_file(made_seeds(open_encoder(mode)))
    (FOLDER / name).write_bytes(content)
    print(name, len(content), "bytes")
