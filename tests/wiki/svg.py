#!/usr/bin/env python3
"""svg.py FILE.svg...: may a wiki take these pictures?

The rules by which MediaWiki refuses uploads (UploadBase::detectScriptInSvg), and
narrower ones of our own: only the elements and attributes our pictures need, no
namespace but SVG's, no document type, no instruction, and nothing that is loaded
from elsewhere or runs. Links in <a> lead to http or https. Prints what is wrong,
one line each; exit status 1 if anything."""
import re
import sys
import xml.parsers.expat

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = {"svg", "g", "a", "title", "desc", "path", "polygon", "polyline", "text"}
ATTRIBUTES = {
    "id", "class", "role", "width", "height", "viewBox", "version", "x", "y", "d", "points", "fill", "stroke",
    "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "href",
    "target", "textLength", "opacity", "transform",
}
COLOUR = re.compile(r"none|#[0-9a-f]{6}")


class Picture:
    def __init__(self, name):
        self.name, self.wrong, self.ids, self.root = name, [], set(), None
        self.parser = parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
        parser.XmlDeclHandler = self.declaration
        parser.StartDoctypeDeclHandler = lambda *_: self.say("has a document type")
        parser.ProcessingInstructionHandler = lambda target, _: self.say(f"has an instruction <?{target}?>")
        parser.StartNamespaceDeclHandler = self.namespace
        parser.StartElementHandler = self.element

    def say(self, text):
        self.wrong.append(f"{self.name}:{self.parser.CurrentLineNumber}: {text}")

    def declaration(self, _, encoding, __):
        if (encoding or "UTF-8").upper() != "UTF-8":
            self.say(f"is {encoding}, not UTF-8")

    def namespace(self, prefix, uri):
        if prefix or uri != SVG:
            self.say(f"has the namespace {uri}")

    def element(self, name, attributes):
        space, _, tag = name.rpartition(" ")
        self.root = self.root or tag
        if space != SVG or tag not in ELEMENTS:
            self.say(f"has an element <{tag}>")
        for key, value in attributes.items():
            self.attribute(tag, key, value)

    def attribute(self, tag, key, value):
        if key == "style" and re.fullmatch(r"max-width:\d+px", value):
            return  # of --for web
        if key not in ATTRIBUTES:
            self.say(f"has an attribute {key}")
        if key == "href" and not (tag == "a" and re.match(r"https?://[^\s\"'<>]+$", value)):
            self.say(f"<{tag}> leads to {value!r}")
        if key in ("fill", "stroke") and not COLOUR.fullmatch(value):
            self.say(f"{key} is {value!r}")
        if key != "href" and re.search(r"(?i)url\s*\(|javascript:|data:", value) and key not in ("id", "class"):
            self.say(f"{key} is {value!r}")
        if key == "id":
            if value in self.ids:
                self.say(f"has the id {value!r} twice")
            self.ids.add(value)

    def check(self):
        try:
            with open(self.name, "rb") as file:
                self.parser.ParseFile(file)
        except xml.parsers.expat.ExpatError as error:
            self.say(f"is not well-formed: {error}")
        if self.root != "svg":
            self.say(f"begins with <{self.root}>")
        return self.wrong


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    found = [line for name in sys.argv[1:] for line in Picture(name).check()]
    print("\n".join(found) if found else f"{len(sys.argv) - 1} pictures, fit for a wiki")
    sys.exit(1 if found else 0)
