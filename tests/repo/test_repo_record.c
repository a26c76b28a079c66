/*
 * test_repo_record.c: records: round trips of random objects; cut at every byte; every byte
 * changed.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "cim/sddl.h"
#include "repo/record.h"
#include "tests/repo/sample.h"
#include "tests/unit.h"

static struct record_work enc, dec;

static uint8_t *
filled(size_t *len)
{
	*len = record_size(&enc);
	uint8_t *bytes = malloc(*len);
	record_fill(&enc, bytes);
	return bytes;
}

static enum cim_err
encode_again(const struct record *r)
{
	switch (r->kind) {
	case REPO_KIND_NAMESPACE: return record_encode_namespace(&enc, r->ns, r->security);
	case REPO_KIND_QUALIFIER_TYPE:
		return record_encode_qualifier_type(&enc, r->ns, r->as.qualifier_type);
	case REPO_KIND_ENUMERATION:
		return record_encode_enumeration(&enc, r->ns, r->as.enumeration);
	case REPO_KIND_STRUCTURE:
	case REPO_KIND_CLASS: return record_encode_class(&enc, r->ns, r->as.cls, r->flags);
	case REPO_KIND_INSTANCE:
		return record_encode_instance(&enc, r->ns, r->as.instance, r->path);
	}
	return CIM_EINVAL;
}

/* What decodes strictly encodes to the same bytes; anything else is an error. 1: it decoded. */
static int
canonical(const uint8_t *bytes, size_t len, int *wrong)
{
	struct arena arena = { 0 };
	struct record record;
	size_t again_len;
	int good = 0;
	/* On the heap, to the byte: a sanitizer sees what is read behind the end. */
	uint8_t *exact = malloc(len == 0 ? 1 : len);
	memcpy(exact, bytes, len);
	struct record_subject subject;
	size_t head;
	(void)record_subject_read(exact, len, &subject);
	(void)repo_record_split(exact, len, &head);
	(void)record_decode(&dec, &arena, exact, len, false, &record);
	enum cim_err err = record_decode(&dec, &arena, exact, len, true, &record);
	if (err == CIM_OK) {
		good = 1;
		enum cim_err back = encode_again(&record);
		uint8_t *again = back == CIM_OK ? filled(&again_len) : NULL;
		if (again == NULL || again_len != len || memcmp(again, exact, len) != 0 ||
		    !record_equals(&enc, exact, len))
			(*wrong)++;
		free(again);
	} else if (err != CIM_EDAMAGED && err != CIM_ENEWER) {
		(*wrong)++;
	}
	free(exact);
	arena_free(&arena);
	return good;
}

/* All cuts and a change of each bit; *wrong counts what was neither refused nor canonical. */
static void
torture(const uint8_t *bytes, size_t len, int *cut, int *wrong)
{
	uint8_t *copy = malloc(len);
	memcpy(copy, bytes, len);
	for (size_t n = 0; n < len; n++)
		*cut += canonical(bytes, n, wrong);
	for (size_t i = 0; i < len * 8; i++) {
		copy[i / 8] ^= (uint8_t)(1u << i % 8);
		(void)canonical(copy, len, wrong);
		copy[i / 8] = bytes[i / 8];
	}
	free(copy);
}

/* A namespace with a descriptor: what is stored is one, in one form, and not the default. */
static void
namespaces(void)
{
	static const struct { const char *sddl; enum cim_err err; } rows[] = {
		{ "O:BAG:BAD:(D;CI;0x1;;;BU)(A;CI;0x60003;;;WD)S:(AU;SA;0x1;;;WD)", CIM_OK },
		{ "O:BAG:BAD:", CIM_OK },
		{ CIM_SDDL_DEFAULT, CIM_EDAMAGED },
		{ "O:BAG:BAD:(A;;0x1;;;WD)(D;;0x1;;;BU)", CIM_EDAMAGED },
		{ "O:BAG:BAD:P(A;;0x1;;;WD)", CIM_EDAMAGED },
		{ "O:BAG:BAD:(A;;0x4;;;WD)", CIM_EDAMAGED },
		{ "D:(A;;0x1;;;WD)", CIM_EDAMAGED },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		struct cim_descriptor sd;
		struct cim_sddl_fault fault;
		struct bytes_writer w = { 0 };
		struct record record;
		size_t len;
		int cut = 0, wrong = 0;
		(void)cim_sddl_parse(&arena, cim_str_from(rows[i].sddl), &sd, &fault);
		(void)cim_descriptor_encode(&w, &sd);
		(void)record_encode_namespace(&enc, CIM_STR("root/a"), (struct record_security){
		    cim_str((const char *)w.buf, w.len), i == 0 });
		uint8_t *bytes = filled(&len);
		enum cim_err err = record_decode(&dec, &arena, bytes, len, true, &record);
		tap_int(err, rows[i].err, "a namespace with %s", rows[i].sddl);
		if (err == CIM_OK) {
			torture(bytes, len, &cut, &wrong);
			tap_ok(cut == 0 && wrong == 0 && record.security.encryption == (i == 0) &&
			    record.security.descriptor.len == w.len, "and no other says the same");
		}
		free(bytes);
		bytes_writer_free(&w);
		arena_free(&arena);
	}
}

