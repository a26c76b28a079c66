/* value.c: the CIM types and their ranges; values set, compared and printed. */
#include "cim/value.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/class.h"	/* an embedded object is compared as an instance */

static const struct type_row {
	const char *word;
	uint8_t bits;
	bool is_integer, is_unsigned, is_real;
} types[] = {
	[CIM_TYPE_NONE] = { "none", 0, false, false, false },
	[CIM_BOOLEAN] = { "boolean", 0, false, false, false },
	[CIM_UINT8] = { "uint8", 8, true, true, false },
	[CIM_SINT8] = { "sint8", 8, true, false, false },
	[CIM_UINT16] = { "uint16", 16, true, true, false },
	[CIM_SINT16] = { "sint16", 16, true, false, false },
	[CIM_UINT32] = { "uint32", 32, true, true, false },
	[CIM_SINT32] = { "sint32", 32, true, false, false },
	[CIM_UINT64] = { "uint64", 64, true, true, false },
	[CIM_SINT64] = { "sint64", 64, true, false, false },
	[CIM_REAL32] = { "real32", 32, false, false, true },
	[CIM_REAL64] = { "real64", 64, false, false, true },
	[CIM_CHAR16] = { "char16", 16, false, false, false },
	[CIM_STRING] = { "string", 0, false, false, false },
	[CIM_DATETIME] = { "datetime", 0, false, false, false },
	[CIM_REFERENCE] = { "ref", 0, false, false, false },
	[CIM_OBJECT] = { "object", 0, false, false, false },
	[CIM_VOID] = { "void", 0, false, false, false },
	[CIM_ENUMERATION] = { "enumeration", 0, false, false, false },
	[CIM_OCTETSTRING] = { "octetstring", 0, false, false, false },
	[CIM_INTEGER] = { "integer", 64, true, false, false },
};

static const struct type_row *
type_row(enum cim_type type)
{
	return &types[(unsigned)type <= CIM_TYPE_LAST ? type : CIM_TYPE_NONE];
}

const char *
cim_type_to_string(enum cim_type type)
{
	return type_row(type)->word;
}

enum cim_type
cim_type_from_name(struct cim_name name)
{
	for (unsigned type = CIM_TYPE_NONE + 1; type <= CIM_TYPE_LAST; type++) {
		if (cim_name_is(name, types[type].word))
			return (enum cim_type)type;
	}
	return CIM_TYPE_NONE;
}

bool
cim_type_is_integer(enum cim_type type)
{
	return type_row(type)->is_integer;
}

bool
cim_type_is_unsigned(enum cim_type type)
{
	return type_row(type)->is_unsigned;
}

bool
cim_type_is_real(enum cim_type type)
{
	return type_row(type)->is_real;
}

unsigned
cim_type_bits(enum cim_type type)
{
	return type_row(type)->bits;
}

bool
cim_type_is_text(enum cim_type type)
{
	return type == CIM_STRING || type == CIM_DATETIME || type == CIM_REFERENCE ||
	    type == CIM_ENUMERATION || type == CIM_OCTETSTRING;
}

bool
cim_type_is_v3(enum cim_type type)
{
	return type == CIM_ENUMERATION || type == CIM_OCTETSTRING || type == CIM_INTEGER;
}

bool
cim_type_has_class(enum cim_type type)
{
	return type == CIM_REFERENCE || type == CIM_OBJECT || type == CIM_ENUMERATION;
}

static bool
scalar_eq(const struct cim_value *a, const struct cim_value *b)
{
	switch ((enum cim_type)a->type) {
	case CIM_TYPE_NONE: case CIM_VOID:
		return true;
	case CIM_BOOLEAN:
		return a->as.boolean == b->as.boolean;
	case CIM_UINT8: case CIM_UINT16: case CIM_UINT32: case CIM_UINT64:
		return a->as.uint == b->as.uint;
	case CIM_SINT8: case CIM_SINT16: case CIM_SINT32: case CIM_SINT64: case CIM_INTEGER:
		return a->as.sint == b->as.sint;
	case CIM_REAL32: case CIM_REAL64:
		return memcmp(&a->as.real, &b->as.real, sizeof(a->as.real)) == 0;
	case CIM_CHAR16:
		return a->as.char16 == b->as.char16;
	case CIM_STRING: case CIM_DATETIME: case CIM_REFERENCE: case CIM_ENUMERATION:
	case CIM_OCTETSTRING:
		return cim_str_eq(a->as.string, b->as.string);
	case CIM_OBJECT:
		return cim_instance_eq(a->as.object, b->as.object);
	}
	return false;
}

