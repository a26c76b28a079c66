/* query_links.c: ASSOCIATORS OF and REFERENCES OF: from an object over associations to others. */
#include <string.h>

#include "cim/inherit.h"
#include "cim/limits.h"
#include "repo/query_plan.h"

struct links {
	struct repo_query *query;
	struct repo_scope *scope;
	const struct wql_options *options;
	enum cim_err (*each)(void *ctx, const struct repo_query_row *row);
	void *ctx;
	bool associators;
	struct bytes_writer source;	/* the canonical path that is asked about, with its namespace */
	struct bytes_writer other;
	struct cim_map told;		/* ClassDefsOnly, SchemaOnly: classes told already */
	struct arena names;		/* of told */
	struct arena arena;		/* for one association */
	struct query_ends ends;
	struct cim_str ns;		/* of the instances that are walked through */
};

/* --- Classes --- */

static enum cim_err
is_a(struct links *l, struct cim_str ns, struct cim_name cls, struct cim_name above, bool *answer)
{
	struct cim_scope scope = repo_scope(l->scope);
	*answer = true;
	if (above.len == 0)
		return CIM_OK;
	enum cim_err err = cim_is_a(&scope, ns, cls, above);
	*answer = err == CIM_OK;
	return err == CIM_ENOENT ? CIM_OK : err;
}

/* Whether a class, or one above it whose qualifiers come down, has a qualifier. */
static enum cim_err
has_qualifier(
    struct links *l, struct cim_str ns, struct cim_name cls, struct cim_name name, bool *answer)
{
	struct cim_scope scope = repo_scope(l->scope);
	*answer = name.len == 0;
	for (unsigned depth = 0; !*answer && cls.len > 0; depth++) {
		const struct cim_class *at;
		enum cim_err err = depth > CIM_LIMIT_INHERITANCE ? CIM_EDAMAGED :
		    scope.class_get(scope.ctx, ns, cls, &at);
		if (err != CIM_OK)
			return err;
		const struct cim_qualifier *q = cim_qualifier_find_name(at->qualifiers, name);
		if (q != NULL) {
			*answer = depth == 0 || (q->flavors & CIM_FLAVOR_TOSUBCLASS) != 0;
			return CIM_OK;
		}
		cls = at->superclass;
	}
	return CIM_OK;
}

/* Whether a class may be answered, or be on the way to an answer. */
static enum cim_err
class_passes(struct links *l, struct cim_str ns, struct cim_name cls, struct cim_name wanted,
    struct cim_name qualifier, bool *answer)
{
	enum cim_err err = is_a(l, ns, cls, wanted, answer);
	return err != CIM_OK || !*answer ? err : has_qualifier(l, ns, cls, qualifier, answer);
}

/* --- Answers --- */

static enum cim_err
answer_class(struct links *l, struct cim_str ns, struct cim_name name)
{
	struct cim_scope scope = repo_scope(l->scope);
	const struct cim_class *cls;
	/* One of the same name in another namespace is another. */
	char *text = arena_text(&l->names, ns.len + name.len + 1);
	if (text == NULL)
		return CIM_ENOMEM;
	memcpy(text, ns.ptr, ns.len);
	text[ns.len] = ':';
	memcpy(text + ns.len + 1, name.ptr, name.len);
	struct cim_name known = cim_name(text, ns.len + name.len + 1);
	if (cim_map_get(&l->told, known) != NULL)
		return CIM_OK;
	enum cim_err err = scope.class_get(scope.ctx, ns, name, &cls);
	if (err == CIM_OK)
		err = cim_map_set(&l->told, &l->names, known, (void *)(uintptr_t)cls);
	if (err != CIM_OK)
		return err;
	struct repo_query_row row = { .cls = cls, .ns = ns };
	return query_tell(l->query, &row, l->each, l->ctx);
}

static enum cim_err
answer(struct links *l, struct cim_str ns, const struct cim_instance *inst)
{
	struct repo_query_row row = { .instance = inst, .ns = ns };
	bool passes;
	enum cim_err err = class_passes(l, ns, inst->class_name, l->options->result_class,
	    l->options->required_qualifier, &passes);
	if (err != CIM_OK || !passes)
		return err;
	return l->options->class_defs_only ? answer_class(l, ns, inst->class_name) :
	    query_tell(l->query, &row, l->each, l->ctx);
}

/* --- One association --- */

/* The canonical path that a reference leads to, with its namespace in front; false: none. */
static enum cim_err
target_of(struct links *l, struct cim_str ns, const struct cim_value *value, struct cim_path *path,
    bool *is_path)
{
	*is_path = false;
	if (value->type != CIM_REFERENCE || value->is_null)
		return CIM_OK;
	enum cim_err err = cim_path_parse(&l->arena, value->as.string, path, NULL);
	if (err == CIM_OK) {
		path->host = CIM_STR("");
		if (path->ns.len == 0)
			path->ns = ns;
		bytes_writer_reset(&l->other);
		err = repo_path_canonical(l->scope, &l->other, path);
	}
	*is_path = err == CIM_OK;
	return err == CIM_EINVAL || err == CIM_ELIMIT ? CIM_OK : err;
}

