/* opts.c: reads the command line and the environment by the two tables. */
#include "config.h"

#include "cli/opts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/cmd.h"
#include "cli/mofcomp.h"
#include "cli/out.h"
#include "cli/winmgmt.h"

/* ORDER OPTIONS */
const struct opt opt_table[OPT_COUNT] = {
	[OPT_REPOSITORY] = { 'R', "repository", "DIR", NULL, "WBEMKIT_REPOSITORY",
	    "the repository's directory" },
	[OPT_NAMESPACE] = { 'n', "namespace", "NS", NULL, "WBEMKIT_NAMESPACE",
	    "the namespace to work in (root/cimv2)" },
	[OPT_FORMAT] = { 'o', "output-format", "FORMAT", NULL, "WBEMKIT_OUTPUT_FORMAT",
	    "the form of what is printed" },
	[OPT_QUIET] = { 'q', "quiet", NULL, NULL, "WBEMKIT_QUIET",
	    "no progress, no warnings: errors and data alone" },
	[OPT_VERBOSE] = { 'v', "verbose", NULL, NULL, "WBEMKIT_VERBOSE",
	    "say what was done, and print notes" },
	[OPT_COLOR] = { 0, "color", "WHEN", "auto|always|never", "WBEMKIT_COLOR",
	    "colored messages; auto: on a terminal, unless NO_COLOR is set" },
	[OPT_PROGRESS] = { 0, "progress", "WHEN", "auto|always|never", "WBEMKIT_PROGRESS",
	    "a progress bar; auto: on a terminal, for work over half a second" },
	[OPT_HELP] = { 'h', "help", NULL, NULL, NULL, "print this help" },
	[OPT_VERSION] = { 'V', "version", NULL, NULL, NULL, "print the program's version" },
	[OPT_INCLUDE] = { 'I', "include", "DIR", NULL, NULL,
	    "look here too for included files, and here and below for missing classes "
	    "(CLASS.mof); may be repeated" },
	[OPT_CREATE_NAMESPACES] = { 0, "create-namespaces", NULL, NULL, NULL,
	    "make the namespaces that a pragma names and that are missing" },
	[OPT_DIALECT] = { 0, "dialect", "NAME", "auto|dmtf|wmi|dsc|mof3", NULL,
	    "whose MOF it is, DMTF's, Microsoft's or MOF 3; auto: each file by what is in it" },
	[OPT_CLASS_MODE] = { 0, "class-mode", "MODE", NULL, NULL,
	    "createonly, updateonly, compatible, safe, force; two with a comma (compatible)" },
	[OPT_INSTANCE_MODE] = { 0, "instance-mode", "MODE", NULL, NULL,
	    "createonly or updateonly; else instances are made or replaced" },
	[OPT_PLAN] = { 0, "plan", NULL, NULL, NULL,
	    "print what would change, and change nothing" },
	[OPT_REMOVE] = { 0, "remove", NULL, NULL, NULL,
	    "take out what the FILEs declare" },
	[OPT_AUTORECOVER] = { 0, "autorecover", NULL, NULL, NULL,
	    "keep a copy, to be compiled when the repository is rebuilt" },
	[OPT_CPP] = { 0, "cpp", NULL, NULL, NULL,
	    "run the C preprocessor over each FILE first: $CPP, or cpp" },
	[OPT_DEFINE] = { 'D', "define", "NAME[=VALUE]", NULL, NULL,
	    "with --cpp: a macro; may be repeated" },
	[OPT_WARN] = { 'W', "warn", "NAME", NULL, NULL,
	    "show a warning or note; no-NAME: leave it out; all; error: warnings are errors" },
	[OPT_ERROR] = { 'E', "error", "NAME", NULL, NULL,
	    "make an error of a warning or note; no-NAME: not so" },
	[OPT_STRICT] = { 0, "strict", NULL, NULL, NULL,
	    "the standard to the letter: what it forbids is an error" },
	[OPT_MAX_ERRORS] = { 0, "max-errors", "N", NULL, NULL,
	    "print so many errors and say how many more there are; 0: all (0)" },
	[OPT_LIST_CHECKS] = { 0, "list-checks", NULL, NULL, NULL,
	    "print the checks instead: id, level, rule, what is asked (forms text, json)" },
	[OPT_EACH] = { 0, "each", NULL, NULL, NULL,
	    "each FILE by itself, not all as one unit" },
	[OPT_SECURITY] = { 0, "security", NULL, NULL, NULL,
	    "ask the rules for security instead of those for style" },
	[OPT_CHECK] = { 0, "check", NULL, NULL, NULL,
	    "write no FILE: print the names of those that would change" },
	[OPT_DIFF] = { 0, "diff", NULL, NULL, NULL,
	    "write no FILE: print what would change, as patch(1) reads it" },
	[OPT_STDOUT] = { 0, "stdout", NULL, NULL, NULL,
	    "write no FILE: print the text as it would be" },
	[OPT_IGNORE] = { 0, "ignore", "NAME", NULL, NULL,
	    "leave out what differs in this qualifier or property; dsc: what DSC says of itself" },
	[OPT_ALL] = { 'a', "all", NULL, NULL, NULL,
	    "all namespaces; of export each with its pragma" },
	[OPT_EFFECTIVE] = { 'e', "effective", NULL, NULL, NULL,
	    "with all that the class inherits" },
	[OPT_DEEP] = { 0, "deep", NULL, NULL, NULL,
	    "the instances of all subclasses too" },
	[OPT_RECURSIVE] = { 'r', "recursive", NULL, NULL, NULL,
	    "with all that is in it and below it" },
	[OPT_OVERWRITE] = { 0, "overwrite", NULL, NULL, NULL,
	    "replace FILE when it exists" },
	[OPT_LEVEL] = { 'l', "level", "N", NULL, NULL,
	    "compression from 0 (none) to 9 (smallest); 6" },
	[OPT_THREADS] = { 'j', "threads", "N", NULL, NULL,
	    "threads that compress; 0: one for each core (0)" },
	[OPT_NO_VERIFY] = { 0, "no-verify", NULL, NULL, NULL,
	    "do not read the written file back" },
	[OPT_NO_SYNC] = { 0, "no-sync", NULL, NULL, NULL,
	    "do not wait for the disk: faster, and not safe against a power cut" },
	[OPT_AMENDED] = { 0, "amended", NULL, NULL, NULL,
	    "classes with their localized qualifiers, of ms_409 unless --locale says otherwise" },
	[OPT_LOCALE] = { 0, "locale", "LOCALE", NULL, NULL,
	    "with --amended: the locale, such as ms_407 (German); ms_409 where it is missing" },
	[OPT_EXPLAIN] = { 0, "explain", NULL, NULL, NULL,
	    "print how the query would be answered, and stop" },
	[OPT_NO_PROVIDERS] = { 0, "no-providers", NULL, NULL, NULL,
	    "do not run the providers of dynamic classes: only what is stored" },
	[OPT_TIMEOUT] = { 0, "timeout", "TIME", NULL, NULL,
	    "writers go on after that, come what may: 30s, 10m; at most what the setting pause-limit says (15m), which is the default" },
	[OPT_QUICK] = { 0, "quick", NULL, NULL, NULL,
	    "only the small files, the roots of the trees and the counts: as fast for any size" },
	[OPT_DRY_RUN] = { 0, "dry-run", NULL, NULL, NULL,
	    "tell what would be lost and what would be done, and change nothing" },
	[OPT_DROP_OLD] = { 0, "drop-old", NULL, NULL, NULL,
	    "remove the generation that the last salvage or reset kept" },
	[OPT_UNDO] = { 0, "undo", NULL, NULL, NULL,
	    "make the generation live again that the last salvage or reset kept" },
	[OPT_YES] = { 0, "yes", NULL, NULL, NULL,
	    "yes, it is meant" },
	[OPT_NO_WAIT] = { 0, "no-wait", NULL, NULL, NULL,
	    "fail at once when another is writing, or has paused the repository" },
	[OPT_LOCK_TIMEOUT] = { 0, "lock-timeout", "TIME", NULL, NULL,
	    "wait so long for others who write or pause, no longer: 500ms, 30s, 10m" },
	[OPT_IN] = { 0, "in", "FILE", NULL, NULL,
	    "read this instead of a repository: MOF or JSON, a directory of it, or a snapshot; may "
	    "be repeated; with -R too: on top of that" },
	[OPT_ASSOC_CLASS] = { 0, "assoc-class", "CLASS", NULL, NULL,
	    "only over associations of this class or below it" },
	[OPT_RESULT_CLASS] = { 0, "result-class", "CLASS", NULL, NULL,
	    "only what is of this class or below it" },
	[OPT_ROLE] = { 0, "role", "NAME", NULL, NULL,
	    "only where the object stands in this reference of the association" },
	[OPT_RESULT_ROLE] = { 0, "result-role", "NAME", NULL, NULL,
	    "only what stands in this reference of the association" },
	[OPT_REQUIRED_QUALIFIER] = { 0, "required-qualifier", "NAME", NULL, NULL,
	    "only what is of a class with this qualifier" },
	[OPT_REQUIRED_ASSOC_QUALIFIER] = { 0, "required-assoc-qualifier", "NAME", NULL, NULL,
	    "only over associations of a class with this qualifier" },
	[OPT_KEYS_ONLY] = { 0, "keys-only", NULL, NULL, NULL,
	    "of each object the keys alone" },
	[OPT_CLASS_DEFS_ONLY] = { 0, "class-defs-only", NULL, NULL, NULL,
	    "the classes of what is found, each once" },
	[OPT_SCHEMA_ONLY] = { 0, "schema-only", NULL, NULL, NULL,
	    "of a class: what the association classes say, without instances" },
	[OPT_UP] = { 0, "up", NULL, NULL, NULL,
	    "the classes above, from the top down" },
	[OPT_QUALIFIER] = { 0, "qualifier", "NAME[=VALUE]", NULL, NULL,
	    "has this qualifier, inherited ones too, with this value; may be repeated" },
	[OPT_PROPERTY] = { 0, "property", "NAME[:TYPE]", NULL, NULL,
	    "declares (with -e: has) such a property, of this type: uint32, string[], ref, a class; "
	    "may be repeated" },
	[OPT_METHOD] = { 0, "method", "NAME", NULL, NULL,
	    "declares (with -e: has) such a method; may be repeated" },
	[OPT_SUPERCLASS] = { 0, "superclass", "CLASS", NULL, NULL,
	    "is below this class, directly or not" },
	[OPT_DRIVER] = { 0, "driver", NULL, NULL, NULL,
	    "ask the rules for what a driver serves instead of those for style" },
	[OPT_TREE] = { 0, "tree", NULL, NULL, NULL,
	    "every record with its offset and its fields" },
	[OPT_HEX] = { 0, "hex", NULL, NULL, NULL, "the decompressed bytes" },
	[OPT_GUIDS] = { 0, "guids", NULL, NULL, NULL,
	    "a table of GUIDs, methods, data and events with their ids and sizes" },
	[OPT_C_HEADER] = { 0, "c-header", NULL, NULL, NULL,
	    "a C header for a driver: GUIDs, method ids, packed structures" },
	[OPT_SCAN] = { 0, "scan", NULL, NULL, NULL,
	    "look for binary MOF inside: ACPI tables, their ASL text, PE files, dumps" },
	[OPT_BMOF] = { 0, "bmof", "OUT", NULL, NULL,
	    "write binary MOF to OUT, in place of storing anything; - is standard output" },
	[OPT_BMOF_FORMAT] = { 0, "bmof-format", "FORM", "raw|c-array|asl", NULL,
	    "of --bmof: the file itself (default), an array for C, or an ACPI buffer" },
	[OPT_FORCE] = { 0, "force", NULL, NULL, NULL,
	    "break the connections of others who have the repository open" },
	[OPT_SYSTEM] = { 0, "system", NULL, NULL, NULL,
	    "what is the system's too: classes that every namespace has, properties of objects" },
};

