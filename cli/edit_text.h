/* edit_text.h: an instance written as NAME=VALUE, made into MOF. */
#ifndef CLI_EDIT_TEXT_H
#define CLI_EDIT_TEXT_H

#include "cim/bytes.h"
#include "cim/class.h"

/*
 * VALUE as a literal of MOF, for a property of this type (NULL: of no known one): texts stand as they
 * are, or in quotes as MOF has them; numbers and booleans as in MOF; lists in [] or {}; nothing is
 * NULL. What does not fit the type is written so that the compiler says so.
 */
void edit_put_value(
    struct bytes_writer *w, const struct cim_element_type *type, struct cim_str value);

#endif
