/* mofcomp_switch.c: the switches of mofcomp, with "-" or "/", in any case; what goes together. */
#include "config.h"

#include "cli/mofcomp.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/out.h"
#include "mof/mof.h"

enum switch_id {
	SWITCH_HELP,
	SWITCH_HELP_LONG,
	SWITCH_VERSION,
	SWITCH_CHECK,
	SWITCH_N,
	SWITCH_CLASS,
	SWITCH_INSTANCE,
	SWITCH_AUTORECOVER,
	SWITCH_AMENDMENT,
	SWITCH_MOF,
	SWITCH_MFL,
	SWITCH_B,
	SWITCH_WMI,
	SWITCH_P,
	SWITCH_U,
	SWITCH_A,
	SWITCH_ER,
	SWITCH_L,
	SWITCH_COUNT
};

/* ORDER: enum switch_id */
static const struct {
	const char *name;
	const char *value;	/* what its value is called; NULL: it has none */
	const char *help;	/* NULL: not in the help */
} switches[] = {
	{ "?", NULL, "print this help" },
	{ "-help", NULL, NULL },
	{ "-version", NULL, NULL },
	{ "check", NULL, "check the syntax and store nothing" },
	{ "N", "NAMESPACE", "where it goes, unless a pragma says otherwise (root\\default)" },
	{ "class", "MODE", "createonly, updateonly, safeupdate or forceupdate" },
	{ "instance", "MODE", "createonly or updateonly" },
	{ "autorecover", NULL, "keep the file, to compile it when the repository is rebuilt" },
	{ "AMENDMENT", "LOCALE", "split the file, by ms_409 and its like; store nothing" },
	{ "MOF", "FILE", "the language-neutral part of the split" },
	{ "MFL", "FILE", "the part in the language of LOCALE" },
	{ "B", "FILE", "write binary MOF to FILE; store nothing" },
	{ "WMI", NULL, "with -B: only if it is what drivers need" },
	{ "P", "PASSWORD", "taken and not used: the repository is local" },
	{ "U", "USER", "likewise" },
	{ "A", "AUTHORITY", "likewise" },
	{ "ER", "RESOURCE", "show the binary MOF of a resource of FILE, a driver; -B: write it" },
	{ "L", "LOCALE", "with -ER: that of this language, MS_409 and its like" },
};

void
mofcomp_help(void)
{
	out_text("Usage: mofcomp [SWITCH...] FILE\n\n"
	    "Compiles FILE, in Microsoft's dialect of MOF, into the repository: all of it,\n"
	    "or nothing when there is an error. FILE - is standard input.\n\n"
	    "Switches, with - or / in front, in any case:\n");
	for (size_t i = 0; i < SWITCH_COUNT; i++) {
		char word[40];
		if (switches[i].help == NULL)
			continue;
		(void)snprintf(word, sizeof(word), "-%s%s%s", switches[i].name,
		    switches[i].value == NULL ? "" : ":",
		    switches[i].value == NULL ? "" : switches[i].value);
		out_format("  %-20s %s\n", word, switches[i].help);
	}
	out_text("\nThe repository is that of wbemkit: $WBEMKIT_REPOSITORY, or its default.\n\n"
	    "Exit status: 0 done; 1 the repository cannot be used, or its content stands in\n"
	    "the way; 2 bad command line; 3 mistake in FILE; 5 a mode forbids it. The WBEM\n"
	    "code of a failure is told on standard error.\n");
}

int
mofcomp_usage(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	err_line_v(format, args);
	va_end(args);
	return MOFCOMP_USAGE;
}

/* ---- Words ------------------------------------------------------------------- */

/* The switch that a word without its lead is, or -1; *value is behind the colon, or NULL. */
static int
switch_find(const char *word, const char **value)
{
	size_t len = strcspn(word, ":");
	*value = word[len] == ':' ? word + len + 1 : NULL;
	for (int i = 0; i < SWITCH_COUNT; i++) {
		if (strlen(switches[i].name) == len &&
		    strncasecmp(switches[i].name, word, len) == 0)
			return i;
	}
	return -1;
}

/*
 * Whether a word is to be a switch: "-" begins one always; "/" where a known one follows, or
 * what is neither there nor further below.
 */
