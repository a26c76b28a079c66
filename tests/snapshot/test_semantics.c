/*
 * test_semantics.c: what WMI's documents say of backup, restore, pause and resume, sentence by sentence, as doc/semantics.txt
 * numbers them: the rest of tests/semantics.list stands where the deed has its tests.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cim/sddl.h"
#include "repo/repo.h"
#include "snapshot/snapshot.h"
#include "tests/repo/sample.h"
#include "tests/unit.h"

#define NS CIM_STR("root/cimv2")

static char dir[] = "/tmp/wbemkit-semantics.XXXXXX";
static char repository[60], file[60], other[60], copy[60];

/* ---- A repository of lamps ----------------------------------------------- */

/* Opens it with both privileges enabled, as who pauses needs them. */
static enum cim_err
open_enabled(const char *path, unsigned flags, struct repo **repo, struct cim_fault *fault)
{
	enum cim_err err = repo_open(path, flags, repo, fault);
	return err != CIM_OK ? err :
	    repo_privilege_enable(*repo, REPO_PRIVILEGE_BACKUP | REPO_PRIVILEGE_RESTORE);
}

/* A lamp with a number; the class with it when it is not there. */
static enum cim_err
put_lamp(struct repo_txn *txn, void *ctx)
{
	static const char *const props[] = { "+id", "text", NULL };
	struct arena arena = { 0 };
	const struct cim_class *there;
	struct cim_qualifier_type *key = made_type(&arena, "Key", CIM_BOOLEAN);
	const struct cim_qualifier_type *known;
	enum cim_err err =
	    repo_qualifier_type_get(repo_txn_reader(txn), &arena, NS, cim_name_from("Key"), &known);
	if (err == CIM_ENOENT)
		err = repo_qualifier_type_put(txn, NS, key);
	if (err == CIM_OK)
		err = repo_class_get(repo_txn_reader(txn), &arena, NS, cim_name_from("TST_Thing"),
		    &there);
	if (err == CIM_ENOENT)
		err = repo_class_put(txn, NS, made_class(&arena, "TST_Thing", NULL, props));
	if (err == CIM_OK)
		err = repo_instance_put(txn, NS, made_instance(&arena, "TST_Thing",
		    *(const uint32_t *)ctx, "lamp"));
	arena_free(&arena);
	return err;
}

static enum cim_err
add(struct repo *repo, uint32_t number)
{
	return repo_write(repo, put_lamp, &number);
}

static enum cim_err
count_lamp(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	(void)inst;
	(void)path;
	(*(int *)ctx)++;
	return CIM_OK;
}

/* How many lamps a reader shows; -1: it cannot be read. */
static int
lamps(struct repo_reader reader)
{
	int n = 0;
	enum cim_err err = repo_instance_list(reader, NS, cim_name_from("TST_Thing"), count_lamp, &n);
	return err == CIM_OK ? n : -1;
}

static int
lamps_now(struct repo *repo)
{
	struct repo_txn *txn;
	if (repo_begin(repo, REPO_READ, &txn) != CIM_OK)
		return -1;
	int n = lamps(repo_txn_reader(txn));
	repo_abort(txn);
	return n;
}

static int
lamps_at(const char *path)
{
	struct repo *repo;
	if (repo_open(path, REPO_READ, &repo, NULL) != CIM_OK)
		return -1;
	int n = lamps_now(repo);
	repo_close(repo);
	return n;
}

static int
lamps_of_file(const char *path)
{
	struct snap_reader *snap;
	if (snap_open(path, &snap, NULL) != CIM_OK)
		return -1;
	int n = lamps(snap_reader(snap));
	snap_close(snap);
	return n;
}

/* ---- Others -------------------------------------------------------------- */

/* Another process with the repository open: it does what it is told in letters, and answers each. */
struct other {
	pid_t pid;
	int to, from;
};

