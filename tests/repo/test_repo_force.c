/* test_repo_force.c: connections that are broken, by a build with force and by repo_disconnect_all. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "repo/repo.h"
#include "tests/unit.h"

static char dir[] = "/tmp/wbemkit-force.XXXXXX";

/* ---- Somebody else: a process that does as it is told, one letter a deed ---------- */

struct other {
	pid_t pid;
	int ask, answer;
};

static enum cim_err
make_one(struct repo_txn *txn, void *ctx)
{
	return repo_namespace_create(txn, cim_str_from(ctx));
}

static enum cim_err
seen_ns(void *ctx, struct cim_str ns)
{
	(void)ns;
	(*(unsigned *)ctx)++;
	return CIM_OK;
}

static enum cim_err
seen_name(void *ctx, const struct repo_connection *connection)
{
	(void)connection;
	(*(unsigned *)ctx)++;
	return CIM_OK;
}

/* Its deeds: o open, c close, r read, v a view that stays, l look through it, e end it, ... */
static enum cim_err
deed(char what, struct repo **repo, struct repo_txn **view, struct repo_txn **change)
{
	struct repo_gate gate;
	enum cim_err err;
	unsigned n = 0;
	switch (what) {
	case 'O': return repo_open(dir, REPO_WRITE, repo, NULL);
	case 'o':
		err = repo_open(dir, REPO_WRITE, repo, NULL);
		return err != CIM_OK ? err :
		    repo_privilege_enable(*repo, REPO_PRIVILEGE_BACKUP | REPO_PRIVILEGE_RESTORE);
	case 'c': repo_close(*repo); *repo = NULL; return CIM_OK;
	case 'v': return repo_begin(*repo, REPO_READ, view);
	case 'l': return repo_namespace_list(repo_txn_reader(*view), seen_ns, &n);
	case 'e': repo_abort(*view); *view = NULL; return CIM_OK;
	case 'w': return repo_write(*repo, make_one, (char *)"root/other");
	case 'n': repo_set_wait(*repo, 0); return CIM_OK;
	case 'b': return repo_begin(*repo, REPO_WRITE, change);
	case 'm': return repo_namespace_create(*change, CIM_STR("root/slow"));
	case 'k': return repo_commit(*change);
	case 'p': return repo_pause(*repo, 0);
	case 's': return repo_resume(*repo);
	case 'g': return repo_gate_read(*repo, &gate);
	case 'i': return repo_connection_list(*repo, seen_name, &n);
	case 'd': return repo_disconnect_all(*repo);
	default: return CIM_EINVAL;
	}
}

static struct other
other_begin(void)
{
	int ask[2], answer[2];
	struct other other = { -1, -1, -1 };
	if (pipe(ask) != 0 || pipe(answer) != 0)
		return other;
	other = (struct other){ fork(), ask[1], answer[0] };
	if (other.pid != 0) {
		close(ask[0]);
		close(answer[1]);
		return other;
	}
	close(ask[1]);
	close(answer[0]);
	struct repo *repo = NULL;
	struct repo_txn *view = NULL, *change = NULL;
	char what;
	while (read(ask[0], &what, 1) == 1) {
		uint8_t err = (uint8_t)deed(what, &repo, &view, &change);
		if (write(answer[1], &err, 1) != 1)
			break;
	}
	_exit(0);
}

static void
other_asks(struct other *other, char what)
{
	if (write(other->ask, &what, 1) != 1)
		tap_ok(false, "it can be asked");
}

static int
other_answers(struct other *other)
{
	uint8_t err = 255;
	return read(other->answer, &err, 1) == 1 ? err : -1;
}

static int
does(struct other *other, char what)
{
	other_asks(other, what);
	return other_answers(other);
}

static void
other_end(struct other *other)
{
	if (other->pid > 0 && kill(other->pid, SIGKILL) == 0)
		(void)waitpid(other->pid, NULL, 0);
	close(other->ask);
	close(other->answer);
}

/* ---- A build: the content it brings is that of a repository that has only root/new ---- */

static enum cim_err
build_begin(struct repo_build **build, unsigned flags, struct cim_fault *fault)
{
	cim_fault_clear(fault);
	enum cim_err err = repo_build_begin(dir, flags, build, fault);
	return err != CIM_OK ? err : repo_build_copy(*build);
}

