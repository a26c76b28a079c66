/* lint_style.c: the rules of lint that a schema's maintainer wants to hear. */
#include "mof/lint.h"

#include <string.h>

/* --- names --- */

static enum mof_lint_case
case_of(struct cim_name name)
{
	bool upper = false, lower = false, line = false;
	for (uint32_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];
		upper |= c >= 'A' && c <= 'Z';
		lower |= c >= 'a' && c <= 'z';
		line |= c == '_';
	}
	bool first = name.len > 0 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
	if (line)
		return upper ? MOF_CASE_OTHER : MOF_CASE_SNAKE;
	if (first || !lower)
		return MOF_CASE_PASCAL;
	return upper ? MOF_CASE_CAMEL : MOF_CASE_LOWER;
}

void
mof_lint_note_case(struct mof_linter *l, struct cim_name name)
{
	l->cases[case_of(name)]++;
}

/* How most names are spelled, and how many are; DMTF's way where it is a draw. */
static enum mof_lint_case
case_house(const struct mof_linter *l, size_t *count)
{
	size_t lower = l->cases[MOF_CASE_LOWER];
	enum mof_lint_case house = MOF_CASE_PASCAL;
	*count = l->cases[MOF_CASE_PASCAL];
	for (int c = MOF_CASE_CAMEL; c <= MOF_CASE_SNAKE; c++) {
		if (l->cases[c] > 0 && l->cases[c] + lower > *count) {
			house = (enum mof_lint_case)c;
			*count = l->cases[c] + lower;
		}
	}
	if (house == MOF_CASE_PASCAL && lower > *count && l->cases[MOF_CASE_PASCAL] == 0) {
		house = MOF_CASE_LOWER;
		*count = lower;
	}
	return house;
}

static void
name_case(struct mof_linter *l, const struct mof_member *m)
{
	static const char *const words[] = { "PascalCase", "camelCase", "snake_case", "lower case",
		"a mixture" };
	enum mof_lint_case is = case_of(m->name.name), house;
	size_t count, all = 0;
	if (!l->wants[MOF_LINT_NAME_CASE])
		return;
	house = case_house(l, &count);
	if (is == house || (is == MOF_CASE_LOWER && house != MOF_CASE_PASCAL) ||
	    (m->name.name.len > 2 && memcmp(m->name.name.ptr, "__", 2) == 0))
		return;
	for (int c = 0; c < MOF_CASE_COUNT; c++)
		all += l->cases[c];
	mof_lint_report(l, MOF_LINT_NAME_CASE, m->name.place,
	    "the name '%.*s' is in %s; %zu of %zu names here are in %s", MOF_SHOW(m->name.name),
	    words[is], count, all, words[house]);
}

static void
class_prefix(struct mof_linter *l, const struct mof_class *cls)
{
	struct cim_name name = cls->name.name;
	const char *line = name.len > 0 ? memchr(name.ptr, '_', name.len) : NULL;
	if (line == NULL || line + 1 == name.ptr + name.len)
		mof_lint_report(l, MOF_LINT_CLASS_PREFIX, cls->name.place,
		    "class '%.*s' has no schema in front of its name, as in Acme_%.*s",
		    MOF_SHOW(name), MOF_SHOW(name));
}

/* --- Descriptions --- */

/* Letters and digits alone, in small letters: "Fan Speed." and "FanSpeed" are the same. */
static size_t
bare(struct cim_str s, char *out, size_t room)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len && n < room; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c | 0x20);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80)
			out[n++] = (char)c;
	}
	return n;
}