static char
other_does(struct repo **repo, char what)
{
	static struct repo_txn *view;
	struct repo_txn *txn;
	uint32_t number = 79;
	int n = 0;
	switch (what) {
	case 'o': return open_enabled(repository, REPO_WRITE, repo, NULL) == CIM_OK ? 'y' : 'n';
	case 'c': repo_close(*repo); *repo = NULL; return 'y';
	case 'w': repo_set_wait(*repo, 0); return add(*repo, 77) == CIM_OK ? 'y' : 'n';
	case 'W': repo_set_wait(*repo, 10000); return add(*repo, 78) == CIM_OK ? 'y' : 'n';
	case 'p': repo_set_wait(*repo, 0); return repo_pause(*repo, 0) == CIM_OK ? 'y' : 'n';
	case 'P': repo_set_wait(*repo, 10000); return repo_pause(*repo, 0) == CIM_OK ? 'y' : 'n';
	case 'r': return repo_resume(*repo) == CIM_OK ? 'y' : 'n';
	case 'v':	/* and keeps it */
		return repo_begin(*repo, REPO_READ, &view) == CIM_OK ? 'y' : 'n';
	case 'k':
		return repo_instance_list(repo_txn_reader(view), NS, cim_name_from("TST_Thing"),
		    count_lamp, &n) == CIM_EBROKEN ? 'y' : 'n';
	case 'e': repo_abort(view); view = NULL; return 'y';
	case 'b':
		return repo_begin(*repo, REPO_READ, &txn) == CIM_EBROKEN &&
		    repo_pause(*repo, 0) == CIM_EBROKEN &&
		    repo_write(*repo, put_lamp, &number) == CIM_EBROKEN ? 'y' : 'n';
	default: return '?';
	}
}

static struct other
other_start(void)
{
	int to[2], from[2];
	struct other o = { -1, -1, -1 };
	if (pipe(to) != 0 || pipe(from) != 0)
		return o;
	o = (struct other){ fork(), to[1], from[0] };
	if (o.pid == 0) {
		struct repo *repo = NULL;
		char what;
		close(to[1]);
		close(from[0]);
		while (read(to[0], &what, 1) == 1) {
			char answer = other_does(&repo, what);
			if (write(from[1], &answer, 1) != 1)
				break;
		}
		_exit(0);
	}
	close(to[0]);
	close(from[1]);
	return o;
}

static void
ask(const struct other *o, char what)
{
	if (write(o->to, &what, 1) != 1)
		printf("# the other is gone\n");
}

static char
answer(const struct other *o)
{
	char got = '-';
	return read(o->from, &got, 1) == 1 ? got : '-';
}

static char
tell(const struct other *o, char what)
{
	ask(o, what);
	return answer(o);
}

static void
other_end(struct other *o)
{
	(void)kill(o->pid, SIGKILL);
	(void)waitpid(o->pid, NULL, 0);
	close(o->to);
	close(o->from);
}

static void
nap_ms(long milliseconds)
{
	struct timespec t = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
	(void)nanosleep(&t, NULL);
}

struct connections {
	unsigned own, others, holding;
};

static enum cim_err
see(void *ctx, const struct repo_connection *c)
{
	struct connections *seen = ctx;
	seen->own += c->own;
	seen->others += !c->own;
	seen->holding += c->holds != 0;
	return CIM_OK;
}

/* ---- Backup -------------------------------------------------------------- */

static enum cim_err
back_up(struct repo *repo, const char *path, snap_progress_fn progress, void *ctx,
    struct snap_label *label)
{
	struct snap_write_options options = { .level = 1, .threads = 1, .overwrite = true,
	    .no_sync = true,
		.progress = progress, .progress_ctx = ctx };
	struct repo_txn *txn;
	enum cim_err err = repo_begin(repo, REPO_READ, &txn);
	if (err != CIM_OK)
		return err;
	(void)repo_privilege_enable(repo, REPO_PRIVILEGE_BACKUP);
	err = snap_write(repo, txn, path, &options, label, NULL);
	repo_abort(txn);
	return err;
}

/* What others do while a backup is under way; of its steps the first is the moment. */
struct meanwhile {
	const struct other *other;
	struct repo *repo;
	bool asked;
	char wrote, read;
	enum cim_err second;
	int lamps, second_lamps;
};

static int
during(void *ctx, uint64_t done, uint64_t total)
{
	struct meanwhile *m = ctx;
	(void)done;
	(void)total;
	if (m->asked)
		return 0;
	m->asked = true;
	m->wrote = tell(m->other, 'w');
	m->read = tell(m->other, 'v');
	m->lamps = lamps_now(m->repo);
	m->second = back_up(m->repo, other, NULL, NULL, NULL);
	m->second_lamps = lamps_of_file(other);
	return 0;
}

