/* query_dynamic.c: associations that providers give, and what they lead to. */
#include "cim/inherit.h"
#include "repo/query_plan.h"
#include "repo/txn.h"

/*
 * Stored references are in an index by what they lead to. Those of a dynamic association are
 * known to its provider alone, so every such class is asked that has a reference to the class of
 * the object or to one above it. Which classes name a class is in an index too, so static
 * schemas pay a few looks.
 */
struct candidates {
	struct repo_query *query;
	struct arena arena;
	struct cim_map seen;
	struct cim_name *list;
	size_t count, cap;
};

static enum cim_err
candidates_add(void *ctx, struct cim_name name)
{
	struct candidates *c = ctx;
	struct cim_str copy;
	if (cim_map_get(&c->seen, name) != NULL)
		return CIM_OK;
	struct cim_name *grown = arena_grow(
	    &c->arena, c->list, c->count, &c->cap, c->count + 1, sizeof(*grown));
	if (grown == NULL || !cim_str_copy(&c->arena, cim_name_str(name), &copy))
		return CIM_ENOMEM;
	name.ptr = copy.ptr;
	c->list = grown;
	c->list[c->count++] = name;
	return cim_map_set(&c->seen, &c->arena, name, c);
}

/* The classes that name the class or one above it, and all below those. */
static enum cim_err
gather(struct candidates *c, struct cim_name name)
{
	struct repo_query *q = c->query;
	struct cim_scope scope = repo_scope(q->scope);
	struct repo_txn *txn = repo_live_txn(q->source.live);
	const struct cim_name none = { NULL, 0, 0 };
	enum cim_err err = CIM_OK;
	/* The line above it was walked when the object was found, so it has an end. */
	while (name.len > 0 && err == CIM_OK) {
		struct repo_key key;
		const struct cim_class *cls;
		err = repo_key_class_use(&key, q->source.ns, name, none);
		if (err == CIM_OK)
			err = class_names_list(txn, &key, candidates_add, c);
		if (err == CIM_OK)
			err = scope.class_get(scope.ctx, q->source.ns, name, &cls);
		name = err == CIM_OK ? cls->superclass : none;
	}
	for (size_t i = 0; i < c->count && err == CIM_OK; i++)
		err = repo_subclass_list(txn, q->source.ns, c->list[i], candidates_add, c);
	return err == CIM_ENOENT ? CIM_OK : err;
}

/* Role = "path" OR Role = "path", a test for each reference that may lead to the object. */
static enum cim_err
roles(struct candidates *c, struct cim_name cls, struct cim_str path, struct wql_node **where)
{
	struct repo_query *q = c->query;
	struct cim_scope scope = repo_scope(q->scope);
	const struct cim_class *declared, *effective;
	struct wql_node *last = NULL;
	struct cim_name role = q->wql->options.role;
	*where = NULL;
	enum cim_err err = scope.class_get(scope.ctx, q->source.ns, cls, &declared);
	if (err == CIM_OK)
		err = cim_effective(&c->arena, &scope, q->source.ns, declared, &effective, NULL);
	if (err != CIM_OK || !cim_qualifier_true(effective->qualifiers, "Association"))
		return err;
	for (uint32_t i = 0; i < effective->property_count && err == CIM_OK; i++) {
		const struct cim_property *prop = &effective->properties[i];
		if (prop->type.type != CIM_REFERENCE || prop->type.class_name.len == 0 ||
		    (role.len > 0 && !cim_name_eq(prop->name, role)))
			continue;
		err = cim_is_a(&scope, q->source.ns, q->wql->path.class_name, prop->type.class_name);
		if (err == CIM_ENOENT) {
			err = CIM_OK;
			continue;
		}
		struct wql_node *test = arena_new(&c->arena, struct wql_node);
		struct cim_name *part = arena_new(&c->arena, struct cim_name);
		if (test == NULL || part == NULL)
			return CIM_ENOMEM;
		*part = prop->name;
		*test = (struct wql_node){ .kind = WQL_TEST, .op = WQL_EQ, .name = { part, 1, 0, 0 },
			.literal = { .kind = WQL_STRING, .text = path } };
		if (last != NULL)
			last->next = test;
		else
			*where = test;
		last = test;
	}
	if (err != CIM_OK || *where == NULL || *where == last)
		return err;
	struct wql_node *any = arena_new(&c->arena, struct wql_node);
	if (any == NULL)
		return CIM_ENOMEM;
	*any = (struct wql_node){ .kind = WQL_OR, .first = *where };
	*where = any;
	return CIM_OK;
}

struct told {
	query_found_fn each;
	void *ctx;
};

static enum cim_err
tell(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	const struct told *told = ctx;
	(void)path;
	return told->each(told->ctx, inst);
}

static enum cim_err
ask(struct candidates *c, struct cim_name cls, struct cim_str path,
    enum cim_err (*passes)(void *ctx, struct cim_name cls, bool *answer),
    query_found_fn each, void *ctx)
{
	struct repo_query *q = c->query;
	struct repo_live_wish wish = { NULL, 0, NULL };
	struct told told = { each, ctx };
	struct repo_giver giver;
	struct wql_node *where = NULL;
	bool answer = false;
	enum cim_err err = repo_live_giver(q->source.live, q->source.ns, cls, &giver);
	if (err != CIM_OK || giver.kind == REPO_GIVER_STORE)
		return err == CIM_ENOENT ? CIM_OK : err;
	err = passes(ctx, cls, &answer);
	if (err == CIM_OK && answer)
		err = roles(c, cls, path, &where);
	if (err != CIM_OK || where == NULL)
		return err;
	wish.where = where;
	return query_provider_failed(
	    q, repo_live_list(q->source.live, q->source.ns, cls, &wish, tell, &told));
}