/* Whether a text is nothing, a mark for later, or the name once more. */
static bool
says_nothing(struct cim_str text, struct cim_name name)
{
	static const char *const later[] = { "", "todo", "tbd", "fixme", "xxx", "description",
		"nodescription", "none", "na" };
	char a[128], b[128];
	size_t n = bare(text, a, sizeof(a)), m = bare(cim_name_str(name), b, sizeof(b));
	const char *line = name.len > 0 ? memchr(name.ptr, '_', name.len) : NULL;
	if (n == sizeof(a))
		return false;
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++) {
		if (strlen(later[i]) == n && memcmp(a, later[i], n) == 0)
			return true;
	}
	if (n == m && memcmp(a, b, n) == 0)
		return true;
	/* A class's name without its schema. */
	if (line == NULL)
		return false;
	size_t skip = (size_t)(line + 1 - name.ptr);
	m = bare(cim_str(name.ptr + skip, name.len - skip), b, sizeof(b));
	return m > 0 && n == m && memcmp(a, b, n) == 0;
}

/* One element: that it has a Description, and what that says. */
static void
description(struct mof_linter *l, enum mof_lint_rule rule, const char *what,
    const struct mof_list *quals, const struct mof_name *name)
{
	const struct mof_qualifier *q = mof_lint_qualifier(quals, "Description");
	struct cim_str text;
	if (q == NULL)
		mof_lint_report(l, rule, name->place, "%s '%.*s' has no Description", what,
		    MOF_SHOW(name->name));
	else if (l->wants[MOF_LINT_DESC_TEXT] && mof_lint_text(l, q->value, &text) &&
	    says_nothing(text, name->name))
		mof_lint_report(l, MOF_LINT_DESC_TEXT, q->place,
		    "the Description of %s '%.*s' says nothing that its name does not", what,
		    MOF_SHOW(name->name));
}

/* --- Version --- */

static bool
is_version(struct cim_str s)
{
	unsigned parts = 1, digits = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] >= '0' && s.ptr[i] <= '9') {
			digits++;
		} else if (s.ptr[i] == '.' && digits > 0) {
			parts++;
			digits = 0;
		} else {
			return false;
		}
	}
	return digits > 0 && (parts == 3 || parts == 4);
}

static void
version(struct mof_linter *l, const struct mof_class *cls)
{
	const struct mof_qualifier *q = mof_lint_qualifier(&cls->qualifiers, "Version");
	struct cim_str text;
	/* DSC has its own. */
	if (q == NULL)
		q = mof_lint_qualifier(&cls->qualifiers, "ClassVersion");
	if (q == NULL)
		mof_lint_report(l, MOF_LINT_VERSION, cls->name.place,
		    "class '%.*s' has no Version: nobody can tell which one this is",
		    MOF_SHOW(cls->name.name));
	else if (!mof_lint_text(l, q->value, &text) || !is_version(text))
		mof_lint_report(l, MOF_LINT_VERSION, q->place,
		    "the Version of class '%.*s' is none: three numbers with points between",
		    MOF_SHOW(cls->name.name));
}

/* --- units --- */

/* What Units says in words (DSP0004 C.2), in the formal language of PUnit. */
static const char *
punit_of(struct cim_str words)
{
	static const char *const known[][2] = { { "Bits", "bit" }, { "Bytes", "byte" },
		{ "Bits per Second", "bit / second" }, { "Bytes per Second", "byte / second" },
		{ "Seconds", "second" }, { "MilliSeconds", "second * 10^-3" },
		{ "MicroSeconds", "second * 10^-6" }, { "NanoSeconds", "second * 10^-9" },
		{ "Minutes", "minute" }, { "Hours", "hour" }, { "Days", "day" },
		{ "Percent", "percent" }, { "Hertz", "hertz" }, { "KiloHertz", "hertz * 10^3" },
		{ "MegaHertz", "hertz * 10^6" }, { "Volts", "volt" },
		{ "MilliVolts", "volt * 10^-3" }, { "Amps", "ampere" },
		{ "MilliAmps", "ampere * 10^-3" }, { "Watts", "watt" },
		{ "MilliWatts", "watt * 10^-3" }, { "Degrees C", "degree celsius" },
		{ "Degrees F", "degree fahrenheit" }, { "Revolutions per Minute", "rpm" },
		{ "Meters", "meter" }, { "Inches", "inch" }, { "Pixels", "pixel" },
		{ "Packets", "packet" }, { "Blocks", "count" } };
	struct cim_name name = cim_name(words.ptr, words.len);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (cim_name_is(name, known[i][0]))
			return known[i][1];
	}
	return NULL;
}

