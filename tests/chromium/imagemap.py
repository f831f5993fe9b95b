#!/usr/bin/env python3
"""Do the areas of an image map lead where the picture does, in real Chromium?

    tests/chromium/imagemap.py MAP.html PICTURE.svg

MAP.html and its PNG, and PICTURE.svg with links, are of one run. The page shows
the image with its map and the SVG at the same size, and asks at points of every
area what a click there would hit: the area and the link of the SVG must be the
same, and every area must be hit somewhere. Cords, which are too thin for a map,
are left out. Prints one line of JSON; exit status 1 when something is wrong, 2
when Chromium cannot be run.
"""
import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ASK = """
<script>
function ask() {
  const img = document.querySelector('img'), svg = document.querySelector('svg');
  const areas = [...document.querySelectorAll('area')], found = [];
  const a = img.getBoundingClientRect(), b = svg.getBoundingClientRect();
  if (img.naturalWidth !== a.width || img.naturalHeight !== a.height || !img.naturalWidth)
    found.push({what: 'the image has another size', natural: [img.naturalWidth, img.naturalHeight], shown: [a.width, a.height]});
  let points = 0;
  for (const area of areas) {
    const [x1, y1, x2, y2] = area.coords.split(',').map(Number);
    let hit = false;
    for (const [u, v] of [[.5, .5], [.1, .1], [.9, .1], [.1, .9], [.9, .9], [.5, .05], [.03, .5]]) {
      const x = x1 + u * (x2 - x1), y = y1 + v * (y2 - y1);
      const on = document.elementFromPoint(a.left + x, a.top + y);
      const drawn = document.elementFromPoint(b.left + x * b.width / a.width, b.top + y * b.height / a.height);
      const link = drawn && drawn.closest('a'), cord = drawn && drawn.closest('[class~=cable], [class~=link], [id^=cable]');
      points++;
      if (!on || on.tagName !== 'AREA') { found.push({what: 'no area', at: [x, y], area: area.href}); continue; }
      hit = hit || on === area;
      if (cord || !link || /\\/cables\\//.test(link.getAttribute('href'))) continue;
      /* The words of a row are links; between them the SVG has the card's, the map the row's. */
      const inside = [...link.parentNode.querySelectorAll('a')].some(e => e.getAttribute('href') === on.getAttribute('href'));
      if (on.getAttribute('href') !== link.getAttribute('href') && !inside)
        found.push({what: 'another link', at: [x, y], map: on.getAttribute('href'), picture: link.getAttribute('href')});
    }
    if (!hit) found.push({what: 'never hit', area: area.href, coords: area.coords});
  }
  document.body.setAttribute('data-result', JSON.stringify({areas: areas.length, points, found: found.slice(0, 20), wrong: found.length}));
}
window.addEventListener('load', ask);
</script>
"""


class Result(html.parser.HTMLParser):
    value = None

    def handle_starttag(self, tag, attrs):
        if tag == "body":
            self.value = dict(attrs).get("data-result")


def main():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        print("no chromium here", file=sys.stderr)
        return 2
    page = pathlib.Path(sys.argv[1])
    svg = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
    width, height = (int(n) for n in re.search(r'<img[^>]* width="(\d+)" height="(\d+)"', page.read_text(encoding="utf-8")).groups())
    svg = re.sub(r'^<\?xml[^>]*\?>\s*', '', svg)
    svg = re.sub(r'<svg([^>]*?) width="[^"]*" height="[^"]*"', rf'<svg\1 style="display:block;width:{width}px;height:{height}px"', svg, count=1)
    text = page.read_text(encoding="utf-8").replace("<img", "<body style='margin:0'><img style='display:block'", 1)
    probe = page.with_suffix(".probe.html")
    probe.write_text(text.replace("</html>", svg + ASK + "</html>"), encoding="utf-8")
    with tempfile.TemporaryDirectory() as profile:
        run = subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
                              "--disable-background-networking", f"--user-data-dir={profile}", "--virtual-time-budget=100000",
                              "--force-device-scale-factor=1", f"--window-size={width + 40},{2 * height + 200}", "--dump-dom",
                              probe.resolve().as_uri()], capture_output=True, text=True, timeout=120, env={**os.environ, "HOME": profile})
    probe.unlink()
    parser = Result()
    parser.feed(run.stdout)
    if not parser.value:
        print(run.stderr[-500:], file=sys.stderr)
        return 2
    print(parser.value)
    result = json.loads(parser.value)
    return 1 if result["wrong"] or not result["areas"] else 0


sys.exit(main())
