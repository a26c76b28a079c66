#!/usr/bin/env python3
"""Writes cim/fold.h: Unicode simple case folding as runs of code points.

Python knows full folding (str.casefold). Where that is one character it is the
simple folding as well. Where it is several, the simple folding is the
lower-case letter if that is one character (U+1E9E -> U+00DF), else none.
"""
import sys
import unicodedata


def fold(code):
    char = chr(code)
    full = char.casefold()
    if len(full) == 1:
        return ord(full)
    lower = char.lower()
    return ord(lower) if len(lower) == 1 else code


def runs():
    """Maximal runs (first, last, step, delta); step 2 is every other letter."""
    pairs = [(c, fold(c) - c) for c in range(0x80, 0x110000)
             if not 0xD800 <= c < 0xE000 and fold(c) != c]
    found = []
    for code, delta in pairs:
        if found:
            first, last, step, run_delta = found[-1]
            gap = code - last
            if delta == run_delta and gap in (1, 2) and (step == 0 or gap == step):
                found[-1] = (first, code, gap, delta)
                continue
        found.append((code, code, 0, delta))
    return [(f, l, s or 1, d) for f, l, s, d in found]


def main():
    out = sys.stdout
    out.write("/* fold.h: Unicode %s simple case folding, made by tools/make-fold.py: do not edit. */\n"
              % unicodedata.unidata_version)
    out.write("#ifndef CIM_FOLD_H\n#define CIM_FOLD_H\n\n#include <stdint.h>\n\n")
    out.write("/* Every step-th code point from first to last folds to itself plus delta. */\n")
    out.write("struct fold_run {\n\tuint32_t first, last;\n\tint32_t step, delta;\n};\n\n")
    out.write("static const struct fold_run fold_runs[] = {\n")
    for run in runs():
        out.write("\t{ 0x%04X, 0x%04X, %d, %d },\n" % run)
    out.write("};\n\n#endif\n")


main()
