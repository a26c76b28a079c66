/* json_out.h: CIM objects as JSON, one object a line; the form is doc/json.txt. */
#ifndef MOF_JSON_OUT_H
#define MOF_JSON_OUT_H

#include "cim/bytes.h"
#include "cim/class.h"
#include "cim/json.h"

/*
 * Written directly and not through a JSON library: uint64 must stay whole, and
 * a line must not cost a tree of objects. All append to w and put no newline.
 */

#define JSON_FORM 1	/* the version of the form, in every document */

/* Where objects are written, and what is known around them. */
struct json_context {
	struct bytes_writer *w;
	struct cim_str ns;
	/*
	 * The flavors that hold for a qualifier whose use states none: its type's, or without
	 * a type EnableOverride alone.
	 */
	uint8_t (*flavors)(void *ctx, struct cim_name qualifier);
	void *ctx;
};

/* "uint8", "reference", ... */
const char *json_type_word(uint8_t type);
void json_value(const struct json_context *j, const struct cim_value *value);
void json_qualifier_type(const struct json_context *j, const struct cim_qualifier_type *qt);
void json_class(const struct json_context *j, const struct cim_class *cls);
void json_enumeration(const struct json_context *j, const struct cim_enumeration *en);
/* path: as printed by instance list. */
void json_instance(const struct json_context *j, const struct cim_instance *inst,
    struct cim_str path);

#endif
