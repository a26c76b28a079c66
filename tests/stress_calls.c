/* stress_calls.c: verbs of the program, one after the other, in the midst of the stress: what they answer must be possible. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "tests/stress.h"

#define NS "-n", "root/stress"
#define MOST 8

/* What stands behind "wbemkit -R REPOSITORY"; DIR is where else files are. */
#define DIR_FILE "DIR"
static const char *const calls[][MOST] = {
	{ "verify" }, { "status" }, { "status", "-o", "json" }, { "connections" }, { "namespace",
	    "list" },
	{ NS, "class", "list" }, { NS, "class", "tree" }, { NS, "class", "get", "ST_Item" }, { NS,
	    "export" },
	{ "export", "--all" }, { NS, "instance", "list", "ST_Head" }, { NS, "query",
	    "SELECT * FROM ST_Total" },
	{ NS, "query", "-o", "csv", "SELECT Id, Slot FROM ST_Item WHERE Writer < 3" },
	{ "pause", "--timeout", "60ms", "--lock-timeout", "100ms", "--", "true" },
	{ "backup", "--overwrite", "--no-sync", DIR_FILE "/caller.wks" }, { "snapshot", "verify",
	    DIR_FILE "/backup0.wks" },
	{ "compact", "--no-sync" }, { "autorecover", "list" },
};

/*
 * 0: done. 4: busy, or put out. 2 and 6 where the disk may be full. 2 of a snapshot that is not there yet.
 * Never 1 (nothing was looked for that is not there), never 3 (nothing is damaged), never a signal.
 */
static bool
possible(const char *const *call, int status)
{
	if (!WIFEXITED(status))
		return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	int code = WEXITSTATUS(status);
	return code == 0 || code == 4 || (code == 2 && strcmp(call[0], "snapshot") == 0) ||
	    (board->hog && (code == 6 || code == 2));
}

static void __attribute__((noreturn))
become(const char *const *call, const char *said)
{
	char *args[MOST + 6];
	char file[700];
	size_t n = 0;
	const char *const front[] = { board->program, "-R", board->repository };
	for (size_t i = 0; i < sizeof(front) / sizeof(front[0]); i++)
		args[n++] = (char *)(uintptr_t)front[i];
	for (size_t i = 0; i < MOST && call[i] != NULL; i++) {
		args[n] = (char *)(uintptr_t)call[i];
		if (strncmp(call[i], DIR_FILE "/", 4) == 0) {
			(void)snprintf(file, sizeof(file), "%s%s", board->dir, call[i] + 3);
			args[n] = file;
		}
		n++;
	}
	args[n] = NULL;
#ifdef __linux__
	/* Whoever is killed takes along what he has called. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
#endif
	int null = open("/dev/null", O_RDWR), err = open(said, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || (err >= 0 && dup2(err, 2) < 0))
		_exit(99);
	execv(board->program, args);
	_exit(99);
}

static void
tell(const char *const *call, int status, const char *said)
{
	char text[600] = "";
	FILE *f = fopen(said, "r");
	size_t n = f == NULL ? 0 : fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	if (f != NULL)
		fclose(f);
	finding("a caller: %s %s ended with %s %d: %s", call[0], call[1] == NULL ? "" : call[1],
	    WIFSIGNALED(status) ? "signal" : "status",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), text);
}

/* Runs it to its end; what is not possible is told. */
static int
call_once(const char *const *call, const char *who)
{
	char said[600];
	int status = 0;
	(void)snprintf(said, sizeof(said), "%s/said.%s", board->dir, who);
	pid_t child = fork();
	if (child == 0)
		become(call, said);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	count(N_CALLS);
	if (child > 0 && !possible(call, status))
		tell(call, status, said);
	return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
call_restore(unsigned number)
{
	char file[40];
	const char *const call[MOST] = { "restore", "--force", "--lock-timeout", "5s", file };
	(void)snprintf(file, sizeof(file), DIR_FILE "/backup%u.wks", number);
	return call_once(call, "restore");
}

void
be_caller(unsigned number, struct chance *chance)
{
	(void)number;
	while (board->program != NULL) {
		(void)call_once(calls[below(chance, sizeof(calls) / sizeof(calls[0]))], "caller");
		nap(below(chance, 50000));
	}
	for (;;)
		nap(60000000);
}
