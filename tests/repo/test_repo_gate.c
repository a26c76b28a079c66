/* test_repo_gate.c: connections, pause and resume, between processes that come and go. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cim/bytes.h"
#include "cim/limits.h"
#include "repo/control.h"
#include "repo/repo.h"
#include "repo/sum.h"
#include "tests/unit.h"

static char dir[] = "/tmp/wbemkit-gate.XXXXXX";

/* Opens it with both privileges enabled, as who pauses needs them. */
static enum cim_err
open_enabled(const char *path, unsigned flags, struct repo **repo, struct cim_fault *fault)
{
	enum cim_err err = repo_open(path, flags, repo, fault);
	return err != CIM_OK ? err :
	    repo_privilege_enable(*repo, REPO_PRIVILEGE_BACKUP | REPO_PRIVILEGE_RESTORE);
}

/* A child that opens the repository, pauses it when asked to, and then waits to be killed. */
static pid_t
child_with_it_open(bool pause_too, uint64_t limit)
{
	int ready[2];
	char byte;
	if (pipe(ready) != 0)
		return -1;
	pid_t child = fork();
	if (child == 0) {
		struct repo *repo;
		close(ready[0]);
		bool good = open_enabled(dir, REPO_WRITE, &repo, NULL) == CIM_OK &&
		    (!pause_too || repo_pause(repo, limit) == CIM_OK);
		if (good && write(ready[1], "x", 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	close(ready[1]);
	ssize_t got = read(ready[0], &byte, 1);
	close(ready[0]);
	return got == 1 ? child : -1;
}

static void
end(pid_t child)
{
	if (child > 0 && kill(child, SIGKILL) == 0)
		(void)waitpid(child, NULL, 0);
}

struct seen {
	unsigned own, others, pausing;
	uint64_t pid;
};

static enum cim_err
see(void *ctx, const struct repo_connection *c)
{
	struct seen *seen = ctx;
	seen->own += c->own;
	seen->others += !c->own;
	seen->pausing += (c->holds & REPO_CONNECTION_PAUSES) != 0;
	if (c->own && c->program[0] != '\0' && c->user[0] != '\0')
		seen->pid = c->pid;
	return CIM_OK;
}

static enum cim_err
nothing(struct repo_txn *txn, void *ctx)
{
	(void)txn;
	(void)ctx;
	return CIM_OK;
}

#define MANY 60

static void
test_connections(void)
{
	pid_t children[MANY];
	struct seen seen = { 0 };
	struct repo *repo;
	unsigned opened = 0;
	for (int i = 0; i < MANY; i++) {
		children[i] = child_with_it_open(false, 0);
		opened += children[i] > 0;
	}
	tap_int(opened, MANY, "%d processes have it open", MANY);
	tap_int(repo_open(dir, REPO_READ, &repo, NULL), CIM_OK, "and so have we");
	tap_int(repo_connection_list(repo, see, &seen), CIM_OK, "they are listed");
	tap_int(seen.others, MANY, "all of them");
	tap_int(seen.own, 1, "we too, once");
	tap_int((long)seen.pid, (long)getpid(), "with our pid, program and user");
	for (int i = 0; i < MANY; i++)
		end(children[i]);
	seen = (struct seen){ 0 };
	tap_int(repo_connection_list(repo, see, &seen), CIM_OK, "after kill -9");
	tap_int(seen.others, 0, "none is left");
	repo_close(repo);
}

static void
test_same_object(void)
{
	struct repo *repo;
	struct repo_gate gate;
	struct repo_txn *txn;
	tap_int(open_enabled(dir, REPO_WRITE, &repo, NULL), CIM_OK, "opened");
	tap_int(repo_resume(repo), CIM_EINVAL, "Resume without Pause is an invalid operation");
	tap_int(repo_pause(repo, 0), CIM_OK, "Pause");
	tap_int(repo_pause(repo, 0), CIM_EINVAL, "a second Pause on the same object is one too");
	tap_int(repo_gate_read(repo, &gate), CIM_OK, "the gate is read");
	tap_ok(gate.shut && gate.own && gate.left <= REPO_PAUSE_LIMIT &&
	    gate.left > REPO_PAUSE_LIMIT - 60000, "shut by us, for some 15 minutes");
	tap_int(repo_write(repo, nothing, NULL), CIM_EINVAL, "who paused does not write");
	tap_int(repo_begin(repo, REPO_READ, &txn), CIM_OK, "but reads");
	repo_abort(txn);
	tap_int(repo_resume(repo), CIM_OK, "Resume");
	tap_int(repo_resume(repo), CIM_EINVAL, "a second Resume is invalid");
	tap_int(repo_write(repo, nothing, NULL), CIM_OK, "now it may be written");
	tap_int(repo_begin(repo, REPO_WRITE, &txn), CIM_OK, "while writing");
	tap_int(repo_pause(repo, 0), CIM_EINVAL, "there is no Pause");
	repo_abort(txn);
	tap_int(repo_pause(repo, 0), CIM_OK, "Pause again");
	repo_close(repo);
	tap_int(open_enabled(dir, REPO_WRITE, &repo, NULL), CIM_OK, "freed without Resume");
	tap_ok(repo_gate_read(repo, &gate) == CIM_OK && !gate.shut, "it is open");
	repo_close(repo);
	tap_int(repo_open(dir, REPO_READ, &repo, NULL), CIM_OK, "who only reads");
	tap_int(repo_pause(repo, 0), CIM_EDENIED, "may not pause");
	repo_close(repo);
}

static void
test_other_object(void)
{
	struct repo *repo;
	struct repo_gate gate;
	struct seen seen = { 0 };
	pid_t child = child_with_it_open(true, 0);
	tap_ok(child > 0, "another process pauses");
	tap_int(open_enabled(dir, REPO_WRITE, &repo, NULL), CIM_OK, "we open");
	repo_set_wait(repo, 0);
	tap_int(repo_pause(repo, 0), CIM_EBUSY, "Pause on a second object, time-out 0: fails now");
	repo_set_wait(repo, 50);
	tap_int(repo_pause(repo, 0), CIM_EBUSY, "with a time-out: when that is over");
	tap_int(repo_write(repo, nothing, NULL), CIM_EBUSY, "a writer likewise");
	tap_ok(strstr(repo_fault(repo)->text, "is paused by") != NULL, "and is told who holds it");
	tap_int(repo_resume(repo), CIM_EINVAL, "Resume must come from the same object");
	tap_ok(repo_gate_read(repo, &gate) == CIM_OK && gate.shut && !gate.own &&
	    gate.pid == (uint64_t)child, "the gate says who");
	(void)repo_connection_list(repo, see, &seen);
	tap_int(seen.pausing, 1, "so does the list of connections");
	end(child);
	tap_ok(repo_gate_read(repo, &gate) == CIM_OK && !gate.shut, "its death resumes");
	tap_int(repo_pause(repo, 0), CIM_OK, "now we may");
	tap_int(repo_resume(repo), CIM_OK, "and resume");
	repo_close(repo);
}

static void
test_limit(void)
{
	struct repo *repo;
	struct repo_gate gate;
	pid_t child = child_with_it_open(true, 100);
	tap_ok(child > 0, "another pauses for a tenth of a second, and hangs");
	tap_int(open_enabled(dir, REPO_WRITE, &repo, NULL), CIM_OK, "we open");
	tap_int(repo_write(repo, nothing, NULL), CIM_OK, "the gate opens by itself");
	tap_int(repo_pause(repo, 60), CIM_OK, "we pause, although the lock of the other is there still");
	tap_ok(repo_gate_read(repo, &gate) == CIM_OK && gate.own && gate.left <= 60, "for as long as we said");
	usleep(120 * 1000);
	tap_ok(repo_gate_read(repo, &gate) == CIM_OK && !gate.shut, "that is over too");
	tap_int(repo_resume(repo), CIM_ECONFLICT, "a late Resume is told");
	tap_int(repo_pause(repo, 60), CIM_OK, "Pause after one that ran out");
	usleep(120 * 1000);
	tap_int(repo_pause(repo, 0), CIM_OK, "and once more, without Resume between");
	tap_int(repo_resume(repo), CIM_OK, "Resume");
	end(child);
	repo_close(repo);
}

/* A child has the handle by fork: whatever it does with it, the parent's is as it was. */
static void
child_of_fork(struct repo *repo, struct repo_txn *view, struct repo_txn *change)
{
	struct repo_txn *txn;
	struct repo_gate gate;
	struct repo_status status;
	struct seen seen = { 0 };
	int wrong = 0;
	wrong |= repo_begin(repo, REPO_READ, &txn) != CIM_EINVAL;
	wrong |= (strstr(repo_fault(repo)->text, "fork") == NULL) << 1;
	wrong |= (repo_begin(repo, REPO_WRITE, &txn) != CIM_EINVAL) << 2;
	wrong |= (repo_pause(repo, 0) != CIM_EINVAL || repo_resume(repo) != CIM_EINVAL) << 3;
	wrong |= (repo_gate_read(repo, &gate) != CIM_EINVAL) << 4;
	wrong |= (repo_connection_list(repo, see, &seen) != CIM_EINVAL || seen.own != 0) << 5;
	wrong |= (repo_status(repo, &status) != CIM_EINVAL) << 6;
	repo_abort(view);
	wrong |= (change != NULL && repo_commit(change) != CIM_EINVAL) << 7;
	repo_close(repo);
	/* LMDB's part stays until the process is another: a leak to those who look for them. */
	char text[16];
	(void)snprintf(text, sizeof(text), "exit %d", wrong > 255 ? 255 : wrong);
	(void)execl("/bin/sh", "sh", "-c", text, (char *)NULL);
	_exit(99);
}

static int
fork_with(struct repo *repo, struct repo_txn *view, struct repo_txn *change)
{
	int how = -1;
	pid_t child = fork();
	if (child == 0)
		child_of_fork(repo, view, change);
	(void)waitpid(child, &how, 0);
	return how;
}

static void
test_fork(void)
{
	struct repo *repo;
	struct repo_txn *view, *change;
	struct repo_gate gate;
	struct seen seen = { 0 };
	tap_int(open_enabled(dir, REPO_WRITE, &repo, NULL), CIM_OK, "opened, and then forked");
	tap_int(repo_begin(repo, REPO_READ, &view), CIM_OK, "a view");
	tap_int(repo_begin(repo, REPO_WRITE, &change), CIM_OK, "a change");
	tap_int(repo_namespace_create(change, cim_str_from("root/forked")), CIM_OK, "of something");
	tap_int(fork_with(repo, view, change), 0, "a child is refused whatever it asks for");
	struct repo_reader reader = repo_txn_reader(view);
	tap_int(repo_namespace_get(reader, cim_str_from("root/cimv2")), CIM_OK, "the view still reads");
	repo_abort(view);
	tap_int(repo_commit(change), CIM_OK, "the change still commits");
	tap_int(repo_pause(repo, 0), CIM_OK, "Pause");
	tap_int(fork_with(repo, NULL, NULL), 0, "a child is refused, and closes");
	pid_t other = child_with_it_open(false, 0);
	tap_ok(repo_gate_read(repo, &gate) == CIM_OK && gate.own, "the pause is ours still");
	(void)repo_connection_list(repo, see, &seen);
	tap_ok(seen.own == 1 && seen.others == 1, "and so is the slot");
	end(other);
	/* A child that stays keeps the descriptor, and so would keep every lock that is not dropped. */
	pid_t stays = fork();
	if (stays == 0)
		for (;;)
			pause();
	repo_close(repo);
	tap_int(open_enabled(dir, REPO_WRITE, &repo, NULL), CIM_OK, "closed, while a child has it still");
	seen = (struct seen){ 0 };
	tap_ok(repo_gate_read(repo, &gate) == CIM_OK && !gate.shut, "it is resumed");
	tap_ok(repo_connection_list(repo, see, &seen) == CIM_OK && seen.others == 0, "no slot stays");
	repo_set_wait(repo, 0);
	tap_int(repo_write(repo, nothing, NULL), CIM_OK, "nor any lock");
	end(stays);
	repo_close(repo);
}

/* Pauses that follow each other at once: a writer has its turn between two of them. */
static void
test_starved(void)
{
	struct repo *repo;
	pid_t children[2];
	for (int i = 0; i < 2; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			if (open_enabled(dir, REPO_WRITE, &repo, NULL) != CIM_OK)
				_exit(1);
			for (;;) {
				if (repo_pause(repo, 0) == CIM_OK) {
					usleep(1000);
					(void)repo_resume(repo);
				}
			}
		}
	}
	usleep(50 * 1000);
	tap_int(open_enabled(dir, REPO_WRITE, &repo, NULL), CIM_OK, "two processes do nothing but pause");
	unsigned done = 0;
	repo_set_wait(repo, 5000);
	for (int i = 0; i < 5; i++)
		done += repo_write(repo, nothing, NULL) == CIM_OK;
	tap_int(done, 5, "a writer has its turn all the same");
	end(children[0]);
	end(children[1]);
	repo_close(repo);
}

/* Every slot taken: who comes then is not listed, and works. */
static void
test_no_slot(void)
{
	struct control control;
	struct repo *repo;
	struct repo_gate gate;
	struct seen seen = { 0 };
	unsigned taken = 0;
	tap_int(control_open(&control, dir, CONTROL_WRITE, NULL), CIM_OK, "control");
	for (uint64_t i = 0; i < CIM_LIMIT_CONNECTIONS; i++)
		taken += control_byte_lock(&control, UINT64_C(0x20000000) + i) == CIM_OK;
	tap_int(taken, CIM_LIMIT_CONNECTIONS, "all slots are taken");
	tap_int(open_enabled(dir, REPO_WRITE, &repo, NULL), CIM_OK, "one more");
	tap_ok(repo_connection_list(repo, see, &seen) == CIM_OK && seen.own == 0, "is not listed");
	tap_int(repo_write(repo, nothing, NULL), CIM_OK, "writes");
	tap_int(repo_pause(repo, 0), CIM_OK, "and pauses");
	tap_ok(repo_gate_read(repo, &gate) == CIM_OK && gate.own, "as is told");
	tap_int(repo_resume(repo), CIM_OK, "and resumes");
	repo_close(repo);
	control_close(&control);
}

/* Whatever stands in control behind its header is not trusted. */
static void
test_garbage(void)
{
	char path[100];
	struct repo *repo;
	struct repo_gate gate;
	unsigned seed = 7, failed = 0;
	for (int round = 0; round < 50; round++) {
		(void)snprintf(path, sizeof(path), "%s/control", dir);
		FILE *f = fopen(path, "r+b");
		if (f == NULL || fseek(f, 64, SEEK_SET) != 0)
			failed++;
		for (int i = 0; f != NULL && i < 20000; i++) {
			seed = seed * 1103515245 + 12345;
			/* Some rounds keep the words that the records begin with. */
			int at = i % 256;
			int c = round % 2 == 1 && i >= 4032 - 64 && at < 4 ? "SLO\1"[at] : (int)(seed >> 16 & 0xff);
			(void)fputc(c, f);
		}
		if (f != NULL)
			fclose(f);
		struct seen seen = { 0 };
		if (open_enabled(dir, REPO_WRITE, &repo, NULL) != CIM_OK) {
			failed++;
			continue;
		}
		failed += repo_gate_read(repo, &gate) != CIM_OK || gate.shut;
		failed += repo_connection_list(repo, see, &seen) != CIM_OK || seen.others != 0 || seen.own != 1;
		failed += repo_pause(repo, 0) != CIM_OK || repo_resume(repo) != CIM_OK;
		repo_close(repo);
	}
	tap_int(failed, 0, "garbage in control is neither a pause nor a connection");
}

/* The record of the gate with a number of it changed, as if it were true: its sum is right. */
static void
forge(int fd, size_t offset, uint64_t number)
{
	uint8_t record[192];
	bool good = pread(fd, record, sizeof(record), 64) == (ssize_t)sizeof(record);
	bytes_u64_put(record + offset, number);
	repo_sum_put("gate", 4, record, sizeof(record) - REPO_SUM_SIZE);
	tap_ok(good && pwrite(fd, record, sizeof(record), 64) == (ssize_t)sizeof(record), "forged");
}

static enum cim_err
see_since(void *ctx, const struct repo_connection *c)
{
	if (c->own)
		*(int64_t *)ctx = c->since;
	return CIM_OK;
}

static bool
is_now(int64_t since)
{
	return since > (int64_t)time(NULL) - 60 && since < (int64_t)time(NULL) + 60;
}

/* Clocks that jump: what people set tells nobody how long ago a thing was, nor when a pause ends. */
static void
test_clocks(void)
{
	struct {
		size_t offset;
		uint64_t number;
		const char *what;
		bool shut;
	} const rows[] = {
		{ 16, 1, "a pause of 1970, by the clock that was set", true },
		{ 16, UINT64_C(99999999999), "one that is to come", true },
		{ 16, UINT64_MAX, "one at the end of time", true },
		{ 24, UINT64_MAX / 2, "one that begins in another boot's time", false },
		{ 32, 1, "one that was over before the boot", false },
		{ 32, UINT64_MAX, "one without end", false },
		{ 56, 12345, "one of another epoch", false },
		{ 8, 54321, "one whose lock nobody holds", false },
	};
	char path[80];
	struct repo *repo, *again;
	(void)snprintf(path, sizeof(path), "%s/control", dir);
	int fd = open(path, O_RDWR);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		pid_t child = child_with_it_open(true, 0);
		struct repo_gate gate;
		forge(fd, rows[i].offset, rows[i].number);
		tap_int(repo_open(dir, REPO_WRITE, &repo, NULL), CIM_OK, "%s", rows[i].what);
		repo_set_wait(repo, 0);
		tap_int(repo_gate_read(repo, &gate), CIM_OK, "is read");
		tap_ok(gate.shut == rows[i].shut && (!gate.shut || is_now(gate.since)), "and is %s",
		    rows[i].shut ? "one of just now" : "none");
		tap_int(repo_write(repo, nothing, NULL), rows[i].shut ? CIM_EBUSY : CIM_OK, "for writers too");
		repo_close(repo);
		end(child);
	}
	/* The same for who is connected. */
	int64_t since = 0;
	uint8_t slots[4096], table[256];
	tap_int(repo_open(dir, REPO_READ, &again, NULL), CIM_OK, "connected");
	for (off_t at = 4096; at < 4096 + 4096 * 256; at += (off_t)sizeof(slots)) {
		ssize_t got = pread(fd, slots, sizeof(slots), at);
		for (ssize_t i = 0; i + 256 <= got; i += 256) {
			memcpy(table, slots + i, sizeof(table));
			bytes_u64_put(table + 24, 1);
			if (memcmp(table, "SLO\1", 4) == 0)
				tap_ok(pwrite(fd, table, sizeof(table), at + i) == (ssize_t)sizeof(table),
				    "since 1970");
		}
	}
	tap_int(repo_connection_list(again, see_since, &since), CIM_OK, "by the clock that was set");
	tap_ok(is_now(since), "but just now by the one that nobody sets");
	repo_close(again);
	close(fd);
}

static enum cim_err
come_and_go(struct repo_txn *txn, void *ctx)
{
	static const struct cim_str passing = { "root/passing", 12 };
	(void)ctx;
	enum cim_err err = repo_namespace_create(txn, passing);
	return err == CIM_EEXIST ? repo_namespace_delete(txn, passing, true) : err;
}

/* Who is killed over a view holds no pages: the file does not grow, although nobody opens it anew. */
static void
test_killed_view(void)
{
	struct repo *repo;
	struct repo_txn *view;
	struct repo_status before, after;
	int ready[2];
	char byte;
	tap_int(repo_open(dir, REPO_WRITE | REPO_NO_SYNC, &repo, NULL), CIM_OK, "a writer");
	tap_int(pipe(ready), 0, "and a reader");
	pid_t child = fork();
	if (child == 0) {
		struct repo *other;
		if (repo_open(dir, REPO_READ, &other, NULL) == CIM_OK &&
		    repo_begin(other, REPO_READ, &view) == CIM_OK && write(ready[1], "x", 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	close(ready[1]);
	tap_int(read(ready[0], &byte, 1), 1, "with a view");
	close(ready[0]);
	end(child);
	(void)repo_status(repo, &before);
	unsigned done = 0;
	for (int i = 0; i < 2000; i++)
		done += repo_write(repo, come_and_go, NULL) == CIM_OK;
	tap_int(done, 2000, "the reader was killed, and the writer goes on");
	tap_int(repo_status(repo, &after), CIM_OK, "status");
	tap_ok(after.file_bytes < before.file_bytes + (1 << 20), "what the view showed is used again: %llu bytes, %llu before",
	    (unsigned long long)after.file_bytes, (unsigned long long)before.file_bytes);
	repo_close(repo);
}

/* One who waited for the maker of lock.mdb, who was killed over it: it holds nothing, and others look at it too. */
static void
test_lock_unmade(void)
{
	char path[100];
	struct repo *repo;
	struct cim_fault fault = { 0 };
	int ready[2];
	char byte;
	(void)snprintf(path, sizeof(path), "%s/gen-1/lock.mdb", dir);
	tap_int(pipe(ready), 0, "lock.mdb is not made");
	pid_t child = fork();
	if (child == 0) {
		struct flock range = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1 };
		int fd = open(path, O_RDWR | O_TRUNC);
		if (fd >= 0 && ftruncate(fd, 8192) == 0 && fcntl(fd, F_SETLK, &range) == 0 &&
		    write(ready[1], "x", 1) == 1)
			usleep(30 * 1000);
		_exit(0);
	}
	close(ready[1]);
	tap_int(read(ready[0], &byte, 1), 1, "and somebody looks at it");
	close(ready[0]);
	tap_int(repo_open(dir, REPO_WRITE, &repo, &fault), CIM_OK, "who opens then makes it: %s", fault.text);
	(void)waitpid(child, NULL, 0);
	repo_close(repo);
}

int
main(void)
{
	struct repo *repo;
	if (mkdtemp(dir) == NULL)
		return 99;
	tap_int(open_enabled(dir, REPO_WRITE | REPO_CREATE, &repo, NULL), CIM_OK, "made");
	repo_close(repo);
	test_connections();
	test_same_object();
	test_other_object();
	test_limit();
	test_fork();
	test_starved();
	test_no_slot();
	test_clocks();
	test_killed_view();
	test_lock_unmade();
	test_garbage();
	tap_int(open_enabled(dir, REPO_WRITE, &repo, NULL), CIM_OK, "opened for the last time");
	repo_close(repo);
	char command[120];
	(void)snprintf(command, sizeof(command), "rm -r %s", dir);
	tap_int(system(command), 0, "removed");
	return tap_done();
}
