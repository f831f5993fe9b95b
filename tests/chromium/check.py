#!/usr/bin/env python3
"""Does every text of these SVGs fit, in real Chromium?

    tests/chromium/check.py FILE.svg...

Each picture is inlined into a page, and the page itself measures:
  - every text lies inside its box: the smallest filled shape drawn before it
    that holds its anchor point (the picture, if there is none smaller);
  - no two texts overlap;
  - no line between cards crosses a card or a text, and no two such lines of
    different colours run within 4 points of each other.
Prints one line of JSON per file and exits with 1 when something is wrong,
2 when Chromium cannot be run.
"""
import html.parser
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BATCH = 4_000_000  # bytes of SVG a page
SLACK = 0.6   # points: anti-aliasing, rounding
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--virtual-time-budget=1000000"]

MEASURE = """
<script>
function measure(svg) {
  const found = [];
  const shapes = [], texts = [];
  for (const e of svg.querySelectorAll('polygon, path, text')) {
    const b = e.getBBox();
    if (e.tagName === 'text') {
      if (e.textContent.trim()) texts.push({e, b, at: shapes.length});
    } else if (e.getAttribute('fill') !== 'none' && b.width > 6 && b.height > 6) {
      shapes.push(b);
    }
  }
  /* A grid over the picture, so that neighbours are found without all pairs. */
  const CELL = 64;
  function cells(b, visit) {
    for (let x = Math.floor(b.x / CELL); x <= (b.x + b.width) / CELL; x++)
      for (let y = Math.floor(b.y / CELL); y <= (b.y + b.height) / CELL; y++) visit(x + ',' + y);
  }
  const near = new Map(), big = [];
  shapes.forEach((b, i) => {
    if (b.width * b.height > CELL * CELL * 400) { big.push(i); return; }
    cells(b, k => { if (!near.has(k)) near.set(k, []); near.get(k).push(i); });
  });
  const inked = b => ({x: b.x, y: b.y + b.height * 0.12, width: b.width, height: b.height * 0.76});
  const seen = new Map();
  texts.forEach((t, n) => {
    const anchor = t.e.getAttribute('text-anchor') || 'start';
    const x = +t.e.getAttribute('x') + (anchor === 'end' ? -0.5 : anchor === 'start' ? 0.5 : 0);
    const y = +t.e.getAttribute('y') - 2;
    let box = null;
    const key = Math.floor(x / CELL) + ',' + Math.floor(y / CELL);
    for (const i of (near.get(key) || []).concat(big)) {
      const b = shapes[i];
      if (i < t.at && x >= b.x && x <= b.x + b.width && y >= b.y && y <= b.y + b.height &&
          (!box || b.width * b.height < box.width * box.height)) box = b;
    }
    const words = t.e.lastChild ? t.e.lastChild.textContent : '';
    if (!box) found.push({what: 'no box', text: words});
    else if (t.b.x < box.x - SLACK || t.b.x + t.b.width > box.x + box.width + SLACK)
      found.push({what: 'wider than its box', text: words, by: Math.max(box.x - t.b.x,
        t.b.x + t.b.width - box.x - box.width).toFixed(1)});
    const a = inked(t.b);
    const against = new Set();
    cells(a, k => { for (const m of seen.get(k) || []) against.add(m); });
    for (const m of against) {
      const c = inked(texts[m].b);
      if (a.x < c.x + c.width - SLACK && c.x < a.x + a.width - SLACK &&
          a.y < c.y + c.height - SLACK && c.y < a.y + a.height - SLACK)
        found.push({what: 'overlap', text: words, other: texts[m].e.lastChild.textContent,
          at: [a, c].map(q => [q.x, q.y, q.width, q.height].map(v => v.toFixed(1)).join(' '))});
    }
    cells(a, k => { if (!seen.has(k)) seen.set(k, []); seen.get(k).push(n); });
  });
  /* Cards are the outlines of rounded boxes; lines inside a card or a hatched bar are its own. */
  const cards = [...svg.querySelectorAll('path[fill="none"], polygon[stroke]:not([fill="none"]):not([stroke="none"])')].map(e => e.getBBox());
  const cardsAt = new Map();
  cards.forEach((b, i) => cells(b, k => { if (!cardsAt.has(k)) cardsAt.set(k, []); cardsAt.get(k).push(i); }));
  const inside = (a, b) => a.x >= b.x - 1 && a.y >= b.y - 1 && a.x + a.width <= b.x + b.width + 1 &&
    a.y + a.height <= b.y + b.height + 1;
  const cross = (s, b, by) => s.x < b.x + b.width - by && b.x + by < s.x + s.width &&
    s.y < b.y + b.height - by && b.y + by < s.y + s.height;
  const segmentsAt = new Map();
  for (const line of svg.querySelectorAll('polyline')) {
    const b = line.getBBox(), stroke = line.getAttribute('stroke');
    let own = false;
    for (const i of cardsAt.get(Math.floor(b.x / CELL) + ',' + Math.floor(b.y / CELL)) || [])
      own = own || inside(b, cards[i]);
    if (own || (b.width <= 26.1 && b.height <= 12)) continue; /* or a sample of the legend */
    const p = line.getAttribute('points').trim().split(' ').map(q => q.split(',').map(Number));
    for (let i = 1; i < p.length; i++) {
      const s = {x: Math.min(p[i][0], p[i - 1][0]), y: Math.min(p[i][1], p[i - 1][1]),
        width: Math.abs(p[i][0] - p[i - 1][0]), height: Math.abs(p[i][1] - p[i - 1][1]), stroke};
      const where = s.x + ',' + s.y + ' ' + s.width + 'x' + s.height;
      if (s.width > 0.5 && s.height > 0.5) found.push({what: 'line is slanted', at: where});
      const hitCards = new Set(), hitTexts = new Set(), hitLines = new Set();
      cells(s, k => {
        for (const c of cardsAt.get(k) || []) if (cross(s, cards[c], 1.5)) hitCards.add(c);
        for (const m of seen.get(k) || []) if (cross(s, inked(texts[m].b), 0.3)) hitTexts.add(m);
        for (const o of segmentsAt.get(k) || []) {
          if (o.stroke === stroke) continue;
          const flat = s.width > s.height && o.width > o.height, tall = s.height > s.width && o.height > o.width;
          const along = flat ? Math.min(s.x + s.width, o.x + o.width) - Math.max(s.x, o.x)
            : tall ? Math.min(s.y + s.height, o.y + o.height) - Math.max(s.y, o.y) : 0;
          if (along > 1 && Math.abs(flat ? s.y - o.y : s.x - o.x) < 4) hitLines.add(o);
        }
        if (!segmentsAt.has(k)) segmentsAt.set(k, []);
        segmentsAt.get(k).push(s);
      });
      for (const c of hitCards) found.push({what: 'line crosses a card', at: where, card: cards[c].x + ',' + cards[c].y});
      for (const m of hitTexts) found.push({what: 'line crosses a text', at: where, text: texts[m].e.lastChild.textContent});
      for (const o of hitLines) found.push({what: 'lines too close', at: where, other: o.x + ',' + o.y + ' ' + o.width + 'x' + o.height});
    }
  }
  return {texts: texts.length, shapes: shapes.length, found: found.slice(0, 50), count: found.length};
}
const results = [...document.querySelectorAll('body > svg')].map(measure);
const out = document.createElement('pre');
out.id = 'result';
out.textContent = JSON.stringify(results);
document.body.replaceChildren(out);
</script>
"""


