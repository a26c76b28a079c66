/* help.c: help for the program, a group and a verb, printed out of the tables. */
#include "config.h"

#include "cli/opts.h"

#include <string.h>

#include "cli/out.h"

#define HELP_COLUMN 30
#define HELP_WIDTH 98

/* Spaces from column at to column to, at least two. */
static void
pad(size_t at, size_t to)
{
	static const char blanks[] = "                                        ";
	size_t n = at + 2 > to ? 2 : to - at;
	out_bytes(blanks, n < sizeof(blanks) - 1 ? n : sizeof(blanks) - 1);
}

/* Words of text from a column on, broken at the width. */
static void
print_wrapped(const char *text, size_t column)
{
	size_t at = column;
	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		if (at > column && at + 1 + len > HELP_WIDTH) {
			out_text("\n");
			if (column > 0)
				pad(0, column);
			at = column;
		} else if (at > column) {
			out_text(" ");
			at++;
		}
		out_bytes(text, len);
		at += len;
		text += len;
		text += strspn(text, " ");
	}
	out_text("\n");
}

/* "  -R, --repository DIR   help". */
static void
print_option(enum opt_id id, const struct verb *verb)
{
	const struct opt *opt = &opt_table[id];
	const char *arg = opt->choices != NULL ? opt->choices : opt->arg;
	char formats[64] = "";
	if (id == OPT_FORMAT && verb != NULL) {
		for (int f = 0; f < FORMAT_COUNT; f++) {
			if ((verb->formats & FORMAT_BIT(f)) == 0)
				continue;
			strcat(formats, formats[0] == '\0' ? "" : "|");
			strcat(formats, cmd_format_to_string((enum cmd_format)f));
		}
		arg = formats;
	}
	size_t at = 6 + 2 + strlen(opt->name);
	if (opt->letter != 0)
		out_format("  -%c, --%s", opt->letter, opt->name);
	else
		out_format("      --%s", opt->name);
	if (arg != NULL) {
		out_format(" %s", arg);
		at += 1 + strlen(arg);
	}
	if (at + 2 > HELP_COLUMN) {
		out_text("\n");
		at = 0;
	}
	pad(at, HELP_COLUMN);
	print_wrapped(opt->help, HELP_COLUMN);
}

static void
print_statuses(const struct verb *verb)
{
	static const char *const meaning[] = { "done", NULL, "wrong usage, or unreadable input",
		"the repository or snapshot is damaged, is none, or was made by a newer program",
		"the repository is in use by another",
		"refused: exists already, a conflict, or not permitted",
		"no space, no memory, or an I/O error; the state before holds" };
	out_text("\nExit status:\n");
	for (int s = CMD_DONE; s <= CMD_IO; s++) {
		bool arises = s == CMD_DONE || s == CMD_USAGE || (verb->statuses & (1u << s)) != 0;
		const char *text = s == CMD_FINDINGS ? verb->one : arises ? meaning[s] : NULL;
		if (text != NULL)
			out_format("  %d      %s\n", s, text);
	}
	out_text("  128+n  ended by signal n\n");
}

void
help_verb(const struct verb *verb)
{
	out_format("Usage: wbemkit [OPTION...] %s%s%s\n\n", verb->name,
	    verb->operands[0] == '\0' ? "" : " ", verb->operands);
	out_format("%c%s.\n\n", verb->summary[0] - 'a' + 'A', verb->summary + 1);
	print_wrapped(verb->text, 0);
	if (verb->options != 0 || verb->more != 0) {
		out_text("\nOptions:\n");
		for (int i = OPT_LAST_GLOBAL + 1; i < OPT_COUNT; i++) {
			if (opts_takes(verb, (enum opt_id)i))
				print_option((enum opt_id)i, verb);
		}
	}
	out_text("\nGlobal options:\n");
	for (int i = 0; i <= OPT_LAST_GLOBAL; i++) {
		if (opts_takes(verb, (enum opt_id)i))
			print_option((enum opt_id)i, verb);
	}
	if (verb->formats != 0)
		out_format("\nThe default of --output-format is %s.\n",
		    cmd_format_to_string(verb->format));
	out_format("\nExample:\n  %s\n", verb->example);
	print_statuses(verb);
}

static void
print_verb(const struct verb *verb)
{
	out_format("  %s", verb->name);
	size_t at = 2 + strlen(verb->name);
	if (verb->operands[0] != '\0') {
		out_format(" %s", verb->operands);
		at += 1 + strlen(verb->operands);
	}
	pad(at, HELP_COLUMN + 2);
	out_format("%s\n", verb->summary);
}

