/*
 * test_repo.c: a repository: made, opened, changed, refused; the map grows under one process
 * and under two.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "repo/repo.h"
#include "tests/repo/sample.h"
#include "tests/unit.h"

static char dir[4096], path[4200];
static const char *self;
static struct arena arena;
static const struct cim_str ns = { "root/cimv2", 10 };
static char last_fault[400];

static void
clean(const char *what)
{
	char command[4300];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", what);
	if (system(command) != 0)
		printf("# cannot clean\n");
}

static struct repo *
opened(const char *where, unsigned flags)
{
	struct repo *repo;
	struct cim_fault fault;
	cim_fault_clear(&fault);
	enum cim_err err = repo_open(where, flags, &repo, &fault);
	if (err != CIM_OK)
		printf("# %s: %s\n", cim_strerror(err), fault.text);
	return repo;
}

/* A batch by hand. */
static struct cim_item items[64];
static struct cim_batch batch = { .items = items, .cap = 64 };

static void
item(enum cim_item_kind kind, const void *object)
{
	struct cim_item *at = &items[batch.count++];
	*at = (struct cim_item){ .kind = kind, .ns = ns };
	if (kind == CIM_ITEM_CLASS)
		at->as.cls = object;
	else if (kind == CIM_ITEM_INSTANCE)
		at->as.instance = object;
	else
		at->as.qualifier_type = object;
}

static struct repo_counts counts;

static enum cim_err
apply_deed(struct repo_txn *txn, void *ctx)
{
	const struct cim_item **refused = ctx;
	enum cim_err err = repo_apply(txn, &batch, &counts, refused);
	(void)snprintf(last_fault, sizeof(last_fault), "%s", repo_txn_fault(txn)->text);
	return err;
}

/* Applies what is in the batch and empties it. */
static enum cim_err
applied(struct repo *repo)
{
	const struct cim_item *refused = NULL;
	enum cim_err err = repo_write(repo, apply_deed, &refused);
	batch.count = 0;
	return err;
}

static void
each_problem(void *ctx, const char *problem)
{
	(void)ctx;
	printf("# verify: %s\n", problem);
}

static enum cim_err
verified(struct repo *repo)
{
	struct repo_txn *txn;
	enum cim_err err = repo_begin(repo, REPO_READ, &txn);
	if (err == CIM_OK)
		err = repo_verify(txn, each_problem, NULL);
	repo_abort(txn);
	return err;
}

static const char *const thing[] = { "+id", "text", NULL };
static const char *const link_props[] = { "@a", "@b", NULL };

/* ---- */

static void
making(void)
{
	struct repo *repo;
	struct cim_fault fault;
	struct stat st;
	cim_fault_clear(&fault);
	tap_ok(repo_open(path, REPO_READ, &repo, &fault) == CIM_ENOENT && fault.text[0] != '\0',
	    "nothing there: %s", fault.text);
	repo = opened(path, REPO_WRITE | REPO_CREATE | REPO_SMALL_MAP);
	tap_ok(repo != NULL, "made");
	struct repo_status status;
	tap_ok(repo_status(repo, &status) == CIM_OK && status.namespaces == 2 &&
		status.classes == 0 && status.generation == 1 && strlen(status.uuid) == 36,
	    "it has two namespaces and a uuid");
	tap_ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0700,
	    "the directory is its owner's alone");
	static const char *const files[] = { "format", "current", "control", "gen-1/data.mdb",
		"gen-1/lock.mdb" };
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char name[4300];
		(void)snprintf(name, sizeof(name), "%s/%s", path, files[i]);
		tap_ok(stat(name, &st) == 0 && (st.st_mode & 0777) == 0600, "%s has mode 0600",
		    files[i]);
	}
	tap_ok(verified(repo) == CIM_OK, "an empty one is sound");
	repo_close(repo);

	char deep[4300];
	(void)snprintf(deep, sizeof(deep), "%s/a/b/c", dir);
	repo = opened(deep, REPO_WRITE | REPO_CREATE);
	tap_ok(repo != NULL, "directories above are made too");
	repo_discard(repo);
	(void)snprintf(deep, sizeof(deep), "%s/a", dir);
	tap_ok(stat(deep, &st) != 0 && errno == ENOENT, "and removed when it is discarded");

	/* Somebody else's directory. */
	(void)snprintf(deep, sizeof(deep), "%s/foreign", dir);
	(void)mkdir(deep, 0700);
	(void)snprintf(deep, sizeof(deep), "%s/foreign/letter", dir);
	FILE *f = fopen(deep, "w");
	if (f != NULL)
		fclose(f);
	(void)snprintf(deep, sizeof(deep), "%s/foreign", dir);
	tap_ok(repo_open(deep, REPO_WRITE | REPO_CREATE, &repo, NULL) == CIM_EFOREIGN,
	    "a directory with other things is left");
	(void)snprintf(deep, sizeof(deep), "%s/foreign/control", dir);
	tap_ok(stat(deep, &st) != 0, "as it was");
}