/* ORDER FORMATS */
static const char *const format_names[FORMAT_COUNT] = { "text", "gcc", "mof", "json", "jsonl",
	"jsonschema", "sarif",
	"github", "table", "csv", "sddl" };

const char *
cmd_format_to_string(enum cmd_format format)
{
	return format_names[format];
}

bool
opts_takes(const struct verb *verb, enum opt_id id)
{
	if (id == OPT_FORMAT)
		return verb->formats != 0;
	if (id >= OPT_FIRST_MORE)
		return (OPT_MORE(id) & verb->more) != 0;
	return opt_table[id].name != NULL && (OPT_BIT(id) & (OPT_GLOBALS | verb->options)) != 0;
}

/* ---- Single words ---------------------------------------------------------- */

static int
opt_by_letter(char letter)
{
	for (int i = 0; i < OPT_COUNT; i++) {
		if (opt_table[i].letter == letter)
			return i;
	}
	return -1;
}

static int
opt_by_name(const char *name, size_t len)
{
	for (int i = 0; i < OPT_COUNT; i++) {
		const char *ours = opt_table[i].name;
		if (ours != NULL && strlen(ours) == len && memcmp(ours, name, len) == 0)
			return i;
	}
	return -1;
}

/* One argument of the line, taken apart. */
struct word {
	enum { WORD_OPERAND, WORD_OPTION, WORD_UNKNOWN, WORD_END } kind;
	int id;			/* of an option */
	const char *value;	/* of an option: NULL when it has none */
	bool extra;		/* a value was glued to an option that takes none */
	const char *text;	/* as written, for messages */
	char letter[3];		/* "-x" of an unknown or short option */
};

