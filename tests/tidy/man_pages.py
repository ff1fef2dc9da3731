# SPDX-License-Identifier: MIT
"""Manual pages that documents say already, in the language of scdoc: man_pages.py DIRECTORY writes them anew.

chronus-osc(7) is docs/osc.md but for its scores, which are chronus-score(5); chronusd.toml(5) has the options of
docs/operating.md, each as a key.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import tree


def escaped(text: str) -> str:
    return re.sub(r"([\\_*])", r"\\\1", text)


def inline(text: str) -> str:
    """A paragraph of Markdown in one line: code and what is strong becomes bold, links their text."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(text.split()))
    made, rest = "", text
    while found := re.search(r"`([^`]+)`|\*\*([^*]+)\*\*", rest):
        made += escaped(rest[:found.start()])
        inside = (found[1] or found[2]).replace(r"\|", "|")
        # Bold ends where a word does; behind it an escaped nothing keeps a letter apart.
        made += "*" + escaped(inside.replace("`", "")) + "*"
        rest = rest[found.end():]
        if re.match(r"\w", rest):
            made += "\\"
    made += escaped(rest.replace(r"\|", "|"))
    # Marks of scdoc at the start of a line.
    return "\\" + made if re.match(r"[#|\[\].\-]|```", made) else made


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def definitions(rows: list[str]) -> list[str]:
    """A table, less its heading: the first cell of a row, and the others indented below it."""
    lines: list[str] = []
    for row in rows[2:]:
        first, *others = cells(row)
        lines += [inline(first)]
        for other in others:
            if other:
                lines += ["\t" + inline(other), ""]
    return lines


def to_scdoc(markdown: str) -> str:
    """Headings, paragraphs, lists, tables and code."""
    lines: list[str] = []
    paragraph: list[str] = []
    table: list[str] = []
    code: list[str] | None = None

    def flush() -> None:
        nonlocal paragraph, table
        if paragraph:
            lines.extend([inline(" ".join(paragraph)), ""])
        if table:
            lines.extend(definitions(table))
        paragraph, table = [], []

    for line in re.sub(r"<!--.*?-->\n?", "", markdown, flags=re.DOTALL).splitlines():
        if line.startswith("```"):
            flush()
            if code is None:
                code = []
            else:
                lines += ["```", *code, "```", ""]
                code = None
        elif code is not None:
            code.append(line)
        elif heading := re.match(r"(##+) (.*)", line):
            flush()
            marks = "#" if heading[1] == "##" else "##"
            lines += [f"{marks} {heading[2].upper() if marks == '#' else heading[2]}", ""]
        elif line.startswith("|"):
            if paragraph:
                flush()
            table.append(line)
        elif not line.strip():
            flush()
        else:
            if table:
                flush()
            paragraph.append(line)
    flush()
    return "\n".join(lines)


def section(text: str, title: str) -> str:
    """What stands below `## TITLE`, without the heading."""
    return text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def page(name: str, number: int, summary: str, body: str, see: str) -> str:
    head = f'{name}({number}) "" "Chronus"\n\n; Made by scripts/docs from the documents; not by hand.\n\n# NAME\n\n{name} - {summary}\n\n'
    text = head + body.strip() + f"\n\n# SEE ALSO\n\n{see}\n"
    return re.sub(r"\n{3,}", "\n\n", text)


def osc_page() -> str:
    text = tree.text("docs/osc.md")
    before, _, _ = text.partition("\n## Scores\n")
    opening = before.split("\n", 2)[2].split("\n## ", 1)
    body = "# DESCRIPTION\n\n" + to_scdoc(opening[0]) + "\n" + to_scdoc("## " + opening[1])
    return page("chronus-osc", 7, "the messages of chronusd", body,
                "*chronusd*(1), *chronusctl*(1), *chronus-score*(5)")


def score_page() -> str:
    body = "# DESCRIPTION\n\n" + to_scdoc(section(tree.text("docs/osc.md"), "Scores"))
    return page("chronus-score", 5, "scores and journals of Chronus", body,
                "*chronusd*(1), *chronus-render*(1), *chronus-osc*(7)")


def option_rows() -> list[str]:
    """Of the table of options, those that a file may hold."""
    table = tree.text("docs/operating.md").split("\n| option | meaning |\n", 1)[1].split("\n\n", 1)[0]
    rows = re.findall(r"^\| `-.*$", table, flags=re.MULTILINE)
    return [row for row in rows if not row.startswith(("| `--config ", "| `--check-config`"))]


def keys_of(cell: str) -> list[str]:
    """`state_dir = DIR` of `--state-dir DIR`; a flag is true or false."""
    found = []
    for option in re.findall(r"`(-[^`]*)`", cell.replace(r"\|", "|")):
        name, _, value = option.partition(" ")
        key = "verbose" if name == "-v" else name.lstrip("-").replace("-", "_")
        found.append(f"*{escaped(key)}* = {escaped(value) if value else '*true*|*false*'}")
    return found


def config_page() -> str:
    lines = ["# SYNOPSIS", "", "*chronusd --config* _FILE_", "", "# DESCRIPTION", "",
             "A file of *--config* is TOML: a line for each option of *chronusd*(1), without its dashes; where the option has a "
             "dash inside, \\_ may stand for it. Text stands in double quotes. The command line wins over the environment, that "
             "over the file, that over the defaults. What is wrong in it is named, with the file and the key, and nothing is started.",
             "", "# KEYS", ""]
    for row in option_rows():
        option, meaning = cells(row)
        lines += [", ".join(keys_of(option)), "\t" + inline(meaning), ""]
    lines += ["# EXAMPLE", "", "```", "rate = 48000", "audio = \"jack\"", 'state_dir = "/srv/chronus"', 'osc = "127.0.0.1:5005"', "lead = 8", "```"]
    return page("chronusd.toml", 5, "options of chronusd in a file", "\n".join(lines), "*chronusd*(1)")


PAGES = {"chronus-osc.7.scd": osc_page, "chronus-score.5.scd": score_page, "chronusd.toml.5.scd": config_page}

if __name__ == "__main__":
    for name, make in PAGES.items():
        (Path(sys.argv[1]) / name).write_text(make())
