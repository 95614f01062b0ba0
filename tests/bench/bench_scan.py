"""Is a scan fast, flat in memory and safe to kill? Run by hand.

    python tests/bench/bench_scan.py make FOLDER [--documents 10000]
    python tests/bench/bench_scan.py memory FOLDER [--jobs 2]
    python tests/bench/bench_scan.py speed FOLDER [--documents 600] [--repeat 5]
    python tests/bench/bench_scan.py kill FOLDER [--documents 600] [--kills 50] [--seed 8]

``make`` writes articles of 300 to 700 words, each recombined from sentences of the project's own corpora: prose, clean
passages and spun passages, in that order of frequency. The same number gives the same articles. ``memory`` scans the folder
and samples the memory of the whole process tree. ``speed`` scans a part of it with one process and with two, in turn.
``kill`` ends a scan with SIGKILL at random moments, resumes it, and compares every row with an uninterrupted scan.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

CORPORA = Path(__file__).parents[2] / "corpora"
_SENTENCE = re.compile(r"(?<=[.!?][\"')]|[.!?]{2}|[a-z\d)][.!?])\s+(?=[\"'(]?[A-Z])")
TABLES = ("documents", "findings", "links", "texts", "errors")


def pools() -> tuple[list[str], list[str]]:
    """Sentences of ordinary and of spun text."""
    ordinary = [
        sentence
        for file in sorted((CORPORA / "prose").glob("*.txt"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if line[:1] not in ("", "#")
        for sentence in _SENTENCE.split(line)
    ]
    texts = {
        name: [json.loads(line)["text"] for line in (CORPORA / "passages" / f"{name}.jsonl").read_text().splitlines()]
        for name in ("clean", "spun")
    }
    split = {k: [s for t in v for line in t.splitlines() if line for s in _SENTENCE.split(line)] for k, v in texts.items()}
    return ordinary + split["clean"], split["spun"]


def article(number: int, ordinary: list[str], spun: list[str]) -> str:
    """One article. Every fifth is spun: half of its sentences are from spun passages."""
    dice = random.Random(number)
    share = 0.5 if number % 5 == 0 else 0.01
    goal, words = dice.randint(300, 700), 0
    paragraphs = [" ".join(dice.choice(ordinary).split()[:8]).rstrip(".,;:!?").capitalize()]
    while words < goal:
        sentences = [dice.choice(spun if dice.random() < share else ordinary) for _ in range(dice.randint(2, 6))]
        words += sum(len(s.split()) for s in sentences)
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs) + "\n"


def make(folder: Path, documents: int) -> None:
    """Write the articles, a thousand to a folder."""
    ordinary, spun = pools()
    words = 0
    for number in range(documents):
        file = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = article(number, ordinary, spun)
        words += len(text.split())
        file.write_text(text, encoding="utf-8")
    print(f"{documents} articles, {words} words, {words / documents:.0f} each")


def command(inputs: list[str], audit: Path, jobs: int, *more: str) -> list[str]:
    """The scan that is measured."""
    return [sys.executable, "-m", "spincheck", "scan", *inputs, "-o", str(audit), "--no-config", "--level", "fast",
            "--jobs", str(jobs), "--quiet", *more]  # fmt: skip


def tree(pid: int) -> Iterator[int]:
    """A process and its descendants."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        for child in children:
            yield from tree(int(child))


def resident(pid: int) -> tuple[float, float]:
    """Memory of a process tree in MB: resident (shared pages counted in each process) and proportional."""
    rss = pss = 0.0
    for one in tree(pid):
        try:
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Rss:"):
                    rss += int(line.split()[1]) / 1000
                elif line.startswith("Pss:"):
                    pss += int(line.split()[1]) / 1000
        except OSError:
            continue
    return rss, pss