static enum cim_err
count_name(void *ctx, struct cim_name name)
{
	(void)name;
	++*(int *)ctx;
	return CIM_OK;
}

static enum cim_err
count_subject(void *ctx, const struct repo_subject *subject)
{
	(void)subject;
	++*(int *)ctx;
	return CIM_OK;
}

static char listed[400];

static enum cim_err
list_instance(void *ctx, const struct cim_instance *inst, struct cim_str at)
{
	(void)ctx;
	(void)inst;
	size_t n = strlen(listed);
	(void)snprintf(listed + n, sizeof(listed) - n, "%.*s ", (int)at.len, at.ptr);
	return CIM_OK;
}

static struct cim_path
parsed(const char *text)
{
	struct cim_path at = { .key_count = 0 };
	if (cim_path_parse(&arena, cim_str_from(text), &at, NULL) != CIM_OK)
		printf("# no path: %s\n", text);
	return at;
}

static void
reading(struct repo *repo)
{
	struct repo_txn *txn;
	const struct cim_class *cls;
	const struct cim_qualifier_type *qt;
	const struct cim_instance *inst;
	int n = 0;
	if (repo_begin(repo, REPO_READ, &txn) != CIM_OK)
		return;
	struct repo_reader reader = repo_txn_reader(txn);
	tap_ok(repo_class_get(reader, &arena, CIM_STR("ROOT/CIMV2"), cim_name_from("tst_thing"),
		   &cls) == CIM_OK &&
		cim_name_is(cls->name, "TST_Thing") && memcmp(cls->name.ptr, "TST_Thing", 9) == 0,
	    "a class by any spelling");
	tap_ok(repo_class_get(reader, &arena, ns, cim_name_from("TST_No"), &cls) == CIM_ENOENT,
	    "one that is not there");
	tap_ok(repo_qualifier_type_get(reader, &arena, ns, cim_name_from("KEY"), &qt) == CIM_OK,
	    "a qualifier type");
	tap_ok(repo_subclass_list(txn, ns, cim_name_from("TST_Thing"), count_name, &n) == CIM_OK &&
		n == 1,
	    "its subclass");
	n = 0;
	tap_ok(repo_subclass_list(txn, ns, cim_name("", 0), count_name, &n) == CIM_OK && n == 2,
	    "the roots");
	struct cim_path at = parsed("tst_THING.ID=007");
	tap_ok(repo_instance_get(reader, &arena, ns, &at, &inst) == CIM_OK &&
		inst->property_count == 2,
	    "an instance by a path in another form");
	at = parsed("TST_Thing=\"7\"");
	tap_ok(repo_instance_get(reader, &arena, ns, &at, &inst) == CIM_OK,
	    "and by one without the key's name, in quotes");
	at = parsed("TST_Thing.id=8");
	tap_ok(repo_instance_get(reader, &arena, ns, &at, &inst) == CIM_ENOENT,
	    "one that is not there");
	listed[0] = '\0';
	tap_ok(repo_instance_list(reader, ns, cim_name_from("TST_Thing"), list_instance, NULL) ==
		    CIM_OK &&
		strcmp(listed, "tst_thing=7 tst_thing=9 ") == 0,
	    "instances of a class: %s", listed);
	at = parsed("TST_Thing=7");
	n = 0;
	tap_ok(repo_referrer_list(txn, ns, &at, count_subject, &n) == CIM_OK && n == 1,
	    "who refers to it");
	repo_abort(txn);
}

