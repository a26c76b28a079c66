/* cmd_edit.c: instance create and modify: NAME=VALUE, or MOF and JSON from standard input. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cim/inherit.h"
#include "cim/limits.h"
#include "cim/system.h"
#include "cli/cmd.h"
#include "cli/edit_text.h"
#include "cli/input.h"
#include "cli/out.h"
#include "cli/plan.h"
#include "cli/stop.h"
#include "mof/wbem.h"
#include "mof/mof.h"
#include "repo/live.h"

/*
 * What is written becomes a declaration in MOF, which is compiled and stored as any other: so it is
 * typed and checked by the same rules. Each operand begins a line of it, so that mistakes are told
 * at their operand.
 */
struct edit {
	struct cmd *cmd;
	bool create;
	struct input input;		/* of standard input */
	struct cim_path path;		/* modify: of which instance */
	struct cim_str ns;
	struct cim_name class_name;
	struct bytes_writer text;
	uint32_t *lines;		/* of each operand the line of the text that it begins */
	const struct cim_instance *stored;	/* modify: as it was */
	struct mof_unit *unit;
	struct arena arena;		/* of one run of the deed */
	struct plan plan;
	bool planned;
	struct bytes_writer made;	/* paths of what was created, a line each */
	struct cim_fault fault;
	int status;			/* what was told already; CMD_DONE: nothing */
};

static bool
from_stream(const struct edit *e)
{
	return strcmp(e->cmd->args[0], "-") == 0;
}

/* ---- The declaration --------------------------------------------------------------- */

/* The name of an operand, up to its "="; false: it has none. */
static bool
operand_name(const char *operand, struct cim_str *name)
{
	const char *equals = strchr(operand, '=');
	*name = cim_str(operand, equals == NULL ? 0 : (size_t)(equals - operand));
	return equals != NULL && cim_name_valid(*name);
}

static const struct cim_property *
operand_property(const struct cim_class *cls, const char *operand)
{
	struct cim_str name;
	(void)operand_name(operand, &name);
	return cim_property_find(cls, cim_name(name.ptr, name.len));
}

/* Adds the operands, a line each, or more where a value has some. */
static void
put_operands(struct edit *e, const struct cim_class *cls)
{
	uint32_t line = 1;
	for (size_t i = 0; i < e->text.len; i++)
		line += e->text.buf[i] == '\n';
	for (int i = 1; i < e->cmd->arg_count; i++) {
		const char *operand = e->cmd->args[i];
		struct cim_str name;
		size_t at = e->text.len;
		(void)operand_name(operand, &name);
		const struct cim_property *p = operand_property(cls, operand);
		e->lines[i] = line;
		bytes_write(&e->text, name.ptr, name.len);
		bytes_write_text(&e->text, " = ");
		edit_put_value(&e->text, p == NULL ? NULL : &p->type,
		    cim_str_from(operand + name.len + 1));
		bytes_write_text(&e->text, ";\n");
		for (; at < e->text.len; at++)
			line += e->text.buf[at] == '\n';
	}
	bytes_write_text(&e->text, "};\n");
}

static enum cim_err
sink_write(void *ctx, const void *bytes, size_t n)
{
	struct bytes_writer *w = ctx;
	bytes_write(w, bytes, n);
	return w->err;
}

/* The stored instance without what the operands set, open at its end. */
static enum cim_err
put_stored(struct edit *e, const struct cim_instance *stored)
{
	struct cim_instance rest = *stored;
	struct cim_instance_property *list =
	    arena_calloc(&e->arena, stored->property_count, sizeof(*list));
	struct cim_sink sink = { .ctx = &e->text, .write = sink_write };
	if (list == NULL)
		return CIM_ENOMEM;
	rest.properties = list;
	rest.property_count = 0;
	for (uint32_t i = 0; i < stored->property_count; i++) {
		const struct cim_instance_property *p = &stored->properties[i];
		bool set = false;
		for (int k = 1; k < e->cmd->arg_count && !set; k++) {
			struct cim_str name;
			(void)operand_name(e->cmd->args[k], &name);
			set = cim_name_eq(p->name, cim_name(name.ptr, name.len));
		}
		if (!set)
			list[rest.property_count++] = *p;
	}
	enum cim_err err = mof_print_instance(&rest, sink);
	while (e->text.len > 0 && e->text.buf[e->text.len - 1] != '}')
		e->text.len--;
	e->text.len -= e->text.len > 0;
	bytes_write_u8(&e->text, '\n');
	return err != CIM_OK ? err : e->text.err;
}

