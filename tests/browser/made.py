"""Audit files made without a scan: any number of pages, the same every time, with everything a report can show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from spincheck.scan.store import SCHEMA, TABLES

HOSTILE = "</script><img src=x onerror=alert(1)>"
FOLDERS = 40


def empty(path: Path) -> duckdb.DuckDBPyConnection:
    """A new audit file with all tables and no row."""
    base = duckdb.connect(str(path), config={"threads": 1})
    for name, columns in TABLES.items():
        base.execute(f"create table {name} ({columns})")
    return base


def insert(base: duckdb.DuckDBPyConnection, table: str, **values: Any) -> None:
    """One row; columns that are not named stay null."""
    names = ", ".join(f'"{name}"' for name in values)
    plain = [json.dumps(v) if isinstance(v, list | dict) else v for v in values.values()]
    base.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(plain))})", plain)


def document(base: duckdb.DuckDBPyConnection, key: str, position: int, **values: Any) -> None:
    """A page with sensible values for what is not said."""
    score = values.get("score", 50.0)
    row: dict[str, Any] = {
        "key": key, "position": position, "path": key, "url": "", "host": "", "folder": "", "author": "", "template": "",
        "format": "text", "hash": key, "approximate": False, "title": "", "words": 200, "score": score,
        "grade": "not scored" if score is None else "A" if score >= 90 else "F" if score < 60 else "C",
        "verdict": "not scored" if score is None else "pass" if score >= 60 else "fail",
        "spun_probability": 0.1, "spun_spans": 0, "spun_verdict": "not spun",
        "readability": {"flesch_kincaid_grade": 9.0, "target_grade": 8.0}, "panels": {}, "not_checked": [],
        "gate": "", "incomplete": False,
    }  # fmt: skip
    insert(base, "documents", **(row | values))


def finding(base: duckdb.DuckDBPyConnection, key: str, number: int, text: str, start: int, **values: Any) -> None:
    """A finding on ``text`` at the code point ``start`` of the page's text."""
    row: dict[str, Any] = {
        "key": key, "number": number, "rule": "SPN102", "name": "spun-term", "category": "spun", "severity": "high",
        "confidence": 0.9, "start_at": start, "end_at": start + len(text), "text_start": start,
        "text_end": start + len(text), "line": 1, "column": start + 1, "text": text, "message": f"{text!r} looks spun",
        "suggestions": [], "evidence": [], "fingerprint": f"{key}-{number}", "state": "new", "points": 1.0,
        "location": "", "properties": {},
    }  # fmt: skip
    insert(base, "findings", **(row | values))


def small(path: Path) -> Path:
    """Three pages: one spun, with overlapping findings, an astral character and hostile text; one clean; one unscored."""
    base = empty(path)
    insert(base, "runs", run=1, schema=SCHEMA, version="1.0", ruleset="2026.1", settings="x", settings_json={},
           inputs=["site"], began="2026-05-03 08:00:00", ended="2026-05-03 08:05:00", documents=3)  # fmt: skip
    text = f"\U0001f4a5 The chilly laser cures bosom disease for good. {HOSTILE} Click here for cheap pills."
    document(base, "site/bad/one.html", 0, title=f"Laser {HOSTILE}", url="https://example.org/bad/one.html",
             host="example.org", folder="/bad/", author="A. Writer", template="t1", score=12.5, words=14,
             spun_probability=0.98, spun_spans=2, spun_verdict="spun",
             not_checked=[{"check": "grammar", "reason": "no LanguageTool server is running"}])  # fmt: skip
    insert(base, "texts", key="site/bad/one.html", text=text)
    page = "site/bad/one.html"
    for number, (phrase, values) in enumerate((
        ("chilly laser", {"suggestions": ["cold laser"], "evidence": [{"kind": "dictionary", "detail": "seen"}]}),
        ("The chilly laser cures bosom disease for good.", {
            "rule": "CLM301", "name": "cure-claim", "category": "claims", "severity": "critical",
            "properties": {"condition": "Breast cancer", "treatment": "laser"}, "message": "a cure is claimed"}),
        ("bosom disease", {"suggestions": ["breast cancer"]}),
        (HOSTILE, {"rule": "LNK201", "name": "url-in-place-of-words", "category": "links", "severity": "critical",
                   "properties": {"host": "pills.example"}, "message": HOSTILE}),
        ("Click here", {"rule": "RDB402", "name": "hard-sentence", "category": "readability", "severity": "low"}),
        ("cheap pills", {"state": "suppressed"}),
    )):  # fmt: skip
        finding(base, page, number, phrase, text.index(phrase), **values)
    insert(base, "links", key=page, number=0, target="https://pills.example/", host="pills.example",
           anchor="cheap pills", place="text", hidden="")  # fmt: skip
    document(base, "site/good/two.html", 1, title="Rest for backs", url="https://example.org/good/two.html",
             host="example.org", folder="/good/", score=97.0, words=300)  # fmt: skip
    document(base, "site/good/three.html", 2, title="", url="https://example.org/good/three.html",
             host="example.org", folder="/good/", score=None, words=5)  # fmt: skip
    insert(base, "errors", key="site/gone.html", position=3, path="site/gone.html", url="https://example.org/gone.html",
           kind="unreadable", error="site/gone.html: not UTF-8")  # fmt: skip
    base.close()
    return path


