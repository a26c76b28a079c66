/* lint_driver.c: the rules for what a driver serves: GUIDs, ids of data and methods, sizes, types. */
#include "mof/lint.h"

#include <stdio.h>
#include <string.h>

#include "mof/literal.h"

/* Whether a class is a driver's: it says so, or has a GUID. */
static bool
is_driver(const struct mof_class *cls)
{
	return cls->kind != MOF_STRUCTURE && (mof_lint_true(&cls->qualifiers, "WMI") ||
	    mof_lint_qualifier(&cls->qualifiers, "guid") != NULL);
}

/* A class and those above it that are in the files, the highest first. */
#define LINE_MOST 64
struct line {
	const struct mof_class *classes[LINE_MOST];
	unsigned count;
	bool whole;		/* nothing with data is missing above it */
	struct cim_map names;	/* of struct mof_member: the nearest of a name */
};

/* What stands above drivers' classes and has no data. */
static bool
is_root(struct cim_name name)
{
	return name.len == 0 || cim_name_is(name, "WMIEvent") || cim_name_is(name, "__ExtrinsicEvent") ||
	    cim_name_is(name, "__Event");
}

static bool
line_of(struct mof_linter *l, const struct mof_class *cls, struct line *line)
{
	const struct mof_class *up[LINE_MOST];
	enum cim_err err = CIM_OK;
	memset(line, 0, sizeof(*line));
	for (; cls != NULL && line->count < LINE_MOST; line->count++) {
		up[line->count] = cls;
		line->whole = is_root(cls->superclass.name);
		cls = line->whole ? NULL : cim_map_get(&l->classes, cls->superclass.name);
	}
	for (unsigned i = 0; i < line->count; i++) {
		line->classes[i] = up[line->count - 1 - i];
		for (const struct mof_member *m = line->classes[i]->members.first;
		    m != NULL && err == CIM_OK; m = m->next)
			err = cim_map_set(&line->names, &l->scratch, m->name.name, (void *)(uintptr_t)m);
	}
	return mof_lint_ok(l, err);
}

static bool
integer_of(const struct mof_qualifier *q, uint64_t *out)
{
	bool negative;
	return q != NULL && q->value != NULL && q->value->kind == MOF_VALUE_INTEGER &&
	    mof_literal_integer(q->value->as.text, &negative, out) == CIM_OK && !negative;
}

/* ---- GUIDs ------------------------------------------------------------------------ */

/* "{ABBC0F6F-8EA1-11D1-00A0-C90629100000}", the braces as one likes. */
static bool
is_guid(struct cim_str text)
{
	if (text.len == 38 && text.ptr[0] == '{' && text.ptr[37] == '}')
		text = cim_str(text.ptr + 1, 36);
	if (text.len != 36)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		bool hex = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
		if (dash ? c != '-' : !hex)
			return false;
	}
	return true;
}

static void
check_guid(struct mof_linter *l, const struct mof_class *cls)
{
	const struct mof_qualifier *q = mof_lint_qualifier(&cls->qualifiers, "guid");
	struct cim_str text;
	void *there = NULL;
	if (q == NULL) {
		mof_lint_report(l, MOF_LINT_GUID, cls->name.place,
		    "class '%.*s' has no guid: no driver can register it", MOF_SHOW(cls->name.name));
		return;
	}
	if (!mof_lint_text(l, q->value, &text) || !is_guid(text)) {
		mof_lint_report(l, MOF_LINT_GUID, q->value == NULL ? q->name.place : q->value->place,
		    "this is no GUID: write it as {8-4-4-4-12} hexadecimal digits");
		return;
	}
	if (text.len == 38)
		text = cim_str(text.ptr + 1, 36);
	/* Names are compared without regard to case, as GUIDs are. */
	char *copy = arena_copy(l->arena, text.ptr, text.len);
	if (!mof_lint_ok(l, copy == NULL ? CIM_ENOMEM : CIM_OK) || !mof_lint_ok(l, cim_map_add(
	    &l->guids, l->arena, cim_name(copy, text.len), (void *)(uintptr_t)cls, &there)))
		return;
	const struct mof_class *first = there;
	if (first != cls && !cim_name_eq(first->name.name, cls->name.name))
		mof_diag_note(l->diags, mof_lint_report(l, MOF_LINT_GUID_DUP, q->value->place,
		    "class '%.*s' has the same guid", MOF_SHOW(first->name.name)),
		    first->name.place, "that class");
}

/* ---- Ids -------------------------------------------------------------------------- */

/* One after the other: numbers seen, to be asked whether they are 1 to their count. */
struct ids {
	uint64_t *bits;		/* which of 1 to count are there */
	uint64_t count;
};

static bool
ids_begin(struct mof_linter *l, struct ids *ids, uint64_t count)
{
	ids->count = count;
	ids->bits = arena_calloc(&l->scratch, (size_t)count / 64 + 1, sizeof(uint64_t));
	return mof_lint_ok(l, ids->bits == NULL ? CIM_ENOMEM : CIM_OK);
}

