/* apply.c: one compiled batch into one transaction, in its order. */
#include "repo/update.h"

#include "repo/security.h"

/*
 * The classes that the batch brings to each namespace: who names one of them need not wait for
 * it, and whoever is derived from one need not be looked at.
 */
static enum cim_err
coming_fill(struct update *update, const struct cim_batch *batch)
{
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < batch->count && err == CIM_OK; i++) {
		const struct cim_item *item = &batch->items[i];
		struct cim_name name;
		if (item->kind == CIM_ITEM_CLASS || item->kind == CIM_ITEM_STRUCTURE)
			name = item->as.cls->name;
		else if (item->kind == CIM_ITEM_ENUMERATION)
			name = item->as.enumeration->name;
		else
			continue;
		struct update_ns *ns = update_namespace(update, item->ns);
		err = ns == NULL ? CIM_ENOMEM : cim_map_set(&ns->coming, &update->arena, name,
		    (void *)(uintptr_t)item);
	}
	return err;
}

/* ---- What waits for what was refused ------------------------------------- */

static enum cim_err
note_refused(struct update *update, struct cim_str ns, struct cim_name name)
{
	struct update_ns *known = update_namespace(update, ns);
	return known == NULL ? CIM_ENOMEM : cim_map_set(&known->refused, &update->arena, name,
	    known);
}

/* Whether an item stands on a class that was refused: what is wrong with that was told. */
static enum cim_err
depends_on_refused(struct update *update, const struct cim_item *item, bool *depends)
{
	*depends = false;
	if (update->first.err == CIM_OK)
		return CIM_OK;
	const struct update_ns *ns = update_namespace(update, item->ns);
	if (ns == NULL)
		return CIM_ENOMEM;
	if (item->kind == CIM_ITEM_CLASS) {
		struct cim_name super = item->as.cls->superclass;
		*depends = super.len > 0 && cim_map_get(&ns->refused, super) != NULL;
		return *depends ? note_refused(update, item->ns, item->as.cls->name) : CIM_OK;
	}
	if (item->kind == CIM_ITEM_INSTANCE)
		*depends = cim_map_get(&ns->refused, item->as.instance->class_name) != NULL;
	return CIM_OK;
}

/* Whether what an item answers is a refusal, and not a failure. */
static bool
is_refusal(const struct repo_txn *txn, enum cim_err err)
{
	return (err == CIM_ECONFLICT || err == CIM_EINVAL || err == CIM_ELIMIT ||
		err == CIM_EEXIST || err == CIM_ENOENT) &&
	    store_failed(txn->store) == CIM_OK && txn->err == CIM_OK;
}

static enum cim_err
item_refuse(struct repo_txn *txn, const struct cim_item *item, enum cim_err err)
{
	const char *why = txn->fault.err == err ? txn->fault.text : cim_strerror(err);
	if (item->kind == CIM_ITEM_CLASS &&
	    note_refused(txn->update, item->ns, item->as.cls->name) != CIM_OK)
		return CIM_ENOMEM;
	return update_refuse(txn, item, err, why);
}

/* ---- Telling what is done ------------------------------------------------ */

/* What stands there before an item comes, when somebody wants to know. */
struct before {
	struct repo_txn *txn;
	const struct repo_deed *deed;	/* NULL: nobody does */
	struct arena arena;
	struct repo_change change;
};

