/* cmd_delete.c: class, instance, qualifier, structure, enumeration delete: all that is named, or nothing. */
#include "config.h"

#include <string.h>

#include "cim/limits.h"
#include "cli/cmd.h"
#include "cli/out.h"
#include "cli/stop.h"
#include "cli/wbem.h"

/* One run: what is deleted, by which call, and at which operand it failed. */
struct deletion {
	struct cmd *cmd;
	const char *kind;		/* "class": for messages */
	enum cim_err (*one)(struct repo_txn *txn, struct deletion *deletion, const char *text);
	int at;				/* the operand at hand */
	size_t position;		/* of a path that is none: the character at fault */
	bool names_class;		/* it is one, of a class */
};

/* A name longer than any can be is there nowhere. */
static bool
name_of(const char *text, struct cim_name *name)
{
	size_t len = strlen(text);
	if (len == 0 || len > CIM_LIMIT_NAME)
		return false;
	*name = cim_name(text, len);
	return true;
}

/* With its subclasses and the instances of all: as the pragma deleteclass does it. */
static enum cim_err
delete_deep(struct repo_txn *txn, struct cim_str ns, struct cim_name name)
{
	struct cim_item item = { .kind = CIM_ITEM_DELETE_CLASS, .ns = ns, .as.deleted_class = name };
	struct cim_batch batch = { .items = &item, .count = 1, .cap = 1 };
	struct repo_deed deed = { .remove = false };
	struct repo_counts counts;
	return repo_apply_as(txn, &batch, &deed, &counts);
}

static enum cim_err
one_class(struct repo_txn *txn, struct deletion *d, const char *text)
{
	struct cim_str ns = cmd_namespace(d->cmd);
	struct cim_name name;
	if (!name_of(text, &name))
		return CIM_ENOENT;
	return d->cmd->recursive ? delete_deep(txn, ns, name) : repo_class_delete(txn, ns, name);
}

static enum cim_err
one_qualifier(struct repo_txn *txn, struct deletion *d, const char *text)
{
	struct cim_name name;
	return name_of(text, &name) ? repo_qualifier_type_delete(txn, cmd_namespace(d->cmd), name) :
	    CIM_ENOENT;
}

static enum cim_err
one_structure(struct repo_txn *txn, struct deletion *d, const char *text)
{
	struct cim_name name;
	return name_of(text, &name) ? repo_structure_delete(txn, cmd_namespace(d->cmd), name) :
	    CIM_ENOENT;
}

static enum cim_err
one_enumeration(struct repo_txn *txn, struct deletion *d, const char *text)
{
	struct cim_name name;
	return name_of(text, &name) ? repo_enumeration_delete(txn, cmd_namespace(d->cmd), name) :
	    CIM_ENOENT;
}

/* The namespace of a path holds instead of -n. */
static enum cim_err
one_instance(struct repo_txn *txn, struct deletion *d, const char *text)
{
	struct arena_mark mark = arena_mark(&d->cmd->arena);
	struct cim_path path;
	enum cim_err err =
	    cim_path_parse(&d->cmd->arena, cim_str_from(text), &path, &d->position);
	d->position++;
	d->names_class = err == CIM_OK && path.key_count == 0 && !path.is_singleton;
	if (d->names_class)
		err = CIM_EINVAL;
	if (err == CIM_OK) {
		d->position = 0;
		err = repo_instance_delete(
		    txn, path.ns.len > 0 ? path.ns : cmd_namespace(d->cmd), &path);
	}
	arena_rewind(&d->cmd->arena, mark);
	return err;
}

/* May run twice: when the map was full. */
static enum cim_err
delete_all(struct repo_txn *txn, void *ctx)
{
	struct deletion *d = ctx;
	enum cim_err err = repo_namespace_get(repo_txn_reader(txn), cmd_namespace(d->cmd));
	d->at = -1;
	for (int i = 0; i < d->cmd->arg_count && err == CIM_OK; i++) {
		d->at = i;
		d->position = 0;
		err = d->one(txn, d, d->cmd->args[i]);
		if (err == CIM_OK && stop_wanted())
			err = CIM_ECANCELED;
	}
	return err;
}

static int
tell(const struct deletion *d, const struct change *change, enum cim_err err)
{
	const char *text = d->at < 0 ? d->cmd->ns : d->cmd->args[d->at];
	const struct cim_fault *fault = repo_fault(change->repo);
	char code[CMD_CODE_SIZE];
	if (err == CIM_ENOENT && d->at < 0)
		(void)cmd_no_namespace(text, change->path);
	else if (err == CIM_ENOENT)
		err_line("%s: no such %s in %s%s", text, d->kind, d->cmd->ns,
		    cmd_code(code, WBEM_E_NOT_FOUND));
	else if (err == CIM_EINVAL && d->names_class)
		return cmd_usage(
		    "%s: this is the path of a class; an instance is Class.Key=\"value\"", text);
	else if (err == CIM_EINVAL && d->position > 0)
		return cmd_usage("%s: not the path of an instance: see character %zu", text,
		    d->position);
	else if (err == CIM_EINVAL)
		err_line("%s: a key does not fit its type%s", text,
		    cmd_code(code, WBEM_E_INVALID_OBJECT_PATH));
	else if (err != CIM_ECONFLICT)
		return cmd_fail(change->path, err, fault);
	if (err != CIM_ECONFLICT)
		return CMD_FINDINGS;
	bool deeper = d->one == one_class && !d->cmd->recursive;
	(void)cmd_code(code, wbem_code_of_refusal(err, d->one == one_class ? CIM_ITEM_CLASS :
	    CIM_ITEM_QUALIFIER_TYPE, fault->text));
	err_line("%s: nothing was deleted: %s%s%s", text, fault->text,
	    deeper ? "; --recursive takes subclasses and instances along" : "", code);
	return CMD_REFUSED;
}

static int
run(struct cmd *cmd, const char *kind,
    enum cim_err (*one)(struct repo_txn *txn, struct deletion *deletion, const char *text))
{
	struct deletion deletion = { .cmd = cmd, .kind = kind, .one = one, .at = -1 };
	struct change change;
	stop_hold();
	int status = change_open(cmd, &change, false, NULL);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = repo_write(change.repo, delete_all, &deletion);
	if (err != CIM_OK)
		status = tell(&deletion, &change, err);
	else if (cmd->verbose)
		err_line("%s: deleted %d", change.path, cmd->arg_count);
	change_close(&change, status);
	return status;
}

int
cmd_class_delete(struct cmd *cmd)
{
	return run(cmd, "class", one_class);
}

int
cmd_instance_delete(struct cmd *cmd)
{
	return run(cmd, "instance", one_instance);
}

int
cmd_qualifier_delete(struct cmd *cmd)
{
	return run(cmd, "qualifier type", one_qualifier);
}

int
cmd_structure_delete(struct cmd *cmd)
{
	return run(cmd, "structure", one_structure);
}

int
cmd_enumeration_delete(struct cmd *cmd)
{
	return run(cmd, "enumeration", one_enumeration);
}