static void
applying(struct repo *repo)
{
	item(CIM_ITEM_QUALIFIER_TYPE, made_type(&arena, "Key", CIM_BOOLEAN));
	item(CIM_ITEM_QUALIFIER_TYPE, made_type(&arena, "Abstract", CIM_BOOLEAN));
	item(CIM_ITEM_CLASS, made_class(&arena, "TST_Link", NULL, link_props));
	item(CIM_ITEM_CLASS, made_class(&arena, "TST_Thing", NULL, thing));
	item(CIM_ITEM_CLASS,
	    made_class(&arena, "TST_Sub", "tst_thing", (const char *const[]){ "own", NULL }));
	item(CIM_ITEM_INSTANCE, made_instance(&arena, "TST_Thing", 7, "seven"));
	item(CIM_ITEM_INSTANCE, made_instance(&arena, "TST_Thing", 9, NULL));
	item(CIM_ITEM_INSTANCE, made_link(&arena, "TST_Thing.id=7", "root/cimv2:TST_Thing.id=9"));
	struct cim_item again[8];
	memcpy(again, items, sizeof(again));
	tap_ok(applied(repo) == CIM_OK && counts.classes == 3 && counts.instances == 3 &&
		counts.qualifier_types == 2,
	    "a batch is stored: %s", last_fault);
	tap_ok(verified(repo) == CIM_OK, "and sound");
	memcpy(items, again, sizeof(again));
	batch.count = 8;
	tap_ok(applied(repo) == CIM_OK && counts.unchanged == 8 && counts.classes == 0,
	    "the same again changes nothing");
	reading(repo);
}

