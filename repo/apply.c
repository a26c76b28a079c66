/* apply.c: one compiled batch into one transaction, in its order. */
#include "repo/txn.h"

/*
 * The classes that the batch brings to each namespace, so that who names one of them need
 * not wait for it.
 */
struct coming {
	struct arena arena;
	struct cim_map namespaces;	/* -> struct cim_map of classes */
};

static enum cim_err
coming_add(struct coming *coming, struct cim_str ns, struct cim_name cls)
{
	struct cim_name key = cim_name(ns.ptr, ns.len);
	struct cim_map *classes = cim_map_get(&coming->namespaces, key);
	enum cim_err err = CIM_OK;
	if (classes == NULL) {
		classes = arena_new(&coming->arena, struct cim_map);
		if (classes == NULL)
			return CIM_ENOMEM;
		err = cim_map_set(&coming->namespaces, &coming->arena, key, classes);
	}
	return err != CIM_OK || cls.len == 0 ? err
					     : cim_map_set(classes, &coming->arena, cls, classes);
}

static enum cim_err
coming_fill(struct coming *coming, const struct cim_batch *batch)
{
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < batch->count && err == CIM_OK; i++) {
		const struct cim_item *item = &batch->items[i];
		if (item->kind == CIM_ITEM_CLASS || item->kind == CIM_ITEM_STRUCTURE)
			err = coming_add(coming, item->ns, item->as.cls->name);
		else if (item->kind == CIM_ITEM_ENUMERATION)
			err = coming_add(coming, item->ns, item->as.enumeration->name);
	}
	return err;
}

/* Tells the namespace of an item what is coming to it. */
static enum cim_err
namespace_prepare(struct repo_txn *txn, const struct coming *coming, struct cim_str ns)
{
	struct txn_namespace *known;
	enum cim_err err = txn_namespace(txn, ns, &known);
	if (err == CIM_OK && known->coming == NULL)
		known->coming = cim_map_get(&coming->namespaces, cim_name(ns.ptr, ns.len));
	return err;
}

static enum cim_err
item_apply(struct repo_txn *txn, const struct coming *coming, const struct cim_item *item,
    struct repo_counts *counts)
{
	enum txn_change change = TXN_UNCHANGED;
	uint64_t made = 0, *count = NULL;
	enum cim_err err = CIM_OK;
	switch (item->kind) {
	case CIM_ITEM_NAMESPACE:
		err = namespace_store(txn, item->ns, &made);
		counts->namespaces += made;
		counts->unchanged += err == CIM_EEXIST;
		return err == CIM_EEXIST ? CIM_OK : err;
	case CIM_ITEM_QUALIFIER_TYPE:
		count = &counts->qualifier_types;
		err = qualifier_type_store(txn, item->ns, item->as.qualifier_type, &change);
		break;
	case CIM_ITEM_CLASS: case CIM_ITEM_STRUCTURE:
		count = item->kind == CIM_ITEM_CLASS ? &counts->classes : &counts->structures;
		err = namespace_prepare(txn, coming, item->ns);
		if (err == CIM_OK)
			err = class_store(txn, item->ns, item->as.cls, &change);
		break;
	case CIM_ITEM_ENUMERATION:
		count = &counts->enumerations;
		err = enumeration_store(txn, item->ns, item->as.enumeration, &change);
		break;
	case CIM_ITEM_INSTANCE:
		count = &counts->instances;
		err = instance_store(txn, item->ns, item->as.instance, &change);
		break;
	case CIM_ITEM_DELETE_CLASS:
		err = repo_class_delete(txn, item->ns, item->as.deleted_class);
		break;
	case CIM_ITEM_DELETE_INSTANCE:
		err = repo_instance_delete(txn, item->ns, item->as.deleted_path);
		break;
	}
	if (err == CIM_OK && count != NULL)
		*(change == TXN_UNCHANGED ? &counts->unchanged : count) += 1;
	return err;
}

enum cim_err
repo_apply_as(struct repo_txn *txn, const struct cim_batch *batch, const struct repo_deed *deed,
    struct repo_counts *counts)
{
	struct coming coming = { 0 };
	*counts = (struct repo_counts){ 0 };
	enum cim_err err = txn->err != CIM_OK ? txn->err : coming_fill(&coming, batch);
	for (size_t i = 0; i < batch->count && err == CIM_OK; i++) {
		err = item_apply(txn, &coming, &batch->items[i], counts);
		struct repo_refusal refusal = { &batch->items[i], err, txn->fault.text };
		if (err != CIM_OK && deed->refused != NULL)
			deed->refused(deed->ctx, &refusal);
	}
	/*
	 * Half a batch must not be committed; nor may a later batch believe in classes that
	 * are not coming.
	 */
	if (err != CIM_OK)
		txn->err = err;
	if (coming.namespaces.used > 0)
		txn_forget(txn);
	arena_free(&coming.arena);
	return err;
}

static void
refused_first(void *ctx, const struct repo_refusal *refusal)
{
	const struct cim_item **refused = ctx;
	if (*refused == NULL)
		*refused = refusal->item;
}

enum cim_err
repo_apply(struct repo_txn *txn, const struct cim_batch *batch, struct repo_counts *counts,
    const struct cim_item **refused)
{
	struct repo_deed deed = { .refused = refused_first, .ctx = refused };
	*refused = NULL;
	return repo_apply_as(txn, batch, &deed, counts);
}
