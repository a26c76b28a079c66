/* query.c: a WQL query read, held against the classes, planned, and run over instances and classes. */
#include "repo/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/host.h"
#include "cim/limits.h"
#include "cim/system.h"
#include "repo/query_plan.h"

/* --- What is not stored --- */

enum cim_err
query_get(struct repo_query *q, struct arena *arena, struct cim_str ns,
    const struct cim_path *path, const struct cim_instance **out)
{
	return q->source.live != NULL ? repo_live_get(q->source.live, arena, ns, path, out) :
	    repo_instance_get(q->source.reader, arena, ns, path, out);
}

enum cim_err
query_provider_failed(struct repo_query *q, enum cim_err err)
{
	if (q->source.live == NULL || repo_live_fault(q->source.live)->err != err ||
	    (err != CIM_ENOPROVIDER && err != CIM_EPROVIDER && err != CIM_EDENIED))
		return err;
	if (q->failures++ == 0) {
		q->failed = err;
		q->fault = *repo_live_fault(q->source.live);
	}
	return CIM_OK;
}

enum cim_err
query_provider_end(struct repo_query *q, enum cim_err err)
{
	if (err != CIM_OK || q->failures == 0)
		return err;
	size_t len = strlen(q->fault.text);
	if (q->failures > 1)
		(void)snprintf(q->fault.text + len, sizeof(q->fault.text) - len,
		    "; and %llu more class%s", (unsigned long long)q->failures - 1,
		    q->failures == 2 ? "" : "es");
	return q->failed;
}

const struct cim_fault *
repo_query_fault(const struct repo_query *q)
{
	return &q->fault;
}

/* --- The classes of a query --- */

static enum cim_err
add_class(struct repo_query *q, struct query_classes *classes, struct cim_name name)
{
	struct cim_str copy;
	struct cim_name *grown = arena_grow(&q->arena, classes->list, classes->count, &classes->cap,
	    classes->count + 1, sizeof(*grown));
	if (grown == NULL || !cim_str_copy(&q->arena, cim_name_str(name), &copy))
		return CIM_ENOMEM;
	name.ptr = copy.ptr;
	classes->list = grown;
	classes->list[classes->count++] = name;
	return CIM_OK;
}

/* Without an index: the direct subclasses of every class, found in one walk. */
struct below {
	struct below *next;
	struct cim_name name;
};

struct tree {
	struct repo_query *query;
	struct arena arena;
	struct cim_map lists;		/* superclass to its last struct below, whose next is the first */
	struct query_classes *out;
};

static enum cim_err
tree_add(void *ctx, const struct cim_class *cls)
{
	struct tree *tree = ctx;
	struct cim_str name, super;
	struct below *below = arena_new(&tree->arena, struct below);
	if (below == NULL || !cim_str_copy(&tree->arena, cim_name_str(cls->name), &name) ||
	    !cim_str_copy(&tree->arena, cim_name_str(cls->superclass), &super))
		return CIM_ENOMEM;
	struct cim_name key = { super.ptr, cls->superclass.len, cls->superclass.hash };
	below->name = (struct cim_name){ name.ptr, cls->name.len, cls->name.hash };
	struct below *last = cim_map_get(&tree->lists, key);
	below->next = last == NULL ? below : last->next;
	if (last != NULL)
		last->next = below;
	return cim_map_set(&tree->lists, &tree->arena, key, below);
}

static enum cim_err
add_below(void *ctx, struct cim_name name)
{
	struct tree *tree = ctx;
	return add_class(tree->query, tree->out, name);
}

/*
 * The class and all below it, superclasses first, added to *out. In breadth: each class that was
 * added brings those right below it.
 */
