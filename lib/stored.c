/* stored.c: what is stored, got one by one, listed, asked for in WQL, deleted. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "cim/inherit.h"
#include "cim/limits.h"
#include "cim/path.h"
#include "lib/list.h"
#include "lib/object.h"
#include "mof/mof.h"
#include "repo/query.h"

/* A name longer than any can be is there nowhere. */
static bool
name_of(const char *text, struct cim_name *name)
{
	size_t len = text == NULL ? 0 : strlen(text);
	if (len == 0 || len > CIM_LIMIT_NAME)
		return false;
	*name = cim_name(text, len);
	return true;
}

static const char *
word(wk_kind kind)
{
	switch (kind) {
	case WK_NAMESPACE: return "namespace";
	case WK_QUALIFIER_TYPE: return "qualifier type";
	case WK_CLASS: return "class";
	case WK_INSTANCE: return "instance";
	case WK_STRUCTURE: return "structure";
	case WK_ENUMERATION: return "enumeration";
	case WK_RECORD: break;
	}
	return "object";
}

/* CIM_ENOENT is told with the name; others as they are. */
static wk_status
missing_or(struct wk_txn *txn, enum cim_err err, wk_kind kind, const char *name, const char *ns)
{
	if (err != CIM_ENOENT)
		return txn_failed(txn, err);
	return txn_told(txn, WK_WBEM_E_NOT_FOUND, "there is no %s %.200s in %.100s", word(kind), name,
	    ns == NULL ? "root/cimv2" : ns);
}

/* ---- Get -------------------------------------------------------------------- */

/* Declared as stored: decoded out of a copy of its record, which the object keeps. */
static enum cim_err
get_class(struct wk_txn *txn, wk_kind kind, struct cim_str ns, struct cim_name name,
    struct wk_object **out)
{
	struct wk_object *object = object_new(kind, ns);
	if (object == NULL)
		return CIM_ENOMEM;
	struct keeper keeper = { repo_txn_reader(txn->txn), &object->arena };
	const struct cim_class *cls = NULL;
	enum cim_err err = kind == WK_STRUCTURE ?
	    repo_structure_get(keeper_reader(&keeper), &object->arena, ns, name, &cls) :
	    repo_class_get(keeper_reader(&keeper), &object->arena, ns, name, &cls);
	if (err == CIM_OK)
		err = object_take_class(object, cls);
	if (err == CIM_OK)
		*out = object;
	else
		wk_object_free(object);
	return err;
}

static enum cim_err
get_effective(struct wk_txn *txn, struct arena *arena, struct cim_str ns, struct cim_name name,
    struct wk_object **out)
{
	struct repo_scope *scope;
	const struct cim_class *cls, *effective;
	enum cim_err err = txn_scope_of(txn, &scope);
	if (err != CIM_OK)
		return err;
	struct cim_scope view = repo_scope(scope);
	err = view.class_get(view.ctx, ns, name, &cls);
	if (err != CIM_OK)
		return err;
	err = cim_effective(arena, &view, ns, cls, &effective, NULL);
	return err == CIM_ENOENT ? CIM_EDAMAGED :
	    err == CIM_OK ? object_of_class(ns, effective, out) : err;
}

static enum cim_err
get_declared(struct wk_txn *txn, wk_kind kind, struct arena *arena, struct cim_str ns,
    struct cim_name name, unsigned flags, struct wk_object **out)
{
	const struct cim_qualifier_type *qt;
	const struct cim_enumeration *en;
	struct repo_reader reader = repo_txn_reader(txn->txn);
	enum cim_err err;
	if (kind == WK_QUALIFIER_TYPE) {
		err = repo_qualifier_type_get(reader, arena, ns, name, &qt);
		return err == CIM_OK ? object_of_type(ns, qt, out) : err;
	}
	if (kind == WK_ENUMERATION) {
		err = repo_enumeration_get(reader, arena, ns, name, &en);
		return err == CIM_OK ? object_of_enumeration(ns, en, out) : err;
	}
	return (flags & WK_EFFECTIVE) != 0 ? get_effective(txn, arena, ns, name, out) :
	    get_class(txn, kind, ns, name, out);
}

