/* literal.c: a literal's text to a typed value, with errors at its place. */
#include "config.h"

#include "mof/literal.h"

#include <inttypes.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/datetime.h"
#include "cim/limits.h"
#include "cim/utf16.h"

/* --- Messages --- */

/* "property 'Speed': " goes in front of every message, where the caller told what it is. */
static struct mof_diag *
tell(const struct mof_literals *ctx, enum mof_severity severity, const char *id,
    struct cim_place place, const char *format, ...) __attribute__((format(printf, 5, 6)));

static struct mof_diag *
tell(const struct mof_literals *ctx, enum mof_severity severity, const char *id,
    struct cim_place place, const char *format, ...)
{
	char text[512];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (ctx->what == NULL)
		return mof_diag(ctx->diags, severity, id, place, "%s", text);
	return mof_diag(ctx->diags, severity, id, place, "%s '%.*s': %s", ctx->what,
	    MOF_SHOW(ctx->name), text);
}

/* A mistake was told: that is the answer, unless there was no memory even to tell it. */
static enum cim_err
told(const struct mof_literals *ctx)
{
	return ctx->diags->err != CIM_OK ? ctx->diags->err : CIM_EINPUT;
}

static const char *
kind_text(enum mof_value_kind kind)
{
	switch (kind) {
	case MOF_VALUE_INTEGER:
		return "an integer";
	case MOF_VALUE_REAL:
		return "a real number";
	case MOF_VALUE_CHAR:
		return "a character";
	case MOF_VALUE_STRING:
		return "a string";
	case MOF_VALUE_TRUE:
	case MOF_VALUE_FALSE:
		return "a boolean";
	case MOF_VALUE_NULL:
		return "null";
	case MOF_VALUE_ALIAS:
		return "an alias";
	case MOF_VALUE_WORD:
	case MOF_VALUE_MEMBER:
		return "a bare word";
	case MOF_VALUE_OBJECT:
		return "an instance";
	case MOF_VALUE_ARRAY:
		return "a list";
	}
	return "a value";
}

static const char *
wanted_text(enum cim_type type)
{
	if (type == CIM_REFERENCE)
		return "a reference";
	return type == CIM_OBJECT ? "an instance" : cim_type_to_string(type);
}

/* A literal of the wrong kind. */
static enum cim_err
mismatch(const struct mof_literals *ctx, const struct mof_value *raw, enum cim_type type)
{
	const char *hint = "";
	if (raw->kind == MOF_VALUE_WORD && (type == CIM_STRING || type == CIM_DATETIME))
		hint = ": text stands in quotes";
	else if (type == CIM_BOOLEAN && raw->kind == MOF_VALUE_STRING)
		hint = ": write true or false, without quotes";
	else if (raw->kind == MOF_VALUE_STRING &&
	    (cim_type_is_integer(type) || cim_type_is_real(type)))
		hint = ": write it without quotes";
	else if (raw->kind == MOF_VALUE_INTEGER && type == CIM_BOOLEAN)
		hint = ": write true or false";
	tell(ctx, MOF_ERROR, ctx->mismatch, raw->place, "%s where %s is wanted%s",
	    kind_text(raw->kind), wanted_text(type), hint);
	return told(ctx);
}

/* --- Numbers --- */

/* What a digit is worth, in any base up to 16; 99 for another character. */
static unsigned
digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (unsigned)((c | 0x20) - 'a') + 10 : 99;
}

/* Digits of a base; CIM_ERANGE past 64 bits, CIM_EINVAL for none or another character. */
static enum cim_err
digits(const char *p, const char *end, unsigned base, uint64_t *out)
{
	bool over = false;
	uint64_t n = 0;
	if (p == end)
		return CIM_EINVAL;
	for (; p < end; p++) {
		unsigned digit = digit_value(*p);
		if (digit >= base)
			return CIM_EINVAL;
		over = __builtin_mul_overflow(n, (uint64_t)base, &n) || over;
		over = __builtin_add_overflow(n, (uint64_t)digit, &n) || over;
	}
	*out = n;
	return over ? CIM_ERANGE : CIM_OK;
}

