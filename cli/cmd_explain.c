/* cmd_explain.c: explain: what a code of WBEM, or the id of a message, means and what to do. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cim/wbem.h"
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/out.h"
#include "mof/wbem.h"
#include "mof/mof.h"

/* How explanations are printed, and how many were. */
struct explain {
	bool json;
	size_t told;
	struct bytes_writer w;
	enum cim_err err;
};

/* ---- Codes ------------------------------------------------------------------ */

static void
code_json(struct explain *e, const struct cim_wbem *row)
{
	char hex[16];
	(void)snprintf(hex, sizeof(hex), "0x%08X", (unsigned)row->code);
	bytes_write_text(&e->w, "{");
	json_key_text(&e->w, "kind", "code");
	json_key_text(&e->w, "name", row->name);
	json_key_text(&e->w, "code", hex);
	json_key_number(&e->w, "number", row->code);
	json_key_text(&e->w, "meaning", row->meaning);
	if (row->remedy != NULL)
		json_key_text(&e->w, "remedy", row->remedy);
	bytes_write_text(&e->w, "}");
	e->err = json_line(&e->w);
}

/* Programs of Windows print a code as a signed number, too. */
static int64_t
as_signed(uint32_t code)
{
	return code < UINT32_C(0x80000000) ? (int64_t)code : (int64_t)code - (INT64_C(1) << 32);
}

static void
code_text(struct explain *e, const struct cim_wbem *row)
{
	out_format("%s%s  0x%08X  %" PRId64 "\n    What it means: %s.\n", e->told > 0 ? "\n" : "",
	    row->name, (unsigned)row->code, as_signed(row->code), row->meaning);
	if (row->remedy != NULL)
		out_format("    What to do: %s.\n", row->remedy);
}

static void
tell_code(struct explain *e, const struct cim_wbem *row)
{
	if (e->json)
		code_json(e, row);
	else
		code_text(e, row);
	e->told++;
}

/* The list of all: a line each. */
static void
list_codes(struct explain *e)
{
	size_t count;
	const struct cim_wbem *all = cim_wbem_all(&count);
	for (size_t i = 0; i < count && e->err == CIM_OK; i++) {
		if (e->json)
			code_json(e, &all[i]);
		else
			out_format("0x%08X  %-42s %s\n", (unsigned)all[i].code, all[i].name,
			    all[i].meaning);
	}
}

/* ---- Messages --------------------------------------------------------------- */

static const struct mof_check_info *
find_check(struct cim_name name)
{
	size_t count;
	for (int lint = 0; lint < 2; lint++) {
		const struct mof_check_info *rows =
		    lint ? mof_lint_rules(&count) : mof_checks(&count);
		for (size_t i = 0; i < count; i++) {
			if (cim_name_is(name, rows[i].id))
				return &rows[i];
		}
	}
	return NULL;
}

/* The id of a message that has a code: of a check, or of what the repository refuses. */
static const char *
find_id(struct cim_name name)
{
	const char *id;
	uint32_t code;
	const struct mof_check_info *check = find_check(name);
	if (check != NULL)
		return check->id;
	for (size_t n = 0; wbem_row(n, &id, &code); n++) {
		if (cim_name_is(name, id))
			return id;
	}
	return NULL;
}

static const char *
level_word(const struct mof_check_info *check)
{
	return check == NULL || check->severity == MOF_ERROR ? "error" :
	    check->severity == MOF_WARNING ? "warning" : "note";
}

static void
tell_message(struct explain *e, const char *id)
{
	const struct mof_check_info *check = find_check(cim_name(id, strlen(id)));
	const char *title = check != NULL ? check->title : "the repository takes what is declared";
	bool is_error = strcmp(level_word(check), "error") == 0 && strncmp(id, "E-", 2) == 0;
	uint32_t code = is_error ? wbem_code(id, MOF_WANTED_NOTHING) : 0;
	char words[CMD_CODE_SIZE] = "";
	if (is_error)
		(void)cmd_code(words, code);
	if (e->json) {
		bytes_write_text(&e->w, "{");
		json_key_text(&e->w, "kind", "message");
		json_key_text(&e->w, "id", id);
		json_key_text(&e->w, "level", level_word(check));
		json_key_text(&e->w, "title", title);
		if (is_error)
			json_key_text(&e->w, "name", cim_wbem_name(code));
		bytes_write_text(&e->w, "}");
		e->err = json_line(&e->w);
	} else {
		out_format("%s%s  %s%s\n    What holds: %s.\n    More, with an example: %s.\n",
		    e->told > 0 ? "\n" : "", id, level_word(check), words, title,
		    check != NULL && mof_lint_set(check) != 0 ? "doc/lint.txt" : "doc/messages.txt");
	}
	e->told++;
}

/* ---- The verb --------------------------------------------------------------- */

/* A code that wraps one of the system's: its own name is not among ours. */
static void
tell_system(struct explain *e, uint32_t code, uint32_t number)
{
	if (e->json) {
		bytes_write_text(&e->w, "{");
		json_key_text(&e->w, "kind", "system");
		json_key_number(&e->w, "number", code);
		json_key_number(&e->w, "system", number);
		bytes_write_text(&e->w, "}");
		e->err = json_line(&e->w);
	} else {
		out_format("%s0x%08X  %" PRId64 "\n    What it means: an error of Windows itself, "
		    "number %u, passed on by WBEM.\n", e->told > 0 ? "\n" : "", (unsigned)code,
		    as_signed(code), (unsigned)number);
	}
	e->told++;
}

static int
not_known(const char *word)
{
	size_t count;
	const struct cim_wbem *all = cim_wbem_all(&count);
	struct near near;
	near_begin(&near, word);
	for (size_t i = 0; i < count; i++)
		near_try(&near, all[i].name);
	if (near.best != NULL)
		err_line("%s: not a code, nor the id of a message; did you mean %s?", word,
		    near.best);
	else
		err_line("%s: not a code, nor the id of a message; list the codes with: wbemkit "
		    "explain", word);
	return CMD_FINDINGS;
}

static int
explain_one(struct explain *e, const char *word)
{
	struct cim_str text = cim_str_from(word);
	uint32_t code, number;
	const struct cim_wbem *row;
	const char *id;
	if (cim_wbem_parse(text, &code)) {
		row = cim_wbem_find(code);
		if (row != NULL)
			tell_code(e, row);
		else if (cim_wbem_is_system(code, &number))
			tell_system(e, code, number);
		else
			return not_known(word);
	} else if ((row = cim_wbem_find_name(text)) != NULL) {
		tell_code(e, row);
	} else if ((id = find_id(cim_name(text.ptr, text.len))) != NULL) {
		tell_message(e, id);
	} else {
		return not_known(word);
	}
	return CMD_DONE;
}

int
cmd_explain(struct cmd *cmd)
{
	struct explain e = { .json = cmd->format == FORMAT_JSON };
	int status = CMD_DONE;
	if (cmd->arg_count == 0)
		list_codes(&e);
	for (int i = 0; i < cmd->arg_count && e.err == CIM_OK; i++) {
		int one = explain_one(&e, cmd->args[i]);
		status = one > status ? one : status;
	}
	bytes_writer_free(&e.w);
	return e.err != CIM_OK ? cmd_fail("standard output", e.err, NULL) : status;
}