static enum cim_err
add_subclasses(struct repo_query *q, struct cim_name name, struct query_classes *out)
{
	struct tree tree = { .query = q, .out = out };
	size_t at = out->count;
	enum cim_err err = add_class(q, out, name);
	if (q->source.txn == NULL && err == CIM_OK)
		err = repo_class_list(q->source.reader, q->source.ns, tree_add, &tree);
	if (q->source.txn == NULL && cim_name_is_system(name) && err == CIM_OK)
		err = repo_system_class_list(q->source.reader, q->source.ns, tree_add, &tree);
	for (; at < out->count && err == CIM_OK; at++) {
		struct cim_name super = out->list[at];
		if (q->source.txn != NULL) {
			err = repo_subclass_list(
			    q->source.txn, q->source.ns, super, add_below, &tree);
			continue;
		}
		const struct below *last = cim_map_get(&tree.lists, super), *b = last;
		while (b != NULL && err == CIM_OK) {
			b = b->next;
			err = add_class(q, out, b->name);
			if (b == last)
				break;
		}
	}
	arena_free(&tree.arena);
	return err;
}

/* --- Against the classes --- */

/* The class of the query by the name that it was declared with. */
static enum cim_err
find_class(struct repo_query *q, struct cim_name name, uint32_t at, struct wql_fault *wrong,
    struct cim_name *declared)
{
	struct cim_scope scope = repo_scope(q->scope);
	const struct cim_class *cls;
	enum cim_err err = scope.class_get(scope.ctx, q->source.ns, name, &cls);
	if (err == CIM_OK && declared != NULL)
		*declared = cls->name;
	if (err == CIM_ENOENT) {
		(void)wql_wrong(wrong, at, name.len, "there is no class %.*s",
		    name.len > 100 ? 100 : (int)name.len, name.ptr);
		wrong->unknown = WQL_UNKNOWN_CLASS;
		wrong->name = name;
	}
	return err;
}

static enum cim_err
check_name(struct repo_query *q, const struct wql_name *name, enum cim_type *type, bool *is_array,
    struct wql_fault *wrong)
{
	const struct cim_property *prop;
	struct cim_name cls = q->wql->class_name, first = name->parts[0];
	*is_array = false;
	if (query_system_property(first, type, is_array))
		return CIM_OK;
	enum cim_err err = query_property(q, q->source.ns, cls, first, &prop, NULL);
	if (err == CIM_ENOENT) {
		(void)wql_wrong(wrong, name->at, first.len, "class %.*s has no property %.*s",
		    cls.len > 60 ? 60 : (int)cls.len, cls.ptr, first.len > 60 ? 60 : (int)first.len,
		    first.ptr);
		wrong->unknown = WQL_UNKNOWN_PROPERTY;
		wrong->name = first;
		wrong->of = q->written_class;
		return CIM_EINVAL;
	}
	if (err != CIM_OK)
		return err;
	*type = (enum cim_type)prop->type.type;
	*is_array = prop->type.is_array;
	return CIM_OK;
}

/* A string that holds objects as text counts as what it holds. */
static enum cim_err
see_embedding(struct repo_query *q, const struct wql_name *name, enum cim_type *type)
{
	bool embeds = false;
	enum cim_err err = *type != CIM_STRING ? CIM_OK : query_embeds(
	    q, q->source.ns, q->wql->class_name, name->parts[0], &embeds);
	if (embeds)
		*type = CIM_OBJECT;
	return err;
}

/* A test of a query for classes: system properties alone. */
static enum cim_err
check_schema_name(const struct wql_name *name, enum cim_type *type, struct wql_fault *wrong)
{
	bool is_array;
	if (name->count == 1 && query_system_property(name->parts[0], type, &is_array) &&
	    !cim_name_is(name->parts[0], "__RELPATH") && !cim_name_is(name->parts[0], "__PATH"))
		return CIM_OK;
	return wql_wrong(wrong, name->at, name->len, "classes are asked for __Class, __Superclass, "
	    "__Dynasty, __Namespace or __this");
}