/* Where the reading stands: the argument, and the letter in a cluster like -qv. */
struct words {
	int argc, at;
	char **argv;
	const char *cluster;
	bool options_over;
};

static struct word
word_long(struct words *ws, const char *text)
{
	struct word word = { .kind = WORD_UNKNOWN, .id = -1, .text = text };
	const char *equals = strchr(text, '=');
	size_t len = equals == NULL ? strlen(text + 2) : (size_t)(equals - text - 2);
	word.id = opt_by_name(text + 2, len);
	if (word.id < 0)
		return word;
	word.kind = WORD_OPTION;
	if (opt_table[word.id].arg == NULL)
		word.extra = equals != NULL;
	else if (equals != NULL)
		word.value = equals + 1;
	else if (ws->at < ws->argc)
		word.value = ws->argv[ws->at++];
	return word;
}

/* The next letter of a cluster; a letter with a value takes the rest, or the next argument. */
static struct word
word_short(struct words *ws)
{
	struct word word = { .kind = WORD_UNKNOWN, .id = -1 };
	word.letter[0] = '-';
	word.letter[1] = *ws->cluster++;
	word.text = NULL;
	word.id = opt_by_letter(word.letter[1]);
	if (word.id < 0) {
		ws->cluster = NULL;
		return word;
	}
	word.kind = WORD_OPTION;
	if (opt_table[word.id].arg != NULL) {
		if (*ws->cluster != '\0')
			word.value = ws->cluster;
		else if (ws->at < ws->argc)
			word.value = ws->argv[ws->at++];
		ws->cluster = NULL;
	} else if (*ws->cluster == '\0') {
		ws->cluster = NULL;
	}
	return word;
}

static struct word
word_next(struct words *ws)
{
	if (ws->cluster != NULL)
		return word_short(ws);
	struct word word = { .kind = WORD_END, .id = -1 };
	if (ws->at == ws->argc)
		return word;
	const char *text = ws->argv[ws->at++];
	if (!ws->options_over && strcmp(text, "--") == 0) {
		ws->options_over = true;
		return word_next(ws);
	}
	if (!ws->options_over && strncmp(text, "--", 2) == 0)
		return word_long(ws, text);
	/* No letter of an option is a digit: that is a negative number. */
	bool number = text[0] == '-' && text[1] >= '0' && text[1] <= '9';
	if (!ws->options_over && text[0] == '-' && text[1] != '\0' && !number) {
		ws->cluster = text + 1;
		return word_short(ws);
	}
	word.kind = WORD_OPERAND;
	word.text = text;
	return word;
}

/* ---- The verb --------------------------------------------------------------- */

/* Words of the design that this version has not got yet: said so, not guessed at. */
static const char *const later[] = {
	"snapshot extract", "snapshot diff" };

static bool
is_later(const char *one, const char *two)
{
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++) {
		const char *blank = strchr(later[i], ' ');
		if (blank == NULL && strcmp(later[i], one) == 0)
			return true;
		size_t len = blank == NULL ? 0 : (size_t)(blank - later[i]);
		if (blank != NULL && two != NULL && strlen(one) == len &&
		    strncmp(later[i], one, len) == 0 && strcmp(blank + 1, two) == 0)
			return true;
	}
	return false;
}

/* The second word of a verb of this group, NULL when the verb is another. */
static const char *
verb_in_group(const struct verb *verb, const char *group)
{
	size_t len = strlen(group);
	if (strncmp(verb->name, group, len) != 0 || verb->name[len] != ' ')
		return NULL;
	return verb->name + len + 1;
}

/* What other programs call it: their word, and ours. */
static const char *const others_verbs[][2] = { { "import", "compile" }, { "add", "compile" },
	{ "load", "compile" }, { "build", "compile" }, { "apply", "compile" },
	{ "remove", "compile --remove" }, { "plan", "compile --plan" },
	{ "dump", "export" }, { "print", "export" }, { "json", "export -o json" },
	{ "validate", "check" }, { "syntax", "check" }, { "format", "fmt" },
	{ "compare", "diff" }, { "scan", "lint --security" }, { "ls", "class list" },
	{ "list", "class list" }, { "show", "class get" }, { "get", "class get" },
	{ "tree", "class tree" }, { "find", "class find" }, { "search", "class find" },
	{ "select", "query" }, { "wql", "query" }, { "save", "backup" },
	{ "create", "init" }, { "info", "status" }, { "stat", "status" },
	{ "repair", "salvage" }, { "rebuild", "salvage" }, { "recover", "salvage" },
	{ "fsck", "verify" }, { "vacuum", "compact" }, { "lock", "pause -- COMMAND" },
	{ "resume", "pause -- COMMAND" }, { "kick", "disconnect" }, { "who", "connections" },
	{ "sessions", "connections" }, { "config", "settings" }, { "security", "namespace security" },
	{ "bmof", "decompile" }, { "error", "explain" },
	{ "provider register", "provider add" }, { "provider unregister", "provider remove" },
	{ "provider delete", "provider remove" }, { "provider test", "provider check" },
	{ "provider run", "provider check" }, { "snapshot create", "backup" },
	{ "snapshot restore", "restore" }, { "instance add", "instance create" },
	{ "instance set", "instance modify" }, { "instance find", "query" },
	{ "class create", "compile" }, { "class show", "class get" }, { "class add", "compile" },
	{ "settings show", "settings list" }, { "settings reset", "settings unset" },
	{ "settings delete", "settings unset" }, { "namespace add", "namespace create" } };

