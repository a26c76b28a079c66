/* cmd_settings.c: settings list, get, set, unset: what the owner of a repository has chosen. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/out.h"

struct listing {
	bool json;
	struct bytes_writer w;
	const char *path;
};

static enum cim_err
list_one(void *ctx, const struct repo_setting *setting)
{
	struct listing *listing = ctx;
	struct bytes_writer *w = &listing->w;
	if (!setting->known)
		err_line("%s: note: the setting %s is not known here; a newer program may have set it",
		    listing->path, setting->key);
	if (!listing->json) {
		out_format("%s = %s%s\n", setting->key, setting->value,
		    setting->set ? "" : setting->value[0] != '\0' ? "  # not set" : "# not set");
		return out_failed() ? CIM_EIO : CIM_OK;
	}
	bytes_write_text(w, "{");
	json_key_text(w, "key", setting->key);
	json_key_text(w, "value", setting->value);
	json_key_bool(w, "set", setting->set);
	json_key_bool(w, "known", setting->known);
	json_key_text(w, "help", setting->help);
	bytes_write_text(w, "}");
	return json_line(w);
}

int
cmd_settings_list(struct cmd *cmd)
{
	struct view view;
	int status = view_open(cmd, &view);
	if (status != CMD_DONE)
		return status;
	struct listing listing = { .json = cmd->format == FORMAT_JSON, .path = view.path };
	enum cim_err err = repo_setting_list(view.repo, list_one, &listing);
	status = cmd_fail(view.path, err, repo_fault(view.repo));
	bytes_writer_free(&listing.w);
	view_close(&view);
	return status;
}

/* No setting has the name: CMD_FINDINGS, and the one that was probably meant. */
static int
unknown(const char *key)
{
	struct repo_setting row;
	struct near near;
	near_begin(&near, key);
	for (size_t n = 0; repo_setting_row(n, &row); n++)
		near_try(&near, row.key);
	if (near.best != NULL)
		err_line("%s: there is no such setting; did you mean '%s'?", key, near.best);
	else
		err_line("%s: there is no such setting; settings list names all", key);
	return CMD_USAGE;
}

int
cmd_settings_get(struct cmd *cmd)
{
	char value[REPO_SETTING_SIZE];
	struct view view;
	int status = view_open(cmd, &view);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = repo_setting_get(view.repo, cmd->args[0], value);
	if (err == CIM_ENOENT)
		status = unknown(cmd->args[0]);
	else
		status = cmd_fail(view.path, err, repo_fault(view.repo));
	if (status == CMD_DONE)
		out_format("%s\n", value);
	view_close(&view);
	return status;
}

static int
change_setting(struct cmd *cmd, const char *value)
{
	struct change change;
	int status = change_open(cmd, &change, false, NULL);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = repo_setting_set(change.repo, cmd->args[0], value);
	if (err == CIM_ENOENT)
		status = unknown(cmd->args[0]);
	else
		status = cmd_fail(change.path, err, repo_fault(change.repo));
	change_close(&change, status);
	return status;
}

int
cmd_settings_set(struct cmd *cmd)
{
	return change_setting(cmd, cmd->args[1]);
}

int
cmd_settings_unset(struct cmd *cmd)
{
	char value[REPO_SETTING_SIZE];
	struct repo_setting row;
	struct view view;
	bool known = false;
	for (size_t n = 0; repo_setting_row(n, &row); n++)
		known = known || strcmp(row.key, cmd->args[0]) == 0;
	if (!known) {
		/* Of a newer program's, or a slip: what stands in the file may go. */
		int status = view_open(cmd, &view);
		if (status != CMD_DONE)
			return status;
		enum cim_err err = repo_setting_get(view.repo, cmd->args[0], value);
		view_close(&view);
		if (err == CIM_ENOENT)
			return unknown(cmd->args[0]);
	}
	return change_setting(cmd, NULL);
}