static enum cim_err
check_tests(struct repo_query *q, const struct wql_node *node, struct wql_fault *wrong)
{
	enum cim_type type;
	bool is_array = false;
	enum cim_err err = CIM_OK;
	for (const struct wql_node *n = node->first; n != NULL && err == CIM_OK; n = n->next)
		err = check_tests(q, n, wrong);
	if (node->kind != WQL_TEST)
		return err;
	err = q->wql->kind == WQL_SCHEMA ? check_schema_name(&node->name, &type, wrong) :
	    check_name(q, &node->name, &type, &is_array, wrong);
	if (err == CIM_OK && q->wql->kind == WQL_DATA &&
	    (node->name.count > 1 || node->op == WQL_ISA))
		err = see_embedding(q, &node->name, &type);
	return err != CIM_OK ? err :
	    wql_check_test(&q->matcher, node, type, is_array, wrong);
}

static enum cim_err
check_select(struct repo_query *q, struct wql_fault *wrong)
{
	enum cim_type type;
	bool is_array;
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; i < q->wql->name_count && err == CIM_OK; i++) {
		const struct wql_name *name = &q->wql->names[i];
		err = check_name(q, name, &type, &is_array, wrong);
		if (err == CIM_OK && name->count > 1)
			err = see_embedding(q, name, &type);
		if (err == CIM_OK && name->count > 1 && (type != CIM_OBJECT || is_array))
			err = wql_wrong(wrong, name->at, name->len, "the property is %s",
			    is_array ? "an array, whose objects have no names" :
			    "no embedded object");
	}
	return err;
}

/* The namespace of the path in the braces is that of the query, whatever it was told. */
static enum cim_err
enter_namespace(struct repo_query *q, struct wql_fault *wrong)
{
	struct cim_str ns = q->wql->path.ns;
	enum cim_err err = repo_namespace_get(q->source.reader, ns);
	if (err == CIM_ENOENT || err == CIM_EINVAL) {
		(void)wql_wrong(wrong, q->wql->path_at, 1, "there is no namespace %.*s",
		    ns.len > 100 ? 100 : (int)ns.len, ns.ptr);
		wrong->unknown = WQL_UNKNOWN_NAMESPACE;
		return CIM_ENOENT;
	}
	q->source.ns = ns;
	return err;
}

/* The object in the braces, and the classes of the options. */
static enum cim_err
check_links(struct repo_query *q, struct wql_fault *wrong)
{
	const struct wql_options *o = &q->wql->options;
	const struct cim_name *named[] = { &o->assoc_class, &o->result_class };
	const uint32_t at[] = { o->assoc_class_at, o->result_class_at };
	const struct cim_instance *inst;
	/* The place of the class in the path is not known: the path's is told. */
	struct cim_str host = q->wql->path.host;
	if (!cim_host_is_own(host))
		return wql_wrong(wrong, q->wql->path_at, 1,
		    "%.*s is another machine: only paths of this one can be asked about",
		    host.len > 100 ? 100 : (int)host.len, host.ptr);
	enum cim_err err = q->wql->path.ns.len > 0 ? enter_namespace(q, wrong) : CIM_OK;
	if (err == CIM_OK)
		err = find_class(q, q->wql->path.class_name, q->wql->path_at, wrong, NULL);
	for (size_t i = 0; i < 2 && err == CIM_OK; i++) {
		if (named[i]->len > 0)
			err = find_class(q, *named[i], at[i], wrong, NULL);
	}
	if (err != CIM_OK || o->schema_only)
		return err;
	struct arena_mark mark = arena_mark(&q->arena);
	err = query_get(q, &q->arena, q->source.ns, &q->wql->path, &inst);
	arena_rewind(&q->arena, mark);
	if (err == CIM_ENOENT)
		(void)wql_wrong(wrong, q->wql->path_at, 1, "there is no such instance");
	if (err == CIM_EINVAL)
		return wql_wrong(wrong, q->wql->path_at, 1, "the keys do not fit the class");
	return err;
}

/* --- The plan --- */

/*
 * Whether a constant says which value a key has in a path. Strings are compared without regard
 * to case, but paths are not: letters of ASCII are found in all spellings (query_keys.c), others
 * are not.
 */
