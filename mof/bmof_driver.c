/* bmof_driver.c: what a driver's developer asks of a binary MOF: GUIDs, ids, and what they take. */
#include "config.h"

#include "mof/bmof_driver.h"

#include <stdlib.h>
#include <string.h>

#include "cim/limits.h"

/* ---- Classes ---------------------------------------------------------------------- */

static const struct mof_bmof_list *
properties(const struct mof_bmof_record *object)
{
	return &object->lists[MOF_BMOF_PROPERTIES - MOF_BMOF_QUALIFIERS];
}

static const struct mof_bmof_list *
methods(const struct mof_bmof_record *object)
{
	return &object->lists[MOF_BMOF_METHODS - MOF_BMOF_QUALIFIERS];
}

static struct mof_bmof_text
class_name(const struct mof_bmof_record *object)
{
	struct mof_bmof_text text = { NULL, 0 };
	(void)mof_bmof_value_text(mof_bmof_system(object, "__CLASS"), &text);
	return text;
}

enum cim_err
mof_bmof_classes_init(struct mof_bmof_classes *classes, struct arena *arena,
    const struct mof_bmof *bmof)
{
	memset(classes, 0, sizeof(*classes));
	classes->arena = arena;
	for (struct mof_bmof_record *o = bmof->objects.first; o != NULL; o = o->next) {
		struct cim_str name = mof_bmof_text_utf8(arena, class_name(o));
		if (name.ptr == NULL)
			return CIM_ENOMEM;
		struct cim_name key = cim_name(name.ptr, name.len);
		if (o->kind != 0 || name.len == 0 || cim_map_get(&classes->map, key) != NULL)
			continue;
		struct mof_bmof_class *entry = arena_new(arena, struct mof_bmof_class);
		if (entry == NULL || cim_map_set(&classes->map, arena, key, entry) != CIM_OK)
			return CIM_ENOMEM;
		entry->record = o;
	}
	return CIM_OK;
}

static struct mof_bmof_class *
entry_named(const struct mof_bmof_classes *classes, struct mof_bmof_text name)
{
	struct arena_mark mark = arena_mark(classes->arena);
	struct cim_str text = mof_bmof_text_utf8(classes->arena, name);
	struct mof_bmof_class *found = text.ptr == NULL ? NULL :
	    cim_map_get(&classes->map, cim_name(text.ptr, text.len));
	arena_rewind(classes->arena, mark);
	return found;
}

const struct mof_bmof_record *
mof_bmof_class_named(const struct mof_bmof_classes *classes, struct mof_bmof_text name)
{
	const struct mof_bmof_class *entry = entry_named(classes, name);
	return entry == NULL ? NULL : entry->record;
}

/* ---- Sizes ------------------------------------------------------------------------ */

static const struct { uint16_t code; uint8_t size; } sizes[] = { { MOF_BMOF_SINT8, 1 },
	{ MOF_BMOF_UINT8, 1 }, { MOF_BMOF_BOOLEAN, 1 }, { MOF_BMOF_SINT16, 2 },
	{ MOF_BMOF_UINT16, 2 }, { MOF_BMOF_CHAR16, 2 }, { MOF_BMOF_SINT32, 4 },
	{ MOF_BMOF_UINT32, 4 }, { MOF_BMOF_REAL32, 4 }, { MOF_BMOF_SINT64, 8 },
	{ MOF_BMOF_UINT64, 8 }, { MOF_BMOF_REAL64, 8 },
	/* 25 characters of UTF-16 */
	{ MOF_BMOF_DATETIME, 50 } };

static uint64_t
size_of(const struct mof_bmof_type *row)
{
	for (size_t i = 0; row != NULL && i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (sizes[i].code == row->code)
			return sizes[i].size;
	}
	return 0;
}

static struct mof_bmof_extent extent_below(const struct mof_bmof_classes *classes,
    const struct mof_bmof_record *member, unsigned depth);

static uint64_t
data_size(const struct mof_bmof_classes *classes, const struct mof_bmof_record *cls, unsigned depth)
{
	uint64_t size = 0;
	for (const struct mof_bmof_record *p = properties(cls)->first; p != NULL; p = p->next) {
		if (mof_bmof_is_system(p) || mof_bmof_qualifier(p, "WmiDataId") == NULL)
			continue;
		uint64_t one = extent_below(classes, p, depth + 1).size;
		if (one == 0 || __builtin_add_overflow(size, one, &size))
			return 0;
	}
	return size;
}

