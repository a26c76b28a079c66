/* carry.c: instances go along when their class changes, if that loses nothing. */
#include <math.h>
#include <string.h>

#include "repo/update.h"

/* ---- Values -------------------------------------------------------------- */

static bool
integer_to(const struct cim_value *from, enum cim_type type, struct cim_value *out)
{
	bool negative = !cim_type_is_unsigned((enum cim_type)from->type) && from->as.sint < 0;
	uint64_t magnitude = negative ? 0 - (uint64_t)from->as.sint : from->as.uint;
	if (cim_type_is_integer(type))
		return cim_value_set_integer(out, type, negative, magnitude) == CIM_OK;
	if (!cim_type_is_real(type) || magnitude > (UINT64_C(1) << (type == CIM_REAL64 ? 53 : 24)))
		return false;
	double real = negative ? -(double)magnitude : (double)magnitude;
	return cim_value_set_real(out, type, real) == CIM_OK;
}

/* A number of the other size that is exactly the same. */
static bool
real_to(const struct cim_value *from, enum cim_type type, struct cim_value *out)
{
	if (!cim_type_is_real(type) || cim_value_set_real(out, type, from->as.real) != CIM_OK)
		return false;
	return memcmp(&out->as.real, &from->as.real, sizeof(double)) == 0;
}

static bool
scalar_to(const struct cim_value *from, enum cim_type type, struct cim_value *out)
{
	enum cim_type old = (enum cim_type)from->type;
	*out = *from;
	out->type = (uint8_t)type;
	if (old == type || from->is_null)
		return true;
	if (cim_type_is_integer(old))
		return integer_to(from, type, out);
	if (cim_type_is_real(old))
		return real_to(from, type, out);
	return old == CIM_DATETIME && type == CIM_STRING;
}

/* The same value in another type; false: it would not be the same. */
static bool
value_to(struct arena *arena, const struct cim_value *from, const struct cim_element_type *type,
    struct cim_value *out, enum cim_err *err)
{
	*out = *from;
	out->type = type->type;
	if (from->is_array != type->is_array && !from->is_null)
		return false;
	out->is_array = type->is_array;
	if (from->is_null)
		return true;
	if (!from->is_array)
		return scalar_to(from, (enum cim_type)type->type, out);
	if (type->array_size != 0 && from->count > type->array_size)
		return false;
	struct cim_value *items = arena_calloc(arena, from->count, sizeof(*items));
	if (items == NULL) {
		*err = CIM_ENOMEM;
		return false;
	}
	for (uint32_t i = 0; i < from->count; i++) {
		if (!scalar_to(&from->as.items[i], (enum cim_type)type->type, &items[i]))
			return false;
	}
	out->as.items = items;
	return true;
}

/* ---- Instances ----------------------------------------------------------- */

struct carry {
	struct repo_txn *txn;
	struct txn_namespace *ns;
	struct update_root *root;
	struct features features;
	struct record_work work;
	struct arena arena;		/* for one instance */
	struct bytes_writer path;
	struct arena keys;		/* of those that must be written anew */
	struct repo_key **list;
	size_t count, cap;
};

#define SHOW(s) (int)((s).len > 200 ? 200 : (s).len), (s).ptr == NULL ? "" : (s).ptr

/*
 * The instance as its class wants it now; *out NULL: what it is. False: told why not. path: its
 * canonical path, which must stay.
 */
static bool
convert(struct carry *carry, const struct cim_instance *inst, struct cim_str path,
    const struct cim_instance **out, enum cim_err *err)
{
	struct cim_instance_property *list =
	    arena_calloc(&carry->arena, inst->property_count, sizeof(*list));
	bool changed = false;
	*out = NULL;
	if (list == NULL) {
		*err = CIM_ENOMEM;
		return false;
	}
	for (uint32_t i = 0; i < inst->property_count; i++) {
		const struct cim_instance_property *was = &inst->properties[i];
		const struct cim_property *p = cim_map_get(&carry->features.properties, was->name);
		list[i] = *was;
		if (p == NULL) {
			update_obstacle(carry->root, "the instance %.*s sets %.*s, which is gone",
			    SHOW(path), SHOW(was->name));
			return false;
		}
		if (was->value.type == CIM_TYPE_NONE)
			continue;
		bool same = was->value.type == p->type.type &&
		    (was->value.is_array == p->type.is_array) &&
		    (p->type.array_size == 0 || was->value.count <= p->type.array_size);
		if (same)
			continue;
		/* An embedded object is a string in the schema, and may be one in an instance. */
		if (!value_to(&carry->arena, &was->value, &p->type, &list[i].value, err)) {
			if (*err == CIM_OK)
				update_obstacle(carry->root,
				    "the value of %.*s of the instance %.*s does not fit",
				    SHOW(was->name), SHOW(path));
			return false;
		}
		changed = true;
	}
	if (!changed)
		return true;
	struct cim_instance *copy = arena_new(&carry->arena, struct cim_instance);
	if (copy == NULL) {
		*err = CIM_ENOMEM;
		return false;
	}
	*copy = *inst;
	copy->properties = list;
	*out = copy;
	return true;
}

