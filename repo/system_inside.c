/*
 * system_inside.c: instances of system classes that the program itself knows: namespaces, settings,
 * itself.
 */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cim/datetime.h"
#include "cim/limits.h"
#include "repo/provider_ask.h"
#include "repo/system.h"
#include "repo/txn.h"

/* ---- An instance of a few properties --------------------------------------- */

#define MOST 32

struct made {
	struct arena arena;
	struct cim_instance instance;
	struct cim_instance_property properties[MOST];
	enum cim_err err;
};

static void
make(struct made *made, const char *class_name)
{
	memset(made, 0, sizeof(*made));
	made->instance.class_name = cim_name_from_text(class_name);
	made->instance.properties = made->properties;
}

/* One more property; NULL: there is no room for it, which cannot be. */
static struct cim_value *
put(struct made *made, const char *name, enum cim_type type)
{
	if (made->instance.property_count == MOST) {
		made->err = CIM_ELIMIT;
		return NULL;
	}
	struct cim_instance_property *p = &made->properties[made->instance.property_count++];
	p->name = cim_name_from_text(name);
	p->value.type = (uint8_t)type;
	return &p->value;
}

static void
put_text(struct made *made, const char *name, enum cim_type type, struct cim_str text)
{
	struct cim_value *v = put(made, name, type);
	struct cim_str copy;
	if (v == NULL)
		return;
	if (!cim_str_copy(&made->arena, text, &copy))
		made->err = CIM_ENOMEM;
	else
		v->as.string = copy;
}

static void
put_number(struct made *made, const char *name, enum cim_type type, uint64_t number)
{
	struct cim_value *v = put(made, name, type);
	if (v != NULL)
		v->as.uint = number;
}

/* Tells it under its path, and frees what it was made of. */
static enum cim_err
tell(struct repo_live *live, struct cim_str ns, struct made *made, repo_live_each_fn each,
    void *ctx)
{
	struct bytes_writer path = { 0 };
	struct cim_name missing;
	enum cim_err err = made->err;
	if (err == CIM_OK)
		err = instance_path(repo_live_scope(live), &made->arena, &path, ns,
		    &made->instance, &missing);
	if (err == CIM_OK)
		err = each(ctx, &made->instance, cim_str((const char *)path.buf, path.len));
	bytes_writer_free(&path);
	arena_free(&made->arena);
	return err;
}

/* ---- Namespaces ------------------------------------------------------------ */

struct children {
	struct repo_live *live;
	struct cim_str ns;
	struct cim_name above;
	repo_live_each_fn each;
	void *ctx;
};

/* One of all namespaces: told when the last slash of it stands behind the one that is asked. */
static enum cim_err
child_one(void *ctx, struct cim_str ns)
{
	const struct children *children = ctx;
	struct made made;
	size_t at = ns.len;
	while (at > 0 && ns.ptr[at - 1] != '/')
		at--;
	if (at == 0 || !cim_name_eq(cim_name(ns.ptr, at - 1), children->above))
		return CIM_OK;
	make(&made, "__Namespace");
	put_text(&made, "Name", CIM_STRING, cim_str(ns.ptr + at, ns.len - at));
	return tell(children->live, children->ns, &made, children->each, children->ctx);
}

enum cim_err
inside_namespaces(struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx)
{
	struct children children = { live, ns, cim_name(ns.ptr, ns.len), each, ctx };
	return repo_namespace_list(repo_live_reader(live), child_one, &children);
}

/* ns/name in the arena; CIM_EINVAL: it cannot be a namespace. */
static enum cim_err
below(struct arena *arena, struct cim_str ns, struct cim_str name, struct cim_str *out)
{
	if (!cim_name_valid(name))
		return CIM_EINVAL;
	char *text = arena_text(arena, ns.len + 1 + name.len);
	if (text == NULL)
		return CIM_ENOMEM;
	memcpy(text, ns.ptr, ns.len);
	text[ns.len] = '/';
	memcpy(text + ns.len + 1, name.ptr, name.len);
	*out = cim_str(text, ns.len + 1 + name.len);
	return record_namespace_valid(*out) ? CIM_OK : CIM_EINVAL;
}

enum cim_err
system_namespace_of(struct arena *arena, struct cim_str ns, const struct cim_instance *inst,
    struct cim_str *out)
{
	const struct cim_instance_property *name =
	    cim_instance_property_find(inst, cim_name_from("Name"));
	if (name == NULL || name->value.type != CIM_STRING || name->value.is_null ||
	    name->value.is_array)
		return CIM_EINVAL;
	return below(arena, ns, name->value.as.string, out);
}

enum cim_err
repo_namespace_of_path(struct arena *arena, struct cim_str ns, const struct cim_path *path,
    struct cim_str *out)
{
	if (path->key_count != 1 || path->keys[0].kind != CIM_KEY_STRING ||
	    (path->keys[0].name.len > 0 && !cim_name_is(path->keys[0].name, "Name")))
		return CIM_EINVAL;
	return below(arena, ns, path->keys[0].text, out);
}