/*
 * All data of a class, one behind the other; 0: some of it varies, or it stands in itself. Each class
 * is added up once, however often it stands in others.
 */
static uint64_t
class_size(const struct mof_bmof_classes *classes, struct mof_bmof_text name, unsigned depth)
{
	struct mof_bmof_class *entry = entry_named(classes, name);
	if (entry == NULL || entry->state == MOF_BMOF_SIZING || depth > CIM_LIMIT_NESTING)
		return 0;
	if (entry->state == MOF_BMOF_UNSIZED) {
		entry->state = MOF_BMOF_SIZING;
		entry->size = data_size(classes, entry->record, depth);
		entry->state = MOF_BMOF_SIZED;
	}
	return entry->size;
}

static struct mof_bmof_extent
extent_below(const struct mof_bmof_classes *classes, const struct mof_bmof_record *member,
    unsigned depth)
{
	struct mof_bmof_declared d = mof_bmof_declared(member, -1);
	struct mof_bmof_extent e = { .type = d.type, .is_array = (member->type & MOF_BMOF_ARRAY) != 0 };
	int64_t max = 0;
	if (d.type.units > 7 && mof_bmof_text_is(
	    (struct mof_bmof_text){ d.type.bytes, 7 }, "object:")) {
		e.type = (struct mof_bmof_text){ d.type.bytes + 14, d.type.units - 7 };
		e.size = class_size(classes, e.type, depth);
	} else {
		e.row = mof_bmof_type_find(member->value == NULL ? member->type : MOF_BMOF_VOID);
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			const struct mof_bmof_type *row = mof_bmof_type_find(sizes[i].code);
			if (mof_bmof_text_is(d.type, row->name))
				e.row = row;
		}
		if (mof_bmof_text_is(d.type, "string"))
			e.row = mof_bmof_type_find(MOF_BMOF_STRING);
		e.size = size_of(e.row);
	}
	if (!e.is_array)
		return e;
	const struct mof_bmof_record *q = mof_bmof_qualifier(member, "MAX");
	if (mof_bmof_value_integer(q, &max) && max > 0 && max <= UINT32_MAX)
		e.elements = (uint32_t)max;
	if (__builtin_mul_overflow(e.size, (uint64_t)e.elements, &e.size))
		e.size = 0;
	return e;
}

struct mof_bmof_extent
mof_bmof_extent(const struct mof_bmof_classes *classes, const struct mof_bmof_record *member)
{
	return extent_below(classes, member, 0);
}

/* ---- Data, in the order of its ids ------------------------------------------------- */

struct by_id {
	int64_t id;
	uint32_t at;
	const struct mof_bmof_record *member;
};