enum cim_err
mof_literal_integer(struct cim_str text, bool *negative, uint64_t *magnitude)
{
	const char *p = text.ptr, *end = text.ptr + text.len;
	*negative = p < end && *p == '-';
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	if (end - p >= 2 && p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		return digits(p + 2, end, 16, magnitude);
	if (end - p >= 2 && (end[-1] == 'b' || end[-1] == 'B'))
		return digits(p, end - 1, 2, magnitude);
	if (end - p >= 2 && p[0] == '0')
		return digits(p + 1, end, 8, magnitude);
	return digits(p, end, 10, magnitude);
}

static enum cim_err
out_of_range(const struct mof_literals *ctx, const struct mof_value *raw, struct cim_str text,
    enum cim_type type)
{
	static const struct {
		enum cim_type type;
		const char *range;
	} ranges[] = {
		{ CIM_UINT8, "0 to 255" }, { CIM_SINT8, "-128 to 127" },
		{ CIM_UINT16, "0 to 65535" }, { CIM_SINT16, "-32768 to 32767" },
		{ CIM_UINT32, "0 to 4294967295" }, { CIM_SINT32, "-2147483648 to 2147483647" },
		{ CIM_UINT64, "0 to 18446744073709551615" },
		{ CIM_SINT64, "-9223372036854775808 to 9223372036854775807" },
		{ CIM_CHAR16, "0 to 65535" },
		{ CIM_REAL32, "about -3.4e38 to 3.4e38" },
		{ CIM_REAL64, "about -1.8e308 to 1.8e308" }
	};
	const char *range = "";
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (ranges[i].type == type)
			range = ranges[i].range;
	}
	tell(ctx, MOF_ERROR, "E-RANGE", raw->place, "%.*s is out of the range of %s (%s)",
	    MOF_SHOW(text), cim_type_to_string(type), range);
	return told(ctx);
}

static enum cim_err c_strtod(struct arena *arena, struct cim_str text, double *out);

/* A real for an integer: the nearest one, halves away from 0. */
static enum cim_err
rounded(const struct mof_literals *ctx, const struct mof_value *raw, enum cim_type type,
    struct cim_value *out)
{
	double number;
	enum cim_err err = c_strtod(ctx->arena, raw->as.text, &number);
	if (err != CIM_OK)
		return err;
	bool negative = number < 0;
	double size = negative ? -number : number;
	if (!(size < 18446744073709551615.0))
		return out_of_range(ctx, raw, raw->as.text, type);
	/* From 2^52 on there is nothing behind the point. */
	uint64_t magnitude = (uint64_t)(size < 4503599627370496.0 ? size + 0.5 : size);
	if (cim_value_set_integer(out, type, negative, magnitude) != CIM_OK)
		return out_of_range(ctx, raw, raw->as.text, type);
	tell(ctx, MOF_NOTE, "N-WMI-ROUND", raw->place, "%.*s is rounded to %s%" PRIu64,
	    MOF_SHOW(raw->as.text), negative && magnitude > 0 ? "-" : "", magnitude);
	return ctx->diags->err;
}

static enum cim_err
integer(const struct mof_literals *ctx, const struct mof_value *raw, enum cim_type type,
    struct cim_value *out)
{
	struct cim_str text = raw->as.text;
	bool negative;
	uint64_t magnitude;
	if (raw->kind == MOF_VALUE_STRING) {
		/* Microsoft writes 64-bit integers as strings. */
		enum cim_err err = mof_literal_string(ctx, raw, &text);
		if (err != CIM_OK)
			return err;
	} else if (raw->kind == MOF_VALUE_REAL && ctx->rounds) {
		return rounded(ctx, raw, type, out);
	} else if (raw->kind != MOF_VALUE_INTEGER) {
		return mismatch(ctx, raw, type);
	}
	enum cim_err err = mof_literal_integer(text, &negative, &magnitude);
	if (err == CIM_EINVAL)
		return mismatch(ctx, raw, type);
	if (err == CIM_OK)
		err = cim_value_set_integer(out, type, negative, magnitude);
	return err == CIM_OK ? CIM_OK : out_of_range(ctx, raw, text, type);
}