/* The last name of a namespace, as its record spells it. */
static enum cim_err
spelling(struct repo_reader reader, struct cim_str ns, struct cim_str *out)
{
	struct repo_key key;
	struct repo_record record;
	struct record_subject subject;
	enum cim_err err = repo_key_namespace(&key, ns);
	if (err == CIM_OK)
		err = reader.get(reader.ctx, key.bytes, key.len, &record);
	if (err == CIM_OK)
		err = record_subject_read(record.bytes, record.len, &subject);
	if (err != CIM_OK)
		return err;
	size_t at = subject.ns.len;
	while (at > 0 && subject.ns.ptr[at - 1] != '/')
		at--;
	*out = cim_str(subject.ns.ptr + at, subject.ns.len - at);
	return CIM_OK;
}

/* A look under one key is enough. */
enum cim_err
inside_namespace_get(struct repo_live *live, struct arena *arena, struct cim_str ns,
    const struct cim_path *path, const struct cim_instance **out)
{
	struct cim_str child, name;
	struct made made;
	*out = NULL;
	enum cim_err err = repo_namespace_of_path(arena, ns, path, &child);
	if (err == CIM_OK)
		err = spelling(repo_live_reader(live), child, &name);
	if (err != CIM_OK)
		return err == CIM_EINVAL ? CIM_ENOENT : err;
	make(&made, "__Namespace");
	put_text(&made, "Name", CIM_STRING, name);
	err = made.err;
	if (err == CIM_OK)
		*out = cim_instance_copy(arena, &made.instance);
	arena_free(&made.arena);
	return err == CIM_OK && *out == NULL ? CIM_ENOMEM : err;
}

/* ---- The program and its repository ---------------------------------------- */

