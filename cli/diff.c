/* diff.c: the two sides of diff: what each holds, as objects in an order that both share. */
#include "config.h"

#include "cli/diff.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cim/compare.h"
#include "cim/limits.h"
#include "cli/out.h"

/* ---- What is not compared -------------------------------------------------------- */

/* Whether a property is left out of comparison (--ignore). */
static bool
is_ignored(const struct cmd *cmd, struct cim_name class_name, struct cim_name name)
{
	static const char *const document[] = { "GenerationDate", "GenerationHost", "Author" };
	for (size_t i = 0; i < cmd->ignore_count; i++) {
		if (strcmp(cmd->ignores[i], "dsc") != 0) {
			if (cim_name_is(name, cmd->ignores[i]))
				return true;
			continue;
		}
		/* What DSC writes of itself: when, where, by whom, out of which line. */
		if (cim_name_is(name, "SourceInfo"))
			return true;
		for (size_t k = 0; k < sizeof(document) / sizeof(document[0]) &&
		    cim_name_is(class_name, "OMI_ConfigurationDocument"); k++) {
			if (cim_name_is(name, document[k]))
				return true;
		}
	}
	return false;
}

static const struct cim_instance *without(struct side *side, const struct cim_instance *inst,
    unsigned depth);

/* A value whose objects are without what is ignored. */
static struct cim_value
value_without(struct side *side, const struct cim_value *v, unsigned depth)
{
	struct cim_value out = *v;
	if (v->is_null || v->type != CIM_OBJECT)
		return out;
	if (!v->is_array) {
		out.as.object = without(side, v->as.object, depth + 1);
		return out;
	}
	struct cim_value *items =
	    arena_calloc(&side->arena, (size_t)v->count + 1, sizeof(*items));
	if (items == NULL) {
		side->err = CIM_ENOMEM;
		return out;
	}
	for (uint32_t i = 0; i < v->count; i++)
		items[i] = value_without(side, &v->as.items[i], depth);
	out.as.items = items;
	return out;
}

static const struct cim_instance *
without(struct side *side, const struct cim_instance *inst, unsigned depth)
{
	struct cim_instance *out = arena_new(&side->arena, struct cim_instance);
	struct cim_instance_property *list =
	    arena_calloc(&side->arena, (size_t)inst->property_count + 1, sizeof(*list));
	if (out == NULL || list == NULL || depth > 2 * CIM_LIMIT_NESTING) {
		side->err = out == NULL || list == NULL ? CIM_ENOMEM : CIM_ELIMIT;
		return inst;
	}
	*out = *inst;
	out->properties = list;
	out->property_count = 0;
	for (uint32_t i = 0; i < inst->property_count; i++) {
		const struct cim_instance_property *p = &inst->properties[i];
		if (is_ignored(side->cmd, inst->class_name, p->name))
			continue;
		list[out->property_count] = *p;
		list[out->property_count++].value = value_without(side, &p->value, depth);
	}
	return out;
}

/* ---- What tells instances apart -------------------------------------------------- */

#define KEYS_MOST CIM_LIMIT_KEYS

/* The keys of a class as far as the side knows it; sorted, as their order means nothing. */
struct key_names {
	struct cim_name *names;
	size_t count;
};

static int
name_cmp(const void *left, const void *right)
{
	return cim_name_cmp(*(const struct cim_name *)left, *(const struct cim_name *)right);
}

static bool
key_known(const struct cim_name *names, size_t count, struct cim_name name)
{
	for (size_t i = 0; i < count; i++) {
		if (cim_name_eq(names[i], name))
			return true;
	}
	return false;
}

static const struct key_names *
keys_of(struct side *side, struct cim_name class_name)
{
	const struct key_names *known = cim_map_get(&side->keys, class_name);
	struct cim_name names[KEYS_MOST], at = class_name;
	size_t count = 0;
	if (known != NULL)
		return known;
	for (int depth = 0; depth < CIM_LIMIT_INHERITANCE && at.len > 0; depth++) {
		const struct cim_class *cls = cim_map_get(&side->classes, at);
		if (cls == NULL)
			break;
		for (uint32_t i = 0; i < cls->property_count && count < KEYS_MOST; i++) {
			const struct cim_property *p = &cls->properties[i];
			if (cim_qualifier_true(p->qualifiers, "Key") &&
			    !key_known(names, count, p->name))
				names[count++] = p->name;
		}
		at = cls->superclass;
	}
	struct key_names *keys = arena_new(&side->arena, struct key_names);
	struct cim_name *copy = arena_calloc(&side->arena, count + 1, sizeof(*copy));
	if (keys == NULL || copy == NULL ||
	    cim_map_set(&side->keys, &side->arena, class_name, keys) != CIM_OK) {
		side->err = CIM_ENOMEM;
		return NULL;
	}
	if (count > 0)
		memcpy(copy, names, count * sizeof(names[0]));
	qsort(copy, count, sizeof(copy[0]), name_cmp);
	*keys = (struct key_names){ copy, count };
	return keys;
}

