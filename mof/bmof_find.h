/* bmof_find.h: binary MOF where it is found. */
#ifndef MOF_BMOF_FIND_H
#define MOF_BMOF_FIND_H

#include <stddef.h>
#include <stdint.h>

#include "cim/err.h"

struct mof_bmof_found {
	size_t at;			/* offset of the binary MOF, or of the text that tells it */
	const uint8_t *bytes;		/* with its container; gone when the callback returns */
	size_t len;
	char name[5];			/* of the ACPI object, "WQBA"; empty: not known */
	uint32_t language;		/* of a resource: 0x409; 0: it says none */
	const char *resource;		/* of a PE file: the resource's name, "" if it has a number; else NULL */
};
typedef enum cim_err mof_bmof_found_fn(void *ctx, const struct mof_bmof_found *found);

/*
 * All binary MOFs in some bytes: those of the MOFDATA resources if it is a PE file, else wherever a
 * container begins, else each Name (WQxx, Buffer () { ... }) of a decompiled ACPI table. CIM_ENOENT:
 * there is none. CIM_ENOMEM, or what each answered.
 */
enum cim_err mof_bmof_find(const void *bytes, size_t n, mof_bmof_found_fn *each, void *ctx);

#endif
