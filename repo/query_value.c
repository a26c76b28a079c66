/* query_value.c: what the properties of a WHERE clause are in the object at hand. */
#include "repo/query_plan.h"

#include "cim/inherit.h"
#include "cim/limits.h"

/* --- Properties --- */

enum cim_err
query_property(struct repo_query *query, struct cim_str ns, struct cim_name cls,
    struct cim_name name, const struct cim_property **out, const struct cim_value **value)
{
	struct cim_scope scope = repo_scope(query->scope);
	struct cim_name declared_in = cls;
	*out = NULL;
	for (unsigned depth = 0; cls.len > 0; depth++) {
		const struct cim_class *at;
		enum cim_err err = depth > CIM_LIMIT_INHERITANCE ? CIM_EDAMAGED :
		    scope.class_get(scope.ctx, ns, cls, &at);
		if (err != CIM_OK)
			return err == CIM_ENOENT && *out != NULL ? CIM_OK : err;
		const struct cim_property *prop = cim_property_find(at, name);
		/* What it hides (R33) is none of it. */
		if (prop != NULL && *out != NULL && !cim_same_schema(declared_in, at->name) &&
		    cim_qualifier_find((*out)->qualifiers, "Override") == NULL)
			return CIM_OK;
		if (prop != NULL) {
			declared_in = at->name;
			*out = *out == NULL ? prop : *out;
		}
		if (prop != NULL && value != NULL && prop->value.type == (*out)->type.type)
			*value = &prop->value;
		if (*out != NULL && (value == NULL || *value != NULL))
			return CIM_OK;
		cls = at->superclass;
	}
	return *out != NULL ? CIM_OK : CIM_ENOENT;
}

static const struct {
	const char *name;
	enum cim_type type;
} system_properties[] = {
	{ "__CLASS", CIM_STRING }, { "__SUPERCLASS", CIM_STRING }, { "__DYNASTY", CIM_STRING },
	{ "__NAMESPACE", CIM_STRING }, { "__RELPATH", CIM_STRING }, { "__PATH", CIM_STRING },
	{ "__SERVER", CIM_STRING }, { "__GENUS", CIM_SINT32 }, { "__THIS", CIM_OBJECT },
};

bool
query_system_property(struct cim_name name, enum cim_type *type)
{
	for (size_t i = 0; i < sizeof(system_properties) / sizeof(system_properties[0]); i++) {
		if (cim_name_is(name, system_properties[i].name)) {
			*type = system_properties[i].type;
			return true;
		}
	}
	return false;
}

/* --- System properties of the object at hand --- */

/* Whether a system property says where an object is: what is embedded is nowhere. */
static bool
is_place(struct cim_name name)
{
	return cim_name_is(name, "__RELPATH") || cim_name_is(name, "__PATH") ||
	    cim_name_is(name, "__NAMESPACE") || cim_name_is(name, "__SERVER");
}

/* The class at the top of the line. */
static struct cim_name
dynasty(struct query_object *o)
{
	struct cim_scope scope = repo_scope(o->query->scope);
	const struct cim_class *at = o->cls;
	for (unsigned depth = 0; at->superclass.len > 0 && o->err == CIM_OK; depth++)
		o->err = depth > CIM_LIMIT_INHERITANCE ? CIM_EDAMAGED :
		    scope.class_get(scope.ctx, o->ns, at->superclass, &at);
	return at->name;
}