static unsigned
namespaces(void)
{
	struct repo *repo;
	struct repo_status status = { .namespaces = 0 };
	if (repo_open(dir, REPO_READ, &repo, NULL) != CIM_OK)
		return 0;
	(void)repo_status(repo, &status);
	repo_close(repo);
	return (unsigned)status.namespaces;
}

static void
test_without_force(void)
{
	struct cim_fault fault = { 0 };
	struct repo_build *build;
	struct other other = other_begin();
	tap_int(does(&other, 'o'), CIM_OK, "somebody has it open");
	tap_int(build_begin(&build, 0, &fault), CIM_EBUSY, "without force a build is refused");
	tap_int(does(&other, 'w'), CIM_OK, "and he goes on");
	other_end(&other);
}

static void
test_force(void)
{
	struct cim_fault fault = { 0 };
	struct repo_build *build = NULL;
	struct repo *repo = NULL;
	struct other a = other_begin(), b = other_begin();
	tap_ok(does(&a, 'o') == CIM_OK && does(&b, 'o') == CIM_OK, "two have it open");
	tap_int(does(&a, 'v'), CIM_OK, "one of them has a view");
	tap_int(does(&b, 'p'), CIM_OK, "the other has paused it");
	unsigned before = namespaces();
	tap_int(build_begin(&build, REPO_FORCE, &fault), CIM_OK, "a build with force begins: %s", fault.text);
	tap_int(repo_open(dir, REPO_READ, &repo, &fault), CIM_EBUSY, "from then on nobody enters");
	tap_ok(strstr(fault.text, "restored or rebuilt") != NULL, "and is told why: %s", fault.text);
	struct repo_build *second;
	struct cim_fault why = { 0 };
	tap_int(build_begin(&second, REPO_FORCE, &why), CIM_EBUSY, "nor is there a second build");
	tap_int(build_begin(&second, 0, &why), CIM_EBUSY, "with force or without");
	tap_int(does(&a, 'l'), CIM_OK, "who is there reads on until the end");
	cim_fault_clear(&fault);
	tap_int(repo_build_finish(build), CIM_OK, "it ends: %s", fault.text);
	tap_int(does(&a, 'l'), CIM_EBROKEN, "a view is broken");
	tap_int(does(&a, 'e'), CIM_OK, "and can be ended");
	tap_int(does(&a, 'v'), CIM_EBROKEN, "so is every later one");
	tap_int(does(&a, 'w'), CIM_EBROKEN, "nothing is written");
	tap_int(does(&a, 'i'), CIM_EBROKEN, "nobody listed");
	tap_int(does(&a, 'd'), CIM_EBROKEN, "nobody broken");
	tap_int(does(&b, 'g'), CIM_EBROKEN, "who paused it is broken too");
	tap_int(repo_open(dir, REPO_WRITE, &repo, NULL), CIM_OK, "others come in");
	repo_set_wait(repo, 0);
	tap_int(repo_write(repo, make_one, (char *)"root/after"), CIM_OK, "and write: the pause is over");
	repo_close(repo);
	tap_int(does(&b, 's'), CIM_EBROKEN, "the late Resume is told");
	tap_int(does(&b, 'p'), CIM_EBROKEN, "a second Pause too");
	tap_int((long)namespaces(), (long)before + 1, "all that was there is there");
	/* Broken connections keep nobody from working. */
	tap_int(build_begin(&build, 0, &fault), CIM_OK, "broken ones do not hinder a build");
	tap_int(repo_build_finish(build), CIM_OK, "that needs no force");
	tap_int(does(&a, 'c'), CIM_OK, "closed");
	tap_int(does(&a, 'o'), CIM_OK, "and opened again");
	tap_int(does(&a, 'w'), CIM_EEXIST, "it is a connection like any other");
	other_end(&a);
	other_end(&b);
}