/* The values of a reference, one or an array of them. */
static uint32_t
references_of(const struct cim_value *value, const struct cim_value **list)
{
	*list = value;
	if (value->type != CIM_REFERENCE || value->is_null || !value->is_array)
		return 1;
	*list = value->as.items;
	return value->count;
}

/* Whether it refers to the source. */
static enum cim_err
refers(struct links *l, struct cim_str ns, const struct cim_value *value, bool *answer)
{
	const struct cim_value *list;
	struct cim_path path;
	enum cim_err err = CIM_OK;
	*answer = false;
	for (uint32_t i = 0, n = references_of(value, &list); i < n && err == CIM_OK; i++) {
		bool is_path;
		err = target_of(l, ns, &list[i], &path, &is_path);
		if (err == CIM_OK && is_path && l->other.len == l->source.len &&
		    memcmp(l->other.buf, l->source.buf, l->source.len) == 0)
			*answer = true;
	}
	return err;
}

static enum cim_err
answer_target(struct links *l, struct cim_str ns, const struct cim_value *value)
{
	const struct cim_instance *inst;
	struct cim_path path;
	bool is_path;
	enum cim_err err = target_of(l, ns, value, &path, &is_path);
	if (err != CIM_OK || !is_path)
		return err;
	struct cim_str other_ns = path.ns;
	err = query_end_get(l->query, &l->ends, &l->arena, other_ns, &path, &inst);
	/* A provider that fails ends the query only when all that can be had was told. */
	if (query_provider_failed(l->query, err) != err)
		return CIM_OK;
	/* A reference may lead to what is not there, or to where the caller may not read. */
	if (err == CIM_ENOENT || err == CIM_EINVAL)
		return CIM_OK;
	if (err == CIM_EDENIED && l->query->source.txn != NULL) {
		repo_txn_hide(l->query->source.txn);
		return CIM_OK;
	}
	return err != CIM_OK ? err : answer(l, other_ns, inst);
}

static enum cim_err
answer_other_end(struct links *l, struct cim_str ns, const struct cim_instance_property *prop)
{
	const struct cim_value *list;
	enum cim_err err = CIM_OK;
	if (l->options->result_role.len > 0 && !cim_name_eq(prop->name, l->options->result_role))
		return CIM_OK;
	for (uint32_t i = 0, n = references_of(&prop->value, &list); i < n && err == CIM_OK; i++)
		err = answer_target(l, ns, &list[i]);
	return err;
}

/* An instance that refers to the source: itself, or what its other references lead to. */
static enum cim_err
follow(struct links *l, struct cim_str ns, const struct cim_instance *link)
{
	bool passes, from_source;
	enum cim_err err = CIM_OK;
	if (l->associators) {
		err = class_passes(l, ns, link->class_name, l->options->assoc_class,
		    l->options->required_assoc_qualifier, &passes);
		if (err != CIM_OK || !passes)
			return err;
	}
	for (uint32_t i = 0; i < link->property_count && err == CIM_OK; i++) {
		const struct cim_instance_property *prop = &link->properties[i];
		if (l->options->role.len > 0 && !cim_name_eq(prop->name, l->options->role))
			continue;
		err = refers(l, ns, &prop->value, &from_source);
		if (err != CIM_OK || !from_source)
			continue;
		if (!l->associators)
			return answer(l, ns, link);
		for (uint32_t j = 0; j < link->property_count && err == CIM_OK; j++) {
			if (j != i)
				err = answer_other_end(l, ns, &link->properties[j]);
		}
	}
	return err;
}

/* --- Who refers --- */

static enum cim_err
referrer_one(void *ctx, const struct repo_subject *referrer)
{
	struct links *l = ctx;
	struct arena_mark mark = arena_mark(&l->arena);
	const struct cim_instance *link;
	struct cim_path path;
	enum cim_err err = cim_path_parse(&l->arena, referrer->path, &path, NULL);
	if (err == CIM_OK)
		err = repo_instance_get(l->query->source.reader, &l->arena, referrer->ns, &path,
		    &link);
	if (err == CIM_OK)
		err = follow(l, referrer->ns, link);
	arena_rewind(&l->arena, mark);
	return err;
}

/* Without an index every instance is asked. */
static enum cim_err
instance_one(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	struct links *l = ctx;
	struct arena_mark mark = arena_mark(&l->arena);
	(void)path;
	enum cim_err err = follow(l, l->ns, inst);
	arena_rewind(&l->arena, mark);
	return err;
}

struct namespaces {
	struct links *links;
	struct cim_str *list;
	size_t count, cap;
};

static enum cim_err
namespace_one(void *ctx, struct cim_str ns)
{
	struct namespaces *all = ctx;
	struct arena *arena = &all->links->names;
	struct cim_str *grown =
	    arena_grow(arena, all->list, all->count, &all->cap, all->count + 1, sizeof(*grown));
	if (grown == NULL || !cim_str_copy(arena, ns, &grown[all->count]))
		return CIM_ENOMEM;
	all->list = grown;
	all->count++;
	return CIM_OK;
}