/* Class.Key="value" in WMI's form; with its namespace in front when whole. */
static struct cim_str
path_text(struct query_object *o, bool whole)
{
	struct bytes_writer w = { 0 };
	struct cim_path path = { .class_name = o->cls->name };
	struct cim_str text = CIM_STR("");
	const struct cim_class *identity;
	if (o->instance != NULL) {
		o->err = repo_scope_identity(o->query->scope, o->ns, o->cls->name, &identity);
		if (o->err == CIM_OK)
			o->err = cim_path_of(&o->arena, identity, o->instance, &path, NULL);
	}
	path.host = whole ? CIM_STR(".") : CIM_STR("");
	path.ns = whole ? o->ns : CIM_STR("");
	if (o->err == CIM_OK)
		cim_path_print_wmi(&w, &path);
	if (o->err == CIM_OK && (w.err != CIM_OK ||
	    !cim_str_copy(&o->arena, cim_str((const char *)w.buf, w.len), &text)))
		o->err = CIM_ENOMEM;
	bytes_writer_free(&w);
	return text;
}

static struct cim_str
system_text(struct query_object *o, struct cim_name name)
{
	if (cim_name_is(name, "__CLASS"))
		return cim_name_str(o->cls->name);
	if (cim_name_is(name, "__SUPERCLASS"))
		return cim_name_str(o->cls->superclass);
	if (cim_name_is(name, "__DYNASTY"))
		return cim_name_str(dynasty(o));
	if (cim_name_is(name, "__NAMESPACE"))
		return o->ns;
	if (cim_name_is(name, "__SERVER"))
		return CIM_STR(".");
	return path_text(o, cim_name_is(name, "__PATH"));
}

static const struct cim_value *
system_value(struct query_object *o, struct cim_name name, enum cim_type type)
{
	o->made = (struct cim_value){ .type = (uint8_t)type };
	if (cim_name_is(name, "__GENUS")) {
		o->made.as.sint = o->instance != NULL ? 2 : 1;
	} else if (type == CIM_OBJECT) {
		o->self = (struct cim_instance){ .class_name = o->cls->name };
		o->made.as.object = o->instance != NULL ? o->instance : &o->self;
	} else {
		o->made.as.string = system_text(o, name);
		/* A class at the top has no superclass. */
		o->made.is_null = o->made.as.string.len == 0;
	}
	return &o->made;
}

/* --- The object as cim/wql_match.h asks it --- */

static const struct cim_value *
value_of(void *ctx, const struct wql_node *test)
{
	struct query_object *o = ctx;
	struct cim_name name = test->name.parts[0];
	enum cim_type type;
	if (name.len > 2 && name.ptr[0] == '_' && query_system_property(name, &type))
		return system_value(o, name, type);
	if (o->instance == NULL)
		return NULL;
	const struct cim_instance_property *own = cim_instance_property_find(o->instance, name);
	if (own != NULL && own->value.type != CIM_TYPE_NONE)
		return &own->value;
	return o->defaults[test->number];
}

static bool
is_a(void *ctx, struct cim_name cls, struct cim_name above)
{
	struct query_object *o = ctx;
	struct cim_scope scope = repo_scope(o->query->scope);
	if (o->err != CIM_OK)
		return false;
	enum cim_err err = cim_is_a(&scope, o->ns, cls, above);
	if (err != CIM_OK && err != CIM_ENOENT)
		o->err = err;
	return err == CIM_OK;
}

/* What an embedded object has, as if it were asked itself; it has no path. */
static const struct cim_value *
part_of(void *ctx, const struct cim_instance *embedded, struct cim_name name)
{
	struct query_object *o = ctx;
	struct cim_scope scope = repo_scope(o->query->scope);
	const struct cim_instance *whole = o->instance;
	const struct cim_class *whole_class = o->cls;
	const struct cim_property *prop;
	const struct cim_value *value = NULL;
	enum cim_type type;
	const struct cim_instance_property *own = cim_instance_property_find(embedded, name);
	if (own != NULL && own->value.type != CIM_TYPE_NONE)
		return &own->value;
	enum cim_err err = o->err;
	if (err == CIM_OK && query_system_property(name, &type)) {
		err = is_place(name) ? CIM_ENOENT :
		    scope.class_get(scope.ctx, o->ns, embedded->class_name, &o->cls);
		o->instance = embedded;
		if (err == CIM_OK)
			value = system_value(o, name, type);
		o->instance = whole;
		o->cls = whole_class;
	} else if (err == CIM_OK) {
		err = query_property(o->query, o->ns, embedded->class_name, name, &prop, &value);
	}
	if (err != CIM_OK && err != CIM_ENOENT)
		o->err = err;
	return value;
}