static enum cim_err
before_look(struct before *before, const struct cim_item *item)
{
	struct repo_txn *txn = before->txn;
	struct repo_reader reader = txn_reader(txn);
	struct repo_change *change = &before->change;
	const struct cim_class *cls;
	const struct cim_qualifier_type *qt;
	const struct cim_enumeration *en;
	bool is_class;
	enum cim_err err = CIM_OK;
	*change = (struct repo_change){ .kind = REPO_CHANGED, .ns = item->ns,
		.place = item->place };
	if (before->deed == NULL)
		return CIM_OK;
	switch (item->kind) {
	case CIM_ITEM_ENUMERATION:
		change->what = REPO_KIND_ENUMERATION;
		change->new_enumeration = item->as.enumeration;
		err = repo_enumeration_get(
		    reader, &before->arena, item->ns, item->as.enumeration->name, &en);
		change->old_enumeration =
		    err != CIM_OK ? NULL : cim_enumeration_copy(&before->arena, en);
		if (err == CIM_OK && change->old_enumeration == NULL)
			err = CIM_ENOMEM;
		break;
	case CIM_ITEM_CLASS: case CIM_ITEM_STRUCTURE:
		is_class = item->kind == CIM_ITEM_CLASS;
		change->what = is_class ? REPO_KIND_CLASS : REPO_KIND_STRUCTURE;
		change->new_class = item->as.cls;
		err = (is_class ? repo_class_get : repo_structure_get)(
		    reader, &before->arena, item->ns, item->as.cls->name, &cls);
		change->old_class = err != CIM_OK ? NULL : cim_class_copy(&before->arena, cls);
		if (err == CIM_OK && change->old_class == NULL)
			err = CIM_ENOMEM;
		break;
	case CIM_ITEM_QUALIFIER_TYPE:
		change->what = REPO_KIND_QUALIFIER_TYPE;
		change->new_type = item->as.qualifier_type;
		err = repo_qualifier_type_get(
		    reader, &before->arena, item->ns, item->as.qualifier_type->name, &qt);
		change->old_type =
		    err != CIM_OK ? NULL : cim_qualifier_type_copy(&before->arena, qt);
		if (err == CIM_OK && change->old_type == NULL)
			err = CIM_ENOMEM;
		break;
	case CIM_ITEM_INSTANCE:
		change->what = REPO_KIND_INSTANCE;
		change->new_instance = item->as.instance;
		err = instance_find(txn, item->ns, item->as.instance, &before->arena,
		    &change->old_instance, &change->path);
		break;
	default:
		change->what = REPO_KIND_NAMESPACE;
	}
	return err == CIM_ENOENT ? CIM_OK : err;
}

static enum cim_err
before_tell(struct before *before, enum repo_change_kind kind)
{
	const struct repo_deed *deed = before->deed;
	struct repo_change *change = &before->change;
	const struct cim_instance *inst =
	    change->new_instance != NULL ? change->new_instance : change->old_instance;
	enum cim_err err = CIM_OK;
	change->kind = kind;
	if (deed == NULL)
		return CIM_OK;
	if (inst != NULL)
		err = instance_shown(
		    before->txn, change->ns, inst, &before->arena, &change->path);
	return err != CIM_OK ? err : deed->changed(deed->ctx, change);
}

/* ---- Storing ------------------------------------------------------------- */

/* Tells the namespace of an item what is coming to it. */
static enum cim_err
namespace_prepare(struct repo_txn *txn, struct cim_str ns)
{
	struct txn_namespace *known;
	enum cim_err err = txn_namespace(txn, ns, &known);
	struct update_ns *update = update_namespace(txn->update, ns);
	if (update == NULL)
		return CIM_ENOMEM;
	if (err == CIM_OK)
		known->coming = &update->coming;
	return err;
}

/* The namespace that an instance of __Namespace stands for, with all that is in it. */
static enum cim_err
namespace_delete(struct before *before, const struct cim_item *item)
{
	struct repo_txn *txn = before->txn;
	const struct cim_path *path = item->as.deleted_path;
	struct bytes_writer w = { 0 };
	bytes_write(&w, item->ns.ptr, item->ns.len);
	bytes_write_u8(&w, '/');
	bytes_write(&w, path->keys[0].text.ptr, path->keys[0].text.len);
	enum cim_err err = w.err;
	struct cim_str ns = cim_str((const char *)w.buf, w.len);
	if (err == CIM_OK)
		err = repo_namespace_delete(txn, ns, true);
	if (err == CIM_OK) {
		txn->update->counts->deleted++;
		before->change = (struct repo_change){ .what = REPO_KIND_NAMESPACE, .ns = ns,
			.place = item->place };
		err = before_tell(before, REPO_DELETED);
	}
	bytes_writer_free(&w);
	return err;
}

static enum cim_err
instance_delete(struct before *before, const struct cim_item *item)
{
	struct repo_txn *txn = before->txn;
	const struct cim_path *path = item->as.deleted_path;
	const struct cim_instance *old = NULL;
	if (cim_name_is(path->class_name, "__Namespace"))
		return namespace_delete(before, item);
	enum cim_err err = CIM_OK;
	if (before->deed != NULL) {
		err = repo_instance_get(
		    txn_reader(txn), &before->arena, item->ns, path, &old);
		if (err == CIM_OK)
			old = cim_instance_copy(&before->arena, old);
		err = err == CIM_ENOENT || err == CIM_EINVAL ? CIM_OK : err;
	}
	if (err == CIM_OK)
		err = repo_instance_delete(txn, item->ns, path);
	if (err != CIM_OK)
		return err;
	txn->update->counts->deleted++;
	before->change = (struct repo_change){ .what = REPO_KIND_INSTANCE, .ns = item->ns,
		.place = item->place, .old_instance = old,
		.path = cim_str((const char *)txn->path.buf, txn->path.len) };
	return before_tell(before, REPO_DELETED);
}