static bool
constant_is_path_value(const struct repo_query *q, const struct wql_node *test, enum cim_type type)
{
	const struct wql_literal *literal = &test->literal;
	if (type == CIM_BOOLEAN)
		return q->matcher.constants[test->number].is_boolean;
	if (cim_type_is_integer(type))
		return q->matcher.constants[test->number].is_integer;
	if (type != CIM_STRING || literal->kind != WQL_STRING)
		return false;
	for (size_t i = 0; i < literal->text.len; i++) {
		unsigned char c = (unsigned char)literal->text.ptr[i];
		if (c < 0x20 || c >= 0x7f)
			return false;
	}
	return true;
}

static bool
has_letters(struct cim_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((text.ptr[i] | 0x20) >= 'a' && (text.ptr[i] | 0x20) <= 'z')
			return true;
	}
	return false;
}

/* The test among those joined by AND that says what a key is. */
static const struct wql_node *
key_test(const struct repo_query *q, const struct cim_property *key)
{
	const struct wql_node *where = q->wql->where;
	const struct wql_node *n = where->kind == WQL_AND ? where->first : where;
	for (; n != NULL; n = where->kind == WQL_AND ? n->next : NULL) {
		if (n->kind == WQL_TEST && n->op == WQL_EQ && n->name.count == 1 &&
		    cim_name_eq(n->name.parts[0], key->name) &&
		    constant_is_path_value(q, n, (enum cim_type)key->type.type))
			return n;
	}
	return NULL;
}

static enum cim_err
plan_keys(struct repo_query *q)
{
	const struct cim_class *identity;
	enum cim_err err =
	    repo_scope_identity(q->scope, q->source.ns, q->wql->class_name, &identity);
	if (err != CIM_OK || q->wql->where == NULL || identity->property_count == 0)
		return err;
	const struct wql_node **tests =
	    arena_calloc(&q->arena, identity->property_count, sizeof(*tests));
	q->key_types = arena_calloc(&q->arena, identity->property_count, sizeof(*q->key_types));
	if (tests == NULL || q->key_types == NULL)
		return CIM_ENOMEM;
	for (uint32_t i = 0; i < identity->property_count; i++) {
		if (!cim_qualifier_true(identity->properties[i].qualifiers, "Key"))
			continue;
		q->key_types[q->key_count] = (enum cim_type)identity->properties[i].type.type;
		tests[q->key_count] = key_test(q, &identity->properties[i]);
		if (tests[q->key_count] == NULL)
			return CIM_OK;
		if (q->key_types[q->key_count] == CIM_STRING)
			q->letters |= has_letters(tests[q->key_count]->literal.text);
		q->key_count++;
	}
	q->by_key = q->key_count > 0 ? tests : NULL;
	return CIM_OK;
}

/* __CLASS = "X" limits a query to the instances of one class. */
static enum cim_err
plan_one_class(struct repo_query *q)
{
	const struct wql_node *where = q->wql->where;
	const struct wql_node *n = where == NULL ? NULL :
	    where->kind == WQL_AND ? where->first : where;
	for (; n != NULL; n = where->kind == WQL_AND ? n->next : NULL) {
		if (n->kind != WQL_TEST || n->op != WQL_EQ || n->name.count != 1 ||
		    !cim_name_is(n->name.parts[0], "__CLASS") || n->literal.kind != WQL_STRING)
			continue;
		struct cim_name only = cim_name(n->literal.text.ptr, n->literal.text.len);
		q->only_one = true;
		for (size_t i = 0; i < q->classes.count; i++) {
			if (cim_name_eq(q->classes.list[i], only)) {
				q->classes.list[0] = q->classes.list[i];
				q->classes.count = 1;
				return CIM_OK;
			}
		}
		q->classes.count = 0;
		return CIM_OK;
	}
	return CIM_OK;
}