static const char *const others_options[][2] = {
	{ "--dry-run", "--plan" }, { "--dry-run", "--check" },
	{ "--what-if", "--plan" }, { "--whatif", "--plan" }, { "--format", "--output-format" },
	{ "--db", "--repository" }, { "--repo", "--repository" }, { "--silent", "--quiet" },
	{ "--search", "--include" }, { "--werror", "--warn error" }, { "--delete", "--remove" },
	{ "--ns", "--namespace" }, { "--colour", "--color" } };

/* The option that another program's word stands for, of those that the verb takes. */
static const char *
others_option(const struct verb *verb, const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof(others_options) / sizeof(others_options[0]); i++) {
		const char *ours = others_options[i][1];
		if (strlen(others_options[i][0]) != len ||
		    strncasecmp(others_options[i][0], text, len) != 0)
			continue;
		for (int id = 0; id < OPT_COUNT; id++) {
			size_t n = opt_table[id].name == NULL ? 0 : strlen(opt_table[id].name);
			if (n > 0 && (verb == NULL || opts_takes(verb, (enum opt_id)id)) &&
			    strncmp(ours + 2, opt_table[id].name, n) == 0 &&
			    (ours[2 + n] == '\0' || ours[2 + n] == ' '))
				return ours;
		}
	}
	return NULL;
}

static const char *
others_word(const char *const table[][2], size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++) {
		if (strcasecmp(table[i][0], word) == 0)
			return table[i][1];
	}
	return NULL;
}

/* Says that a word of the verb is wrong, and what was probably meant. */
static int
verb_unknown(const struct verb *verbs, size_t count, const char *one, const char *two)
{
	if (strcmp(one, "mofcomp") == 0 || strcmp(one, "winmgmt") == 0)
		return cmd_usage("%s has switches of its own: wbemkit [-R DIR] %s ...", one, one);
	if (is_later(one, two))
		return cmd_usage("%s%s%s: not in this version (%s)", one, two == NULL ? "" : " ",
		    two == NULL ? "" : two, PACKAGE_VERSION);
	char both[64];
	(void)snprintf(both, sizeof(both), "%s%s%s", one, two != NULL ? " " : "", two != NULL ? two : "");
	const char *ours =
	    others_word(others_verbs, sizeof(others_verbs) / sizeof(others_verbs[0]), both);
	if (ours != NULL)
		return cmd_usage("unknown verb '%s'; here it is 'wbemkit %s'", both, ours);
	struct near near;
	near_begin(&near, two == NULL ? one : two);
	char group[32];
	for (size_t i = 0; i < count; i++) {
		const char *word = verb_in_group(&verbs[i], one);
		if (two != NULL && word != NULL)
			near_try(&near, word);
		if (two != NULL)
			continue;
		size_t len = strcspn(verbs[i].name, " ");
		memcpy(group, verbs[i].name, len);
		group[len] = '\0';
		unsigned before = near.distance;
		near_try(&near, group);
		if (near.distance < before)
			near.best = verbs[i].name;
	}
	if (two == NULL)
		near_try(&near, "help");
	if (two == NULL && near.best == NULL)
		return cmd_usage("unknown verb '%s'; see wbemkit --help", one);
	if (two == NULL)
		return cmd_usage("unknown verb '%s'; did you mean '%.*s'?", one,
		    (int)strcspn(near.best, " "), near.best);
	if (near.best == NULL)
		return cmd_usage("unknown verb '%s %s'; see wbemkit %s --help", one, two, one);
	return cmd_usage("unknown verb '%s %s'; did you mean '%s %s'?", one, two, one, near.best);
}

/* Says that a group lacks its second word, and which there are. */
static int
verb_incomplete(const struct verb *verbs, size_t count, const char *group)
{
	struct bytes_writer w = { 0 };
	const char *comma = "";
	for (size_t i = 0; i < count; i++) {
		const char *word = verb_in_group(&verbs[i], group);
		if (word == NULL)
			continue;
		bytes_write_text(&w, comma);
		bytes_write_text(&w, word);
		comma = ", ";
	}
	bytes_write_u8(&w, 0);
	int status =
	    cmd_usage("%s what? One of: %s", group, w.err == CIM_OK ? (const char *)w.buf : "");
	bytes_writer_free(&w);
	return status;
}

/*
 * Finds the verb that the first one or two operands name; *words gets their
 * number. NULL: *status says how it ended.
 */
static const struct verb *
verb_find(const struct verb *verbs, size_t count, const char *one, const char *two, int *words,
    int *status)
{
	bool is_group = false;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(verbs[i].name, one) == 0) {
			*words = 1;
			return &verbs[i];
		}
		const char *word = verb_in_group(&verbs[i], one);
		if (word == NULL)
			continue;
		is_group = true;
		if (two != NULL && strcmp(word, two) == 0) {
			*words = 2;
			return &verbs[i];
		}
	}
	if (is_group && two == NULL)
		*status = verb_incomplete(verbs, count, one);
	else
		*status = verb_unknown(verbs, count, one, is_group ? two : NULL);
	return NULL;
}

/* ---- Values ----------------------------------------------------------------- */

