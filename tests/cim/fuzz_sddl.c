/*
 * fuzz_sddl.c: any bytes as the text of a descriptor and as its bytes. What is read is printed and
 * encoded, and read again: it is the same, whatever a namespace says of it.
 */
#include <stdlib.h>
#include <string.h>

#include "cim/rights.h"
#include "cim/sddl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* To text and back, to bytes and back, normal and inherited. */
static void
ask(struct arena *arena, struct cim_descriptor *sd)
{
	struct cim_descriptor back, child;
	struct cim_sddl_fault fault;
	struct bytes_writer text = { 0 }, bytes = { 0 };
	const char *why;
	const struct cim_sid who[] = { cim_sid_make(1, 1, 0, 0), cim_sid_make(22, 2, 1, 7) };
	const struct cim_token token = { who, 2 };
	if (sd->has_owner || sd->has_group || sd->dacl.present || sd->sacl.present) {
		cim_sddl_print(&text, sd);
		must(cim_sddl_parse(arena, cim_str((const char *)text.buf, text.len), &back, &fault) ==
		    CIM_OK && cim_descriptor_eq(sd, &back));
	}
	enum cim_err err = cim_descriptor_encode(&bytes, sd);
	must(err == CIM_OK || err == CIM_ELIMIT);
	if (err == CIM_OK)
		must(cim_descriptor_decode(arena, bytes.buf, bytes.len, &back, NULL) == CIM_OK &&
		    cim_descriptor_eq(sd, &back));
	must((cim_descriptor_check(sd, &why) == CIM_OK) == (why == NULL));
	cim_descriptor_normalize(sd);
	must(cim_descriptor_is_normal(sd));
	must(cim_descriptor_inherit(arena, sd, &who[1], &who[0], &child) == CIM_OK &&
	    cim_descriptor_is_normal(&child));
	(void)cim_descriptor_rights(sd, &token);
	bytes_writer_free(&text);
	bytes_writer_free(&bytes);
}

/* What no text says cannot come back from one: flags without a name, audits in a DACL. */
static bool
sayable(const struct cim_descriptor *sd)
{
	const struct cim_acl *acls[] = { &sd->dacl, &sd->sacl };
	for (int k = 0; k < 2; k++) {
		for (uint32_t i = 0; i < acls[k]->count; i++) {
			const struct cim_ace *ace = &acls[k]->aces[i];
			if ((ace->flags & (k == 0 ? 0xe0u : 0x20u)) != 0 ||
			    (k == 0) == (ace->type == CIM_ACE_AUDIT))
				return false;
		}
	}
	if ((sd->has_owner && sd->owner.count == 0) || (sd->has_group && sd->group.count == 0))
		return false;
	return (sd->control & (sd->dacl.present ? 0 : 0x1500u)) == 0 &&
	    (sd->control & (sd->sacl.present ? 0 : 0x2a00u)) == 0;
}

static bool
named(const struct cim_acl *acl)
{
	for (uint32_t i = 0; i < acl->count; i++) {
		if (acl->aces[i].sid.count == 0)
			return false;
	}
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct cim_descriptor sd;
	struct cim_sddl_fault fault = { 0 };
	const char *why = NULL;
	/* A copy of just that size, so that a read beyond it is seen. */
	char *copy = malloc(size + (size == 0));
	must(copy != NULL);
	if (size > 0)
		memcpy(copy, data, size);
	enum cim_err err = cim_sddl_parse(&arena, cim_str(copy, size), &sd, &fault);
	must(err == CIM_OK || (err == CIM_EINVAL && fault.why != NULL && fault.at <= size));
	if (err == CIM_OK)
		ask(&arena, &sd);
	err = cim_descriptor_decode(&arena, copy, size, &sd, &why);
	must(err == CIM_OK || ((err == CIM_EINVAL || err == CIM_EDAMAGED) && why != NULL));
	if (err == CIM_OK && sayable(&sd) && named(&sd.dacl) && named(&sd.sacl))
		ask(&arena, &sd);
	arena_free(&arena);
	free(copy);
	return 0;
}