/* Whether a number is one of them, for the first time. */
static bool
ids_take(struct ids *ids, uint64_t id)
{
	if (id == 0 || id > ids->count || (ids->bits[(id - 1) / 64] >> (id - 1) % 64 & 1) != 0)
		return false;
	ids->bits[(id - 1) / 64] |= UINT64_C(1) << (id - 1) % 64;
	return true;
}

static bool
is_instance_name(const struct mof_member *m)
{
	return cim_name_is(m->name.name, "InstanceName") || cim_name_is(m->name.name, "Active");
}

/* The WmiDataId of a property, unless a class below has the property again. */
static const struct mof_qualifier *
data_id(const struct line *line, const struct mof_member *m)
{
	return m->kind != MOF_PROPERTY || cim_map_get(&line->names, m->name.name) != m ? NULL :
	    mof_lint_qualifier(&m->qualifiers, "WmiDataId");
}

static void
check_missing_ids(struct mof_linter *l, const struct mof_class *cls)
{
	for (const struct mof_member *m = cls->members.first; m != NULL; m = m->next) {
		if (m->kind == MOF_PROPERTY && !is_instance_name(m) &&
		    mof_lint_qualifier(&m->qualifiers, "WmiDataId") == NULL)
			mof_lint_report(l, MOF_LINT_DATA_ID, m->name.place,
			    "property '%.*s' has no WmiDataId: it is nowhere in the data",
			    MOF_SHOW(m->name.name));
	}
}

/* Of the data that it inherits, too; what is wrong there is told there. */
static void
check_data_ids(struct mof_linter *l, const struct mof_class *cls, const struct line *line)
{
	uint64_t count = 0, id;
	struct ids ids;
	check_missing_ids(l, cls);
	for (unsigned i = 0; i < line->count; i++) {
		const struct mof_member *m = line->classes[i]->members.first;
		for (; m != NULL; m = m->next)
			count += data_id(line, m) != NULL;
	}
	if (!line->whole || !ids_begin(l, &ids, count))
		return;
	for (unsigned i = 0; i < line->count; i++) {
		const struct mof_member *m = line->classes[i]->members.first;
		for (; m != NULL; m = m->next) {
			const struct mof_qualifier *q = data_id(line, m);
			if (q != NULL && (!integer_of(q, &id) || !ids_take(&ids, id)) &&
			    line->classes[i] == cls)
				mof_lint_report(l, MOF_LINT_DATA_ID, q->name.place,
				    "WmiDataIds are 1, 2, 3 and so on, each once");
		}
	}
}

static void
check_method_ids(struct mof_linter *l, const struct mof_class *cls)
{
	struct cim_map seen = { .slots = NULL };
	uint64_t id;
	for (const struct mof_member *m = cls->members.first; m != NULL; m = m->next) {
		const struct mof_qualifier *q = mof_lint_qualifier(&m->qualifiers, "WmiMethodId");
		char text[24];
		void *there = NULL;
		if (m->kind != MOF_METHOD)
			continue;
		if (!integer_of(q, &id) || id == 0 || id > UINT32_MAX) {
			mof_lint_report(l, MOF_LINT_METHOD_ID, q == NULL ? m->name.place : q->name.place,
			    "method '%.*s' has no WmiMethodId from 1 on", MOF_SHOW(m->name.name));
			continue;
		}
		(void)snprintf(text, sizeof(text), "_%llu", (unsigned long long)id);
		char *copy = arena_copy(&l->scratch, text, strlen(text));
		if (!mof_lint_ok(l, copy == NULL ? CIM_ENOMEM : CIM_OK) || !mof_lint_ok(l, cim_map_add(
		    &seen, &l->scratch, cim_name(copy, strlen(copy)), (void *)(uintptr_t)m, &there)))
			return;
		if (there != m)
			mof_lint_report(l, MOF_LINT_METHOD_ID, q->name.place,
			    "another method has the same WmiMethodId");
	}
}

/* ---- Sizes and types --------------------------------------------------------------- */

/* What stands beside a member, by name: those of a class, or of a method. */
static enum cim_err
names_of(struct mof_linter *l, const struct mof_list *members, struct cim_map *names)
{
	enum cim_err err = CIM_OK;
	for (const struct mof_member *m = members->first; m != NULL && err == CIM_OK; m = m->next)
		err = cim_map_set(names, &l->scratch, m->name.name, (void *)(uintptr_t)m);
	return err;
}

