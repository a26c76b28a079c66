/* cmd_show.c: class, instance, qualifier, namespace: look around, make and delete namespaces. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cim/limits.h"
#include "cim/path.h"
#include "cim/wbem.h"
#include "cli/cmd.h"
#include "cli/out.h"
#include "cli/show.h"
#include "cli/stop.h"
#include "cli/tree.h"

static enum cim_err
near_class(void *ctx, const struct cim_class *cls)
{
	nearest_try(ctx, cls->name);
	return CIM_OK;
}

static enum cim_err
near_qualifier(void *ctx, const struct cim_qualifier_type *qt)
{
	nearest_try(ctx, qt->name);
	return CIM_OK;
}

/* A class that is wanted in one namespace, and may be in another. */
struct elsewhere {
	struct show *show;
	struct cim_name name;
	char ns[200];			/* the first that has it */
};

static enum cim_err
seek_class(void *ctx, struct cim_str ns)
{
	struct elsewhere *e = ctx;
	const struct cim_class *cls;
	if (e->ns[0] == '\0' && ns.len < sizeof(e->ns) && repo_class_get(e->show->view.reader,
	    &e->show->printer.scratch, ns, e->name, &cls) == CIM_OK)
		(void)snprintf(e->ns, sizeof(e->ns), "%.*s", (int)ns.len, ns.ptr);
	return CIM_OK;
}

int
show_class_missing(struct show *show, const char *name)
{
	struct nearest nearest;
	nearest_begin(&nearest, name);
	struct elsewhere elsewhere = { .show = show };
	if (show_name(name, &elsewhere.name))
		(void)repo_namespace_list(show->view.reader, seek_class, &elsewhere);
	if (elsewhere.ns[0] != '\0') {
		char code[CMD_CODE_SIZE];
		err_line("%s: no such class in %s, but in %s: -n %s%s", name, show->cmd->ns,
		    elsewhere.ns, elsewhere.ns, cmd_code(code, WBEM_E_NOT_FOUND));
		return CMD_FINDINGS;
	}
	(void)repo_class_list(show->view.reader, show->printer.ns, near_class, &nearest);
	return nearest_tell(&nearest, show, "class");
}

static int
qualifier_missing(struct show *show, const char *name)
{
	struct nearest nearest;
	nearest_begin(&nearest, name);
	(void)repo_qualifier_type_list(
	    show->view.reader, show->printer.ns, near_qualifier, &nearest);
	return nearest_tell(&nearest, show, "qualifier type");
}

/* ---- class --------------------------------------------------------------------- */

static enum cim_err
each_class(void *ctx, const struct cim_class *cls)
{
	return print_class(ctx, cls);
}

int
cmd_class_list(struct cmd *cmd)
{
	struct show show;
	int status = show_open(&show, cmd);
	if (status != CMD_DONE)
		return status;
	/* "_" comes before all letters. */
	enum cim_err err = !cmd->system ? CIM_OK : repo_system_class_list(
	    show.view.reader, show.printer.ns, each_class, &show.printer);
	if (err == CIM_OK)
		err = repo_class_list(
		    show.view.reader, show.printer.ns, each_class, &show.printer);
	return show_close(&show, status, err);
}

int
cmd_class_get(struct cmd *cmd)
{
	struct show show;
	int shown = cmd_system_form(cmd, "class get");
	if (shown >= 0)
		return shown;
	int status = show_open(&show, cmd);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = CIM_OK;
	for (int i = 0; i < cmd->arg_count && err == CIM_OK; i++) {
		const struct cim_class *cls;
		struct cim_name name;
		err = CIM_ENOENT;
		if (show_name(cmd->args[i], &name))
			err = repo_class_get(
			    show.view.reader, &show.printer.arena, show.printer.ns, name, &cls);
		if (err == CIM_OK) {
			err = print_class(&show.printer, cls);
		} else if (err == CIM_ENOENT) {
			status = show_class_missing(&show, cmd->args[i]);
			err = CIM_OK;
		}
	}
	return show_close(&show, status, err);
}