static void
test_backup(void)
{
	struct repo *repo;
	struct repo_txn *view;
	struct snap_label label;
	struct connections seen = { 0 };
	struct other o = other_start();
	tap_int(tell(&o, 'o'), 'y', "another process has it open");
	tap_int(open_enabled(repository, REPO_WRITE, &repo, NULL), CIM_OK, "and so have we");
	struct meanwhile m = { .other = &o, .repo = repo };
	tap_int(repo_begin(repo, REPO_READ, &view), CIM_OK, "with a view");
	tap_int(back_up(repo, file, during, &m, &label), CIM_OK, "a backup");
	tap_ok(label.classes >= 1 && label.instances == 3 && lamps_of_file(file) == 3,
	    "S1 a backup holds the classes and the static instances");
	tap_int(m.wrote, 'y', "S5 C2 while a backup runs, others write");
	tap_ok(m.read == 'y' && m.lamps == 4, "S6 while a backup runs, reads are neither held nor failed");
	tap_int(lamps_of_file(file), 3, "S7 what is written while a backup runs is not in it");
	tap_int(lamps(repo_txn_reader(view)), 3, "S7 a view that was open before it is as it was");
	tap_ok(m.second == CIM_OK && m.second_lamps == 4,
	    "S32 two backups at once: each has its own moment");
	repo_abort(view);
	tap_ok(repo_connection_list(repo, see, &seen) == CIM_OK && seen.own == 1 &&
	    seen.holding == 0,
	    "S8 after a backup nobody holds anything");
	other_end(&o);
	repo_set_wait(repo, 0);
	tap_int(add(repo, 5), CIM_OK, "S8 after a backup writers go on");
	repo_close(repo);
}

/* ---- Restore ------------------------------------------------------------- */

static enum cim_err
restore_as(const char *from, const char *to, unsigned flags, struct cim_fault *fault)
{
	struct snap_reader *snap;
	cim_fault_clear(fault);
	enum cim_err err = snap_open(from, &snap, fault);
	if (err == CIM_OK)
		err = snap_restore(snap, to, REPO_NO_SYNC | flags, 10000, NULL, NULL, fault);
	snap_close(snap);
	return err;
}

static enum cim_err
restore(const char *from, const char *to, struct cim_fault *fault)
{
	return restore_as(from, to, 0, fault);
}

static void
spoil(const char *path)
{
	int fd = open(path, O_RDWR);
	off_t size = lseek(fd, 0, SEEK_END);
	unsigned char byte = 0;
	tap_ok(fd >= 0 && pread(fd, &byte, 1, size / 2) == 1, "a byte in the middle");
	byte ^= 0x10;
	tap_ok(pwrite(fd, &byte, 1, size / 2) == 1, "is another");
	close(fd);
}

static void
test_restore(void)
{
	struct cim_fault fault = { 0 };
	struct repo *repo;
	struct other o = other_start();
	int before = lamps_at(repository);
	tap_int(tell(&o, 'o'), 'y', "another process has it open");
	tap_int(restore(file, repository, &fault), CIM_EBUSY,
	    "C1 C6 without force a restore is refused while a client is active");
	printf("# %s\n", fault.text);
	tap_int(lamps_at(repository), before, "C1 and what was there is there");
	tap_int(tell(&o, 'w'), 'y', "C1 and the client works on");
	tap_int(tell(&o, 'p'), 'y', "it pauses");
	tap_int(restore(file, repository, &fault), CIM_EBUSY,
	    "S31 while somebody has paused, a restore is refused");
	tap_int(tell(&o, 'c'), 'y', "it closes");
	tap_int(restore(file, repository, &fault), CIM_OK,
	    "C1 nobody is connected: a restore needs no force");
	tap_int(lamps_at(repository), 3, "S9 what came after the backup is gone, what it has is there");
	spoil(other);
	tap_int(restore(other, repository, &fault), CIM_EDAMAGED, "S33 a damaged file is refused");
	tap_int(lamps_at(repository), 3, "S33 and the old content is there");
	tap_int(tell(&o, 'o'), 'y', "S12 after a restore clients connect again");
	tap_int(tell(&o, 'w'), 'y', "S12 and write");
	tap_int(repo_open(repository, REPO_READ, &repo, NULL), CIM_OK, "opened");
	tap_int(lamps_now(repo), 4, "S12 into what was restored");
	repo_close(repo);
	other_end(&o);
}