/* A key among the operands says which instance it is, and cannot be another. */
static enum cim_err
refuse_keys(struct edit *e, const struct cim_class *cls)
{
	char code[CMD_CODE_SIZE];
	for (int i = 1; i < e->cmd->arg_count; i++) {
		const struct cim_property *p = operand_property(cls, e->cmd->args[i]);
		if (p == NULL || !cim_qualifier_true(p->qualifiers, "Key"))
			continue;
		err_line("%.*s is a key: it says which instance this is; create another and "
		    "delete this one%s", (int)p->name.len, p->name.ptr,
		    cmd_code(code, WBEM_E_INVALID_OPERATION));
		e->status = CMD_REFUSED;
		return CIM_ECANCELED;
	}
	return CIM_OK;
}

/* The class with all that it has. What is not there is told. */
static enum cim_err
find_class(struct edit *e, const struct cim_scope *scope, const struct cim_class **out)
{
	const struct cim_class *cls;
	struct cim_name missing;
	char code[CMD_CODE_SIZE];
	enum cim_err err = scope->namespace_get(scope->ctx, e->ns);
	if (err == CIM_ENOENT) {
		e->status = cmd_no_namespace(
		    cmd_keep(&e->arena, e->ns), cmd_repository(e->cmd));
		return CIM_ECANCELED;
	}
	if (err == CIM_OK)
		err = scope->class_get(scope->ctx, e->ns, e->class_name, &cls);
	if (err == CIM_ENOENT) {
		err_line("%.*s: no such class in %.*s%s", (int)e->class_name.len,
		    e->class_name.ptr, (int)e->ns.len, e->ns.ptr,
		    cmd_code(code, WBEM_E_INVALID_CLASS));
		e->status = CMD_FINDINGS;
		return CIM_ECANCELED;
	}
	if (err == CIM_OK)
		err = cim_effective(&e->arena, scope, e->ns, cls, out, &missing);
	return err == CIM_ENOENT ? CIM_EDAMAGED : err;
}

/* What a provider gives is not stored. */
static enum cim_err
refuse_dynamic(struct edit *e, const struct cim_scope *scope)
{
	struct repo_giver giver;
	char code[CMD_CODE_SIZE];
	enum cim_err err = repo_giver_find(scope, e->ns, e->class_name, &giver);
	if (err != CIM_OK || repo_giver_stores(&giver))
		return err;
	err_line("%.*s: its instances are not stored, they come from %s%.*s%s",
	    (int)e->class_name.len, e->class_name.ptr,
	    giver.kind == REPO_GIVER_PROVIDER ? "the provider " : "the program itself",
	    (int)giver.provider.len, giver.provider.ptr == NULL ? "" : giver.provider.ptr,
	    cmd_code(code, WBEM_E_INVALID_OPERATION));
	e->status = CMD_REFUSED;
	return CIM_ECANCELED;
}

