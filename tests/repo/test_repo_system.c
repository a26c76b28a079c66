/*
 * test_repo_system.c: system classes beside stored ones: a repository of the time when they were
 * stored goes on working, and nobody stores another.
 */
#include <stdlib.h>
#include <unistd.h>

#include "cim/system.h"
#include "repo/txn.h"
#include "tests/repo/sample.h"
#include "tests/unit.h"

static char dir[4096];
static struct arena arena;
static const struct cim_str ns = { "root/cimv2", 10 };
static struct cim_fault fault;

static const char *const old_filter[] = { "+id", "Old", NULL };

static enum cim_err
add(struct repo_build *build, struct record_work *work, const struct repo_key *key)
{
	size_t len = record_size(work);
	uint8_t *bytes = arena_calloc(&arena, len, 1);
	if (bytes == NULL)
		return CIM_ENOMEM;
	record_fill(work, bytes);
	struct repo_record record = { key->bytes, bytes, key->len, len };
	return repo_build_add(build, &record);
}

static enum cim_err
add_class(struct repo_build *build, struct record_work *work, const char *name, const char *super,
    const char *const *props)
{
	const struct cim_class *cls = made_class(&arena, name, super, props);
	struct repo_key key;
	enum cim_err err = record_encode_class(work, ns, cls, RECORD_LOOSE_QUALIFIERS);
	if (err == CIM_OK)
		err = repo_key_class(&key, ns, cls->name);
	return err != CIM_OK ? err : add(build, work, &key);
}

static enum cim_err
add_namespace(struct repo_build *build, struct record_work *work, struct cim_str name)
{
	struct repo_key key;
	enum cim_err err = record_encode_namespace(work, name, (struct record_security){ 0 });
	if (err == CIM_OK)
		err = repo_key_namespace(&key, name);
	return err != CIM_OK ? err : add(build, work, &key);
}

/* Two classes of the system's are stored, and one below them; one above them is not. */
static enum cim_err
build_old(void)
{
	struct repo_build *build;
	struct record_work work;
	enum cim_err err = record_work_init(&work);
	if (err == CIM_OK)
		err = repo_build_begin(dir, REPO_NO_SYNC, &build, &fault);
	if (err != CIM_OK)
		return err;
	err = add_namespace(build, &work, CIM_STR("root"));
	if (err == CIM_OK)
		err = add_namespace(build, &work, ns);
	if (err == CIM_OK)
		err = add_class(build, &work, "__EventFilter", "__IndicationRelated", old_filter);
	if (err == CIM_OK)
		err = add_class(build, &work, "__Mine", NULL, old_filter);
	if (err == CIM_OK)
		err = add_class(build, &work, "TST_Filter", "__EventFilter", NULL);
	record_work_free(&work);
	if (err == CIM_OK)
		return repo_build_finish(build);
	repo_build_abandon(build);
	return err;
}

struct seen {
	unsigned filters, all;
	const char *wanted;
};

static enum cim_err
see_name(void *ctx, struct cim_name name)
{
	struct seen *seen = ctx;
	seen->all++;
	seen->filters += cim_name_is(name, seen->wanted);
	return CIM_OK;
}

static enum cim_err
see_class(void *ctx, const struct cim_class *cls)
{
	return see_name(ctx, cls->name);
}

static enum cim_err
see_instance(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	(void)path;
	return see_name(ctx, inst->class_name);
}

static void
reads(struct repo_txn *txn)
{
	struct repo_reader reader = repo_txn_reader(txn);
	const struct cim_class *cls;
	struct seen seen = { .wanted = "__EventFilter" };
	tap_int(repo_class_get(reader, &arena, ns, cim_name_from("__EVENTFILTER"), &cls), CIM_OK,
	    "a stored one is got");
	tap_ok(cls != NULL && cim_property_find(cls, cim_name_from("Old")) != NULL,
	    "as it is stored");
	tap_int(repo_class_get(reader, &arena, ns, cim_name_from("__Provider"), &cls), CIM_OK,
	    "one that is not is got too");
	tap_int(repo_class_get(reader, &arena, CIM_STR("root/none"),
	    cim_name_from("__Provider"), &cls), CIM_ENOENT, "but not where no namespace is");
	tap_int(repo_system_class_list(reader, ns, see_class, &seen), CIM_OK, "the rest is listed");
	tap_int(seen.filters, 0, "without the stored one");
	tap_int(seen.all, 60, "60 of them: 62, but it, and __CIMOMIdentification");
	seen.all = 0;
	tap_int(repo_subclass_list(txn, ns, cim_name_from("__IndicationRelated"), see_name, &seen),
	    CIM_OK, "below one that is not stored");
	tap_int(seen.filters, 1, "the stored one is told once");
	tap_ok(seen.all > 5, "with the others: %u", seen.all);
	seen.all = 0;
	tap_int(repo_instance_list(reader, ns, cim_name(NULL, 0), see_instance, &seen), CIM_OK,
	    "all that is stored");
	tap_int(seen.all, 0, "is nothing");
}