/* Where the class is unknown: properties that tell instances apart by their names. */
static const struct cim_instance_property *
likely_key(const struct cim_instance *inst)
{
	static const char *const names[] = { "ResourceID", "InstanceID", "Name", "Id" };
	/* There is one of them, whatever its name. */
	if (cim_name_is(inst->class_name, "OMI_ConfigurationDocument"))
		return NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct cim_instance_property *p =
		    cim_instance_property_find(inst, cim_name_from(names[i]));
		if (p != NULL && p->value.type == CIM_STRING && !p->value.is_null &&
		    !p->value.is_array)
			return p;
	}
	return NULL;
}

static void
put_key(struct bytes_writer *w, const char *between, struct cim_name name,
    const struct cim_value *value)
{
	bytes_write_text(w, between);
	bytes_write(w, name.ptr, name.len);
	bytes_write_u8(w, '=');
	if (value == NULL || value->type == CIM_TYPE_NONE)
		bytes_write_text(w, "null");
	else
		cim_show_value(w, value);
}

/* "Class.K=1,L=2"; false: nothing tells it from others. */
static bool
put_path(struct side *side, struct bytes_writer *w, const struct cim_instance *inst)
{
	const struct key_names *keys = keys_of(side, inst->class_name);
	const struct cim_instance_property *p = NULL;
	bytes_write(w, inst->class_name.ptr, inst->class_name.len);
	for (size_t i = 0; keys != NULL && i < keys->count; i++) {
		p = cim_instance_property_find(inst, keys->names[i]);
		put_key(w, i == 0 ? "." : ",", keys->names[i], p == NULL ? NULL : &p->value);
	}
	if (keys != NULL && keys->count > 0)
		return true;
	p = likely_key(inst);
	if (p == NULL)
		return false;
	put_key(w, ".", p->name, &p->value);
	return true;
}

/* ---- Objects --------------------------------------------------------------------- */

/* Where a kind stands among the others. */
static char
kind_rank(enum cim_item_kind kind)
{
	switch (kind) {
	case CIM_ITEM_QUALIFIER_TYPE: return '1';
	case CIM_ITEM_ENUMERATION: return '2';
	case CIM_ITEM_STRUCTURE: return '3';
	case CIM_ITEM_CLASS: return '4';
	case CIM_ITEM_DELETE_CLASS: return '6';
	default: return '5';
	}
}

static struct cim_str
kept(struct side *side, const struct bytes_writer *w)
{
	struct cim_str out = cim_str("", 0);
	if (w->err != CIM_OK ||
	    !cim_str_copy(&side->arena, cim_str((const char *)w->buf, w->len), &out))
		side->err = CIM_ENOMEM;
	return out;
}

static void
put_folded(struct bytes_writer *w, struct cim_str text)
{
	size_t at = w->len;
	uint8_t *room = bytes_write_room(w, CIM_FOLD_ROOM(text.len));
	if (room != NULL)
		w->len = at + cim_fold(text.ptr, text.len, (char *)room);
}

/* Namespace and name folded; what instances hold stands as it is. */
static struct cim_str
make_key(struct side *side, const struct side_object *o, size_t folded)
{
	struct bytes_writer w = { 0 };
	put_folded(&w, o->ns);
	bytes_write_u8(&w, 0);
	bytes_write_u8(&w, (uint8_t)kind_rank(o->kind));
	put_folded(&w, cim_str(o->label.ptr, folded));
	bytes_write(&w, o->label.ptr + folded, o->label.len - folded);
	if (o->keyless) {
		bytes_write_u8(&w, 1);
		struct cim_value whole = { .type = CIM_OBJECT, .as.object = o->as.instance };
		cim_show_value(&w, &whole);
	}
	struct cim_str key = kept(side, &w);
	bytes_writer_free(&w);
	return key;
}

static void
add(struct side *side, struct side_object o, size_t folded)
{
	o.key = make_key(side, &o, folded);
	struct side_object *grown = side->err != CIM_OK ? NULL :
	    arena_grow(&side->arena, side->objects, side->count, &side->cap, side->count + 1,
		sizeof(o));
	if (grown == NULL) {
		side->err = CIM_ENOMEM;
		return;
	}
	o.number = side->count;
	side->objects = grown;
	side->objects[side->count++] = o;
}