static void
test_force(void)
{
	struct cim_fault fault = { 0 };
	struct repo *repo;
	struct repo_txn *txn;
	struct connections seen = { 0 };
	struct other o = other_start(), late = other_start();
	tap_int(tell(&o, 'o'), 'y', "another process has it open");
	tap_int(tell(&o, 'v'), 'y', "with a view");
	tap_int(tell(&late, 'o'), 'y', "a third one has, too");
	tap_int(tell(&late, 'p'), 'y', "and has paused");
	tap_int(repo_open(repository, REPO_WRITE, &repo, NULL), CIM_OK, "and so have we");
	tap_int(restore_as(other, repository, REPO_FORCE, &fault), CIM_EDAMAGED,
	    "a restore with force of the damaged file");
	tap_int(tell(&o, 'k'), 'n', "S12 a restore that fails has broken no connection");
	tap_int(restore_as(file, repository, REPO_FORCE, &fault), CIM_OK,
	    "S31 C6 with force a restore breaks a pause, too");
	tap_int(repo_begin(repo, REPO_READ, &txn), CIM_EBROKEN,
	    "S10 the connection of the one who restores breaks");
	tap_int(tell(&o, 'k'), 'y', "S11 a view that was open is TRANSPORT_FAILURE");
	tap_int(tell(&o, 'e'), 'y', "and ends");
	tap_int(tell(&o, 'b'), 'y', "S11 and so is each call of another client");
	tap_int(tell(&o, 'b'), 'y', "S11 as long as he does not connect again");
	tap_int(tell(&late, 'r'), 'n', "S31 a Resume of the pause that was broken is told so");
	tap_ok(tell(&o, 'c') == 'y' && tell(&o, 'o') == 'y', "he connects again");
	tap_int(tell(&o, 'w'), 'y', "S11 and then he writes");
	repo_close(repo);
	other_end(&late);
	tap_int(repo_open(repository, REPO_READ, &repo, NULL), CIM_OK, "opened");
	tap_int(lamps_now(repo), 4, "S12 what was restored, and what came after");
	tap_ok(repo_connection_list(repo, see, &seen) == CIM_OK && seen.own == 1 &&
	    seen.others == 1,
	    "S12 those who connected again are the only ones");
	repo_close(repo);
	other_end(&o);
}

#define SECURITY "O:BAG:BAD:(A;CI;0x60003;;;WD)"

/* The descriptor of C9's sample for the namespace of the lamps. */
static enum cim_err
secure(struct repo_txn *txn, void *ctx)
{
	struct arena arena = { 0 };
	struct cim_descriptor sd;
	struct cim_sddl_fault fault = { 0 };
	(void)ctx;
	enum cim_err err = cim_sddl_parse(&arena, CIM_STR(SECURITY), &sd, &fault);
	if (err == CIM_OK)
		err = repo_security_set(txn, NS, &sd);
	arena_free(&arena);
	return err;
}

/* Whether the entries of that descriptor are there. */
static bool
secured(struct repo *repo)
{
	struct arena arena = { 0 };
	struct bytes_writer text = { 0 };
	struct repo_security security;
	struct repo_txn *txn;
	if (repo_begin(repo, REPO_READ, &txn) != CIM_OK)
		return false;
	bool good = repo_security_get(repo_txn_reader(txn), &arena, NS, &security) == CIM_OK &&
	    !security.is_default;
	if (good) {
		cim_sddl_print(&text, &security.sd);
		bytes_write_u8(&text, 0);
		good = text.err == CIM_OK && strstr((const char *)text.buf,
		    "D:(A;CI;0x60003;;;WD)") != NULL;
	}
	bytes_writer_free(&text);
	repo_abort(txn);
	arena_free(&arena);
	return good;
}