def memory(folder: Path, jobs: int) -> None:
    """Scan everything and print memory every minute and at every tenth of the time, the peak and the throughput."""
    with tempfile.TemporaryDirectory() as temporary:
        audit = Path(temporary) / "audit.duckdb"
        began = time.monotonic()
        process = subprocess.Popen(command([str(folder)], audit, jobs))
        samples: list[tuple[float, float, float]] = []
        said = 0.0
        while process.poll() is None:
            rss, pss = resident(process.pid)
            samples.append((time.monotonic() - began, rss, pss))
            if samples[-1][0] - said >= 60:
                said = samples[-1][0]
                print(f"  {said:6.0f} s: resident {rss:5.0f} MB, proportional {pss:5.0f} MB", flush=True)
            time.sleep(0.5)
        seconds = time.monotonic() - began
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"exit code {process.returncode}, {seconds:.0f} s, {usage.ru_utime + usage.ru_stime:.0f} s of processor time")
        for tenth in range(10):
            part = samples[len(samples) * tenth // 10 : len(samples) * (tenth + 1) // 10]
            if part:
                print(f"  until {part[-1][0]:6.0f} s: resident {max(p[1] for p in part):5.0f} MB, "
                      f"proportional {max(p[2] for p in part):5.0f} MB")  # fmt: skip
        print(f"peak: resident {max(s[1] for s in samples):.0f} MB, proportional {max(s[2] for s in samples):.0f} MB")
        words, documents = facts(audit)
        size = audit.stat().st_size
        print(f"{documents} documents, {words} words: {documents / seconds:.1f} documents/s, {words / seconds:.0f} words/s, "
              f"file {size / 1e6:.1f} MB ({size / documents:.0f} bytes a document)")  # fmt: skip


def facts(audit: Path) -> tuple[int, int]:
    """Words and documents of an audit file."""
    import duckdb

    with duckdb.connect(str(audit), read_only=True) as base:
        return base.execute("select sum(words), count(*) from documents").fetchall()[0]


def some(folder: Path, documents: int) -> list[str]:
    """The first articles, in order."""
    return [str(f) for f in sorted(folder.rglob("*.txt"))[:documents]]


def speed(folder: Path, documents: int, repeat: int) -> None:
    """One process against two, in turn: start-up included and, from a run over an eighth of the set, taken off."""
    files = some(folder, documents)
    few = files[: documents // 8]
    times: dict[tuple[int, int], list[float]] = {}
    for _ in range(repeat):
        for jobs in (1, 2):
            for part in (few, files):
                with tempfile.TemporaryDirectory() as temporary:
                    began = time.monotonic()
                    subprocess.run(command(part, Path(temporary) / "a.duckdb", jobs), check=False)
                    times.setdefault((jobs, len(part)), []).append(time.monotonic() - began)
    for key, values in sorted(times.items()):
        print(
            f"{key[0]} jobs, {key[1]} documents: median {statistics.median(values):.2f} s of {[f'{v:.2f}' for v in values]}"
        )
    whole = [a / b for a, b in zip(times[1, len(files)], times[2, len(files)], strict=True)]
    steady = [
        (a - b) / (c - d) for a, b, c, d in zip(*(times[j, n] for j in (1, 2) for n in (len(files), len(few))), strict=True)
    ]
    print(f"two processes against one: {statistics.median(whole):.2f} times in all, "
          f"{statistics.median(steady):.2f} times without start-up")  # fmt: skip


def kill(folder: Path, documents: int, kills: int, seed: int) -> None:
    """Kill, resume, and at the end compare with a scan that was left alone."""
    import duckdb

    files = some(folder, documents)
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as temporary:
        audit, whole = Path(temporary) / "killed.duckdb", Path(temporary) / "whole.duckdb"
        began = time.monotonic()
        subprocess.run(command(files, whole, 2), check=False)
        length = time.monotonic() - began
        done = 0
        while done < kills:
            process = subprocess.Popen(command(files, audit, 2, "--resume"))
            time.sleep(dice.uniform(0.2, 4 + 2 * length / kills))
            if process.poll() is not None:  # it came to its end; begin again, so that every kill hits a scan at work
                audit.unlink()
                continue
            process.send_signal(signal.SIGKILL)
            process.wait()
            done += 1
        code = subprocess.run(command(files, audit, 2, "--resume"), check=False).returncode
        with duckdb.connect(str(audit)) as base:
            base.execute(f"attach '{whole}' as whole (read_only)")
            for table in TABLES:
                lost, extra, rows = base.execute(
                    f"select (select count(*) from (from whole.{table} except all from {table})), "
                    f"(select count(*) from (from {table} except all from whole.{table})), (select count(*) from {table})"
                ).fetchall()[0]
                print(f"{table}: {rows} rows, {lost} lost, {extra} repeated or different")
            runs = base.execute("select count(*), count(ended), sum(documents) from runs").fetchall()[0]
        print(f"{done} kills, exit code {code}; {runs[0]} runs, of which {runs[1]} came to their end")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "memory", "speed", "kill"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=8)
    args = parser.parse_args()
    if args.what == "make":
        make(args.folder, args.documents or 10_000)
    elif args.what == "memory":
        memory(args.folder, args.jobs)
    elif args.what == "speed":
        speed(args.folder, args.documents or 600, args.repeat)
    else:
        kill(args.folder, args.documents or 600, args.kills, args.seed)


if __name__ == "__main__":
    main()
