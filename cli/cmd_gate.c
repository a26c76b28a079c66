/* cmd_gate.c: pause, connections, disconnect: hold the repository still, see who uses it, put them out. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cim/wbem.h"
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/stop.h"
#include "cli/table.h"

extern char **environ;

/* ---- pause ---------------------------------------------------------------------- */

static void
forward(int signal_number, pid_t child)
{
	/* A terminal has told the child already; twice does no harm. */
	if (child > 0)
		(void)kill(child, signal_number);
}

/* Waits for the child, and hands on what ends us. */
static int
wait_for(pid_t child)
{
	bool told = false;
	int how = 0;
	for (;;) {
		pid_t got = waitpid(child, &how, 0);
		if (got == child)
			return WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
		if (got < 0 && errno != EINTR)
			return cmd_fail("waitpid", CIM_EIO, NULL);
		if (stop_wanted() && !told) {
			told = true;
			forward(SIGTERM, child);
		}
	}
}

/* Runs the command: its status, or 126 and 127 as a shell has them when it cannot be started. */
static int
run_command(struct cmd *cmd)
{
	posix_spawnattr_t how;
	sigset_t usual;
	pid_t child = 0;
	char **argv = (char **)(uintptr_t)cmd->args;
	int rc = posix_spawnattr_init(&how);
	if (rc != 0)
		return cmd_fail(cmd->args[0], cim_err_from_errno(rc), NULL);
	(void)sigemptyset(&usual);
	(void)sigaddset(&usual, SIGINT);
	(void)sigaddset(&usual, SIGTERM);
	(void)sigaddset(&usual, SIGHUP);
	(void)posix_spawnattr_setsigdefault(&how, &usual);
	(void)posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawnp(&child, cmd->args[0], NULL, &how, argv, environ);
	(void)posix_spawnattr_destroy(&how);
	if (rc != 0) {
		err_line("%s: %s", cmd->args[0], strerror(rc));
		return rc == ENOENT ? 127 : 126;
	}
	return wait_for(child);
}

/* Holds until a signal comes, or the time is over. */
static enum cim_err
hold(struct repo *repo)
{
	struct repo_gate gate;
	enum cim_err err = repo_gate_read(repo, &gate);
	while (err == CIM_OK && gate.shut && gate.own && !stop_wanted()) {
		uint64_t nap = gate.left < 1000 ? gate.left + 1 : 1000;
		struct timespec time = { (time_t)(nap / 1000), (long)(nap % 1000) * 1000000 };
		(void)nanosleep(&time, NULL);
		err = repo_gate_read(repo, &gate);
	}
	return err;
}

int
cmd_pause(struct cmd *cmd)
{
	struct change change;
	stop_hold();
	int status = change_open(cmd, &change, false, NULL);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = repo_privilege_enable(change.repo, REPO_PRIVILEGE_BACKUP);
	if (err == CIM_OK)
		err = repo_pause(change.repo, cmd->timeout);
	if (err != CIM_OK) {
		status = cmd_fail(change.path, err, repo_fault(change.repo));
		change_close(&change, CMD_DONE);
		return status;
	}
	if (cmd->verbose || cmd->arg_count == 0)
		err_line("%s is paused%s", change.path,
		    cmd->arg_count == 0 ? "; Ctrl-C resumes" : "");
	if (cmd->arg_count > 0)
		status = run_command(cmd);
	else
		err = hold(change.repo);
	if (err != CIM_OK)
		status = cmd_fail(change.path, err, repo_fault(change.repo));
	err = repo_resume(change.repo);
	/* What the command copied may be torn: its own success does not count then. */
	if (err == CIM_ECONFLICT && (status == CMD_DONE || cmd->arg_count > 0)) {
		err_line("%s", repo_fault(change.repo)->text);
		status = status == CMD_DONE ? CMD_BUSY : status;
	} else if (err != CIM_OK && status == CMD_DONE) {
		status = cmd_fail(change.path, err, repo_fault(change.repo));
	}
	change_close(&change, CMD_DONE);
	return status;
}

/* ---- connections ---------------------------------------------------------------- */

struct list {
	bool json;
	struct table table;
	struct bytes_writer w;
};