/* The word for a unit in running text ("the time in seconds"), or NULL. */
static const char *
unit_in(struct cim_str text)
{
	static const char *const words[] = { "seconds", "milliseconds", "microseconds",
		"nanoseconds", "minutes", "hours", "days", "bytes", "kilobytes", "megabytes",
		"gigabytes", "bits", "percent", "hertz", "volts", "millivolts", "amperes", "watts",
		"milliwatts", "rpm", "meters", "pixels" };
	for (size_t i = 0; i + 4 < text.len; i++) {
		if ((text.ptr[i] | 0x20) != 'i' || (text.ptr[i + 1] | 0x20) != 'n' ||
		    text.ptr[i + 2] != ' ' || (i > 0 && text.ptr[i - 1] != ' '))
			continue;
		size_t from = i + 3, to = from;
		while (to < text.len && (text.ptr[to] | 0x20) >= 'a' && (text.ptr[to] | 0x20) <= 'z')
			to++;
		struct cim_name word = cim_name(text.ptr + from, to - from);
		for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
			if (cim_name_is(word, words[w]))
				return words[w];
		}
	}
	return NULL;
}

static void
units(struct mof_linter *l, const struct mof_member *m)
{
	const struct mof_qualifier *q = mof_lint_qualifier(&m->qualifiers, "Units");
	struct cim_str text;
	if (mof_lint_qualifier(&m->qualifiers, "PUnit") != NULL)
		return;
	if (q != NULL) {
		const char *punit = mof_lint_text(l, q->value, &text) ? punit_of(text) : NULL;
		mof_lint_report(l, MOF_LINT_UNITS, q->place,
		    "Units is for people; programs read PUnit%s%s%s", punit != NULL ? "(\"" : "",
		    punit != NULL ? punit : "", punit != NULL ? "\")" : "");
		return;
	}
	q = mof_lint_qualifier(&m->qualifiers, "Description");
	if (q == NULL || m->type == NULL || !l->wants[MOF_LINT_UNIT_WORDS] ||
	    (!cim_type_is_integer(m->type->type) && !cim_type_is_real(m->type->type)) ||
	    !mof_lint_text(l, q->value, &text))
		return;
	const char *unit = unit_in(text);
	if (unit != NULL)
		mof_lint_report(l, MOF_LINT_UNIT_WORDS, q->place,
		    "'%.*s' is in %s, which only its Description tells: PUnit is missing",
		    MOF_SHOW(m->name.name), unit);
}

/* --- ValueMap and Values --- */

/* "DMTF Reserved" and its kind stand for no value, and as often as need be. */
static bool
is_reserved(struct cim_str text)
{
	for (size_t i = 0; i + 8 <= text.len; i++) {
		if (cim_name_is(cim_name(text.ptr + i, 8), "reserved"))
			return true;
	}
	return false;
}

/* A word of Values that stands there twice. */
static void
values_twice(struct mof_linter *l, const struct mof_qualifier *values)
{
	struct cim_map seen = { NULL, 0, 0 };
	if (values->value == NULL || values->value->kind != MOF_VALUE_ARRAY)
		return;
	for (const struct mof_value *v = values->value->as.items.first; v != NULL; v = v->next) {
		struct cim_str text;
		if (!mof_lint_text(l, v, &text) || text.len == 0 || is_reserved(text))
			continue;
		struct cim_name name = cim_name(text.ptr, text.len);
		const struct mof_value *first = cim_map_get(&seen, name);
		if (first == NULL) {
			(void)mof_lint_ok(l, cim_map_set(&seen, &l->scratch, name,
			    (void *)(uintptr_t)v));
			continue;
		}
		struct mof_diag *diag = mof_lint_report(l, MOF_LINT_VALUES_DUP, v->place,
		    "\"%.*s\" stands in Values twice", MOF_SHOW(text));
		mof_diag_note(l->diags, diag, first->place, "first here");
	}
}

