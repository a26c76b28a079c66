/* system_property.c: the system properties of a class or an instance: __CLASS, __PATH and the others. */
#include "config.h"

#include "repo/system_property.h"

#include "cim/host.h"
#include "cim/inherit.h"
#include "cim/limits.h"

static const struct {
	const char *name;
	enum cim_type type;
	bool is_array, is_place;
} properties[REPO_SYSTEM_PROPERTIES + 1] = {
	{ "__GENUS", CIM_SINT32, false, false },
	{ "__CLASS", CIM_STRING, false, false },
	{ "__SUPERCLASS", CIM_STRING, false, false },
	{ "__DYNASTY", CIM_STRING, false, false },
	{ "__RELPATH", CIM_STRING, false, true },
	{ "__PROPERTY_COUNT", CIM_SINT32, false, false },
	{ "__DERIVATION", CIM_STRING, true, false },
	{ "__SERVER", CIM_STRING, false, true },
	{ "__NAMESPACE", CIM_STRING, false, true },
	{ "__PATH", CIM_STRING, false, true },
	{ NULL, CIM_TYPE_NONE, false, false }
};

const char *
repo_system_property_name(size_t i)
{
	return i < REPO_SYSTEM_PROPERTIES ? properties[i].name : NULL;
}

static size_t
find(struct cim_name name)
{
	size_t i = 0;
	while (i < REPO_SYSTEM_PROPERTIES && !cim_name_is(name, properties[i].name))
		i++;
	return i;
}

bool
repo_system_property_find(struct cim_name name, enum cim_type *type, bool *is_array)
{
	size_t i = name.len > 2 && name.ptr[0] == '_' ? find(name) : REPO_SYSTEM_PROPERTIES;
	*type = properties[i].type;
	*is_array = properties[i].is_array;
	return i < REPO_SYSTEM_PROPERTIES;
}

/* ---- Each of them ---------------------------------------------------------- */

struct asked {
	struct repo_scope *scope;
	struct arena *arena;
	const struct repo_object *object;
	struct cim_value *out;
};

/* The classes above, nearest first, each told to each. */
static enum cim_err
walk_up(const struct asked *a, enum cim_err (*each)(void *ctx, struct cim_name name), void *ctx)
{
	struct cim_scope scope = repo_scope(a->scope);
	const struct cim_class *at = a->object->cls;
	enum cim_err err = CIM_OK;
	for (unsigned depth = 0; at->superclass.len > 0 && err == CIM_OK; depth++) {
		err = depth > CIM_LIMIT_INHERITANCE ? CIM_EDAMAGED :
		    scope.class_get(scope.ctx, a->object->ns, at->superclass, &at);
		if (err == CIM_OK)
			err = each(ctx, at->name);
	}
	return err == CIM_ENOENT ? CIM_EDAMAGED : err;
}

struct line {
	struct arena *arena;
	struct cim_value *list;
	size_t count, cap;
};

static enum cim_err
line_add(void *ctx, struct cim_name name)
{
	struct line *line = ctx;
	struct cim_value *grown = arena_grow(line->arena, line->list, line->count, &line->cap,
	    line->count + 1, sizeof(line->list[0]));
	if (grown == NULL)
		return CIM_ENOMEM;
	line->list = grown;
	line->list[line->count++] =
	    (struct cim_value){ .type = CIM_STRING, .as.string = cim_name_str(name) };
	return CIM_OK;
}

static enum cim_err
derivation(const struct asked *a)
{
	struct line line = { .arena = a->arena };
	enum cim_err err = walk_up(a, line_add, &line);
	a->out->count = (uint32_t)line.count;
	a->out->as.items = line.list;
	return err;
}

static enum cim_err
last_name(void *ctx, struct cim_name name)
{
	*(struct cim_str *)ctx = cim_name_str(name);
	return CIM_OK;
}

static enum cim_err
property_count(const struct asked *a)
{
	struct cim_scope scope = repo_scope(a->scope);
	const struct cim_class *effective;
	enum cim_err err = cim_effective(
	    a->arena, &scope, a->object->ns, a->object->cls, &effective, NULL);
	if (err == CIM_OK)
		a->out->as.sint = effective->property_count;
	return err == CIM_ENOENT || err == CIM_ELIMIT ? CIM_EDAMAGED : err;
}

/* Class.Key="value" in WMI's form; with server and namespace in front when whole. */
static enum cim_err
path_text(const struct asked *a, bool whole)
{
	const struct repo_object *object = a->object;
	struct bytes_writer w = { 0 };
	struct cim_path path = { .class_name = object->cls->name };
	const struct cim_class *identity;
	enum cim_err err = CIM_OK;
	if (object->instance != NULL) {
		err = repo_scope_identity(a->scope, object->ns, object->cls->name, &identity);
		if (err == CIM_OK)
			err = cim_path_of(a->arena, identity, object->instance, &path, NULL);
	}
	path.host = path.ns = CIM_STR("");
	if (err == CIM_OK && whole) {
		path.ns = object->ns;
		err = cim_host(a->arena, &path.host);
	}
	if (err == CIM_OK)
		cim_path_print_wmi(&w, &path);
	if (err == CIM_OK && (w.err != CIM_OK || !cim_str_copy(a->arena,
	    cim_str((const char *)w.buf, w.len), &a->out->as.string)))
		err = CIM_ENOMEM;
	bytes_writer_free(&w);
	/* What has no keys is nowhere. */
	return err == CIM_EINVAL ? CIM_OK : err == CIM_ENOENT ? CIM_EDAMAGED : err;
}

enum cim_err
repo_system_property(struct repo_scope *scope, struct arena *arena,
    const struct repo_object *object, struct cim_name name, struct cim_value *out)
{
	struct asked a = { scope, arena, object, out };
	size_t i = find(name);
	enum cim_err err = CIM_OK;
	*out = (struct cim_value){ .type = (uint8_t)properties[i].type,
		.is_array = properties[i].is_array };
	if (i == REPO_SYSTEM_PROPERTIES)
		return CIM_ENOENT;
	if (object->embedded && properties[i].is_place) {
		out->is_null = true;
		return CIM_OK;
	}
	switch (properties[i].name[2]) {
	case 'G': out->as.sint = object->instance != NULL ? 2 : 1; return CIM_OK;
	case 'C': out->as.string = cim_name_str(object->cls->name); break;
	case 'N': out->as.string = object->ns; break;
	case 'R': err = path_text(&a, false); break;
	case 'D':
		if (properties[i].is_array)
			return derivation(&a);
		out->as.string = cim_name_str(object->cls->name);
		err = walk_up(&a, last_name, &out->as.string);
		break;
	case 'S':
		if (properties[i].name[3] == 'U')
			out->as.string = cim_name_str(object->cls->superclass);
		else
			err = cim_host(arena, &out->as.string);
		break;
	default:
		if (properties[i].type == CIM_SINT32)
			return property_count(&a);
		err = path_text(&a, true);
	}
	/* A class at the top has no superclass. */
	out->is_null = err == CIM_OK && out->as.string.len == 0;
	return err;
}
