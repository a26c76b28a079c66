/* datetime.h: the 25 characters of a timestamp or an interval (DSP0004 5.2.4). */
#ifndef CIM_DATETIME_H
#define CIM_DATETIME_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/name.h"

#define CIM_DATETIME_NO_OFFSET INT16_MIN	/* Microsoft's "+***": no time zone */

/* A field of -1 is "not significant" (asterisks). */
struct cim_datetime {
	bool is_interval;
	int32_t year;		/* timestamp: 0..9999 */
	int8_t month, day;	/* timestamp: 1..12, 1..31 */
	int32_t days;		/* interval: 0..99999999 */
	int8_t hour, minute, second;	/* second 60 only in a timestamp */
	/* significant digits, asterisks read as 0; -1 if none is significant */
	int32_t microsecond;
	int8_t precision;	/* significant digits of the microsecond, 0..6 */
	/* timestamp: minutes from UTC, -999..999; CIM_DATETIME_NO_OFFSET */
	int16_t offset;
};

enum cim_datetime_fault {
	CIM_DATETIME_OK = 0,
	CIM_DATETIME_LENGTH,	/* not 25 characters */
	CIM_DATETIME_SYNTAX,	/* a digit or separator is wrong */
	CIM_DATETIME_FIELD,	/* a field is out of range, e.g. month 13 or 30 February */
	CIM_DATETIME_STAR,	/* asterisks for a part of a field, which nobody allows */
	/* whole fields, but not up to the end of the microseconds, or the offset */
	CIM_DATETIME_STAR_FIELDS
};

/*
 * Reads the 25 characters. On a fault, *position gets the 1-based character at
 * fault (0 for the length), out is undefined; out and position may be NULL.
 * CIM_DATETIME_STAR_FIELDS is the mildest: all else is right and out is filled
 * in. DSP0004 forbids it, Microsoft's dialect has it (1.8 and "****0317093000...").
 */
enum cim_datetime_fault cim_datetime_parse(struct cim_str text, struct cim_datetime *out,
    unsigned *position);

/* The way back: exactly 25 characters and a NUL into out[26]. */
void cim_datetime_print(const struct cim_datetime *dt, char out[26]);

#endif