static bool
is_switch(const char *word)
{
	const char *value;
	struct stat st;
	if (word[0] == '-')
		return word[1] != '\0';
	if (word[0] != '/' || word[1] == '\0')
		return false;
	return switch_find(word + 1, &value) >= 0 ||
	    (strchr(word + 1, '/') == NULL && stat(word, &st) != 0);
}

/* ---- Values ------------------------------------------------------------------ */

/* Whether the name of a host is this one's. */
static bool
is_here(const char *name, size_t len)
{
	static const char *const names[] = { ".", "localhost", "127.0.0.1" };
	char host[256] = "";
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strlen(names[i]) == len && strncasecmp(names[i], name, len) == 0)
			return true;
	}
	if (gethostname(host, sizeof(host) - 1) != 0 || host[0] == '\0')
		return false;
	size_t part = strcspn(host, ".");
	return (strlen(host) == len || part == len) && strncasecmp(host, name, len) == 0;
}

static bool
is_slash(char c)
{
	return c == '\\' || c == '/';
}

/* -N: a server in front must be this one. */
static int
take_namespace(struct mofcomp *m, const char *value)
{
	const char *path = value;
	if (is_slash(path[0]) && is_slash(path[1])) {
		size_t len = strcspn(path + 2, "\\/");
		if (!is_here(path + 2, len)) {
			err_line("-N: %.*s is another server: only the repository of this one can "
			    "be written", (int)len, path + 2);
			err_line("0x80041009 WBEM_E_NOT_AVAILABLE");
			return MOFCOMP_REPOSITORY;
		}
		path += 2 + len;
	}
	struct cim_str normal;
	enum cim_err err = cim_namespace_normal(&m->arena, cim_str_from(path), &normal);
	if (err == CIM_OK)
		m->ns = arena_copy(&m->arena, normal.ptr, normal.len);
	if (err == CIM_ENOMEM || (err == CIM_OK && m->ns == NULL))
		return cmd_fail("the command line", CIM_ENOMEM, NULL);
	if (err != CIM_OK)
		return mofcomp_usage("-N: '%s' is not a namespace path", value);
	m->ns_given = true;
	m->ns_text = value;
	return -1;
}

/* -class, -instance; one after the other they add up. */
static int
take_mode(const char *name, const char *value, bool instances, uint8_t *mode)
{
	struct cim_str bad;
	enum cim_err err = cim_mode_parse(cim_str_from(value), instances, mode, &bad);
	if (err == CIM_EINVAL)
		return mofcomp_usage("-%s: '%.*s' is none of %s", name, (int)bad.len,
		    bad.len > 0 ? bad.ptr : "", instances ? "createonly, updateonly"
		    : "createonly, updateonly, safeupdate, forceupdate");
	if (err != CIM_OK)
		return mofcomp_usage("-%s:%s contradicts the -%s before it", name, value, name);
	return -1;
}

static int
take(struct mofcomp *m, enum switch_id id, const char *value)
{
	switch (id) {
	case SWITCH_HELP: case SWITCH_HELP_LONG: m->help = true; break;
	case SWITCH_VERSION: m->version = true; break;
	case SWITCH_CHECK: m->check = true; break;
	case SWITCH_N: return take_namespace(m, value);
	case SWITCH_CLASS:
		m->class_given = true;
		return take_mode("class", value, false, &m->class_mode);
	case SWITCH_INSTANCE:
		m->instance_given = true;
		return take_mode("instance", value, true, &m->instance_mode);
	case SWITCH_AUTORECOVER: m->autorecover = true; break;
	case SWITCH_AMENDMENT:
		if (!mof_locale_parse(cim_str_from(value), NULL))
			return mofcomp_usage("-AMENDMENT: '%s' is no locale such as MS_409", value);
		m->amendment = value;
		break;
	case SWITCH_MOF: m->mof = value; break;
	case SWITCH_MFL: m->mfl = value; break;
	case SWITCH_B: m->bmof = value; break;
	case SWITCH_WMI: m->wmi_check = true; break;
	case SWITCH_P: m->password = true; break;
	case SWITCH_U: m->user = value; break;
	case SWITCH_A: m->authority = value; break;
	case SWITCH_ER: m->resource = value; break;
	case SWITCH_L: m->locale = value; break;
	case SWITCH_COUNT: break;
	}
	return -1;
}