static void
problem(void *ctx, const char *text)
{
	(void)ctx;
	printf("# %s\n", text);
}

/* Each change alone: what is refused must leave the next one possible. */
static void
changes(struct repo *repo)
{
	static const struct {
		const char *name, *super;
		enum cim_err want;
	} puts[] = {
		{ "__EventFilter", NULL, CIM_ECONFLICT },
		{ "__eventconsumer", NULL, CIM_ECONFLICT },
		{ "__Other", NULL, CIM_EINVAL },
		{ "__Mine", NULL, CIM_EINVAL },
		{ "TST_Below", "__Win32Provider", CIM_OK },
		{ "TST_Mine", "__Mine", CIM_OK },
		{ "TST_None", "__None", CIM_EINVAL },
	};
	static const struct {
		const char *name;
		enum cim_err want;
	} deletes[] = { { "__EventFilter", CIM_ECONFLICT }, { "__Provider", CIM_ECONFLICT },
		{ "__None", CIM_ENOENT }, { "__Mine", CIM_OK } };
	struct repo_txn *txn;
	for (size_t i = 0; i < sizeof(puts) / sizeof(puts[0]); i++) {
		tap_ok(repo_begin(repo, REPO_WRITE, &txn) == CIM_OK, "begin");
		tap_int(repo_class_put(txn, ns, made_class(&arena, puts[i].name, puts[i].super,
		    puts[i].super == NULL ? old_filter : NULL)), puts[i].want, "%s", puts[i].name);
		repo_abort(txn);
	}
	for (size_t i = 0; i < sizeof(deletes) / sizeof(deletes[0]); i++) {
		tap_ok(repo_begin(repo, REPO_WRITE, &txn) == CIM_OK, "begin");
		tap_int(repo_class_delete(txn, ns, cim_name_from_text(deletes[i].name)),
		    deletes[i].want, "%s", deletes[i].name);
		repo_abort(txn);
	}
}

/* The table itself: each class can be made, and stands below another of the table. */
static void
table(void)
{
	const struct cim_system *system = NULL;
	struct cim_name last = { NULL, 0, 0 };
	struct cim_str root = CIM_STR("ROOT");
	unsigned count = 0;
	while ((system = cim_system_next(root, system)) != NULL) {
		const struct cim_class *cls;
		struct cim_name name = cim_system_name(system);
		struct cim_name super = cim_system_superclass(system);
		tap_ok(cim_system_class(&arena, system, &cls) == CIM_OK &&
		    cim_name_eq(cls->name, name) && cim_name_valid(cim_name_str(name)),
		    "%.*s is made", (int)name.len, name.ptr);
		tap_ok(cim_system_find(root, name) == system, "and found");
		tap_ok(super.len == 0 || cim_system_find(root, super) != NULL, "so is its superclass");
		tap_ok(cim_system_depth(system) < 8, "not far above");
		tap_ok(last.len == 0 || cim_name_cmp(last, name) < 0, "in order");
		for (uint32_t i = 0; i < cls->property_count; i++) {
			struct cim_name used = cls->properties[i].type.class_name;
			if (used.len > 0)
				tap_ok(cim_system_find(root, used) != NULL, "%.*s is one of them",
				    (int)used.len, used.ptr);
		}
		last = name;
		count++;
	}
	tap_int(count, 62, "all of them");
	tap_ok(cim_system_find(ns, cim_name_from("__CIMOMIdentification")) == NULL,
	    "__CIMOMIdentification is not everywhere");
	tap_ok(cim_system_find(root, cim_name_from("__")) == NULL, "no name is none");
}

int
main(void)
{
	const char *tmp = getenv("TMPDIR");
	struct repo *repo = NULL;
	struct repo_txn *txn = NULL;
	(void)snprintf(dir, sizeof(dir), "%s/wk-system-XXXXXX", tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(dir) == NULL)
		return 99;
	table();
	enum cim_err err = build_old();
	tap_ok(err == CIM_OK, "an old repository is taken: %s", fault.text);
	if (err == CIM_OK)
		err = repo_open(dir, REPO_WRITE | REPO_NO_SYNC, &repo, &fault);
	if (err == CIM_OK)
		err = repo_begin(repo, REPO_READ, &txn);
	tap_ok(err == CIM_OK, "and opened: %s", fault.text);
	if (err == CIM_OK) {
		reads(txn);
		tap_int(repo_verify(txn, problem, NULL), CIM_OK, "it is sound");
	}
	repo_abort(txn);
	if (err == CIM_OK)
		changes(repo);
	repo_close(repo);
	arena_free(&arena);
	char command[4200];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	if (system(command) != 0)
		printf("# cannot clean\n");
	return tap_done();
}
