/* text.c: objects as MOF and as JSON. */
#include "config.h"

#include <string.h>

#include "lib/object.h"
#include "mof/json_out.h"
#include "mof/mof.h"

static enum cim_err
append(void *ctx, const void *bytes, size_t n)
{
	struct bytes_writer *w = ctx;
	bytes_write(w, bytes, n);
	return w->err;
}

static enum cim_err
as_mof(struct wk_object *object)
{
	struct cim_sink sink = { append, &object->w };
	const struct cim_instance *inst;
	switch (object->kind) {
	case WK_NAMESPACE: return mof_print_namespace_pragma(object->ns, sink);
	case WK_QUALIFIER_TYPE: return mof_print_qualifier_type(object->type, sink);
	case WK_ENUMERATION: return mof_print_enumeration(object->enumeration, sink);
	case WK_CLASS: case WK_STRUCTURE: return mof_print_class(object->cls, sink);
	case WK_INSTANCE:
		inst = object_instance(object);
		return inst == NULL ? CIM_ENOMEM : mof_print_instance(inst, sink);
	case WK_RECORD: break;
	}
	return CIM_EINVAL;
}

/* ---- JSON ------------------------------------------------------------------- */

/* The flavors of the types of qualifiers, looked up each time: a class has few. */
struct flavors {
	struct wk_txn *txn;
	struct cim_str ns;
	enum cim_err err;
};

static uint8_t
flavors_of(void *ctx, struct cim_name name)
{
	struct flavors *f = ctx;
	struct arena arena = { 0 };
	const struct cim_qualifier_type *qt;
	enum cim_err err = f->txn == NULL ? CIM_ENOENT : repo_qualifier_type_get(
	    repo_txn_reader(f->txn->txn), &arena, f->ns, name, &qt);
	uint8_t flavors = err == CIM_OK ? qt->flavors : CIM_FLAVOR_OVERRIDE;
	if (err != CIM_OK && err != CIM_ENOENT && f->err == CIM_OK)
		f->err = err;
	arena_free(&arena);
	return flavors;
}

/* A record is an object of its properties. */
static void
record_json(const struct json_context *j, struct wk_object *object)
{
	bytes_write_text(j->w, "{");
	json_key_str(j->w, "kind", cim_name_str(object->name));
	for (size_t i = 0; i < object->count; i++) {
		json_key(j->w, wk_property_name(object, i));
		json_value(j, &object->properties[i].held);
	}
	bytes_write_text(j->w, "}");
}

static enum cim_err
as_json(struct wk_txn *txn, struct wk_object *object)
{
	struct flavors flavors = { .txn = txn, .ns = object->ns };
	struct json_context j = { .w = &object->w, .ns = object->ns, .flavors = flavors_of,
		.ctx = &flavors };
	const struct cim_instance *inst;
	const char *path;
	switch (object->kind) {
	case WK_NAMESPACE:
		bytes_write_text(&object->w, "{");
		json_key_text(&object->w, "kind", "namespace");
		json_key_str(&object->w, "name", object->ns);
		bytes_write_text(&object->w, "}");
		break;
	case WK_QUALIFIER_TYPE: json_qualifier_type(&j, object->type); break;
	case WK_ENUMERATION: json_enumeration(&j, object->enumeration); break;
	case WK_CLASS: case WK_STRUCTURE: json_class(&j, object->cls); break;
	case WK_INSTANCE:
		inst = object_instance(object);
		path = wk_object_path(object);
		if (inst == NULL)
			return CIM_ENOMEM;
		json_instance(&j, inst, path == NULL ? CIM_STR("") : cim_str_from(path));
		break;
	case WK_RECORD: record_json(&j, object); break;
	}
	return flavors.err != CIM_OK ? flavors.err : object->w.err;
}

wk_status
wk_text(wk_txn *txn, wk_object *object, int form, const char **text, size_t *length)
{
	if (text == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*text = NULL;
	if (length != NULL)
		*length = 0;
	if (object == NULL || (form != WK_MOF && form != WK_JSON) ||
	    (form == WK_JSON && txn == NULL &&
		(object->kind == WK_CLASS || object->kind == WK_STRUCTURE ||
		    object->kind == WK_ENUMERATION)))
		return WK_WBEM_E_INVALID_PARAMETER;
	bytes_writer_reset(&object->w);
	enum cim_err err = form == WK_MOF ? as_mof(object) : as_json(txn, object);
	size_t len = object->w.len;
	bytes_write_u8(&object->w, 0);
	if (err == CIM_OK)
		err = object->w.err;
	if (err != CIM_OK)
		return txn != NULL ? txn_failed(txn, err) : cim_wbem_of(err);
	*text = (const char *)object->w.buf;
	if (length != NULL)
		*length = len;
	return WK_OK;
}
