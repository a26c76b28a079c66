/* live.c: who gives the instances of a class, asked for all of them or for one. */
#include "repo/live.h"

#include <stdlib.h>
#include <string.h>

#include "cim/limits.h"
#include "repo/inside.h"
#include "repo/provider_ask.h"
#include "repo/txn.h"

struct repo_live {
	struct repo_reader reader;
	struct repo_txn *txn;
	unsigned flags;
	const char *locale;
	struct repo_scope *scope;
	struct provider_fault fault;
};

enum cim_err
repo_live_new(struct repo_reader reader, struct repo_txn *txn, unsigned flags, const char *locale,
    struct repo_live **out)
{
	*out = NULL;
	struct repo_live *live = calloc(1, sizeof(*live));
	if (live == NULL)
		return CIM_ENOMEM;
	live->reader = reader;
	live->txn = txn;
	live->flags = flags;
	live->locale = locale;
	enum cim_err err = repo_scope_new(reader, &live->scope);
	if (err != CIM_OK) {
		free(live);
		return err;
	}
	*out = live;
	return CIM_OK;
}

void
repo_live_free(struct repo_live *live)
{
	if (live == NULL)
		return;
	repo_scope_free(live->scope);
	free(live);
}

struct repo_scope *
repo_live_scope(struct repo_live *live)
{
	return live->scope;
}

struct repo_reader
repo_live_reader(const struct repo_live *live)
{
	return live->reader;
}

struct repo_txn *
repo_live_txn(const struct repo_live *live)
{
	return live->txn;
}

const struct cim_fault *
repo_live_fault(const struct repo_live *live)
{
	return &live->fault.fault;
}

uint32_t
repo_live_wbem(const struct repo_live *live)
{
	return live->fault.fault.wbem;
}

/* ---- Who gives ----------------------------------------------------------- */

enum cim_err
repo_giver_find(const struct cim_scope *scope, struct cim_str ns, struct cim_name name,
    struct repo_giver *out)
{
	const struct cim_class *cls;
	bool dynamic_known = false, dynamic = false, named = false;
	*out = (struct repo_giver){ .kind = REPO_GIVER_STORE };
	for (unsigned depth = 0; name.len > 0; depth++) {
		enum cim_err err = depth > CIM_LIMIT_INHERITANCE ? CIM_EDAMAGED :
		    scope->class_get(scope->ctx, ns, name, &cls);
		/* What is above a damaged class says nothing. */
		if (err == CIM_ENOENT && depth > 0)
			break;
		if (err != CIM_OK)
			return err;
		if (depth == 0 && (out->inside = inside_find(cls->name)) != NULL) {
			out->kind = REPO_GIVER_INSIDE;
			return CIM_OK;
		}
		/* An abstract class has no instances, whoever would give them. */
		if (depth == 0 && cim_qualifier_true(cls->qualifiers, "Abstract"))
			return CIM_OK;
		const struct cim_qualifier *q = cim_qualifier_find(cls->qualifiers, "Dynamic");
		bool down = q != NULL && (depth == 0 || (q->flavors & CIM_FLAVOR_TOSUBCLASS) != 0);
		if (down && !dynamic_known) {
			dynamic_known = true;
			dynamic = cim_qualifier_is_true(q);
		}
		q = cim_qualifier_find(cls->qualifiers, "Provider");
		down = q != NULL && (depth == 0 || (q->flavors & CIM_FLAVOR_TOSUBCLASS) != 0);
		if (down && !named) {
			named = true;
			out->provider = cim_qualifier_text(cls->qualifiers, "Provider");
		}
		name = cls->superclass;
	}
	if (dynamic)
		out->kind = REPO_GIVER_PROVIDER;
	else
		out->provider = CIM_STR("");
	return CIM_OK;
}

enum cim_err
repo_live_giver(struct repo_live *live, struct cim_str ns, struct cim_name name,
    struct repo_giver *out)
{
	struct cim_scope scope = repo_scope(live->scope);
	return repo_giver_find(&scope, ns, name, out);
}

bool
repo_giver_stores(const struct repo_giver *giver)
{
	return giver->kind == REPO_GIVER_STORE ||
	    (giver->kind == REPO_GIVER_INSIDE && giver->inside->stores);
}

bool
repo_live_runs(const struct repo_live *live)
{
	return live->txn != NULL && (live->flags & REPO_LIVE_NO_PROVIDERS) == 0;
}