static enum cim_err
bind(struct repo_query *q, struct wql_fault *wrong)
{
	struct wql_query *wql = q->wql;
	enum cim_err err = CIM_OK;
	q->written_class = wql->class_name;
	if (wql->kind == WQL_ASSOCIATORS || wql->kind == WQL_REFERENCES)
		return check_links(q, wrong);
	if (wql->kind == WQL_DATA)
		err = find_class(q, wql->class_name, wql->class_at, wrong, &wql->class_name);
	if (err == CIM_OK)
		err = check_select(q, wrong);
	if (err == CIM_OK && wql->where != NULL)
		err = check_tests(q, wql->where, wrong);
	if (err != CIM_OK || wql->kind != WQL_DATA)
		return err;
	err = plan_keys(q);
	if (err == CIM_OK)
		err = add_subclasses(q, wql->class_name, &q->classes);
	return err != CIM_OK ? err : plan_one_class(q);
}

enum cim_err
repo_query_open(const struct repo_query_source *source, struct cim_str text,
    struct repo_query **out, struct wql_fault *wrong)
{
	*out = NULL;
	struct repo_query *q = calloc(1, sizeof(*q));
	if (q == NULL)
		return CIM_ENOMEM;
	q->source = *source;
	enum cim_err err = wql_parse(&q->arena, text, &q->wql, wrong);
	if (err == CIM_OK)
		err = wql_matcher_init(&q->matcher, &q->arena, q->wql, wrong);
	if (err == CIM_OK && source->live != NULL)
		q->scope = repo_live_scope(source->live);
	else if (err == CIM_OK)
		err = repo_scope_new(source->reader, &q->scope);
	if (err == CIM_OK)
		err = bind(q, wrong);
	if (err == CIM_OK && arena_alloc(&q->row.arena, 1) == NULL)
		err = CIM_ENOMEM;
	q->row_start = arena_mark(&q->row.arena);
	if (err != CIM_OK) {
		repo_query_close(q);
		return err;
	}
	*out = q;
	return CIM_OK;
}

void
repo_query_close(struct repo_query *q)
{
	if (q == NULL)
		return;
	if (q->source.live == NULL)
		repo_scope_free(q->scope);
	query_object_free(&q->row);
	arena_free(&q->arena);
	bytes_writer_free(&q->scratch);
	free(q);
}

const struct wql_query *
repo_query_wql(const struct repo_query *q)
{
	return q->wql;
}

/* --- Explained --- */

/* The classes whose instances are not in the store. */
static void
explain_providers(struct repo_query *q, struct bytes_writer *out)
{
	struct repo_giver giver;
	for (size_t i = 0; q->source.live != NULL && i < q->classes.count; i++) {
		struct cim_name cls = q->classes.list[i];
		enum cim_err err = repo_live_giver(q->source.live, q->source.ns, cls, &giver);
		if (err != CIM_OK)
			out->err = err;
		else if (giver.kind == REPO_GIVER_PROVIDER && repo_live_runs(q->source.live))
			bytes_write_format(out, "ask provider %.*s for class %.*s\n",
			    (int)giver.provider.len, giver.provider.ptr, (int)cls.len, cls.ptr);
	}
}

enum cim_err
repo_query_explain(struct repo_query *q, struct bytes_writer *out)
{
	const struct wql_query *wql = q->wql;
	const char *index = q->source.txn != NULL ? "by the index" : "by walking all";
	if (wql->kind == WQL_SCHEMA) {
		bytes_write_text(out, "walk all classes\n");
	} else if (wql->kind != WQL_DATA && wql->options.schema_only) {
		bytes_write_text(out, "walk all association classes\n");
	} else if (wql->kind != WQL_DATA) {
		bytes_write_format(out, "find who refers to the instance, %s%s\n", index,
		    q->source.txn != NULL ? " of references" : " instances");
		if (q->source.live != NULL && repo_live_runs(q->source.live))
			bytes_write_text(out, "ask the providers of dynamic associations that may "
			    "lead to it\n");
		if (wql->kind == WQL_ASSOCIATORS)
			bytes_write_text(out, "look up the instance at each other end\n");
	} else {
		bytes_write_format(out, "class %.*s", (int)wql->class_name.len, wql->class_name.ptr);
		if (q->only_one)
			bytes_write_format(out, ", and of it %zu that __CLASS names\n",
			    q->classes.count);
		else
			bytes_write_format(out, " and %zu below it\n", q->classes.count - 1);
		explain_providers(q, out);
		if (q->by_key != NULL)
			bytes_write_format(out, "look up %s of each by %s key%s%s\n",
			    q->letters ? "the instances" : "one instance",
			    q->letters ? "their" : "its", q->key_count > 1 ? "s" : "",
			    q->letters ? ", in any case of letters" : "");
		else
			bytes_write_text(out, "walk all instances of these\n");
	}
	if (wql->where != NULL)
		bytes_write_format(out, "keep what fits WHERE: %u test%s\n", wql->test_count,
		    wql->test_count == 1 ? "" : "s");
	return out->err;
}