/* The same content in another place gives the same content id. */
static void
test_portable(void)
{
	struct cim_fault fault = { 0 };
	struct repo *repo;
	struct snap_label here, there;
	tap_int(repo_open(repository, REPO_WRITE, &repo, NULL), CIM_OK, "opened");
	tap_ok(!secured(repo) && repo_write(repo, secure, NULL) == CIM_OK && secured(repo),
	    "a namespace is made secure");
	tap_int(back_up(repo, file, NULL, NULL, &here), CIM_OK, "backed up");
	repo_close(repo);
	tap_int(restore(file, copy, &fault), CIM_OK,
	    "S34 a backup is restored where there was no repository");
	tap_int(repo_open(copy, REPO_READ, &repo, NULL), CIM_OK, "opened");
	tap_ok(secured(repo), "S3 the security of namespaces comes with a backup");
	tap_int(back_up(repo, other, NULL, NULL, &there), CIM_OK, "backed up");
	repo_close(repo);
	tap_ok(strcmp(here.content_id, there.content_id) == 0,
	    "S34 and its backup has the same content id");
}

/* ---- Pause and Resume ---------------------------------------------------- */

static void
copy_it(void)
{
	char command[200];
	(void)snprintf(command, sizeof(command), "rm -rf %s && cp -R %s %s", copy, repository,
	    copy);
	tap_int(system(command), 0, "an outside program copies the files");
}

static void
test_pause(void)
{
	struct repo *repo;
	struct repo_gate first, second;
	struct other o = other_start();
	tap_int(tell(&o, 'o'), 'y', "another process has it open");
	tap_int(open_enabled(repository, REPO_WRITE | REPO_NO_SYNC, &repo, NULL), CIM_OK,
	    "opened, without waiting for the disk");
	tap_int(add(repo, 90), CIM_OK, "written");
	int now = lamps_now(repo);
	tap_int(repo_pause(repo, 0), CIM_OK, "Pause");
	tap_int(tell(&o, 'w'), 'n', "S14 while paused, writes are locked out");
	tap_int(tell(&o, 'v'), 'y', "S15 while paused, reads go on");
	tap_int(lamps_now(repo), now, "S15 those of who paused too");
	copy_it();
	tap_int(lamps_at(copy), now, "S13 S16 the copy holds all that was written before");
	tap_int(back_up(repo, file, NULL, NULL, NULL), CIM_OK,
	    "S30 while paused, there may be a backup");
	tap_int(lamps_of_file(file), now, "S30 of what is at rest");
	tap_ok(repo_gate_read(repo, &first) == CIM_OK && first.left > REPO_PAUSE_LIMIT - 60000,
	    "S17 the pause ends by itself after 15 minutes");
	nap_ms(30);
	tap_int(repo_pause(repo, 0), CIM_EINVAL, "S18 S21 a second Pause of the same object fails");
	tap_ok(repo_gate_read(repo, &second) == CIM_OK && second.left < first.left &&
	    second.since == first.since,
	    "S18 and does not restart the timer");
	tap_int(repo_resume(repo), CIM_OK, "Resume");
	tap_int(tell(&o, 'w'), 'y', "S18 one Resume is enough: pauses do not nest");
	tap_int(repo_pause(repo, 50), CIM_OK, "Pause, for a twentieth of a second");
	ask(&o, 'W');
	tap_int(answer(&o), 'y', "S17 without Resume the writers go on when its time is over");
	tap_int(repo_resume(repo), CIM_ECONFLICT, "S17 and a late Resume is told so");
	other_end(&o);
	repo_close(repo);
}

static void
test_two_objects(void)
{
	struct repo *repo;
	struct repo_gate gate;
	struct other o = other_start();
	tap_int(tell(&o, 'o'), 'y', "another process has it open");
	tap_int(open_enabled(repository, REPO_WRITE, &repo, NULL), CIM_OK, "opened");
	tap_int(repo_pause(repo, 0), CIM_OK, "Pause");
	tap_int(tell(&o, 'p'), 'n', "S23 C3 a Pause of a second object fails at once if it does not want to wait");
	tap_int(tell(&o, 'r'), 'n', "S19 Resume must come from the object that paused");
	ask(&o, 'P');
	nap_ms(50);
	tap_ok(repo_gate_read(repo, &gate) == CIM_OK && gate.own,
	    "S22 C3 a Pause of a second object waits");
	tap_int(repo_resume(repo), CIM_OK, "S19 the one that paused resumes");
	tap_int(answer(&o), 'y', "S22 C3 and has its turn then");
	tap_ok(repo_gate_read(repo, &gate) == CIM_OK && gate.shut && !gate.own &&
	    gate.pid == (uint64_t)o.pid,
	    "S22 the gate is the second one's");
	repo_set_wait(repo, 0);
	tap_int(add(repo, 1), CIM_EBUSY, "and holds");
	tap_int(tell(&o, 'c'), 'y', "the object is released without Resume");
	tap_int(add(repo, 1), CIM_OK, "S20 which resumes implicitly");
	tap_int(tell(&o, 'o'), 'y', "it opens again");
	tap_int(tell(&o, 'p'), 'y', "and pauses");
	other_end(&o);
	tap_int(add(repo, 1), CIM_OK, "S20 and so does the death of its process");
	repo_close(repo);
}

