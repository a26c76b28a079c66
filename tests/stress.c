/*
 * stress.c: many processes work on one repository, and any of them is killed at any moment; what is there is
 * held against a model in memory all the while, and at the end, when nothing of them may be left.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "mof/mof.h"
#include "snapshot/snapshot.h"
#include "tests/stress.h"
#include "tests/unit.h"

#define READERS 8
#define PAUSERS 2
#define KEEPERS 2
#define CALLERS 1
#define VISITORS 6		/* at one time */
#define PLACES (WRITERS + READERS + PAUSERS + KEEPERS + CALLERS + VISITORS)
#define STALLED 20000		/* milliseconds without an acknowledged transaction: somebody holds something */

struct board *board;

/* ---- Small things -------------------------------------------------------- */

void
finding(const char *format, ...)
{
	char text[2000];
	int n = snprintf(text, sizeof(text), "FINDING [%ld] ", (long)getpid());
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text + n, sizeof(text) - (size_t)n, format, args);
	va_end(args);
	if (atomic_fetch_add(&board->findings, 1) < FINDINGS)
		fprintf(stderr, "%s\n", text);
}

void
nap(uint64_t microseconds)
{
	struct timespec t = { (time_t)(microseconds / 1000000),
	    (long)(microseconds % 1000000) * 1000 };
	if (microseconds > 0)
		(void)nanosleep(&t, NULL);
}

