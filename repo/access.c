/* access.c: who opened the repository, and what they may do in each namespace. */
#include "config.h"

#include "repo/access.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "repo/security.h"
#include "repo/settings.h"
#include "repo/slots.h"
#include "repo/txn.h"

/* ---- The caller ----------------------------------------------------------------- */

#define MOST_GROUPS 0x10000	/* the kernel's own limit */

static struct cim_sid
unix_user(uid_t uid)
{
	return cim_sid_make(22, 2, 1, (uint32_t)uid);
}

static struct cim_sid
unix_group(gid_t gid)
{
	return cim_sid_make(22, 2, 2, (uint32_t)gid);
}

/* The table of doc/security.txt: who is who. Root and the owner are never asked. */
static enum cim_err
token_make(struct access *access, const gid_t *groups, size_t group_count)
{
	/* WD, AU and BU, the user, the groups, BA. */
	struct cim_sid *sids = calloc(group_count + 6, sizeof(*sids));
	size_t n = 0;
	if (sids == NULL)
		return CIM_ENOMEM;
	sids[n++] = cim_sid_make(1, 1, 0, 0);
	sids[n++] = cim_sid_make(5, 1, 11, 0);
	sids[n++] = cim_sid_make(5, 2, 32, 545);
	sids[n++] = unix_user(access->uid);
	sids[n++] = unix_group(access->gid);
	for (size_t i = 0; i < group_count; i++)
		sids[n++] = unix_group(groups[i]);
	if (access->administrator)
		sids[n++] = cim_sid_make(5, 2, 32, 544);
	access->token = (struct cim_token){ sids, n };
	return CIM_OK;
}

/*
 * The group of administrators that the owner has set, or (gid_t)-1. Settings that cannot be
 * believed make nobody one, and are told by who changes or asks for them.
 */
static enum cim_err
admin_group(struct control *control, gid_t *gid, struct cim_fault *fault)
{
	char name[REPO_SETTING_SIZE];
	*gid = (gid_t)-1;
	enum cim_err err = settings_get(control, "admin-group", name, NULL);
	if (err == CIM_OK && name[0] != '\0')
		err = share_group(name, gid, NULL);
	if (err == CIM_EDENIED || err == CIM_EDAMAGED || err == CIM_ENOENT || err == CIM_EINVAL)
		return CIM_OK;
	return err == CIM_OK ? CIM_OK : cim_fault(fault, err, "%s: the setting admin-group: %s",
	    control->path, cim_strerror(err));
}

enum cim_err
access_init(struct access *access, struct control *control, struct cim_fault *fault)
{
	gid_t extra;
	*access = (struct access){ .uid = geteuid(), .gid = getegid() };
	access->all = access->uid == 0 || access->uid == control->owner;
	if (access->all)
		return CIM_OK;
	enum cim_err err = admin_group(control, &extra, fault);
	if (err != CIM_OK)
		return err;
	int count = getgroups(0, NULL);
	if (count < 0 || count > MOST_GROUPS)
		return cim_fault_errno(fault, "the groups of this process");
	gid_t *groups = calloc((size_t)count + 1, sizeof(*groups));
	if (groups == NULL)
		return cim_fault(fault, CIM_ENOMEM, "out of memory");
	count = getgroups(count, groups);
	if (count < 0) {
		free(groups);
		return cim_fault_errno(fault, "the groups of this process");
	}
	access->administrator = extra != (gid_t)-1 && access->gid == extra;
	for (int i = 0; i < count; i++)
		access->administrator |= extra != (gid_t)-1 && groups[i] == extra;
	err = token_make(access, groups, (size_t)count);
	free(groups);
	return err == CIM_OK ? CIM_OK : cim_fault(fault, err, "out of memory");
}

void
access_free(struct access *access)
{
	free((void *)(uintptr_t)access->token.sids);
	access->token = (struct cim_token){ NULL, 0 };
}

struct cim_sid
access_user_sid(const struct access *access)
{
	return unix_user(access->uid);
}

struct cim_sid
access_group_sid(const struct access *access)
{
	return unix_group(access->gid);
}

/* ---- What is remembered ---------------------------------------------------------- */

/* By the component that stands for a namespace in every key: a few places, the newest wins. */
#define PLACES 64

struct place {
	bool known;
	enum cim_err err;
	uint32_t rights;
	uint8_t len, comp[KEY_COMP_MAX];
};

struct access_cache {
	struct place places[PLACES];
};

struct access_cache *
access_cache_new(void)
{
	return calloc(1, sizeof(struct access_cache));
}

void
access_cache_free(struct access_cache *cache)
{
	free(cache);
}

void
access_cache_forget(struct access_cache *cache)
{
	if (cache == NULL)
		return;
	for (size_t i = 0; i < PLACES; i++)
		cache->places[i].known = false;
}

/* ---- The rights of a namespace ----------------------------------------------------- */