static void
values(struct mof_linter *l, const struct mof_member *m)
{
	const struct mof_qualifier *map = mof_lint_qualifier(&m->qualifiers, "ValueMap");
	const struct mof_qualifier *words = mof_lint_qualifier(&m->qualifiers, "Values");
	if (words != NULL && l->wants[MOF_LINT_VALUES_DUP])
		values_twice(l, words);
	/* The values of a string are words already. */
	if (map != NULL && words == NULL && m->type != NULL && m->type->type != CIM_STRING)
		mof_lint_report(l, MOF_LINT_VALUES, map->place,
		    "'%.*s' has a ValueMap without Values: nobody can tell what they mean",
		    MOF_SHOW(m->name.name));
}

/* --- what is deprecated --- */

static void
deprecated(struct mof_linter *l, const struct mof_name *name, const char *what)
{
	const struct mof_class *cls =
	    name->name.len == 0 ? NULL : cim_map_get(&l->classes, name->name);
	const struct mof_qualifier *q =
	    cls == NULL ? NULL : mof_lint_qualifier(&cls->qualifiers, "Deprecated");
	if (q == NULL)
		return;
	struct mof_diag *diag = mof_lint_report(l, MOF_LINT_DEPRECATED, name->place,
	    "the %s '%.*s' is deprecated", what, MOF_SHOW(name->name));
	mof_diag_note(l->diags, diag, q->place, "says so itself, and what to use instead");
}

/* --- members --- */

static void
parameter(struct mof_linter *l, const struct mof_member *p)
{
	description(l, MOF_LINT_PARAM_DESC, "parameter", &p->qualifiers, &p->name);
	if (mof_lint_qualifier(&p->qualifiers, "In") == NULL &&
	    mof_lint_qualifier(&p->qualifiers, "Out") == NULL)
		mof_lint_report(l, MOF_LINT_PARAM_DIR, p->name.place,
		    "parameter '%.*s' says neither In nor Out", MOF_SHOW(p->name.name));
	units(l, p);
	values(l, p);
}

static void
member(struct mof_linter *l, const struct mof_member *m, bool old)
{
	bool key = mof_lint_true(&m->qualifiers, "Key");
	/* An override has what the overridden one says. */
	if (mof_lint_qualifier(&m->qualifiers, "Override") == NULL) {
		if (m->kind == MOF_METHOD)
			description(l, MOF_LINT_METHOD_DESC, "method", &m->qualifiers, &m->name);
		else
			description(l, key ? MOF_LINT_KEY_DESC : MOF_LINT_PROP_DESC,
			    key ? "key" : "property", &m->qualifiers, &m->name);
		name_case(l, m);
		for (const struct mof_member *p = m->parameters.first; p != NULL; p = p->next)
			parameter(l, p);
	}
	const struct mof_qualifier *write = mof_lint_qualifier(&m->qualifiers, "Write");
	if (key && write != NULL && mof_lint_true(&m->qualifiers, "Write"))
		mof_lint_report(l, MOF_LINT_KEY_WRITE, write->place,
		    "key '%.*s' can be written: that would make another object of it",
		    MOF_SHOW(m->name.name));
	if (m->type != NULL && m->type->type == CIM_REFERENCE && !old &&
	    mof_lint_qualifier(&m->qualifiers, "Deprecated") == NULL)
		deprecated(l, &m->type->name, "class");
	units(l, m);
	values(l, m);
}

void
mof_lint_class(struct mof_linter *l, const struct mof_class *cls)
{
	bool old = mof_lint_qualifier(&cls->qualifiers, "Deprecated") != NULL;
	description(l, MOF_LINT_CLASS_DESC, "class", &cls->qualifiers, &cls->name);
	version(l, cls);
	class_prefix(l, cls);
	if (!old)
		deprecated(l, &cls->superclass, "superclass");
	for (const struct mof_member *m = cls->members.first; m != NULL; m = m->next) {
		if (m->kind == MOF_PROPERTY || m->kind == MOF_METHOD)
			member(l, m, old);
	}
}

