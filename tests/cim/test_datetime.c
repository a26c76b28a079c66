/* test_datetime.c: good and bad timestamps and intervals, and where the bad ones go wrong. */
#include "cim/datetime.h"
#include "tests/unit.h"

struct row {
	const char *text;
	enum cim_datetime_fault fault;
	unsigned position;
};

static const struct row rows[] = {
	{ "20240101120000.000000+060", CIM_DATETIME_OK, 0 },
	{ "19980401135809.123456-360", CIM_DATETIME_OK, 0 },
	{ "00000101000000.000000+720", CIM_DATETIME_OK, 0 },
	{ "99991231115959.999999-720", CIM_DATETIME_OK, 0 },
	{ "20240229000000.000000+000", CIM_DATETIME_OK, 0 },
	{ "20000229000000.000000+000", CIM_DATETIME_OK, 0 },
	{ "20161231235960.000000+000", CIM_DATETIME_OK, 0 },
	{ "20240101******.******+000", CIM_DATETIME_OK, 0 },
	{ "**************.******+000", CIM_DATETIME_OK, 0 },
	{ "2024**********.******-999", CIM_DATETIME_OK, 0 },
	{ "20240101120000.128***+000", CIM_DATETIME_OK, 0 },
	{ "20240101120000.******+999", CIM_DATETIME_OK, 0 },
	{ "00000000000000.000000:000", CIM_DATETIME_OK, 0 },
	{ "99999999235959.999999:000", CIM_DATETIME_OK, 0 },
	{ "12345678121212.12345*:000", CIM_DATETIME_OK, 0 },
	{ "********235959.999999:000", CIM_DATETIME_STAR_FIELDS, 9 },
	{ "**************.******:000", CIM_DATETIME_OK, 0 },
	{ "000000000060**.******:000", CIM_DATETIME_FIELD, 11 },

	{ "", CIM_DATETIME_LENGTH, 0 },
	{ "2024-01-01", CIM_DATETIME_LENGTH, 0 },
	{ "20240101120000.000000+0600", CIM_DATETIME_LENGTH, 0 },
	{ "20240101120000.000000+06", CIM_DATETIME_LENGTH, 0 },
	{ "2024010112000x.000000+060", CIM_DATETIME_SYNTAX, 14 },
	{ "20240101120000,000000+060", CIM_DATETIME_SYNTAX, 15 },
	{ "20240101120000*000000+060", CIM_DATETIME_SYNTAX, 15 },
	{ "20240101120000.00000a+060", CIM_DATETIME_SYNTAX, 21 },
	{ "20240101120000.000000 060", CIM_DATETIME_SYNTAX, 22 },
	{ "20240101120000.000000*060", CIM_DATETIME_SYNTAX, 22 },
	{ "20240101120000.000000+06x", CIM_DATETIME_SYNTAX, 25 },
	{ "-0240101120000.000000+060", CIM_DATETIME_SYNTAX, 1 },
	{ "20241301000000.000000+000", CIM_DATETIME_FIELD, 5 },
	{ "20240001000000.000000+000", CIM_DATETIME_FIELD, 5 },
	{ "20240100000000.000000+000", CIM_DATETIME_FIELD, 7 },
	{ "20240431000000.000000+000", CIM_DATETIME_FIELD, 7 },
	{ "20230229000000.000000+000", CIM_DATETIME_FIELD, 7 },
	{ "19000229000000.000000+000", CIM_DATETIME_FIELD, 7 },
	{ "20240101240000.000000+000", CIM_DATETIME_FIELD, 9 },
	{ "20240101006000.000000+000", CIM_DATETIME_FIELD, 11 },
	{ "20240101000061.000000+000", CIM_DATETIME_FIELD, 13 },
	{ "00000001240000.000000:000", CIM_DATETIME_FIELD, 9 },
	{ "00000001000060.000000:000", CIM_DATETIME_FIELD, 13 },
	{ "00000001000000.000000:001", CIM_DATETIME_FIELD, 23 },
	{ "202*0101000000.000000+000", CIM_DATETIME_STAR, 4 },
	{ "*0240101000000.000000+000", CIM_DATETIME_STAR, 2 },
	{ "2024010112000*.******+000", CIM_DATETIME_STAR, 14 },
	{ "20240101120000.1*3***+000", CIM_DATETIME_STAR, 18 },
	{ "20240101120000.*23456+000", CIM_DATETIME_STAR, 17 },
	{ "0000000*000000.000000:000", CIM_DATETIME_STAR, 8 },
	{ "00000001000000.000000:***", CIM_DATETIME_STAR, 23 },
	{ "20240101120000.000000+*60", CIM_DATETIME_STAR, 24 },
	/* What only Microsoft's dialect has. */
	{ "2024**01120000.000000+000", CIM_DATETIME_STAR_FIELDS, 7 },
	{ "****0317093000.000000-480", CIM_DATETIME_STAR_FIELDS, 5 },
	{ "19421121103300.000000+***", CIM_DATETIME_STAR_FIELDS, 23 },
	{ "**************.000000+000", CIM_DATETIME_STAR_FIELDS, 16 },
	{ "**************.******+***", CIM_DATETIME_STAR_FIELDS, 23 },
	/* The mild fault does not cover a worse one behind it. */
	{ "****1317093000.000000-480", CIM_DATETIME_FIELD, 5 },
	{ "****0317093000.000000-4x0", CIM_DATETIME_SYNTAX, 24 },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct cim_datetime dt;
		unsigned position = 0;
		enum cim_datetime_fault fault =
		    cim_datetime_parse(cim_str_from(rows[i].text), &dt, &position);
		tap_int(fault, rows[i].fault, "\"%s\"", rows[i].text);
		tap_int(position, rows[i].position, "at %u", rows[i].position);
		tap_int(cim_datetime_parse(cim_str_from(rows[i].text), NULL, NULL), rows[i].fault,
		    "also unasked");
		if (fault != CIM_DATETIME_OK && fault != CIM_DATETIME_STAR_FIELDS)
			continue;
		char back[26];
		cim_datetime_print(&dt, back);
		tap_text(back, strlen(back), rows[i].text, "is printed as it was");
	}

	struct cim_datetime dt;
	(void)cim_datetime_parse(CIM_STR("19980401135809.12****-360"), &dt, NULL);
	tap_ok(!dt.is_interval && dt.year == 1998 && dt.month == 4 && dt.day == 1 &&
	    dt.hour == 13 && dt.minute == 58 &&
	    dt.second == 9 && dt.microsecond == 120000 && dt.precision == 2 && dt.offset == -360,
	    "fields of a timestamp");
	(void)cim_datetime_parse(CIM_STR("0000001123****.******:000"), &dt, NULL);
	tap_ok(dt.is_interval && dt.days == 11 && dt.hour == 23 && dt.minute == -1 &&
	    dt.second == -1 &&
	    dt.microsecond == -1 && dt.precision == 0 && dt.offset == 0, "fields of an interval");
	(void)cim_datetime_parse(CIM_STR("19980401135809.120000+***"), &dt, NULL);
	tap_int(dt.offset, CIM_DATETIME_NO_OFFSET, "no time zone");
	char garbage[26];
	dt = (struct cim_datetime){ .year = 123456, .month = 127, .microsecond = 99999999,
	    .precision = 127, .offset = 32767 };
	cim_datetime_print(&dt, garbage);
	tap_int(strlen(garbage), 25, "even nonsense is 25 characters");

	/*
	 * Any one character put in any place never gives more than a fault, and a good one reads
	 * back.
	 */
	size_t wrong = 0;
	for (int at = 0; at < 25; at++) {
		for (int c = 0; c < 256; c++) {
			char text[26] = "20240101120000.000000+060", back[26];
			text[at] = (char)c;
			unsigned position = 99;
			enum cim_datetime_fault fault =
			    cim_datetime_parse(cim_str(text, 25), &dt, &position);
			bool good = fault == CIM_DATETIME_OK;
			cim_datetime_print(&dt, back);
			if (good ? memcmp(text, back, 25) != 0 : position < 1 || position > 25)
				wrong++;
		}
	}
	tap_int(wrong, 0, "every byte in every place");
	return tap_done();
}