static int
by_id_cmp(const void *a, const void *b)
{
	const struct by_id *x = a, *y = b;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

enum cim_err
mof_bmof_data(struct arena *arena, const struct mof_bmof_record *cls,
    const struct mof_bmof_record ***members, uint32_t *count)
{
	uint32_t n = 0;
	struct by_id *list = arena_calloc(arena, properties(cls)->count, sizeof(*list));
	*members = arena_calloc(arena, properties(cls)->count, sizeof(struct mof_bmof_record *));
	*count = 0;
	if (list == NULL || *members == NULL)
		return CIM_ENOMEM;
	for (const struct mof_bmof_record *p = properties(cls)->first; p != NULL; p = p->next) {
		int64_t id;
		if (!mof_bmof_is_system(p) &&
		    mof_bmof_value_integer(mof_bmof_qualifier(p, "WmiDataId"), &id)) {
			list[n] = (struct by_id){ id, n, p };
			n++;
		}
	}
	qsort(list, n, sizeof(*list), by_id_cmp);
	for (uint32_t i = 0; i < n; i++)
		(*members)[i] = list[i].member;
	*count = n;
	return CIM_OK;
}

/* ---- The table --------------------------------------------------------------------- */

struct table {
	struct arena *arena;
	struct mof_bmof_classes classes;
	enum cim_err (*each)(void *ctx, const struct mof_guid_row *row);
	void *ctx;
	struct bytes_writer text;
};

/* "uint8[4]", "string", "in uint32 A, out uint8[] B". */
static void
put_extent(struct table *t, const struct mof_bmof_record *member)
{
	struct mof_bmof_extent e = mof_bmof_extent(&t->classes, member);
	struct cim_str type = mof_bmof_text_utf8(t->arena, e.type);
	bytes_write(&t->text, type.ptr, type.len);
	if (e.is_array && e.elements > 0)
		bytes_write_format(&t->text, "[%u]", (unsigned)e.elements);
	else if (e.is_array)
		bytes_write_text(&t->text, "[]");
}

static struct cim_str
text_of(struct table *t)
{
	char *copy = arena_copy(t->arena, t->text.buf == NULL ? (const void *)"" : t->text.buf,
	    t->text.len);
	struct cim_str s = { copy, copy == NULL ? 0 : t->text.len };
	bytes_writer_reset(&t->text);
	return s;
}

static struct cim_str
parameters_text(struct table *t, const struct mof_bmof_record *member)
{
	struct mof_bmof_method method;
	if (mof_bmof_method(t->arena, member, &method) != CIM_OK)
		return (struct cim_str){ NULL, 0 };
	for (uint32_t i = 0; i < method.count; i++) {
		const struct mof_bmof_parameter *p = &method.parameters[i];
		const struct mof_bmof_record *one = p->in != NULL ? p->in : p->out;
		struct cim_str name = mof_bmof_text_utf8(t->arena, one->name);
		bytes_write_text(&t->text, i > 0 ? ", " : "");
		bytes_write_text(&t->text, p->in == NULL ? "out " : p->out == NULL ? "in " : "in out ");
		put_extent(t, one);
		bytes_write_u8(&t->text, ' ');
		bytes_write(&t->text, name.ptr, name.len);
	}
	return text_of(t);
}

/* A row of what a class has; without an id it is passed over. */
static enum cim_err
member_row(struct table *t, struct mof_guid_row row, const struct mof_bmof_record *member,
    const char *id)
{
	if (!mof_bmof_value_integer(mof_bmof_qualifier(member, id), &row.id))
		return CIM_OK;
	row.name = mof_bmof_text_utf8(t->arena, member->name);
	if (strcmp(row.kind, "method") == 0) {
		row.type = parameters_text(t, member);
	} else {
		put_extent(t, member);
		row.type = text_of(t);
		row.size = mof_bmof_extent(&t->classes, member).size;
	}
	if (row.name.ptr == NULL || row.type.ptr == NULL)
		return CIM_ENOMEM;
	return t->each(t->ctx, &row);
}

static bool
is_event(const struct mof_bmof_record *cls)
{
	struct mof_bmof_text super = { NULL, 0 };
	(void)mof_bmof_value_text(mof_bmof_system(cls, "__SUPERCLASS"), &super);
	return mof_bmof_text_is(super, "WMIEvent") || mof_bmof_text_is(super, "__ExtrinsicEvent");
}

static enum cim_err
class_rows(struct table *t, const struct mof_bmof_record *cls)
{
	struct mof_bmof_text guid;
	const struct mof_bmof_record **data;
	uint32_t count;
	if (!mof_bmof_value_text(mof_bmof_qualifier(cls, "guid"), &guid))
		return CIM_OK;
	struct mof_guid_row row = { .guid = mof_bmof_text_utf8(t->arena, guid),
		.class_name = mof_bmof_text_utf8(t->arena, class_name(cls)),
		.kind = is_event(cls) ? "event" : "class", .id = -1, .name = cim_str("", 0),
		.type = cim_str("", 0) };
	if (row.guid.ptr == NULL || row.class_name.ptr == NULL)
		return CIM_ENOMEM;
	enum cim_err err = t->each(t->ctx, &row);
	if (err == CIM_OK)
		err = mof_bmof_data(t->arena, cls, &data, &count);
	row.kind = "data";
	for (uint32_t i = 0; err == CIM_OK && i < count; i++)
		err = member_row(t, row, data[i], "WmiDataId");
	row.kind = "method";
	for (const struct mof_bmof_record *m = methods(cls)->first; err == CIM_OK && m != NULL;
	    m = m->next)
		err = member_row(t, row, m, "WmiMethodId");
	return err;
}

enum cim_err
mof_bmof_guids(struct arena *arena, const struct mof_bmof *bmof,
    enum cim_err (*each)(void *ctx, const struct mof_guid_row *row), void *ctx)
{
	struct table t = { .arena = arena, .each = each, .ctx = ctx };
	enum cim_err err = mof_bmof_classes_init(&t.classes, arena, bmof);
	for (const struct mof_bmof_record *o = bmof->objects.first; err == CIM_OK && o != NULL;
	    o = o->next) {
		if (o->kind == 0)
			err = class_rows(&t, o);
	}
	if (err == CIM_OK)
		err = t.text.err;
	bytes_writer_free(&t.text);
	return err;
}
