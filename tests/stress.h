/* stress.h: what the parts of the stress program share: the board that all processes see, and the model. */
#ifndef TESTS_STRESS_H
#define TESTS_STRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "repo/repo.h"

#define WRITERS 4
#define IDS (1u << 20)		/* transactions of one writer, at most */
#define GENERATIONS 4096
#define FINDINGS 20

/* ---- The board ----------------------------------------------------------- */
/*
 * Memory that all processes share and that no kill takes away. A writer says there what it is about
 * to do before it commits, and what was acknowledged when it was.
 */
enum entry_state {
	ENTRY_NEW,		/* nothing was tried yet */
	ENTRY_INTENDED,		/* its commit may come through */
	ENTRY_ACKED,		/* it came through */
	ENTRY_ABSENT		/* it did not: whoever sees it has found something */
};

/* What a generation shows of a writer: no transaction before acked, and none after intended. */
struct window {
	atomic_uint acked, intended;
};

enum stress_count {
	N_COMMITS, N_REFUSED, N_NOSPACE, N_VIEWS, N_MODELS, N_QUERIES, N_PAUSES, N_LATE, N_COPIES,
	N_BACKUPS, N_RESTORES, N_RESTORES_REFUSED, N_RESTORES_KILLED, N_DISCONNECTS, N_BROKEN,
	N_CALLS, N_KILLS, N_STOPS, N_VISITORS, N_COUNTS
};

struct board {
	uint64_t seed;
	const char *dir;		/* where all of it happens */
	char repository[500];
	const char *program;		/* wbemkit, for those who call it; NULL: nobody does */
	bool hog;			/* the disk is full now and then */
	unsigned threads;		/* of each second reader */
	atomic_bool restoring;		/* a keeper is at it: a good moment to kill it */
	atomic_uint findings, live;	/* live: the generation since the last restore that was acknowledged */
	atomic_ulong counts[N_COUNTS];
	atomic_uint last_id[WRITERS];
	atomic_int writer_pid[WRITERS];
	struct window at[GENERATIONS][WRITERS];
	struct {
		atomic_uint before;	/* the transaction that this one was done upon */
		atomic_uchar state;
	} log[WRITERS][IDS];
};
extern struct board *board;

static inline void
count(enum stress_count what)
{
	atomic_fetch_add(&board->counts[what], 1);
}

/* What must not be: told at once, and counted. */
void finding(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- Chance -------------------------------------------------------------- */
struct chance {
	uint64_t state;
};
struct chance chance_of(uint64_t a, uint64_t b, uint64_t c);
uint32_t below(struct chance *chance, uint32_t n);	/* 0 .. n-1 */
void nap(uint64_t microseconds);
uint64_t now_ms(void);

/* ---- The model ----------------------------------------------------------- */
#define SLOTS 48		/* items of a writer */
#define CLASSES 4		/* classes of a writer, each with so many instances */
#define MEMBERS 3

/* What one writer has in the repository: for each object the transaction that wrote it, 0: it is not there. */
struct model {
	uint32_t id;		/* the last transaction */
	uint32_t done;		/* how many have been */
	uint32_t items[SLOTS];
	uint32_t classes[CLASSES];
	uint32_t members[CLASSES][MEMBERS];
};

/* A number that says all that is there; it stands in the repository too. */
uint64_t model_digest(unsigned writer, const struct model *model);
/* What transaction id does. */
void model_step(unsigned writer, uint32_t id, struct model *model);
/* The model as it was after id, by what the board says went before. False: there is no such past. */
bool model_at(unsigned writer, uint32_t id, struct model *model);
/* The text that an object written by id has. */
void model_text(unsigned writer, uint32_t id, uint32_t number, char *out, size_t size);
#define TEXT_MOST 6000

/* What makes the repository, and what brings one model to the next, as MOF. NULL: out of memory. */
const char *model_base(void);
char *model_change(unsigned writer, const struct model *from, const struct model *to, uint64_t total);

/* ---- Looking ------------------------------------------------------------- */
struct seen {
	uint32_t heads[WRITERS];
	uint64_t total;
};
/*
 * Looks at all that a reader shows: it must be whole, and what the model says, for each writer at one
 * moment, and the sum over all must fit. from (may be NULL): no writer's head is before that.
 * Anything but a broken connection is a finding, told with who. *out is what the heads are.
 */
enum cim_err look(struct repo_reader reader, const char *who, const uint32_t *from, struct seen *out);
/* The same of a snapshot; false: there is none, or it was told what is wrong with it. verify: every byte. */
bool look_snapshot(const char *path, const char *who, const uint32_t *from, bool verify, struct seen *out);
/* The heads and the total alone. */
enum cim_err look_heads(struct repo_reader reader, struct seen *out);

/* ---- The parts ----------------------------------------------------------- */
/* Each for ever, or until it is killed; number tells those of one kind apart, chance is its own. */
void be_writer(unsigned number, struct chance *chance);
void be_reader(unsigned number, struct chance *chance);
void be_pauser(unsigned number, struct chance *chance);
void be_keeper(unsigned number, struct chance *chance);
void be_caller(unsigned number, struct chance *chance);
void be_visitor(unsigned number, struct chance *chance);
/* Restores what keeper number backed up last; false: it has not, was refused, or it was told what is wrong. */
bool restore_backup(unsigned number, bool force);
/* The same with force, by the program: its exit status. */
int call_restore(unsigned number);
/* Opens the repository, as soon as nobody restores it. */
struct repo *open_patiently(unsigned flags, const char *who);
/* The generation that a handle sees. */
uint32_t generation_of(struct repo *repo);

#endif