/* ---- instance ------------------------------------------------------------------- */

static enum cim_err
each_instance(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	return print_instance(ctx, inst, path);
}

/* A walk down a tree, and what the first provider answered that failed. */
struct deep {
	struct show *show;
	enum cim_err failed;
	struct cim_fault fault;
};

static enum cim_err
instances_below(void *ctx, const struct tree_class *cls, unsigned depth)
{
	struct deep *deep = ctx;
	struct show *show = deep->show;
	(void)depth;
	enum cim_err err = repo_live_list(
	    show->view.live, show->printer.ns, cls->name, NULL, each_instance, &show->printer);
	const struct cim_fault *fault = repo_live_fault(show->view.live);
	if (err == CIM_OK || fault->err != err)
		return err;
	/* The classes of other providers can be told all the same. */
	if (deep->failed == CIM_OK) {
		deep->failed = err;
		deep->fault = *fault;
	}
	return CIM_OK;
}

/* The instances of a class and of all below it, class by class down the tree. */
static enum cim_err
instances_deep(struct show *show, struct cim_name name)
{
	struct tree tree;
	struct deep deep = { .show = show };
	enum cim_err err =
	    tree_load(&tree, show->view.reader, show->printer.ns, true, &show->printer.fault);
	if (err == CIM_OK)
		err = tree_walk(&tree, tree_find(&tree, name), instances_below, &deep);
	tree_free(&tree);
	if (err == CIM_OK && deep.failed != CIM_OK) {
		show->printer.fault = deep.fault;
		err = deep.failed;
	}
	return err;
}

int
cmd_instance_list(struct cmd *cmd)
{
	struct show show;
	struct cim_name name = { NULL, 0, 0 };
	bool named = cmd->arg_count > 0;
	if (cmd->deep && !named)
		return cmd_usage("instance list: --deep needs a CLASS");
	int shown = cmd_system_form(cmd, "instance list");
	if (shown >= 0)
		return shown;
	int status = show_open(&show, cmd);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = CIM_OK;
	err = view_live(cmd, &show.view);
	if (err == CIM_OK && named) {
		const struct cim_class *cls;
		err = !show_name(cmd->args[0], &name) ? CIM_ENOENT
		    : repo_class_get(
			show.view.reader, &show.printer.arena, show.printer.ns, name, &cls);
	}
	if (err == CIM_ENOENT) {
		status = show_class_missing(&show, cmd->args[0]);
		err = CIM_OK;
	} else if (err == CIM_OK && cmd->deep) {
		err = instances_deep(&show, name);
	} else if (err == CIM_OK) {
		err = named ? repo_live_list(show.view.live, show.printer.ns, name, NULL,
				  each_instance, &show.printer) :
		    repo_instance_list(show.view.reader, show.printer.ns, name, each_instance,
			&show.printer);
	}
	return show_close(&show, status, err);
}

/* Says what is not there: the class already, or the instance. */
static enum cim_err
instance_missing(struct show *show, const char *text, const struct cim_path *path, int *status)
{
	struct printer *p = &show->printer;
	struct cim_str ns = path->ns.len > 0 ? path->ns : p->ns;
	const struct cim_class *cls;
	enum cim_err err = repo_class_get(p->reader, &p->scratch, ns, path->class_name, &cls);
	const char *name = arena_copy(&p->scratch, path->class_name.ptr, path->class_name.len);
	if (name == NULL)
		return CIM_ENOMEM;
	char code[CMD_CODE_SIZE];
	(void)cmd_code(code, WBEM_E_NOT_FOUND);
	*status = CMD_FINDINGS;
	if (err == CIM_ENOENT && path->ns.len == 0)
		*status = show_class_missing(show, name);
	else if (err == CIM_ENOENT)
		err_line("%s: no such class in %.*s%s", name, (int)ns.len, ns.ptr, code);
	else if (err == CIM_OK)
		err_line("%s: no such instance in %.*s%s", text, (int)ns.len, ns.ptr, code);
	return err == CIM_ENOENT ? CIM_OK : err;
}