/* An array says how long it is: by its brackets, by MAX, or by the name of what counts it. */
static void
check_size(struct mof_linter *l, const struct mof_member *m, const struct cim_map *names)
{
	const struct mof_array *array = m->array != NULL ? m->array : m->type_array;
	const struct mof_qualifier *q = mof_lint_qualifier(&m->qualifiers, "WmiSizeIs");
	struct cim_str text;
	uint64_t max;
	if (q != NULL) {
		const struct mof_member *counts = mof_lint_text(l, q->value, &text) ?
		    cim_map_get(names, cim_name(text.ptr, text.len)) : NULL;
		if (counts == NULL || counts->type == NULL || !cim_type_is_integer(counts->type->type))
			mof_lint_report(l, MOF_LINT_SIZE, q->name.place,
			    "WmiSizeIs names no integer beside '%.*s'", MOF_SHOW(m->name.name));
		return;
	}
	if (array == NULL || array->size.len > 0 ||
	    (integer_of(mof_lint_qualifier(&m->qualifiers, "MAX"), &max) && max > 0))
		return;
	mof_lint_report(l, MOF_LINT_SIZE, m->name.place,
	    "array '%.*s' has neither a size in its brackets nor MAX nor WmiSizeIs",
	    MOF_SHOW(m->name.name));
}

static void
check_type(struct mof_linter *l, const struct mof_member *m)
{
	const struct mof_type *type = m->type;
	if (type == NULL)
		return;
	bool bare = type->type == CIM_OBJECT && cim_name_is(type->name.name, "object");
	if (!bare && type->type != CIM_REFERENCE && type->type != CIM_REAL32 &&
	    type->type != CIM_REAL64 && type->type != CIM_CHAR16)
		return;
	mof_lint_report(l, MOF_LINT_TYPE, type->place,
	    "'%.*s': a driver's data are integers, booleans, strings, datetimes and embedded classes",
	    MOF_SHOW(m->name.name));
}

static void
check_parameters(struct mof_linter *l, const struct mof_list *parameters)
{
	struct cim_map names = { .slots = NULL };
	if (!mof_lint_ok(l, names_of(l, parameters, &names)))
		return;
	for (const struct mof_member *m = parameters->first; m != NULL; m = m->next) {
		check_type(l, m);
		check_size(l, m, &names);
	}
}

static void
check_members(struct mof_linter *l, const struct mof_class *cls, const struct line *line)
{
	for (const struct mof_member *m = cls->members.first; m != NULL; m = m->next) {
		check_type(l, m);
		if (m->kind == MOF_METHOD)
			check_parameters(l, &m->parameters);
		else
			check_size(l, m, &line->names);
	}
}

/* ---- The class ----------------------------------------------------------------------- */

static const struct mof_member *
member_named(const struct line *line, const char *name)
{
	const struct mof_member *m = cim_map_get(&line->names, cim_name(name, strlen(name)));
	return m == NULL || m->kind != MOF_PROPERTY ? NULL : m;
}

/* What WMI fills in of each instance; embedded classes have no instances of their own. */
static void
check_instance(struct mof_linter *l, const struct mof_class *cls, const struct line *line)
{
	const struct mof_member *name = member_named(line, "InstanceName");
	const struct mof_member *active = member_named(line, "Active");
	if (!mof_lint_true(&cls->qualifiers, "Dynamic") || !line->whole)
		return;
	if (name == NULL || name->type == NULL || name->type->type != CIM_STRING ||
	    !mof_lint_true(&name->qualifiers, "key"))
		mof_lint_report(l, MOF_LINT_INSTANCE, cls->name.place,
		    "class '%.*s' lacks: [key, read] string InstanceName", MOF_SHOW(cls->name.name));
	if (active == NULL || active->type == NULL || active->type->type != CIM_BOOLEAN)
		mof_lint_report(l, MOF_LINT_INSTANCE, cls->name.place,
		    "class '%.*s' lacks: [read] boolean Active", MOF_SHOW(cls->name.name));
}

static void
check_provider(struct mof_linter *l, const struct mof_class *cls)
{
	const struct mof_qualifier *q = mof_lint_qualifier(&cls->qualifiers, "Provider");
	struct cim_str text;
	if (!mof_lint_true(&cls->qualifiers, "WMI"))
		mof_lint_report(l, MOF_LINT_WDM, cls->name.place,
		    "class '%.*s' has a guid and lacks the qualifier WMI", MOF_SHOW(cls->name.name));
	if (mof_lint_true(&cls->qualifiers, "Dynamic") && (q == NULL ||
	    !mof_lint_text(l, q->value, &text) || !cim_name_is(cim_name(text.ptr, text.len), "WmiProv")))
		mof_lint_report(l, MOF_LINT_WDM, cls->name.place,
		    "class '%.*s' lacks Provider(\"WmiProv\"), which asks the driver",
		    MOF_SHOW(cls->name.name));
}

void
mof_lint_driver_class(struct mof_linter *l, const struct mof_class *cls)
{
	struct line line;
	if (!is_driver(cls) || !line_of(l, cls, &line))
		return;
	check_guid(l, cls);
	check_provider(l, cls);
	check_instance(l, cls, &line);
	check_data_ids(l, cls, &line);
	check_method_ids(l, cls);
	check_members(l, cls, &line);
}
