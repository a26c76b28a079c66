/* security.c: the security of namespaces: read, inherited at creation, and changed. */
#include "repo/security.h"

#include <string.h>

#include "repo/access.h"
#include "repo/reader.h"
#include "repo/txn.h"

/* ---- Reading --------------------------------------------------------------------- */

static enum cim_err
from_record(struct arena *arena, const struct record *record, struct repo_security *out)
{
	struct cim_str bytes = record->security.descriptor;
	*out = (struct repo_security){ .is_default = bytes.len == 0,
		.requires_encryption = record->security.encryption };
	return bytes.len == 0 ? cim_descriptor_default(arena, &out->sd) :
	    cim_descriptor_decode(arena, bytes.ptr, bytes.len, &out->sd, NULL);
}

enum cim_err
security_read(struct repo_reader reader, struct arena *arena, const uint8_t *key, size_t key_len,
    struct cim_str *spelled, struct repo_security *out)
{
	struct repo_key own = { .len = key_len };
	struct record record;
	memcpy(own.bytes, key, key_len);
	enum cim_err err = reader_record(reader, arena, REPO_KIND_NAMESPACE, &own, &record);
	if (err == CIM_OK && !cim_str_copy(arena, record.ns, spelled))
		err = CIM_ENOMEM;
	return err == CIM_OK ? from_record(arena, &record, out) : err;
}

/* Without asking for a right. */
static enum cim_err
get(struct repo_reader reader, struct arena *arena, struct cim_str ns, struct repo_security *out)
{
	struct repo_key key;
	struct cim_str spelled;
	if (!record_namespace_valid(ns))
		return CIM_ENOENT;
	enum cim_err err = repo_key_namespace(&key, ns);
	return err != CIM_OK ? err :
	    security_read(reader, arena, key.bytes, key.len, &spelled, out);
}

enum cim_err
repo_security_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    struct repo_security *out)
{
	enum cim_err err = reader.may == NULL ? CIM_OK :
	    reader.may(reader.ctx, ns, CIM_RIGHT_READ_CONTROL);
	return err != CIM_OK ? err : get(reader, arena, ns, out);
}

/* ---- What a child gets -------------------------------------------------------------- */

/* NULL: nobody in particular, as of snapshots and builds: root. */
static enum cim_err
passed_on(struct arena *arena, const struct repo_security *parent, const struct access *creator,
    struct repo_security *out)
{
	static const struct access root = { .uid = 0, .gid = 0 };
	const struct access *who = creator == NULL ? &root : creator;
	struct cim_sid user = access_user_sid(who), group = access_group_sid(who);
	*out = *parent;
	out->requires_encryption = false;
	/* The default passes on the default. */
	return parent->is_default ? CIM_OK :
	    cim_descriptor_inherit(arena, &parent->sd, &user, &group, &out->sd);
}

enum cim_err
repo_security_passed_on(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    struct repo_security *out)
{
	struct repo_security parent;
	enum cim_err err = repo_security_get(reader, arena, ns, &parent);
	return err != CIM_OK ? err : passed_on(arena, &parent, NULL, out);
}

/* ---- Writing ------------------------------------------------------------------------ */

/* The record of a namespace into txn's work. */
static enum cim_err
encode(struct repo_txn *txn, struct cim_str ns, const struct repo_security *security)
{
	struct cim_descriptor standard;
	struct bytes_writer w = { 0 };
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = cim_descriptor_default(&txn->scratch, &standard);
	if (err == CIM_OK && !cim_descriptor_eq(&security->sd, &standard))
		err = cim_descriptor_encode(&w, &security->sd);
	if (err == CIM_ELIMIT)
		err = cim_fault(&txn->fault, err, "%.*s: the list of a descriptor is longer than "
		    "65,535 bytes", (int)ns.len, ns.ptr);
	if (err == CIM_OK)
		err = record_encode_namespace(&txn->work, ns, (struct record_security){
		    cim_str((const char *)w.buf, w.len), security->requires_encryption });
	bytes_writer_free(&w);
	arena_rewind(&txn->scratch, mark);
	return err;
}

/* A copy whose entries are in the arena, checked, and normal. */
static enum cim_err
make_normal(struct repo_txn *txn, struct arena *arena, struct cim_str ns,
    const struct cim_descriptor *sd, struct cim_descriptor *out)
{
	const char *why;
	*out = *sd;
	if (cim_descriptor_check(sd, &why) != CIM_OK)
		return cim_fault(&txn->fault, CIM_EINVAL,
		    "%.*s: no security descriptor for a namespace: %s", (int)ns.len, ns.ptr, why);
	out->dacl.aces = arena_calloc(arena, sd->dacl.count, sizeof(sd->dacl.aces[0]));
	if (out->dacl.aces == NULL)
		return CIM_ENOMEM;
	if (sd->dacl.count > 0)
		memcpy(out->dacl.aces, sd->dacl.aces, sd->dacl.count * sizeof(sd->dacl.aces[0]));
	cim_descriptor_normalize(out);
	return CIM_OK;
}

enum cim_err
security_encode_new(struct repo_txn *txn, struct cim_str ns, struct cim_str parent,
    const struct cim_namespace_security *said)
{
	struct repo_security above, security = { .is_default = true };
	const struct access *creator = txn->repo == NULL ? NULL : &txn->repo->access;
	struct arena arena = { 0 };
	bool own = said != NULL && said->sd != NULL;
	enum cim_err err = own ? make_normal(txn, &arena, ns, said->sd, &security.sd) :
	    parent.len == 0 ? cim_descriptor_default(&arena, &security.sd) :
	    get(txn_reader(txn), &arena, parent, &above);
	if (err == CIM_OK && !own && parent.len > 0)
		err = passed_on(&arena, &above, creator, &security);
	if (said != NULL && said->encryption_said)
		security.requires_encryption = said->encryption;
	if (err == CIM_OK)
		err = encode(txn, ns, &security);
	arena_free(&arena);
	return err;
}