static void add_locals(struct side *side, struct cim_str ns, struct cim_str outer,
    const struct cim_class *cls, unsigned depth);

/* A declaration by its name; outer: the class that it is in, or empty. */
static void
add_named(struct side *side, struct side_object o, struct cim_str outer, struct cim_name name)
{
	struct bytes_writer w = { 0 };
	bytes_write(&w, outer.ptr, outer.len);
	bytes_write_text(&w, outer.len > 0 ? "::" : "");
	bytes_write(&w, name.ptr, name.len);
	o.label = kept(side, &w);
	bytes_writer_free(&w);
	add(side, o, o.label.len);
}

static void
add_class(struct side *side, struct cim_str ns, struct cim_str outer, const struct cim_class *cls,
    unsigned depth)
{
	struct side_object o = { .kind = cls->kind == CIM_KIND_STRUCTURE ? CIM_ITEM_STRUCTURE :
	    CIM_ITEM_CLASS, .ns = ns, .as.cls = cls };
	void *there = NULL;
	if (cim_map_add(&side->classes, &side->arena, cls->name, (void *)(uintptr_t)cls,
	    &there) != CIM_OK)
		side->err = CIM_ENOMEM;
	add_named(side, o, outer, cls->name);
	if (side->err == CIM_OK && cls->local_count > 0)
		add_locals(side, ns, side->objects[side->count - 1].label, cls, depth + 1);
}

static void
add_enumeration(struct side *side, struct cim_str ns, struct cim_str outer,
    const struct cim_enumeration *en)
{
	struct side_object o = { .kind = CIM_ITEM_ENUMERATION, .ns = ns, .as.enumeration = en };
	add_named(side, o, outer, en->name);
}

/* Types declared inside of a class are objects of their own. */
static void
add_locals(struct side *side, struct cim_str ns, struct cim_str outer, const struct cim_class *cls,
    unsigned depth)
{
	for (uint32_t i = 0; i < cls->local_count && depth <= CIM_LIMIT_NESTING; i++) {
		if (cls->locals[i].structure != NULL)
			add_class(side, ns, outer, cls->locals[i].structure, depth);
		else if (cls->locals[i].enumeration != NULL)
			add_enumeration(side, ns, outer, cls->locals[i].enumeration);
	}
}

static void
add_type(struct side *side, struct cim_str ns, const struct cim_qualifier_type *qt)
{
	struct side_object o = { .kind = CIM_ITEM_QUALIFIER_TYPE, .ns = ns,
		.as.qualifier_type = qt };
	add_named(side, o, cim_str(NULL, 0), qt->name);
}

/* When all classes are known. */
static void
add_instance(struct side *side, struct cim_str ns, const struct cim_instance *inst)
{
	struct bytes_writer w = { 0 };
	struct side_object o = { .kind = CIM_ITEM_INSTANCE, .ns = ns };
	o.keyless = !put_path(side, &w, inst);
	o.label = kept(side, &w);
	o.as.instance = side->cmd->ignore_count > 0 ? without(side, inst, 0) : inst;
	bytes_writer_free(&w);
	add(side, o, inst->class_name.len);
}

/* What a pragma deletes, by its text; of an instance its path. */
static void
add_deletion(struct side *side, const struct cim_item *item)
{
	struct bytes_writer w = { 0 };
	struct side_object o = { .kind = CIM_ITEM_DELETE_CLASS, .ns = item->ns };
	if (item->kind == CIM_ITEM_DELETE_CLASS)
		bytes_write(&w, item->as.deleted_class.ptr, item->as.deleted_class.len);
	else
		cim_path_print(&w, item->as.deleted_path);
	o.label = kept(side, &w);
	bytes_writer_free(&w);
	add(side, o, o.label.len);
}

/* ---- MOF ------------------------------------------------------------------------- */