/* Who gave a value, for messages: "--level" or "WBEMKIT_COLOR". */
static const char *
giver(enum opt_id id, bool from_env, char room[40])
{
	if (from_env)
		return opt_table[id].env;
	room[0] = room[1] = '-';
	strncpy(room + 2, opt_table[id].name, 37);
	room[39] = '\0';
	return room;
}

static int
bad_value(enum opt_id id, bool from_env, const char *value, const char *expected)
{
	char room[40];
	return cmd_usage("%s: '%s' is not %s", giver(id, from_env, room), value, expected);
}

static int
set_when(enum opt_id id, bool from_env, const char *value, enum cmd_when *out)
{
	if (strcmp(value, "auto") == 0)
		*out = WHEN_AUTO;
	else if (strcmp(value, "always") == 0)
		*out = WHEN_ALWAYS;
	else if (strcmp(value, "never") == 0)
		*out = WHEN_NEVER;
	else
		return bad_value(id, from_env, value, "one of auto, always, never");
	return -1;
}

static int
set_bmof_format(enum opt_id id, bool from_env, const char *value, enum cmd_bmof *out)
{
	static const char *const words[] = { "raw", "c-array", "asl" };	/* ORDER BMOF */
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(value, words[i]) == 0) {
			*out = (enum cmd_bmof)i;
			return -1;
		}
	}
	return bad_value(id, from_env, value, "one of raw, c-array, asl");
}

/* A number of digits alone, from 0 to most. */
static int
set_number(enum opt_id id, const char *value, unsigned long most, unsigned long *out)
{
	char *end;
	errno = 0;
	*out = strtoul(value, &end, 10);
	if (value[0] >= '0' && value[0] <= '9' && *end == '\0' && errno == 0 && *out <= most)
		return -1;
	char expected[40];
	(void)snprintf(expected, sizeof(expected), "a number from 0 to %lu", most);
	return bad_value(id, false, value, expected);
}

/*
 * -o: a format this verb does not know is a mistake on the line, and passed over in the variable.
 * Where there is no jsonl of its own, json is lines, and may be called so.
 */
static int
set_format(struct cmd *cmd, bool from_env, const char *value)
{
	unsigned formats = cmd->verb->formats;
	for (int f = 0; f < FORMAT_COUNT; f++) {
		if (strcmp(format_names[f], value) != 0)
			continue;
		if (f == FORMAT_JSONL && (formats & FORMAT_BIT(f)) == 0)
			f = FORMAT_JSON;
		if ((formats & FORMAT_BIT(f)) != 0) {
			cmd->format = (enum cmd_format)f;
			return -1;
		}
		if (from_env)
			return -1;
	}
	char expected[80] = "one of";
	const char *comma = "";
	for (int f = 0; f < FORMAT_COUNT; f++) {
		if (from_env || (formats & FORMAT_BIT(f)) != 0) {
			size_t used = strlen(expected);
			(void)snprintf(expected + used, sizeof(expected) - used, "%s %s",
			    comma, format_names[f]);
			comma = ",";
		}
	}
	return bad_value(OPT_FORMAT, from_env, value, expected);
}

static int
set_namespace(struct cmd *cmd, bool from_env, const char *value)
{
	struct cim_str normal;
	enum cim_err err = cim_namespace_normal(&cmd->arena, cim_str_from(value), &normal);
	if (err == CIM_ENOMEM)
		return cmd_fail(value, err, NULL);
	if (err != CIM_OK)
		return bad_value(OPT_NAMESPACE, from_env, value,
		    err == CIM_EDENIED ? "on this host" : "a namespace path");
	cmd->ns = arena_copy(&cmd->arena, normal.ptr, normal.len);
	return cmd->ns == NULL ? cmd_fail(value, CIM_ENOMEM, NULL) : -1;
}

/* A switch's variable: yes or no. */
static int
set_flag(enum opt_id id, const char *value, bool *out)
{
	static const char *const yes[] = { "1", "yes", "true", "on" };
	static const char *const no[] = { "0", "no", "false", "off" };
	for (size_t i = 0; i < 4; i++) {
		if (strcasecmp(value, yes[i]) == 0) {
			*out = true;
			return -1;
		}
		if (strcasecmp(value, no[i]) == 0) {
			*out = false;
			return -1;
		}
	}
	return bad_value(id, true, value, "one of 1, 0, yes, no");
}

/* --dialect; those that will come are told from those that never were. */
static int
set_dialect(struct cmd *cmd, const char *value)
{
	for (int i = MOF_DIALECT_AUTO; i < MOF_DIALECT_COUNT; i++) {
		if (strcmp(value, mof_dialect_to_string((enum mof_dialect)i)) == 0) {
			cmd->dialect = (enum mof_dialect)i;
			return -1;
		}
	}
	return bad_value(OPT_DIALECT, false, value, "one of auto, dmtf, wmi, dsc, mof3");
}

/* Several words, or the option several times, add up where they do not contradict each other. */
static int
set_mode(enum opt_id id, const char *value, bool instances, uint8_t *mode)
{
	struct cim_str bad;
	enum cim_err err = cim_mode_parse(cim_str_from(value), instances, mode, &bad);
	if (err == CIM_ECONFLICT)
		return cmd_usage("--%s: '%.*s' contradicts another mode", opt_table[id].name,
		    (int)bad.len, bad.ptr);
	return err == CIM_OK ? -1 : bad_value(id, false, value, instances ?
	    "one of createonly, updateonly" :
	    "one of createonly, updateonly, compatible, safe, force");
}

/* 500ms, 30s, 10m, 2h; a number alone is seconds. At most a year. */
static int
set_time(enum opt_id id, const char *value, uint64_t *milliseconds)
{
	static const struct { const char *name; uint64_t milliseconds; } units[] = {
		{ "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 },
	};
	uint64_t n = 0;
	size_t digits = strspn(value, "0123456789");
	for (size_t i = 0; i < digits && digits <= 10; i++)
		n = n * 10 + (uint64_t)(value[i] - '0');
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (digits == 0 || digits > 10 || strcmp(value + digits, units[i].name) != 0)
			continue;
		*milliseconds = n * units[i].milliseconds;
		if (*milliseconds <= UINT64_C(366) * 24 * 3600000)
			return -1;
	}
	return bad_value(id, false, value, "a time such as 500ms, 30s or 10m");
}

