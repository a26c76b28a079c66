/* cmd_find.c: class tree, down and up, and class find: by name, qualifier, members, superclass. */
#include "config.h"

#include <string.h>

#include "cim/inherit.h"
#include "cim/limits.h"
#include "cli/cmd.h"
#include "cli/glob.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/show.h"
#include "cli/tree.h"

/* ---- class tree ------------------------------------------------------------------- */

struct tree_out {
	struct printer *printer;
	bool marked_only;
};

static enum cim_err
tree_line(void *ctx, const struct tree_class *cls, unsigned depth)
{
	const struct tree_out *out = ctx;
	struct printer *p = out->printer;
	if (out->marked_only && !cls->marked)
		return CIM_OK;
	if (p->format == FORMAT_TEXT) {
		for (unsigned i = 0; i < depth; i++)
			out_text("  ");
		return print_name(cim_name_str(cls->name));
	}
	bytes_write_text(&p->w, "{");
	json_key_str(&p->w, "name", cim_name_str(cls->name));
	json_key(&p->w, "superclass");
	if (cls->superclass.len == 0)
		bytes_write_text(&p->w, "null");
	else
		json_string(&p->w, cim_name_str(cls->superclass));
	json_key_number(&p->w, "depth", depth);
	bytes_write_text(&p->w, "}");
	return json_line(&p->w);
}

/* The class of an operand; NULL: it was told that there is none. */
static struct tree_class *
tree_operand(struct show *show, const struct tree *tree, const char *text, int *status)
{
	struct cim_name name;
	struct tree_class *found = show_name(text, &name) ? tree_find(tree, name) : NULL;
	if (found == NULL)
		*status = show_class_missing(show, text);
	return found;
}

/* The ways up from all operands, as one tree. */
static enum cim_err
tree_up(struct show *show, struct tree *tree, int *status)
{
	struct tree_out out = { &show->printer, true };
	tree->all_system = true;
	for (int i = 0; i < show->cmd->arg_count; i++) {
		struct tree_class *at = tree_operand(show, tree, show->cmd->args[i], status);
		for (; at != NULL && !at->marked && at != &tree->roots; at = at->parent)
			at->marked = true;
	}
	return tree_walk(tree, NULL, tree_line, &out);
}

static enum cim_err
tree_down(struct show *show, struct tree *tree, int *status)
{
	struct tree_out out = { &show->printer, false };
	enum cim_err err = CIM_OK;
	if (show->cmd->arg_count == 0)
		return tree_walk(tree, NULL, tree_line, &out);
	for (int i = 0; i < show->cmd->arg_count && err == CIM_OK; i++) {
		const struct tree_class *root =
		    tree_operand(show, tree, show->cmd->args[i], status);
		if (root != NULL)
			err = tree_walk(tree, root, tree_line, &out);
	}
	return err;
}

int
cmd_class_tree(struct cmd *cmd)
{
	struct show show;
	struct tree tree;
	if (cmd->up && cmd->arg_count == 0)
		return cmd_usage("class tree: --up needs the CLASS to begin at");
	int status = show_open(&show, cmd);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = tree_load(
	    &tree, show.view.reader, show.printer.ns, cmd->system, &show.printer.fault);
	if (err == CIM_OK)
		err = cmd->up ? tree_up(&show, &tree, &status) : tree_down(&show, &tree, &status);
	tree_free(&tree);
	return show_close(&show, status, err);
}

/* ---- class find: what is asked of a class ------------------------------------------- */

/* A text that another must match, case aside: with wildcards as a pattern, else as it is. */
struct wanted_text {
	const char *text;		/* NULL: anything */
	size_t len;
	bool is_glob;
	struct glob glob;
};

/* --qualifier NAME[=VALUE], --property NAME[:TYPE], --method NAME. */
struct wanted {
	struct wanted_text name, value;
	bool array;			/* of a type: [] stood behind it */
};

struct finder {
	struct cmd *cmd;
	struct printer *printer;
	struct repo_reader reader;
	struct repo_scope *scope;
	struct cim_str ns;
	bool by_name;
	struct glob glob;
	struct wanted *qualifiers, *properties, *methods;
	struct cim_name superclass;	/* empty: any */
	bool superclass_seen;		/* in some namespace */
	struct arena arena;
	struct arena scratch;		/* for one class */
	struct bytes_writer w;
	uint64_t found;
	bool ns_told;			/* MOF: the pragma is there, or none is needed */
	struct cim_fault fault;
};

