/* secret.h: what must not be shown: the values of passwords, secrets and tokens. */
#ifndef MOF_SECRET_H
#define MOF_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "cim/name.h"
#include "mof/parse.h"

/*
 * A secret in a text with more around it ("Server=a;Password=b"): where it begins and ends.
 * False: there is none.
 */
bool mof_secret_in_text(struct cim_str text, size_t *begin, size_t *end);

/* Whether a value can be read by anybody: text, not empty, not encrypted. */
bool mof_secret_plain(struct cim_str value);

/* Whether a place is in one of them. */
bool mof_secret_at(const struct mof_sources *sources, uint32_t at);
/*
 * Before diagnostics are shown, and once: finds the secrets, also in what could not be parsed, and
 * takes them out of the texts of messages about them. CIM_OK or CIM_ENOMEM.
 */
enum cim_err mof_secrets_hide(const struct mof_unit *unit, struct mof_sources *sources);

/*
 * For what could not be parsed: the byte of a line from which on its quoted text is a secret's;
 * the line's length when there is none.
 */
size_t mof_secret_line(struct cim_str line);

#endif