/* When the repository was made: its file "format" is written then, and never again. */
static void
put_made(struct made *made, const struct repo *repo)
{
	struct stat st;
	struct tm tm;
	char text[26];
	if (fstatat(repo->control.dir, "format", &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    gmtime_r(&st.st_mtime, &tm) == NULL || tm.tm_year < -1900 || tm.tm_year > 8099)
		return;
	struct cim_datetime at = { .year = tm.tm_year + 1900, .month = (int8_t)(tm.tm_mon + 1),
		.day = (int8_t)tm.tm_mday, .hour = (int8_t)tm.tm_hour,
		.minute = (int8_t)tm.tm_min, .second = (int8_t)tm.tm_sec,
		.microsecond = (int32_t)(st.st_mtim.tv_nsec / 1000), .precision = 6 };
	cim_datetime_print(&at, text);
	put_text(made, "SetupDateTime", CIM_DATETIME, cim_str(text, 25));
}

/* What is read from a snapshot was made nowhere, and works nowhere. */
enum cim_err
inside_identification(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx)
{
	struct made made;
	const struct repo_txn *txn = repo_live_txn(live);
	const struct repo *repo = txn == NULL ? NULL : txn->repo;
	make(&made, "__CIMOMIdentification");
	if (repo != NULL)
		put_made(&made, repo);
	put_text(&made, "VersionCurrentlyRunning", CIM_STRING, CIM_STR(PACKAGE_VERSION));
	if (repo != NULL) {
		char format[24];
		int n = snprintf(format, sizeof(format), "format %u", (unsigned)repo->format);
		put_text(&made, "VersionUsedToCreateDB", CIM_STRING, cim_str(format, (size_t)n));
		char *whole = realpath(repo->control.path, NULL);
		put_text(&made, "WorkingDirectory", CIM_STRING,
		    cim_str_from(whole == NULL ? repo->control.path : whole));
		free(whole);
	}
	return tell(live, ns, &made, each, ctx);
}

/* Bytes as an array of numbers. */
static void
put_bytes(struct made *made, const char *name, const struct bytes_writer *w)
{
	struct cim_value *v = put(made, name, CIM_UINT8);
	struct cim_value *items = arena_calloc(&made->arena, w->len, sizeof(*items));
	if (v == NULL || items == NULL || w->err != CIM_OK) {
		made->err = CIM_ENOMEM;
		return;
	}
	for (size_t i = 0; i < w->len; i++)
		items[i] = (struct cim_value){ .type = CIM_UINT8, .as.uint = w->buf[i] };
	v->is_array = true;
	v->count = (uint32_t)w->len;
	v->as.items = items;
}

/* The descriptor in the binary form; NULL to who may not read it. */
enum cim_err
inside_this_namespace(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx)
{
	struct made made;
	struct repo_security security;
	struct bytes_writer w = { 0 };
	make(&made, "__thisNAMESPACE");
	enum cim_err err =
	    repo_security_get(repo_live_reader(live), &made.arena, ns, &security);
	if (err == CIM_OK)
		err = cim_descriptor_encode(&w, &security.sd);
	if (err == CIM_OK)
		put_bytes(&made, "SECURITY_DESCRIPTOR", &w);
	bytes_writer_free(&w);
	if (err == CIM_OK || err == CIM_EDENIED)
		return tell(live, ns, &made, each, ctx);
	arena_free(&made.arena);
	return err;
}

/* ---- Settings: what is stored holds, else what the program does ------------- */

/* Takes over what a stored instance says, in the place of what the program says itself. */
static enum cim_err
take_stored(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	struct made *made = ctx;
	(void)path;
	inst = cim_instance_copy(&made->arena, inst);
	if (inst == NULL)
		return CIM_ENOMEM;
	made->instance.qualifiers = inst->qualifiers;
	for (uint32_t i = 0; i < inst->property_count; i++) {
		const struct cim_instance_property *own = &inst->properties[i];
		uint32_t at = 0;
		while (at < made->instance.property_count &&
		    !cim_name_eq(made->properties[at].name, own->name))
			at++;
		if (at == MOST)
			return CIM_EDAMAGED;
		made->properties[at] = *own;
		if (at == made->instance.property_count)
			made->instance.property_count++;
	}
	return CIM_OK;
}

static enum cim_err
tell_setting(struct repo_live *live, struct cim_str ns, struct made *made, repo_live_each_fn each,
    void *ctx)
{
	enum cim_err err = made->err != CIM_OK ? made->err : repo_instance_list(
	    repo_live_reader(live), ns, made->instance.class_name, take_stored, made);
	if (made->err == CIM_OK)
		made->err = err;
	return tell(live, ns, made, each, ctx);
}

enum cim_err
inside_security(struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx)
{
	struct made made;
	make(&made, "__SystemSecurity");
	return tell_setting(live, ns, &made, each, ctx);
}

/* Nobody fires events here and nothing is cached, so that of these there may be none. */
enum cim_err
inside_arbitrator(struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx)
{
	static const char *const none[] = { "PermanentSubscriptionsPerUser",
		"PermanentSubscriptionsTotal", "PollingInstructionsPerUser",
		"PollingInstructionsTotal", "PollingMemoryPerUser", "PollingMemoryTotal",
		"TemporarySubscriptionsPerUser", "TemporarySubscriptionsTotal", "TotalCacheDisk",
		"TotalCacheDiskPerTask", "TotalCacheDiskPerUser", "TotalCacheMemory",
		"TotalCacheMemoryPerTask", "TotalCacheMemoryPerUser" };
	struct made made;
	make(&made, "__ArbitratorConfiguration");
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		put_number(&made, none[i], CIM_UINT32, 0);
	put_number(&made, "TotalUsers", CIM_UINT32, CIM_LIMIT_CONNECTIONS);
	return tell_setting(live, ns, &made, each, ctx);
}

/* Each request runs a provider of its own, and one limit of theirs is such a quota. */
enum cim_err
inside_quota(struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx)
{
	struct made made;
	make(&made, "__ProviderHostQuotaConfiguration");
	const struct repo_txn *txn = repo_live_txn(live);
	struct provider_limits limits;
	struct cim_fault fault = { .err = CIM_OK };
	if (txn != NULL && txn->repo != NULL) {
		made.err = provider_limits_read(txn->repo, &limits, &fault);
		if (made.err == CIM_OK)
			put_number(&made, "MemoryPerHost", CIM_UINT64, limits.memory);
	}
	return tell_setting(live, ns, &made, each, ctx);
}

/* Nothing of a provider is kept when it has answered. */
static enum cim_err
cache(struct repo_live *live, struct cim_str ns, const char *class_name, repo_live_each_fn each,
    void *ctx)
{
	struct made made;
	make(&made, class_name);
	put_text(&made, "ClearAfter", CIM_DATETIME, CIM_STR("00000000000000.000000:000"));
	return tell_setting(live, ns, &made, each, ctx);
}

enum cim_err
inside_event_consumer_cache(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx)
{
	return cache(live, ns, "__EventConsumerProviderCacheControl", each, ctx);
}

enum cim_err
inside_event_provider_cache(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx)
{
	return cache(live, ns, "__EventProviderCacheControl", each, ctx);
}

enum cim_err
inside_event_sink_cache(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx)
{
	return cache(live, ns, "__EventSinkCacheControl", each, ctx);
}

enum cim_err
inside_object_cache(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx)
{
	return cache(live, ns, "__ObjectProviderCacheControl", each, ctx);
}

enum cim_err
inside_property_cache(
    struct repo_live *live, struct cim_str ns, repo_live_each_fn each, void *ctx)
{
	return cache(live, ns, "__PropertyProviderCacheControl", each, ctx);
}