/* Every test of a tree, whose depth wql_parse bounds. */
static enum cim_err
look_up(struct query_object *o, const struct wql_node *node)
{
	enum cim_err err = CIM_OK;
	if (node->kind == WQL_TEST) {
		const struct cim_property *prop;
		const struct cim_value *value = NULL;
		err = query_property(o->query, o->ns, o->cls->name, node->name.parts[0], &prop, &value);
		o->defaults[node->number] = value;
		return err == CIM_ENOENT ? CIM_OK : err;
	}
	for (const struct wql_node *n = node->first; n != NULL && err == CIM_OK; n = n->next)
		err = look_up(o, n);
	return err;
}

enum cim_err
query_object_class(struct query_object *o, struct cim_name cls)
{
	struct cim_scope scope = repo_scope(o->query->scope);
	const struct wql_query *wql = o->query->wql;
	if (o->defaults == NULL) {
		o->defaults =
		    arena_calloc(&o->query->arena, wql->test_count, sizeof(*o->defaults));
		if (o->defaults == NULL)
			return CIM_ENOMEM;
	}
	enum cim_err err = scope.class_get(scope.ctx, o->ns, cls, &o->cls);
	if (err == CIM_ENOENT)
		return CIM_EDAMAGED;
	return err != CIM_OK || wql->where == NULL || wql->kind != WQL_DATA ? err :
	    look_up(o, wql->where);
}

enum cim_err
query_object_fits(struct query_object *o, bool *fits)
{
	struct wql_object asked = { o, value_of, is_a, part_of, &o->query->scratch, o->ns };
	struct arena_mark mark = arena_mark(&o->arena);
	*fits = wql_match(&o->query->matcher, o->query->wql->where, &asked);
	arena_rewind(&o->arena, mark);
	if (o->err == CIM_OK)
		o->err = o->query->scratch.err;
	return o->err;
}

void
query_object_free(struct query_object *o)
{
	arena_free(&o->arena);
}

/* --- Rows --- */

enum cim_err
repo_query_value(struct repo_query *q, const struct repo_query_row *row,
    const struct wql_name *name, struct cim_value *out)
{
	struct query_object *o = &q->row;
	struct cim_scope scope = repo_scope(q->scope);
	struct cim_name first = name->parts[0];
	const struct cim_property *prop;
	const struct cim_value *value = NULL;
	const struct cim_instance_property *own;
	enum cim_type type;
	o->query = q;
	o->ns = row->ns;
	o->instance = row->instance;
	o->cls = row->cls;
	o->err = CIM_OK;
	*out = (struct cim_value){ .type = CIM_TYPE_NONE };
	if (row->instance != NULL)
		o->err = scope.class_get(scope.ctx, row->ns, row->instance->class_name, &o->cls);
	if (o->err != CIM_OK)
		return o->err == CIM_ENOENT ? CIM_EDAMAGED : o->err;
	own = row->instance == NULL ? NULL : cim_instance_property_find(row->instance, first);
	if (query_system_property(first, &type))
		value = system_value(o, first, type);
	else if (own != NULL && own->value.type != CIM_TYPE_NONE)
		value = &own->value;
	else if (row->instance != NULL)
		o->err = query_property(q, row->ns, o->cls->name, first, &prop, &value);
	struct wql_object asked = { o, value_of, is_a, part_of, &q->scratch, row->ns };
	value = wql_descend(&asked, value, name);
	if (value != NULL)
		*out = *value;
	return o->err == CIM_ENOENT ? CIM_OK : o->err;
}

struct cim_scope
repo_query_scope(struct repo_query *q)
{
	return repo_scope(q->scope);
}
