/* put.c: instances made and stored, by way of the compiler, which checks them. */
#include "config.h"

#include <string.h>

#include "cim/inherit.h"
#include "lib/compile.h"
#include "lib/object.h"

/* ---- Made ------------------------------------------------------------------- */

wk_status
wk_new_instance(wk_txn *txn, const char *ns, const char *class_name, wk_object **out)
{
	struct arena arena = { 0 };
	struct cim_str normal;
	struct repo_scope *scope;
	const struct cim_class *cls, *effective;
	if (out == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*out = NULL;
	if (txn == NULL || class_name == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	wk_status status = txn_namespace_of(txn, &arena, ns, &normal);
	enum cim_err err = WK_FAILED(status) ? CIM_OK : txn_scope_of(txn, &scope);
	if (!WK_FAILED(status) && err == CIM_OK) {
		struct cim_scope view = repo_scope(scope);
		err = view.class_get(view.ctx, normal, cim_name(class_name, strlen(class_name)), &cls);
		if (err == CIM_OK)
			err = cim_effective(&arena, &view, normal, cls, &effective, NULL);
		if (err == CIM_OK && (cls->kind == CIM_KIND_STRUCTURE ||
		    cim_qualifier_true(cls->qualifiers, "Abstract"))) {
			status = txn_told(txn, WK_WBEM_E_INVALID_CLASS,
			    "%.200s is abstract: it has no instances", class_name);
		} else if (err == CIM_OK) {
			struct cim_instance empty = { .class_name = cls->name };
			err = object_of_instance(normal, effective, &empty, out);
		}
	}
	if (err == CIM_ENOENT)
		status = txn_told(txn, WK_WBEM_E_INVALID_CLASS, "there is no class %.200s", class_name);
	else if (err != CIM_OK)
		status = txn_failed(txn, err);
	arena_free(&arena);
	return status;
}

/* ---- Stored ----------------------------------------------------------------- */

/* Whether it has what only MOF 3 can say. */
static bool
is_v3(const struct wk_object *object)
{
	for (size_t i = 0; i < object->count; i++) {
		if (object->properties[i].is_set &&
		    cim_type_is_v3((enum cim_type)object->properties[i].type.type))
			return true;
	}
	return false;
}

static enum cim_err
compile_text(struct wk_txn *txn, const char *text, size_t len, const struct mof_options *options,
    struct compile_told *told)
{
	struct mof_unit *unit;
	struct repo_counts counts;
	enum cim_err err = mof_unit_new(&unit, options);
	if (err == CIM_OK)
		err = mof_parse_buffer(unit, "instance", text, len);
	if (err == CIM_OK)
		err = compile_into(unit, txn->txn, &counts);
	if (err == CIM_EINPUT && compile_tell(told, unit) != CIM_OK)
		err = CIM_ENOMEM;
	mof_unit_free(unit);
	return err;
}

wk_status
wk_put(wk_txn *txn, wk_object *object, unsigned flags)
{
	struct compile_told told = { 0 };
	const char *text;
	size_t len;
	if (txn == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	if (object == NULL || object->kind != WK_INSTANCE || !object->whole)
		return txn_told(txn, WK_WBEM_E_INVALID_OBJECT, "only whole instances can be put");
	if ((flags & ~(WK_CREATE_ONLY | WK_UPDATE_ONLY)) != 0 ||
	    flags == (WK_CREATE_ONLY | WK_UPDATE_ONLY))
		return txn_told(txn, WK_WBEM_E_INVALID_PARAMETER, "no such flags");
	wk_status status = txn_changing(txn);
	if (!WK_FAILED(status))
		status = wk_text(txn, object, WK_MOF, &text, &len);
	if (WK_FAILED(status))
		return status;
	struct mof_options options = { .ns = wk_object_namespace(object),
		.dialect = is_v3(object) ? MOF_DIALECT_MOF3 : MOF_DIALECT_WMI,
		.instance_mode = (flags & WK_CREATE_ONLY) != 0 ? CIM_MODE_CREATE_ONLY :
		    (flags & WK_UPDATE_ONLY) != 0 ? CIM_MODE_UPDATE_ONLY : 0 };
	enum cim_err err = compile_text(txn, text, len, &options, &told);
	txn_changed(txn);
	if (err == CIM_OK)
		return WK_OK;
	txn->doomed = true;
	if (err != CIM_EINPUT || told.code == 0 || repo_txn_full(txn->txn))
		return txn_failed(txn, err);
	return txn_told(txn, told.code, "%s", told.text);
}