bool
cim_value_eq(const struct cim_value *a, const struct cim_value *b)
{
	if (a->type != b->type || a->is_array != b->is_array || a->is_null != b->is_null)
		return false;
	if (a->is_null)
		return true;
	if (!a->is_array)
		return scalar_eq(a, b);
	if (a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++) {
		const struct cim_value *x = &a->as.items[i], *y = &b->as.items[i];
		if (x->type != y->type || x->is_null != y->is_null ||
		    (!x->is_null && !scalar_eq(x, y)))
			return false;
	}
	return true;
}

/* A scalar of a type, nothing in it yet; the place stays. */
static void
value_clear(struct cim_value *out, enum cim_type type)
{
	*out = (struct cim_value){ .type = (uint8_t)type, .place = out->place };
}

enum cim_err
cim_value_set_integer(struct cim_value *out, enum cim_type type, bool negative, uint64_t magnitude)
{
	unsigned bits = cim_type_bits(type);
	if (!cim_type_is_integer(type) && type != CIM_CHAR16)
		return CIM_EINVAL;
	if (cim_type_is_integer(type) && !cim_type_is_unsigned(type)) {
		/* the magnitude of the least number */
		uint64_t most = UINT64_C(1) << (bits - 1);
		if (magnitude > (negative ? most : most - 1))
			return CIM_ERANGE;
		value_clear(out, type);
		/* -(m - 1) - 1, so that the least sint64 never stands there without its sign. */
		out->as.sint = negative && magnitude > 0 ? -(int64_t)(magnitude - 1) - 1 :
		    (int64_t)magnitude;
		return CIM_OK;
	}
	if (magnitude > UINT64_MAX >> (64 - bits) || (negative && magnitude > 0))
		return CIM_ERANGE;
	value_clear(out, type);
	if (type == CIM_CHAR16)
		out->as.char16 = (uint16_t)magnitude;
	else
		out->as.uint = magnitude;
	return CIM_OK;
}

/* The least double that rounds to infinity in single precision: half a step above FLT_MAX. */
#define SINGLE_OVERFLOW 0x1.ffffffp127

enum cim_err
cim_value_set_real(struct cim_value *out, enum cim_type type, double real)
{
	if (!cim_type_is_real(type))
		return CIM_EINVAL;
	if (!isfinite(real) || (type == CIM_REAL32 && fabs(real) >= SINGLE_OVERFLOW))
		return CIM_ERANGE;
	value_clear(out, type);
	out->as.real = type == CIM_REAL32 ? (double)(float)real : real;
	return CIM_OK;
}

static bool
reads_back(const char *text, double real, bool single)
{
	return single ? strtof(text, NULL) == (float)real : strtod(text, NULL) == real;
}

/*
 * The fewest significant digits that read back as the same number, without
 * the point, and the decimal exponent of the first. What printf writes for the
 * point depends on the locale, so only digits are taken.
 */
static size_t
real_digits(double real, bool single, char digits[20], int *exponent)
{
	char text[40];
	/*
	 * So many digits survive in any normal number: fewer are found by dropping the zeros
	 * behind.
	 */
	int safe = single ? FLT_DIG : DBL_DIG, most = single ? FLT_DECIMAL_DIG : DBL_DECIMAL_DIG;
	bool tiny = real < (single ? (double)FLT_MIN : DBL_MIN);
	for (int want = tiny ? 1 : safe; want <= most; want++) {
		(void)snprintf(text, sizeof(text), "%.*e", want - 1, real);
		if (reads_back(text, real, single))
			break;
	}
	size_t n = 0;
	const char *at = text;
	for (; *at != 'e'; at++) {
		if (*at >= '0' && *at <= '9')
			digits[n++] = *at;
	}
	*exponent = (int)strtol(at + 1, NULL, 10);
	while (n > 1 && digits[n - 1] == '0')
		n--;
	return n;
}

