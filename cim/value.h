/* value.h: CIM types and typed values, arrays, null. */
#ifndef CIM_VALUE_H
#define CIM_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/bytes.h"
#include "cim/name.h"

/*
 * Intrinsic types (DSP0004 5.2.1), references, and Microsoft's object and void. The numbers
 * stand in records: never change one.
 */
enum cim_type {
	CIM_TYPE_NONE = 0,
	CIM_BOOLEAN = 1,
	CIM_UINT8 = 2,
	CIM_SINT8 = 3,
	CIM_UINT16 = 4,
	CIM_SINT16 = 5,
	CIM_UINT32 = 6,
	CIM_SINT32 = 7,
	CIM_UINT64 = 8,
	CIM_SINT64 = 9,
	CIM_REAL32 = 10,
	CIM_REAL64 = 11,
	CIM_CHAR16 = 12,
	CIM_STRING = 13,
	CIM_DATETIME = 14,
	CIM_REFERENCE = 15,	/* CLASS ref; the class stands beside it */
	CIM_OBJECT = 16,	/* an embedded object; the class stands beside it, or is empty */
	CIM_VOID = 17,		/* return type only */
	/* MOF 3's own */
	CIM_ENUMERATION = 18,	/* an element of an enumeration, which stands beside it */
	CIM_OCTETSTRING = 19,
	CIM_INTEGER = 20	/* of no stated size: held in 64 bits, signed */
};
#define CIM_TYPE_LAST CIM_INTEGER

/* "uint8"; "ref" and "object" for the last ones */
const char *cim_type_to_string(enum cim_type type);
enum cim_type cim_type_from_name(struct cim_name name);	/* any case; CIM_TYPE_NONE if it is none */
bool cim_type_is_integer(enum cim_type type);
bool cim_type_is_unsigned(enum cim_type type);
bool cim_type_is_real(enum cim_type type);
/* whether a value of it is in as.string */
bool cim_type_is_text(enum cim_type type);
/* whether it is of MOF 3 alone */
bool cim_type_is_v3(enum cim_type type);
/* whether the name of a class, structure or enumeration belongs to it */
bool cim_type_has_class(enum cim_type type);
/* 8..64 for integers and reals, 16 for char16, else 0 */
unsigned cim_type_bits(enum cim_type type);

/*
 * Where something was written: a byte offset counted through all files of a
 * compilation, and a length. at 0 is "nowhere". Only mof/ can look it up.
 */
struct cim_place {
	uint32_t at, len;
};

struct cim_instance;

/*
 * A value. type is the declared one, also when it is null. Zero-initialised is
 * "no value at all" (CIM_TYPE_NONE), which differs from null. Read the union
 * only when neither is_null nor is_array, items only when is_array && !is_null.
 */
struct cim_value {
	uint8_t type;			/* enum cim_type */
	bool is_array;
	bool is_null;
	uint32_t count;			/* elements, when is_array */
	struct cim_place place;
	union {
		bool boolean;
		uint64_t uint;		/* CIM_UINT8..64 */
		int64_t sint;		/* CIM_SINT8..64, CIM_INTEGER */
		double real;		/* CIM_REAL32 (rounded to single), CIM_REAL64; finite */
		uint16_t char16;
		/*
		 * CIM_STRING (UTF-8), CIM_DATETIME (25 characters), CIM_REFERENCE (object path),
		 * CIM_ENUMERATION (the element's name), CIM_OCTETSTRING ("0x" and hex digits)
		 */
		struct cim_str string;
		const struct cim_instance *object;	/* CIM_OBJECT */
		const struct cim_value *items;	/* scalars of the same type, each may be null */
	} as;
};

/*
 * Same type, array-ness, null-ness and contents; strings byte for byte, -0.0 and 0.0 differ.
 * Places do not count.
 */
bool cim_value_eq(const struct cim_value *a, const struct cim_value *b);

/*
 * An integer as read: sign and magnitude, so that sint64 and uint64 are whole.
 * CIM_OK and *out filled (type set, place kept), or CIM_ERANGE.
 * type must be an integer type or CIM_CHAR16.
 */
enum cim_err cim_value_set_integer(struct cim_value *out, enum cim_type type, bool negative,
    uint64_t magnitude);

/* A real into REAL32 or REAL64; CIM_ERANGE when it is not finite there. */
enum cim_err cim_value_set_real(struct cim_value *out, enum cim_type type, double real);

/*
 * Appends a scalar that is neither null nor object as text: integers decimal,
 * reals the shortest form that reads back the same and has a point, booleans
 * true/false, strings bare, char16 as UTF-8 (a lone surrogate in three bytes as
 * any other unit, so that two values never have one text). For messages, JSON and object paths;
 * MOF quoting
 * is mof/print.c's.
 */
void cim_value_text(struct bytes_writer *w, const struct cim_value *value);

#endif
