#!/usr/bin/env python3
"""Glues tiles together and compares them with the sheet: reassemble.py PIXELS_PER_MM ROWS COLUMNS SHEET.ppm TILE.ppm...

Pictures are binary PPMs. Every pixel of every tile's picture (12 mm inside its
page) must be the sheet's; text at another place in the raster may differ a
little, and the cell that names the paper differs. Prints the part that differs
and how much of the sheet the tiles cover; exit status 1 when it is too much.
"""
import sys

MARGIN_MM, OVERLAP_MM = 12, 10


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    head = data.split(maxsplit=4)
    width, height = int(head[1]), int(head[2])
    return width, height, data[len(data) - width * height * 3:]


def main():
    scale, rows, columns = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    width, height, sheet = read(sys.argv[4])  # may have a pixel more than the paper
    paper_width, paper_height = width // scale * scale, height // scale * scale
    ink = sum(1 for i in range(0, len(sheet), 3) if sheet[i:i + 3] != b"\xff\xff\xff")
    different = compared = 0
    margin, overlap = MARGIN_MM * scale, OVERLAP_MM * scale
    covered = bytearray(width * height)
    for number, path in enumerate(sys.argv[5:]):
        tile_width, tile_height, tile = read(path)
        wide, high = tile_width // scale * scale - 2 * margin, tile_height // scale * scale - 2 * margin
        left, top = number % columns * (wide - overlap), number // columns * (high - overlap)
        for y in range(high):
            a, b = ((top + y) * width + left) * 3, ((margin + y) * tile_width + margin) * 3
            covered[(top + y) * width + left:(top + y) * width + left + wide] = b"\1" * wide
            compared += wide
            if sheet[a:a + 3 * wide] != tile[b:b + 3 * wide]:
                different += sum(max(abs(p - q) for p, q in zip(sheet[a + i:a + i + 3], tile[b + i:b + i + 3])) > 96
                                 for i in range(0, 3 * wide, 3))
    print(f"{different} of {compared} pixels differ, {sum(covered)} of {paper_width * paper_height} covered, {ink} inked")
    complete = len(sys.argv) - 5 == rows * columns and sum(covered) == paper_width * paper_height
    return 0 if complete and ink * 20 > width * height and different * 200 < ink else 1


sys.exit(main())
