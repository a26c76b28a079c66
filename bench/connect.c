/* connect.c: what a connection costs: opened, closed, and read through by many processes. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "repo/repo.h"

/*
 * usage: connect REPOSITORY NAMESPACE CLASS [PROCESSES]; prints the median microseconds of opening
 * and closing, to read and to write, then the nanoseconds of the processor that a class takes which
 * is got by one process alone, and by each of so many (8) at once, and by how much more is got in a
 * second.
 */

#define OPENINGS 301
#define GETS 20000

static double
now_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
quit(const char *what)
{
	fprintf(stderr, "connect: %s\n", what);
	exit(1);
}

static struct repo *
open_it(const char *path, unsigned flags)
{
	struct repo *repo;
	struct cim_fault fault = { 0 };
	if (repo_open(path, flags, &repo, &fault) != CIM_OK)
		quit(fault.text);
	return repo;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double
opening(const char *path, unsigned flags)
{
	static double took[OPENINGS];
	for (int i = 0; i < OPENINGS; i++) {
		double begin = now_us();
		repo_close(open_it(path, flags));
		took[i] = now_us() - begin;
	}
	qsort(took, OPENINGS, sizeof(took[0]), ascending);
	return took[OPENINGS / 2];
}

/* A reader at work: each class in a transaction of its own. */
static void
read_much(const char *path, const char *ns, const char *name)
{
	struct repo *repo = open_it(path, REPO_READ);
	for (int i = 0; i < GETS; i++) {
		struct arena arena = { 0 };
		const struct cim_class *cls;
		struct repo_txn *txn;
		if (repo_begin(repo, REPO_READ, &txn) != CIM_OK ||
		    repo_class_get(repo_txn_reader(txn), &arena, cim_str_from(ns),
		    cim_name(name, strlen(name)), &cls) != CIM_OK)
			quit("the class cannot be got");
		repo_abort(txn);
		arena_free(&arena);
	}
	repo_close(repo);
}

/* So many readers at once: what a class takes of the processor, how many come in a microsecond. */
static void
readers(const char *path, const char *ns, const char *name, int count, double *each, double *rate)
{
	double begin = now_us(), spent = 0;
	for (int i = 0; i < count; i++) {
		pid_t child = fork();
		if (child < 0)
			quit("no more processes");
		if (child == 0) {
			read_much(path, ns, name);
			_exit(0);
		}
	}
	for (int i = 0; i < count; i++) {
		struct rusage use;
		int status;
		if (wait4(-1, &status, 0, &use) < 0 || status != 0)
			quit("a reader failed");
		spent += (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1e6 +
		    (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
	}
	*rate = (double)count * GETS / (now_us() - begin);
	*each = spent * 1000 / ((double)count * GETS);
}

int
main(int argc, char **argv)
{
	if (argc != 4 && argc != 5)
		quit("usage: connect REPOSITORY NAMESPACE CLASS [PROCESSES]");
	int count = argc == 5 ? atoi(argv[4]) : 8;
	if (count < 1 || count > 1000)
		quit("how many processes?");
	double one = 1e18, one_rate = 0, all = 1e18, all_rate = 0, each, rate;
	double to_read = opening(argv[1], REPO_READ), to_write = opening(argv[1], REPO_WRITE);
	/* The best of some rounds, in turn: what else the machine does matters least. */
	for (int round = 0; round < 5; round++) {
		readers(argv[1], argv[2], argv[3], 1, &each, &rate);
		one = each < one ? each : one;
		one_rate = rate > one_rate ? rate : one_rate;
		readers(argv[1], argv[2], argv[3], count, &each, &rate);
		all = each < all ? each : all;
		all_rate = rate > all_rate ? rate : all_rate;
	}
	printf("%.0f %.0f %.0f %.0f %.2f\n", to_read, to_write, one, all, all_rate / one_rate);
	return 0;
}