static enum cim_err
stored_instance(struct edit *e, struct repo_reader reader, const struct cim_instance **out)
{
	char code[CMD_CODE_SIZE];
	enum cim_err err = repo_instance_get(reader, &e->arena, e->ns, &e->path, out);
	/*
	 * A setting of which nothing is stored yet: the program goes on saying the rest. A namespace:
	 * it has but its key.
	 */
	struct cim_str child;
	bool there = e->path.is_singleton;
	if (err == CIM_ENOENT && cim_name_is(e->class_name, "__Namespace"))
		there = repo_namespace_of_path(&e->arena, e->ns, &e->path, &child) == CIM_OK &&
		    repo_namespace_get(reader, child) == CIM_OK;
	if (err == CIM_ENOENT && there && cim_name_is_system(e->class_name)) {
		struct cim_instance *none = arena_new(&e->arena, struct cim_instance);
		if (none == NULL)
			return CIM_ENOMEM;
		none->class_name = e->class_name;
		*out = none;
		return CIM_OK;
	}
	if (err == CIM_EINVAL)
		err_line("%s: a key does not fit its type%s", e->cmd->args[0],
		    cmd_code(code, WBEM_E_INVALID_OBJECT_PATH));
	else if (err == CIM_ENOENT)
		err_line("%s: no such instance in %.*s%s", e->cmd->args[0], (int)e->ns.len,
		    e->ns.ptr, cmd_code(code, WBEM_E_NOT_FOUND));
	else
		return err;
	e->status = CMD_FINDINGS;
	return CIM_ECANCELED;
}

/* The text of the declaration, in the view of the transaction. */
static enum cim_err
make_text(struct edit *e, struct repo_reader reader, const struct cim_scope *scope)
{
	const struct cim_class *cls;
	bytes_writer_reset(&e->text);
	enum cim_err err = find_class(e, scope, &cls);
	if (err == CIM_OK)
		err = refuse_dynamic(e, scope);
	if (err == CIM_OK && e->create) {
		bytes_write_format(
		    &e->text, "instance of %.*s {\n", (int)cls->name.len, cls->name.ptr);
	} else if (err == CIM_OK) {
		err = stored_instance(e, reader, &e->stored);
		if (err == CIM_OK)
			err = refuse_keys(e, cls);
		if (err == CIM_OK)
			err = put_stored(e, e->stored);
	}
	if (err == CIM_OK)
		put_operands(e, cls);
	return err != CIM_OK ? err : e->text.err;
}

/* ---- Telling ----------------------------------------------------------------------- */

/* Before the first operand stands what was there; which operand a line is of, or 0. */
static int
operand_at(const struct edit *e, uint32_t line)
{
	int at = 0;
	for (int i = 1; i < e->cmd->arg_count; i++) {
		if (e->lines[i] <= line)
			at = i;
	}
	return at;
}

/* An operand as it was written, cut where it is long, without what nobody shall see. */
static void
put_operand(struct bytes_writer *w, const char *operand)
{
	struct cim_str name;
	size_t len = strlen(operand);
	(void)operand_name(operand, &name);
	bool secret = mof_secret_name(name);
	size_t shown = secret ? name.len + 1 : len < 60 ? len : 60;
	while (shown < len && ((unsigned char)operand[shown] & 0xc0) == 0x80)
		shown++;
	bytes_write(w, operand, shown);
	if (shown < len)
		bytes_write_text(w, "...");
	bytes_write_u8(w, 0);
}

static enum cim_err
tell_one(void *ctx, const struct mof_told *told)
{
	struct edit *e = ctx;
	int at = told->file == NULL ? 0 : operand_at(e, told->line);
	struct bytes_writer w = { 0 };
	const char *warning = told->severity == MOF_WARNING ? "warning: " : "";
	/* What was stored before has been told when it was. */
	if (told->severity == MOF_NOTE || (told->severity == MOF_WARNING &&
	    (e->cmd->quiet || (at == 0 && !e->create))))
		return CIM_OK;
	put_operand(&w, at > 0 ? e->cmd->args[at] : e->cmd->args[0]);
	if (w.err == CIM_OK)
		err_line("%s: %s%s [%s]", (const char *)w.buf, warning, told->text, told->id);
	enum cim_err err = w.err;
	bytes_writer_free(&w);
	return err;
}

