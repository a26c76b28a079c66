/*
 * fuzz_record.c: any bytes as a record. It is refused, or it decodes and encodes to the same bytes again.
 */
#include <stdlib.h>
#include <string.h>

#include "repo/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static enum cim_err
encode(struct record_work *work, const struct record *r)
{
	switch (r->kind) {
	case REPO_KIND_NAMESPACE: return record_encode_namespace(work, r->ns, r->security);
	case REPO_KIND_QUALIFIER_TYPE:
		return record_encode_qualifier_type(work, r->ns, r->as.qualifier_type);
	case REPO_KIND_ENUMERATION:
		return record_encode_enumeration(work, r->ns, r->as.enumeration);
	case REPO_KIND_STRUCTURE:
	case REPO_KIND_CLASS: return record_encode_class(work, r->ns, r->as.cls, r->flags);
	case REPO_KIND_INSTANCE:
		return record_encode_instance(work, r->ns, r->as.instance, r->path);
	}
	return CIM_EINVAL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record_work in = { 0 }, out = { 0 };
	struct arena arena = { 0 };
	struct record_subject subject;
	struct record record;
	size_t head;
	must(record_work_init(&in) == CIM_OK && record_work_init(&out) == CIM_OK);
	(void)record_subject_read(data, size, &subject);
	must(repo_record_split(data, size, &head) != CIM_OK || head <= size);
	(void)record_decode(&in, &arena, data, size, false, &record);
	enum cim_err err = record_decode(&in, &arena, data, size, true, &record);
	must(err == CIM_OK || err == CIM_EDAMAGED || err == CIM_ENEWER);
	if (err == CIM_OK)
		must(encode(&out, &record) == CIM_OK && record_size(&out) == size &&
		    record_equals(&out, data, size));
	record_work_free(&in);
	record_work_free(&out);
	arena_free(&arena);
	return 0;
}
