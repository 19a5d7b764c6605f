"""Reads an llvm-cov export on standard input; prints a table per file, then every region that was never entered."""

import json
import os
import sys

SHOWN = 5  # lines of a region that are printed


def share(summary):
    return f"{summary['covered']:5d} of {summary['count']:5d} {summary['percent']:6.1f} %"


def uncovered(segments):
    """Stretches of lines and columns with a count of zero. A segment holds until the next begins."""
    regions = []
    for segment, following in zip(segments, segments[1:] + [None]):
        line, column, count, has_count, _, is_gap = segment[:6]
        if not has_count or count > 0 or is_gap:
            continue
        end = following[:2] if following else [line, column]
        if regions and regions[-1][1] == [line, column]:
            regions[-1][1] = end
        else:
            regions.append([[line, column], end])
    return regions


def main():
    data = json.load(sys.stdin)["data"][0]
    files = sorted(data["files"], key=lambda file: file["filename"])
    root = os.getcwd() + os.sep
    width = max(len(file["filename"].removeprefix(root)) for file in files)
    print(f"{'file':{width}}  {'lines':>22}  {'regions':>22}")
    for name, summary in [(f["filename"].removeprefix(root), f["summary"]) for f in files] + [("all", data["totals"])]:
        print(f"{name:{width}}  {share(summary['lines'])}  {share(summary['regions'])}")
    print("\nnever entered:")
    for file in files:
        with open(file["filename"], encoding="utf-8") as source:
            lines = source.read().split("\n")
        for (first, column), (last, end) in uncovered(file["segments"]):
            print(f"{file['filename'].removeprefix(root)}:{first}:{column}-{last}:{end}")
            for number in range(first, min(last, first + SHOWN - 1) + 1):
                print(f"  {number:4d} {lines[number - 1]}")
            if last >= first + SHOWN:
                print(f"       … {last - first + 1 - SHOWN} more lines")


main()