/* Each row: a class put over TST_Thing, which has a subclass and instances. */
static void
replacing(struct repo *repo)
{
	static const struct {
		const char *what, *name, *super, *props[5];
		enum cim_err err;
	} rows[] = {
		{ "a property more", "TST_Thing", NULL, { "+id", "text", "more" }, CIM_OK },
		{ "another order", "TST_Thing", NULL, { "text", "more", "+id" }, CIM_OK },
		{ "a property that a subclass has", "TST_Thing", NULL,
		    { "+id", "text", "more", "OWN" }, CIM_ECONFLICT },
		{ "a property less", "TST_Thing", NULL, { "+id", "text" }, CIM_ECONFLICT },
		{ "another type", "TST_Thing", NULL, { "+id", "@text", "more" }, CIM_ECONFLICT },
		{ "a key that is none", "TST_Thing", NULL, { "id", "text", "more" },
		    CIM_ECONFLICT },
		{ "a new key", "TST_Thing", NULL, { "+id", "text", "more", "+id2" },
		    CIM_ECONFLICT },
		{ "another superclass", "TST_Thing", "TST_Link", { "+id", "text", "more" },
		    CIM_ECONFLICT },
		{ "a leaf, wholly", "TST_Sub", NULL, { "+other" }, CIM_OK },
		{ "and back", "TST_Sub", "TST_Thing", { "own" }, CIM_OK },
		{ "a superclass that is missing", "TST_New", "TST_None", { "own" }, CIM_EINVAL },
		{ "itself as superclass", "TST_New", "tst_new", { "own" }, CIM_EINVAL },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		item(CIM_ITEM_CLASS,
		    made_class(&arena, rows[i].name, rows[i].super, rows[i].props));
		enum cim_err err = applied(repo);
		tap_ok(err == rows[i].err && (err == CIM_OK || last_fault[0] != '\0'), "%s: %s",
		    rows[i].what, err == CIM_OK ? "stored" : last_fault);
	}
	struct cim_class *cls = made_class(
	    &arena, "TST_Thing", NULL, (const char *const[]){ "text", "more", "+id", NULL });
	struct cim_qualifier abstract = made_true("Abstract");
	cls->qualifiers = (struct cim_qualifiers){ &abstract, 1 };
	item(CIM_ITEM_CLASS, cls);
	tap_ok(applied(repo) == CIM_ECONFLICT, "abstract now: %s", last_fault);

	struct cim_qualifier_type *qt = made_type(&arena, "Key", CIM_STRING);
	item(CIM_ITEM_QUALIFIER_TYPE, qt);
	tap_ok(applied(repo) == CIM_ECONFLICT, "%s", last_fault);
	qt = made_type(&arena, "Key", CIM_BOOLEAN);
	qt->scopes = CIM_SCOPE_PROPERTY;
	item(CIM_ITEM_QUALIFIER_TYPE, qt);
	tap_ok(applied(repo) == CIM_ECONFLICT, "%s", last_fault);
	qt = made_type(&arena, "Key", CIM_BOOLEAN);
	qt->flavors = 0;
	item(CIM_ITEM_QUALIFIER_TYPE, qt);
	tap_ok(applied(repo) == CIM_ECONFLICT, "%s", last_fault);
	item(CIM_ITEM_QUALIFIER_TYPE, made_type(&arena, "Abstract", CIM_STRING));
	tap_ok(applied(repo) == CIM_OK, "one that nobody uses may change");
	qt = made_type(&arena, "Key", CIM_BOOLEAN);
	qt->flavors |= CIM_FLAVOR_TRANSLATABLE;
	item(CIM_ITEM_QUALIFIER_TYPE, qt);
	tap_ok(applied(repo) == CIM_OK, "and one in use in what harms nobody");
	tap_ok(verified(repo) == CIM_OK, "still sound");

	/* Half a batch is no batch. */
	item(CIM_ITEM_CLASS, made_class(&arena, "TST_First", NULL, thing));
	item(CIM_ITEM_CLASS, made_class(&arena, "TST_Bad", "TST_None", thing));
	tap_ok(applied(repo) == CIM_EINVAL, "a batch with a bad class is refused");
	struct repo_txn *txn;
	const struct cim_class *got;
	if (repo_begin(repo, REPO_READ, &txn) == CIM_OK)
		tap_ok(repo_class_get(repo_txn_reader(txn), &arena, ns, cim_name_from("TST_First"),
			   &got) == CIM_ENOENT,
		    "and nothing of it is there");
	repo_abort(txn);
}

static enum cim_err
delete_deed(struct repo_txn *txn, void *ctx)
{
	const char *what = ctx;
	enum cim_err err;
	if (strncmp(what, "ns ", 3) == 0) {
		err = repo_namespace_delete(txn, cim_str_from(what + 5), what[3] == 'r');
	} else if (strncmp(what, "q ", 2) == 0) {
		err = repo_qualifier_type_delete(txn, ns, cim_name_from(what + 2));
	} else if (strchr(what, '=') != NULL) {
		struct cim_path at = parsed(what);
		err = repo_instance_delete(txn, ns, &at);
	} else {
		err = repo_class_delete(txn, ns, cim_name_from(what));
	}
	(void)snprintf(last_fault, sizeof(last_fault), "%s", repo_txn_fault(txn)->text);
	return err;
}