class Result(html.parser.HTMLParser):
    """The text of <pre id="result">."""

    def __init__(self):
        super().__init__()
        self.inside, self.text = False, ""

    def handle_starttag(self, tag, attrs):
        self.inside = self.inside or (tag == "pre" and ("id", "result") in attrs)

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "pre"

    def handle_data(self, data):
        if self.inside:
            self.text += data


def browser():
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        if name and shutil.which(name):
            return name
    sys.exit("check.py: no chromium; 'make test-deps' installs it")


def measure(program, pictures, folder):
    """The results of pictures (SVG texts) that share one page."""
    page = pathlib.Path(folder) / "page.html"
    page.write_text('<!DOCTYPE html><meta charset="utf-8"><body>' + "\n".join(pictures) +
                    MEASURE.replace("SLACK", str(SLACK)), encoding="utf-8")
    profile = tempfile.mkdtemp(dir=folder)
    run = subprocess.run([program, *FLAGS, "--user-data-dir=" + profile, "--dump-dom", page.as_uri()],
                         capture_output=True, timeout=600, check=False)
    result = Result()
    result.feed(run.stdout.decode("utf-8", "replace"))
    if not result.text:
        sys.stderr.write(run.stderr.decode("utf-8", "replace")[-2000:])
        sys.exit(2)
    return json.loads(result.text)


def batches(files):
    """Files with their pictures, some megabytes at a time."""
    batch, size = [], 0
    for name in files:
        text = pathlib.Path(name).read_text(encoding="utf-8")
        text = text[text.index("<svg"):]
        if batch and size + len(text) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append((name, text))
        size += len(text)
    yield batch


def main(files):
    if not files:
        sys.exit(__doc__)
    program, bad = browser(), False
    with tempfile.TemporaryDirectory() as folder:
        for batch in batches(files):
            results = measure(program, [text for _, text in batch], folder)
            for (name, _), result in zip(batch, results, strict=True):
                bad = bad or result["count"] > 0
                print(json.dumps({"file": name, **result}, ensure_ascii=False))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
