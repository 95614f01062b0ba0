"""A scan on many machines: the same items and the same checks as :mod:`spincheck.scan.pool`, as Ray Data batches.

Units of inputs (a table, an archive, a few files) are read by tasks into items; actors, each with one warm worker process
under the same limits of time and memory, turn batches of items into rows; tasks write the rows as parts of a folder of
Parquet. Ray runs again what a dead machine or process took with it, and since a check depends on its document alone, the
rows are the same.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from spincheck.errors import SourceError, SpincheckError, UsageError
from spincheck.scan.inputs import storage
from spincheck.scan.items import ARCHIVES, TABLES, Columns, Item, items
from spincheck.scan.parquet import Folder
from spincheck.scan.store import Known, stored_key, tables_of
from spincheck.sources.expand import expand

if TYPE_CHECKING:
    import numpy as np

    from spincheck.scan.worker import Setup

#: plain files read as one unit, and items checked as one batch
_FILES: Final = 32
_BATCH: Final = 32
#: bytes of a block: small, so that a large archive spreads over the actors while it is read
_BLOCK: Final = 8_000_000
#: documents of a part; what a part holds is lost when the driver dies before it is written
_PART: Final = 1000
#: actors leave a tenth of a core to the tasks that read and write
_ACTOR, _TASK = 0.9, 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """What every process of a scan must know; plain data."""

    setup: Setup
    columns: Columns
    seconds: float
    megabytes: int
    texts: bool
    #: documents that are in the folder already
    known: Mapping[str, Known]
    retry: bool = False


def units(inputs: Iterable[str], exclude: Sequence[str] = ()) -> list[list[str | Item]]:
    """The inputs in pieces that can be read apart from one another. What cannot be read is an Item with an error."""
    out: list[list[str | Item]] = []
    few: list[str | Item] = []
    for name in inputs:
        remote = storage.is_remote(name)
        for found in storage.matching(name) if remote else expand([name], exclude):
            path = str(found)
            if isinstance(found, SourceError):
                few.append(Item(found.path, found.path, error=path))
            elif path.lower().split("?")[0].endswith((*TABLES, *ARCHIVES)):
                # before it what came before it, so that positions keep the order of the inputs
                out.extend(([few] if few else []) + [[path]])
                few = []
            else:
                few.append(path)
            if len(few) >= _FILES:
                out.append(few)
                few = []
    return [*out, few] if few else out


class Read:
    """Units into items that are left to check."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __call__(self, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The items of one unit, each with its place: unit and number, in one integer."""
        from spincheck.scan.todo import Todo
        from spincheck.scan.worker import make_run

        names: list[str | Item] = pickle.loads(row["names"])
        found = (item for name in names for item in ([name] if isinstance(name, Item) else items([name], self.plan.columns)))
        for number, item in Todo(found, self.plan.known, make_run(self.plan.setup), retry=self.plan.retry):
            yield {"place": (row["unit"] << 32) + number, "item": pickle.dumps(item)}


class Check:
    """An actor: items into rows. Its worker process loads the models once."""

    def __init__(self, plan: Plan) -> None:
        from spincheck.scan.pool import Pool

        setup = replace(plan.setup, threads=1)
        self._pool = Pool(setup, 1, seconds=plan.seconds, megabytes=plan.megabytes, keep=True)

    def __call__(self, batch: dict[str, np.ndarray[Any, Any]]) -> dict[str, Any]:
        """The results of a batch, in its order."""
        tasks = [(int(place), pickle.loads(item)) for place, item in zip(batch["place"], batch["item"], strict=True)]
        found = {place: (item, result) for done in self._pool.run(tasks) for place, item, result in done}
        done = [(stored_key(found[place][0].key), place, found[place][1]) for place, _ in tasks]
        return {"done": [pickle.dumps(one) for one in done]}


def scan(
    inputs: Sequence[str], exclude: Sequence[str], plan: Plan, folder: Folder, run: dict[str, Any], *, jobs: int | None,
    address: str | None,
) -> None:  # fmt: skip
    """Check everything that is not in the folder yet and write it there; ``run`` is the row of this run, without its end.

    ``address``: of a Ray cluster; None starts Ray on this machine. ``jobs``: actors; None takes one per core.
    Raises UsageError without Ray, and SpincheckError when Ray gives up.
    """
    try:
        import ray
        import ray.data
    except ImportError:
        raise UsageError("--engine ray needs Ray", "install it with: pip install 'spincheck[ray]'") from None
    from spincheck.scan.ray_sink import sink

    # on a busy machine Ray's own helpers may need longer than it waits for them
    os.environ.setdefault("RAY_agent_register_timeout_ms", "300000")
    # and would give its workers only what other programs leave
    os.environ.setdefault("RAY_worker_niceness", "0")
    started = not ray.is_initialized()
    if started:
        try:
            ray.init(
                address=address,
                num_cpus=None if address else jobs,
                include_dashboard=None if address else False,
                logging_level="ERROR",
                log_to_driver=False,
            )
        except Exception as error:  # Ray raises what comes
            raise SpincheckError(f"Ray does not start: {_one_line(error)}", "see Ray's logs") from None
    try:
        context = ray.data.DataContext.get_current()
        context.target_max_block_size = _BLOCK
        context.enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        workers = jobs or max(1, int(ray.cluster_resources().get("CPU", 1)))
        work = [{"unit": n, "names": pickle.dumps(names)} for n, names in enumerate(units(inputs, exclude))]
        if work:
            data = ray.data.from_items(work, override_num_blocks=len(work))
            data = data.flat_map(Read(plan).__call__, num_cpus=_TASK)
            actors = ray.data.ActorPoolStrategy(size=workers)
            data = data.map_batches(Check, fn_constructor_args=(plan,), batch_size=_BATCH, compute=actors, num_cpus=_ACTOR)
            data.write_datasink(sink(folder, run["run"], _PART, texts=plan.texts), ray_remote_args={"num_cpus": _TASK})
    except (ray.exceptions.RayError, RuntimeError, ValueError) as error:
        raise SpincheckError(f"Ray gave up: {_one_line(error)}", "see Ray's logs, and --resume") from None
    finally:
        if started:
            ray.shutdown()


def rows_of(done: Iterable[bytes], *, texts: bool) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of what actors gave."""
    return tables_of((pickle.loads(one) for one in done), texts=texts)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