static void
batch_add(struct side *side, const struct cim_batch *batch, bool builtin)
{
	struct cim_str none = cim_str(NULL, 0);
	for (size_t i = 0; i < batch->count && side->err == CIM_OK; i++) {
		const struct cim_item *item = &batch->items[i];
		/* What comes with the program is nowhere in the text. */
		if (item->kind == CIM_ITEM_QUALIFIER_TYPE &&
		    (builtin || item->as.qualifier_type->place.at != 0))
			add_type(side, item->ns, item->as.qualifier_type);
		else if ((item->kind == CIM_ITEM_CLASS || item->kind == CIM_ITEM_STRUCTURE) &&
		    (builtin || item->as.cls->place.at != 0))
			add_class(side, item->ns, none, item->as.cls, 0);
		else if (item->kind == CIM_ITEM_ENUMERATION)
			add_enumeration(side, item->ns, none, item->as.enumeration);
		else if (item->kind == CIM_ITEM_DELETE_CLASS ||
		    item->kind == CIM_ITEM_DELETE_INSTANCE)
			add_deletion(side, item);
	}
	for (size_t i = 0; i < batch->count && side->err == CIM_OK; i++) {
		if (batch->items[i].kind == CIM_ITEM_INSTANCE)
			add_instance(side, batch->items[i].ns, batch->items[i].as.instance);
	}
}

/* A directory's files, or the one file. */
static int
parse(struct side *side)
{
	struct cim_fault fault = { .err = CIM_OK };
	const char **files = &side->path;
	size_t count = 1;
	enum cim_err err = CIM_OK;
	if (input_is_directory(side->path))
		err = input_list(&side->arena, side->path, INPUT_BMF_ALONE, &files, &count, &fault);
	if (err != CIM_OK)
		return cmd_fail_input(side->path, err, &fault);
	if (count == 0)
		return cmd_usage("%s: neither a repository nor a directory with MOF files",
		    side->path);
	for (size_t i = 0; i < count; i++) {
		err = input_parse(side->unit, &side->input, files[i], &fault);
		if (err != CIM_OK)
			return cmd_fail_input(input_name(files[i]), err, &fault);
	}
	return CMD_DONE;
}

static int
open_mof(struct side *side)
{
	struct cmd *cmd = side->cmd;
	struct mof_options options = { .include_dirs = cmd->includes,
		.include_dir_count = cmd->include_count, .ns = cmd->ns, .dialect = cmd->dialect,
		.create_namespaces = true };
	enum cim_err err = mof_unit_new(&side->unit, &options);
	return err != CIM_OK ? cmd_fail(side->path, err, NULL) : parse(side);
}

int
side_again(struct side *side)
{
	mof_unit_free(side->unit);
	side->unit = NULL;
	return open_mof(side);
}

/* ---- Repositories and snapshots ---------------------------------------------------- */

static enum cim_err
each_type(void *ctx, const struct cim_qualifier_type *qt)
{
	struct side *side = ctx;
	const struct cim_qualifier_type *copy = cim_qualifier_type_copy(&side->arena, qt);
	if (copy == NULL)
		return CIM_ENOMEM;
	add_type(side, side->ns, copy);
	return side->err;
}

static enum cim_err
each_class(void *ctx, const struct cim_class *cls)
{
	struct side *side = ctx;
	const struct cim_class *copy = cim_class_copy(&side->arena, cls);
	if (copy == NULL)
		return CIM_ENOMEM;
	add_class(side, side->ns, cim_str(NULL, 0), copy, 0);
	return side->err;
}

static enum cim_err
each_enumeration(void *ctx, const struct cim_enumeration *en)
{
	struct side *side = ctx;
	const struct cim_enumeration *copy = cim_enumeration_copy(&side->arena, en);
	if (copy == NULL)
		return CIM_ENOMEM;
	add_enumeration(side, side->ns, cim_str(NULL, 0), copy);
	return side->err;
}

static enum cim_err
each_instance(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	struct side *side = ctx;
	const struct cim_instance *copy = cim_instance_copy(&side->arena, inst);
	(void)path;
	if (copy == NULL)
		return CIM_ENOMEM;
	add_instance(side, side->ns, copy);
	return side->err;
}

/* With -n one namespace is compared, and no other. */
static bool
wanted(const struct side *side, struct cim_str ns)
{
	return (side->cmd->given & OPT_BIT(OPT_NAMESPACE)) == 0 ||
	    cim_name_eq(cim_name(ns.ptr, ns.len), cim_name_from(side->cmd->ns));
}

static enum cim_err
each_namespace(void *ctx, struct cim_str ns)
{
	struct side *side = ctx;
	struct repo_reader reader = side->reader;
	if (!wanted(side, ns))
		return CIM_OK;
	if (!cim_str_copy(&side->arena, ns, &side->ns))
		return CIM_ENOMEM;
	enum cim_err err = repo_qualifier_type_list(reader, side->ns, each_type, side);
	if (err == CIM_OK)
		err = repo_enumeration_list(reader, side->ns, each_enumeration, side);
	if (err == CIM_OK)
		err = repo_structure_list(reader, side->ns, each_class, side);
	if (err == CIM_OK)
		err = repo_class_list(reader, side->ns, each_class, side);
	if (err == CIM_OK)
		err = repo_instance_list(reader, side->ns, cim_name(NULL, 0), each_instance, side);
	return err;
}