/* strtod as the C locale has it, whatever the program's is. */
static enum cim_err
c_strtod(struct arena *arena, struct cim_str text, double *out)
{
	struct arena_mark mark = arena_mark(arena);
	const char *copy = arena_copy(arena, text.ptr, text.len);
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (copy == NULL || c == (locale_t)0) {
		if (c != (locale_t)0)
			freelocale(c);
		return CIM_ENOMEM;
	}
	locale_t old = uselocale(c);
	*out = strtod(copy, NULL);
	uselocale(old);
	freelocale(c);
	arena_rewind(arena, mark);
	return CIM_OK;
}

static enum cim_err
real(const struct mof_literals *ctx, const struct mof_value *raw, enum cim_type type,
    struct cim_value *out)
{
	double number;
	bool negative;
	uint64_t magnitude;
	enum cim_err err;
	if (raw->kind == MOF_VALUE_REAL) {
		err = c_strtod(ctx->arena, raw->as.text, &number);
		if (err != CIM_OK)
			return err;
	} else if (raw->kind == MOF_VALUE_INTEGER) {
		tell(ctx, MOF_NOTE, "N-REAL-INT", raw->place, "an integer for %s",
		    cim_type_to_string(type));
		err = mof_literal_integer(raw->as.text, &negative, &magnitude);
		if (err != CIM_OK)
			return out_of_range(ctx, raw, raw->as.text, type);
		number = negative ? -(double)magnitude : (double)magnitude;
	} else {
		return mismatch(ctx, raw, type);
	}
	err = cim_value_set_real(out, type, number);
	return err == CIM_OK ? CIM_OK : out_of_range(ctx, raw, raw->as.text, type);
}

/* --- Strings --- */

/* Text being decoded: one piece of a string or a character. */
struct decoder {
	const struct mof_literals *ctx;
	const char *begin, *at, *end;
	uint32_t place;		/* of begin */
	bool any_unit;		/* a char16: U+0000 and halves of pairs are fine */
	bool json;		/* the escapes are JSON's, and well-formed */
};

/* An escape at fault, from the backslash on. */
static enum cim_err
bad_escape(const struct decoder *d, enum mof_severity severity, const char *id, const char *from,
    const char *why)
{
	struct cim_place place = { d->place + (uint32_t)(from - d->begin),
	    (uint32_t)(d->at - from) };
	tell(d->ctx, severity, id, place, "\"%.*s\": %s", (int)(d->at - from), from, why);
	return told(d->ctx);
}

/* One to four hex digits behind "\x", as many as there are; in MOF 3 up to six. */
static enum cim_err
hex_run(struct decoder *d, const char *from, uint32_t *out)
{
	int n = 0, most = d->ctx->v3 ? 6 : 4;
	*out = 0;
	for (; n < most && d->at < d->end; n++, d->at++) {
		unsigned digit = digit_value(*d->at);
		if (digit > 15)
			break;
		*out = *out << 4 | digit;
	}
	if (n == 0)
		return bad_escape(d, MOF_ERROR, "E-ESCAPE", from,
		    "hexadecimal digits are missing");
	return CIM_OK;
}

/* "\x..." is a character; two may be the halves of one beyond U+FFFF. */
static enum cim_err
hex_escape(struct decoder *d, const char *from, uint32_t *out)
{
	uint32_t low;
	enum cim_err err = hex_run(d, from, out);
	if (err != CIM_OK || d->any_unit)
		return err;
	if (*out == 0)
		return bad_escape(d, MOF_ERROR, "E-ESCAPE", from, "a string holds no U+0000");
	if (*out > 0x10FFFF)
		return bad_escape(d, MOF_ERROR, "E-ESCAPE", from, "no character is beyond U+10FFFF");
	if (*out < 0xD800 || *out > 0xDFFF)
		return CIM_OK;
	if (*out < 0xDC00 && d->end - d->at >= 3 && d->at[0] == '\\' && (d->at[1] | 0x20) == 'x') {
		d->at += 2;
		err = hex_run(d, from, &low);
		if (err != CIM_OK)
			return err;
		if (low >= 0xDC00 && low <= 0xDFFF) {
			*out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
			return CIM_OK;
		}
	}
	return bad_escape(d, MOF_ERROR, "E-ESCAPE", from,
	    "half of a surrogate pair is no character");
}