/* --- Privileges: held by root and the owner; who else may is asked in tests/cli/privilege.test. --- */

static enum cim_err
snapshot_of(struct repo *repo)
{
	struct snap_write_options options = { .level = 1, .threads = 1, .overwrite = true,
	    .no_sync = true };
	struct repo_txn *txn;
	enum cim_err err = repo_begin(repo, REPO_READ, &txn);
	if (err != CIM_OK)
		return err;
	err = snap_write(repo, txn, other, &options, NULL, NULL);
	repo_abort(txn);
	return err;
}

static void
test_privileges(void)
{
	struct repo *repo;
	unsigned held = 0, enabled = 0;
	tap_int(repo_open(repository, REPO_WRITE, &repo, NULL), CIM_OK,
	    "opened, with nothing enabled");
	tap_int(repo_privilege_get(repo, &held, &enabled), CIM_OK, "asked");
	tap_ok(held == (REPO_PRIVILEGE_BACKUP | REPO_PRIVILEGE_RESTORE) && enabled == 0,
	    "S27 the owner holds both privileges, and none is enabled");
	tap_int(repo_pause(repo, 0), CIM_EPRIVILEGE,
	    "S24 S35 Pause without the backup privilege is PRIVILEGE_NOT_HELD");
	tap_int(snapshot_of(repo), CIM_EPRIVILEGE,
	    "S26 C4 Backup without the backup privilege, too");
	tap_int(repo_disconnect_all(repo), CIM_EPRIVILEGE,
	    "S25 what puts others out wants the restore privilege");
	tap_int(add(repo, 2), CIM_OK, "S28 what is no backup needs none");
	tap_int(repo_privilege_enable(repo, REPO_PRIVILEGE_RESTORE), CIM_OK,
	    "the restore privilege is enabled");
	tap_int(repo_pause(repo, 0), CIM_EPRIVILEGE, "S24 it does not do for Pause");
	tap_int(snapshot_of(repo), CIM_EPRIVILEGE, "S26 C4 nor for Backup");
	tap_int(repo_disconnect_all(repo), CIM_OK, "S25 but it does for what puts others out");
	tap_int(repo_privilege_enable(repo, REPO_PRIVILEGE_BACKUP), CIM_OK,
	    "the backup privilege is enabled");
	tap_int(repo_pause(repo, 0), CIM_OK, "S24 S27 now Pause may be");
	repo_privilege_disable(repo, REPO_PRIVILEGE_BACKUP);
	tap_int(repo_resume(repo), CIM_OK, "S24 Resume needs no privilege");
	tap_int(repo_pause(repo, 0), CIM_EPRIVILEGE, "S27 disabled, it is as if it were not held");
	repo_close(repo);
}

int
main(void)
{
	struct repo *repo;
	if (mkdtemp(dir) == NULL)
		return 99;
	(void)snprintf(repository, sizeof(repository), "%s/r", dir);
	(void)snprintf(copy, sizeof(copy), "%s/copy", dir);
	(void)snprintf(file, sizeof(file), "%s/one.wks", dir);
	(void)snprintf(other, sizeof(other), "%s/two.wks", dir);
	tap_int(open_enabled(repository, REPO_WRITE | REPO_CREATE | REPO_NO_SYNC, &repo, NULL),
	    CIM_OK, "made");
	for (uint32_t i = 1; i <= 3; i++)
		tap_int(add(repo, i), CIM_OK, "lamp %u", i);
	repo_close(repo);
	test_backup();
	test_restore();
	test_force();
	test_portable();
	test_pause();
	test_two_objects();
	test_privileges();
	char command[120];
	(void)snprintf(command, sizeof(command), "rm -r %s", dir);
	tap_int(system(command), 0, "removed");
	return tap_done();
}
