"""Where a scan with Ray writes; apart from the engine because its base class is Ray's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ray.data import Datasink

from spincheck.scan.parquet import Folder


class _Parts(Datasink):  # type: ignore[misc]
    """Rows as parts of a folder. A task that runs again writes the same part again."""

    def __init__(self, folder: Folder, run: int, documents: int, texts: bool) -> None:
        self.folder = folder
        self.run = run
        self.documents = documents
        self.texts = texts

    def write(self, blocks: Iterable[Any], ctx: Any) -> int:
        """Write all blocks of a task as one part."""
        from ray.data.block import BlockAccessor

        from spincheck.scan.ray_engine import rows_of

        done = [row for block in blocks for row in BlockAccessor.for_block(block).to_numpy("done")]
        if done:
            self.folder.write(f"part-{self.run:03}-{ctx.task_idx:06}", rows_of(done, texts=self.texts))
        return len(done)

    @property
    def min_rows_per_write(self) -> int:
        """Documents of a part."""
        return self.documents


def sink(folder: Folder, run: int, documents: int, *, texts: bool) -> Datasink:
    """The sink of a run."""
    return _Parts(folder, run, documents, texts)