/* What MOF 3 alone has: enumerations, structures, associations, types inside of them. */
static void
random_types(void)
{
	int bad_trips = 0, unequal = 0, cut = 0, wrong = 0;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct arena arena = { 0 };
		struct sample s = { seed * 31337, &arena };
		struct record record;
		size_t len;
		struct cim_class *cls = sample_v3_class(&s, 0);
		const struct cim_enumeration *en = sample_enumeration(&s);
		bool is_enum = seed % 3 == 0;
		cls->super_is_local = false;
		enum cim_err err = is_enum ? record_encode_enumeration(&enc, CIM_STR("root"), en) :
		    record_encode_class(&enc, CIM_STR("root"), cls, 0);
		if (err != CIM_OK) {
			tap_ok(0, "seed %d encodes: %s", (int)seed, enc.why);
			arena_free(&arena);
			continue;
		}
		uint8_t *bytes = filled(&len);
		if (record_decode(&dec, &arena, bytes, len, true, &record) != CIM_OK)
			bad_trips++;
		else if (is_enum ? !cim_enumeration_eq(en, record.as.enumeration) :
		    !cim_class_eq(cls, record.as.cls))
			unequal++;
		const struct cim_class *copy = cim_class_copy(&arena, cls);
		if (copy == NULL || !cim_class_eq(copy, cls))
			unequal++;
		if (canonical(bytes, len, &wrong) != 1)
			bad_trips++;
		if (seed % 4 == 0)
			torture(bytes, len, &cut, &wrong);
		free(bytes);
		arena_free(&arena);
	}
	tap_int(bad_trips, 0, "types of MOF 3 that did not decode");
	tap_int(unequal, 0, "types of MOF 3 that came back as others");
	tap_int(cut, 0, "types of MOF 3 that decoded though cut");
	tap_int(wrong, 0, "types of MOF 3 spoilt and neither refused nor canonical");
}

static void
random_objects(void)
{
	int bad_trips = 0, unequal = 0, cut = 0, wrong = 0, encoded = 0, split = 0;
	for (uint64_t seed = 1; seed <= 600; seed++) {
		struct arena arena = { 0 };
		struct sample s = { seed * 77777, &arena };
		struct record record;
		size_t len, head;
		struct cim_class *cls = NULL;
		struct cim_instance inst = { .property_count = 0 };
		enum cim_err err;
		if (seed % 2 == 0) {
			cls = sample_class(&s);
			err = record_encode_class(
			    &enc, CIM_STR("root/cimv2"), cls, (unsigned)seed / 2 % 4);
		} else {
			sample_body(&s, &inst, 0);
			err = record_encode_instance(&enc, CIM_STR("root"), &inst,
			    seed % 3 == 0 ? CIM_STR("a.path=1") : CIM_STR(""));
		}
		if (err != CIM_OK) {
			tap_ok(0, "seed %d encodes: %s", (int)seed, enc.why);
			continue;
		}
		encoded++;
		uint8_t *bytes = filled(&len);
		err = record_decode(&dec, &arena, bytes, len, true, &record);
		if (err != CIM_OK)
			bad_trips++;
		else if (cls != NULL ? !cim_class_eq(cls, record.as.cls)
				     : !cim_instance_eq(&inst, record.as.instance))
			unequal++;
		canonical(bytes, len, &wrong);
		split += repo_record_split(bytes, len, &head) == CIM_OK && head <= len;
		if (seed <= 120)
			torture(bytes, len, &cut, &wrong);
		free(bytes);
		arena_free(&arena);
	}
	tap_ok(encoded == 600 && bad_trips == 0, "600 random objects decode");
	tap_ok(unequal == 0, "and are what they were");
	tap_ok(split == 600, "and split into head and texts");
	tap_ok(cut == 0, "no record that was cut decodes");
	tap_ok(wrong == 0, "what decodes encodes to the same bytes, whatever was changed");
}

