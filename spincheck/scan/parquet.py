"""An audit as a folder of Parquet, here or at any address that fsspec opens: what scans on many machines write.

``documents/ findings/ links/ texts/ errors/`` hold the tables of :mod:`spincheck.scan.store` in parts of the same name, and
``run-NNN.json`` the rows of ``runs``. The part of ``documents`` is written last: parts without it were never finished and do
not count. A later run's part replaces what earlier ones say of the same document. ``position`` has gaps here.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from spincheck.errors import UsageError
from spincheck.scan.inputs.storage import is_remote, open_fsspec
from spincheck.scan.store import CONTENT, SCHEMA, TABLES, column_types, create, first_line, insert

if TYPE_CHECKING:
    import duckdb

#: the part of this table says that a part is whole
_LAST: Final = "documents"
_ORDER: Final = (*(name for name in CONTENT if name != _LAST), _LAST)


class Folder:
    """A folder of Parquet. Cheap to make and to send to another process."""

    def __init__(self, address: str) -> None:
        """``address``: a path, or the address of a folder in a store (``s3://bucket/audit``)."""
        self.address = address if is_remote(address) else str(Path(address).resolve())

    def _system(self) -> tuple[Any, str]:
        if is_remote(self.address):
            return open_fsspec(self.address)
        import fsspec

        return fsspec.filesystem("file"), self.address

    def write(self, part: str, tables: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
        """Write a part of every table, those without rows left out but for the last. Writing it again replaces it."""
        import pyarrow.parquet as pq

        system, root = self._system()
        for name in _ORDER:
            if not tables[name] and name != _LAST:
                continue
            folder = posixpath.join(root, name)
            system.makedirs(folder, exist_ok=True)
            path = posixpath.join(folder, f"{part}.parquet")
            # a store shows an object when it is whole; a file system shows a file from its first byte
            place = path if is_remote(self.address) else f"{path}.tmp"
            with system.open(place, "wb") as stream:
                pq.write_table(_arrow(name, tables[name]), stream, compression="zstd")
            if place != path:
                Path(place).replace(path)

    def write_run(self, row: Mapping[str, Any]) -> None:
        """Write the row of a run."""
        system, root = self._system()
        system.makedirs(root, exist_ok=True)
        with system.open(posixpath.join(root, f"run-{row['run']:03}.json"), "wb") as stream:
            stream.write(json.dumps(row).encode())

    def runs(self) -> list[dict[str, Any]]:
        """The rows of the runs there were. Raises UsageError for a folder of another version."""
        system, root = self._system()
        found = []
        for path in sorted(system.glob(posixpath.join(root, "run-*.json"))):
            with system.open(path, "rb") as stream:
                row = json.loads(stream.read())
            if row["schema"] != SCHEMA:
                raise UsageError(f"{self.address}: an audit of format {row['schema']}, not {SCHEMA}", "scan anew")
            found.append(row)
        return found

    @contextmanager
    def opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The audit as a database with the tables of an audit file, read from the parts when asked.

        Raises UsageError when there is none.
        """
        import duckdb

        system, root = self._system()
        runs = self.runs()
        if not runs:
            raise UsageError(f"{self.address}: not an audit of spincheck", "name a folder that scan --engine ray wrote")
        base = duckdb.connect(config={"memory_limit": "2GB"})
        try:
            if is_remote(self.address):
                base.register_filesystem(system)
            create(base)
            rows = [tuple(row.values()) for row in runs]
            insert(base, "runs", column_types(base, "runs"), rows)
            self._views(base, system, root)
            yield base
        except duckdb.Error as error:
            raise UsageError(f"{self.address}: cannot be read: {first_line(error)}", "check the folder") from None
        finally:
            base.close()

    def _views(self, base: duckdb.DuckDBPyConnection, system: Any, root: str) -> None:
        protocol = self.address.partition("://")[0] + "://" if is_remote(self.address) else ""
        parts = {name: sorted(system.glob(posixpath.join(root, name, "*.parquet"))) for name in CONTENT}
        whole = {posixpath.basename(path) for path in parts[_LAST]}
        source = {}
        for name, paths in parts.items():
            paths = [protocol + p.removeprefix(protocol) for p in paths if posixpath.basename(p) in whole]
            quoted = ", ".join("'" + p.replace("'", "''") + "'" for p in paths)
            source[name] = (
                f"read_parquet([{quoted}], filename = '_file')" if paths else f"(select *, '' as _file from {name})"
            )
            if not paths:
                base.execute(f"alter table {name} rename to no_{name}")
                source[name] = f"(select *, '' as _file from no_{name})"
        # of a document that several runs checked, the part with the last name
        both = " union all ".join(f"select key, _file from {source[name]}" for name in ("documents", "errors"))
        base.execute(f"create table latest as select key, max(parse_filename(_file)) as part from ({both}) group by key")
        for name in CONTENT:
            base.execute(f"drop table if exists {name}")
            columns = ", ".join(f'"{c}"' for c, _ in columns_of(name))
            base.execute(f"""create view {name} as select {columns} from {source[name]} t
                where (key, parse_filename(_file)) in (select (key, part) from latest)""")


def columns_of(table: str) -> list[tuple[str, str]]:
    """The columns of a table of the audit and their types."""
    columns = []
    for column in TABLES[table].split(","):
        name, kind, *_ = column.split()
        columns.append((name.strip('"'), kind))
    return columns


def _arrow(table: str, rows: Sequence[tuple[Any, ...]]) -> Any:
    import pyarrow as pa

    kinds = {
        "varchar": pa.string(), "json": pa.string(), "bigint": pa.int64(), "integer": pa.int32(), "double": pa.float64(),
        "boolean": pa.bool_(),
    }  # fmt: skip
    fields = [(name, kinds[kind]) for name, kind in columns_of(table)]
    columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [() for _ in fields]
    return pa.table([pa.array(c, t) for c, (_, t) in zip(columns, fields, strict=True)], schema=pa.schema(fields))


def copy_into(source: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Copy an open folder into a new audit file, all of it or nothing; positions become consecutive."""
    from spincheck.scan.store import connect

    with connect(target) as base:
        base.begin()
        create(base)
        base.commit()
    source.execute(f"attach '{str(target).replace(chr(39), chr(39) * 2)}' as target")
    source.execute("""create temp table places as select key, row_number() over (order by position, key) - 1 as place
        from (select key, position from documents union all select key, position from errors)""")
    source.begin()
    for name in ("runs", *CONTENT):
        if name in ("documents", "errors"):
            rows = f"select t.* replace (place as position) from {name} t join places using (key) order by place"
        else:
            rows = f"from {name}{' order by key, number' if name in ('findings', 'links') else ''}"
        source.execute(f"insert into target.{name} {rows}")
    source.commit()
    source.execute("detach target")
