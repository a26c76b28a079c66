/* datetime.c: timestamps and intervals, read and written in their 25 characters. */
#include "cim/datetime.h"

#include <stddef.h>

#define LENGTH 25
#define POINT_AT 14
#define MICRO_AT 15
#define MICRO_DIGITS 6
#define SIGN_AT 21
#define OFFSET_AT 22

/* What is known while the fields are read from left to right. */
struct scan {
	const char *text;
	enum cim_datetime_fault fault;
	unsigned position;		/* 1-based, of the fault */
	bool starred;			/* the fields before end in asterisks */
	/* 1-based, of the first field that should have been starred; 0: none */
	unsigned loose;
};

static void
scan_fail(struct scan *s, enum cim_datetime_fault fault, unsigned at)
{
	if (s->fault != CIM_DATETIME_OK)
		return;
	s->fault = fault;
	s->position = at + 1;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* width digits at a place, or as many asterisks, which give -1. */
static int32_t
scan_field(struct scan *s, unsigned at, unsigned width, int32_t least, int32_t most)
{
	bool star = s->text[at] == '*';
	int32_t value = 0;
	for (unsigned i = at; i < at + width; i++) {
		char c = s->text[i];
		if (!is_digit(c) && c != '*')
			scan_fail(s, CIM_DATETIME_SYNTAX, i);
		else if ((c == '*') != star)
			scan_fail(s, CIM_DATETIME_STAR, i);
		else if (!star)
			value = value * 10 + (c - '0');
	}
	if (star) {
		s->starred = true;
		return -1;
	}
	if (s->starred && s->loose == 0)
		s->loose = at + 1;
	if (s->fault == CIM_DATETIME_OK && (value < least || value > most))
		scan_fail(s, CIM_DATETIME_FIELD, at);
	return value;
}

static int32_t
days_in_month(int32_t year, int32_t month)
{
	static const int8_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	/* Without a year or a month the widest answer is right. */
	if (month < 1 || month > 12)
		return 31;
	return month == 2 && (leap || year < 0) ? 29 : days[month - 1];
}

/* Digits, then asterisks: here the run may begin at any of the six. */
static void
scan_microseconds(struct scan *s, struct cim_datetime *dt)
{
	int32_t value = 0;
	int8_t precision = 0;
	for (unsigned i = MICRO_AT; i < MICRO_AT + MICRO_DIGITS; i++) {
		char c = s->text[i];
		value *= 10;
		if (is_digit(c)) {
			if (precision != (int8_t)(i - MICRO_AT))
				scan_fail(s, CIM_DATETIME_STAR, i);
			value += c - '0';
			precision++;
		} else if (c != '*') {
			scan_fail(s, CIM_DATETIME_SYNTAX, i);
		}
	}
	if (precision > 0 && s->starred && s->loose == 0)
		s->loose = MICRO_AT + 1;
	dt->microsecond = precision > 0 ? value : -1;
	dt->precision = precision;
}

/* "+ooo" or "-ooo" of a timestamp, ":000" of an interval. */
static void
scan_offset(struct scan *s, struct cim_datetime *dt)
{
	if (!dt->is_interval && s->text[OFFSET_AT] == '*' && s->loose == 0)
		s->loose = OFFSET_AT + 1;
	s->starred = false;
	int32_t minutes = scan_field(s, OFFSET_AT, 3, 0, dt->is_interval ? 0 : 999);
	if (dt->is_interval && minutes < 0)
		scan_fail(s, CIM_DATETIME_STAR, OFFSET_AT);
	if (minutes < 0)
		dt->offset = CIM_DATETIME_NO_OFFSET;
	else
		dt->offset = (int16_t)(s->text[SIGN_AT] == '-' ? -minutes : minutes);
}

enum cim_datetime_fault
cim_datetime_parse(struct cim_str text, struct cim_datetime *out, unsigned *position)
{
	struct scan s = { .text = text.ptr };
	struct cim_datetime dt = { .year = -1, .month = -1, .day = -1, .days = -1 };
	if (text.len != LENGTH) {
		if (position != NULL)
			*position = 0;
		return CIM_DATETIME_LENGTH;
	}

	/* The character behind the microseconds says which of the two it is. */
	char sign = text.ptr[SIGN_AT];
	dt.is_interval = sign == ':';
	if (dt.is_interval) {
		dt.days = scan_field(&s, 0, 8, 0, 99999999);
	} else {
		dt.year = scan_field(&s, 0, 4, 0, 9999);
		dt.month = (int8_t)scan_field(&s, 4, 2, 1, 12);
		dt.day = (int8_t)scan_field(&s, 6, 2, 1, days_in_month(dt.year, dt.month));
	}
	dt.hour = (int8_t)scan_field(&s, 8, 2, 0, 23);
	dt.minute = (int8_t)scan_field(&s, 10, 2, 0, 59);
	dt.second = (int8_t)scan_field(&s, 12, 2, 0, dt.is_interval ? 59 : 60);
	if (text.ptr[POINT_AT] != '.')
		scan_fail(&s, CIM_DATETIME_SYNTAX, POINT_AT);
	scan_microseconds(&s, &dt);
	if (sign != '+' && sign != '-' && sign != ':')
		scan_fail(&s, CIM_DATETIME_SYNTAX, SIGN_AT);
	scan_offset(&s, &dt);

	if (s.fault == CIM_DATETIME_OK && s.loose != 0) {
		s.fault = CIM_DATETIME_STAR_FIELDS;
		s.position = s.loose;
	}
	if (position != NULL && s.fault != CIM_DATETIME_OK)
		*position = s.position;
	if (out != NULL)
		*out = dt;
	return s.fault;
}

/* width characters: the last digits of value, or asterisks when it is not significant. */
static void
put_field(char *at, unsigned width, int32_t value)
{
	uint32_t rest = value < 0 ? 0 : (uint32_t)value;
	for (unsigned i = width; i > 0; i--) {
		at[i - 1] = value < 0 ? '*' : (char)('0' + rest % 10);
		rest /= 10;
	}
}

void
cim_datetime_print(const struct cim_datetime *dt, char out[26])
{
	if (dt->is_interval) {
		put_field(out, 8, dt->days);
	} else {
		put_field(out, 4, dt->year);
		put_field(out + 4, 2, dt->month);
		put_field(out + 6, 2, dt->day);
	}
	put_field(out + 8, 2, dt->hour);
	put_field(out + 10, 2, dt->minute);
	put_field(out + 12, 2, dt->second);
	out[POINT_AT] = '.';
	put_field(out + MICRO_AT, MICRO_DIGITS, dt->microsecond);
	for (int i = dt->precision < 0 ? 0 : dt->precision; i < MICRO_DIGITS; i++)
		out[MICRO_AT + i] = '*';
	int32_t offset = dt->is_interval ? 0 : dt->offset;
	bool none = offset == CIM_DATETIME_NO_OFFSET;
	out[SIGN_AT] = dt->is_interval ? ':' : offset < 0 && !none ? '-' : '+';
	put_field(out + OFFSET_AT, 3, none ? -1 : offset < 0 ? -offset : offset);
	out[LENGTH] = '\0';
}
