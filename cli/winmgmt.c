/* winmgmt.c: the program under the name winmgmt: the care of a repository with the switches of Windows. */
#include "config.h"

#include "cli/winmgmt.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cim/wbem.h"
#include "cli/care.h"
#include "cli/cmd.h"
#include "cli/out.h"
#include "cli/stop.h"
#include "snapshot/snapshot.h"

/*
 * What Windows answers for a repository that is not consistent: a number of the system's, in its form as
 * an HRESULT. As an exit status it has no room in eight bits: that is CMD_DAMAGED.
 */
#define CORRUPT 1358u
#define CORRUPT_HRESULT 0x8007054Eu

/* One run. Strings are argv's. */
struct winmgmt {
	const char *name;		/* of the switch, as the table writes it */
	const char *operands[2];	/* NULL: not given */
	struct cmd cmd;			/* what the shared machinery reads */
};

/* ---- What is told ------------------------------------------------------------ */

static void
tell_code(uint32_t code)
{
	const char *name = cim_wbem_name(code);
	err_line("0x%08X%s%s", (unsigned)code, name == NULL ? "" : " ", name == NULL ? "" : name);
}

static int
tell_inconsistent(const char *remedy)
{
	out_text("WMI repository is inconsistent\n");
	err_line("%u ERROR_INTERNAL_DB_CORRUPTION (0x%08X)%s%s", CORRUPT, CORRUPT_HRESULT,
	    remedy == NULL ? "" : "; ", remedy == NULL ? "" : remedy);
	return CMD_DAMAGED;
}

/* The sentence with the reason was told. A repository that is not there has no code in its own. */
static int
tell_failed(const char *deed, int status)
{
	if (status == CMD_USAGE)
		tell_code(WBEM_E_NOT_FOUND);
	out_format("WMI repository %s failed\n", deed);
	return status;
}

/* ---- Backup and restore -------------------------------------------------------- */

/* "-" would be a stream, which has no place among these texts. */
static int
check_file(const struct winmgmt *w, const char *what)
{
	if (strcmp(w->operands[0], "-") != 0)
		return -1;
	return cmd_usage("/%s takes a file; for a stream use: wbemkit %s -", w->name, what);
}

static int
run_backup(struct winmgmt *w)
{
	const char *file = w->operands[0];
	char whole[PATH_MAX];
	struct cim_fault fault = { .err = CIM_OK };
	struct snap_reader *there = NULL;
	int status = check_file(w, "backup");
	if (status >= 0)
		return status;
	/* One that is there is replaced when the new one is whole; what is no backup is kept. */
	enum cim_err err = snap_open(file, &there, &fault);
	snap_close(there);
	if (err == CIM_EFOREIGN) {
		char code[CMD_CODE_SIZE];
		err_line("%s: the file exists already, and is no backup, so that it is not replaced; "
		    "give another name%s", file, cmd_code(code, WBEM_E_ALREADY_EXISTS));
		out_text("WMI repository backup failed\n");
		return CMD_REFUSED;
	}
	w->cmd.overwrite = err == CIM_OK || err == CIM_EDAMAGED || err == CIM_ENEWER;
	w->cmd.args = &w->operands[0];
	w->cmd.arg_count = 1;
	status = cmd_backup(&w->cmd);
	if (status != CMD_DONE)
		return tell_failed("backup", status);
	out_format("WMI repository has been backed up to %s\n",
	    realpath(file, whole) != NULL ? whole : file);
	return CMD_DONE;
}

static int
run_restore(struct winmgmt *w)
{
	const char *file = w->operands[0], *flag = w->operands[1];
	struct cim_fault fault = { .err = CIM_OK };
	struct snap_reader *snap = NULL;
	int status = check_file(w, "restore");
	if (status >= 0)
		return status;
	if (flag != NULL && strcmp(flag, "0") != 0 && strcmp(flag, "1") != 0)
		return cmd_usage("/restore: '%s' is no flag: 1 disconnects all others, 0 (without a "
		    "flag, too) restores only if nobody is connected", flag);
	/* Of a file that is no backup Windows says that the parameter is wrong. */
	enum cim_err err = snap_open(file, &snap, &fault);
	snap_close(snap);
	if (err != CIM_OK) {
		status = cmd_fail_input(file, err, &fault);
		tell_code(WBEM_E_INVALID_PARAMETER);
		out_text("WMI repository restore failed\n");
		return status;
	}
	w->cmd.force_how = "the flag 1";
	w->cmd.force = flag != NULL && flag[0] == '1';
	w->cmd.args = &w->operands[0];
	w->cmd.arg_count = 1;
	status = cmd_restore(&w->cmd);
	if (status != CMD_DONE)
		return tell_failed("restore", status);
	out_format("WMI repository has been restored from %s\n", file);
	return CMD_DONE;
}