/* Reads a path; its namespace holds instead of *ns. */
static wk_status
read_path(struct wk_txn *txn, struct arena *arena, const char *text, struct cim_str *ns,
    struct cim_path *path)
{
	size_t position = 0;
	enum cim_err err =
	    text == NULL ? CIM_EINVAL : cim_path_parse(arena, cim_str_from(text), path, &position);
	if (err == CIM_ENOMEM)
		return txn_failed(txn, err);
	if (err != CIM_OK || (path->key_count == 0 && !path->is_singleton)) {
		wk_status status = txn_told(txn, WK_WBEM_E_INVALID_OBJECT_PATH,
		    "%.200s is not the path of an instance", text == NULL ? "" : text);
		txn->place = err != CIM_OK ? position : 0;
		return status;
	}
	if (path->ns.len == 0)
		return WK_OK;
	const char *said = arena_copy(arena, path->ns.ptr, path->ns.len);
	return said == NULL ? txn_failed(txn, CIM_ENOMEM) : txn_namespace_of(txn, arena, said, ns);
}

/* The classes of instances with all that they inherit, each made once. */
struct classes {
	struct cim_scope scope;
	struct arena arena;
	struct cim_map known;		/* the name of a class to it; of one namespace */
	struct cim_str ns;
};

static enum cim_err
effective_of(struct classes *classes, struct cim_str ns, struct cim_name name,
    const struct cim_class **out)
{
	const struct cim_class *cls;
	bool same = ns.len == classes->ns.len && memcmp(ns.ptr, classes->ns.ptr, ns.len) == 0;
	*out = same ? cim_map_get(&classes->known, name) : NULL;
	if (*out != NULL)
		return CIM_OK;
	enum cim_err err = classes->scope.class_get(classes->scope.ctx, ns, name, &cls);
	if (err == CIM_OK)
		err = cim_effective(&classes->arena, &classes->scope, ns, cls, out, NULL);
	if (err == CIM_OK && same)
		err = cim_map_set(&classes->known, &classes->arena, cls->name,
		    (void *)(uintptr_t)*out);
	return err == CIM_ENOENT ? CIM_EDAMAGED : err;
}

static wk_status
get_instance(struct wk_txn *txn, struct arena *arena, struct cim_str ns, const char *text,
    struct wk_object **out)
{
	struct cim_path path;
	struct repo_live *live;
	const struct cim_instance *inst;
	const struct cim_class *effective;
	wk_status status = read_path(txn, arena, text, &ns, &path);
	if (WK_FAILED(status))
		return status;
	enum cim_err err = txn_live_of(txn, &live);
	if (err == CIM_OK)
		err = repo_live_get(live, arena, ns, &path, &inst);
	if (err == CIM_EINVAL)
		return txn_told(txn, WK_WBEM_E_INVALID_OBJECT_PATH,
		    "%.200s: a key does not fit its type", text);
	if (err != CIM_OK)
		return missing_or(txn, err, WK_INSTANCE, text, ns.ptr);
	struct classes classes = { .scope = repo_scope(repo_live_scope(live)), .ns = ns };
	err = effective_of(&classes, ns, inst->class_name, &effective);
	if (err == CIM_OK)
		err = object_of_instance(ns, effective, inst, out);
	arena_free(&classes.arena);
	return txn_failed(txn, err);
}

