"""golden.py: compares a repository, printed as JSON, with what an independent compiler made of the same schema.

usage: golden.py GOLDEN_DIR OURS_DIR SCHEMA_DIR; prints TAP. The witness is no judge: where the two differ, a rule below decides, each
with its reason. A difference that no rule explains fails.
"""
import gzip
import json
import os
import re
import sys

golden_dir, ours_dir, schema_dir = sys.argv[1:4]
ABSENT = "(absent)"


def read(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


# ---- Both in one form -------------------------------------------------------------------------------------------

def flavors_of_golden(q):
    """Null is 'not stated': DSP0004's defaults hold, which are EnableOverride, ToSubclass, not translatable."""
    def known(value, default):
        return default if value is None else value
    return {"overridable": known(q["overridable"], True), "tosubclass": known(q["tosubclass"], True),
            "translatable": known(q["translatable"], False), "toinstance": known(q["toinstance"], False)}


def flavors_of_ours(words):
    words = {w.lower() for w in words}
    return {"overridable": "enableoverride" in words, "tosubclass": "tosubclass" in words,
            "translatable": "translatable" in words, "toinstance": "toinstance" in words}


def qualifiers(quals, flavors):
    out = {}
    for name, q in quals.items():
        out[name] = {"type": q["type"], "value": q["value"], "flavors": flavors(q)}
    return out


def member(m, flavors, kind):
    out = {"type": m[kind], "array": m.get("array", False), "array_size": m.get("array_size"),
           "reference_class": m.get("reference_class"), "qualifiers": qualifiers(m["qualifiers"], flavors)}
    if kind == "type":
        out["value"] = m.get("value")  # no default and a null default look the same to the witness
    for key in ("class_origin", "propagated"):
        if key in m:
            out[key] = m[key]
    return out


def a_class(c, flavors):
    methods = {}
    for name, m in c["methods"].items():
        methods[name] = member(m, flavors, "return_type")
        methods[name]["parameters"] = {p: member(v, flavors, "type") for p, v in m["parameters"].items()}
        methods[name]["parameter_order"] = list(m["parameters"])
    return {"name": c["name"], "superclass": c["superclass"], "qualifiers": qualifiers(c["qualifiers"], flavors),
            "properties": {n: member(p, flavors, "type") for n, p in c["properties"].items()}, "methods": methods,
            "property_order": list(c["properties"]), "method_order": list(c["methods"])}


def a_qualifier_type(q, flavors):
    scopes = sorted(s.lower() for s in q["scopes"])
    return {"name": q["name"], "type": q["type"], "array": q["array"], "array_size": q.get("array_size"),
            "value": q.get("value"), "scopes": scopes, "flavors": flavors(q)}


def ours_flavors(q):
    return flavors_of_ours(q["flavors"])


# ---- Differences --------------------------------------------------------------------------------------------------

def differences(path, ours, gold):
    """Yields (path, ours, gold) for every leaf that differs. Names are compared as written."""
    if isinstance(ours, dict) and isinstance(gold, dict):
        for key in list(gold) + [k for k in ours if k not in gold]:
            yield from differences(path + (key,), ours.get(key, ABSENT), gold.get(key, ABSENT))
    elif isinstance(ours, list) and isinstance(gold, list) and len(ours) == len(gold):
        for i, (a, b) in enumerate(zip(ours, gold)):
            yield from differences(path + (i,), a, b)
    elif type(ours) is not type(gold) and not (isinstance(ours, (int, float)) and isinstance(gold, (int, float))):
        yield path, ours, gold
    elif ours != gold:
        yield path, ours, gold


# ---- The rules that decide ----------------------------------------------------------------------------------------

apostrophes = 0  # that the witness has lost, in what was declared


def lost_apostrophe(path, ours, gold):
    r"""The witness has no case for the escape \' and drops the apostrophe (DSP0004 has the escape): ours holds it."""
    if not isinstance(ours, str) or not isinstance(gold, str) or "'" not in ours:
        return False
    lost = at = 0
    for c in ours:  # gold is ours without some of its apostrophes
        if at < len(gold) and gold[at] == c:
            at += 1
        elif c == "'":
            lost += 1
        else:
            return False
    if at == len(gold) and lost:
        global apostrophes
        apostrophes += lost if path[0] != "effective" else 0
        return True
    return False


def declared_here(path):
    """Whether the class of a path declares the property or method itself."""
    return path[3] in declared[path[1]][path[2]]


def restricted(path, ours, gold):
    """A Restricted qualifier stays where it is written (R17): the witness repeats it on what a subclass inherits."""
    if ours != ABSENT or path[0] != "effective" or "qualifiers" not in path[:-1] or not isinstance(gold, dict):
        return False
    return gold["flavors"]["tosubclass"] is False and path[2] != "qualifiers" and not (
        path[-1] in declared_quals(path))


def declared_quals(path):
    """The qualifiers that the class of a path writes itself on the element of the path."""
    element = declared[path[1]]
    for word in path[2:-1]:
        element = element.get(word, {})
    return element


def class_qualifier(path, ours, gold):
    """A ToSubclass qualifier of a class holds for its subclasses too (R18): the witness inherits those of members alone."""
    if gold != ABSENT or path[0] != "effective" or path[2] != "qualifiers" or len(path) != 4 or not isinstance(ours, dict):
        return False
    above = declared[path[1]]["superclass"]
    while above is not None:
        if path[3] in declared[above]["qualifiers"]:
            return ours["flavors"]["tosubclass"] and declared[above]["qualifiers"][path[3]] == ours
        above = declared[above]["superclass"]
    return False


def inherited_default(path, ours, gold):
    """A property that is overridden without a default keeps the one it overrides: the witness forgets it."""
    if path[0] != "effective" or path[-1] != "value" or len(path) != 5 or gold is not None:
        return False
    above = path[1]
    while above is not None:
        of = declared[above]["properties"].get(path[3])
        if of is not None and of["value"] is not None:
            return of["value"] == ours
        above = declared[above]["superclass"]
    return False


def overriding(path, ours, gold):
    """What a class declares itself is not propagated, also when it overrides: the witness says it is."""
    return path[0] == "effective" and path[-1] == "propagated" and ours is False and gold is True and declared_here(path)


RULES = [lost_apostrophe, restricted, class_qualifier, inherited_default, overriding]


# ---- TAP ------------------------------------------------------------------------------------------------------------

points = bad = 0


def point(good, name, details=()):
    global points, bad
    points += 1
    bad += not good
    print(("ok" if good else "not ok"), points, "-", name)
    for line in list(details)[:20]:
        print("#", line)


def show(path, ours, gold):
    return "%s: ours %.200r, theirs %.200r" % (".".join(str(p) for p in path), ours, gold)


def aspect(path):
    """What a difference is about, from the last word of its path that says so."""
    for word in reversed(path):
        if word in ("flavors", "value", "type", "return_type", "array", "array_size", "reference_class", "superclass", "scopes",
                    "class_origin", "propagated", "property_order", "method_order", "parameter_order"):
            return word
        if word in ("qualifiers", "properties", "methods", "parameters"):
            return word
    return "names"


def compare(what, ours, gold):
    point(sorted(ours) == sorted(gold), "%s: the same %d names" % (what, len(gold)),
          ["ours alone: " + n for n in sorted(set(ours) - set(gold))] +
          ["theirs alone: " + n for n in sorted(set(gold) - set(ours))])
    explained = {}
    unexplained = {}
    for name in sorted(set(ours) & set(gold)):
        for diff in differences((what, name), ours[name], gold[name]):
            rule = next((r for r in RULES if r(*diff)), None)
            if rule is not None:
                explained[rule] = explained.get(rule, 0) + 1
            else:
                unexplained.setdefault(aspect(diff[0]), []).append(show(*diff))
    for rule, count in explained.items():
        print("# %s: %d differences by the rule: %s" % (what, count, " ".join(rule.__doc__.split())))
    for word in ("superclass", "properties", "property_order", "methods", "method_order", "parameters", "parameter_order", "type",
                 "return_type", "array", "array_size", "reference_class", "value", "qualifiers", "flavors", "scopes",
                 "class_origin", "propagated", "names"):
        found = unexplained.get(word, [])
        point(not found, "%s: %s: %d unexplained differences" % (what, word, len(found)), found)


def by_name(items):
    return {i["name"]: i for i in items}


def ours_of(name, kind, convert):
    return by_name(convert(o, ours_flavors) for o in read(os.path.join(ours_dir, name)) if o["kind"] == kind)


def golden_of(name, convert):
    return by_name(convert(o, flavors_of_golden) for o in read(os.path.join(golden_dir, name)))


# What the rules look up: the declarations, which are compared themselves.
declared = ours_of("declared.json", "class", a_class)

compare("qualifier types", ours_of("qualifiers.json", "qualifier", a_qualifier_type),
        golden_of("cim249_qualifiers.jsonl.gz", a_qualifier_type))
compare("declared", declared, golden_of("cim249_declared.jsonl.gz", a_class))

# Every apostrophe that the rule forgives must be one that stands escaped in the source.
escaped = 0
for folder, _, names in os.walk(schema_dir):
    for name in names:
        if name.endswith(".mof"):
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                text = re.sub(r'/\*.*?\*/|//[^\n]*|("(?:[^"\\]|\\.)*")', lambda m: m.group(1) or " ", f.read(), flags=re.S)
                escaped += text.count("\\'")
point(apostrophes == escaped, "the witness lost %d apostrophes; %d stand escaped in the schema" % (apostrophes, escaped))



def without_order(classes):
    """The order of an effective class has no meaning: ours has what is inherited first, the witness what is new."""
    for c in classes.values():
        c["property_order"].sort()
        c["method_order"].sort()
    return classes


compare("effective", without_order(ours_of("effective.json", "class", a_class)),
        without_order(golden_of("cim249_resolved.jsonl.gz", a_class)))
print("1..%d" % points)
sys.exit(bad != 0)
