/* cmd_type.c: structure and enumeration: the types of MOF 3, listed and printed. */
#include "config.h"

#include "cli/show.h"

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
	struct show show;
	int status = show_open(&show, cmd);
	if (status != CMD_DONE)
		return status;
	struct printer *p = &show.printer;
	enum cim_err err = structures ? repo_structure_list(p->reader, p->ns, each_structure, p) :
	    repo_enumeration_list(p->reader, p->ns, each_enumeration, p);
	return show_close(&show, status, err);
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

static enum cim_err
near_structure(void *ctx, const struct cim_class *cls)
{
	nearest_try(ctx, cls->name);
	return CIM_OK;
}

static enum cim_err
near_enumeration(void *ctx, const struct cim_enumeration *en)
{
	nearest_try(ctx, en->name);
	return CIM_OK;
}

static int
missing(struct show *show, const char *name, bool structures)
{
	struct printer *p = &show->printer;
	struct nearest nearest;
	nearest_begin(&nearest, name);
	if (structures)
		(void)repo_structure_list(p->reader, p->ns, near_structure, &nearest);
	else
		(void)repo_enumeration_list(p->reader, p->ns, near_enumeration, &nearest);
	return nearest_tell(&nearest, show, structures ? "structure" : "enumeration");
}

static enum cim_err
get_one(struct printer *p, const char *text, bool structures)
{
	const struct cim_class *cls;
	const struct cim_enumeration *en;
	struct cim_name name;
	if (!show_name(text, &name))
		return CIM_ENOENT;
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
	struct show show;
	int status = show_open(&show, cmd);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = CIM_OK;
	for (int i = 0; i < cmd->arg_count && err == CIM_OK; i++) {
		err = get_one(&show.printer, cmd->args[i], structures);
		if (err == CIM_ENOENT) {
			status = missing(&show, cmd->args[i], structures);
			err = CIM_OK;
		}
	}
	return show_close(&show, status, err);
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