static void
deleting(struct repo *repo)
{
	static const struct { const char *what; enum cim_err err;
	} rows[] = {
		{ "TST_None", CIM_ENOENT },
		{ "TST_Thing", CIM_ECONFLICT },
		{ "TST_Link", CIM_ECONFLICT },
		{ "q Key", CIM_ECONFLICT },
		{ "q None", CIM_ENOENT },
		{ "q Abstract", CIM_OK },
		{ "TST_Sub", CIM_OK },
		{ "TST_Thing", CIM_ECONFLICT },
		{ "TST_Thing.id=77", CIM_ENOENT },
		{ "TST_Thing.id=7", CIM_OK },
		{ "TST_Thing.id=9", CIM_OK },
		{ "TST_Thing", CIM_ECONFLICT }, /* TST_Link names it */
		{ "TST_Link.a=\"TST_Thing.id=7\",b=\"root/cimv2:TST_Thing.id=9\"", CIM_OK },
		{ "ns - root/none", CIM_ENOENT },
		{ "ns - root/cimv2", CIM_ECONFLICT },
		{ "ns - root", CIM_ECONFLICT },
		{ "TST_Link", CIM_OK },
		{ "TST_Thing", CIM_OK },
		{ "q Key", CIM_OK },
		{ "ns - root/cimv2", CIM_OK },
		{ "ns r ROOT", CIM_OK },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char what[100];
		(void)snprintf(what, sizeof(what), "%s", rows[i].what);
		enum cim_err err = repo_write(repo, delete_deed, what);
		tap_ok(err == rows[i].err, "delete %s: %s", what,
		    err == CIM_OK ? "done" : last_fault);
		if (verified(repo) != CIM_OK)
			tap_ok(0, "sound after it");
	}
	struct repo_status status;
	tap_ok(repo_status(repo, &status) == CIM_OK &&
		status.namespaces + status.classes + status.qualifier_types + status.instances ==
		    0,
	    "nothing is left");
}

/* A reference to an instance of a class that comes later, in a form that only then can be read. */
static enum cim_err
late_deed(struct repo_txn *txn, void *ctx)
{
	enum cim_err err = repo_namespace_create(txn, ns);
	(void)ctx;
	if (err == CIM_OK)
		err = repo_qualifier_type_put(txn, ns, made_type(&arena, "Key", CIM_BOOLEAN));
	if (err == CIM_OK)
		err = repo_class_put(txn, ns, made_class(&arena, "TST_Link", NULL, link_props));
	if (err == CIM_OK)
		err = repo_instance_put(
		    txn, ns, made_link(&arena, "TST_Thing.id=\"007\"", "TST_Thing.id=9"));
	if (err == CIM_OK)
		err = repo_class_put(txn, ns, made_class(&arena, "TST_Thing", NULL, thing));
	return err == CIM_OK ? repo_instance_put(txn, ns,
				   made_link(&arena, "TST_Thing.id=7", "TST_Thing.id=\"007\""))
			     : err;
}

static void
late(struct repo *repo)
{
	char del[] = "ns r root";
	tap_ok(repo_write(repo, late_deed, NULL) == CIM_OK, "a reference before its class: %s",
	    repo_fault(repo)->text);
	tap_ok(verified(repo) == CIM_OK, "sound");
	tap_ok(repo_write(repo, delete_deed, del) == CIM_OK && verified(repo) == CIM_OK,
	    "and its index entry goes with it");
}

/* ---- Namespaces ---------------------------------------------------------- */

static enum cim_err
create_deed(struct repo_txn *txn, void *ctx)
{
	return repo_namespace_create(txn, cim_str_from(ctx));
}

static enum cim_err
list_namespace(void *ctx, struct cim_str name)
{
	(void)ctx;
	size_t n = strlen(listed);
	(void)snprintf(listed + n, sizeof(listed) - n, "%.*s ", (int)name.len, name.ptr);
	return CIM_OK;
}

static void
namespaces(struct repo *repo)
{
	struct repo_txn *txn;
	char a[] = "root/A/b", b[] = "ROOT/a/B", c[] = "root/a/b/c", d[] = "bad//one",
	     e[] = "ns - root/a", f[] = "ns r root/a";
	tap_ok(repo_write(repo, create_deed, a) == CIM_OK, "a namespace with those above it");
	tap_ok(
	    repo_write(repo, create_deed, b) == CIM_EEXIST, "the same in other letters is there");
	tap_ok(repo_write(repo, create_deed, c) == CIM_OK, "one below");
	tap_ok(repo_write(repo, create_deed, d) == CIM_EINVAL, "one that is none");
	listed[0] = '\0';
	if (repo_begin(repo, REPO_READ, &txn) == CIM_OK)
		repo_namespace_list(repo_txn_reader(txn), list_namespace, NULL);
	repo_abort(txn);
	tap_ok(strcmp(listed, "root root/A root/A/b root/A/b/c ") == 0,
	    "spelled as first made: %s", listed);
	tap_ok(repo_write(repo, delete_deed, e) == CIM_ECONFLICT, "%s", last_fault);
	tap_ok(repo_write(repo, delete_deed, f) == CIM_OK && verified(repo) == CIM_OK,
	    "gone with all below");
}