/* n zeros or digits of the number, which continue as zeros. */
static void
write_digits(struct bytes_writer *w, const char *digits, size_t have, size_t from, size_t n)
{
	for (size_t i = from; i < from + n; i++)
		bytes_write_u8(w, (uint8_t)(i < have ? digits[i] : '0'));
}

static void
write_real(struct bytes_writer *w, double real, bool single)
{
	char digits[20];
	int exponent;
	if (signbit(real))
		bytes_write_u8(w, '-');
	if (real == 0) {
		bytes_write_text(w, "0.0");
		return;
	}
	size_t n = real_digits(fabs(real), single, digits, &exponent);
	if (exponent >= 0 && exponent < 16) {
		size_t whole = (size_t)exponent + 1;
		write_digits(w, digits, n, 0, whole);
		bytes_write_u8(w, '.');
		write_digits(w, digits, n, whole, n > whole ? n - whole : 1);
	} else if (exponent < 0 && exponent >= -5) {
		bytes_write_text(w, "0.");
		write_digits(w, digits, 0, 0, (size_t)(-exponent - 1));
		write_digits(w, digits, n, 0, n);
	} else {
		write_digits(w, digits, n, 0, 1);
		bytes_write_u8(w, '.');
		write_digits(w, digits, n, 1, n > 1 ? n - 1 : 1);
		bytes_write_format(w, "e%+d", exponent);
	}
}

static void
write_unsigned(struct bytes_writer *w, bool negative, uint64_t magnitude)
{
	char text[21];
	size_t at = sizeof(text);
	do {
		text[--at] = (char)('0' + magnitude % 10);
		magnitude /= 10;
	} while (magnitude != 0);
	if (negative)
		text[--at] = '-';
	bytes_write(w, text + at, sizeof(text) - at);
}

static void
write_char16(struct bytes_writer *w, uint16_t c)
{
	if (c < 0x80) {
		bytes_write_u8(w, (uint8_t)c);
	} else if (c < 0x800) {
		bytes_write_u8(w, (uint8_t)(0xc0 | c >> 6));
		bytes_write_u8(w, (uint8_t)(0x80 | (c & 0x3f)));
	} else {
		bytes_write_u8(w, (uint8_t)(0xe0 | c >> 12));
		bytes_write_u8(w, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
		bytes_write_u8(w, (uint8_t)(0x80 | (c & 0x3f)));
	}
}

void
cim_value_text(struct bytes_writer *w, const struct cim_value *value)
{
	switch ((enum cim_type)value->type) {
	case CIM_TYPE_NONE: case CIM_VOID: case CIM_OBJECT:
		return;
	case CIM_BOOLEAN:
		bytes_write_text(w, value->as.boolean ? "true" : "false");
		return;
	case CIM_UINT8: case CIM_UINT16: case CIM_UINT32: case CIM_UINT64:
		write_unsigned(w, false, value->as.uint);
		return;
	case CIM_SINT8: case CIM_SINT16: case CIM_SINT32: case CIM_SINT64: case CIM_INTEGER:
		write_unsigned(w, value->as.sint < 0,
		    value->as.sint < 0 ? (uint64_t)-(value->as.sint + 1) + 1 :
		    (uint64_t)value->as.sint);
		return;
	case CIM_REAL32: case CIM_REAL64:
		write_real(w, value->as.real, value->type == CIM_REAL32);
		return;
	case CIM_CHAR16:
		write_char16(w, value->as.char16);
		return;
	case CIM_STRING: case CIM_DATETIME: case CIM_REFERENCE: case CIM_ENUMERATION:
	case CIM_OCTETSTRING:
		bytes_write(w, value->as.string.ptr, value->as.string.len);
		return;
	}
}