static enum cim_err
delete_apply(struct before *before, const struct cim_item *item)
{
	struct repo_txn *txn = before->txn;
	enum cim_err err = item->kind == CIM_ITEM_DELETE_CLASS ?
	    class_delete_deep(txn, item->ns, item->as.deleted_class) :
	    instance_delete(before, item);
	if (err != CIM_ENOENT || !item->nofail)
		return err;
	cim_fault_clear(&txn->fault);
	return CIM_OK;
}

/* What is said of the security of a namespace that is there. */
static enum cim_err
security_apply(struct before *before, const struct cim_item *item)
{
	struct repo_counts *counts = before->txn->update->counts;
	struct repo_security old, now;
	bool changed = false;
	enum cim_err err = item->as.security == NULL ? CIM_OK : security_change(before->txn,
	    &before->arena, item->ns, item->as.security, &changed, &old, &now);
	counts->namespaces += changed;
	counts->unchanged += err == CIM_OK && !changed;
	if (err != CIM_OK || !changed)
		return err;
	before->change.old_security = &old;
	before->change.new_security = &now;
	return before_tell(before, REPO_CHANGED);
}

static enum cim_err
namespace_apply(struct before *before, const struct cim_item *item)
{
	struct repo_counts *counts = before->txn->update->counts;
	uint64_t made = 0;
	enum cim_err err = namespace_store(before->txn, item->ns, item->as.security, &made);
	counts->namespaces += made;
	if (err == CIM_EEXIST) {
		cim_fault_clear(&before->txn->fault);
		return security_apply(before, item);
	}
	return err != CIM_OK ? err : before_tell(before, REPO_CREATED);
}

static enum cim_err
item_apply(struct before *before, const struct cim_item *item)
{
	struct repo_txn *txn = before->txn;
	struct repo_counts *counts = txn->update->counts;
	enum txn_change change = TXN_UNCHANGED;
	uint64_t *count = NULL;
	enum cim_err err = CIM_OK;
	switch (item->kind) {
	case CIM_ITEM_NAMESPACE:
		return namespace_apply(before, item);
	case CIM_ITEM_QUALIFIER_TYPE:
		count = &counts->qualifier_types;
		err = qualifier_type_store(txn, item->ns, item->as.qualifier_type, &change);
		break;
	case CIM_ITEM_CLASS: case CIM_ITEM_STRUCTURE:
		count = item->kind == CIM_ITEM_CLASS ? &counts->classes : &counts->structures;
		err = namespace_prepare(txn, item->ns);
		if (err == CIM_OK)
			err = class_store(txn, item->ns, item->as.cls, item->mode, &change);
		break;
	case CIM_ITEM_ENUMERATION:
		count = &counts->enumerations;
		err = enumeration_store(txn, item->ns, item->as.enumeration, &change);
		break;
	case CIM_ITEM_INSTANCE:
		count = &counts->instances;
		err = instance_store(txn, item->ns, item->as.instance, item->mode, &change);
		break;
	case CIM_ITEM_DELETE_CLASS:
	case CIM_ITEM_DELETE_INSTANCE:
		return delete_apply(before, item);
	default:
		return CIM_EINVAL;
	}
	if (err != CIM_OK)
		return err;
	*(change == TXN_UNCHANGED ? &counts->unchanged : count) += 1;
	return change == TXN_UNCHANGED ? CIM_OK :
	    before_tell(before, change == TXN_CREATED ? REPO_CREATED : REPO_CHANGED);
}

/* ---- Taking out ---------------------------------------------------------- */

/* A namespace that the unit makes goes when it is empty by then. */
static enum cim_err
namespace_remove(struct repo_txn *txn, struct cim_str ns)
{
	enum cim_err err = repo_namespace_delete(txn, ns, false);
	if (err != CIM_ECONFLICT)
		return err;
	cim_fault_clear(&txn->fault);
	return CIM_EEXIST;
}

/* A qualifier type stays while a class uses it. */
static enum cim_err
type_remove(struct repo_txn *txn, const struct cim_item *item)
{
	enum cim_err err =
	    repo_qualifier_type_delete(txn, item->ns, item->as.qualifier_type->name);
	if (err != CIM_ECONFLICT)
		return err;
	cim_fault_clear(&txn->fault);
	return CIM_EEXIST;
}