/* The four digits of a "\u" that the reader of JSON has seen already. */
static uint32_t
four_digits(const char *p)
{
	uint32_t unit = 0;
	for (int i = 0; i < 4; i++)
		unit = unit << 4 | digit_value(p[i]);
	return unit;
}

/* "\u" with four digits; two may be the halves of a character beyond U+FFFF. */
static enum cim_err
unicode_escape(struct decoder *d, const char *from, uint32_t *out)
{
	*out = four_digits(d->at);
	d->at += 4;
	if (d->any_unit)
		return CIM_OK;
	if (*out == 0)
		return bad_escape(d, MOF_ERROR, "E-ESCAPE", from, "a string holds no U+0000");
	if (*out < 0xD800 || *out > 0xDFFF)
		return CIM_OK;
	if (*out < 0xDC00 && d->end - d->at >= 6 && d->at[0] == '\\' && d->at[1] == 'u') {
		uint32_t low = four_digits(d->at + 2);
		if (low >= 0xDC00 && low <= 0xDFFF) {
			d->at += 6;
			*out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
			return CIM_OK;
		}
	}
	return bad_escape(d, MOF_ERROR, "E-ESCAPE", from,
	    "half of a surrogate pair is no character");
}

/* An escape of JSON; at is behind it then. */
static enum cim_err
json_escape(struct decoder *d, uint32_t *out)
{
	static const char letters[] = "btnfr", means[] = "\b\t\n\f\r";
	const char *from = d->at;
	char c = d->at[1];
	d->at += 2;
	if (c == 'u')
		return unicode_escape(d, from, out);
	const char *letter = strchr(letters, c);
	*out = (unsigned char)(letter != NULL ? means[letter - letters] : c);
	return CIM_OK;
}

/* What stands behind a backslash; at is behind the escape then. */
static enum cim_err
escape(struct decoder *d, uint32_t *out)
{
	static const char letters[] = "btnfr\"'\\", means[] = "\b\t\n\f\r\"'\\";
	if (d->json)
		return json_escape(d, out);
	const char *from = d->at++;
	if (d->at == d->end)
		return bad_escape(d, MOF_ERROR, "E-ESCAPE", from,
		    "nothing stands behind the backslash");
	char c = *d->at++;
	if (c == 'x' || c == 'X')
		return hex_escape(d, from, out);
	const char *letter = c == '\0' ? NULL : strchr(letters, c);
	if (letter != NULL) {
		*out = (unsigned char)means[letter - letters];
		return CIM_OK;
	}
	/* The backslash goes, the character stays; of one beyond ASCII all its bytes. */
	*out = (unsigned char)c;
	while (d->at < d->end && ((unsigned char)*d->at & 0xC0) == 0x80)
		d->at++;
	bad_escape(d, MOF_WARNING, "W-ESCAPE", from, "not an escape: read without its backslash");
	d->at = from + 2;
	return d->ctx->diags->err;
}

/*
 * One piece without its escapes; it never gets longer. All faults in it are told,
 * the first is the answer.
 */
static enum cim_err
decode_piece(
    const struct mof_literals *ctx, const struct mof_piece *piece, bool json, char **to)
{
	const char *begin = piece->text, *end = begin + piece->len;
	struct decoder d = { ctx, begin, begin, end, piece->at, false, json };
	enum cim_err err = CIM_OK;
	while (d.at < d.end) {
		const char *slash = memchr(d.at, '\\', (size_t)(d.end - d.at));
		size_t plain = (size_t)((slash != NULL ? slash : d.end) - d.at);
		memcpy(*to, d.at, plain);
		*to += plain;
		d.at += plain;
		if (slash == NULL)
			break;
		uint32_t c = 0;
		enum cim_err failed = escape(&d, &c);
		/*
		 * A byte of UTF-8 behind an unknown escape is copied, its followers
		 * with what comes next.
		 */
		if (failed == CIM_OK && c >= 0x80 && d.at == slash + 2)
			*(*to)++ = (char)c;
		else if (failed == CIM_OK)
			*to += cim_utf8_put(*to, c);
		if (err == CIM_OK)
			err = failed;
	}
	return err;
}