static void
test_writer(void)
{
	struct cim_fault fault = { 0 };
	struct repo_build *build = NULL;
	struct other a = other_begin(), b = other_begin();
	unsigned before = namespaces();
	(void)does(&a, 'o');
	(void)does(&b, 'o');
	tap_ok(does(&a, 'b') == CIM_OK && does(&a, 'm') == CIM_OK, "somebody is writing");
	other_asks(&b, 'w');	/* waits for his turn */
	usleep(50000);
	tap_int(build_begin(&build, REPO_FORCE, &fault), CIM_OK, "a build begins");
	repo_build_set_wait(build, 30);
	tap_int(repo_build_finish(build), CIM_EBUSY, "but does not end while he writes");
	tap_ok(strstr(fault.text, "is being written by") != NULL, "that is said: %s", fault.text);
	tap_int(does(&a, 'k'), CIM_OK, "his change is not lost");
	tap_int(other_answers(&b), CIM_EEXIST, "who waited has his turn: nobody was broken");
	tap_int((long)namespaces(), (long)before + 1, "it is there");
	/* Now with one who ends in time. */
	tap_ok(does(&a, 'b') == CIM_OK, "writing again");
	other_asks(&b, 'w');
	usleep(50000);
	tap_int(build_begin(&build, REPO_FORCE, &fault), CIM_OK, "a build begins");
	pid_t ender = fork();
	if (ender == 0) {
		usleep(100000);
		_exit(does(&a, 'k') == CIM_OK ? 0 : 1);
	}
	tap_int(repo_build_finish(build), CIM_OK, "and waits for him");
	int status = -1;
	(void)waitpid(ender, &status, 0);
	tap_int(status, 0, "who could commit");
	int waited = other_answers(&b);
	tap_ok(waited == CIM_EBROKEN || waited == CIM_EEXIST, "who waited had his turn, or is broken");
	tap_int(does(&b, 'w'), CIM_EBROKEN, "and is broken from then on");
	other_end(&a);
	other_end(&b);
}

static void
test_killed(void)
{
	struct other a = other_begin();
	int ready[2];
	char byte;
	unsigned before = namespaces();
	(void)does(&a, 'o');
	tap_int(pipe(ready), 0, "a pipe");
	pid_t child = fork();
	if (child == 0) {
		struct cim_fault fault = { 0 };
		struct repo_build *build;
		if (build_begin(&build, REPO_FORCE, &fault) == CIM_OK && write(ready[1], "x", 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	close(ready[1]);
	tap_ok(read(ready[0], &byte, 1) == 1, "a build with force is under way");
	close(ready[0]);
	tap_int((long)namespaces(), 0, "nobody enters");
	(void)kill(child, SIGKILL);
	(void)waitpid(child, NULL, 0);
	tap_int((long)namespaces(), (long)before, "killed, it leaves the old content, and lets all in");
	tap_int(does(&a, 'v'), CIM_OK, "who was there was not broken");
	other_end(&a);
}

static void
test_disconnect(void)
{
	struct other a = other_begin(), b = other_begin();
	(void)does(&a, 'o');
	(void)does(&b, 'o');
	tap_int(does(&a, 'p'), CIM_OK, "one pauses");
	tap_int(does(&b, 'd'), CIM_OK, "another breaks all others");
	tap_int(does(&a, 's'), CIM_EBROKEN, "he is broken");
	tap_int(does(&b, 'n'), CIM_OK, "who did it goes on");
	tap_int(does(&b, 'w'), CIM_EEXIST, "nobody is paused");
	tap_int(does(&b, 'v'), CIM_OK, "he reads");
	tap_int(does(&b, 'l'), CIM_OK, "and reads on");
	tap_int(does(&b, 'e'), CIM_OK, "to the end");
	tap_int(does(&b, 'p'), CIM_OK, "while he has paused it");
	tap_int(does(&b, 'd'), CIM_EINVAL, "he does not do it");
	tap_int(does(&b, 's'), CIM_OK, "and resumes");
	tap_ok(does(&a, 'c') == CIM_OK && does(&a, 'o') == CIM_OK, "the first is back");
	tap_int(does(&a, 'b'), CIM_OK, "and writes");
	tap_int(does(&b, 'd'), CIM_EBUSY, "who writes is not broken without waiting");
	tap_int(does(&a, 'k'), CIM_OK, "but commits");
	tap_int(does(&b, 'd'), CIM_OK, "then he is");
	tap_int(does(&a, 'v'), CIM_EBROKEN, "indeed");
	other_end(&a);
	other_end(&b);
}

int
main(void)
{
	char command[64];
	struct repo *repo;
	if (mkdtemp(dir) == NULL || repo_open(dir, REPO_WRITE | REPO_CREATE, &repo, NULL) != CIM_OK)
		return 99;
	repo_close(repo);
	test_without_force();
	test_force();
	test_writer();
	test_killed();
	test_disconnect();
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	tap_int(system(command), 0, "removed");
	return tap_done();
}