/* --- Run --- */

enum cim_err
query_tell(struct repo_query *q, const struct repo_query_row *row,
    enum cim_err (*each)(void *ctx, const struct repo_query_row *row), void *ctx)
{
	/* The first chunk stays, so that a million rows do not ask for a million. */
	arena_rewind(&q->row.arena, q->row_start);
	q->row.text_read = CIM_STR("");
	return each(ctx, row);
}

struct run {
	struct repo_query *query;
	struct query_object object;
	enum cim_err (*each)(void *ctx, const struct repo_query_row *row);
	void *ctx;
};

static enum cim_err
offer(struct run *run)
{
	bool fits;
	enum cim_err err = query_object_fits(&run->object, &fits);
	if (err != CIM_OK || !fits)
		return err;
	struct repo_query_row row = { .ns = run->object.ns, .instance = run->object.instance };
	if (row.instance == NULL)
		row.cls = run->object.cls;
	return query_tell(run->query, &row, run->each, run->ctx);
}

static enum cim_err
instance_one(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	struct run *run = ctx;
	(void)path;
	run->object.instance = inst;
	return offer(run);
}

static enum cim_err
class_one(void *ctx, const struct cim_class *cls)
{
	struct run *run = ctx;
	run->object.cls = cls;
	return offer(run);
}

/* The number as a path has it, however it was written. */
static enum cim_err
number_text(const struct wql_constant *c, struct arena *arena, struct cim_str *out)
{
	struct bytes_writer w = { 0 };
	bytes_write_format(&w, "%s%llu", c->negative ? "-" : "", (unsigned long long)c->magnitude);
	enum cim_err err = w.err;
	if (err == CIM_OK && !cim_str_copy(arena, cim_str((const char *)w.buf, w.len), out))
		err = CIM_ENOMEM;
	bytes_writer_free(&w);
	return err;
}

/* The path that the tests on the keys make. */
static enum cim_err
key_path(const struct repo_query *q, struct cim_name cls, struct arena *arena,
    struct cim_path *path)
{
	struct cim_path_key *keys = arena_calloc(arena, q->key_count, sizeof(*keys));
	enum cim_err err = keys == NULL ? CIM_ENOMEM : CIM_OK;
	*path = (struct cim_path){ .class_name = cls, .keys = keys, .key_count = q->key_count };
	for (uint32_t i = 0; i < q->key_count && err == CIM_OK; i++) {
		const struct wql_node *test = q->by_key[i];
		const struct wql_constant *c = &q->matcher.constants[test->number];
		keys[i] = (struct cim_path_key){ .name = test->name.parts[0],
			.kind = CIM_KEY_STRING, .text = test->literal.text };
		if (q->key_types[i] == CIM_BOOLEAN) {
			keys[i].kind = CIM_KEY_BOOLEAN;
			keys[i].text = c->boolean ? CIM_STR("TRUE") : CIM_STR("FALSE");
		} else if (cim_type_is_integer(q->key_types[i])) {
			keys[i].kind = CIM_KEY_INTEGER;
			err = number_text(c, arena, &keys[i].text);
		}
	}
	return err;
}

