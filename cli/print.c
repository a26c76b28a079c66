/* print.c: one CIM object in the form that -o asks for. */
#include "config.h"

#include "cli/print.h"

#include <string.h>

#include "cim/inherit.h"
#include "cim/path.h"
#include "cli/json.h"
#include "cli/out.h"
#include "mof/mof.h"
#include "repo/system_property.h"

void
printer_init(struct printer *p, const struct cmd *cmd, struct repo_reader reader, struct cim_str ns)
{
	memset(p, 0, sizeof(*p));
	p->format = cmd->format == FORMAT_JSONL ? FORMAT_JSON : cmd->format;
	p->effective = cmd->effective;
	p->system = cmd->system;
	p->ns = ns;
	p->reader = reader;
}

void
printer_free(struct printer *p)
{
	repo_scope_free(p->scope);
	arena_free(&p->arena);
	arena_free(&p->scratch);
	arena_free(&p->names);
	bytes_writer_free(&p->w);
}

enum cim_err
print_name(struct cim_str name)
{
	out_str(name);
	out_bytes("\n", 1);
	return out_failed() ? CIM_EIO : CIM_OK;
}

/* The classes as a scope, made when first needed. */
static enum cim_err
need_scope(struct printer *p)
{
	return p->scope != NULL ? CIM_OK : repo_scope_new(p->reader, &p->scope);
}

/* ---- JSON --------------------------------------------------------------------------- */

/* The flavors of the type of a qualifier, looked up once a name. */
static uint8_t
flavors_of(void *ctx, struct cim_name name)
{
	struct printer *p = ctx;
	const struct cim_qualifier_type *qt;
	uintptr_t known = (uintptr_t)cim_map_get(&p->flavors, name);
	if (known != 0)
		return (uint8_t)known;
	struct arena_mark mark = arena_mark(&p->arena);
	enum cim_err err = repo_qualifier_type_get(p->reader, &p->arena, p->ns, name, &qt);
	uint8_t flavors = err == CIM_OK ? qt->flavors : CIM_FLAVOR_OVERRIDE;
	arena_rewind(&p->arena, mark);
	char *kept = cmd_keep(&p->names, cim_name_str(name));
	if (err == CIM_ENOENT)
		err = CIM_OK;
	if (err == CIM_OK)
		err = kept == NULL ? CIM_ENOMEM :
		    cim_map_set(&p->flavors, &p->names,
			(struct cim_name){ kept, name.len, name.hash },
			(void *)(0x100 | (uintptr_t)flavors));
	if (p->err == CIM_OK)
		p->err = err;
	return flavors;
}

struct json_context
print_json_context(struct printer *p)
{
	return (struct json_context){
		.w = &p->w, .ns = p->ns, .flavors = flavors_of, .ctx = p };
}

/* Opens the last brace again, for the system properties of what was just written. */
static enum cim_err
add_system(struct printer *p, const struct cim_class *cls, const struct cim_instance *inst)
{
	struct repo_object object = { p->ns, cls, inst, false };
	struct cim_scope scope;
	enum cim_err err = p->w.err != CIM_OK ? p->w.err : need_scope(p);
	if (err != CIM_OK)
		return err;
	scope = repo_scope(p->scope);
	/* As declared: of an effective class all would be counted twice. */
	err = scope.class_get(scope.ctx, p->ns, inst != NULL ? inst->class_name : cls->name,
	    &object.cls);
	p->w.len--;
	json_key(&p->w, "system");
	bytes_write_text(&p->w, "{");
	for (size_t i = 0; i < REPO_SYSTEM_PROPERTIES && err == CIM_OK; i++) {
		const char *name = repo_system_property_name(i);
		struct json_context j = print_json_context(p);
		struct cim_value value;
		err = repo_system_property(
		    p->scope, &p->scratch, &object, cim_name_from_text(name), &value);
		json_key(&p->w, name);
		json_value(&j, &value);
	}
	bytes_write_text(&p->w, "}}");
	return err == CIM_ENOENT ? CIM_EDAMAGED : err;
}