/* One PATH; its namespace holds instead of -n. *status when it names nothing. */
static enum cim_err
get_instance(struct show *show, const char *text, int *status)
{
	struct printer *p = &show->printer;
	struct cim_path path;
	const struct cim_instance *inst;
	int wrong = cmd_instance_path(&p->scratch, text, &path);
	if (wrong >= 0) {
		*status = wrong;
		return CIM_OK;
	}
	struct cim_str ns = path.ns.len > 0 ? path.ns : p->ns;
	enum cim_err err = view_live(show->cmd, &show->view);
	if (err == CIM_OK)
		err = repo_live_get(show->view.live, &p->scratch, ns, &path, &inst);
	if (err == CIM_ENOENT)
		return instance_missing(show, text, &path, status);
	if (err == CIM_EINVAL) {
		err_line("%s: a key does not fit its type", text);
		*status = CMD_FINDINGS;
		return CIM_OK;
	}
	if (err != CIM_OK || path.ns.len == 0)
		return err == CIM_OK ? print_instance(p, inst, cim_str_from(text)) : err;
	/* The class of an instance elsewhere is looked up there, by a printer of its own. */
	struct printer there;
	printer_init(&there, show->cmd, p->reader, ns);
	there.begun = p->begun;
	err = print_instance(&there, inst, cim_str_from(text));
	p->begun = there.begun;
	printer_free(&there);
	return err;
}

int
cmd_instance_get(struct cmd *cmd)
{
	struct show show = { .cmd = cmd };
	int shown = cmd_system_form(cmd, "instance get");
	if (shown >= 0)
		return shown;
	/* The namespace may come from the path: that of -n need not be there. */
	int status = view_open(cmd, &show.view);
	if (status != CMD_DONE)
		return status;
	printer_init(&show.printer, cmd, show.view.reader, cmd_namespace(cmd));
	enum cim_err err = CIM_OK;
	for (int i = 0; i < cmd->arg_count && err == CIM_OK; i++)
		err = get_instance(&show, cmd->args[i], &status);
	return show_close(&show, status, err);
}

/* ---- qualifier ------------------------------------------------------------------ */

static enum cim_err
each_qualifier(void *ctx, const struct cim_qualifier_type *qt)
{
	return print_qualifier_type(ctx, qt);
}

int
cmd_qualifier_list(struct cmd *cmd)
{
	struct show show;
	int status = show_open(&show, cmd);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = repo_qualifier_type_list(
	    show.view.reader, show.printer.ns, each_qualifier, &show.printer);
	return show_close(&show, status, err);
}

int
cmd_qualifier_get(struct cmd *cmd)
{
	struct show show;
	int status = show_open(&show, cmd);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = CIM_OK;
	for (int i = 0; i < cmd->arg_count && err == CIM_OK; i++) {
		const struct cim_qualifier_type *qt;
		struct cim_name name;
		err = CIM_ENOENT;
		if (show_name(cmd->args[i], &name))
			err = repo_qualifier_type_get(
			    show.view.reader, &show.printer.arena, show.printer.ns, name, &qt);
		if (err == CIM_OK) {
			err = print_qualifier_type(&show.printer, qt);
		} else if (err == CIM_ENOENT) {
			status = qualifier_missing(&show, cmd->args[i]);
			err = CIM_OK;
		}
	}
	return show_close(&show, status, err);
}

/* ---- namespace ------------------------------------------------------------------ */

static enum cim_err
each_namespace(void *ctx, struct cim_str ns)
{
	return print_namespace(ctx, ns);
}

