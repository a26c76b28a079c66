/* finding_provider.c: providers that classes name and nobody has registered, for verify. */
#include "config.h"

#include "cli/finding.h"

#include <stdio.h>
#include <string.h>

#include "repo/live.h"
#include "repo/provider.h"

/* A provider that classes name. */
struct named {
	struct named *next;
	struct cim_str name;
	struct cim_str ns, cls;		/* the first class */
	uint64_t classes;
	struct cim_fault fault;		/* why it cannot be run */
};

struct look {
	struct repo *repo;
	struct repo_live *live;
	struct arena arena;
	struct cim_map by_name;		/* name -> struct named; those that can be run too */
	struct named *first, **last;
	struct cim_str ns;
};

/* Names of files differ by case, those of a map do not: behind the name stands which are capitals. */
static struct cim_name
exact(struct arena *arena, struct cim_str name)
{
	char *text = arena_text(arena, 2 * name.len);
	for (size_t i = 0; text != NULL && i < name.len; i++) {
		text[i] = name.ptr[i];
		text[name.len + i] = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? '1' : '0';
	}
	return cim_name(text, text == NULL ? 0 : 2 * name.len);
}

static enum cim_err
remember(struct look *look, struct cim_str provider, const struct cim_class *cls)
{
	struct arena_mark mark = arena_mark(&look->arena);
	struct cim_name key = exact(&look->arena, provider);
	struct named *named = cim_map_get(&look->by_name, key);
	if (named != NULL) {
		named->classes++;
		arena_rewind(&look->arena, mark);
		return CIM_OK;
	}
	if (key.len == 0 && provider.len > 0)
		return CIM_ENOMEM;
	named = arena_new(&look->arena, struct named);
	if (named == NULL || !cim_str_copy(&look->arena, provider, &named->name) ||
	    !cim_str_copy(&look->arena, look->ns, &named->ns) ||
	    !cim_str_copy(&look->arena, cim_name_str(cls->name), &named->cls))
		return CIM_ENOMEM;
	named->classes = 1;
	enum cim_err err = repo_provider_check(look->repo, named->name, &named->fault);
	if (err != CIM_OK && err != CIM_ENOPROVIDER && err != CIM_EPROVIDER)
		return err;
	if (err != CIM_OK) {
		named->fault.err = err;
		*look->last = named;
		look->last = &named->next;
	}
	return cim_map_set(&look->by_name, &look->arena, key, named);
}

static enum cim_err
look_class(void *ctx, const struct cim_class *cls)
{
	struct look *look = ctx;
	struct repo_giver giver;
	enum cim_err err = repo_live_giver(look->live, look->ns, cls->name, &giver);
	if (err != CIM_OK || giver.kind != REPO_GIVER_PROVIDER)
		return err;
	return remember(look, giver.provider, cls);
}

static enum cim_err
look_namespace(void *ctx, struct cim_str ns)
{
	struct look *look = ctx;
	look->ns = ns;
	enum cim_err err = repo_class_list(repo_live_reader(look->live), ns, look_class, look);
	/* Who may not read it is not told of it. */
	return err == CIM_EDENIED ? CIM_OK : err;
}

static void
tell(const struct named *named, struct findings *findings)
{
	char text[900], more[60] = "";
	int shown = (int)(named->name.len > 200 ? 200 : named->name.len);
	if (named->classes > 1)
		(void)snprintf(more, sizeof(more), " and %llu more",
		    (unsigned long long)(named->classes - 1));
	(void)snprintf(text, sizeof(text), "class %.*s in %.*s%s: provider %.*s %s",
	    (int)(named->cls.len > 200 ? 200 : named->cls.len), named->cls.ptr,
	    (int)(named->ns.len > 200 ? 200 : named->ns.len), named->ns.ptr, more, shown,
	    named->name.ptr, named->fault.err == CIM_ENOPROVIDER ?
	    "is not registered; use: wbemkit provider add" : "is registered and cannot be run");
	for (char *c = text; *c != '\0'; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	}
	struct repo_finding finding = { .kind = "provider", .ns = named->ns, .name = named->name,
		.text = text, .note = true, .users = named->classes };
	findings_tell(findings, &finding);
}

enum cim_err
findings_providers(struct findings *findings, const char *path, struct cim_fault *fault)
{
	struct look look = { .ns = { NULL, 0 } };
	struct repo_txn *txn = NULL;
	look.last = &look.first;
	enum cim_err err = repo_open(path, REPO_READ, &look.repo, fault);
	if (err == CIM_OK)
		err = repo_begin(look.repo, REPO_READ, &txn);
	if (err == CIM_OK)
		err = repo_live_new(repo_txn_reader(txn), txn, 0, NULL, &look.live);
	if (err == CIM_OK)
		err = repo_namespace_list(repo_txn_reader(txn), look_namespace, &look);
	for (const struct named *named = look.first; named != NULL && err == CIM_OK;
	    named = named->next)
		tell(named, findings);
	if (err != CIM_OK && fault != NULL && fault->err == CIM_OK && txn != NULL)
		*fault = *repo_txn_fault(txn);
	repo_live_free(look.live);
	repo_abort(txn);
	repo_close(look.repo);
	arena_free(&look.arena);
	return err;
}
