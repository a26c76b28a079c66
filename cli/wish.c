/* wish.c: -W and -E against the tables of checks, and those tables as they are listed. */
#include "config.h"

#include "cli/wish.h"

#include <string.h>
#include <strings.h>

#include "cli/json.h"
#include "cli/out.h"

/* All that can be wished for: the rules of lint where those are asked, and the checks. */
static const struct mof_check_info *
check_at(size_t i, bool lint)
{
	size_t lints = 0, count;
	const struct mof_check_info *rules = mof_lint_rules(&lints), *checks = mof_checks(&count);
	if (!lint)
		lints = 0;
	if (i < lints)
		return &rules[i];
	return i - lints < count ? &checks[i - lints] : NULL;
}

/* No check has the name: says so, and which was probably meant. */
static int
wish_unknown(const struct mof_wish *wish, bool lint)
{
	bool no = strncasecmp(wish->name, "no-", 3) == 0;
	const char *name = wish->name + (no ? 3 : 0), *best = NULL;
	struct near whole, part;
	near_begin(&whole, name);
	near_begin(&part, name);
	if (!wish->promote)
		near_try(&whole, "error");
	for (size_t i = 0; check_at(i, lint) != NULL; i++) {
		const struct mof_check_info *check = check_at(i, lint);
		bool error = check->severity == MOF_ERROR;
		unsigned before = part.distance;
		/* An error cannot be meant by no-NAME. */
		if (!error || !no)
			near_try(&whole, check->id);
		if (!error)
			near_try(&part, check->id + 2);
		if (part.distance < before)
			best = check->id;
	}
	if (best == NULL || whole.distance <= part.distance)
		best = whole.best != NULL ? whole.best : best;
	if (best != NULL)
		return cmd_usage("-%c: there is no check '%s'; did you mean '%s%s'?",
		    wish->promote ? 'E' : 'W', wish->name, no ? "no-" : "", best);
	return cmd_usage("-%c: there is no check '%s'; see wbemkit %s --list-checks",
	    wish->promote ? 'E' : 'W', wish->name, lint ? "lint" : "check");
}

bool
wishes_hold(const struct cmd *cmd, bool lint)
{
	for (size_t i = 0; i < cmd->wish_count; i++) {
		const struct mof_wish *wish = &cmd->wishes[i];
		enum cim_err err = mof_wish_check(wish, lint);
		if (err == CIM_ENOENT)
			wish_unknown(wish, lint);
		else if (err != CIM_OK)
			cmd_usage("-%c %s: an error stays an error", wish->promote ? 'E' : 'W',
			    wish->name);
		if (err != CIM_OK)
			return false;
	}
	return true;
}

static const char *
severity_word(enum mof_severity severity)
{
	return severity == MOF_ERROR ? "error" : severity == MOF_WARNING ? "warning" : "note";
}

/* One check as a line; behind its title the dialects that weigh it otherwise than DMTF's. */
static void
list_check_text(const struct mof_check_info *check, bool lint)
{
	out_format("%-19s %-7s %-*s %s", check->id, severity_word(check->severity), lint ? 8 : 4,
	    check->rule, check->title);
	bool open = false;
	for (int d = MOF_DIALECT_WMI; d < MOF_DIALECT_COUNT; d++) {
		enum mof_severity here = check->in[d];
		if (here == check->severity)
			continue;
		/* Neighbours of one level share its word. */
		bool more = d + 1 < MOF_DIALECT_COUNT && check->in[d + 1] == here;
		out_format("%s%s", open ? ", " : " (", mof_dialect_to_string((enum mof_dialect)d));
		if (!more)
			out_format(": %s", severity_word(here));
		open = true;
	}
	out_format(open ? ")\n" : "\n");
}

static enum cim_err
list_check_json(struct bytes_writer *w, const struct mof_check_info *check)
{
	bytes_write_text(w, "{");
	json_key_text(w, "kind", "check");
	json_key_text(w, "id", check->id);
	json_key_text(w, "level", severity_word(check->severity));
	json_key_text(w, "strict", severity_word(check->strict));
	json_key_text(w, "rule", check->rule);
	json_key_text(w, "title", check->title);
	json_key(w, "levels");
	bytes_write_text(w, "{");
	for (int d = MOF_DIALECT_DMTF; d < MOF_DIALECT_COUNT; d++)
		json_key_text(w, mof_dialect_to_string((enum mof_dialect)d), severity_word(check->in[d]));
	bytes_write_text(w, "}}");
	return json_line(w);
}

int
wish_list(const struct cmd *cmd, bool lint)
{
	size_t count;
	const struct mof_check_info *checks = lint ? mof_lint_rules(&count) : mof_checks(&count);
	struct bytes_writer w = { 0 };
	enum cim_err err = CIM_OK;
	if (cmd->format != FORMAT_TEXT && cmd->format != FORMAT_JSON &&
	    (cmd->given & OPT_BIT(OPT_FORMAT)) != 0)
		return cmd_usage("%s: --list-checks prints in the forms text and json",
		    cmd->verb->name);
	for (size_t i = 0; i < count && err == CIM_OK; i++) {
		if (cmd->format == FORMAT_JSON)
			err = list_check_json(&w, &checks[i]);
		else
			list_check_text(&checks[i], lint);
	}
	bytes_writer_free(&w);
	return cmd_fail("standard output", err, NULL);
}

enum mof_form
wish_form(enum cmd_format format)
{
	switch (format) {
	case FORMAT_GCC: return MOF_FORM_GCC;
	case FORMAT_JSON: return MOF_FORM_JSON;
	case FORMAT_SARIF: return MOF_FORM_SARIF;
	case FORMAT_GITHUB: return MOF_FORM_GITHUB;
	case FORMAT_TEXT: case FORMAT_MOF: case FORMAT_JSONL: case FORMAT_JSONSCHEMA:
	case FORMAT_TABLE: case FORMAT_CSV: case FORMAT_SDDL:
	case FORMAT_COUNT: break;
	}
	return MOF_FORM_TEXT;
}