/* One switch; that of -ER may have its value behind a blank. */
static int
read_switch(struct mofcomp *m, int argc, char **argv, int *at)
{
	const char *word = argv[*at], *value;
	int id = switch_find(word + 1, &value);
	if (id < 0)
		return mofcomp_usage("unknown switch '%.*s'; see mofcomp -?",
		    (int)strcspn(word, ":"), word);
	if (id == SWITCH_ER && value == NULL && *at + 1 < argc)
		value = argv[++*at];
	if (switches[id].value == NULL && value != NULL)
		return mofcomp_usage("-%s takes no value", switches[id].name);
	if (switches[id].value != NULL && (value == NULL || value[0] == '\0') && id != SWITCH_P)
		return mofcomp_usage("-%s needs a value: -%s:%s", switches[id].name,
		    switches[id].name, switches[id].value);
	return take(m, (enum switch_id)id, value);
}

/* ---- What goes together -------------------------------------------------------- */

static int
check_split(const struct mofcomp *m)
{
	bool outputs = m->mof != NULL || m->mfl != NULL;
	if (m->amendment != NULL && !outputs)
		return mofcomp_usage("-AMENDMENT needs -MOF and -MFL: nothing would be written");
	if (outputs && (m->mof == NULL || m->mfl == NULL))
		return mofcomp_usage("-MOF and -MFL go together: nothing would be written");
	if (outputs && (strcmp(m->mof, m->mfl) == 0 || strcmp(m->mof, m->file) == 0 ||
	    strcmp(m->mfl, m->file) == 0))
		return mofcomp_usage("-MOF, -MFL and the file to be split are three files");
	if (outputs && m->autorecover)
		return mofcomp_usage("-autorecover stores, -AMENDMENT does not");
	return -1;
}

/* -B and -ER write what they say and nothing else. */
static int
check_binary(const struct mofcomp *m)
{
	const char *word = m->resource != NULL ? "ER" : "B";
	if (m->bmof != NULL && strcmp(m->bmof, m->file) == 0)
		return mofcomp_usage("-B would write over the file that it reads");
	if (m->check || m->autorecover || m->mof != NULL || m->mfl != NULL || m->amendment != NULL)
		return mofcomp_usage("-%s does not go with -%s", word, m->check ? "check" :
		    m->autorecover ? "autorecover" : m->mof != NULL ? "MOF" : m->mfl != NULL ? "MFL" :
		    "AMENDMENT");
	if (m->resource != NULL && (m->wmi_check || m->ns_given || m->class_given ||
	    m->instance_given))
		return mofcomp_usage("-ER only reads: -WMI, -N, -class and -instance mean nothing");
	return -1;
}

static int
check_together(const struct mofcomp *m)
{
	if (m->locale != NULL && m->resource == NULL)
		return mofcomp_usage("-L needs -ER:RESOURCE");
	if (m->wmi_check && m->bmof == NULL)
		return mofcomp_usage("-WMI needs -B:FILE");
	if (m->file == NULL)
		return mofcomp_usage("which file? See mofcomp -?");
	if (m->resource != NULL || m->bmof != NULL)
		return check_binary(m);
	if (m->check && (m->autorecover || m->mof != NULL || m->mfl != NULL))
		return mofcomp_usage("-check stores and writes nothing: give it without -%s",
		    m->autorecover ? "autorecover" : "MOF and -MFL");
	if (m->autorecover && (m->ns_given || m->class_given || m->instance_given))
		return mofcomp_usage("-autorecover: later the file is compiled without switches; "
		    "write pragmas in place of -%s",
		    m->ns_given ? "N" : m->class_given ? "class" : "instance");
	if (m->user != NULL && m->authority != NULL && strchr(m->user, '\\') != NULL)
		return mofcomp_usage("-U names a domain already: give it without -A");
	return check_split(m);
}

int
mofcomp_read(struct mofcomp *m, int argc, char **argv)
{
	m->ns = "root/default";
	for (int i = 1; i < argc; i++) {
		if (is_switch(argv[i])) {
			int status = read_switch(m, argc, argv, &i);
			if (status >= 0)
				return status;
		} else if (m->file != NULL) {
			return mofcomp_usage("'%s' is one file too many: mofcomp compiles one",
			    argv[i]);
		} else {
			m->file = argv[i];
		}
	}
	return m->help || m->version ? -1 : check_together(m);
}