wk_status
wk_get(wk_txn *txn, wk_kind kind, const char *ns, const char *name, unsigned flags, wk_object **out)
{
	struct arena arena = { 0 };
	struct cim_str normal;
	struct cim_name wanted;
	if (out == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*out = NULL;
	if (txn == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	if (kind < WK_NAMESPACE || kind > WK_ENUMERATION || (flags & ~WK_EFFECTIVE) != 0 ||
	    (kind != WK_NAMESPACE && name == NULL))
		return txn_told(txn, WK_WBEM_E_INVALID_PARAMETER, "no such kind, name or flags");
	wk_status status = txn_namespace_of(txn, &arena, ns, &normal);
	if (!WK_FAILED(status) && kind == WK_NAMESPACE)
		status = txn_failed(txn, object_of_namespace(normal, out));
	else if (!WK_FAILED(status) && kind == WK_INSTANCE)
		status = get_instance(txn, &arena, normal, name, out);
	else if (!WK_FAILED(status))
		status = missing_or(txn, name_of(name, &wanted) ?
		    get_declared(txn, kind, &arena, normal, wanted, flags, out) : CIM_ENOENT,
		    kind, name, ns);
	arena_free(&arena);
	return status;
}

/* ---- Delete, and namespaces -------------------------------------------------- */

static enum cim_err
delete_deep(struct wk_txn *txn, struct cim_str ns, struct cim_name name)
{
	struct cim_item item = { .kind = CIM_ITEM_DELETE_CLASS, .ns = ns, .as.deleted_class = name };
	struct cim_batch batch = { .items = &item, .count = 1, .cap = 1 };
	struct repo_deed deed = { .remove = false };
	struct repo_counts counts;
	return repo_apply_as(txn->txn, &batch, &deed, &counts);
}

static enum cim_err
delete_named(struct wk_txn *txn, wk_kind kind, struct cim_str ns, struct cim_name name, bool deep)
{
	switch (kind) {
	case WK_QUALIFIER_TYPE: return repo_qualifier_type_delete(txn->txn, ns, name);
	case WK_STRUCTURE: return repo_structure_delete(txn->txn, ns, name);
	case WK_ENUMERATION: return repo_enumeration_delete(txn->txn, ns, name);
	default: return deep ? delete_deep(txn, ns, name) : repo_class_delete(txn->txn, ns, name);
	}
}

/* What others need: of a class the code says whose. */
static wk_status
needed(struct wk_txn *txn, wk_kind kind)
{
	wk_status status = txn_failed(txn, CIM_ECONFLICT);
	if (kind != WK_CLASS || status != WK_WBEM_E_INVALID_OPERATION)
		return status;
	return strstr(txn->text, "instance") != NULL ? WK_WBEM_E_CLASS_HAS_INSTANCES :
	    WK_WBEM_E_CLASS_HAS_CHILDREN;
}

wk_status
wk_delete(wk_txn *txn, wk_kind kind, const char *ns, const char *name, unsigned flags)
{
	struct arena arena = { 0 };
	struct cim_str normal;
	struct cim_name wanted;
	struct cim_path path;
	enum cim_err err = CIM_OK;
	if (txn == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	if (kind < WK_NAMESPACE || kind > WK_ENUMERATION || (flags & ~WK_DEEP) != 0)
		return txn_told(txn, WK_WBEM_E_INVALID_PARAMETER, "no such kind or flags");
	wk_status status = txn_changing(txn);
	if (!WK_FAILED(status))
		status = txn_namespace_of(txn, &arena, ns, &normal);
	if (!WK_FAILED(status) && kind == WK_INSTANCE)
		status = read_path(txn, &arena, name, &normal, &path);
	if (!WK_FAILED(status)) {
		if (kind == WK_NAMESPACE)
			err = repo_namespace_delete(txn->txn, normal, (flags & WK_DEEP) != 0);
		else if (kind == WK_INSTANCE)
			err = repo_instance_delete(txn->txn, normal, &path);
		else
			err = name_of(name, &wanted) ? delete_named(txn, kind, normal, wanted,
			    (flags & WK_DEEP) != 0) : CIM_ENOENT;
		status = err == CIM_ECONFLICT ? needed(txn, kind) :
		    missing_or(txn, err, kind, name != NULL ? name : "", ns);
		txn_changed(txn);
	}
	arena_free(&arena);
	return status;
}

wk_status
wk_namespace_create(wk_txn *txn, const char *ns)
{
	struct arena arena = { 0 };
	struct cim_str normal;
	if (txn == NULL || ns == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	wk_status status = txn_changing(txn);
	if (WK_FAILED(status))
		return status;
	enum cim_err err = cim_namespace_normal(&arena, cim_str_from(ns), &normal);
	if (err == CIM_OK)
		err = repo_namespace_create(txn->txn, normal);
	else if (err != CIM_ENOMEM)
		status = txn_told(txn, WK_WBEM_E_INVALID_NAMESPACE,
		    "%.200s cannot be the path of a namespace", ns);
	if (!WK_FAILED(status))
		status = err == CIM_EEXIST ? txn_told(txn, WK_WBEM_E_ALREADY_EXISTS,
		    "the namespace %.200s exists already", ns) : txn_failed(txn, err);
	txn_changed(txn);
	arena_free(&arena);
	return status;
}

/* ---- Lists ------------------------------------------------------------------ */

/* What fills one list. */
struct filler {
	struct wk_txn *txn;
	struct arena arena;		/* ns, text and names */
	struct cim_str ns;
	wk_kind kind;
	unsigned flags;
	bool below;			/* of was said: classes below a class */
	struct cim_name of;
	struct repo_query *query;
	struct mof_reader *reader;	/* of objects that strings hold; made when it is needed */
	struct classes classes;
	struct wk_list *list;
	size_t depth;
};

static void
filler_release(void *ctx)
{
	struct filler *f = ctx;
	mof_reader_free(f->reader);
	repo_query_close(f->query);
	arena_free(&f->classes.arena);
	arena_free(&f->arena);
	free(f);
}

static struct filler *
filler_new(struct wk_txn *txn, wk_kind kind, unsigned flags)
{
	struct filler *f = calloc(1, sizeof(*f));
	if (f == NULL)
		return NULL;
	f->txn = txn;
	f->kind = kind;
	f->flags = flags;
	return f;
}

static enum cim_err
found(struct filler *f, enum cim_err err, struct wk_object *object)
{
	return err == CIM_OK ? list_found(f->list, object) : err;
}

static enum cim_err
each_type(void *ctx, const struct cim_qualifier_type *qt)
{
	struct filler *f = ctx;
	struct wk_object *object = NULL;
	enum cim_err err = object_of_type(f->ns, qt, &object);
	return found(f, err, object);
}

static enum cim_err
each_class(void *ctx, const struct cim_class *cls)
{
	struct filler *f = ctx;
	struct wk_object *object = NULL;
	enum cim_err err = object_of_class(f->ns, cls, &object);
	return found(f, err, object);
}

static enum cim_err
each_enumeration(void *ctx, const struct cim_enumeration *en)
{
	struct filler *f = ctx;
	struct wk_object *object = NULL;
	enum cim_err err = object_of_enumeration(f->ns, en, &object);
	return found(f, err, object);
}

static enum cim_err
each_namespace(void *ctx, struct cim_str ns)
{
	struct filler *f = ctx;
	struct wk_object *object = NULL;
	enum cim_err err = object_of_namespace(ns, &object);
	return found(f, err, object);
}

static enum cim_err
each_subclass(void *ctx, struct cim_name name)
{
	struct filler *f = ctx;
	struct wk_object *object = NULL;
	enum cim_err err = get_class(f->txn, WK_CLASS, f->ns, name, &object);
	err = found(f, err, object);
	if (err != CIM_OK || (f->flags & WK_DEEP) == 0)
		return err;
	if (f->depth == CIM_LIMIT_INHERITANCE)
		return CIM_EDAMAGED;
	f->depth++;
	err = repo_subclass_list(f->txn->txn, f->ns, name, each_subclass, f);
	f->depth--;
	return err;
}

/* A row with the properties that the query selects. */
static enum cim_err
selected(struct filler *f, const struct repo_query_row *row, struct wk_object **out)
{
	const struct wql_query *wql = repo_query_wql(f->query);
	struct arena scratch = { 0 };
	struct cim_instance some = *row->instance;
	struct cim_instance_property *list = arena_calloc(&scratch, wql->name_count, sizeof(*list));
	struct bytes_writer w = { 0 };
	enum cim_err err = list == NULL ? CIM_ENOMEM : CIM_OK;
	for (uint32_t i = 0; i < wql->name_count && err == CIM_OK; i++) {
		const struct wql_name *name = &wql->names[i];
		bytes_writer_reset(&w);
		for (uint32_t p = 0; p < name->count; p++) {
			bytes_write(&w, ".", p > 0);
			bytes_write(&w, name->parts[p].ptr, name->parts[p].len);
		}
		const char *text = arena_copy(&scratch, w.buf, w.len);
		err = w.err != CIM_OK || text == NULL ? CIM_ENOMEM :
		    repo_query_value(f->query, row, name, &list[i].value);
		if (err == CIM_OK)
			list[i].name = cim_name(text, w.len);
	}
	some.properties = list;
	some.property_count = wql->name_count;
	if (err == CIM_OK)
		err = object_of_instance(row->ns, NULL, &some, out);
	bytes_writer_free(&w);
	arena_free(&scratch);
	return err;
}

static enum cim_err
each_row(void *ctx, const struct repo_query_row *row)
{
	struct filler *f = ctx;
	struct wk_object *object = NULL;
	const struct cim_class *effective;
	enum cim_err err;
	if (row->instance == NULL) {
		err = object_of_class(row->ns, row->cls, &object);
	} else if (repo_query_wql(f->query)->name_count > 0) {
		err = selected(f, row, &object);
	} else {
		err = effective_of(&f->classes, row->ns, row->instance->class_name, &effective);
		if (err == CIM_OK)
			err = object_of_instance(row->ns, effective, row->instance, &object);
	}
	return found(f, err, object);
}

static enum cim_err
fill(struct wk_list *list, void *ctx)
{
	struct filler *f = ctx;
	struct repo_reader reader = repo_txn_reader(f->txn->txn);
	f->list = list;
	if (f->query != NULL)
		return repo_query_run(f->query, each_row, f);
	switch (f->kind) {
	case WK_NAMESPACE: return repo_namespace_list(reader, each_namespace, f);
	case WK_QUALIFIER_TYPE: return repo_qualifier_type_list(reader, f->ns, each_type, f);
	case WK_STRUCTURE: return repo_structure_list(reader, f->ns, each_class, f);
	case WK_ENUMERATION: return repo_enumeration_list(reader, f->ns, each_enumeration, f);
	default:
		return f->below ? repo_subclass_list(f->txn->txn, f->ns, f->of, each_subclass, f) :
		    repo_class_list(reader, f->ns, each_class, f);
	}
}

/* The filler is the list's, or gone. */
static wk_status
start(struct filler *f, wk_status status, wk_list **out)
{
	struct wk_txn *txn = f->txn;
	if (!WK_FAILED(status) && (*out = list_new(txn)) == NULL)
		status = txn_failed(txn, CIM_ENOMEM);
	if (WK_FAILED(status))
		filler_release(f);
	else
		list_fill_by(*out, fill, filler_release, f);
	return status;
}

/* ---- Queries ---------------------------------------------------------------- */

static wk_status
wrong_query(struct wk_txn *txn, enum cim_err err, const struct wql_fault *wrong)
{
	wk_status code = err != CIM_ENOENT ? WK_WBEM_E_INVALID_QUERY :
	    wrong->unknown == WQL_UNKNOWN_CLASS ? WK_WBEM_E_INVALID_CLASS :
	    wrong->unknown == WQL_UNKNOWN_NAMESPACE ? WK_WBEM_E_INVALID_NAMESPACE :
	    WK_WBEM_E_NOT_FOUND;
	code = txn_told(txn, code, "%s", wrong->text);
	txn->place = wrong->at;
	return code;
}

/* An object that a string holds as MOF. */
static enum cim_err
read_embedded(void *ctx, struct arena *arena, struct cim_str ns, struct cim_str text,
    const struct cim_instance **out)
{
	struct filler *f = ctx;
	struct cim_scope scope = repo_query_scope(f->query);
	enum cim_err err = f->reader != NULL ? CIM_OK : mof_reader_new(&f->reader, &scope);
	return err != CIM_OK ? err : mof_reader_object(f->reader, arena, ns, text, out);
}

/* text and f->ns are in the filler's arena. */
static wk_status
open_query(struct filler *f, struct cim_str text)
{
	struct repo_live *live;
	struct wql_fault wrong;
	enum cim_err err = txn_live_of(f->txn, &live);
	if (err != CIM_OK)
		return txn_failed(f->txn, err);
	struct repo_query_source source = { .reader = repo_txn_reader(f->txn->txn),
		.txn = f->txn->txn, .ns = f->ns, .live = live, .embedded = read_embedded,
		.embedded_ctx = f };
	err = repo_query_open(&source, text, &f->query, &wrong);
	if (err == CIM_EINVAL || err == CIM_ELIMIT || err == CIM_ENOENT)
		return wrong_query(f->txn, err, &wrong);
	if (err != CIM_OK)
		return txn_failed(f->txn, err);
	f->classes.scope = repo_query_scope(f->query);
	f->classes.ns = f->ns;
	return WK_OK;
}

wk_status
wk_query(wk_txn *txn, const char *ns, const char *wql, wk_list **out)
{
	if (out == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*out = NULL;
	if (txn == NULL || wql == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	struct filler *f = filler_new(txn, WK_INSTANCE, 0);
	if (f == NULL)
		return txn_failed(txn, CIM_ENOMEM);
	wk_status status = txn_namespace_of(txn, &f->arena, ns, &f->ns);
	const char *text = arena_copy(&f->arena, wql, strlen(wql));
	if (!WK_FAILED(status))
		status = text == NULL ? txn_failed(txn, CIM_ENOMEM) :
		    open_query(f, cim_str_from(text));
	return start(f, status, out);
}

/* ---- Enumerations ----------------------------------------------------------- */

/* Whether a text can stand in a query as the name of a class. */
static bool
is_word(const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		if (c < 0x80 && c != '_' && !(c >= '0' && c <= '9') &&
		    !((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
			return false;
	}
	return true;
}

/* Instances are asked for as anybody asks: so those of providers come too. */
static wk_status
open_instances(struct filler *f, const char *of)
{
	struct bytes_writer w = { 0 };
	struct cim_name name;
	if (of == NULL)
		return txn_told(f->txn, WK_WBEM_E_INVALID_PARAMETER,
		    "instances of which class are wanted?");
	if (!name_of(of, &name) || !is_word(of))
		return txn_told(f->txn, WK_WBEM_E_INVALID_CLASS, "there is no class %.200s", of);
	bytes_write_text(&w, "SELECT * FROM ");
	bytes_write_text(&w, of);
	if ((f->flags & WK_DEEP) == 0) {
		bytes_write_text(&w, " WHERE __CLASS = \"");
		bytes_write_text(&w, of);
		bytes_write_text(&w, "\"");
	}
	const char *text = w.err == CIM_OK ? arena_copy(&f->arena, w.buf, w.len) : NULL;
	size_t len = w.len;
	bytes_writer_free(&w);
	return text == NULL ? txn_failed(f->txn, CIM_ENOMEM) : open_query(f, cim_str(text, len));
}

static wk_status
open_below(struct filler *f, const char *of)
{
	const struct cim_class *cls;
	f->below = true;
	if (of[0] == '\0')
		return WK_OK;
	if (!name_of(of, &f->of))
		return txn_told(f->txn, WK_WBEM_E_INVALID_CLASS, "there is no class %.200s", of);
	const char *copy = arena_copy(&f->arena, of, strlen(of));
	if (copy == NULL)
		return txn_failed(f->txn, CIM_ENOMEM);
	f->of = cim_name(copy, strlen(copy));
	enum cim_err err = repo_class_get(
	    repo_txn_reader(f->txn->txn), &f->arena, f->ns, f->of, &cls);
	if (err == CIM_ENOENT)
		return txn_told(f->txn, WK_WBEM_E_INVALID_CLASS, "there is no class %.200s", of);
	return txn_failed(f->txn, err);
}

wk_status
wk_enumerate(wk_txn *txn, wk_kind kind, const char *ns, const char *of, unsigned flags,
    wk_list **out)
{
	if (out == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*out = NULL;
	if (txn == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	if (kind < WK_NAMESPACE || kind > WK_ENUMERATION || (flags & ~WK_DEEP) != 0 ||
	    (of != NULL && kind != WK_CLASS && kind != WK_INSTANCE))
		return txn_told(txn, WK_WBEM_E_INVALID_PARAMETER, "no such kind, class or flags");
	struct filler *f = filler_new(txn, kind, flags);
	if (f == NULL)
		return txn_failed(txn, CIM_ENOMEM);
	wk_status status = WK_OK;
	if (kind != WK_NAMESPACE)
		status = txn_namespace_of(txn, &f->arena, ns, &f->ns);
	if (!WK_FAILED(status) && kind == WK_INSTANCE)
		status = open_instances(f, of);
	else if (!WK_FAILED(status) && kind == WK_CLASS && of != NULL)
		status = open_below(f, of);
	return start(f, status, out);
}
