/* sddl.h: security descriptors as text, in the language that [MS-DTYP] 2.5.1 describes. */
#ifndef CIM_SDDL_H
#define CIM_SDDL_H

#include "cim/descriptor.h"
#include "cim/name.h"

/* What is wrong with a text, and at which byte, from 0. */
struct cim_sddl_fault {
	size_t at;
	const char *why;	/* a sentence without its dot */
};

/*
 * "O:BAG:BAD:(A;CI;0x3;;;WD)S:": each part at most once, in any order; case counts, as documented.
 * Allow, deny and (in S:) audit entries; rights in hex, decimal or as two-letter codes, SIDs
 * as S-1-... or as two letters. CIM_EINVAL, CIM_ENOMEM; fault (not NULL) says where.
 */
enum cim_err cim_sddl_parse(struct arena *arena, struct cim_str text, struct cim_descriptor *out,
    struct cim_sddl_fault *fault);
/* One SID, all of the text. */
enum cim_err cim_sid_parse(struct cim_str text, struct cim_sid *out, struct cim_sddl_fault *fault);

/* The one text of a descriptor: rights in hex, SIDs by their two letters where they have some. */
void cim_sddl_print(struct bytes_writer *w, const struct cim_descriptor *sd);
void cim_sid_print(struct bytes_writer *w, const struct cim_sid *sid);
/* The two letters of a well-known SID, or NULL. */
const char *cim_sid_letters(const struct cim_sid *sid);

#endif