uint64_t
now_ms(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- Who is at work ------------------------------------------------------ */

struct part {
	const char *name;
	void (*be)(unsigned number, struct chance *chance);
	unsigned first, count;		/* places */
};
static const struct part parts[] = {
	{ "writer", be_writer, 0, WRITERS },
	{ "reader", be_reader, WRITERS, READERS },
	{ "pauser", be_pauser, WRITERS + READERS, PAUSERS },
	{ "keeper", be_keeper, WRITERS + READERS + PAUSERS, KEEPERS },
	{ "caller", be_caller, WRITERS + READERS + PAUSERS + KEEPERS, CALLERS },
	{ "visitor", be_visitor, WRITERS + READERS + PAUSERS + KEEPERS + CALLERS, VISITORS },
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

struct stage {
	pid_t pids[PLACES];
	uint64_t until[PLACES];		/* of visitors: when they are killed */
	int stopped;			/* a place whose process stands still, or -1 */
	uint64_t go_on;			/* when it may go on */
	unsigned long started;
	struct chance chance;
};

static const struct part *
part_of(unsigned place)
{
	const struct part *part = parts;
	while (place >= part->first + part->count)
		part++;
	return part;
}

/* Nobody has the repository open here, so that no child inherits a connection. */
static void
start(struct stage *stage, unsigned place)
{
	const struct part *part = part_of(place);
	unsigned long serial = ++stage->started;
	pid_t pid = fork();
	if (pid < 0) {
		finding("cannot fork: %s", strerror(errno));
		return;
	}
	if (pid == 0) {
		struct chance chance = chance_of(board->seed, place, serial);
		unsigned before = atomic_load(&board->findings);
		part->be(place - part->first, &chance);
		/* A visitor may go; who else comes back has told why. */
		_exit(part->be == be_visitor || atomic_load(&board->findings) > before ? 0 : 97);
	}
	stage->pids[place] = pid;
	stage->until[place] = now_ms() + below(&stage->chance, 25);
}

static void
buried(unsigned place, int status)
{
	bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	if (!killed && !(WIFEXITED(status) && WEXITSTATUS(status) == 0))
		finding("a %s ended with %s %d", part_of(place)->name,
		    WIFSIGNALED(status) ? "signal" : "status",
		    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static void
kill_one(struct stage *stage, unsigned place)
{
	int status = 0;
	if (stage->pids[place] == 0)
		return;
	if (stage->stopped == (int)place)
		stage->stopped = -1;
	(void)kill(stage->pids[place], SIGKILL);
	if (waitpid(stage->pids[place], &status, 0) == stage->pids[place])
		buried(place, status);
	stage->pids[place] = 0;
}

/* Who ended by itself. */
static void
reap(struct stage *stage)
{
	for (unsigned i = 0; i < PLACES; i++) {
		int status;
		if (stage->pids[i] != 0 && waitpid(stage->pids[i], &status,
		    WNOHANG) == stage->pids[i]) {
			buried(i, status);
			stage->pids[i] = 0;
		}
	}
}

static void
visitors_turn(struct stage *stage)
{
	for (unsigned i = PLACES - VISITORS; i < PLACES; i++) {
		if (stage->pids[i] != 0 && now_ms() < stage->until[i])
			continue;
		kill_one(stage, i);
		start(stage, i);
		count(N_VISITORS);
	}
}

/* One of the others is killed, or stands still for a while; those who are missing come back. */
static void
trouble(struct stage *stage)
{
	unsigned place = below(&stage->chance, PLACES - VISITORS), what = below(&stage->chance,
	    100);
	/* Restores are few and short: they are killed more often than others. */
	if (atomic_load(&board->restoring) && what < 15) {
		place = WRITERS + READERS + PAUSERS;
		count(N_RESTORES_KILLED);
		atomic_store(&board->restoring, false);
		what = 0;
	}
	if (what < 25) {
		kill_one(stage, place);
		count(N_KILLS);
	} else if (what < 28 && stage->stopped < 0 && stage->pids[place] != 0) {
		(void)kill(stage->pids[place], SIGSTOP);
		stage->stopped = (int)place;
		stage->go_on = now_ms() + below(&stage->chance, 200);
		count(N_STOPS);
	}
	if (stage->stopped >= 0 && now_ms() > stage->go_on) {
		(void)kill(stage->pids[stage->stopped], SIGCONT);
		stage->stopped = -1;
	}
	for (unsigned i = 0; i < PLACES - VISITORS; i++) {
		if (stage->pids[i] == 0)
			start(stage, i);
	}
}

/* --- A disk that is full now and then --- */

static void
hog_end(void)
{
	char path[600];
	(void)snprintf(path, sizeof(path), "%s/hog", board->dir);
	(void)unlink(path);
}

static void
hog(struct chance *chance)
{
	char path[600];
	struct statvfs vfs;
	(void)snprintf(path, sizeof(path), "%s/hog", board->dir);
	hog_end();
	if (below(chance, 3) == 0 || statvfs(board->dir, &vfs) != 0)
		return;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	off_t left = (off_t)vfs.f_bavail * (off_t)vfs.f_frsize - (off_t)below(chance, 20) * 4096;
	if (fd >= 0 && left > 0)
		(void)!posix_fallocate(fd, 0, left);
	if (fd >= 0)
		close(fd);
}

/* ---- A run --------------------------------------------------------------- */

static void
run(struct stage *stage, uint64_t seconds)
{
	uint64_t end = now_ms() + seconds * 1000, moved = now_ms(), hogged = moved;
	unsigned long last = 0;
	while (atomic_load(&board->findings) < FINDINGS && (now_ms() < end ||
	    (now_ms() < end + STALLED &&
	    board->hog && atomic_load(&board->counts[N_NOSPACE]) == 0))) {
		reap(stage);
		trouble(stage);
		visitors_turn(stage);
		unsigned long commits = atomic_load(&board->counts[N_COMMITS]);
		if (commits != last)
			moved = now_ms();
		last = commits;
		if (now_ms() - moved > STALLED) {
			finding("nothing was acknowledged for %d seconds", STALLED / 1000);
			break;
		}
		if (board->hog && now_ms() - hogged > 200) {
			hog(&stage->chance);
			hogged = now_ms();
		}
		nap(2000 + below(&stage->chance, 10000));
	}
	for (unsigned i = 0; i < PLACES; i++)
		kill_one(stage, i);
	hog_end();
}

/* ---- The end: nobody is there any more ----------------------------------- */

static enum cim_err
see_connection(void *ctx, const struct repo_connection *connection)
{
	unsigned *seen = ctx;
	seen[connection->own ? 0 : 1]++;
	return CIM_OK;
}

static void
tell_problem(void *ctx, const char *problem)
{
	(void)ctx;
	printf("# verify: %s\n", problem);
}

/* What was acknowledged is there, and what was tried when its writer was killed, wholly or not at all. */
static void
heads_end(const struct seen *seen, uint32_t generation)
{
	for (unsigned w = 0; w < WRITERS; w++) {
		uint32_t acked = atomic_load(&board->at[generation][w].acked);
		uint32_t intended = atomic_load(&board->at[generation][w].intended);
		tap_ok(seen->heads[w] == acked || seen->heads[w] == intended,
		    "writer %u: the last is %u; %u was acknowledged, %u tried", w, seen->heads[w],
		    acked, intended);
	}
}

static void
view_end(const char *who, struct seen *seen, uint32_t *generation)
{
	struct repo *repo;
	struct repo_txn *txn;
	unsigned there[2] = { 0, 0 };
	struct repo_gate gate;
	struct cim_fault fault = { 0 };
	if (!tap_int(repo_open(board->repository, REPO_WRITE, &repo, &fault), CIM_OK, "%s: opened",
	    who)) {
		printf("# %s\n", fault.text);
		return;
	}
	*generation = generation_of(repo);
	tap_int(repo_connection_list(repo, see_connection, there), CIM_OK, "%s: connections", who);
	tap_ok(there[0] == 1 && there[1] == 0, "%s: no slot is held but our own (%u, %u)", who,
	    there[0], there[1]);
	tap_ok(repo_gate_read(repo, &gate) == CIM_OK && !gate.shut, "%s: the gate is open", who);
	repo_set_wait(repo, 0);
	if (tap_int(repo_begin(repo, REPO_WRITE, &txn), CIM_OK, "%s: the write lock is free",
	    who)) {
		tap_int(look(repo_txn_reader(txn), who, NULL, seen), CIM_OK,
		    "%s: all is as the model has it", who);
		repo_abort(txn);
	}
	if (tap_int(repo_begin(repo, REPO_READ, &txn), CIM_OK, "%s: a view", who)) {
		tap_int(repo_verify(txn, tell_problem, NULL), CIM_OK, "%s: verify finds nothing",
		    who);
		repo_abort(txn);
	}
	repo_close(repo);
}

/* No file is left of what was killed: one generation, and the small files. */
static void
files_end(uint32_t generation)
{
	char live[40], text[400] = "";
	unsigned strange = 0;
	DIR *dir = opendir(board->repository);
	(void)snprintf(live, sizeof(live), "gen-%u", generation);
	for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
		const char *const known[] = { ".", "..", "format", "current", "control",
		    "autorecover", "settings", "last-backup", "kept", "providers", live };
		bool good = false;
		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			good = good || strcmp(e->d_name, known[i]) == 0;
		if (!good && strange++ == 0)
			(void)snprintf(text, sizeof(text), "%s", e->d_name);
	}
	tap_ok(dir != NULL && strange == 0, "no file is left that does not belong there: %s", text);
	if (dir != NULL)
		closedir(dir);
}

/* Nobody has it open: it can be made anew, and holds the same. */
static void
compact_end(const struct seen *before)
{
	struct repo_build *build;
	struct seen seen = { .total = 0 };
	uint32_t generation = 0;
	struct cim_fault fault = { 0 };
	enum cim_err err = repo_build_begin(board->repository, 0, &build, &fault);
	if (err == CIM_OK)
		err = repo_build_copy(build);
	if (err == CIM_OK)
		err = repo_build_finish(build);
	tap_int(err, CIM_OK, "compacted %s", fault.text);
	view_end("compacted", &seen, &generation);
	tap_ok(memcmp(&seen, before, sizeof(seen)) == 0, "compacted: the same is there");
	files_end(generation);
}

/* Nobody is connected, so a restore goes without force: back to what the last backup has. */
static void
restore_end(void)
{
	char path[600];
	struct seen backup = { .total = 0 }, seen = { .total = 0 };
	uint32_t generation = 0;
	(void)snprintf(path, sizeof(path), "%s/backup0.wks", board->dir);
	if (access(path, F_OK) != 0)
		return;
	tap_ok(look_snapshot(path, "the last backup", NULL, true, &backup),
	    "the last backup is sound");
	tap_ok(restore_backup(0, false), "it is restored");
	view_end("restored", &seen, &generation);
	tap_ok(memcmp(&seen, &backup, sizeof(seen)) == 0, "restored: what the backup has is there");
	heads_end(&seen, generation);
	files_end(generation);
}

static void
end_checks(void)
{
	struct seen seen = { .total = 0 };
	uint32_t generation = 0;
	view_end("afterwards", &seen, &generation);
	if (tap_ok(generation > 0, "afterwards: generation %u", generation)) {
		heads_end(&seen, generation);
		files_end(generation);
		compact_end(&seen);
		restore_end();
	}
	tap_int(atomic_load(&board->findings), 0, "no finding");
}

/* ---- The beginning ------------------------------------------------------- */

static enum cim_err
make_deed(struct repo_txn *txn, void *ctx)
{
	struct mof_options options = { .ns = "root/stress" };
	struct mof_unit *unit = NULL;
	struct repo_scope *scope = NULL;
	struct repo_counts counts;
	const struct cim_batch *batch;
	const struct cim_item *refused;
	(void)ctx;
	enum cim_err err = repo_namespace_create(txn, CIM_STR("root/stress"));
	if (err == CIM_OK)
		err = mof_unit_new(&unit, &options);
	if (err == CIM_OK)
		err = mof_parse_buffer(unit, "base", model_base(), strlen(model_base()));
	if (err == CIM_OK)
		err = repo_scope_new(repo_txn_reader(txn), &scope);
	if (err == CIM_OK) {
		struct cim_scope view = repo_scope(scope);
		err = mof_compile(unit, &view, &batch);
	}
	if (err == CIM_OK)
		err = repo_apply(txn, batch, &counts, &refused);
	repo_scope_free(scope);
	mof_unit_free(unit);
	return err;
}

static bool
make(void)
{
	struct repo *repo;
	struct cim_fault fault = { 0 };
	enum cim_err err =
	    repo_open(board->repository, REPO_WRITE | REPO_CREATE | REPO_SMALL_MAP, &repo, &fault);
	if (!tap_int(err, CIM_OK, "made %s", fault.text))
		return false;
	err = repo_write(repo, make_deed, NULL);
	tap_int(err, CIM_OK, "with what all begins from: %s", repo_fault(repo)->text);
	repo_close(repo);
	return err == CIM_OK;
}

static void
tell_counts(void)
{
	static const char *const names[N_COUNTS] = { "transactions", "refused", "without space",
	    "views",
		"looks", "queries", "pauses", "late", "copies", "backups", "restores",
		    "restores refused", "restores killed",
		"all put out", "connections broken", "calls", "kills", "stops", "visitors" };
	printf("#");
	for (unsigned i = 0; i < N_COUNTS; i++)
		printf(" %s %lu,", names[i], atomic_load(&board->counts[i]));
	printf(" findings %u\n", atomic_load(&board->findings));
	fflush(stdout);
}

static int
usage(void)
{
	fprintf(stderr, "usage: stress [--seconds N] [--seed N] [--threads N] [--hog] [--program WBEMKIT] DIRECTORY\n");
	return 99;
}

int
main(int argc, char **argv)
{
	struct stage stage = { .stopped = -1 };
	unsigned long seconds = 60, seed = (unsigned long)time(NULL);
	board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (board == MAP_FAILED)
		return 99;
	board->threads = 3;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--hog") == 0)
			board->hog = true;
		else if (i + 1 < argc && strcmp(argv[i], "--seconds") == 0)
			seconds = strtoul(argv[++i], NULL, 10);
		else if (i + 1 < argc && strcmp(argv[i], "--seed") == 0)
			seed = strtoul(argv[++i], NULL, 10);
		else if (i + 1 < argc && strcmp(argv[i], "--threads") == 0)
			board->threads = (unsigned)strtoul(argv[++i], NULL, 10);
		else if (i + 1 < argc && strcmp(argv[i], "--program") == 0)
			board->program = argv[++i];
		else if (argv[i][0] == '-' || board->dir != NULL)
			return usage();
		else
			board->dir = argv[i];
	}
	if (board->dir == NULL || strlen(board->dir) > 400)
		return usage();
	board->seed = seed;
	(void)snprintf(board->repository, sizeof(board->repository), "%s/repository", board->dir);
	stage.chance = chance_of(seed, 0, 0);
	printf("# seed %lu, %lu seconds: %d writers, %d readers, %d pausers, %d keepers of backups, visitors\n", seed,
	    seconds, WRITERS, READERS, PAUSERS, KEEPERS);
	if (make()) {
		run(&stage, seconds);
		tell_counts();
		end_checks();
	}
	return tap_done();
}
