/* print.c: one CIM object in the form that -o asks for. */
#include "config.h"

#include "cli/print.h"

#include <string.h>

#include "cim/inherit.h"
#include "cim/path.h"
#include "cli/json.h"
#include "cli/out.h"
#include "mof/mof.h"

void
printer_init(struct printer *p, const struct cmd *cmd, struct repo_reader reader, struct cim_str ns)
{
	memset(p, 0, sizeof(*p));
	p->format = cmd->format;
	p->effective = cmd->effective;
	p->ns = ns;
	p->reader = reader;
}

void
printer_free(struct printer *p)
{
	repo_scope_free(p->scope);
	arena_free(&p->arena);
	arena_free(&p->scratch);
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

/* The class with what it inherits, in an arena. A superclass that is missing is damage. */
static enum cim_err
make_effective(struct printer *p, struct arena *arena, const struct cim_class *cls,
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
	enum cim_err err = CIM_OK;
	struct arena_mark mark = arena_mark(&p->scratch);
	if (p->effective)
		err = make_effective(p, &p->scratch, cls, &cls);
	if (err == CIM_OK && p->format == FORMAT_JSON) {
		json_class(&p->w, p->ns, cls);
		err = json_line(&p->w);
	} else if (err == CIM_OK) {
		err = mof_print_class(cls, out_sink());
	}
	arena_rewind(&p->scratch, mark);
	return err;
}

enum cim_err
print_qualifier_type(struct printer *p, const struct cim_qualifier_type *qt)
{
	if (p->format == FORMAT_TEXT)
		return print_name(cim_name_str(qt->name));
	if (p->format == FORMAT_MOF)
		return mof_print_qualifier_type(qt, out_sink());
	json_qualifier_type(&p->w, p->ns, qt);
	return json_line(&p->w);
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
	if (p->format == FORMAT_MOF)
		return mof_print_instance(inst, out_sink());
	struct arena_mark mark = arena_mark(&p->scratch);
	bytes_writer_reset(&p->w);
	enum cim_err err = put_path(p, inst, canonical);
	if (err == CIM_OK)
		err = p->w.err;
	if (err == CIM_OK && p->format == FORMAT_TEXT) {
		err = json_line(&p->w);
	} else if (err == CIM_OK) {
		struct cim_str path = { arena_copy(&p->scratch, p->w.buf, p->w.len), p->w.len };
		bytes_writer_reset(&p->w);
		err = CIM_ENOMEM;
		if (path.ptr != NULL) {
			json_instance(&p->w, p->ns, inst, path);
			err = json_line(&p->w);
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
		return mof_print_namespace_pragma(ns, out_sink());
	bytes_write_text(&p->w, "{");
	json_key_text(&p->w, "kind", "namespace");
	json_key_str(&p->w, "name", ns);
	bytes_write_text(&p->w, "}");
	return json_line(&p->w);
}