static enum cim_err
class_take(struct repo_txn *txn, const struct cim_item *item)
{
	struct update *update = txn->update;
	struct update_ns *ns = update_namespace(update, item->ns);
	enum cim_err err = class_remove(txn, item->ns, item->as.cls);
	if (err != CIM_OK || ns == NULL)
		return err != CIM_OK ? err : CIM_ENOMEM;
	return cim_map_set(&ns->deleted, &update->arena, item->as.cls->name,
	    (void *)(uintptr_t)item);
}

/* What an item declares, out of the repository; what is not there is as it shall be. */
static enum cim_err
item_remove(struct before *before, const struct cim_item *item)
{
	struct repo_txn *txn = before->txn;
	struct repo_change *change = &before->change;
	enum cim_err err = CIM_ENOENT;
	switch (item->kind) {
	case CIM_ITEM_NAMESPACE:
		if (item->as.security == NULL || !item->as.security->alone)
			err = namespace_remove(txn, item->ns);
		break;
	case CIM_ITEM_QUALIFIER_TYPE: err = type_remove(txn, item); break;
	case CIM_ITEM_CLASS: case CIM_ITEM_STRUCTURE: err = class_take(txn, item); break;
	case CIM_ITEM_ENUMERATION:
		err = repo_enumeration_delete(txn, item->ns, item->as.enumeration->name);
		break;
	case CIM_ITEM_INSTANCE:
		err = instance_remove(txn, item->ns, item->as.instance);
		break;
	default: break;		/* what a unit deletes is not there anyhow */
	}
	/* What others still use is left, as what is not there. */
	if (err == CIM_ENOENT || err == CIM_EEXIST) {
		cim_fault_clear(&txn->fault);
		txn->update->counts->unchanged++;
		return CIM_OK;
	}
	if (err != CIM_OK)
		return err;
	txn->update->counts->deleted++;
	change->new_class = NULL;
	change->new_type = NULL;
	change->new_instance = NULL;
	change->new_enumeration = NULL;
	return before_tell(before, REPO_DELETED);
}

/* ---- The batch ----------------------------------------------------------- */

static enum cim_err
item_do(struct before *before, const struct cim_item *item, bool remove)
{
	struct repo_txn *txn = before->txn;
	struct arena_mark mark = arena_mark(&before->arena);
	bool depends = false;
	txn->update->item = item;
	enum cim_err err = remove ? CIM_OK : depends_on_refused(txn->update, item, &depends);
	if (err != CIM_OK || depends)
		return err;
	err = before_look(before, item);
	if (err == CIM_OK)
		err = remove ? item_remove(before, item) : item_apply(before, item);
	arena_rewind(&before->arena, mark);
	return is_refusal(txn, err) ? item_refuse(txn, item, err) : err;
}

enum cim_err
repo_apply_as(struct repo_txn *txn, const struct cim_batch *batch, const struct repo_deed *deed,
    struct repo_counts *counts)
{
	struct update update = { .deed = deed, .counts = counts };
	struct before before = { .txn = txn, .deed = deed->changed == NULL ? NULL : deed };
	*counts = (struct repo_counts){ 0 };
	enum cim_err err = txn->err != CIM_OK ? txn->err : coming_fill(&update, batch);
	txn->update = &update;
	for (size_t i = 0; i < batch->count && err == CIM_OK; i++)
		err = item_do(&before,
		    &batch->items[deed->remove ? batch->count - 1 - i : i], deed->remove);
	if (err == CIM_OK)
		err = update_finish(txn);
	/*
	 * Half a batch must not be committed; nor may a later batch believe in classes that
	 * are not coming.
	 */
	if (err == CIM_OK && update.first.err != CIM_OK)
		err = update.first.err;
	if (update.first.err != CIM_OK) {
		cim_fault_clear(&txn->fault);
		txn->fault = update.first;
	}
	if (err != CIM_OK)
		txn->err = err;
	txn->refused = update.first_item;
	txn->update = NULL;
	txn_forget(txn);
	arena_free(&before.arena);
	update_free(&update);
	return err;
}

enum cim_err
repo_apply(struct repo_txn *txn, const struct cim_batch *batch, struct repo_counts *counts,
    const struct cim_item **refused)
{
	struct repo_deed deed = { .remove = false };
	*refused = NULL;
	enum cim_err err = repo_apply_as(txn, batch, &deed, counts);
	if (err != CIM_OK)
		*refused = txn->refused;
	return err;
}
