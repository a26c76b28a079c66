/* wbem.h: which code of WBEM fits a message of the compiler, for those who speak as Windows does. */
#ifndef MOF_WBEM_H
#define MOF_WBEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/wbem.h"
#include "mof/mof.h"

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
