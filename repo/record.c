/* record.c: the container of a record, and what can be told of one without decoding it. */
#include "repo/record.h"

#include <string.h>

#include "cim/limits.h"
#include "repo/key.h"

enum cim_err
record_work_init(struct record_work *work)
{
	*work = (struct record_work){ 0 };
	bytes_writer_init(&work->head);
	work->head.limit = CIM_LIMIT_RECORD;
	return tables_init(&work->tables);
}

void
record_work_free(struct record_work *work)
{
	tables_free(&work->tables);
	bytes_writer_free(&work->head);
}

const char *
repo_kind_to_string(enum repo_kind kind)
{
	switch (kind) {
	case REPO_KIND_NAMESPACE: return "namespace";
	case REPO_KIND_QUALIFIER_TYPE: return "qualifier";
	case REPO_KIND_ENUMERATION: return "enumeration";
	case REPO_KIND_STRUCTURE: return "structure";
	case REPO_KIND_CLASS: return "class";
	case REPO_KIND_INSTANCE: return "instance";
	}
	return "record";
}

bool
record_namespace_valid(struct cim_str ns)
{
	if (ns.len == 0 || ns.len > CIM_LIMIT_NAMESPACE)
		return false;
	size_t from = 0;
	for (size_t i = 0; i <= ns.len; i++) {
		if (i < ns.len && ns.ptr[i] != '/')
			continue;
		if (!cim_name_valid(cim_str(ns.ptr + from, i - from)))
			return false;
		from = i + 1;
	}
	return true;
}

enum cim_err
record_open(const uint8_t *bytes, size_t len, uint8_t *kind, struct bytes_reader *head,
    struct bytes_reader *texts)
{
	struct bytes_reader all;
	bytes_reader_init(&all, bytes, len);
	*kind = bytes_read_u8(&all);
	uint8_t version = bytes_read_u8(&all);
	uint64_t head_len = bytes_read_varint(&all);
	bool old = *kind == REPO_KIND_QUALIFIER_TYPE || *kind == REPO_KIND_CLASS ||
	    *kind == REPO_KIND_INSTANCE || *kind == REPO_KIND_NAMESPACE;
	bool known = old || *kind == REPO_KIND_ENUMERATION || *kind == REPO_KIND_STRUCTURE;
	uint8_t highest = old ? RECORD_VERSION_V3 : RECORD_VERSION;
	if (len >= 2 && known && version > highest)
		return CIM_ENEWER;
	if (all.err != CIM_OK || !known || version < RECORD_VERSION || len > CIM_LIMIT_RECORD ||
	    head_len > bytes_read_left(&all))
		return CIM_EDAMAGED;
	bytes_reader_init(head, all.at, (size_t)head_len);
	bytes_reader_init(texts, all.at + head_len, bytes_read_left(&all) - (size_t)head_len);
	return CIM_OK;
}

enum cim_err
repo_record_split(const uint8_t *bytes, size_t len, size_t *head_len)
{
	uint8_t kind;
	struct bytes_reader head, texts;
	enum cim_err err = record_open(bytes, len, &kind, &head, &texts);
	if (err != CIM_OK)
		return err;
	*head_len = len - bytes_read_left(&texts);
	while (bytes_read_left(&texts) > 0 && texts.err == CIM_OK)
		(void)bytes_read_str(&texts);
	return texts.err;
}

/* The first references of a head refer to the first texts, or repeat them. */
#define FIRST_TEXTS 3

struct first_texts {
	struct bytes_reader head, texts;
	struct cim_str list[FIRST_TEXTS];
	unsigned count;
};

static struct cim_str
first_text(struct first_texts *first)
{
	uint64_t ref = bytes_read_varint(&first->head);
	if (ref == 1 && first->count < FIRST_TEXTS) {
		struct cim_str text = bytes_read_str(&first->texts);
		first->list[first->count++] = text;
		return text;
	}
	if (ref >= 2 && ref - 2 < first->count)
		return first->list[ref - 2];
	if (ref != 0)
		bytes_read_fail(&first->head, CIM_EDAMAGED);
	return CIM_STR("");
}

static struct cim_name
first_name(struct first_texts *first)
{
	struct cim_str text = first_text(first);
	if (text.len == 0)
		return (struct cim_name){ NULL, 0, 0 };
	if (!cim_name_valid(text))
		bytes_read_fail(&first->head, CIM_EDAMAGED);
	else
		return cim_name(text.ptr, text.len);
	return (struct cim_name){ NULL, 0, 0 };
}

enum cim_err
record_subject_read(const uint8_t *bytes, size_t len, struct record_subject *out)
{
	struct first_texts first = { .count = 0 };
	uint8_t kind;
	enum cim_err err = record_open(bytes, len, &kind, &first.head, &first.texts);
	if (err != CIM_OK)
		return err;
	*out = (struct record_subject){ .kind = (enum repo_kind)kind };
	out->ns = first_text(&first);
	if (!record_namespace_valid(out->ns))
		return CIM_EDAMAGED;
	if (kind == REPO_KIND_NAMESPACE)
		return first.head.err != CIM_OK ? CIM_EDAMAGED : first.texts.err;
	if (kind == REPO_KIND_INSTANCE)
		out->path = first_text(&first);
	out->name = first_name(&first);
	if (kind == REPO_KIND_ENUMERATION)
		out->superclass = first_name(&first);
	if (kind == REPO_KIND_CLASS || kind == REPO_KIND_STRUCTURE) {
		out->superclass = first_name(&first);
		out->flags = bytes_read_u8(&first.head);
	}
	if (first.head.err != CIM_OK || first.texts.err != CIM_OK || out->name.len == 0)
		return CIM_EDAMAGED;
	return CIM_OK;
}

/* The canonical path of an instance: the folded class, and the keys as they stand in its key. */
static enum cim_err
subject_path(struct arena *arena, const struct repo_record *record, struct cim_name name,
    struct cim_str *path)
{
	struct cim_str keys;
	enum cim_err err = repo_key_instance_keys(record->key, record->key_len, &keys);
	if (err != CIM_OK)
		return CIM_EDAMAGED;	/* a hash, but the record has no path */
	char *text = arena_text(arena, CIM_FOLD_ROOM(name.len) + keys.len);
	if (text == NULL)
		return CIM_ENOMEM;
	size_t n = cim_fold(name.ptr, name.len, text);
	memcpy(text + n, keys.ptr, keys.len);
	*path = cim_str(text, n + keys.len);
	return CIM_OK;
}

enum cim_err
repo_record_subject(struct arena *arena, const struct repo_record *record, struct repo_subject *out)
{
	struct record_subject subject;
	enum cim_err err = record_subject_read(record->bytes, record->len, &subject);
	if (err != CIM_OK)
		return err;
	*out = (struct repo_subject){ .kind = subject.kind, .ns = subject.ns, .name = subject.name,
		.path = subject.path };
	if (subject.kind != REPO_KIND_INSTANCE || subject.path.len > 0)
		return CIM_OK;
	return subject_path(arena, record, subject.name, &out->path);
}