static int
open_repository(struct side *side)
{
	struct cim_fault fault = { .err = CIM_OK };
	enum cim_err err = repo_open(side->path, REPO_READ, &side->repo, &fault);
	if (err != CIM_OK)
		return cmd_fail(side->path, err, &fault);
	err = repo_begin(side->repo, REPO_READ, &side->txn);
	if (err != CIM_OK)
		return cmd_fail(side->path, err, repo_fault(side->repo));
	side->reader = repo_txn_reader(side->txn);
	return CMD_DONE;
}

/* ---- In order ---------------------------------------------------------------------- */

int
side_object_cmp(const struct side_object *a, const struct side_object *b)
{
	size_t n = a->key.len < b->key.len ? a->key.len : b->key.len;
	int order = n == 0 ? 0 : memcmp(a->key.ptr, b->key.ptr, n);
	if (order != 0)
		return order;
	return a->key.len < b->key.len ? -1 : a->key.len > b->key.len;
}

/* ---- The doors --------------------------------------------------------------------- */

static bool
has_file(struct side *side, const char *name)
{
	size_t len = strlen(side->path), more = strlen(name);
	char *path = arena_text(&side->arena, len + more + 2);
	struct stat st;
	if (path == NULL)
		return false;
	memcpy(path, side->path, len);
	path[len] = '/';
	memcpy(path + len + 1, name, more + 1);
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* A file that says so itself is a snapshot; every other is MOF. */
static bool
is_snapshot(struct side *side, int *status)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct stat st;
	*status = CMD_DONE;
	if (strcmp(side->path, "-") == 0 || stat(side->path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	enum cim_err err = snap_open(side->path, &side->snap, &fault);
	if (err == CIM_OK)
		return true;
	/* What cannot be opened is told by who reads MOF. */
	if (err == CIM_EDAMAGED || err == CIM_ENEWER)
		*status = cmd_fail(side->path, err, &fault);
	return err == CIM_EDAMAGED || err == CIM_ENEWER;
}

int
side_open(struct cmd *cmd, struct side *side, const char *path)
{
	int status;
	*side = (struct side){ .cmd = cmd, .path = path };
	if (input_is_directory(path) && has_file(side, "format") && has_file(side, "current")) {
		side->kind = SIDE_REPOSITORY;
		return open_repository(side);
	}
	if (is_snapshot(side, &status)) {
		side->kind = SIDE_SNAPSHOT;
		if (status == CMD_DONE)
			side->reader = snap_reader(side->snap);
		return status;
	}
	side->kind = SIDE_MOF;
	return open_mof(side);
}

void
side_close(struct side *side)
{
	if (side->txn != NULL && repo_txn_hidden(side->txn) > 0)
		err_line("%s: what may not be read was left out (WBEM_S_ACCESS_DENIED 0x40009)",
		    side->path);
	mof_unit_free(side->unit);
	repo_abort(side->txn);
	repo_close(side->repo);
	snap_close(side->snap);
	input_free(&side->input);
	arena_free(&side->arena);
}

static int
object_cmp(const void *left, const void *right)
{
	const struct side_object *a = left, *b = right;
	int order = side_object_cmp(a, b);
	if (order != 0)
		return order;
	return a->number < b->number ? -1 : a->number > b->number;
}

enum cim_err
side_read(struct side *side, const struct cim_scope *scope, bool builtin)
{
	const struct cim_batch *batch = NULL;
	enum cim_err err;
	if (side->kind != SIDE_MOF) {
		err = repo_namespace_list(side->reader, each_namespace, side);
	} else {
		err = scope != NULL ? mof_compile(side->unit, scope, &batch) :
		    mof_written(side->unit, side->alone, &batch);
		if (err == CIM_OK)
			batch_add(side, batch, builtin);
	}
	if (err == CIM_OK)
		err = side->err;
	if (err == CIM_OK && side->count > 1)
		qsort(side->objects, side->count, sizeof(side->objects[0]), object_cmp);
	return err;
}

void
side_tell(const struct side *side)
{
	struct mof_print_options options = { .form = MOF_FORM_GCC, .errors_only = true,
		.max_errors = 10 };
	(void)mof_print_diagnostics(side->unit, &options, err_sink());
	err_flush();
}