/* One object: a line, or one more of the document. */
static enum cim_err
put_json(struct printer *p)
{
	if (p->err != CIM_OK)
		return p->err;
	if (p->document == NULL)
		return json_line(&p->w);
	enum cim_err err = p->w.err;
	if (err == CIM_OK) {
		out_bytes(",\n", (*p->document)++ > 0 ? 2 : 0);
		out_bytes(p->w.buf, p->w.len);
		err = out_failed() ? CIM_EIO : CIM_OK;
	}
	bytes_writer_reset(&p->w);
	return err;
}

enum cim_err
print_document_begin(void)
{
	out_format("{\"wbemkit\":%d,\"objects\":[\n", JSON_FORM);
	return out_failed() ? CIM_EIO : CIM_OK;
}

enum cim_err
print_document_end(void)
{
	out_bytes("\n]}\n", 4);
	return out_failed() ? CIM_EIO : CIM_OK;
}

/* ---- MOF ----------------------------------------------------------------------------- */

/* Where the next declaration goes: an empty line stands between two, as fmt has it. */
static struct cim_sink
mof_out(struct printer *p)
{
	if (p->begun)
		out_bytes("\n", 1);
	p->begun = true;
	return out_sink();
}

/* A dialect that has to be said before the next declaration; AUTO: none. */
static enum cim_err
print_dialect(struct printer *p, enum mof_dialect dialect)
{
	if (p->signs->err != CIM_OK || dialect == MOF_DIALECT_AUTO)
		return p->signs->err;
	if (p->format == FORMAT_MOF) {
		enum cim_err err = mof_print_dialect(dialect, mof_out(p));
		p->begun = false;
		return err;
	}
	bytes_write_text(&p->w, "{");
	json_key_text(&p->w, "kind", "dialect");
	json_key_text(&p->w, "name", mof_dialect_to_string(dialect));
	bytes_write_text(&p->w, "}");
	return put_json(p);
}

/* ---- Classes, qualifier types --------------------------------------------------------- */

/* The class with what it inherits, in an arena. A superclass that is missing is damage. */
enum cim_err
print_effective(struct printer *p, struct arena *arena, const struct cim_class *cls,
    const struct cim_class **out)
{
	enum cim_err err = need_scope(p);
	if (err != CIM_OK)
		return err;
	struct cim_scope scope = repo_scope(p->scope);
	struct cim_name missing = { NULL, 0, 0 };
	err = cim_effective(arena, &scope, p->ns, cls, out, &missing);
	if (err == CIM_ENOENT)
		return cim_fault(&p->fault, CIM_EDAMAGED,
		    "class %.*s: its superclass %.*s is missing", (int)cls->name.len,
		    cls->name.ptr, (int)missing.len, missing.ptr);
	if (err == CIM_ELIMIT)
		return cim_fault(&p->fault, CIM_EDAMAGED,
		    "class %.*s: its superclasses have no end", (int)cls->name.len, cls->name.ptr);
	return err;
}

enum cim_err
print_class(struct printer *p, const struct cim_class *cls)
{
	if (p->format == FORMAT_TEXT)
		return print_name(cim_name_str(cls->name));
	enum cim_err err = p->signs == NULL ? CIM_OK : print_dialect(p, signs_class(p->signs, cls));
	struct arena_mark mark = arena_mark(&p->scratch);
	if (err == CIM_OK && p->effective)
		err = print_effective(p, &p->scratch, cls, &cls);
	if (err == CIM_OK && p->format == FORMAT_JSON) {
		struct json_context j = print_json_context(p);
		json_class(&j, cls);
		if (p->system && cls->kind != CIM_KIND_STRUCTURE)
			err = add_system(p, cls, NULL);
		if (err == CIM_OK)
			err = put_json(p);
	} else if (err == CIM_OK) {
		err = mof_print_class(cls, mof_out(p));
	}
	arena_rewind(&p->scratch, mark);
	return err;
}