/* A namespace's security, in the place of what it has. */
static enum cim_err
put(struct repo_txn *txn, struct cim_str ns, const struct repo_security *security)
{
	struct repo_key key;
	enum cim_err err = encode(txn, ns, security);
	if (err == CIM_OK)
		err = repo_key_namespace(&key, ns);
	if (err == CIM_OK)
		err = txn_record_put(txn, &key);
	access_cache_forget(txn->cache);
	return err;
}

/* The namespace as it is spelled and secured, for one who may change that. */
static enum cim_err
begin(struct repo_txn *txn, struct arena *arena, struct cim_str ns, struct txn_namespace **known,
    struct repo_security *old)
{
	enum cim_err err = txn_namespace_want(txn, ns, CIM_RIGHT_WRITE_DAC, known);
	return err != CIM_OK ? err : get(txn_reader(txn), arena, (*known)->spelled, old);
}

/* Another owner is nothing that the right to edit the list allows. */
static enum cim_err
owner_check(struct repo_txn *txn, struct cim_str ns, const struct cim_descriptor *old,
    const struct cim_descriptor *now)
{
	if (txn->access == NULL || txn->access->administrator ||
	    (cim_sid_eq(&old->owner, &now->owner) && cim_sid_eq(&old->group, &now->group)))
		return CIM_OK;
	return cim_fault(&txn->fault, CIM_EDENIED, "%.*s: access denied: only an administrator "
	    "gives a namespace another owner or group", (int)ns.len, ns.ptr);
}

enum cim_err
security_change(struct repo_txn *txn, struct arena *arena, struct cim_str ns,
    const struct cim_namespace_security *said, bool *changed, struct repo_security *old,
    struct repo_security *now)
{
	struct txn_namespace *known;
	struct cim_descriptor standard;
	*changed = false;
	enum cim_err err = begin(txn, arena, ns, &known, old);
	*now = *old;
	if (err == CIM_OK && said->sd != NULL)
		err = make_normal(txn, arena, known->spelled, said->sd, &now->sd);
	if (err == CIM_OK)
		err = owner_check(txn, known->spelled, &old->sd, &now->sd);
	if (err == CIM_OK)
		err = cim_descriptor_default(arena, &standard);
	if (err != CIM_OK)
		return err;
	if (said->encryption_said)
		now->requires_encryption = said->encryption;
	now->is_default = cim_descriptor_eq(&now->sd, &standard);
	*changed = now->requires_encryption != old->requires_encryption ||
	    !cim_descriptor_eq(&now->sd, &old->sd);
	return *changed ? put(txn, known->spelled, now) : CIM_OK;
}

/* Of the inherited entries of a list those that another has too. */
static void
keep_inherited(struct cim_acl *acl, const struct cim_acl *had)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < acl->count; i++) {
		bool keep = (acl->aces[i].flags & CIM_ACE_INHERITED) == 0;
		for (uint32_t k = 0; k < had->count && !keep; k++)
			keep = cim_ace_eq(&acl->aces[i], &had->aces[k]);
		if (keep)
			acl->aces[n++] = acl->aces[i];
	}
	acl->count = n;
}

enum cim_err
repo_security_set(struct repo_txn *txn, struct cim_str ns, const struct cim_descriptor *sd)
{
	struct txn_namespace *known;
	struct repo_security old, now;
	struct cim_descriptor wanted;
	struct arena arena = { 0 };
	enum cim_err err = begin(txn, &arena, ns, &known, &old);
	if (err == CIM_OK)
		err = make_normal(txn, &arena, known->spelled, sd, &wanted);
	if (err == CIM_OK) {
		keep_inherited(&wanted.dacl, &old.sd.dacl);
		now = old;
		now.sd.dacl = wanted.dacl;
		err = put(txn, known->spelled, &now);
	}
	arena_free(&arena);
	return err;
}

enum cim_err
repo_security_reset(struct repo_txn *txn, struct cim_str ns)
{
	struct txn_namespace *known;
	struct repo_security old, now = { .is_default = true };
	struct arena arena = { 0 };
	enum cim_err err = begin(txn, &arena, ns, &known, &old);
	now.requires_encryption = err == CIM_OK && old.requires_encryption;
	if (err == CIM_OK)
		err = cim_descriptor_default(&arena, &now.sd);
	if (err == CIM_OK)
		err = owner_check(txn, known->spelled, &old.sd, &now.sd);
	if (err == CIM_OK)
		err = put(txn, known->spelled, &now);
	arena_free(&arena);
	return err;
}

/* ---- The caller ---------------------------------------------------------------------- */

enum cim_err
repo_rights(struct repo_txn *txn, struct cim_str ns, uint32_t *rights)
{
	*rights = 0;
	if (!record_namespace_valid(ns))
		return CIM_ENOENT;
	if (txn->access != NULL) {
		enum cim_err err = access_want(txn, ns, CIM_RIGHT_ENABLE);
		return err != CIM_OK ? err : access_rights(txn, ns, rights);
	}
	*rights = CIM_RIGHTS_ALL;
	return repo_namespace_get(txn_reader(txn), ns);
}

void
repo_txn_hide(struct repo_txn *txn)
{
	txn->hidden++;
	cim_fault_clear(&txn->denied);
}

uint64_t
repo_txn_hidden(const struct repo_txn *txn)
{
	return txn->hidden;
}
