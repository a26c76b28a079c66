/* system.c: the system classes of a namespace: found, listed, kept from being changed. */
#include "repo/system.h"

#include "repo/key.h"
#include "repo/txn.h"

enum cim_err
system_class_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    struct cim_name name, const struct cim_class **out)
{
	const struct cim_system *system = cim_system_find(ns, name);
	*out = NULL;
	if (system == NULL)
		return CIM_ENOENT;
	enum cim_err err = repo_namespace_get(reader, ns);
	return err != CIM_OK ? err : cim_system_class(arena, system, out);
}

/* Whether a namespace stores a class of this name, as those do that were made long ago. */
static enum cim_err
is_stored(struct repo_reader reader, struct cim_str ns, struct cim_name name, bool *stored)
{
	struct repo_key key;
	struct repo_record record;
	enum cim_err err = repo_key_class(&key, ns, name);
	if (err == CIM_OK)
		err = reader.get(reader.ctx, key.bytes, key.len, &record);
	*stored = err == CIM_OK;
	return err == CIM_ENOENT ? CIM_OK : err;
}

enum cim_err
repo_system_class_list(struct repo_reader reader, struct cim_str ns,
    enum cim_err (*each)(void *ctx, const struct cim_class *cls), void *ctx)
{
	struct arena arena = { 0 };
	const struct cim_system *system = NULL;
	enum cim_err err = repo_namespace_get(reader, ns);
	while (err == CIM_OK && (system = cim_system_next(ns, system)) != NULL) {
		const struct cim_class *cls;
		bool stored;
		struct arena_mark mark = arena_mark(&arena);
		err = is_stored(reader, ns, cim_system_name(system), &stored);
		if (err == CIM_OK && !stored) {
			err = cim_system_class(&arena, system, &cls);
			if (err == CIM_OK)
				err = each(ctx, cls);
		}
		arena_rewind(&arena, mark);
	}
	arena_free(&arena);
	return err == CIM_ENOENT ? CIM_OK : err;
}

/* ---- Changes --------------------------------------------------------------- */

enum cim_err
system_class_put_check(struct repo_txn *txn, struct cim_str ns, struct cim_name name)
{
	if (!cim_name_is_system(name))
		return CIM_OK;
	int len = name.len > 100 ? 100 : (int)name.len;
	if (cim_system_find(ns, name) != NULL)
		return cim_fault(&txn->fault, CIM_ECONFLICT,
		    "%.*s is a system class: it cannot be changed", len, name.ptr);
	return cim_fault(&txn->fault, CIM_EINVAL,
	    "class %.*s: names that begin with \"__\" are the system's", len, name.ptr);
}

enum cim_err
system_class_delete_check(struct repo_txn *txn, struct cim_str ns, struct cim_name name)
{
	const struct cim_system *system = cim_system_find(ns, name);
	if (system == NULL)
		return CIM_OK;
	struct cim_name spelled = cim_system_name(system);
	return cim_fault(&txn->fault, CIM_ECONFLICT,
	    "%.*s is a system class: it cannot be deleted", (int)spelled.len, spelled.ptr);
}

/* Classes whose instances tell what is so, and cannot be told otherwise. */
static bool
is_told(struct cim_name name)
{
	return cim_name_is_system(name) &&
	    (cim_name_is(name, "__thisNAMESPACE") || cim_name_is(name, "__CIMOMIdentification"));
}

enum cim_err
system_instance_put_check(struct repo_txn *txn, struct cim_name class_name)
{
	if (!is_told(class_name))
		return CIM_OK;
	return cim_fault(&txn->fault, CIM_ECONFLICT,
	    "the instance of %.*s tells what is so: it cannot be changed", (int)class_name.len,
	    class_name.ptr);
}

bool
system_instance_is_there(struct cim_str ns, struct cim_name class_name)
{
	const struct cim_system *system = cim_system_find(ns, class_name);
	return system != NULL && cim_system_is_singleton(system);
}

enum cim_err
system_instance_delete_check(struct repo_txn *txn, struct cim_str ns, const struct cim_path *path)
{
	const struct cim_system *system = cim_system_find(ns, path->class_name);
	if (system == NULL || !cim_system_is_singleton(system) || path->key_count > 0)
		return CIM_ENOENT;
	struct cim_name spelled = cim_system_name(system);
	return cim_fault(&txn->fault, CIM_ECONFLICT,
	    "%.*s always has its instance: it cannot be deleted", (int)spelled.len, spelled.ptr);
}