enum cim_err
print_enumeration(struct printer *p, const struct cim_enumeration *en)
{
	if (p->format == FORMAT_TEXT)
		return print_name(cim_name_str(en->name));
	enum cim_err err = p->signs == NULL ? CIM_OK :
	    print_dialect(p, signs_enumeration(p->signs, en));
	if (err != CIM_OK)
		return err;
	if (p->format == FORMAT_MOF)
		return mof_print_enumeration(en, mof_out(p));
	struct json_context j = print_json_context(p);
	json_enumeration(&j, en);
	return put_json(p);
}

enum cim_err
print_qualifier_type(struct printer *p, const struct cim_qualifier_type *qt)
{
	if (p->format == FORMAT_TEXT)
		return print_name(cim_name_str(qt->name));
	enum cim_err err = p->signs == NULL ? CIM_OK :
	    print_dialect(p, signs_qualifier_type(p->signs, qt));
	if (err != CIM_OK)
		return err;
	if (p->format == FORMAT_MOF)
		return mof_print_qualifier_type(qt, mof_out(p));
	struct json_context j = print_json_context(p);
	json_qualifier_type(&j, qt);
	return put_json(p);
}

/* The path as people write it, in p->w; the canonical one where the class does not tell. */
static enum cim_err
put_path(struct printer *p, const struct cim_instance *inst, struct cim_str canonical)
{
	const struct cim_class *identity;
	struct cim_path path;
	enum cim_err err = need_scope(p);
	if (err == CIM_OK)
		err = repo_scope_identity(p->scope, p->ns, inst->class_name, &identity);
	if (err == CIM_OK)
		err = cim_path_of(&p->scratch, identity, inst, &path, NULL);
	if (err == CIM_EINVAL || err == CIM_ENOENT) {
		bytes_write(&p->w, canonical.ptr, canonical.len);
		return CIM_OK;
	}
	if (err == CIM_OK)
		cim_path_print(&p->w, &path);
	return err;
}

enum cim_err
print_instance(struct printer *p, const struct cim_instance *inst, struct cim_str canonical)
{
	enum cim_err err = p->signs == NULL ? CIM_OK :
	    print_dialect(p, signs_instance(p->signs, inst));
	if (err != CIM_OK)
		return err;
	if (p->format == FORMAT_MOF)
		return mof_print_instance(inst, mof_out(p));
	struct arena_mark mark = arena_mark(&p->scratch);
	bytes_writer_reset(&p->w);
	err = put_path(p, inst, canonical);
	if (err == CIM_OK)
		err = p->w.err;
	if (err == CIM_OK && p->format == FORMAT_TEXT) {
		err = json_line(&p->w);
	} else if (err == CIM_OK) {
		struct cim_str path = { arena_copy(&p->scratch, p->w.buf, p->w.len), p->w.len };
		bytes_writer_reset(&p->w);
		err = CIM_ENOMEM;
		if (path.ptr != NULL) {
			struct json_context j = print_json_context(p);
			json_instance(&j, inst, path);
			err = p->system ? add_system(p, NULL, inst) : CIM_OK;
			if (err == CIM_OK)
				err = put_json(p);
		}
	}
	bytes_writer_reset(&p->w);
	arena_rewind(&p->scratch, mark);
	return err;
}

enum cim_err
print_namespace(struct printer *p, struct cim_str ns)
{
	if (p->format == FORMAT_TEXT)
		return print_name(ns);
	if (p->format == FORMAT_MOF)
		return mof_print_namespace_pragma(ns, mof_out(p));
	bytes_write_text(&p->w, "{");
	json_key_text(&p->w, "kind", "namespace");
	json_key_str(&p->w, "name", ns);
	bytes_write_text(&p->w, "}");
	return put_json(p);
}