enum cim_err
mof_literal_string(const struct mof_literals *ctx, const struct mof_value *raw,
    struct cim_str *out)
{
	const struct mof_piece *first = &raw->as.string.piece;
	size_t size = 0;
	for (const struct mof_piece *piece = first; piece != NULL; piece = piece->next)
		size += piece->len;
	if (size > CIM_LIMIT_STRING) {
		mof_diag(ctx->diags, MOF_ERROR, "E-LIMIT", raw->place,
		    "a string of %zu bytes: the limit is %u", size, CIM_LIMIT_STRING);
		return CIM_EINPUT;
	}
	if (first->next == NULL && !raw->escaped) {
		*out = cim_str(first->text, first->len);
		return CIM_OK;
	}
	char *text = arena_text(ctx->arena, size), *to = text;
	if (text == NULL)
		return CIM_ENOMEM;
	enum cim_err err = CIM_OK;
	for (const struct mof_piece *piece = first; piece != NULL; piece = piece->next) {
		if (raw->escaped) {
			enum cim_err failed = decode_piece(ctx, piece, raw->json, &to);
			if (err == CIM_OK)
				err = failed;
		} else {
			memcpy(to, piece->text, piece->len);
			to += piece->len;
		}
	}
	*out = cim_str(text, (size_t)(to - text));
	return err;
}

/* The first character of UTF-8 text, and how many bytes it has. The source is well-formed. */
static uint32_t
first_character(const char *text, size_t n, size_t *len)
{
	unsigned char c = (unsigned char)text[0];
	*len = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	if (*len > n)
		*len = n;
	uint32_t point = *len == 1 ? c : c & (0x7Fu >> *len);
	for (size_t i = 1; i < *len; i++)
		point = point << 6 | ((unsigned char)text[i] & 0x3Fu);
	return point;
}

static enum cim_err
char16(const struct mof_literals *ctx, const struct mof_value *raw, struct cim_value *out)
{
	if (raw->kind == MOF_VALUE_INTEGER)
		return integer(ctx, raw, CIM_CHAR16, out);
	if (raw->kind != MOF_VALUE_CHAR && raw->kind != MOF_VALUE_STRING)
		return mismatch(ctx, raw, CIM_CHAR16);
	const char *why = "a char16 stands in apostrophes, as in 'a'";
	bool json = raw->kind == MOF_VALUE_STRING && raw->json;
	if (raw->kind == MOF_VALUE_CHAR || json) {
		struct cim_str text = raw->as.text;
		if (json)
			text = cim_str(raw->as.string.piece.text, raw->as.string.piece.len);
		struct decoder d = { ctx, text.ptr, text.ptr, text.ptr + text.len,
		    raw->place.at + 1, true, json };
		uint32_t c = 0x10000;
		size_t len = 0;
		enum cim_err err = CIM_OK;
		if (text.len > 0 && text.ptr[0] == '\\')
			err = escape(&d, &c);
		else if (text.len > 0)
			c = first_character(text.ptr, text.len, &len);
		if (err != CIM_OK)
			return err;
		d.at += len;
		if (c <= 0xFFFF && d.at == d.end) {
			out->as.char16 = (uint16_t)c;
			return CIM_OK;
		}
		why = text.len == 0 ? json ? "a char16 is a string of one character" :
		    "there is no character between the apostrophes" :
		    d.at == d.end ? "the character lies beyond U+FFFF" :
		    json ? "a char16 is a string of one character" :
		    "there is more than one character between the apostrophes";
	}
	tell(ctx, MOF_ERROR, "E-CHAR16", raw->place, "%s", why);
	return told(ctx);
}

