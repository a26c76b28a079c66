/* json.h: JSON written by hand: strings of any bytes, and the keys of an object. */
#ifndef CIM_JSON_H
#define CIM_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/bytes.h"
#include "cim/name.h"

/*
 * A string in its quotes. What is UTF-8 stays, controls are escaped, a surrogate alone becomes
 * its escape, and a byte that is no character U+FFFD. All here append to w.
 */
void json_string(struct bytes_writer *w, struct cim_str s);

/*
 * Writing an object by hand: json_key puts the comma, the key and the colon; at the beginning of
 * an object no comma.
 */
/* A comma, unless w ends with the beginning of an object or array. */
void json_comma(struct bytes_writer *w);
void json_key(struct bytes_writer *w, const char *key);
void json_key_text(struct bytes_writer *w, const char *key, const char *text);
void json_key_str(struct bytes_writer *w, const char *key, struct cim_str s);
void json_key_number(struct bytes_writer *w, const char *key, uint64_t number);
void json_key_bool(struct bytes_writer *w, const char *key, bool yes);

#endif