/* A name of CIM. */
static int
set_name(enum opt_id id, const char *value, const char **out)
{
	*out = value;
	return cim_name_valid(cim_str_from(value)) ? -1 : bad_value(id, false, value, "a name");
}

static int
set_include(struct cmd *cmd, const char *value)
{
	/* There are never more of them than words on the line, and room was made for those. */
	cmd->includes[cmd->include_count++] = value;
	return -1;
}

/* Room was made as for includes; whether there is such a check is asked where checks are known. */
static int
set_wish(struct cmd *cmd, bool promote, const char *value)
{
	cmd->wishes[cmd->wish_count++] = (struct mof_wish){ promote, value };
	return -1;
}

/* Takes one option into cmd. -1: done; else an exit status. */
static int
opt_take(struct cmd *cmd, enum opt_id id, bool from_env, const char *value)
{
	unsigned long number = 0;
	uint64_t time = 0;
	int status = -1;
	switch (id) {
	case OPT_REPOSITORY:
		cmd->repository = value;
		return value[0] != '\0' ? -1 : bad_value(id, from_env, value, "a directory");
	case OPT_NAMESPACE: return set_namespace(cmd, from_env, value);
	case OPT_FORMAT: return set_format(cmd, from_env, value);
	case OPT_QUIET: cmd->quiet = true;
		return from_env ? set_flag(id, value, &cmd->quiet) : -1;
	case OPT_VERBOSE: cmd->verbose = true;
		return from_env ? set_flag(id, value, &cmd->verbose) : -1;
	case OPT_COLOR: return set_when(id, from_env, value, &cmd->color);
	case OPT_PROGRESS: return set_when(id, from_env, value, &cmd->progress);
	case OPT_INCLUDE: return set_include(cmd, value);
	case OPT_WARN: case OPT_ERROR: return set_wish(cmd, id == OPT_ERROR, value);
	case OPT_STRICT: cmd->strict = true; return -1;
	case OPT_LIST_CHECKS: cmd->list_checks = true; return -1;
	case OPT_MAX_ERRORS:
		status = set_number(id, value, UINT32_MAX, &number);
		cmd->max_errors = number;
		return status;
	case OPT_IGNORE: cmd->ignores[cmd->ignore_count++] = value; return -1;
	case OPT_EACH: cmd->each = true; return -1;
	case OPT_SECURITY: cmd->security = true; return -1;
	case OPT_DRIVER: cmd->driver = true; return -1;
	case OPT_CREATE_NAMESPACES: cmd->create_namespaces = true; return -1;
	case OPT_DIALECT: return set_dialect(cmd, value);
	case OPT_CLASS_MODE: return set_mode(id, value, false, &cmd->class_mode);
	case OPT_INSTANCE_MODE: return set_mode(id, value, true, &cmd->instance_mode);
	case OPT_PLAN: cmd->plan = true; return -1;
	case OPT_REMOVE: cmd->remove = true; return -1;
	case OPT_AUTORECOVER: cmd->autorecover = true; return -1;
	case OPT_CHECK: cmd->check_only = true; return -1;
	case OPT_DIFF: cmd->diff = true; return -1;
	case OPT_STDOUT: cmd->to_stdout = true; return -1;
	case OPT_CPP: cmd->cpp = true; return -1;
	case OPT_DEFINE:
		cmd->defines[cmd->define_count++] = value;
		return value[0] != '\0' ? -1 : bad_value(id, from_env, value, "a macro");
	case OPT_ALL: cmd->all = true; return -1;
	case OPT_EFFECTIVE: cmd->effective = true; return -1;
	case OPT_DEEP: cmd->deep = true; return -1;
	case OPT_RECURSIVE: cmd->recursive = true; return -1;
	case OPT_OVERWRITE: cmd->overwrite = true; return -1;
	case OPT_NO_VERIFY: cmd->no_verify = true; return -1;
	case OPT_NO_SYNC: cmd->no_sync = true; return -1;
	case OPT_AMENDED:
		if (cmd->locale == NULL)
			cmd->locale = "ms_409";
		return -1;
	case OPT_LOCALE:
		cmd->locale = value;
		return mof_locale_parse(cim_str_from(value), NULL) ? -1
		    : bad_value(id, from_env, value, "a locale such as ms_409");
	case OPT_EXPLAIN: cmd->explain = true; return -1;
	case OPT_QUICK: cmd->quick = true; return -1;
	case OPT_DRY_RUN: cmd->dry_run = true; return -1;
	case OPT_DROP_OLD: cmd->drop_old = true; return -1;
	case OPT_UNDO: cmd->undo = true; return -1;
	case OPT_YES: cmd->yes = true; return -1;
	case OPT_NO_PROVIDERS: cmd->no_providers = true; return -1;
	case OPT_TIMEOUT:
		status = set_time(id, value, &cmd->timeout);
		if (status == -1 && (cmd->timeout == 0 || cmd->timeout > REPO_PAUSE_MOST))
			return bad_value(id, from_env, value, "a time from 1ms to 24h");
		return status;
	case OPT_NO_WAIT: cmd->wait = 0; return -1;
	case OPT_FORCE: cmd->force = true; return -1;
	case OPT_LOCK_TIMEOUT:
		status = set_time(id, value, &time);
		cmd->wait = (int64_t)time;
		return status;
	case OPT_LEVEL:
		status = set_number(id, value, 9, &number);
		cmd->level = (int)number;
		return status;
	case OPT_THREADS:
		status = set_number(id, value, 256, &number);
		cmd->threads = (unsigned)number;
		return status;
	case OPT_IN:
		cmd->ins[cmd->in_count++] = value;
		return value[0] != '\0' ? -1 : bad_value(id, from_env, value, "a file");
	case OPT_ASSOC_CLASS: return set_name(id, value, &cmd->assoc_class);
	case OPT_RESULT_CLASS: return set_name(id, value, &cmd->result_class);
	case OPT_ROLE: return set_name(id, value, &cmd->role);
	case OPT_RESULT_ROLE: return set_name(id, value, &cmd->result_role);
	case OPT_REQUIRED_QUALIFIER: return set_name(id, value, &cmd->required_qualifier);
	case OPT_REQUIRED_ASSOC_QUALIFIER:
		return set_name(id, value, &cmd->required_assoc_qualifier);
	case OPT_KEYS_ONLY: cmd->keys_only = true; return -1;
	case OPT_CLASS_DEFS_ONLY: cmd->class_defs_only = true; return -1;
	case OPT_SCHEMA_ONLY: cmd->schema_only = true; return -1;
	case OPT_UP: cmd->up = true; return -1;
	case OPT_SYSTEM: cmd->system = true; return -1;
	case OPT_QUALIFIER: cmd->qualifiers[cmd->qualifier_count++] = value; return -1;
	case OPT_PROPERTY: cmd->properties[cmd->property_count++] = value; return -1;
	case OPT_METHOD: cmd->methods[cmd->method_count++] = value; return -1;
	case OPT_SUPERCLASS: return set_name(id, value, &cmd->superclass);
	case OPT_TREE: cmd->tree = true; return -1;
	case OPT_HEX: cmd->hex = true; return -1;
	case OPT_GUIDS: cmd->guids = true; return -1;
	case OPT_C_HEADER: cmd->c_header = true; return -1;
	case OPT_SCAN: cmd->scan = true; return -1;
	case OPT_BMOF:
		cmd->bmof = value;
		return value[0] != '\0' ? -1 : bad_value(id, from_env, value, "a file");
	case OPT_BMOF_FORMAT: return set_bmof_format(id, from_env, value, &cmd->bmof_format);
	case OPT_HELP: case OPT_VERSION: case OPT_COUNT: break;
	}
	return -1;
}