/* The component of a key or prefix, behind its kind; false: it has none, or not all of it. */
static bool
component(const uint8_t *key, size_t len, const uint8_t **comp, size_t *n)
{
	if (len < 2)
		return false;
	*comp = key + 1;
	const uint8_t *end = memchr(*comp, 0, len - 1);
	if (end == NULL && key[0] != REPO_KIND_NAMESPACE)
		return false;
	*n = end == NULL ? len - 1 : (size_t)(end - *comp);
	return *n > 0 && *n <= KEY_COMP_MAX;
}

bool
access_is_one(const uint8_t *prefix, size_t len)
{
	const uint8_t *comp;
	size_t n;
	return len > 0 && prefix[0] != REPO_KIND_NAMESPACE && component(prefix, len, &comp, &n);
}

static enum cim_err
look(struct repo_txn *txn, const uint8_t *comp, size_t n, uint32_t *rights)
{
	struct repo_security security;
	struct arena arena = { 0 };
	struct cim_str spelled;
	uint8_t key[1 + KEY_COMP_MAX] = { REPO_KIND_NAMESPACE };
	memcpy(key + 1, comp, n);
	enum cim_err err =
	    security_read(txn_reader(txn), &arena, key, n + 1, &spelled, &security);
	*rights = err != CIM_OK ? 0 : cim_descriptor_rights(&security.sd, &txn->access->token);
	arena_free(&arena);
	return err;
}

static enum cim_err
rights_of(struct repo_txn *txn, const uint8_t *comp, size_t n, uint32_t *rights)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ comp[i]) * 16777619u;
	struct place *place = &txn->cache->places[(hash ^ hash >> 16) % PLACES];
	if (!place->known || place->len != n || memcmp(place->comp, comp, n) != 0) {
		place->err = look(txn, comp, n, &place->rights);
		place->known = place->err == CIM_OK || place->err == CIM_ENOENT;
		place->len = (uint8_t)n;
		memcpy(place->comp, comp, n);
	}
	*rights = place->rights;
	return place->err;
}

/* ns as people write it; len 0: as in the key. */
static enum cim_err
denied(struct repo_txn *txn, struct cim_str ns, uint32_t missing)
{
	char user[64];
	const char *plain = "?";
	for (const struct cim_right *right = cim_rights; right->name != NULL; right++) {
		if ((missing & right->bit) != 0) {
			missing = right->bit;
			plain = right->word;
		}
	}
	int n = (int)(ns.len < 80 ? ns.len : 80);
	slot_user((uint64_t)txn->access->uid, user, sizeof(user));
	cim_fault_clear(&txn->denied);
	return cim_fault(&txn->denied, CIM_EDENIED,
	    "%.*s: access denied: user %s lacks the right %s (%s) there; who may edit its security "
	    "can grant it: wbemkit namespace security allow %.*s user:%s %s", n, ns.ptr, user,
	    cim_right_name(missing), plain, n, ns.ptr, user, plain);
}

enum cim_err
access_want(struct repo_txn *txn, struct cim_str ns, uint32_t rights)
{
	struct repo_key key;
	uint32_t granted = 0;
	enum cim_err err = repo_key_namespace(&key, ns);
	if (err == CIM_OK)
		err = rights_of(txn, key.bytes + 1, key.len - 1, &granted);
	if (err != CIM_OK)
		return err == CIM_EINVAL ? CIM_ENOENT : err;
	rights |= CIM_RIGHT_ENABLE;
	return (rights & ~granted) == 0 ? CIM_OK : denied(txn, ns, rights & ~granted);
}

enum cim_err
access_seen(struct repo_txn *txn, const uint8_t *key, size_t len)
{
	const uint8_t *comp;
	size_t n;
	uint32_t granted = 0;
	if (!component(key, len, &comp, &n))
		return CIM_OK;
	enum cim_err err = rights_of(txn, comp, n, &granted);
	/*
	 * CIM_ENOENT: what stands in a namespace that is lost cannot be had, as nobody can say
	 * whose it is.
	 */
	if (err != CIM_OK)
		return err;
	return (granted & CIM_RIGHT_ENABLE) != 0 ? CIM_OK : CIM_EDENIED;
}

enum cim_err
access_key(struct repo_txn *txn, const uint8_t *key, size_t len)
{
	const uint8_t *comp;
	size_t n;
	enum cim_err err = access_seen(txn, key, len);
	if (err != CIM_EDENIED || !component(key, len, &comp, &n))
		return err;
	/* As it is spelled in its record, which is there. */
	struct arena arena = { 0 };
	struct repo_security security;
	struct cim_str spelled = cim_str((const char *)comp, n);
	uint8_t own[1 + KEY_COMP_MAX] = { REPO_KIND_NAMESPACE };
	memcpy(own + 1, comp, n);
	(void)security_read(txn_reader(txn), &arena, own, n + 1, &spelled, &security);
	err = denied(txn, spelled, CIM_RIGHT_ENABLE);
	arena_free(&arena);
	return err;
}

enum cim_err
access_rights(struct repo_txn *txn, struct cim_str ns, uint32_t *rights)
{
	struct repo_key key;
	enum cim_err err = repo_key_namespace(&key, ns);
	if (err == CIM_OK)
		err = rights_of(txn, key.bytes + 1, key.len - 1, rights);
	return err;
}
