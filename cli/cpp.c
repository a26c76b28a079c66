/* cpp.c: runs the system's C preprocessor over a file, for MOF that is written with its lines. */
#include "config.h"

#include "cli/cpp.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cim/limits.h"

extern char **environ;

/*
 * Nothing of the system's may come in by itself: MOF is no C, and a name like "linux" is a name.
 * No shell is asked: $CPP is words with blanks between.
 */
static const char *const always[] = { "-undef", "-nostdinc", "-w", "-x", "c" };

/* The words of a command line, in the arena. */
struct line {
	struct arena *arena;
	char **words;
	size_t count, cap;
	enum cim_err err;
};

static void
line_add(struct line *line, const char *head, const char *tail)
{
	size_t a = strlen(head), b = strlen(tail);
	char *word = arena_text(line->arena, a + b + 1);
	/* One more, for the NULL at the end. */
	char **grown = arena_grow(line->arena, line->words, line->count, &line->cap,
	    line->count + 2, sizeof(line->words[0]));
	if (word == NULL || grown == NULL) {
		line->err = CIM_ENOMEM;
		return;
	}
	memcpy(word, head, a);
	memcpy(word + a, tail, b + 1);
	line->words = grown;
	line->words[line->count++] = word;
	line->words[line->count] = NULL;
}

static void
line_command(struct line *line)
{
	const char *command = getenv("CPP");
	if (command == NULL || command[strspn(command, " \t")] == '\0')
		command = "cpp";
	for (command += strspn(command, " \t"); *command != '\0';) {
		size_t n = strcspn(command, " \t");
		char *word = arena_text(line->arena, n + 1);
		if (word == NULL) {
			line->err = CIM_ENOMEM;
			return;
		}
		memcpy(word, command, n);
		word[n] = '\0';
		line_add(line, word, "");
		command += n;
		command += strspn(command, " \t");
	}
}

static void
line_make(struct line *line, const struct cmd *cmd, const char *path)
{
	line_command(line);
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		line_add(line, always[i], "");
	/* An empty word would take the next one for its value. */
	for (size_t i = 0; i < cmd->include_count; i++)
		line_add(line, "-I", cmd->includes[i][0] != '\0' ? cmd->includes[i] : ".");
	for (size_t i = 0; i < cmd->define_count; i++)
		line_add(line, "-D", cmd->defines[i]);
	/* A file whose name begins like an option is none. */
	line_add(line, path[0] == '-' && path[1] != '\0' ? "./" : "", path);
}

/* Starts it with its output in a pipe; *out is the end to read. An errno. */
static int
start(const struct line *line, bool reads_stdin, pid_t *pid, int *out)
{
	int ends[2];
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, usual;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return errno;
	int rc = posix_spawn_file_actions_init(&files);
	if (rc == 0 && (rc = posix_spawnattr_init(&how)) != 0)
		(void)posix_spawn_file_actions_destroy(&files);
	if (rc == 0) {
		sigemptyset(&none);
		sigemptyset(&usual);
		sigaddset(&usual, SIGPIPE);
		sigaddset(&usual, SIGINT);
		sigaddset(&usual, SIGTERM);
		rc = posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
		if (rc == 0 && !reads_stdin)
			rc = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
			    O_RDONLY, 0);
		if (rc == 0)
			rc = posix_spawnattr_setsigmask(&how, &none);
		if (rc == 0)
			rc = posix_spawnattr_setsigdefault(&how, &usual);
		if (rc == 0)
			rc = posix_spawnattr_setflags(
			    &how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
		if (rc == 0)
			rc = posix_spawnp(pid, line->words[0], &files, &how, line->words, environ);
		(void)posix_spawnattr_destroy(&how);
		(void)posix_spawn_file_actions_destroy(&files);
	}
	(void)close(ends[1]);
	if (rc != 0)
		(void)close(ends[0]);
	*out = ends[0];
	return rc;
}

/* How it ended, when all of its output is there. */
static enum cim_err
ended(pid_t pid, enum cim_err err, const char *name, struct cim_fault *fault)
{
	int status;
	if (err != CIM_OK)
		(void)kill(pid, SIGTERM);
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return cim_fault_errno(fault, "%s", name);
	}
	if (err == CIM_ELIMIT)
		return cim_fault(fault, err, "%s: more than %u bytes of output", name,
		    (unsigned)CIM_LIMIT_CPP);
	if (err != CIM_OK)
		return err;
	if (WIFSIGNALED(status))
		return cim_fault(fault, CIM_EINVAL, "the preprocessor %s was ended by signal %d",
		    name, WTERMSIG(status));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return cim_fault(fault, CIM_EINVAL, "the preprocessor %s failed with status %d",
		    name, WEXITSTATUS(status));
	return CIM_OK;
}

enum cim_err
cpp_run(const struct cmd *cmd, struct arena *arena, struct input *in, const char *path,
    struct cim_fault *fault)
{
	struct line line = { .arena = arena };
	pid_t pid;
	int out;
	if (in->read)
		return CIM_OK;
	line_make(&line, cmd, path);
	if (line.err != CIM_OK)
		return line.err;
	int rc = start(&line, strcmp(path, "-") == 0, &pid, &out);
	if (rc == ENOENT)
		return cim_fault(fault, CIM_EINVAL,
		    "there is no preprocessor %s: install cpp, or say another in $CPP",
		    line.words[0]);
	if (rc != 0)
		return cim_fault(fault, CIM_EINVAL, "the preprocessor %s: %s", line.words[0],
		    strerror(rc));
	enum cim_err err = input_collect(in, out, CIM_LIMIT_CPP);
	(void)close(out);
	err = ended(pid, err, line.words[0], fault);
	in->read = err == CIM_OK;
	return err;
}