/* Nesting: as deep as the limit goes, and one deeper. */
static enum cim_err
nested(struct arena *arena, int depth)
{
	struct cim_instance *inner = NULL;
	for (int i = 0; i <= depth; i++) {
		struct cim_instance *inst = arena_new(arena, struct cim_instance);
		struct cim_instance_property *prop = arena_new(arena, struct cim_instance_property);
		inst->class_name = cim_name_from("TST_Nest");
		prop->name = cim_name_from("in");
		prop->value = (struct cim_value){
			.type = CIM_OBJECT, .is_null = inner == NULL, .as.object = inner
		};
		inst->properties = prop;
		inst->property_count = 1;
		inner = inst;
	}
	return record_encode_instance(&enc, CIM_STR("root"), inner, CIM_STR(""));
}

static void
limits(struct arena *arena)
{
	struct record record;
	size_t len;
	tap_ok(nested(arena, 64) == CIM_OK, "objects nest 64 deep");
	uint8_t *bytes = filled(&len);
	tap_ok(record_decode(&dec, arena, bytes, len, true, &record) == CIM_OK, "and decode");
	free(bytes);
	tap_ok(nested(arena, 65) == CIM_ELIMIT, "but no deeper");

	struct cim_class *cls = made_class(arena, "TST_A", NULL, NULL);
	cls->name = cim_name_from("not a name");
	tap_ok(record_encode_class(&enc, CIM_STR("root"), cls, 0) == CIM_EINVAL,
	    "a name that is none is refused");
	cls->name = cim_name_from("TST_\xff");
	tap_ok(record_encode_class(&enc, CIM_STR("root"), cls, 0) == CIM_EINVAL,
	    "and one that is no UTF-8");
	cls->name = cim_name_from("TST_A");
	tap_ok(record_encode_class(&enc, CIM_STR("root//a"), cls, 0) == CIM_EINVAL,
	    "and a namespace that is none");

	struct cim_property prop = made_property(arena, "p", CIM_REAL32, false);
	static const double reals[] = { 0.1, (double)INFINITY, -(double)INFINITY, (double)NAN,
		DBL_MAX };
	cls->properties = &prop;
	cls->property_count = 1;
	for (size_t i = 0; i < sizeof(reals) / sizeof(reals[0]); i++) {
		prop.value = (struct cim_value){ .type = CIM_REAL32, .as.real = reals[i] };
		tap_ok(record_encode_class(&enc, CIM_STR("root"), cls, 0) == CIM_EINVAL,
		    "a real32 cannot be %g", reals[i]);
	}
	prop.type.type = CIM_UINT8;
	prop.value = (struct cim_value){ .type = CIM_UINT8, .as.uint = 256 };
	tap_ok(record_encode_class(&enc, CIM_STR("root"), cls, 0) == CIM_EINVAL, "nor a uint8 256");
	prop.type.type = CIM_SINT8;
	prop.value = (struct cim_value){ .type = CIM_SINT8, .as.sint = -129 };
	tap_ok(
	    record_encode_class(&enc, CIM_STR("root"), cls, 0) == CIM_EINVAL, "nor a sint8 -129");
	prop.value.as.sint = -128;
	tap_ok(record_encode_class(&enc, CIM_STR("root"), cls, 0) == CIM_OK, "but -128");
}