static enum cim_err
found_one(void *ctx, const struct cim_instance *inst)
{
	return instance_one(ctx, inst, CIM_STR(""));
}

/* *done false: it must be walked. */
static enum cim_err
run_by_key(struct run *run, struct cim_name cls, bool *done)
{
	struct repo_query *q = run->query;
	struct arena_mark mark = arena_mark(&q->arena);
	struct cim_path path;
	*done = true;
	enum cim_err err = key_path(q, cls, &q->arena, &path);
	if (err == CIM_OK && q->letters) {
		err = query_spellings(q, &path, found_one, run, done);
	} else if (err == CIM_OK) {
		err = repo_instance_get(q->source.reader, &q->arena, q->source.ns, &path,
		    &run->object.instance);
		if (err == CIM_OK)
			err = offer(run);
	}
	arena_rewind(&q->arena, mark);
	/* Not there; a value that no such key can have. */
	return err == CIM_ENOENT || err == CIM_EINVAL ? CIM_OK : err;
}

/* Whether a class has the keys of the query's: one that has more is walked through. */
static enum cim_err
same_keys(struct repo_query *q, struct cim_name cls, bool *same)
{
	const struct cim_class *identity;
	uint32_t count = 0;
	*same = false;
	if (q->by_key == NULL)
		return CIM_OK;
	enum cim_err err = repo_scope_identity(q->scope, q->source.ns, cls, &identity);
	for (uint32_t i = 0; err == CIM_OK && i < identity->property_count; i++)
		count += cim_qualifier_true(identity->properties[i].qualifiers, "Key");
	*same = err == CIM_OK && count == q->key_count;
	return err == CIM_ENOENT ? CIM_EDAMAGED : err;
}

/* The instances of one class, as far as they are looked at one by one. */
static enum cim_err
run_class(struct run *run, struct cim_name cls)
{
	struct repo_query *q = run->query;
	struct repo_live_wish wish = { q->wql->names, q->wql->name_count, q->wql->where };
	struct repo_giver giver = { .kind = REPO_GIVER_STORE };
	bool by_key = false;
	enum cim_err err = query_object_class(&run->object, cls);
	if (err == CIM_OK && q->source.live != NULL)
		err = repo_live_giver(q->source.live, q->source.ns, cls, &giver);
	if (err == CIM_OK && giver.kind != REPO_GIVER_STORE)
		return query_provider_failed(q, repo_live_list(
		    q->source.live, q->source.ns, cls, &wish, instance_one, run));
	if (err == CIM_OK)
		err = same_keys(q, cls, &by_key);
	if (err == CIM_OK && by_key)
		err = run_by_key(run, cls, &by_key);
	if (err == CIM_OK && !by_key)
		err = repo_instance_list(q->source.reader, q->source.ns, cls, instance_one, run);
	return err;
}

/* Stored ones first, then those that every namespace has. */
static enum cim_err
run_classes(struct repo_query *q, struct run *run)
{
	enum cim_err err = repo_class_list(q->source.reader, q->source.ns, class_one, run);
	return err != CIM_OK ? err :
	    repo_system_class_list(q->source.reader, q->source.ns, class_one, run);
}

enum cim_err
repo_query_run(struct repo_query *q,
    enum cim_err (*each)(void *ctx, const struct repo_query_row *row), void *ctx)
{
	struct run run = { .query = q, .each = each, .ctx = ctx };
	enum cim_err err = CIM_OK;
	if (q->wql->kind == WQL_ASSOCIATORS || q->wql->kind == WQL_REFERENCES)
		return query_links_run(q, each, ctx);
	run.object.query = q;
	run.object.ns = q->source.ns;
	if (q->wql->kind == WQL_SCHEMA)
		err = run_classes(q, &run);
	for (size_t i = 0; i < q->classes.count && err == CIM_OK; i++)
		err = run_class(&run, q->classes.list[i]);
	query_object_free(&run.object);
	return query_provider_end(q, err);
}
