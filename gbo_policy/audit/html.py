"""An audit as one page of HTML that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from gbo_policy.audit.run import Audit
from gbo_policy.audit.text import Writer
from gbo_policy.formats.text import Line
from gbo_policy.report import ORDER
from gbo_policy.texts import pick

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem }
caption { text-align: left; font-weight: 600; padding: .5rem 0 }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ccc }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
article { border-left: .4rem solid #8a6100; padding: .2rem 1rem; margin: 1.5rem 0 }
article.violation { border-color: #a4001d }
h3 { margin: .2rem 0 }
.dim { color: #555; overflow-wrap: anywhere }
@media print { article, tr { break-inside: avoid } }
"""


def render(audit: Audit, lang: str) -> str:
    """Write an audit as a page."""
    writer = Writer(audit, lang, 80)
    agreement = audit.case.workspace.agreement
    title = escape(f"{pick(lang, 'Audit of exchanges', 'Audit van uitwisselingen')} – {agreement.title or agreement.id}")
    top = "".join(_paragraph(line) for line in list(writer.head())[1:])
    tables = "".join(_tables(writer))
    findings = "".join(_finding(own, writer) for own in writer.data["findings"])
    rest = "".join(_paragraph(line) for part in (writer.words(), writer.bad_rows()) for line in part)
    verdict = "".join(_paragraph(line) for line in writer.foot())
    heading = f"<h2>{pick(lang, 'Findings', 'Bevindingen')}</h2>"
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{top}{verdict}"
        f"{heading}\n{findings}{tables}{rest}</body>\n</html>\n"
    )


def _paragraph(line: Line) -> str:
    text = "".join(t for _, t in line).strip()
    return f"<p>{escape(text)}</p>\n" if text else ""


def _tables(writer: Writer) -> Iterable[str]:
    lang, data = writer.lang, writer.data
    rules = sorted(data["rules"], key=lambda r: (-r["violation"], -r["review"]))
    yield _table(writer, pick(lang, "By rule", "Per regel"), [(r["rule"], r) for r in rules])
    yield _table(writer, pick(lang, "By pair", "Per paar"), [(writer.pair(p), p) for p in data["pairs"]])
    yield _table(writer, pick(lang, "By month", "Per maand"), [(m["month"], m) for m in data["months"]])


def _table(writer: Writer, caption: str, rows: list[tuple[str, dict[str, Any]]]) -> str:
    heads = "".join(f'<th scope="col" class="n">{escape(writer.label("verdicts", v))}</th>' for v in ORDER)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>' + "".join(f'<td class="n">{writer.number(own[v])}</td>' for v in ORDER) + "</tr>\n"
        for name, own in rows
    )
    return f"<table>\n<caption>{escape(caption)}</caption>\n<thead><tr><td></td>{heads}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def _finding(own: dict[str, Any], writer: Writer) -> str:
    lang, example = writer.lang, own["example"]
    clause = own["clause"] if own["clause"] == "house" else f"art. {own['clause']}"
    against = f" · {', '.join(own['against'])}" if own["against"] else ""
    head = f"{writer.label('verdicts', own['verdict'])} · {clause} · {own['rule']} · {writer.label('severities', own['severity'])}{against}"
    count = writer.number(own["exchanges"])
    told = pick(lang, f"{count} exchanges, {own['first']} to {own['last']}", f"{count} uitwisselingen, {own['first']} tot {own['last']}")
    named = [(pick(lang, "missing", "ontbreekt"), own["missing"]), (pick(lang, "to judge", "te beoordelen"), own["assess"]), ("id", own["ids"])]
    lines = "".join(f'<p class="dim">{name}: {escape(", ".join(words))}</p>\n' for name, words in named if words)
    return (
        f'<article class="{own["verdict"]}">\n<h3>{escape(head)}</h3>\n<p>{escape(told)}</p>\n<p>{escape(example["id"])}: '
        f"{escape(example['message'])}</p>\n<p>{escape(example['remedy'] or '')}</p>\n{lines}</article>\n"
    )