/* Bytes that are wrong in one way each. */
static void
refused(struct arena *arena)
{
	static const struct {
		const char *what;
		uint8_t bytes[40];
		size_t len;
		enum cim_err err;
	} rows[] = {
		{ "a namespace", { 0x10, 1, 2, 1, 0, 4, 'r', 'o', 'o', 't' }, 10, CIM_OK },
		{ "nothing", { 0 }, 0, CIM_EDAMAGED },
		{ "an unknown kind", { 0x11, 1, 2, 1, 0, 4, 'r', 'o', 'o', 't' }, 10,
		    CIM_EDAMAGED },
		{ "a newer version", { 0x10, 3, 2, 1, 0, 4, 'r', 'o', 'o', 't' }, 10, CIM_ENEWER },
		{ "a version that nothing asks for", { 0x10, 2, 2, 1, 0, 4, 'r', 'o', 'o', 't' }, 10,
		    CIM_EDAMAGED },
		{ "encryption in version 1", { 0x10, 1, 2, 1, 2, 4, 'r', 'o', 'o', 't' }, 10,
		    CIM_EDAMAGED },
		{ "encryption", { 0x10, 2, 2, 1, 2, 4, 'r', 'o', 'o', 't' }, 10, CIM_OK },
		{ "no descriptor", { 0x10, 2, 3, 1, 1, 0, 4, 'r', 'o', 'o', 't' }, 11, CIM_EDAMAGED },
		{ "version 0", { 0x10, 0, 2, 1, 0, 4, 'r', 'o', 'o', 't' }, 10, CIM_EDAMAGED },
		{ "a flag that is unknown", { 0x10, 1, 2, 1, 1, 4, 'r', 'o', 'o', 't' }, 10,
		    CIM_EDAMAGED },
		{ "a head that is longer", { 0x10, 1, 3, 1, 0, 0, 4, 'r', 'o', 'o', 't' }, 11,
		    CIM_EDAMAGED },
		{ "a head behind the end", { 0x10, 1, 99, 1, 0, 4, 'r', 'o', 'o', 't' }, 10,
		    CIM_EDAMAGED },
		{ "a length in a long form", { 0x10, 1, 0x82, 0, 1, 0, 4, 'r', 'o', 'o', 't' }, 11,
		    CIM_EDAMAGED },
		{ "a text left over", { 0x10, 1, 2, 1, 0, 4, 'r', 'o', 'o', 't', 1, 'x' }, 12,
		    CIM_EDAMAGED },
		{ "no text", { 0x10, 1, 2, 1, 0 }, 5, CIM_EDAMAGED },
		{ "a text that is not there", { 0x10, 1, 2, 2, 0, 4, 'r', 'o', 'o', 't' }, 10,
		    CIM_EDAMAGED },
		{ "a class", { 0x30, 1, 7, 1, 1, 0, 0, 0, 0, 0, 4, 'r', 'o', 'o', 't', 1, 'A' },
		    17, CIM_OK },
		{ "a text twice",
		    { 0x30, 1, 7, 1, 1, 1, 0, 0, 0, 0, 4, 'r', 'o', 'o', 't', 1, 'A', 1, 'A' }, 19,
		    CIM_EDAMAGED },
		{ "too many properties",
		    { 0x30, 1, 7, 1, 1, 0, 0, 0, 99, 0, 4, 'r', 'o', 'o', 't', 1, 'A' }, 17,
		    CIM_EDAMAGED },
		{ "class flags that are unknown",
		    { 0x30, 1, 7, 1, 1, 0, 4, 0, 0, 0, 4, 'r', 'o', 'o', 't', 1, 'A' }, 17,
		    CIM_EDAMAGED },
		{ "a form twice",
		    { 0x30, 1, 15, 1, 1, 0, 0, 2, 0, 1, 1, 2, 0, 4, 1, 1, 0, 0, 4, 'r', 'o', 'o',
			't', 1, 'A', 1, 'Q' },
		    27, CIM_EDAMAGED },
		{ "a form again",
		    { 0x30, 1, 13, 1, 1, 0, 0, 2, 0, 1, 1, 2, 1, 1, 0, 0, 4, 'r', 'o', 'o', 't', 1,
			'A', 1, 'Q' },
		    25, CIM_OK },
		{ "a form not there",
		    { 0x30, 1, 13, 1, 1, 0, 0, 2, 0, 1, 1, 2, 2, 1, 0, 0, 4, 'r', 'o', 'o', 't', 1,
			'A', 1, 'Q' },
		    25, CIM_EDAMAGED },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record record;
		enum cim_err err =
		    record_decode(&dec, arena, rows[i].bytes, rows[i].len, true, &record);
		tap_ok(err == rows[i].err, "%s: %s", rows[i].what, cim_strerror(err));
	}
}

int
main(void)
{
	struct arena arena = { 0 };
	if (record_work_init(&enc) != CIM_OK || record_work_init(&dec) != CIM_OK)
		return 99;
	random_objects();
	namespaces();
	random_types();
	limits(&arena);
	refused(&arena);
	arena_free(&arena);
	record_work_free(&enc);
	record_work_free(&dec);
	return tap_done();
}