/* Whether the instance is still under its path. */
static enum cim_err
path_check(struct carry *carry, const struct cim_instance *inst, struct cim_str path)
{
	struct repo_scope *scope;
	struct cim_name missing;
	enum cim_err err = txn_scope(carry->txn, &scope);
	if (err == CIM_OK)
		err = instance_path(scope, &carry->arena, &carry->path, carry->ns->spelled, inst,
		    &missing);
	bool same = err == CIM_OK &&
	    cim_str_eq(path, cim_str((const char *)carry->path.buf, carry->path.len));
	if (err != CIM_OK && err != CIM_EINVAL)
		return err;
	if (!same)
		update_obstacle(carry->root, "the keys of the instance %.*s change", SHOW(path));
	return same ? CIM_OK : CIM_EEXIST;
}

/* Looks at one instance: whether it can go along, and as what. CIM_EEXIST: told why not. */
static enum cim_err
look(struct carry *carry, const struct store_item *item, const struct cim_instance **changed,
    struct cim_str *hashed_path)
{
	struct record record;
	struct repo_subject subject;
	struct repo_record raw = { item->key, item->value, item->key_len, item->value_len };
	enum cim_err err = record_decode_kind(&carry->work, &carry->arena, REPO_KIND_INSTANCE,
	    item->value, item->value_len, &record);
	if (err == CIM_OK)
		err = repo_record_subject(&carry->arena, &raw, &subject);
	if (err != CIM_OK)
		return err;
	*hashed_path = record.path;
	if (carry->root->abstract && cim_name_eq(carry->root->name, record.as.instance->class_name)) {
		update_obstacle(carry->root, "it turns abstract, and %.*s is an instance of it",
		    SHOW(subject.path));
		return CIM_EEXIST;
	}
	if (carry->root->kind_changed) {
		update_obstacle(carry->root, "%.*s is an instance", SHOW(subject.path));
		return CIM_EEXIST;
	}
	if (!convert(carry, record.as.instance, subject.path, changed, &err))
		return err == CIM_OK ? CIM_EEXIST : err;
	return path_check(
	    carry, *changed != NULL ? *changed : record.as.instance, subject.path);
}

static enum cim_err
look_one(void *ctx, const struct store_item *item)
{
	struct carry *carry = ctx;
	const struct cim_instance *changed = NULL;
	struct cim_str path;
	struct arena_mark mark = arena_mark(&carry->arena);
	enum cim_err err = look(carry, item, &changed, &path);
	arena_rewind(&carry->arena, mark);
	if (err != CIM_OK || changed == NULL)
		return err == CIM_EEXIST ? CIM_OK : err;
	struct repo_key **grown = arena_grow(&carry->keys, carry->list, carry->count, &carry->cap,
	    carry->count + 1, sizeof(carry->list[0]));
	struct repo_key *copy =
	    arena_alloc(&carry->keys, offsetof(struct repo_key, bytes) + item->key_len);
	if (grown == NULL || copy == NULL)
		return CIM_ENOMEM;
	carry->list = grown;
	copy->len = item->key_len;
	memcpy(copy->bytes, item->key, item->key_len);
	carry->list[carry->count++] = copy;
	return CIM_OK;
}

/* Writes one anew under its key: its references are what they were. */
static enum cim_err
write_one(struct carry *carry, const struct repo_key *at)
{
	struct repo_txn *txn = carry->txn;
	struct store_item item;
	const struct cim_instance *changed = NULL;
	struct cim_str path = cim_str("", 0);
	struct repo_key key;
	struct arena_mark mark = arena_mark(&carry->arena);
	key.len = at->len;
	memcpy(key.bytes, at->bytes, at->len);
	enum cim_err err = store_get(txn->store, STORE_RECORDS, key.bytes, key.len, &item);
	const void *copy =
	    err == CIM_OK ? arena_copy(&carry->arena, item.value, item.value_len) : NULL;
	if (err == CIM_OK && copy == NULL)
		err = CIM_ENOMEM;
	item.value = copy;
	if (err == CIM_OK)
		err = look(carry, &item, &changed, &path);
	if (err == CIM_OK && changed != NULL)
		err = record_encode_instance(&txn->work, carry->ns->spelled, changed, path);
	if (err == CIM_OK && changed != NULL)
		err = txn_record_put(txn, &key);
	if (err == CIM_OK && txn->update->counts != NULL)
		txn->update->counts->carried++;
	arena_rewind(&carry->arena, mark);
	return err;
}

enum cim_err
carry_instances(struct repo_txn *txn, struct txn_namespace *ns, struct update_root *root,
    struct cim_name name, const struct cim_class *effective)
{
	struct carry carry = { .txn = txn, .ns = ns, .root = root };
	struct repo_key prefix;
	struct arena map = { 0 };
	enum cim_err err = features_map(&map, effective, &carry.features);
	if (err == CIM_OK)
		err = repo_key_instances(&prefix, ns->spelled, name);
	if (err == CIM_OK)
		err = record_work_init(&carry.work);
	if (err == CIM_OK) {
		uint64_t obstacles = root->obstacles;
		err = store_walk(
		    txn->store, STORE_RECORDS, prefix.bytes, prefix.len, look_one, &carry);
		/* What is refused need not be written. */
		for (size_t i = 0; i < carry.count && err == CIM_OK && root->obstacles == obstacles;
		     i++)
			err = write_one(&carry, carry.list[i]);
		record_work_free(&carry.work);
	}
	bytes_writer_free(&carry.path);
	arena_free(&carry.arena);
	arena_free(&carry.keys);
	arena_free(&map);
	return err;
}