static struct provider_ask
ask_of(struct repo_live *live, struct cim_str ns, struct cim_name name,
    const struct repo_giver *giver)
{
	return (struct provider_ask){ .repo = live->txn->repo, .scope = live->scope,
		.provider = giver->provider, .ns = ns, .class_name = name, .locale = live->locale };
}

/* ---- All of them --------------------------------------------------------- */

enum cim_err
repo_live_list(struct repo_live *live, struct cim_str ns, struct cim_name name,
    const struct repo_live_wish *wish, repo_live_each_fn each, void *ctx)
{
	struct repo_giver giver;
	memset(&live->fault, 0, sizeof(live->fault));
	enum cim_err err = repo_live_giver(live, ns, name, &giver);
	if (err != CIM_OK)
		return err;
	if (giver.kind == REPO_GIVER_INSIDE)
		return giver.inside->list(live, ns, each, ctx);
	if (giver.kind == REPO_GIVER_STORE || !repo_live_runs(live))
		return repo_instance_list(live->reader, ns, name, each, ctx);
	struct provider_ask ask = ask_of(live, ns, name, &giver);
	ask.wish = wish;
	live->fault.about = name;
	return provider_list(&ask, each, ctx, &live->fault);
}

enum cim_err
repo_live_ask(struct repo_live *live, struct cim_str provider, struct cim_str ns,
    struct cim_name name, const struct repo_live_wish *wish, const struct cim_path *path,
    repo_live_each_fn each, void *ctx)
{
	struct repo_giver giver = { .kind = REPO_GIVER_PROVIDER, .provider = provider };
	memset(&live->fault, 0, sizeof(live->fault));
	if (live->txn == NULL)
		return cim_fault(&live->fault.fault, CIM_EINVAL, "this is no repository");
	struct provider_ask ask = ask_of(live, ns, name, &giver);
	ask.wish = wish;
	ask.path = path;
	live->fault.about = name;
	return provider_list(&ask, each, ctx, &live->fault);
}

/* ---- One ----------------------------------------------------------------- */

/* The one among many whose canonical path is this. */
struct sought {
	struct arena *arena;
	struct cim_str path;
	const struct cim_instance *found;
};

static enum cim_err
seek_one(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	struct sought *sought = ctx;
	if (!cim_str_eq(path, sought->path))
		return CIM_OK;
	sought->found = cim_instance_copy(sought->arena, inst);
	/* The rest need not be told. */
	return sought->found == NULL ? CIM_ENOMEM : CIM_EEXIST;
}

enum cim_err
repo_live_get(struct repo_live *live, struct arena *arena, struct cim_str ns,
    const struct cim_path *path, const struct cim_instance **out)
{
	struct repo_giver giver;
	struct bytes_writer canon = { 0 };
	*out = NULL;
	memset(&live->fault, 0, sizeof(live->fault));
	enum cim_err err = repo_live_giver(live, ns, path->class_name, &giver);
	if (err != CIM_OK)
		return err;
	if (giver.kind == REPO_GIVER_INSIDE && giver.inside->get != NULL)
		return giver.inside->get(live, arena, ns, path, out);
	if (giver.kind == REPO_GIVER_STORE ||
	    (giver.kind == REPO_GIVER_PROVIDER && !repo_live_runs(live)))
		return repo_instance_get(live->reader, arena, ns, path, out);
	if (path->key_count == 0 && !path->is_singleton)
		return CIM_ENOENT;
	err = instance_canonical(live->scope, &canon, ns, path);
	/* A path that fits no instance. */
	if (err == CIM_EINVAL)
		err = CIM_ENOENT;
	struct sought sought = { arena, cim_str((const char *)canon.buf, canon.len), NULL };
	if (err == CIM_OK && giver.kind == REPO_GIVER_INSIDE) {
		err = giver.inside->list(live, ns, seek_one, &sought);
	} else if (err == CIM_OK) {
		struct provider_ask ask = ask_of(live, ns, path->class_name, &giver);
		ask.path = path;
		live->fault.about = path->class_name;
		err = provider_list(&ask, seek_one, &sought, &live->fault);
	}
	bytes_writer_free(&canon);
	if (sought.found != NULL && err == CIM_EEXIST)
		err = CIM_OK;
	else if (err == CIM_OK)
		err = CIM_ENOENT;
	*out = err == CIM_OK ? sought.found : NULL;
	return err;
}
