/* wbem.h: the codes of WBEM: number, name, what each means and what to do; which one fits an error. */
#ifndef CIM_WBEM_H
#define CIM_WBEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/err.h"
#include "cim/name.h"

/* Those that are used by name; all are in the table. */
#define WBEM_S_NO_ERROR UINT32_C(0)
#define WBEM_S_FALSE UINT32_C(1)
#define WBEM_E_FAILED UINT32_C(0x80041001)
#define WBEM_E_NOT_FOUND UINT32_C(0x80041002)
#define WBEM_E_ACCESS_DENIED UINT32_C(0x80041003)
#define WBEM_E_PROVIDER_FAILURE UINT32_C(0x80041004)
#define WBEM_E_TYPE_MISMATCH UINT32_C(0x80041005)
#define WBEM_E_OUT_OF_MEMORY UINT32_C(0x80041006)
#define WBEM_E_INVALID_PARAMETER UINT32_C(0x80041008)
#define WBEM_E_NOT_AVAILABLE UINT32_C(0x80041009)
#define WBEM_E_CRITICAL_ERROR UINT32_C(0x8004100A)
#define WBEM_E_NOT_SUPPORTED UINT32_C(0x8004100C)
#define WBEM_E_INVALID_NAMESPACE UINT32_C(0x8004100E)
#define WBEM_E_INVALID_CLASS UINT32_C(0x80041010)
#define WBEM_E_PROVIDER_NOT_FOUND UINT32_C(0x80041011)
#define WBEM_E_PROVIDER_LOAD_FAILURE UINT32_C(0x80041013)
#define WBEM_E_TRANSPORT_FAILURE UINT32_C(0x80041015)
#define WBEM_E_INVALID_OPERATION UINT32_C(0x80041016)
#define WBEM_E_INVALID_QUERY UINT32_C(0x80041017)
#define WBEM_E_ALREADY_EXISTS UINT32_C(0x80041019)
#define WBEM_E_PROVIDER_NOT_CAPABLE UINT32_C(0x80041024)
#define WBEM_E_CLASS_HAS_CHILDREN UINT32_C(0x80041025)
#define WBEM_E_CLASS_HAS_INSTANCES UINT32_C(0x80041026)
#define WBEM_E_VALUE_OUT_OF_RANGE UINT32_C(0x8004102B)
#define WBEM_E_INVALID_PROPERTY UINT32_C(0x80041031)
#define WBEM_E_CALL_CANCELLED UINT32_C(0x80041032)
#define WBEM_E_INVALID_OBJECT_PATH UINT32_C(0x8004103A)
#define WBEM_E_OUT_OF_DISK_SPACE UINT32_C(0x8004103B)
#define WBEM_E_SERVER_TOO_BUSY UINT32_C(0x80041045)
#define WBEM_E_BACKUP_RESTORE_WINMGMT_RUNNING UINT32_C(0x80041060)
#define WBEM_E_PRIVILEGE_NOT_HELD UINT32_C(0x80041062)
#define WBEM_E_TIMED_OUT UINT32_C(0x80041069)
#define WBEM_E_QUOTA_VIOLATION UINT32_C(0x8004106C)
#define WBEM_E_DATABASE_VER_MISMATCH UINT32_C(0x80041078)
#define WBEM_E_PROVIDER_TIMED_OUT UINT32_C(0x80041088)
#define WBEMMOF_E_INVALID_AMENDMENT_SYNTAX UINT32_C(0x80044010)
#define WBEMMOF_E_INVALID_CLASS_DECLARATION UINT32_C(0x80044017)
#define WBEMMOF_E_INVALID_FILE UINT32_C(0x8004401E)

/* One code. The texts are constants: sentences without a full stop. */
struct cim_wbem {
	uint32_t code;
	const char *name;	/* "WBEM_E_NOT_FOUND" */
	const char *meaning;	/* what happened */
	const char *remedy;	/* what to do; NULL: nothing needs to be done */
};

/*
 * All of them, by number. Of two names for one number the one of the documentation comes first,
 * that of the header behind it.
 */
const struct cim_wbem *cim_wbem_all(size_t *count);
/* NULL: not one of the table. */
const struct cim_wbem *cim_wbem_find(uint32_t code);
/* By name in any case, with or without what it begins with ("WBEM_E_", "WBEM_S_", ...). */
const struct cim_wbem *cim_wbem_find_name(struct cim_str name);
/* "WBEM_E_NOT_FOUND"; NULL: not one of the table. */
const char *cim_wbem_name(uint32_t code);

/*
 * A number as people write one: 0x80041002, -2147217406 (the same as a signed number), 2147749890,
 * 80041002 (eight hexadecimal digits). False: it is none.
 */
bool cim_wbem_parse(struct cim_str text, uint32_t *code);
/*
 * Whether the code wraps one of the system's own (facility 7: 0x80070005), which have no names
 * here; *number (may be NULL) is that one.
 */
bool cim_wbem_is_system(uint32_t code, uint32_t *number);

/* The code that fits an error where nothing more is known. CIM_OK is WBEM_S_NO_ERROR. */
uint32_t cim_wbem_of(enum cim_err err);

#endif
