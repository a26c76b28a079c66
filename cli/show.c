/* show.c: what the verbs share that look around in one namespace. */
#include "config.h"

#include "cli/show.h"

#include <string.h>

#include "cim/limits.h"

int
show_open(struct show *show, struct cmd *cmd)
{
	show->cmd = cmd;
	int status = view_open_namespace(cmd, &show->view);
	if (status == CMD_DONE)
		printer_init(&show->printer, cmd, show->view.reader, cmd_namespace(cmd));
	return status;
}

int
show_close(struct show *show, int status, enum cim_err err)
{
	if (err != CIM_OK && show->printer.fault.err != CIM_OK)
		status = cmd_fail(show->view.path, err, &show->printer.fault);
	else if (err != CIM_OK)
		status = view_fail(&show->view, err);
	printer_free(&show->printer);
	view_close(&show->view);
	return status;
}

bool
show_name(const char *text, struct cim_name *name)
{
	size_t len = strlen(text);
	if (len == 0 || len > CIM_LIMIT_NAME)
		return false;
	*name = cim_name(text, len);
	return true;
}

/* ---- Names that come near one that is missing ---------------------------------- */

void
nearest_begin(struct nearest *nearest, const char *name)
{
	nearest->name = name;
	nearest->best[0] = '\0';
	near_begin(&nearest->near, name);
}

void
nearest_try(struct nearest *nearest, struct cim_name name)
{
	char text[sizeof(nearest->best)];
	if (name.len >= sizeof(text))
		return;
	memcpy(text, name.ptr, name.len);
	text[name.len] = '\0';
	unsigned before = nearest->near.distance;
	near_try(&nearest->near, text);
	if (nearest->near.distance < before)
		memcpy(nearest->best, text, name.len + 1);
}

int
nearest_tell(const struct nearest *nearest, const struct show *show, const char *kind)
{
	return cmd_not_found(
	    show->cmd, kind, nearest->name, nearest->best[0] == '\0' ? NULL : nearest->best);
}