static enum cim_err
wanted_text(struct wanted_text *out, struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_copy(arena, text, len);
	if (copy == NULL)
		return CIM_ENOMEM;
	*out = (struct wanted_text){ .text = copy, .len = len };
	out->is_glob = copy[strcspn(copy, "*?[")] != '\0';
	return out->is_glob ? glob_init(&out->glob, arena, copy) : CIM_OK;
}

static bool
text_fits(const struct wanted_text *wanted, struct cim_str text)
{
	struct cim_name name = { text.ptr, (uint32_t)text.len, 0 };
	struct cim_name own = { wanted->text, (uint32_t)wanted->len, 0 };
	return wanted->text == NULL ||
	    (wanted->is_glob ? glob_match(&wanted->glob, name) : cim_name_cmp(own, name) == 0);
}

/* Reads the values of one option, parted at a sign (NUL: they have one part). */
static enum cim_err
wanted_list(struct finder *f, const char **texts, size_t count, char sign, struct wanted **out)
{
	struct wanted *list = arena_calloc(&f->arena, count + 1, sizeof(*list));
	enum cim_err err = list == NULL ? CIM_ENOMEM : CIM_OK;
	*out = list;
	for (size_t i = 0; i < count && err == CIM_OK; i++) {
		const char *at = sign == '\0' ? NULL : strchr(texts[i], sign);
		size_t len = at == NULL ? strlen(texts[i]) : (size_t)(at - texts[i]);
		err = wanted_text(&list[i].name, &f->arena, texts[i], len);
		if (at == NULL || err != CIM_OK)
			continue;
		size_t rest = strlen(at + 1);
		list[i].array = sign == ':' && rest >= 2 && strcmp(at + 1 + rest - 2, "[]") == 0;
		err = wanted_text(
		    &list[i].value, &f->arena, at + 1, list[i].array ? rest - 2 : rest);
	}
	return err;
}

static bool
value_fits(struct finder *f, const struct wanted_text *wanted, const struct cim_value *v)
{
	if (v->is_null || v->type == CIM_TYPE_NONE)
		return text_fits(wanted, CIM_STR("NULL"));
	for (uint32_t i = 0; v->is_array && i < v->count; i++) {
		if (value_fits(f, wanted, &v->as.items[i]))
			return true;
	}
	if (v->is_array)
		return false;
	bytes_writer_reset(&f->w);
	cim_value_text(&f->w, v);
	return text_fits(wanted, cim_str((const char *)f->w.buf, f->w.len));
}

/* A boolean that is false is as if it were not there, unless its value was asked for. */
static bool
qualifier_fits(struct finder *f, const struct wanted *wanted, const struct cim_qualifier *q)
{
	if (wanted->value.text != NULL)
		return value_fits(f, &wanted->value, &q->value);
	return q->value.type != CIM_BOOLEAN || cim_qualifier_is_true(q);
}

/* Whether a class has it, itself or from above; what a class says itself hides what is above. */
static enum cim_err
has_qualifier(struct finder *f, const struct cim_class *cls, const struct wanted *wanted, bool *has)
{
	struct cim_scope scope = repo_scope(f->scope);
	*has = false;
	for (unsigned depth = 0; depth <= CIM_LIMIT_INHERITANCE; depth++) {
		for (uint32_t i = 0; i < cls->qualifiers.count; i++) {
			const struct cim_qualifier *q = &cls->qualifiers.list[i];
			if (!text_fits(&wanted->name, cim_name_str(q->name)) ||
			    (depth > 0 && (q->flavors & CIM_FLAVOR_TOSUBCLASS) == 0))
				continue;
			*has = qualifier_fits(f, wanted, q);
			if (*has || !wanted->name.is_glob)
				return CIM_OK;
		}
		if (cls->superclass.len == 0)
			return CIM_OK;
		enum cim_err err = scope.class_get(scope.ctx, f->ns, cls->superclass, &cls);
		if (err != CIM_OK)
			return err == CIM_ENOENT ? CIM_OK : err;
	}
	return cim_fault(&f->fault, CIM_EDAMAGED, "a class: its superclasses have no end");
}

