/* timeit.c: whole-process times of commands that take turns: median, best, peak memory. For bench/run. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST_RUNS 1001
#define MOST_COMMANDS 8

struct command {
	char **argv;
	double ms[MOST_RUNS];
	double cpu_ms[MOST_RUNS];
	double user_ms[MOST_RUNS];
	long peak_kib;
};

static double
now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double
to_ms(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

/* Output goes to the bit bucket; what a program says on standard error is shown. */
static void __attribute__((noreturn))
become(char **argv)
{
	int null = open("/dev/null", O_RDWR);
	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0)
		_exit(99);
	execvp(argv[0], argv);
	fprintf(stderr, "timeit: %s: %s\n", argv[0], strerror(errno));
	_exit(99);
}

static int
run_once(struct command *c, int run)
{
	double begin = now_ms();
	pid_t child = fork();
	if (child == 0)
		become(c->argv);
	int status;
	struct rusage use;
	if (child < 0 || wait4(child, &status, 0, &use) < 0) {
		perror("timeit");
		return -1;
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "timeit: %s ended with wait status %d\n", c->argv[0], status);
		return -1;
	}
	c->ms[run] = now_ms() - begin;
	c->user_ms[run] = to_ms(use.ru_utime);
	c->cpu_ms[run] = to_ms(use.ru_utime) + to_ms(use.ru_stime);
	if (use.ru_maxrss > c->peak_kib)
		c->peak_kib = use.ru_maxrss;
	return 0;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double
median(double *values, int n)
{
	qsort(values, (size_t)n, sizeof(*values), ascending);
	return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* Cuts the arguments at each "---". */
static int
split(char **argv, struct command *commands)
{
	int n = 0;
	commands[n++].argv = argv;
	for (; *argv != NULL; argv++) {
		if (strcmp(*argv, "---") != 0)
			continue;
		*argv = NULL;
		if (n == MOST_COMMANDS)
			return -1;
		commands[n++].argv = argv + 1;
	}
	for (int i = 0; i < n; i++)
		if (commands[i].argv[0] == NULL)
			return -1;
	return n;
}

/* timeit RUNS PREPARE COMMAND... [--- COMMAND...]: PREPARE is for the shell, before each run and not timed.
 * Prints a line for each command: median ms, best ms, median cpu ms, peak KiB, median user ms. */
int
main(int argc, char **argv)
{
	static struct command commands[MOST_COMMANDS];
	int runs = argc > 3 ? atoi(argv[1]) : 0;
	int n = runs > 0 && runs <= MOST_RUNS ? split(argv + 3, commands) : -1;
	if (n < 0) {
		fprintf(stderr, "usage: timeit RUNS PREPARE COMMAND... [--- COMMAND...]\n");
		return 2;
	}
	for (int run = 0; run < runs; run++) {
		for (int i = 0; i < n; i++) {
			if (argv[2][0] != '\0' && system(argv[2]) != 0)
				return 1;
			if (run_once(&commands[i], run) != 0)
				return 1;
		}
	}
	for (int i = 0; i < n; i++) {
		double mid = median(commands[i].ms, runs), cpu = median(commands[i].cpu_ms, runs);
		printf("%.2f %.2f %.2f %ld %.2f\n", mid, commands[i].ms[0], cpu, commands[i].peak_kib,
		    median(commands[i].user_ms, runs));
	}
	return 0;
}