def respun(path: Path) -> Path:
    """:func:`small`, whose first two pages are siblings that were compared sentence by sentence."""
    base = duckdb.connect(str(small(path)))
    one, two = "\U0001f4a5 The chilly laser cures. The end.", "The cold laser cures. The very end."
    base.execute("update texts set text = ? || ' ' || text", [one])
    insert(base, "texts", key="site/good/two.html", text=two)
    base.execute("""create table families (family integer, exemplar varchar, key varchar, similarity double);
        create table pairs (family integer, a varchar, b varchar, similarity double, changed double, swapped integer,
          source varchar, reason varchar, aligned json)""")
    for key, similarity in (("site/good/two.html", 1.0), ("site/bad/one.html", 0.8)):
        insert(base, "families", family=1, exemplar="site/good/two.html", key=key, similarity=similarity)
    at = two.index("cold"), two.index("very"), one.index("chilly"), one.index("end")
    insert(base, "pairs", family=1, a="site/good/two.html", b="site/bad/one.html", similarity=0.8, changed=0.2, swapped=1,
           source="site/good/two.html", reason="its wording is more usual in edited prose", aligned=[
               {"a": [0, 21], "b": [0, 25], "similarity": 0.9, "changes": [[at[0], at[0] + 4, at[2], at[2] + 6, "swapped"]]},
               {"a": [22, 35], "b": [26, 34], "similarity": 0.7, "changes": [[at[1], at[1] + 5, at[3], at[3], "left out"]]},
           ])  # fmt: skip
    base.close()
    return path