/* --- the rest --- */

void
mof_lint_qualifier_type(struct mof_linter *l, const struct mof_qualifier_type *raw)
{
	/* Files of qualifier types alone are for others to use. */
	if (raw->type != NULL && l->class_count > 0 &&
	    cim_map_get(&l->qualifiers, raw->name.name) == NULL)
		mof_lint_report(l, MOF_LINT_QUAL_UNUSED, raw->name.place,
		    "qualifier type '%.*s' is used by nothing here", MOF_SHOW(raw->name.name));
}

void
mof_lint_instance(struct mof_linter *l, const struct mof_instance *raw)
{
	deprecated(l, &raw->class_name, "class");
	if (raw->alias.name.len == 0)
		return;
	const struct mof_lint_target *target = cim_map_get(l->aliases, raw->alias.name);
	if (target != NULL && !target->used)
		mof_lint_report(l, MOF_LINT_ALIAS, raw->alias.place, "alias '$%.*s' is used by nothing",
		    MOF_SHOW(raw->alias.name));
}

/* A file's name without directories, as far as the first point. */
static struct cim_name
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash == NULL ? path : slash + 1;
	return cim_name(base, strcspn(base, "."));
}

static void
file_name(struct mof_linter *l, const struct mof_file *file)
{
	const struct mof_class *only = NULL;
	for (const struct mof_decl *d = file->decls.first; d != NULL; d = d->next) {
		if (d->kind == MOF_DECL_PRAGMA)
			continue;
		if (d->kind != MOF_DECL_CLASS || only != NULL)
			return;
		only = d->as.cls;
	}
	if (only == NULL || file->damaged || file->source->ino == 0 ||
	    cim_name_eq(base_name(file->source->name), only->name.name))
		return;
	mof_lint_report(l, MOF_LINT_FILE_NAME, only->name.place,
	    "the file of class '%.*s' is not called %.*s.mof, where it would be looked for",
	    MOF_SHOW(only->name.name), MOF_SHOW(only->name.name));
}

/* How lines end; one finding a file, at its first place. */
static void
line_ends(struct mof_linter *l, const struct mof_source *source)
{
	size_t blanks = 0, crlf = 0, lf = 0;
	uint32_t blank_at = 0, other_at = 0;
	for (uint32_t i = 0; i < source->size; i++) {
		if (source->text[i] != '\n')
			continue;
		uint32_t end = i > 0 && source->text[i - 1] == '\r' ? i - 1 : i;
		if (end < i ? crlf++ == 0 && lf > 0 : lf++ == 0 && crlf > 0)
			other_at = end;
		if (end == 0 || (source->text[end - 1] != ' ' && source->text[end - 1] != '\t'))
			continue;
		if (blanks++ == 0)
			blank_at = end - 1;
	}
	if (blanks > 0)
		mof_lint_report(l, MOF_LINT_TRAILING,
		    (struct cim_place){ source->base + blank_at, 1 },
		    "blanks at the end of %zu line%s, the first of them here", blanks,
		    blanks == 1 ? "" : "s");
	else if (source->size > 0 && source->text[source->size - 1] != '\n')
		mof_lint_report(l, MOF_LINT_TRAILING,
		    (struct cim_place){ source->base + source->size, 0 },
		    "the last line has no end");
	if (crlf > 0 && lf > 0)
		mof_lint_report(l, MOF_LINT_EOL, (struct cim_place){ source->base + other_at, 1 },
		    "%zu lines end in CR LF and %zu in LF, this the first of the others", crlf, lf);
}

void
mof_lint_file(struct mof_linter *l, const struct mof_file *file)
{
	file_name(l, file);
	if (l->wants[MOF_LINT_TRAILING] || l->wants[MOF_LINT_EOL])
		line_ends(l, file->source);
}