static void
format_time(int64_t seconds, char text[32])
{
	time_t when = (time_t)seconds;
	struct tm parts;
	if (gmtime_r(&when, &parts) == NULL ||
	    strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
		(void)snprintf(text, 32, "%" PRId64, seconds);
}

static const char *
holds_word(unsigned holds)
{
	return (holds & REPO_CONNECTION_BROKEN) != 0 ? "broken" :
	    (holds & REPO_CONNECTION_REBUILDS) != 0 ? "rebuild" :
	    (holds & REPO_CONNECTION_PAUSES) != 0 ? "pause" :
	    (holds & REPO_CONNECTION_WRITES) != 0 ? "write" : "";
}

static enum cim_err
one_json(struct list *list, const struct repo_connection *connection, const char *since)
{
	struct bytes_writer *w = &list->w;
	bytes_write_text(w, "{");
	json_key_number(w, "pid", connection->pid);
	json_key_text(w, "user", connection->user);
	json_key_number(w, "uid", connection->uid);
	json_key_text(w, "program", connection->program);
	json_key_text(w, "since", since);
	json_key_text(w, "holds", holds_word(connection->holds));
	json_key_bool(w, "own", connection->own);
	bytes_write_text(w, "}");
	return json_line(w);
}

static enum cim_err
one_connection(void *ctx, const struct repo_connection *connection)
{
	struct list *list = ctx;
	char since[32], pid[24];
	format_time(connection->since, since);
	if (list->json)
		return one_json(list, connection, since);
	(void)snprintf(pid, sizeof(pid), "%" PRIu64 "%s", connection->pid, connection->own ? "*" : "");
	/* Somebody is there, whose entry in control cannot be read. */
	if (connection->unreadable) {
		memcpy(pid, "?", 2);
		memcpy(since, "?", 2);
	}
	const char *cells[] = { pid, connection->user, connection->program, since,
		holds_word(connection->holds) };
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]) && err == CIM_OK; i++)
		err = table_cell(&list->table, cim_str_from(cells[i]));
	return err != CIM_OK ? err : table_row(&list->table);
}

int
cmd_connections(struct cmd *cmd)
{
	static const char *const heads[] = { "PID", "USER", "PROGRAM", "SINCE", "HOLDS" };
	struct list list = { .json = cmd->format == FORMAT_JSON };
	struct view view;
	enum cim_err err = CIM_OK;
	int status = view_open(cmd, &view);
	if (status != CMD_DONE)
		return status;
	table_begin(&list.table, false);
	for (size_t i = 0; !list.json && i < sizeof(heads) / sizeof(heads[0]) && err == CIM_OK; i++)
		err = table_cell(&list.table, cim_str_from(heads[i]));
	if (err == CIM_OK && !list.json)
		err = table_row(&list.table);
	if (err == CIM_OK)
		err = repo_connection_list(view.repo, one_connection, &list);
	if (err == CIM_OK)
		err = table_end(&list.table);
	if (err != CIM_OK)
		status = cmd_fail(view.path, err, repo_fault(view.repo));
	table_free(&list.table);
	bytes_writer_free(&list.w);
	view_close(&view);
	return status;
}

struct told {
	unsigned count;
	bool quiet;		/* they are counted alone */
	bool rebuilds;		/* one of them rebuilds it */
};

static enum cim_err
tell_one(void *ctx, const struct repo_connection *connection)
{
	struct told *told = ctx;
	const char *holds = holds_word(connection->holds);
	if (connection->own || (connection->holds & REPO_CONNECTION_BROKEN) != 0)
		return CIM_OK;
	told->count++;
	told->rebuilds |= (connection->holds & REPO_CONNECTION_REBUILDS) != 0;
	if (told->quiet)
		return CIM_OK;
	if (connection->unreadable)
		err_line("  one whose entry in control cannot be read");
	else
		err_line("  pid %" PRIu64 ", user %s, %s%s%s%s", connection->pid, connection->user,
		    connection->program, *holds != '\0' ? " (" : "", holds,
		    *holds != '\0' ? ")" : "");
	return CIM_OK;
}

int
cmd_fail_connected(const struct cmd *cmd, const char *path, enum cim_err err,
    const struct cim_fault *fault)
{
	struct told told = { .quiet = true };
	/* Who rebuilds it lets nobody in, force or not, and was named by the fault. */
	if (repo_connection_look(path, tell_one, &told, NULL) != CIM_OK || told.rebuilds)
		return cmd_fail(path, err, fault);
	char code[CMD_CODE_SIZE] = "";
	(void)cmd_code(code, WBEM_E_BACKUP_RESTORE_WINMGMT_RUNNING);
	err_line("%s: others have the repository open; let them end, or break their connections with "
	    "%s%s", path, cmd->force_how != NULL ? cmd->force_how : "--force", code);
	told = (struct told){ .quiet = false };
	(void)repo_connection_look(path, tell_one, &told, NULL);
	if (told.count == 0)
		err_line("  whoever it was has gone, or cannot be told");
	return CMD_BUSY;
}

/* ---- disconnect ----------------------------------------------------------------- */

static enum cim_err
count_one(void *ctx, const struct repo_connection *connection)
{
	struct told *told = ctx;
	told->count += !connection->own && (connection->holds & REPO_CONNECTION_BROKEN) == 0;
	return CIM_OK;
}

int
cmd_disconnect(struct cmd *cmd)
{
	struct change change;
	struct told told = { 0 };
	stop_hold();
	int status = change_open(cmd, &change, false, NULL);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = repo_connection_list(change.repo, count_one, &told);
	if (err == CIM_OK)
		err = repo_privilege_enable(change.repo, REPO_PRIVILEGE_RESTORE);
	if (err == CIM_OK)
		err = repo_disconnect_all(change.repo);
	if (err != CIM_OK)
		status = cmd_fail(change.path, err, repo_fault(change.repo));
	else if (cmd->verbose)
		err_line("%s: broke %u connections", change.path, told.count);
	change_close(&change, CMD_DONE);
	return status;
}