static enum cim_err
datetime(const struct mof_literals *ctx, const struct mof_value *raw, struct cim_value *out)
{
	unsigned position = 0;
	if (raw->kind != MOF_VALUE_STRING)
		return mismatch(ctx, raw, CIM_DATETIME);
	enum cim_err err = mof_literal_string(ctx, raw, &out->as.string);
	if (err != CIM_OK)
		return err;
	switch (cim_datetime_parse(out->as.string, NULL, &position)) {
	case CIM_DATETIME_OK:
		return CIM_OK;
	case CIM_DATETIME_LENGTH:
		tell(ctx, MOF_ERROR, "E-DATETIME", raw->place,
		    "a datetime has 25 characters, as 20240131120000.000000+060 or "
		    "00000001020304.000000:000");
		break;
	case CIM_DATETIME_SYNTAX:
		tell(ctx, MOF_ERROR, "E-DATETIME", raw->place,
		    "position %u: no digit or separator of a datetime (20240131120000.000000+060)",
		    position);
		break;
	case CIM_DATETIME_FIELD:
		tell(ctx, MOF_ERROR, "E-DATETIME", raw->place, "position %u: out of range",
		    position);
		break;
	case CIM_DATETIME_STAR:
		tell(ctx, MOF_ERROR, "E-DATETIME-STAR", raw->place,
		    "position %u: asterisks fill whole fields", position);
		break;
	case CIM_DATETIME_STAR_FIELDS:
		/* Files of Microsoft's dialect have it, and its meaning is plain. */
		tell(ctx, MOF_WARNING, "W-DATETIME-STAR", raw->place,
		    "position %u: asterisks go on to the end of the microseconds (DSP0004)",
		    position);
		return ctx->diags->err;
	}
	return told(ctx);
}

/* "0x" and pairs of hexadecimal digits. */
static enum cim_err
octetstring(const struct mof_literals *ctx, const struct mof_value *raw, struct cim_value *out)
{
	if (raw->kind != MOF_VALUE_STRING)
		return mismatch(ctx, raw, CIM_OCTETSTRING);
	enum cim_err err = mof_literal_string(ctx, raw, &out->as.string);
	if (err != CIM_OK)
		return err;
	struct cim_str s = out->as.string;
	bool good = s.len >= 2 && s.len % 2 == 0 && s.ptr[0] == '0' && (s.ptr[1] | 0x20) == 'x';
	for (size_t i = 2; i < s.len; i++)
		good = good && digit_value(s.ptr[i]) <= 15;
	if (good)
		return CIM_OK;
	tell(ctx, MOF_ERROR, "E-OCTETSTRING", raw->place,
	    "an octetstring is \"0x\" and pairs of hexadecimal digits");
	return told(ctx);
}

/* --- The doors --- */

enum cim_err
mof_literal(const struct mof_literals *ctx, const struct mof_value *raw, enum cim_type type,
    struct cim_value *out)
{
	enum cim_err err = CIM_OK;
	memset(out, 0, sizeof(*out));
	out->type = (uint8_t)type;
	if (raw->kind == MOF_VALUE_ARRAY) {
		tell(ctx, MOF_ERROR, "E-ARRAY-MISMATCH", raw->place,
		    "a list where a single value is wanted");
		return told(ctx);
	}
	if (raw->kind == MOF_VALUE_INTEGER && raw->as.text.len == 0) {
		err = told(ctx);	/* by the scanner: it is no number */
	} else if (raw->kind == MOF_VALUE_NULL) {
		out->is_null = true;
	} else if (type == CIM_BOOLEAN && (raw->kind == MOF_VALUE_TRUE ||
	    raw->kind == MOF_VALUE_FALSE)) {
		out->as.boolean = raw->kind == MOF_VALUE_TRUE;
	} else if (type == CIM_CHAR16) {
		err = char16(ctx, raw, out);
	} else if (type == CIM_DATETIME) {
		err = datetime(ctx, raw, out);
	} else if (type == CIM_OCTETSTRING) {
		err = octetstring(ctx, raw, out);
	} else if ((type == CIM_STRING || type == CIM_REFERENCE) &&
	    raw->kind == MOF_VALUE_STRING) {
		err = mof_literal_string(ctx, raw, &out->as.string);
	} else if (cim_type_is_integer(type) &&
	    (raw->kind != MOF_VALUE_STRING || (cim_type_bits(type) == 64 && type != CIM_INTEGER))) {
		err = integer(ctx, raw, type, out);
	} else if (cim_type_is_real(type)) {
		err = real(ctx, raw, type, out);
	} else {
		err = mismatch(ctx, raw, type);
	}
	out->place = raw->place;
	return err;
}