/* ---- Care ------------------------------------------------------------------------ */

static int
run_verify(struct winmgmt *w)
{
	const char *path = w->operands[0] != NULL ? w->operands[0] : cmd_repository(&w->cmd);
	if (path == NULL)
		return CMD_USAGE;
	int status = care_verify(&w->cmd, path, false, false);
	if (status == CMD_DAMAGED)
		return tell_inconsistent(w->operands[0] != NULL ? NULL :
		    "use: winmgmt /salvagerepository");
	if (status != CMD_DONE)
		return tell_failed("verification", status);
	out_text("WMI repository is consistent\n");
	return CMD_DONE;
}

static int
run_salvage(struct winmgmt *w)
{
	const char *path = cmd_repository(&w->cmd);
	if (path == NULL)
		return CMD_USAGE;
	stop_hold();
	w->cmd.force_how = "wbemkit salvage --force";
	int status = care_verify(&w->cmd, path, false, true);
	if (status == CMD_DONE) {
		out_text("WMI repository is consistent\n");
		return CMD_DONE;
	}
	if (status != CMD_DAMAGED)
		return tell_failed("verification", status);
	(void)tell_inconsistent(NULL);
	out_flush();
	status = care_salvage(&w->cmd, path);
	if (status != CMD_DONE && status != CMD_FINDINGS)
		return tell_failed("salvage", status);
	out_text("WMI repository has been salvaged\n");
	return status;
}

static int
run_reset(struct winmgmt *w)
{
	const char *path = cmd_repository(&w->cmd);
	if (path == NULL)
		return CMD_USAGE;
	stop_hold();
	w->cmd.force_how = "wbemkit reset --force --yes";
	int status = care_reset(&w->cmd, path);
	if (status != CMD_DONE && status != CMD_FINDINGS)
		return tell_failed("reset", status);
	out_text("WMI repository has been reset\n");
	return status;
}

/* ---- What there is no need for ----------------------------------------------------- */

static int
run_nothing(struct winmgmt *w)
{
	const char *why = strcmp(w->name, "resyncperf") == 0 ?
	    "there are no performance libraries to be registered here" :
	    "there is no service and no host process here: every program opens the repository itself";
	char code[CMD_CODE_SIZE];
	return cmd_usage("/%s: %s; nothing was done, and nothing needs to be%s", w->name, why,
	    cmd_code(code, WBEM_E_NOT_SUPPORTED));
}

/* ---- The command line ------------------------------------------------------------- */

static const struct winmgmt_switch {
	const char *name, *operands;	/* operands: as the help writes them */
	int least, most;
	int (*run)(struct winmgmt *w);
	const char *help;
} switches[] = {
	{ "backup", "FILE", 1, 1, run_backup, "write the repository into one compressed file" },
	{ "restore", "FILE [0|1]", 1, 2, run_restore,
	    "make the repository what FILE holds; 1: disconnect all others" },
	{ "verifyrepository", "[PATH]", 0, 1, run_verify,
	    "is the repository consistent, or a saved copy of its directory?" },
	{ "salvagerepository", "", 0, 0, run_salvage, "if it is not, build it anew from what can be read" },
	{ "resetrepository", "", 0, 0, run_reset, "begin anew with the autorecover list alone" },
	{ "resyncperf", "[PID]", 0, 1, run_nothing, "not on this system" },
	{ "standalonehost", "[LEVEL]", 0, 1, run_nothing, "not on this system" },
	{ "sharedhost", "", 0, 0, run_nothing, "not on this system" },
};
#define SWITCH_COUNT (sizeof(switches) / sizeof(switches[0]))