/* Of operands at the operand, of a text as compile does. */
static enum cim_err
tell_diagnostics(struct edit *e)
{
	struct mof_print_options options = { .form = MOF_FORM_TEXT, .verbose = e->cmd->verbose,
		.color = cmd_color(e->cmd, 2), .errors_only = e->cmd->quiet };
	if (!from_stream(e))
		return mof_walk_diagnostics(e->unit, tell_one, e);
	out_allow_color(false, options.color);
	enum cim_err err = mof_print_diagnostics(e->unit, &options, err_sink());
	err_flush();
	return err;
}

static void
refused(void *ctx, const struct repo_refusal *refusal)
{
	struct edit *e = ctx;
	char code[CMD_CODE_SIZE];
	bool missing = refusal->err == CIM_ENOENT;
	err_line("%s: %s%s", from_stream(e) ? "standard input" : e->cmd->args[0], refusal->why,
	    cmd_code(code, refusal->err == CIM_EEXIST ? WBEM_E_ALREADY_EXISTS :
	    missing ? WBEM_E_NOT_FOUND : WBEM_E_INVALID_OPERATION));
	e->status = missing ? CMD_FINDINGS : CMD_REFUSED;
}

static enum cim_err
changed(void *ctx, const struct repo_change *change)
{
	struct edit *e = ctx;
	if (e->cmd->plan)
		return plan_change(&e->plan, change);
	if (change->kind == REPO_CREATED) {
		struct cim_str path =
		    change->what == REPO_KIND_NAMESPACE ? change->ns : change->path;
		bytes_write(&e->made, path.ptr, path.len);
		bytes_write_u8(&e->made, '\n');
	}
	return e->made.err;
}

/* ---- The deed ---------------------------------------------------------------------- */

/* Nothing but instances; of operands one. What comes with the program is nowhere in the text. */
static enum cim_err
only_instances(struct edit *e, const struct cim_batch *batch)
{
	size_t instances = 0;
	for (size_t i = 0; i < batch->count; i++) {
		const struct cim_item *item = &batch->items[i];
		const struct cim_class *cls = item->as.cls;
		bool builtin = (item->kind == CIM_ITEM_QUALIFIER_TYPE &&
		    item->as.qualifier_type->place.at == 0) ||
		    ((item->kind == CIM_ITEM_CLASS || item->kind == CIM_ITEM_STRUCTURE) &&
		    cls->place.at == 0);
		if (item->kind == CIM_ITEM_INSTANCE || item->kind == CIM_ITEM_NAMESPACE)
			instances++;
		else if (!builtin)
			instances = batch->count + 1;
	}
	if (instances == 1 || (from_stream(e) && instances > 0 && instances <= batch->count))
		return CIM_OK;
	e->status = !from_stream(e) ?
	    cmd_usage("%s: a VALUE holds more than one", e->cmd->args[0]) :
	    instances == 0 ? cmd_usage("standard input: there is no instance") :
	    cmd_usage("standard input: it holds more than instances; what declares or deletes is "
	    "for: wbemkit compile");
	return CIM_ECANCELED;
}

/* An instance of __Namespace is told by whether the namespace is there. */
static enum cim_err
check_namespaces(struct edit *e, const struct cim_scope *scope, const struct cim_batch *batch)
{
	char code[CMD_CODE_SIZE];
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < batch->count && err == CIM_OK; i++) {
		const struct cim_item *item = &batch->items[i];
		if (item->kind != CIM_ITEM_NAMESPACE)
			continue;
		err = scope->namespace_get(scope->ctx, item->ns);
		bool there = err == CIM_OK;
		if (err == CIM_ENOENT)
			err = CIM_OK;
		if (err != CIM_OK || there != e->create)
			continue;
		err_line("%.*s: %s%s", (int)item->ns.len, item->ns.ptr,
		    there ? "the namespace exists already" : "there is no such namespace",
		    cmd_code(code, there ? WBEM_E_ALREADY_EXISTS : WBEM_E_NOT_FOUND));
		e->status = there ? CMD_REFUSED : CMD_FINDINGS;
		err = CIM_ECANCELED;
	}
	return err;
}