enum cim_err
mof_literal_array(const struct mof_literals *ctx, const struct mof_value *raw, enum cim_type type,
    struct cim_value *out)
{
	memset(out, 0, sizeof(*out));
	out->type = (uint8_t)type;
	out->is_array = true;
	out->place = raw->place;
	if (raw->kind == MOF_VALUE_NULL) {
		out->is_null = true;
		return CIM_OK;
	}
	if (raw->kind != MOF_VALUE_ARRAY) {
		tell(ctx, MOF_ERROR, "E-ARRAY-MISMATCH", raw->place,
		    "a single value where a list { } is wanted");
		return told(ctx);
	}
	if (raw->as.items.count > CIM_LIMIT_ELEMENTS) {
		tell(ctx, MOF_ERROR, "E-LIMIT", raw->place, "a list of %u values: the limit is %u",
		    raw->as.items.count, CIM_LIMIT_ELEMENTS);
		return told(ctx);
	}
	struct cim_value *items = arena_alloc(ctx->arena, raw->as.items.count * sizeof(*items));
	if (items == NULL)
		return CIM_ENOMEM;
	enum cim_err err = CIM_OK;
	for (const struct mof_value *item = raw->as.items.first; item != NULL; item = item->next) {
		enum cim_err failed = mof_literal(ctx, item, type, &items[out->count++]);
		if (failed == CIM_ENOMEM)
			return failed;
		if (err == CIM_OK)
			err = failed;
	}
	out->as.items = items;
	return err;
}

/* The smallest of sint32, sint64, uint64 that holds an integer. */
static enum cim_type
integer_type(const struct mof_value *raw)
{
	bool negative;
	uint64_t magnitude;
	struct cim_value scratch;
	if (mof_literal_integer(raw->as.text, &negative, &magnitude) != CIM_OK)
		return CIM_UINT64;
	if (cim_value_set_integer(&scratch, CIM_SINT32, negative, magnitude) == CIM_OK)
		return CIM_SINT32;
	if (cim_value_set_integer(&scratch, CIM_SINT64, negative, magnitude) == CIM_OK)
		return CIM_SINT64;
	return CIM_UINT64;
}

/* A list has the type of its elements: of numbers the widest, else the first's. */
static enum cim_type
list_type(const struct mof_value *raw)
{
	static const enum cim_type rank[] = { CIM_SINT32, CIM_SINT64, CIM_UINT64, CIM_REAL64 };
	enum cim_type found = CIM_TYPE_NONE;
	int found_rank = -1;
	for (const struct mof_value *item = raw->as.items.first; item != NULL; item = item->next) {
		enum cim_type type = mof_literal_type(item);
		int type_rank = -1;
		for (int i = 0; i < 4; i++) {
			if (rank[i] == type)
				type_rank = i;
		}
		if (found == CIM_TYPE_NONE || (found_rank >= 0 && type_rank > found_rank)) {
			found = type;
			found_rank = type_rank;
		}
	}
	return found;
}

enum cim_type
mof_literal_type(const struct mof_value *raw)
{
	switch (raw->kind) {
	case MOF_VALUE_INTEGER:
		return integer_type(raw);
	case MOF_VALUE_REAL:
		return CIM_REAL64;
	case MOF_VALUE_CHAR:
		return CIM_CHAR16;
	case MOF_VALUE_STRING:
		return CIM_STRING;
	case MOF_VALUE_TRUE:
	case MOF_VALUE_FALSE:
		return CIM_BOOLEAN;
	case MOF_VALUE_ARRAY:
		return list_type(raw);
	default:
		return CIM_TYPE_NONE;
	}
}