static bool
type_fits(const struct wanted *wanted, const struct cim_element_type *type)
{
	if (wanted->value.text == NULL)
		return true;
	if (wanted->array != type->is_array)
		return false;
	return text_fits(&wanted->value,
	    cim_str_from(cim_type_to_string((enum cim_type)type->type))) ||
	    (type->type == CIM_REFERENCE && text_fits(&wanted->value, CIM_STR("ref"))) ||
	    (type->class_name.len > 0 && text_fits(&wanted->value, cim_name_str(type->class_name)));
}

static bool
has_property(const struct cim_class *cls, const struct wanted *wanted)
{
	for (uint32_t i = 0; i < cls->property_count; i++) {
		const struct cim_property *p = &cls->properties[i];
		if (text_fits(&wanted->name, cim_name_str(p->name)) && type_fits(wanted, &p->type))
			return true;
	}
	return false;
}

static bool
has_method(const struct cim_class *cls, const struct wanted *wanted)
{
	for (uint32_t i = 0; i < cls->method_count; i++) {
		if (text_fits(&wanted->name, cim_name_str(cls->methods[i].name)))
			return true;
	}
	return false;
}

/* Below the superclass that is asked for, and not that class itself. */
static enum cim_err
is_below(struct finder *f, const struct cim_class *cls, bool *below)
{
	struct cim_scope scope = repo_scope(f->scope);
	*below = true;
	if (f->superclass.len == 0)
		return CIM_OK;
	if (cim_name_eq(f->superclass, cls->name)) {
		f->superclass_seen = true;
		*below = false;
		return CIM_OK;
	}
	enum cim_err err = cim_is_a(&scope, f->ns, cls->name, f->superclass);
	*below = err == CIM_OK;
	return err == CIM_ENOENT ? CIM_OK : err;
}

/* Members: those that it declares, or with -e those that it has. */
static enum cim_err
has_members(struct finder *f, const struct cim_class *cls, bool *fits)
{
	struct cim_scope scope = repo_scope(f->scope);
	const struct cim_class *effective = cls;
	struct cim_name missing;
	*fits = true;
	if (f->cmd->property_count + f->cmd->method_count == 0)
		return CIM_OK;
	if (f->cmd->effective) {
		enum cim_err err =
		    cim_effective(&f->scratch, &scope, f->ns, cls, &effective, &missing);
		if (err != CIM_OK)
			return err == CIM_ENOENT ? CIM_EDAMAGED : err;
	}
	for (size_t i = 0; i < f->cmd->property_count && *fits; i++)
		*fits = has_property(effective, &f->properties[i]);
	for (size_t i = 0; i < f->cmd->method_count && *fits; i++)
		*fits = has_method(effective, &f->methods[i]);
	return CIM_OK;
}

static enum cim_err
class_fits(struct finder *f, const struct cim_class *cls, bool *fits)
{
	enum cim_err err = is_below(f, cls, fits);
	if (err != CIM_OK || !*fits)
		return err;
	*fits = !f->by_name || glob_match(&f->glob, cls->name);
	for (size_t i = 0; i < f->cmd->qualifier_count && *fits && err == CIM_OK; i++)
		err = has_qualifier(f, cls, &f->qualifiers[i], fits);
	if (err == CIM_OK && *fits)
		err = has_members(f, cls, fits);
	return err;
}

/* ---- class find: what is printed ----------------------------------------------------- */

static enum cim_err
print_found(struct finder *f, const struct cim_class *cls)
{
	struct bytes_writer *w = &f->printer->w;
	if (f->printer->format == FORMAT_MOF) {
		enum cim_err err = f->ns_told ? CIM_OK : print_namespace(f->printer, f->ns);
		f->ns_told = true;
		return err != CIM_OK ? err : print_class(f->printer, cls);
	}
	if (f->printer->format == FORMAT_TEXT) {
		if (f->cmd->all) {
			out_str(f->ns);
			out_text(":");
		}
		return print_name(cim_name_str(cls->name));
	}
	bytes_write_text(w, "{");
	json_key_str(w, "name", cim_name_str(cls->name));
	json_key_str(w, "namespace", f->ns);
	json_key(w, "superclass");
	if (cls->superclass.len == 0)
		bytes_write_text(w, "null");
	else
		json_string(w, cim_name_str(cls->superclass));
	bytes_write_text(w, "}");
	return json_line(w);
}