static enum cim_err
compile(struct edit *e, const struct cim_scope *scope, const struct cim_batch **batch)
{
	struct mof_options options = { .ns = cmd_keep(&e->arena, e->ns), .dialect = e->cmd->dialect,
		.instance_mode = e->create ? CIM_MODE_CREATE_ONLY : CIM_MODE_UPDATE_ONLY };
	mof_unit_free(e->unit);
	e->unit = NULL;
	enum cim_err err = options.ns == NULL ? CIM_ENOMEM : mof_unit_new(&e->unit, &options);
	if (err == CIM_OK)
		err = from_stream(e) ?
		    mof_parse_buffer(e->unit, "<stdin>", e->input.bytes, e->input.len) :
		    mof_parse_buffer(e->unit, "operands", e->text.buf, e->text.len);
	if (err == CIM_OK)
		err = mof_compile(e->unit, scope, batch);
	if (err == CIM_EINPUT)
		e->status = CMD_FINDINGS;
	return err;
}

/* What changed stands where it stood; what was not set before comes last. */
static enum cim_err
in_order(struct edit *e, struct cim_item *item)
{
	const struct cim_instance *now = item->as.instance;
	struct cim_instance *ordered = arena_new(&e->arena, struct cim_instance);
	struct cim_instance_property *list =
	    arena_calloc(&e->arena, now->property_count, sizeof(*list));
	uint32_t count = 0;
	if (ordered == NULL || list == NULL)
		return CIM_ENOMEM;
	for (uint32_t i = 0; i < e->stored->property_count; i++) {
		const struct cim_instance_property *p =
		    cim_instance_property_find(now, e->stored->properties[i].name);
		if (p != NULL && count < now->property_count)
			list[count++] = *p;
	}
	for (uint32_t i = 0; i < now->property_count && count < now->property_count; i++) {
		const struct cim_instance_property *p = &now->properties[i];
		if (cim_instance_property_find(e->stored, p->name) == NULL)
			list[count++] = *p;
	}
	*ordered = *now;
	ordered->properties = list;
	item->as.instance = ordered;
	return CIM_OK;
}

/* Of a modification by operands: the one instance. */
static enum cim_err
batch_in_order(struct edit *e, const struct cim_batch *batch)
{
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < batch->count && err == CIM_OK; i++) {
		if (batch->items[i].kind == CIM_ITEM_INSTANCE)
			err = in_order(e, &batch->items[i]);
	}
	return err;
}

static enum cim_err
store(struct edit *e, struct repo_txn *txn, const struct cim_batch *batch)
{
	struct repo_deed deed = { .refused = refused, .changed = changed, .ctx = e };
	struct repo_counts counts;
	plan_begin(&e->plan);
	bytes_writer_reset(&e->made);
	enum cim_err err = repo_apply_as(txn, batch, &deed, &counts);
	if (err == CIM_OK && stop_wanted())
		err = CIM_ECANCELED;
	e->planned = err == CIM_OK && e->cmd->plan;
	return e->planned ? CIM_ECANCELED : err;
}

/* May run twice: when the map was full. */
static enum cim_err
edit_deed(struct repo_txn *txn, void *ctx)
{
	struct edit *e = ctx;
	struct repo_scope *scope;
	const struct cim_batch *batch = NULL;
	e->status = CMD_DONE;
	e->stored = NULL;
	arena_free(&e->arena);
	enum cim_err err = repo_scope_new(repo_txn_reader(txn), &scope);
	if (err != CIM_OK)
		return err;
	struct cim_scope view = repo_scope(scope);
	if (!from_stream(e))
		err = make_text(e, repo_txn_reader(txn), &view);
	if (err == CIM_OK)
		err = compile(e, &view, &batch);
	if (err == CIM_OK)
		err = only_instances(e, batch);
	if (err == CIM_OK)
		err = check_namespaces(e, &view, batch);
	if (err == CIM_OK && e->stored != NULL)
		err = batch_in_order(e, batch);
	if (err == CIM_OK)
		err = store(e, txn, batch);
	/* A unit may hold texts of the scope: it is told before that goes. */
	if (e->unit != NULL && err != CIM_EFULL && tell_diagnostics(e) != CIM_OK && err == CIM_OK)
		err = CIM_ENOMEM;
	mof_unit_free(e->unit);
	e->unit = NULL;
	repo_scope_free(scope);
	return err;
}