/* The variables that stand in for global options; an empty one counts as not set. */
static int
read_environment(struct cmd *cmd)
{
	for (int i = 0; i <= OPT_LAST_GLOBAL; i++) {
		const char *value = opt_table[i].env == NULL ? NULL : getenv(opt_table[i].env);
		if (value == NULL || value[0] == '\0' || (cmd->given & OPT_BIT(i)) != 0)
			continue;
		int status = opt_take(cmd, (enum opt_id)i, true, value);
		if (status >= 0)
			return status;
	}
	return -1;
}

/* ---- The line --------------------------------------------------------------- */

/* Says that there is no such option, and which was probably meant; verb NULL: none is known yet. */
static int
option_unknown(const struct verb *verb, const struct word *word)
{
	if (word->text == NULL)
		return cmd_usage("unknown option '%s'; see wbemkit%s%s --help", word->letter,
		    verb == NULL ? "" : " ", verb == NULL ? "" : verb->name);
	char name[80];
	size_t len = strcspn(word->text + 2, "=");
	const char *ours = others_option(verb, word->text, len + 2);
	if (ours != NULL)
		return cmd_usage("unknown option '%.*s'; here it is '%s'", (int)len + 2, word->text,
		    ours);
	struct near near;
	near.best = NULL;
	if (len < sizeof(name)) {
		memcpy(name, word->text + 2, len);
		name[len] = '\0';
		near_begin(&near, name);
		for (int i = 0; i < OPT_COUNT; i++) {
			if (opt_table[i].name != NULL &&
			    (verb == NULL || opts_takes(verb, (enum opt_id)i)))
				near_try(&near, opt_table[i].name);
		}
	}
	if (near.best != NULL)
		return cmd_usage("unknown option '%.*s'; did you mean '--%s'?", (int)len + 2,
		    word->text, near.best);
	return cmd_usage("unknown option '%.*s'; see wbemkit%s%s --help", (int)len + 2, word->text,
	    verb == NULL ? "" : " ", verb == NULL ? "" : verb->name);
}

/*
 * What the first reading finds: the words of the verb, and whether help or the version is wanted.
 */
struct first {
	const char *operands[3];
	int count;
	bool help, version;
	struct word unknown;
	const char *valueless;	/* the name of an option at the end that lacks its value */
};

/*
 * The first reading knows the options of all verbs, so that the verb may stand behind its own
 * options.
 */
static void
read_first(struct first *first, int argc, char **argv)
{
	struct words ws = { .argc = argc, .at = 1, .argv = argv };
	first->unknown.kind = WORD_END;
	for (;;) {
		struct word word = word_next(&ws);
		if (word.kind == WORD_END)
			return;
		if (word.kind == WORD_UNKNOWN && first->unknown.kind == WORD_END)
			first->unknown = word;
		if (word.kind == WORD_OPTION && word.id == OPT_HELP)
			first->help = true;
		if (word.kind == WORD_OPTION && word.id == OPT_VERSION)
			first->version = true;
		if (word.kind == WORD_OPTION && opt_table[word.id].arg != NULL && word.value == NULL)
			first->valueless = opt_table[word.id].name;
		if (word.kind == WORD_OPERAND && first->count < 3)
			first->operands[first->count++] = word.text;
	}
}

/* Help was asked for: of the program, of a group, of a verb. */
static int
give_help(const struct verb *verbs, size_t count, const char *one, const char *two)
{
	if (one == NULL || strcmp(one, "help") == 0) {
		help_program(verbs, count);
		return CMD_DONE;
	}
	if (two == NULL && help_group(verbs, count, one))
		return CMD_DONE;
	if (strcmp(one, "mofcomp") == 0) {
		mofcomp_help();
		return CMD_DONE;
	}
	if (strcmp(one, "winmgmt") == 0) {
		winmgmt_help();
		return CMD_DONE;
	}
	int words, status;
	const struct verb *verb = verb_find(verbs, count, one, two, &words, &status);
	if (verb == NULL)
		return status;
	help_verb(verb);
	return CMD_DONE;
}