static enum cim_err
each_class(void *ctx, const struct cim_class *cls)
{
	struct finder *f = ctx;
	bool fits;
	struct arena_mark mark = arena_mark(&f->scratch);
	enum cim_err err = class_fits(f, cls, &fits);
	if (err == CIM_OK && fits) {
		f->found++;
		err = print_found(f, cls);
	}
	arena_rewind(&f->scratch, mark);
	return err;
}

/* All classes of one namespace; those of MOF stand behind its pragma when there are others. */
static enum cim_err
find_in(void *ctx, struct cim_str ns)
{
	struct finder *f = ctx;
	struct printer there;
	struct printer *outer = f->printer;
	printer_init(&there, f->cmd, f->reader, ns);
	there.begun = outer->begun;
	f->printer = &there;
	f->ns = ns;
	f->ns_told = !f->cmd->all;
	enum cim_err err = f->cmd->system ?
	    repo_system_class_list(f->reader, ns, each_class, f) : CIM_OK;
	if (err == CIM_OK)
		err = repo_class_list(f->reader, ns, each_class, f);
	if (there.fault.err != CIM_OK && f->fault.err == CIM_OK)
		f->fault = there.fault;
	f->printer = outer;
	outer->begun = there.begun;
	printer_free(&there);
	return err;
}

/* Reads what is asked. -1, or the status of what cannot be. */
static int
read_wanted(struct finder *f)
{
	struct cmd *cmd = f->cmd;
	enum cim_err err = CIM_OK;
	if (cmd->arg_count == 0 && cmd->superclass == NULL &&
	    cmd->qualifier_count + cmd->property_count + cmd->method_count == 0)
		return cmd_usage("class find: what? A PATTERN, --qualifier, --property, --method "
		    "or --superclass");
	if (cmd->effective && cmd->property_count + cmd->method_count == 0)
		return cmd_usage("class find: --effective is for --property and --method");
	f->by_name = cmd->arg_count > 0;
	if (f->by_name)
		err = glob_init(&f->glob, &f->arena, cmd->args[0]);
	if (cmd->superclass != NULL)
		(void)show_name(cmd->superclass, &f->superclass);
	if (err == CIM_OK)
		err = wanted_list(f, cmd->qualifiers, cmd->qualifier_count, '=', &f->qualifiers);
	if (err == CIM_OK)
		err = wanted_list(f, cmd->properties, cmd->property_count, ':', &f->properties);
	if (err == CIM_OK)
		err = wanted_list(f, cmd->methods, cmd->method_count, '\0', &f->methods);
	return err == CIM_OK ? -1 : cmd_fail("class find", err, NULL);
}

static int
tell_nothing(struct finder *f, struct show *show)
{
	struct cmd *cmd = f->cmd;
	const char *where = cmd->all ? "any namespace" : cmd->ns;
	if (f->superclass.len > 0 && !f->superclass_seen && !cmd->all)
		return show_class_missing(show, cmd->superclass);
	if (!cmd->quiet && f->by_name)
		err_line("%s: no class in %s matches", cmd->args[0], where);
	else if (!cmd->quiet)
		err_line("no class in %s is like that", where);
	return CMD_FINDINGS;
}

int
cmd_class_find(struct cmd *cmd)
{
	struct show show = { .cmd = cmd };
	struct finder finder = { .cmd = cmd };
	int status = read_wanted(&finder);
	if (status < 0)
		status = cmd->all ? view_open(cmd, &show.view) : show_open(&show, cmd);
	if (status != CMD_DONE) {
		arena_free(&finder.arena);
		return status;
	}
	if (cmd->all)
		printer_init(&show.printer, cmd, show.view.reader, cmd_namespace(cmd));
	finder.printer = &show.printer;
	finder.reader = show.view.reader;
	enum cim_err err = repo_scope_new(finder.reader, &finder.scope);
	if (err == CIM_OK)
		err = cmd->all ? repo_namespace_list(finder.reader, find_in, &finder) :
		    find_in(&finder, show.printer.ns);
	if (err == CIM_OK)
		err = finder.w.err;
	if (err == CIM_OK && finder.found == 0)
		status = tell_nothing(&finder, &show);
	if (err != CIM_OK && finder.fault.err != CIM_OK)
		show.printer.fault = finder.fault;
	repo_scope_free(finder.scope);
	arena_free(&finder.arena);
	arena_free(&finder.scratch);
	bytes_writer_free(&finder.w);
	return show_close(&show, status, err);
}