/* Associations of any namespace may lead here. */
static enum cim_err
walk_namespaces(struct links *l)
{
	struct repo_reader reader = l->query->source.reader;
	struct namespaces all = { .links = l };
	enum cim_err err = repo_namespace_list(reader, namespace_one, &all);
	for (size_t i = 0; i < all.count && err == CIM_OK; i++) {
		l->ns = all.list[i];
		err = repo_instance_list(reader, l->ns, (struct cim_name){ NULL, 0, 0 },
		    instance_one, l);
	}
	return err;
}

/* What a provider gave. */
static enum cim_err
given_one(void *ctx, const struct cim_instance *inst)
{
	return instance_one(ctx, inst, CIM_STR(""));
}

/* The class of an association may be on the way to an answer, or be one itself. */
static enum cim_err
link_passes(void *ctx, struct cim_name cls, bool *answer)
{
	struct links *l = ctx;
	return l->associators ? class_passes(l, l->ns, cls, l->options->assoc_class,
	    l->options->required_assoc_qualifier, answer) :
	    class_passes(l, l->ns, cls, l->options->result_class, l->options->required_qualifier,
	    answer);
}

static enum cim_err
walk_instances(struct links *l)
{
	struct cim_path source = l->query->wql->path;
	struct cim_str ns = l->query->source.ns;
	source.host = CIM_STR("");
	if (source.ns.len == 0)
		source.ns = ns;
	enum cim_err err = repo_path_canonical(l->scope, &l->source, &source);
	if (err != CIM_OK)
		return err;
	err = l->query->source.txn != NULL ?
	    repo_referrer_list(l->query->source.txn, ns, &l->query->wql->path, referrer_one, l) :
	    walk_namespaces(l);
	l->ns = ns;
	return err != CIM_OK ? err : query_dynamic(l->query, link_passes, given_one, l);
}

/* --- SchemaOnly --- */

/*
 * The references of an association class, inherited ones too: those to the class, and the
 * others.
 */
static enum cim_err
follow_class(struct links *l, struct cim_str ns, const struct cim_class *effective)
{
	struct cim_name source = l->query->wql->path.class_name;
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; i < effective->property_count && err == CIM_OK; i++) {
		const struct cim_property *prop = &effective->properties[i];
		bool passes = false;
		if (prop->type.type != CIM_REFERENCE || prop->type.class_name.len == 0 ||
		    (l->options->role.len > 0 && !cim_name_eq(prop->name, l->options->role)))
			continue;
		err = is_a(l, ns, source, prop->type.class_name, &passes);
		if (err != CIM_OK || !passes)
			continue;
		if (!l->associators) {
			err = class_passes(l, ns, effective->name, l->options->result_class,
			    l->options->required_qualifier, &passes);
			return err != CIM_OK || !passes ? err :
			    answer_class(l, ns, effective->name);
		}
		for (uint32_t j = 0; j < effective->property_count && err == CIM_OK; j++) {
			const struct cim_property *other = &effective->properties[j];
			if (j == i || other->type.type != CIM_REFERENCE ||
			    other->type.class_name.len == 0 || (l->options->result_role.len > 0 &&
			    !cim_name_eq(other->name, l->options->result_role)))
				continue;
			err = class_passes(l, ns, other->type.class_name, l->options->result_class,
			    l->options->required_qualifier, &passes);
			if (err == CIM_OK && passes)
				err = answer_class(l, ns, other->type.class_name);
		}
	}
	return err;
}

static enum cim_err
class_one(void *ctx, const struct cim_class *cls)
{
	struct links *l = ctx;
	struct cim_str ns = l->query->source.ns;
	struct cim_scope scope = repo_scope(l->scope);
	const struct cim_class *effective;
	bool passes = true;
	struct arena_mark mark = arena_mark(&l->arena);
	enum cim_err err = cim_effective(&l->arena, &scope, ns, cls, &effective, NULL);
	if (err == CIM_OK && !cim_qualifier_true(effective->qualifiers, "Association"))
		passes = false;
	if (err == CIM_OK && passes && l->associators)
		err = class_passes(l, ns, cls->name, l->options->assoc_class,
		    l->options->required_assoc_qualifier, &passes);
	if (err == CIM_OK && passes)
		err = follow_class(l, ns, effective);
	arena_rewind(&l->arena, mark);
	return err == CIM_ENOENT ? CIM_EDAMAGED : err;
}

enum cim_err
query_links_run(struct repo_query *q,
    enum cim_err (*each)(void *ctx, const struct repo_query_row *row), void *ctx)
{
	struct links l = { .query = q, .scope = q->scope, .options = &q->wql->options,
		.each = each, .ctx = ctx, .associators = q->wql->kind == WQL_ASSOCIATORS };
	enum cim_err err = l.options->schema_only ?
	    repo_class_list(q->source.reader, q->source.ns, class_one, &l) : walk_instances(&l);
	bytes_writer_free(&l.source);
	bytes_writer_free(&l.other);
	arena_free(&l.names);
	arena_free(&l.arena);
	query_ends_free(&l.ends);
	return query_provider_end(q, err);
}