def large(path: Path, pages: int, findings: int = 6) -> Path:
    """``pages`` pages in 40 folders with ``findings`` findings each, texts, links, errors, two runs and 60 families."""
    base = empty(path)
    base.execute("create temp macro dice(x) as (hash(x) % 1000003)::bigint")
    for run in (1, 2):
        insert(base, "runs", run=run, schema=SCHEMA, version="1.0", ruleset="2026.1", settings="x", settings_json={},
               inputs=["https://www.example.org/"], began=f"2026-05-0{run} 08:00:00", ended=f"2026-05-0{run} 11:00:00",
               documents=pages // 2)  # fmt: skip
    base.execute(
        f"""create temp table made as select n, dice(n) h, 'https://www.example.org/' || folder || '/how-to-treat-' ||
              topic || '-' || n || '-' || substr(md5(n::varchar), 1, 8) || '.html' as key, folder, topic
            from (select n, 'section-' || (dice(n * 7) % {FOLDERS}) as folder,
              ['back-pain', 'tennis-elbow', 'diabetes', 'migraine', 'asthma', 'eczema', 'gout', 'flu'][dice(n * 3) % 8 + 1]
              topic from range({pages}) t(n))"""
    )
    base.execute(
        """insert into documents by name select key, n as position, key as path, key as url, 'www.example.org' as host,
             '/' || folder || '/' as folder, 'Author ' || (h % 25) as author, 'tpl' || (h % 6) as template,
             'html' as format, h::varchar as hash, false as approximate,
             'How to treat ' || replace(topic, '-', ' ') || ', part ' || n as title, 200 + h % 1500 as words,
             round((h % 1000) / 10.0, 1) as score, case when h % 1000 >= 900 then 'A' when h % 1000 >= 600 then 'C' else 'F'
             end as grade, case when h % 1000 >= 600 then 'pass' else 'fail' end as verdict,
             (h % 997) / 997.0 as spun_probability, h % 40 as spun_spans,
             case when h % 997 > 700 then 'spun' else 'not spun' end as spun_verdict,
             json_object('flesch_kincaid_grade', 5 + (h % 130) / 10.0, 'target_grade', 8.0) as readability,
             '{"criteria": {"items": [{"name": "sources", "met": true}, {"name": "harms", "met": false}]}}' as panels,
             '[{"check": "grammar", "reason": "no LanguageTool server is running"}]' as not_checked, '' as gate,
             false as incomplete from made order by n"""
    )
    base.execute(
        f"""insert into findings by name select key, i as number,
             ['SPN102', 'CLM305', 'LNK201', 'RDB405', 'SPN104', 'CLM303'][i % 6 + 1] as rule,
             ['spun-term', 'efficacy-as-fact', 'url-in-place-of-words', 'hard-word', 'term-drift', 'absolute-safety']
               [i % 6 + 1] as name,
             ['spun', 'claims', 'links', 'readability', 'spun', 'claims'][i % 6 + 1] as category,
             ['critical', 'high', 'medium', 'low'][dice(n * 31 + i) % 4 + 1] as severity, 0.8 as confidence,
             i * 30 as start_at, i * 30 + 12 as end_at, i * 30 as text_start, i * 30 + 12 as text_end, i as line,
             1 as "column", ['chilly laser', 'bosom tumour', 'hot joints  ', 'back bother '][dice(n + i) % 4 + 1] as text,
             'this phrase looks like a spun form of something else' as message,
             ['["cold laser"]', '["breast cancer"]', '["arthritis"]', '["back pain"]'][dice(n + i) % 4 + 1] as suggestions,
             '[{{"kind": "dictionary", "detail": "spinners write it"}}]' as evidence, (n * 100 + i)::varchar as fingerprint,
             'new' as state, 1.0 as points, '' as location,
             json_object('host', 'spam-' || (dice(n + i) % 90) || '.example', 'condition', topic) as properties
            from made, range({findings}) t(i) order by n, i"""
    )
    base.execute(
        """insert into texts select key, repeat('chilly laser and other words. ', 6 + (h % 40)::integer) from made
             order by n;
           insert into links by name select key, 0 as number, 'https://spam-' || (dice(n + 2) % 90) || '.example/' as target,
             'spam-' || (dice(n + 2) % 90) || '.example' as host, 'best ' || topic || ' cure' as anchor, 'text' as place,
             '' as hidden from made;
           insert into errors by name select 'e' || n as key, 1000000 + n as position, 'lost/' || n as path, '' as url,
             'timeout' as kind, 'lost/' || n || ': not done after 60 seconds' as error from range(7) t(n);
           create table families (family varchar, exemplar varchar, key varchar, similarity double);
           create table pairs (a varchar, b varchar, similarity double);
           insert into families select 'f' || f, e.key, m.key, case when m.n = e.n then 1.0 else 0.6 + (m.h % 39) / 100.0 end
             from range(60) t(f) join made e on e.n = f * 100 join made m on m.n between e.n and e.n + 2 + f % 9;
           insert into pairs select exemplar, key, similarity from families where key <> exemplar;
           drop table made"""
    )
    base.close()
    return path
