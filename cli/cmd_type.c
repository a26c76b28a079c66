/* cmd_type.c: structure and enumeration: the types of MOF 3, listed and printed. */
#include "config.h"

#include <string.h>

#include "cim/limits.h"
#include "cli/cmd.h"
#include "cli/out.h"
#include "cli/print.h"

struct types {
	struct cmd *cmd;
	struct view view;
	struct printer printer;
	struct near near;
	char best[80];			/* the nearest name to one that is missing */
};

static int
types_open(struct types *types, struct cmd *cmd)
{
	memset(types, 0, sizeof(*types));
	types->cmd = cmd;
	int status = view_open_namespace(cmd, &types->view);
	if (status == CMD_DONE)
		printer_init(&types->printer, cmd, types->view.reader, cmd_namespace(cmd));
	return status;
}

static int
types_close(struct types *types, int status, enum cim_err err)
{
	if (err != CIM_OK && types->printer.fault.err != CIM_OK)
		status = cmd_fail(types->view.path, err, &types->printer.fault);
	else if (err != CIM_OK)
		status = view_fail(&types->view, err);
	printer_free(&types->printer);
	view_close(&types->view);
	return status;
}

/* ---- Lists ----------------------------------------------------------------------- */

static enum cim_err
each_structure(void *ctx, const struct cim_class *cls)
{
	return print_class(ctx, cls);
}

static enum cim_err
each_enumeration(void *ctx, const struct cim_enumeration *en)
{
	return print_enumeration(ctx, en);
}

static int
list(struct cmd *cmd, bool structures)
{
	struct types types;
	int status = types_open(&types, cmd);
	if (status != CMD_DONE)
		return status;
	struct printer *p = &types.printer;
	enum cim_err err = structures ? repo_structure_list(p->reader, p->ns, each_structure, p) :
	    repo_enumeration_list(p->reader, p->ns, each_enumeration, p);
	return types_close(&types, status, err);
}

int
cmd_structure_list(struct cmd *cmd)
{
	return list(cmd, true);
}

int
cmd_enumeration_list(struct cmd *cmd)
{
	return list(cmd, false);
}

/* ---- By name ---------------------------------------------------------------------- */

static void
try_name(struct types *types, struct cim_name name)
{
	char text[sizeof(types->best)];
	if (name.len >= sizeof(text))
		return;
	memcpy(text, name.ptr, name.len);
	text[name.len] = '\0';
	unsigned before = types->near.distance;
	near_try(&types->near, text);
	if (types->near.distance < before)
		memcpy(types->best, text, name.len + 1);
}

static enum cim_err
near_structure(void *ctx, const struct cim_class *cls)
{
	try_name(ctx, cls->name);
	return CIM_OK;
}

static enum cim_err
near_enumeration(void *ctx, const struct cim_enumeration *en)
{
	try_name(ctx, en->name);
	return CIM_OK;
}

static int
missing(struct types *types, const char *name, bool structures)
{
	struct printer *p = &types->printer;
	types->best[0] = '\0';
	near_begin(&types->near, name);
	if (structures)
		(void)repo_structure_list(p->reader, p->ns, near_structure, types);
	else
		(void)repo_enumeration_list(p->reader, p->ns, near_enumeration, types);
	return cmd_not_found(types->cmd, structures ? "structure" : "enumeration", name,
	    types->best[0] == '\0' ? NULL : types->best);
}

static enum cim_err
get_one(struct printer *p, const char *text, bool structures)
{
	const struct cim_class *cls;
	const struct cim_enumeration *en;
	size_t len = strlen(text);
	/* A name longer than any can be must not be asked for. */
	if (len == 0 || len > CIM_LIMIT_NAME)
		return CIM_ENOENT;
	struct cim_name name = cim_name(text, len);
	enum cim_err err = structures ?
	    repo_structure_get(p->reader, &p->arena, p->ns, name, &cls) :
	    repo_enumeration_get(p->reader, &p->arena, p->ns, name, &en);
	if (err != CIM_OK)
		return err;
	return structures ? print_class(p, cls) : print_enumeration(p, en);
}

static int
get(struct cmd *cmd, bool structures)
{
	struct types types;
	int status = types_open(&types, cmd);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = CIM_OK;
	for (int i = 0; i < cmd->arg_count && err == CIM_OK; i++) {
		err = get_one(&types.printer, cmd->args[i], structures);
		if (err == CIM_ENOENT) {
			status = missing(&types, cmd->args[i], structures);
			err = CIM_OK;
		}
	}
	return types_close(&types, status, err);
}

int
cmd_structure_get(struct cmd *cmd)
{
	return get(cmd, true);
}

int
cmd_enumeration_get(struct cmd *cmd)
{
	return get(cmd, false);
}