enum cim_err
query_dynamic(struct repo_query *q,
    enum cim_err (*passes)(void *ctx, struct cim_name cls, bool *answer),
    query_found_fn each, void *ctx)
{
	struct candidates c = { .query = q };
	struct bytes_writer text = { 0 };
	struct cim_path path = q->wql->path;
	if (q->source.live == NULL || !repo_live_runs(q->source.live))
		return CIM_OK;
	path.host = path.ns = CIM_STR("");
	cim_path_print_wmi(&text, &path);
	enum cim_err err = text.err;
	if (err == CIM_OK)
		err = gather(&c, path.class_name);
	for (size_t i = 0; i < c.count && err == CIM_OK; i++)
		err = ask(&c, c.list[i], cim_str((const char *)text.buf, text.len), passes, each,
		    ctx);
	bytes_writer_free(&text);
	arena_free(&c.arena);
	return err;
}

/* ---- What they lead to --------------------------------------------------- */

/*
 * A provider is a process each time it is asked. So the first few objects of a class are asked
 * for one by one, and then all of the class at once, to be kept as long as the query runs.
 */
#define ONE_BY_ONE 3
#define KEPT 100000		/* objects of one class; beyond that it goes on one by one */

/*
 * One that is kept. Paths differ by the case of their texts, names in a map do not: so those are
 * in a list.
 */
struct kept {
	struct kept *next;
	struct cim_str path;		/* canonical */
	const struct cim_instance *inst;
};

struct ends_class {
	unsigned asked;
	uint64_t kept;
	bool whole;
	struct cim_map by_path;		/* if whole: canonical path to a struct kept */
	struct arena *arena;
};

static enum cim_err
keep_one(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	struct ends_class *of = ctx;
	if (++of->kept > KEPT)
		return CIM_EEXIST;
	struct kept *kept = arena_new(of->arena, struct kept);
	if (kept == NULL || !cim_str_copy(of->arena, path, &kept->path) ||
	    (kept->inst = cim_instance_copy(of->arena, inst)) == NULL)
		return CIM_ENOMEM;
	struct cim_name key = cim_name(kept->path.ptr, kept->path.len);
	kept->next = cim_map_get(&of->by_path, key);
	return cim_map_set(&of->by_path, of->arena, key, kept);
}

/* What is remembered of a class in a namespace. */
static enum cim_err
ends_class(struct query_ends *ends, struct cim_str ns, struct cim_name cls, struct ends_class **out)
{
	struct bytes_writer w = { 0 };
	struct cim_str text;
	bytes_write(&w, ns.ptr, ns.len);
	bytes_write_u8(&w, ':');
	bytes_write(&w, cls.ptr, cls.len);
	enum cim_err err = w.err;
	if (err == CIM_OK &&
	    !cim_str_copy(&ends->arena, cim_str((const char *)w.buf, w.len), &text))
		err = CIM_ENOMEM;
	bytes_writer_free(&w);
	if (err != CIM_OK)
		return err;
	struct cim_name key = cim_name(text.ptr, text.len);
	*out = cim_map_get(&ends->classes, key);
	if (*out != NULL)
		return CIM_OK;
	*out = arena_new(&ends->arena, struct ends_class);
	if (*out == NULL)
		return CIM_ENOMEM;
	(*out)->arena = &ends->arena;
	return cim_map_set(&ends->classes, &ends->arena, key, *out);
}

/* Out of what is kept. */
static enum cim_err
ends_find(struct repo_query *q, const struct ends_class *of, struct cim_str ns,
    const struct cim_path *path, const struct cim_instance **out)
{
	struct bytes_writer w = { 0 };
	enum cim_err err = instance_canonical(q->scope, &w, ns, path);
	struct cim_str text = cim_str((const char *)w.buf, w.len);
	const struct kept *kept =
	    err == CIM_OK ? cim_map_get(&of->by_path, cim_name(text.ptr, text.len)) : NULL;
	for (; kept != NULL && *out == NULL; kept = kept->next) {
		if (cim_str_eq(kept->path, text))
			*out = kept->inst;
	}
	bytes_writer_free(&w);
	return err == CIM_OK && *out == NULL ? CIM_ENOENT : err;
}

enum cim_err
query_end_get(struct repo_query *q, struct query_ends *ends, struct arena *arena, struct cim_str ns,
    const struct cim_path *path, const struct cim_instance **out)
{
	struct repo_live *live = q->source.live;
	struct repo_giver giver;
	struct ends_class *of;
	*out = NULL;
	if (live == NULL || !repo_live_runs(live))
		return query_get(q, arena, ns, path, out);
	enum cim_err err = repo_live_giver(live, ns, path->class_name, &giver);
	if (err != CIM_OK || giver.kind != REPO_GIVER_PROVIDER)
		return err != CIM_OK ? err : query_get(q, arena, ns, path, out);
	err = ends_class(ends, ns, path->class_name, &of);
	if (err == CIM_OK && !of->whole && ++of->asked > ONE_BY_ONE && of->kept <= KEPT) {
		err = repo_live_list(live, ns, path->class_name, NULL, keep_one, of);
		of->whole = err == CIM_OK;
		if (err == CIM_EEXIST)
			err = CIM_OK;
	}
	if (err != CIM_OK)
		return err;
	return of->whole ? ends_find(q, of, ns, path, out) : query_get(q, arena, ns, path, out);
}

void
query_ends_free(struct query_ends *ends)
{
	arena_free(&ends->arena);
}