/* One option of the second reading, which knows the verb. */
static int
read_option(struct cmd *cmd, const struct word *word)
{
	if (word->kind == WORD_UNKNOWN)
		return option_unknown(cmd->verb, word);
	enum opt_id id = (enum opt_id)word->id;
	const struct opt *opt = &opt_table[id];
	/* One verb's option may be another program's word for what this verb calls otherwise. */
	char dashed[80];
	(void)snprintf(dashed, sizeof(dashed), "--%s", opt->name == NULL ? "" : opt->name);
	const char *ours = opts_takes(cmd->verb, id) ? NULL :
	    others_option(cmd->verb, dashed, strlen(dashed));
	if (ours != NULL)
		return cmd_usage("%s: no option '%s'; here it is '%s'", cmd->verb->name, dashed,
		    ours);
	if (!opts_takes(cmd->verb, id))
		return cmd_usage("%s: the option --%s does not belong here; see wbemkit %s --help",
		    cmd->verb->name, opt->name, cmd->verb->name);
	if (word->extra)
		return cmd_usage("--%s takes no value", opt->name);
	if (opt->arg != NULL && word->value == NULL)
		return cmd_usage("--%s needs a value: %s", opt->name, opt->arg);
	if (id >= OPT_FIRST_MORE)
		cmd->given_more |= OPT_MORE(id);
	else
		cmd->given |= OPT_BIT(id);
	return opt_take(cmd, id, false, word->value);
}

static int
read_second(struct cmd *cmd, int argc, char **argv, int verb_words)
{
	struct words ws = { .argc = argc, .at = 1, .argv = argv };
	int skip = verb_words;
	for (;;) {
		struct word word = word_next(&ws);
		if (word.kind == WORD_END)
			return -1;
		if (word.kind == WORD_OPERAND && skip > 0) {
			skip--;
			continue;
		}
		if (word.kind == WORD_OPERAND) {
			cmd->args[cmd->arg_count++] = word.text;
			continue;
		}
		int status = read_option(cmd, &word);
		if (status >= 0)
			return status;
	}
}

static int
check_operands(const struct cmd *cmd)
{
	const struct verb *verb = cmd->verb;
	if (cmd->list_checks && cmd->arg_count > 0)
		return cmd_usage("%s: --list-checks reads no FILE", verb->name);
	if (cmd->arg_count < verb->least && !cmd->list_checks)
		return cmd_usage("%s: an operand is missing: wbemkit %s %s", verb->name, verb->name,
		    verb->operands);
	if (verb->most == 1 && cmd->arg_count > 1 && strcmp(verb->operands, "WQL") == 0)
		return cmd_usage("%s: the query is one operand: put it in quotes: wbemkit %s 'SELECT "
		    "...'", verb->name, verb->name);
	if (verb->most >= 0 && cmd->arg_count > verb->most)
		return cmd_usage("%s: '%s' is one operand too many: wbemkit %s%s%s", verb->name,
		    cmd->args[verb->most], verb->name, verb->operands[0] == '\0' ? "" : " ",
		    verb->operands);
	return -1;
}

static int
read_rest(struct cmd *cmd, int argc, char **argv, int verb_words)
{
	cmd->args = arena_calloc(&cmd->arena, (size_t)argc + 1, sizeof(cmd->args[0]));
	cmd->includes = arena_calloc(&cmd->arena, (size_t)argc + 1, sizeof(cmd->includes[0]));
	cmd->defines = arena_calloc(&cmd->arena, (size_t)argc + 1, sizeof(cmd->defines[0]));
	cmd->wishes = arena_calloc(&cmd->arena, (size_t)argc + 1, sizeof(cmd->wishes[0]));
	const char ***lists[] = { &cmd->ignores, &cmd->ins, &cmd->qualifiers, &cmd->properties,
		&cmd->methods };
	bool room = cmd->args != NULL && cmd->includes != NULL && cmd->defines != NULL &&
	    cmd->wishes != NULL;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		*lists[i] = arena_calloc(&cmd->arena, (size_t)argc + 1, sizeof(**lists[i]));
		room = room && *lists[i] != NULL;
	}
	if (!room)
		return cmd_fail("the command line", CIM_ENOMEM, NULL);
	cmd->ns = "root/cimv2";
	cmd->level = 6;
	cmd->wait = -1;
	cmd->format = cmd->verb->format;
	int status = read_second(cmd, argc, argv, verb_words);
	if (status < 0 && cmd->define_count > 0 && !cmd->cpp)
		status = cmd_usage("-D %s: is for the preprocessor, which --cpp runs",
		    cmd->defines[0]);
	if (status < 0)
		status = check_operands(cmd);
	if (status < 0)
		status = read_environment(cmd);
	return status;
}

int
opts_read(struct cmd *cmd, int argc, char **argv, const struct verb *verbs, size_t verb_count)
{
	struct first first = { 0 };
	read_first(&first, argc, argv);
	const char *one = first.operands[0], *two = first.operands[1];
	if (one != NULL && strcmp(one, "help") == 0)
		return give_help(verbs, verb_count, two, first.operands[2]);
	if (first.help) {
		/* The second word may be an operand: wbemkit check a.mof --help. */
		int words = 0;
		for (size_t i = 0; one != NULL && i < verb_count; i++)
			words += strcmp(verbs[i].name, one) == 0;
		return give_help(verbs, verb_count, one, words > 0 ? NULL : two);
	}
	if (first.version) {
		out_format("wbemkit %s\n", PACKAGE_VERSION);
		return CMD_DONE;
	}
	if (one == NULL && first.unknown.kind == WORD_UNKNOWN) {
		if (first.unknown.text != NULL &&
		    strcmp(first.unknown.text, "--dump-options") == 0) {
			help_tables(verbs, verb_count);
			return CMD_DONE;
		}
		return option_unknown(NULL, &first.unknown);
	}
	if (one == NULL && first.valueless != NULL)
		return cmd_usage("--%s needs a value", first.valueless);
	if (one == NULL)
		return cmd_usage("which verb? See wbemkit --help");
	int words = 0, status = CMD_USAGE;
	cmd->verb = verb_find(verbs, verb_count, one, two, &words, &status);
	if (cmd->verb == NULL)
		return status;
	return read_rest(cmd, argc, argv, words);
}