bool
help_group(const struct verb *verbs, size_t count, const char *group)
{
	size_t len = strlen(group);
	bool found = false;
	for (size_t i = 0; i < count; i++) {
		if (strncmp(verbs[i].name, group, len) != 0 || verbs[i].name[len] != ' ')
			continue;
		if (!found)
			out_format(
			    "Usage: wbemkit [OPTION...] %s VERB [OPERAND...]\n\nVerbs:\n", group);
		found = true;
		print_verb(&verbs[i]);
	}
	if (found)
		out_format("\nwbemkit %s VERB --help tells more.\n", group);
	return found;
}

/* The verbs by what they are for, by their first words. A verb that is in none stands behind them. */
static const struct section {
	const char *title, *words[16];	/* NULL behind the last */
} sections[] = {
	{ "MOF", { "compile", "check", "lint", "fmt", "diff", "decompile" } },
	{ "What is stored", { "export", "query", "associators", "references", "class", "instance", "qualifier", "structure",
		"enumeration", "namespace" } },
	{ "Snapshots", { "backup", "restore", "snapshot" } },
	{ "The repository", { "init", "status", "verify", "compact", "salvage", "reset",
		"connections", "disconnect", "pause", "provider", "settings", "autorecover" } },
	{ "What went wrong", { "explain" } },
};

#define SECTION_REPOSITORY 3
#define SECTION_COUNT (sizeof(sections) / sizeof(sections[0]))

static bool
is_first_word(const struct verb *verb, const char *word)
{
	size_t len = strlen(word);
	return strncmp(verb->name, word, len) == 0 &&
	    (verb->name[len] == '\0' || verb->name[len] == ' ');
}

static bool
in_a_section(const struct verb *verb)
{
	for (size_t s = 0; s < SECTION_COUNT; s++) {
		for (size_t w = 0; sections[s].words[w] != NULL; w++) {
			if (is_first_word(verb, sections[s].words[w]))
				return true;
		}
	}
	return false;
}

static void
print_sections(const struct verb *verbs, size_t count)
{
	bool more = false;
	for (size_t s = 0; s < SECTION_COUNT; s++) {
		out_format("\n%s:\n", sections[s].title);
		for (size_t w = 0; sections[s].words[w] != NULL; w++) {
			for (size_t i = 0; i < count; i++) {
				if (is_first_word(&verbs[i], sections[s].words[w]))
					print_verb(&verbs[i]);
			}
		}
		if (s == 0)
			out_text("  mofcomp [SWITCH...] FILE      compile with the switches of "
			    "Windows' mofcomp\n");
		if (s == SECTION_REPOSITORY)
			out_text("  winmgmt SWITCH [ARGUMENT...]  back up, restore, verify, ... with "
			    "those of winmgmt\n");
	}
	for (size_t i = 0; i < count; i++) {
		if (in_a_section(&verbs[i]))
			continue;
		if (!more)
			out_text("\nMore:\n");
		more = true;
		print_verb(&verbs[i]);
	}
}

void
help_program(const struct verb *verbs, size_t count)
{
	out_text(
	    "Usage: wbemkit [OPTION...] VERB [OPERAND...]\n\n"
	    "Compiles MOF into a crash-safe class repository, backs it up and restores "
	    "it.\n");
	print_sections(verbs, count);
	out_text("\nGlobal options:\n");
	for (int i = 0; i <= OPT_LAST_GLOBAL; i++)
		print_option((enum opt_id)i, NULL);
	out_text("\n");
	print_wrapped(
	    "Options may stand before or behind the verb; -- ends them; - as a file is standard "
	    "input or output. Without -R the repository is /var/lib/wbemkit for root, else "
	    "$XDG_STATE_HOME/wbemkit. The variables WBEMKIT_REPOSITORY, _NAMESPACE, "
	    "_OUTPUT_FORMAT, _QUIET, _VERBOSE, _COLOR and _PROGRESS stand in for the options of "
	    "these names.",
	    0);
	out_text("\nwbemkit help VERB tells more of one verb, and man wbemkit of all.\n");
}

/* "verb NAME" and below it "option --NAME -LETTER ARG" of each. */
void
help_tables(const struct verb *verbs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		out_format("verb %s\n", verbs[i].name);
		for (int id = 0; id < OPT_COUNT; id++) {
			const struct opt *opt = &opt_table[id];
			if (!opts_takes(&verbs[i], (enum opt_id)id))
				continue;
			out_format("option %s%c --%s%s%s\n", opt->letter == 0 ? "" : "-",
			    opt->letter == 0 ? '-' : opt->letter, opt->name,
			    opt->arg == NULL ? "" : " ", opt->arg == NULL ? "" : opt->arg);
		}
		for (int f = 0; f < FORMAT_COUNT; f++) {
			if ((verbs[i].formats & FORMAT_BIT(f)) != 0)
				out_format("format %s\n", cmd_format_to_string((enum cmd_format)f));
		}
	}
}
