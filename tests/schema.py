#!/usr/bin/env python3
"""schema.py: JSON Schema (draft 2020-12) for tests: the keywords that our schemas use, and a mistake for any other.

usage: schema.py SCHEMA[#/$defs/NAME] FILE...        each FILE is a document; with a name in .jsonl each line is one
Prints one line for each document that does not fit; ends with 1 then. With the module jsonschema at hand it must agree.
"""
import json, re, sys

try:
    import jsonschema
except ImportError:
    jsonschema = None

TYPES = {
    "object": lambda v: isinstance(v, dict), "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str), "boolean": lambda v: isinstance(v, bool), "null": lambda v: v is None,
    "integer": lambda v: not isinstance(v, bool) and (isinstance(v, int) or isinstance(v, float) and v.is_integer()),
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
}
NOTES = {"$schema", "$defs", "title", "description", "deprecated", "default"}


def same(a, b):
    return a == b and isinstance(a, bool) == isinstance(b, bool)


class Schema:
    def __init__(self, root):
        self.root = root
        assert root.get("$schema") == "https://json-schema.org/draft/2020-12/schema", "no draft 2020-12"
        self.look_over(root)

    def find(self, ref):
        assert ref.startswith("#/"), ref
        at = self.root
        for part in ref[2:].split("/"):
            at = at[part]
        return at

    def look_over(self, s):
        """Every keyword is known, every reference leads somewhere."""
        for key, v in s.items():
            if key == "$ref":
                self.find(v)
            elif key in ("properties", "$defs"):
                for sub in v.values():
                    self.look_over(sub)
            elif key in ("items", "not", "propertyNames", "additionalProperties", "unevaluatedProperties"):
                if not isinstance(v, bool):
                    self.look_over(v)
            elif key in ("anyOf", "oneOf", "allOf"):
                assert v, "an empty " + key
                for sub in v:
                    self.look_over(sub)
            elif key == "type":
                assert all(t in TYPES for t in (v if isinstance(v, list) else [v])), v
            elif key == "pattern":
                re.compile(v)
            elif key in ("enum", "required"):
                assert isinstance(v, list), key
            else:
                assert key in NOTES or key in ("const", "minimum", "maximum", "minLength", "maxLength", "maxItems",
                                               "uniqueItems"), "unknown keyword " + key

    def fits(self, s, v):
        """None or what is wrong, and the names of the properties that were looked at."""
        seen = set()
        for why in self.wrong(s, v, seen):
            return why, seen
        return None, seen

    def wrong(self, s, v, seen):
        if isinstance(s, bool):
            if not s:
                yield "nothing may stand here"
            return
        if "$ref" in s:
            yield from self.wrong(self.find(s["$ref"]), v, seen)
        if "type" in s:
            types = s["type"] if isinstance(s["type"], list) else [s["type"]]
            if not any(TYPES[t](v) for t in types):
                yield "%.60r is none of %s" % (v, types)
        if "const" in s and not same(s["const"], v):
            yield "%.60r is not %r" % (v, s["const"])
        if "enum" in s and not any(same(e, v) for e in s["enum"]):
            yield "%.60r is none of the values" % (v,)
        for sub in s.get("allOf", ()):
            yield from self.wrong(sub, v, seen)
        for key in ("anyOf", "oneOf"):
            if key in s:
                results = [self.fits(sub, v) for sub in s[key]]
                good = [looked for why, looked in results if why is None]
                if not good or (key == "oneOf" and len(good) > 1):
                    yield "fits %d of %s (%s)" % (len(good), key, "; ".join(str(why) for why, _ in results))
                for looked in good:
                    seen |= looked
        if "not" in s and self.fits(s["not"], v)[0] is None:
            yield "%.60r may not stand here" % (v,)
        if TYPES["number"](v):
            if v < s.get("minimum", v) or v > s.get("maximum", v):
                yield "%r is out of range" % v
        if isinstance(v, str):
            if not s.get("minLength", 0) <= len(v) <= s.get("maxLength", len(v)):
                yield "%.60r has a wrong length" % v
            if "pattern" in s and not re.search(s["pattern"], v):
                yield "%.60r does not match %s" % (v, s["pattern"])
        if isinstance(v, list):
            for item in v:
                yield from self.wrong(s.get("items", True), item, set())
            if len(v) > s.get("maxItems", len(v)):
                yield "too many elements"
            if s.get("uniqueItems") and len({json.dumps(i) for i in v}) < len(v):
                yield "an element stands twice"
        if isinstance(v, dict):
            for name in s.get("required", ()):
                if name not in v:
                    yield "no %r" % name
            for name, value in v.items():
                yield from self.wrong(s.get("propertyNames", True), name, set())
                if name in s.get("properties", ()):
                    seen.add(name)
                    for why in self.wrong(s["properties"][name], value, set()):
                        yield "%s: %s" % (name, why)
                elif "additionalProperties" in s:
                    seen.add(name)
                    for why in self.wrong(s["additionalProperties"], value, set()):
                        yield "%s: %s" % (name, why)
            if "unevaluatedProperties" in s:
                for name in set(v) - seen:
                    for why in self.wrong(s["unevaluatedProperties"], v[name], set()):
                        yield "%s: %s" % (name, why)


def once(pairs):
    names = [name for name, _ in pairs]
    assert len(set(names)) == len(names), "a key stands twice: %s" % names
    return dict(pairs)


def main(schema_file, files):
    schema_file, _, inner = schema_file.partition("#")
    root = json.load(open(schema_file, encoding="utf-8"), object_pairs_hook=once)
    if inner:
        root = {"$schema": root["$schema"], "$ref": "#" + inner, "$defs": root["$defs"]}
    schema, bad, other = Schema(root), 0, None
    if jsonschema is not None and hasattr(jsonschema, "Draft202012Validator"):
        jsonschema.Draft202012Validator.check_schema(root)
        other = jsonschema.Draft202012Validator(root)
    for name in files:
        text = open(name, encoding="utf-8").read()
        for number, part in enumerate(text.split("\n")[:-1] if name.endswith(".jsonl") else [text], 1):
            v = json.loads(part, object_pairs_hook=once)
            why, _ = schema.fits(root, v)
            if why is not None:
                bad = 1
                print("%s:%d: %s" % (name, number, why[:400]))
            # The other one is slow with large documents: those it has seen in small.
            if other is not None and len(part) < 200000 and other.is_valid(v) != (why is None):
                bad = 1
                print("%s:%d: the module jsonschema thinks otherwise" % (name, number))
    return bad


sys.exit(main(sys.argv[1], sys.argv[2:]))
