/* chaos.c: runs a command under trouble: killed at a moment, out of file space, out of time; or many commands, timed; or as if
 * from a terminal. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OWN_FAULT 99	/* our own exit status when the trouble could not be made */
#define TIMED_OUT 124

static void __attribute__((noreturn))
fail(const char *what)
{
	fprintf(stderr, "chaos: %s: %s\n", what, strerror(errno));
	exit(OWN_FAULT);
}

static long
number(const char *text)
{
	char *end;
	errno = 0;
	long n = strtol(text, &end, 10);
	if (errno != 0 || *end != '\0' || end == text || n < 0) {
		fprintf(stderr, "chaos: not a number: %s\n", text);
		exit(OWN_FAULT);
	}
	return n;
}

static double
now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
pause_for(double seconds)
{
	struct timespec t = { (time_t)seconds, 0 };
	t.tv_nsec = (long)((seconds - (double)t.tv_sec) * 1e9);
	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		;
}

static void __attribute__((noreturn))
become(char **command)
{
	execvp(command[0], command);
	fprintf(stderr, "chaos: %s: %s\n", command[0], strerror(errno));
	_exit(OWN_FAULT);
}

static int
status_of(int wait_status)
{
	return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

/* kill USEC COMMAND...: kill -9 that many microseconds after the start. */
static int
run_kill(long usec, char **command)
{
	pid_t child = fork();
	if (child < 0)
		fail("fork");
	if (child == 0)
		become(command);
	pause_for((double)usec / 1e6);
	(void)kill(child, SIGKILL);
	int status;
	if (waitpid(child, &status, 0) < 0)
		fail("wait");
	return status_of(status);
}

/* fsize BYTES COMMAND...: no file may grow beyond; a write past it answers EFBIG. */
static void __attribute__((noreturn))
run_fsize(long bytes, char **command)
{
	struct rlimit limit = { (rlim_t)bytes, (rlim_t)bytes };
	(void)signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		fail("setrlimit");
	become(command);
}

/* fresh COMMAND...: with the signals as a login gives them. A shell hands down what it was started with, and starts background
 * jobs with SIGINT ignored; neither can be undone in it. */
static void __attribute__((noreturn))
run_fresh(char **command)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGXFSZ };
	sigset_t none;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		(void)signal(signals[i], SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	become(command);
}

/* Waits for a child until the time has come; kills it then. */
static int
wait_until(pid_t child, double end)
{
	int status;
	for (double nap = 0.0002;; nap = nap < 0.02 ? nap * 1.5 : nap) {
		pid_t got = waitpid(child, &status, WNOHANG);
		if (got == child)
			return status_of(status);
		if (got < 0 && errno != EINTR)
			fail("wait");
		if (now() > end) {
			(void)kill(child, SIGKILL);
			(void)waitpid(child, &status, 0);
			return TIMED_OUT;
		}
		pause_for(nap);
	}
}

/* One of many: output to the bit bucket, diagnostics to a file DIR/NUMBER. */
static pid_t
start_one(char **command, const char *dir, unsigned long serial)
{
	pid_t child = fork();
	if (child < 0)
		fail("fork");
	if (child > 0)
		return child;
	char name[4096];
	(void)snprintf(name, sizeof(name), "%s/%lu", dir, serial);
	int null = open("/dev/null", O_RDWR), err = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (null < 0 || err < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(err, 2) < 0)
		_exit(OWN_FAULT);
	become(command);
}

/* each SECONDS DIR COMMAND...: once for each path that standard input names, which becomes the last argument.
 * Prints "SERIAL STATUS MILLISECONDS PATH"; DIR/SERIAL is what went to standard error. */
static int
run_each(long seconds, const char *dir, int argc, char **command)
{
	char **args = calloc((size_t)argc + 2, sizeof(*args));
	if (args == NULL)
		fail("memory");
	memcpy(args, command, (size_t)argc * sizeof(*args));
	char *line = NULL;
	size_t cap = 0;
	ssize_t got;
	for (unsigned long serial = 1; (got = getline(&line, &cap, stdin)) > 0; serial++) {
		if (line[got - 1] == '\n')
			line[got - 1] = '\0';
		args[argc] = line;
		double begin = now();
		int status = wait_until(start_one(args, dir, serial), begin + (double)seconds);
		printf("%lu %d %.1f %s\n", serial, status, (now() - begin) * 1000, line);
	}
	free(line);
	free(args);
	return 0;
}

/* The child's status, with nothing of what it says. */
static int
run_silent(char **command)
{
	pid_t child = fork();
	if (child < 0)
		fail("fork");
	if (child == 0) {
		int null = open("/dev/null", O_RDWR);
		if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
			_exit(OWN_FAULT);
		become(command);
	}
	return wait_until(child, now() + 20);
}

static unsigned char *
load(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL || fseek(f, 0, SEEK_END) != 0)
		fail(path);
	long size = ftell(f);
	rewind(f);
	unsigned char *bytes = malloc(size > 0 ? (size_t)size : 1);
	if (size < 0 || bytes == NULL || fread(bytes, 1, (size_t)size, f) != (size_t)size)
		fail(path);
	(void)fclose(f);
	*n = (size_t)size;
	return bytes;
}

static void
save(const char *path, const unsigned char *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");
	if (f == NULL || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		fail(path);
}

/* spoil FILE COPY STRIDE COMMAND...: every STRIDE-th byte of the copy changed, and the copy cut at every STRIDE-th length,
 * the command must end with status 3 each time. Prints what does not; the last line counts. */
static int
run_spoil(const char *file, const char *copy, long stride, char **command)
{
	size_t n, flips = 0, cuts = 0, bad = 0;
	unsigned char *bytes = load(file, &n);
	size_t step = stride > 0 ? (size_t)stride : 1;
	for (size_t i = 0; i < n; i += step, flips++) {
		unsigned char was = bytes[i];
		bytes[i] ^= (unsigned char)(1u << (i * 5 % 8));
		save(copy, bytes, n);
		int status = run_silent(command);
		bytes[i] = was;
		if (status != 3 && ++bad < 20)
			printf("byte %zu changed: status %d\n", i, status);
	}
	for (size_t i = 0; i < n; i += step, cuts++) {
		save(copy, bytes, i);
		int status = run_silent(command);
		if (status != 3 && ++bad < 20)
			printf("cut at %zu: status %d\n", i, status);
	}
	free(bytes);
	printf("%zu changed, %zu cut, %zu not refused\n", flips, cuts, bad);
	return bad == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "fresh") == 0)
		run_fresh(argv + 2);
	if (argc > 3 && strcmp(argv[1], "kill") == 0)
		return run_kill(number(argv[2]), argv + 3);
	if (argc > 3 && strcmp(argv[1], "fsize") == 0)
		run_fsize(number(argv[2]), argv + 3);
	if (argc > 3 && strcmp(argv[1], "limit") == 0) {
		pid_t child = fork();
		if (child == 0)
			become(argv + 3);
		return child < 0 ? OWN_FAULT : wait_until(child, now() + (double)number(argv[2]));
	}
	if (argc > 4 && strcmp(argv[1], "each") == 0)
		return run_each(number(argv[2]), argv[3], argc - 4, argv + 4);
	if (argc > 5 && strcmp(argv[1], "spoil") == 0)
		return run_spoil(argv[2], argv[3], number(argv[4]), argv + 5);
	fprintf(stderr, "usage: chaos fresh | kill USEC | fsize BYTES | limit SECONDS | each SECONDS DIR | spoil FILE COPY STRIDE"
	    "   COMMAND...\n");
	return OWN_FAULT;
}
