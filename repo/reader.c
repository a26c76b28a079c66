/* reader.c: what a reader holds, decoded: the record under one key, or all under a prefix. */
#include "repo/reader.h"

#include "repo/system.h"

enum cim_err
reader_record(struct repo_reader reader, struct arena *arena, enum repo_kind kind,
    const struct repo_key *key, struct record *out)
{
	struct repo_record found;
	struct record_work work;
	enum cim_err err = reader.get(reader.ctx, key->bytes, key->len, &found);
	if (err == CIM_OK)
		err = record_work_init(&work);
	if (err != CIM_OK)
		return err;
	err = record_decode_kind(&work, arena, kind, found.bytes, found.len, out);
	record_work_free(&work);
	return err;
}

static struct cim_name
name_of(const struct record *record)
{
	return record->kind == REPO_KIND_QUALIFIER_TYPE ? record->as.qualifier_type->name :
	    record->kind == REPO_KIND_ENUMERATION ? record->as.enumeration->name :
	    record->as.cls->name;
}

enum cim_err
reader_named(struct repo_reader reader, struct arena *arena, enum repo_kind kind,
    struct cim_str ns, struct cim_name name, struct record *out)
{
	struct repo_key key;
	if (!cim_name_valid(cim_name_str(name)))
		return CIM_ENOENT;
	enum cim_err err = repo_key_named(&key, kind, ns, name);
	if (err == CIM_OK)
		err = reader_record(reader, arena, kind, &key, out);
	if (err == CIM_ENOENT && kind == REPO_KIND_CLASS && cim_name_is_system(name)) {
		*out = (struct record){ .kind = kind, .ns = ns };
		err = system_class_get(reader, arena, ns, name, &out->as.cls);
	}
	return err == CIM_OK && !cim_name_eq(name_of(out), name) ? CIM_EDAMAGED : err;
}

struct records {
	enum repo_kind kind;
	reader_each_fn each;
	void *ctx;
	struct record_work work;
	struct arena arena;
};

static enum cim_err
records_one(void *ctx, const struct repo_record *found)
{
	struct records *records = ctx;
	struct record record;
	struct arena_mark mark = arena_mark(&records->arena);
	enum cim_err err = record_decode_kind(&records->work, &records->arena, records->kind,
	    found->bytes, found->len, &record);
	if (err == CIM_OK)
		err = records->each(records->ctx, &records->arena, found, &record);
	arena_rewind(&records->arena, mark);
	return err;
}

enum cim_err
reader_records(struct repo_reader reader, enum repo_kind kind, const struct repo_key *prefix,
    reader_each_fn each, void *ctx)
{
	struct records records = { .kind = kind, .each = each, .ctx = ctx };
	enum cim_err err = record_work_init(&records.work);
	if (err != CIM_OK)
		return err;
	err = reader.walk(reader.ctx, prefix->bytes, prefix->len, records_one, &records);
	record_work_free(&records.work);
	arena_free(&records.arena);
	return err;
}

static enum cim_err
no_walk(void *ctx, const void *prefix, size_t prefix_len,
    enum cim_err (*each)(void *each_ctx, const struct repo_record *record), void *each_ctx)
{
	(void)ctx;
	(void)prefix;
	(void)prefix_len;
	(void)each;
	(void)each_ctx;
	return CIM_EINVAL;
}

struct repo_reader
reader_by_key(void *ctx, enum cim_err (*get)(
    void *ctx, const void *key, size_t key_len, struct repo_record *out))
{
	return (struct repo_reader){ .ctx = ctx, .get = get, .walk = no_walk };
}