/* ---- Growing ------------------------------------------------------------- */

struct filling {
	uint32_t from, count;
	int runs;
};

/* Instances with a text of a kilobyte each. */
static enum cim_err
fill_deed(struct repo_txn *txn, void *ctx)
{
	struct filling *fill = ctx;
	char text[1025];
	struct arena own = { 0 };
	enum cim_err err = CIM_OK;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	fill->runs++;
	err = repo_namespace_create(txn, ns);
	if (err == CIM_OK || err == CIM_EEXIST)
		err = repo_class_put(txn, ns, made_class(&own, "TST_Thing", NULL, thing));
	for (uint32_t i = 0; i < fill->count && err == CIM_OK; i++) {
		struct arena_mark mark = arena_mark(&own);
		err = repo_instance_put(
		    txn, ns, made_instance(&own, "TST_Thing", fill->from + i, text));
		arena_rewind(&own, mark);
	}
	arena_free(&own);
	return err;
}

/* This program again, as another process: fills and goes. */
static int
child(const char *where, uint32_t from, uint32_t count)
{
	struct repo *repo = opened(where, REPO_WRITE | REPO_NO_SYNC);
	struct filling fill = { from, count, 0 };
	enum cim_err err = repo == NULL ? CIM_EIO : repo_write(repo, fill_deed, &fill);
	repo_close(repo);
	return err == CIM_OK ? 0 : 1;
}

static int
run_child(uint32_t from, uint32_t count)
{
	char a[16], b[16];
	int status = -1;
	(void)snprintf(a, sizeof(a), "%u", from);
	(void)snprintf(b, sizeof(b), "%u", count);
	pid_t pid = fork();
	if (pid == 0) {
		execl(self, self, path, a, b, (char *)NULL);
		_exit(99);
	}
	(void)waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
growing(struct repo *repo)
{
	struct filling fill = { 0, 2000, 0 };
	struct repo_status before, after;
	repo_status(repo, &before);
	tap_ok(repo_write(repo, fill_deed, &fill) == CIM_OK, "more than the map holds is stored");
	repo_status(repo, &after);
	tap_ok(fill.runs > 1 && after.map_bytes > before.map_bytes,
	    "by running %d times; the map grew from %llu to %llu", fill.runs,
	    (unsigned long long)before.map_bytes, (unsigned long long)after.map_bytes);
	struct repo_txn *view;
	repo_begin(repo, REPO_READ, &view);
	fill = (struct filling){ 2000, 6000, 0 };
	tap_ok(repo_write(repo, fill_deed, &fill) == CIM_EBUSY, "not while a view is open: %s",
	    repo_fault(repo)->text);
	repo_abort(view);
	tap_ok(run_child(2000, 6000) == 0, "another process makes the map grow");
	repo_status(repo, &after);
	tap_ok(after.instances == 8000, "and this one sees it all: %llu",
	    (unsigned long long)after.instances);
	fill = (struct filling){ 8000, 10, 0 };
	tap_ok(repo_write(repo, fill_deed, &fill) == CIM_OK && verified(repo) == CIM_OK,
	    "and writes on");
}

int
main(int argc, char **argv)
{
	if (argc == 4)
		return child(argv[1], (uint32_t)atol(argv[2]), (uint32_t)atol(argv[3]));
	self = argv[0];
	const char *tmp = getenv("TMPDIR");
	(void)snprintf(dir, sizeof(dir), "%s/wk-repo-XXXXXX", tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(dir) == NULL)
		return 99;
	(void)snprintf(path, sizeof(path), "%s/r", dir);
	making();
	struct repo *repo = opened(path, REPO_WRITE | REPO_NO_SYNC);
	if (repo == NULL)
		return 99;
	applying(repo);
	replacing(repo);
	deleting(repo);
	late(repo);
	namespaces(repo);
	growing(repo);
	repo_close(repo);
	clean(dir);
	arena_free(&arena);
	return tap_done();
}