/* ---- The verbs --------------------------------------------------------------------- */

/* -1, or the status of operands that cannot be. */
static int
read_operands(struct edit *e)
{
	struct cmd *cmd = e->cmd;
	const char *verb = cmd->verb->name;
	struct cim_str name;
	e->ns = cmd_namespace(cmd);
	if (from_stream(e))
		return cmd->arg_count == 1 ? -1 :
		    cmd_usage("%s: standard input says all; '%s' is one operand too many", verb,
		    cmd->args[1]);
	for (int i = 1; i < cmd->arg_count; i++) {
		if (!operand_name(cmd->args[i], &name))
			return cmd_usage("%s: '%s' is not NAME=VALUE", verb, cmd->args[i]);
	}
	if (e->create && !cim_name_valid(cim_str_from(cmd->args[0])))
		return cmd_usage("%s: '%s' is not the name of a class", verb, cmd->args[0]);
	e->class_name = cim_name(cmd->args[0], strlen(cmd->args[0]));
	if (e->create)
		return -1;
	if (cmd->arg_count == 1)
		return cmd_usage("%s: what is to change? NAME=VALUE", verb);
	int status = cmd_instance_path(&cmd->arena, cmd->args[0], &e->path);
	if (status >= 0)
		return status;
	e->class_name = e->path.class_name;
	if (e->path.ns.len > 0)
		e->ns = e->path.ns;
	return -1;
}

static int
edit_finish(struct edit *e, const struct change *change, enum cim_err err)
{
	if (e->status != CMD_DONE)
		return e->status;
	if (e->planned) {
		err = plan_print(&e->plan);
		return err != CIM_OK ? cmd_fail("standard output", err, NULL) :
		    e->plan.changes > 0 ? CMD_FINDINGS : CMD_DONE;
	}
	if (err == CIM_OK && e->made.len > 0)
		out_bytes(e->made.buf, e->made.len);
	return cmd_fail(change->path, err,
	    e->fault.err != CIM_OK ? &e->fault : repo_fault(change->repo));
}

static int
edit(struct cmd *cmd, bool create)
{
	struct edit e = { .cmd = cmd, .create = create };
	struct change change;
	int status = read_operands(&e);
	if (status >= 0)
		return status;
	e.plan.ns = cmd_namespace(cmd);
	e.lines = arena_calloc(&cmd->arena, (size_t)cmd->arg_count, sizeof(e.lines[0]));
	enum cim_err err = e.lines == NULL ? CIM_ENOMEM : CIM_OK;
	if (err == CIM_OK && from_stream(&e))
		err = input_read(&e.input, "-", &e.fault);
	stop_hold();
	status = err != CIM_OK ? cmd_fail_input("standard input", err, &e.fault) :
	    change_open(cmd, &change, false, NULL);
	if (status == CMD_DONE) {
		err = repo_write(change.repo, edit_deed, &e);
		status = edit_finish(&e, &change, err);
		change_close(&change, status);
	}
	input_free(&e.input);
	bytes_writer_free(&e.text);
	bytes_writer_free(&e.made);
	plan_free(&e.plan);
	arena_free(&e.arena);
	return status;
}

int
cmd_instance_create(struct cmd *cmd)
{
	return edit(cmd, true);
}

int
cmd_instance_modify(struct cmd *cmd)
{
	return edit(cmd, false);
}
