#!/usr/bin/env python3
"""Writes the corpus: NAME.eml and NAME.toml for every mail in corpus/. Deterministic; standard library only."""

import pathlib
import sys

sys.dont_write_bytecode = True

from corpus import attachments, automatic, base, broken, charsets, clients, desk, hard, replies, trust  # noqa: E402, F401

HERE = pathlib.Path(__file__).parent


def value(v):
    """A value in TOML."""
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, int):
        return str(v)
    if isinstance(v, str):
        plain = v.replace("\\", "\\\\").replace('"', '\\"')
        plain = "".join(
            c if c == "\n" or (c.isprintable() and c != "\u007f") else f"\\u{ord(c):04x}" for c in plain
        )
        return f'"""\n{plain}"""' if "\n" in v else f'"{plain}"'
    if isinstance(v, dict):
        return "{ " + ", ".join(f"{k} = {value(x)}" for k, x in v.items()) + " }"
    return "[" + ", ".join(value(x) for x in v) + "]"


def main():
    names = [name for name, _, _ in base.MAILS]
    assert len(names) == len(set(names)), "two mails of one name"
    for old in [*HERE.glob("*.eml"), *HERE.glob("*.toml")]:
        old.unlink()
    for name, data, expect in base.MAILS:
        (HERE / f"{name}.eml").write_bytes(data)
        lines = "".join(f"{key} = {value(v)}\n" for key, v in expect.items())
        (HERE / f"{name}.toml").write_bytes(lines.encode())
    print(f"{len(names)} mails")


if __name__ == "__main__":
    main()
