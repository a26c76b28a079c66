/* cmd_delete.c: class, instance, qualifier, structure, enumeration delete: all that is named, or nothing. */
#include "config.h"

#include <string.h>

#include "cim/limits.h"
#include "cli/cmd.h"
#include "cli/out.h"
#include "cli/stop.h"
#include "mof/wbem.h"

/* One run: what is deleted, by which call, and at which operand it failed. */
struct deletion {
	struct cmd *cmd;
	const char *kind;		/* "class": for messages */
	enum cim_err (*one)(struct repo_txn *txn, struct deletion *deletion, const char *text);
	int at;				/* the operand at hand */
	int status;			/* of an operand that is no path, and told; else -1 */
	bool is_namespace;		/* the operand at hand is an instance of __Namespace */
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

/* A namespace is deleted as its verb does it: with what is in it only when told so. */
static enum cim_err
one_namespace(struct repo_txn *txn, struct deletion *d, struct cim_str ns,
    const struct cim_path *path)
{
	struct cim_str child;
	d->is_namespace = true;
	enum cim_err err = repo_namespace_of_path(&d->cmd->arena, ns, path, &child);
	return err == CIM_OK ? repo_namespace_delete(txn, child, d->cmd->recursive) :
	    err == CIM_EINVAL ? CIM_ENOENT : err;
}

/* The namespace of a path holds instead of -n. */
static enum cim_err
one_instance(struct repo_txn *txn, struct deletion *d, const char *text)
{
	struct arena_mark mark = arena_mark(&d->cmd->arena);
	struct cim_path path;
	enum cim_err err = CIM_EINVAL;
	d->is_namespace = false;
	d->status = cmd_instance_path(&d->cmd->arena, text, &path);
	if (d->status < 0) {
		struct cim_str ns = path.ns.len > 0 ? path.ns : cmd_namespace(d->cmd);
		err = cim_name_is(path.class_name, "__Namespace") ?
		    one_namespace(txn, d, ns, &path) : repo_instance_delete(txn, ns, &path);
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
		d->status = -1;
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
	else if (d->status >= 0)
		return d->status;
	else if (err == CIM_EINVAL)
		err_line("%s: a key does not fit its type%s", text,
		    cmd_code(code, WBEM_E_INVALID_OBJECT_PATH));
	else if (err != CIM_ECONFLICT)
		return cmd_fail(change->path, err, fault);
	if (err != CIM_ECONFLICT)
		return CMD_FINDINGS;
	/* Nothing helps against what is the system's. */
	bool deeper = !d->cmd->recursive && (d->is_namespace || (d->one == one_class &&
	    strncmp(text, "__", 2) != 0));
	(void)cmd_code(code, wbem_code_of_refusal(err, d->one == one_class && deeper ?
	    CIM_ITEM_CLASS : CIM_ITEM_QUALIFIER_TYPE, fault->text));
	err_line("%s: nothing was deleted: %s%s%s", text, fault->text, !deeper ? "" :
	    d->is_namespace ? "; --recursive takes all that is in it along" :
	    "; --recursive takes subclasses and instances along", code);
	return CMD_REFUSED;
}

static int
run(struct cmd *cmd, const char *kind,
    enum cim_err (*one)(struct repo_txn *txn, struct deletion *deletion, const char *text))
{
	struct deletion deletion = { .cmd = cmd, .kind = kind, .one = one, .at = -1, .status = -1 };
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
