"""`python -m madang.engines.retrieval`: rank documents for queries, judge a ranking, check the lexicon."""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from .evaluation import Score, evaluate
from .evaluation.running import read_grades, read_run, read_split, run, searching, write_run
from .lexicon import check, counts, lexicon, read
from .lexicon.mining import mine
from .lexicon.reading import FOLDER
from .meaning import MODES, Endpoint, FileStore, MeaningError, MemoryStore, open_encoder
from .ranking import DataError, Searcher, read_documents, read_topics


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 1 where it found something wrong, 2 where it was asked wrongly."""
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except (DataError, MeaningError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return status


def parser() -> argparse.ArgumentParser:
    """What the commands take."""
    out = argparse.ArgumentParser(prog="python -m madang.engines.retrieval", description=__doc__)
    commands = out.add_subparsers(required=True, metavar="COMMAND")
    running = commands.add_parser("run", help="rank documents for every phrasing of every topic")
    running.add_argument("--documents", type=Path, required=True, help='lines {"id", "lang", "title", "text"}')
    running.add_argument("--queries", type=Path, required=True, help='lines {"id", "ko", "zh", "en"}')
    running.add_argument("--mode", choices=("lexical", *MODES, "endpoint"), default="lexical")
    running.add_argument("--out", type=Path, required=True, help='where lines {"query", "lang", "ranking"} go')
    running.add_argument("--vectors", type=Path, help="a file that keeps vectors for the next run")
    asking = running.add_argument_group("for --mode endpoint")
    asking.add_argument("--base", default="", help="address up to and with /v1")
    asking.add_argument("--model", default="", help="name of the model there")
    asking.add_argument("--key-variable", default="", help="environment variable that holds the key")
    asking.add_argument("--query-prefix", default="", help="what the model wants before a query")
    asking.add_argument("--passage-prefix", default="", help="what the model wants before a document")
    asking.add_argument("--batch", type=int, default=32, help="texts a request (default: 32)")
    asking.add_argument("--timeout", type=float, default=20.0, help="seconds for one batch (default: 20)")
    running.set_defaults(run=_run)
    judging = commands.add_parser("evaluate", help="nDCG@10, recall@10 and MRR of a run, with intervals")
    judging.add_argument("--run", dest="ranked", type=Path, required=True, help="what `run` wrote")
    judging.add_argument("--documents", type=Path, required=True, help="the documents that were ranked")
    judging.add_argument("--grades", type=Path, required=True, help="CSV: topic, programme, grade (0 to 3)")
    judging.add_argument("--split", type=Path, help="CSV: topic, half")
    judging.add_argument("--half", help="judge only the topics of this half")
    judging.set_defaults(run=_evaluate)
    words = commands.add_parser("lexicon", help="the concept lexicon").add_subparsers(required=True, metavar="COMMAND")
    checking = words.add_parser("check", help="say how much the lexicon holds and what is wrong with it")
    checking.add_argument(
        "--folder", type=Path, default=FOLDER, help="where the CSV files are (default: those that ship)"
    )
    checking.set_defaults(run=_check)
    mining = words.add_parser(
        "mine", help="words of documents that no concept explains, as CSV for a person to look through"
    )
    mining.add_argument("--documents", type=Path, required=True, help='lines {"id", "lang", "title", "text"}')
    mining.add_argument("--least", type=int, default=3, help="documents a word must stand in (default: 3)")
    mining.add_argument("--limit", type=int, default=200, help="words told of each language (default: 200)")
    mining.set_defaults(run=_mine)
    return out


def _run(options: argparse.Namespace) -> int:
    documents, topics = read_documents(options.documents), read_topics(options.queries)
    searcher = Searcher(lexicon(), documents)
    search = searching(searcher)
    if options.mode != "lexical":
        encoder = open_encoder(options.mode, _endpoint(options))
        print(f"vectors of {encoder.model_id}", file=sys.stderr)
        store = FileStore(options.vectors) if options.vectors else MemoryStore()
        with _bar(total=2 * len(documents), unit="text") as bar:
            search = searching(searcher, documents, encoder, store, bar.update)
    ranked = run(search, _bar(topics, unit="topic"))
    print(f"{write_run(options.out, ranked)} rankings of {len(documents)} documents written to {options.out}")
    return 0


def _bar(rows: Iterable[Any] | None = None, **shape: Any) -> Any:
    """A bar on a terminal, silence in a pipe."""
    return tqdm(rows, file=sys.stderr, disable=None, **shape)


def _endpoint(options: argparse.Namespace) -> Endpoint | None:
    if options.mode != "endpoint":
        return None
    if not options.base or not options.model:
        raise DataError(["--mode endpoint needs --base and --model"])
    return Endpoint(
        base=options.base, model=options.model, key_variable=options.key_variable, query_prefix=options.query_prefix,
        passage_prefix=options.passage_prefix, batch=max(1, options.batch), timeout=options.timeout,
    )  # fmt: skip


def _evaluate(options: argparse.Namespace) -> int:
    grades = read_grades(options.grades)
    if options.split and options.half:
        halves = read_split(options.split)
        grades = {topic: mine for topic, mine in grades.items() if halves.get(topic) == options.half}
    langs = {document.id: document.lang for document in read_documents(options.documents)}
    scores = evaluate(read_run(options.ranked), grades, langs)
    if not scores:
        print("No ranking of the run has judgements.", file=sys.stderr)
        return 1
    print(table(scores))
    return 0


def table(scores: Sequence[Score]) -> str:
    """The scores as lines of text, pool by pool: value and 95 % interval."""
    lines = []
    for pool in ("mixed", "cross"):
        lines.append(
            f"{pool:6} {'':4} {'topics':>6}  " + "  ".join(f"{name:^19}" for name in ("nDCG@10", "recall@10", "MRR"))
        )
        for lang in ("ko", "zh", "en", "all"):
            mine = [score for score in scores if (score.pool, score.lang) == (pool, lang)]
            cells = "  ".join(f"{one.value:.3f} [{one.low:.3f} {one.high:.3f}]" for one in mine)
            if mine:
                lines.append(f"{'':6} {lang:4} {mine[0].topics:>6}  {cells}")
    return "\n".join(lines)


def _check(options: argparse.Namespace) -> int:
    found = read(options.folder)
    print(f"{len(found)} concepts, {len(found.spotter)} forms to be found")
    for name, counter in counts(found).items():
        print(f"  {name}: {', '.join(f'{key} {count}' for key, count in counter.most_common())}")
    problems = check(found)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


def _mine(options: argparse.Namespace) -> int:
    texts = [(one.lang, f"{one.title}\n{one.text}") for one in read_documents(options.documents)]
    told: Counter[str] = Counter()
    out = csv.writer(sys.stdout)
    out.writerow(["lang", "word", "documents", "company", "example"])
    for one in mine(lexicon(), texts, least=options.least):
        told[one.lang] += 1
        if told[one.lang] <= options.limit:
            out.writerow([one.lang, one.word, one.documents, " ; ".join(one.company), one.example])
    return 0


if __name__ == "__main__":
    sys.exit(main())
