/* query_value.c: what the properties of a WHERE clause are in the object at hand. */
#include "repo/query_plan.h"

#include "cim/inherit.h"
#include "cim/limits.h"
#include "repo/system_property.h"

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

enum cim_err
query_embeds(struct repo_query *query, struct cim_str ns, struct cim_name cls, struct cim_name name,
    bool *embeds)
{
	struct cim_scope scope = repo_scope(query->scope);
	*embeds = false;
	for (unsigned depth = 0; query->source.embedded != NULL && cls.len > 0; depth++) {
		const struct cim_class *at;
		enum cim_err err = depth > CIM_LIMIT_INHERITANCE ? CIM_EDAMAGED :
		    scope.class_get(scope.ctx, ns, cls, &at);
		if (err != CIM_OK)
			return err == CIM_ENOENT ? CIM_OK : err;
		const struct cim_property *prop = cim_property_find(at, name);
		if (prop != NULL && prop->type.type == CIM_STRING &&
		    (cim_qualifier_text(prop->qualifiers, "EmbeddedInstance").len > 0 ||
		    cim_qualifier_true(prop->qualifiers, "EmbeddedObject"))) {
			*embeds = true;
			return CIM_OK;
		}
		cls = at->superclass;
	}
	return CIM_OK;
}

bool
query_system_property(struct cim_name name, enum cim_type *type, bool *is_array)
{
	if (repo_system_property_find(name, type, is_array))
		return true;
	*type = CIM_OBJECT;
	return cim_name_is(name, "__THIS");
}

/* --- System properties of the object at hand --- */

static const struct cim_value *
system_value(struct query_object *o, struct cim_name name, bool embedded)
{
	struct repo_object object = { o->ns, o->cls, o->instance, embedded };
	if (cim_name_is(name, "__THIS")) {
		o->made = (struct cim_value){ .type = CIM_OBJECT };
		o->self = (struct cim_instance){ .class_name = o->cls->name };
		o->made.as.object = o->instance != NULL ? o->instance : &o->self;
		return &o->made;
	}
	enum cim_err err =
	    repo_system_property(o->query->scope, &o->arena, &object, name, &o->made);
	if (o->err == CIM_OK)
		o->err = err;
	return &o->made;
}

/* --- The object as cim/wql_match.h asks it --- */

static const struct cim_value *
value_of(void *ctx, const struct wql_node *test)
{
	struct query_object *o = ctx;
	struct cim_name name = test->name.parts[0];
	enum cim_type type;
	bool is_array;
	if (name.len > 2 && name.ptr[0] == '_' && query_system_property(name, &type, &is_array))
		return system_value(o, name, false);
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
	bool is_array;
	const struct cim_instance_property *own = cim_instance_property_find(embedded, name);
	if (own != NULL && own->value.type != CIM_TYPE_NONE)
		return &own->value;
	enum cim_err err = o->err;
	if (err == CIM_OK && query_system_property(name, &type, &is_array)) {
		err = scope.class_get(scope.ctx, o->ns, embedded->class_name, &o->cls);
		o->instance = embedded;
		if (err == CIM_OK)
			value = system_value(o, name, true);
		o->instance = whole;
		o->cls = whole_class;
	} else if (err == CIM_OK) {
		err = query_property(o->query, o->ns, embedded->class_name, name, &prop, &value);
	}
	if (err != CIM_OK && err != CIM_ENOENT)
		o->err = err;
	return value;
}

/* The object that a text is; a text that is none has no parts. */
static const struct cim_instance *
embedded_of(void *ctx, struct cim_str text)
{
	struct query_object *o = ctx;
	const struct repo_query_source *source = &o->query->source;
	if (source->embedded == NULL || o->err != CIM_OK)
		return NULL;
	if (o->text_read.ptr == text.ptr && o->text_read.len == text.len && text.len > 0)
		return o->object_read;
	enum cim_err err = source->embedded(
	    source->embedded_ctx, &o->arena, o->ns, text, &o->object_read);
	if (err != CIM_OK)
		o->object_read = NULL;
	if (err != CIM_OK && err != CIM_EINPUT)
		o->err = err;
	o->text_read = text;
	return o->object_read;
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
	struct wql_object asked = { o, value_of, is_a, part_of, embedded_of, &o->query->scratch,
		o->ns };
	struct arena_mark mark = arena_mark(&o->arena);
	*fits = wql_match(&o->query->matcher, o->query->wql->where, &asked);
	arena_rewind(&o->arena, mark);
	o->text_read = CIM_STR("");
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
	bool is_array;
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
	if (query_system_property(first, &type, &is_array))
		value = system_value(o, first, false);
	else if (own != NULL && own->value.type != CIM_TYPE_NONE)
		value = &own->value;
	else if (row->instance != NULL)
		o->err = query_property(q, row->ns, o->cls->name, first, &prop, &value);
	struct wql_object asked = { o, value_of, is_a, part_of, embedded_of, &q->scratch, row->ns };
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