int
cmd_namespace_list(struct cmd *cmd)
{
	struct show show = { .cmd = cmd };
	int status = view_open(cmd, &show.view);
	if (status != CMD_DONE)
		return status;
	printer_init(&show.printer, cmd, show.view.reader, cmd_namespace(cmd));
	enum cim_err err = repo_namespace_list(show.view.reader, each_namespace, &show.printer);
	return show_close(&show, status, err);
}

/* The namespaces of the line in normal form, and at which of them a deed failed. */
struct ns_deed {
	const struct cmd *cmd;
	struct cim_str *list;
	int failed;
};

/* -1, or the status of a malformed one. */
static int
read_namespaces(struct cmd *cmd, struct ns_deed *deed)
{
	deed->cmd = cmd;
	deed->failed = -1;
	deed->list = arena_calloc(&cmd->arena, (size_t)cmd->arg_count, sizeof(deed->list[0]));
	if (deed->list == NULL)
		return cmd_fail("namespaces", CIM_ENOMEM, NULL);
	for (int i = 0; i < cmd->arg_count; i++) {
		enum cim_err err =
		    cim_namespace_normal(&cmd->arena, cim_str_from(cmd->args[i]), &deed->list[i]);
		if (err == CIM_ENOMEM)
			return cmd_fail("namespaces", err, NULL);
		if (err != CIM_OK)
			return cmd_usage("%s: not a namespace path%s", cmd->args[i],
			    err == CIM_EDENIED ? " on this host" : "");
	}
	return -1;
}

static enum cim_err
create_all(struct repo_txn *txn, void *ctx)
{
	struct ns_deed *deed = ctx;
	enum cim_err err = CIM_OK;
	for (int i = 0; i < deed->cmd->arg_count && err == CIM_OK; i++) {
		deed->failed = i;
		err = repo_namespace_create(txn, deed->list[i]);
	}
	return err == CIM_OK && stop_wanted() ? CIM_ECANCELED : err;
}

static enum cim_err
delete_all(struct repo_txn *txn, void *ctx)
{
	struct ns_deed *deed = ctx;
	enum cim_err err = CIM_OK;
	for (int i = 0; i < deed->cmd->arg_count && err == CIM_OK; i++) {
		deed->failed = i;
		err = repo_namespace_delete(txn, deed->list[i], deed->cmd->recursive);
	}
	return err == CIM_OK && stop_wanted() ? CIM_ECANCELED : err;
}

/* Runs one of the two deeds; what went wrong is told of the namespace at which it did. */
static int
change_namespaces(struct cmd *cmd, bool create,
    enum cim_err (*run)(struct repo_txn *txn, void *ctx))
{
	struct ns_deed deed;
	struct change change;
	int status = read_namespaces(cmd, &deed);
	if (status >= 0)
		return status;
	stop_hold();
	status = change_open(cmd, &change, create, NULL);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = repo_write(change.repo, run, &deed);
	const char *at = deed.failed >= 0 ? cmd->args[deed.failed] : change.path;
	char code[CMD_CODE_SIZE];
	if (err == CIM_ENOENT) {
		(void)cmd_no_namespace(at, change.path);
		status = CMD_FINDINGS;
	} else if (err == CIM_EEXIST) {
		err_line("%s: the namespace exists already%s", at,
		    cmd_code(code, WBEM_E_ALREADY_EXISTS));
		status = CMD_REFUSED;
	} else if (err == CIM_ECONFLICT) {
		err_line("%s: the namespace is not empty; --recursive deletes all that is in it%s",
		    at, cmd_code(code, WBEM_E_INVALID_OPERATION));
		status = CMD_REFUSED;
	} else if (err != CIM_OK) {
		status = cmd_fail(change.path, err, repo_fault(change.repo));
	}
	change_close(&change, status);
	return status;
}

int
cmd_namespace_create(struct cmd *cmd)
{
	return change_namespaces(cmd, true, create_all);
}

int
cmd_namespace_delete(struct cmd *cmd)
{
	return change_namespaces(cmd, false, delete_all);
}
