/* wbem.h: the codes of Windows for what goes wrong: their names, and which one fits a message. */
#ifndef CLI_WBEM_H
#define CLI_WBEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mof/mof.h"

/* Those that are used by name; all are in the table of names. */
#define WBEM_E_FAILED UINT32_C(0x80041001)
#define WBEM_E_NOT_FOUND UINT32_C(0x80041002)
#define WBEM_E_ACCESS_DENIED UINT32_C(0x80041003)
#define WBEM_E_INVALID_PARAMETER UINT32_C(0x80041008)
#define WBEM_E_NOT_AVAILABLE UINT32_C(0x80041009)
#define WBEM_E_CRITICAL_ERROR UINT32_C(0x8004100A)
#define WBEM_E_INVALID_OPERATION UINT32_C(0x80041016)
#define WBEM_E_ALREADY_EXISTS UINT32_C(0x80041019)
#define WBEM_E_CLASS_HAS_CHILDREN UINT32_C(0x80041025)
#define WBEM_E_CLASS_HAS_INSTANCES UINT32_C(0x80041026)
#define WBEM_E_OUT_OF_DISK_SPACE UINT32_C(0x8004103B)
#define WBEM_E_SERVER_TOO_BUSY UINT32_C(0x80041045)
#define WBEMMOF_E_INVALID_AMENDMENT_SYNTAX UINT32_C(0x80044010)
#define WBEMMOF_E_INVALID_CLASS_DECLARATION UINT32_C(0x80044017)
#define WBEMMOF_E_INVALID_FILE UINT32_C(0x8004401E)

/* "WBEM_E_NOT_FOUND"; NULL: not one of the table. */
const char *wbem_name(uint32_t code);

/* The code of a message by its id, of a syntax error also by what was wanted there. */
uint32_t wbem_code(const char *id, enum mof_wanted wanted);
/* The code of a refusal to store, by why it was: see struct repo_refusal. */
uint32_t wbem_code_of_refusal(enum cim_err err, enum cim_item_kind kind, const char *why);
/* Whether a message has a code of its own: else it gets WBEMMOF_E_INVALID_CLASS_DECLARATION. */
bool wbem_knows(const char *id);

/* Whether it is a mistake of the text alone; else one against what is stored. */
static inline bool
wbem_is_syntax(uint32_t code)
{
	return code >> 12 == UINT32_C(0x80044);
}

/* The rows of the two tables one by one, for tests: false behind the last. */
bool wbem_row(size_t n, const char **id, uint32_t *code);

#endif