void
winmgmt_help(void)
{
	out_text("Usage: winmgmt SWITCH [ARGUMENT...]\n\n"
	    "Looks after the repository, with the switches of Windows. One of, with / or - in\n"
	    "front and in any case:\n");
	for (size_t i = 0; i < SWITCH_COUNT; i++) {
		char word[48];
		(void)snprintf(word, sizeof(word), "/%s%s%s", switches[i].name,
		    switches[i].operands[0] == '\0' ? "" : " ", switches[i].operands);
		out_format("  %-26s %s\n", word, switches[i].help);
	}
	out_text("\nA FILE without a directory is in the current one. The repository is that of\n"
	    "wbemkit: $WBEMKIT_REPOSITORY, or its default.\n\n"
	    "Exit status: 0 done, or consistent; 1 salvaged or reset, and something is lost;\n"
	    "2 bad command line, or nothing to be read; 3 inconsistent (1358 on Windows);\n"
	    "4 others are connected; 5 refused; 6 no space, or the system fails. The code of a\n"
	    "failure is told on standard error. See winmgmt(1).\n");
}

/* The switch that a word is, or NULL. */
static const struct winmgmt_switch *
switch_find(const char *word)
{
	for (size_t i = 0; i < SWITCH_COUNT && (word[0] == '/' || word[0] == '-'); i++) {
		if (strcasecmp(switches[i].name, word + 1) == 0)
			return &switches[i];
	}
	return NULL;
}

static int
too_many(const struct winmgmt_switch *is, const char *word)
{
	if (is->run == run_salvage || is->run == run_reset)
		return cmd_usage("/%s takes no path: it is about the repository of "
		    "$WBEMKIT_REPOSITORY; for another use: wbemkit -R %s winmgmt /%s", is->name, word,
		    is->name);
	return cmd_usage("'%s' is one too many: winmgmt /%s%s%s", word, is->name,
	    is->operands[0] == '\0' ? "" : " ", is->operands);
}

/* -1: w is filled; else the exit status. */
static int
read_line(struct winmgmt *w, int argc, char **argv, const struct winmgmt_switch **is)
{
	static const char *const helps[] = { "/?", "-?", "/help", "-help", "--help", "-h" };
	for (int i = 1; i < argc; i++) {
		for (size_t k = 0; k < sizeof(helps) / sizeof(helps[0]); k++) {
			if (strcasecmp(argv[i], helps[k]) == 0) {
				winmgmt_help();
				return CMD_DONE;
			}
		}
	}
	if (argc < 2)
		return cmd_usage("which switch? See winmgmt /?");
	if (strcmp(argv[1], "--version") == 0) {
		out_format("winmgmt (wbemkit) %s\n", PACKAGE_VERSION);
		return CMD_DONE;
	}
	*is = switch_find(argv[1]);
	if (*is == NULL)
		return cmd_usage("unknown switch '%s'; see winmgmt /?", argv[1]);
	for (int i = 2; i < argc; i++) {
		if (switch_find(argv[i]) != NULL && access(argv[i], F_OK) != 0)
			return cmd_usage("%s and %s: one switch at a time", argv[1], argv[i]);
		if (i - 2 >= (*is)->most)
			return too_many(*is, argv[i]);
		if (argv[i][0] == '\0')
			return cmd_usage("%s: an empty word is no %s", argv[1], (*is)->operands);
		w->operands[i - 2] = argv[i];
	}
	if (argc - 2 < (*is)->least)
		return cmd_usage("which file? winmgmt /%s %s", (*is)->name, (*is)->operands);
	w->name = (*is)->name;
	return -1;
}

int
winmgmt_main(int argc, char **argv, const char *repository)
{
	static const struct verb verb = { .name = "winmgmt" };
	struct winmgmt w = { .cmd = { .verb = &verb, .repository = repository, .ns = "root/cimv2",
		.level = 6, .wait = -1, .color = WHEN_NEVER, .progress = WHEN_NEVER } };
	const struct winmgmt_switch *is = NULL;
	const char *env = getenv("WBEMKIT_REPOSITORY");
	err_program("winmgmt");
	if (w.cmd.repository == NULL && env != NULL && env[0] != '\0')
		w.cmd.repository = env;
	int status = read_line(&w, argc, argv, &is);
	if (status < 0)
		status = is->run(&w);
	arena_free(&w.cmd.arena);
	return status;
}
