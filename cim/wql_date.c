/* wql_date.c: the many ways in which WQL lets people write a point in time. */
#include <string.h>

#include "cim/datetime.h"
#include "cim/wql_match.h"

/* Days from the first of March of the year 0 to a day of the Gregorian calendar. */
static int64_t
days_of(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = year >= 0 ? year / 400 : (year - 399) / 400;
	int64_t of_era = year - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
}

static bool
is_day(int64_t year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (month < 1 || month > 12 || day < 1)
		return false;
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return day <= days[month - 1] + (month == 2 && leap);
}

/* The 25 characters; fields that do not count are their least. */
static bool
cim_form(struct cim_str text, int64_t *out, bool *is_interval)
{
	struct cim_datetime dt;
	enum cim_datetime_fault fault = cim_datetime_parse(text, &dt, NULL);
	if (fault != CIM_DATETIME_OK && fault != CIM_DATETIME_STAR_FIELDS)
		return false;
	int64_t seconds = (dt.hour > 0 ? dt.hour : 0) * 3600 + (dt.minute > 0 ? dt.minute : 0) * 60 +
	    (dt.second > 0 ? dt.second : 0);
	int64_t micro = dt.microsecond > 0 ? dt.microsecond : 0;
	if (dt.is_interval) {
		seconds += (int64_t)(dt.days > 0 ? dt.days : 0) * 86400;
	} else {
		seconds += days_of(dt.year > 0 ? dt.year : 0, dt.month > 0 ? dt.month : 1,
		    dt.day > 0 ? dt.day : 1) * 86400;
		if (dt.offset != CIM_DATETIME_NO_OFFSET)
			seconds -= dt.offset * 60;
	}
	*out = seconds * 1000000 + micro;
	*is_interval = dt.is_interval;
	return true;
}

/* What is read of a date, piece by piece. */
struct reader {
	const char *at, *end;
	int numbers[3], digits[3], count;	/* in the order of the text */
	int month_at;				/* which of them was a name; -1: none */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Up to most digits; answers how many. */
static int
read_number(struct reader *r, int most, int *out)
{
	int n = 0;
	*out = 0;
	for (; n < most && r->at < r->end && is_digit(*r->at); n++)
		*out = *out * 10 + (*r->at++ - '0');
	return r->at < r->end && is_digit(*r->at) ? 0 : n;
}

/* A month by its English name, or three letters of it. */
static int
read_month(struct reader *r)
{
	static const char *const months[] = { "january", "february", "march", "april", "may",
		"june", "july", "august", "september", "october", "november", "december" };
	size_t n = 0;
	while (r->at + n < r->end && lower(r->at[n]) >= 'a' && lower(r->at[n]) <= 'z')
		n++;
	for (int i = 0; i < 12; i++) {
		bool same = n == 3 || n == strlen(months[i]);
		for (size_t j = 0; same && j < n; j++)
			same = lower(r->at[j]) == months[i][j];
		if (same) {
			r->at += n;
			return i + 1;
		}
	}
	return 0;
}

static void
skip(struct reader *r, const char *what)
{
	while (r->at < r->end && *r->at != '\0' && strchr(what, *r->at) != NULL)
		r->at++;
}

/* Three parts with separators between, one of which may be the name of a month. */
static bool
read_parts(struct reader *r)
{
	for (r->count = 0, r->month_at = -1; r->count < 3; r->count++) {
		int *number = &r->numbers[r->count];
		if (r->count > 0)
			skip(r, " /-.,");
		if (r->at < r->end && !is_digit(*r->at)) {
			*number = read_month(r);
			if (*number == 0 || r->month_at >= 0)
				return false;
			r->month_at = r->count;
			r->digits[r->count] = 0;
		} else {
			r->digits[r->count] = read_number(r, 4, number);
			if (r->digits[r->count] == 0)
				return false;
		}
	}
	return true;
}

static bool
parts_to_day(const struct reader *r, int64_t *days)
{
	int y = 2, m = 0, d = 1;	/* 11/20/2026, as is usual there */
	if (r->digits[0] == 4) {
		y = 0;
		m = r->month_at > 0 ? r->month_at : 1;
		d = 3 - m;
	} else if (r->month_at >= 0) {
		m = r->month_at;
		if (m == 2)
			return false;
		d = m == 0 ? 1 : 0;
	}
	if (r->digits[y] != 4 && r->digits[y] != 2)
		return false;
	int year = r->numbers[y];
	if (r->digits[y] == 2)
		year += year < 50 ? 2000 : 1900;
	if (r->digits[d] > 2 || r->digits[m] > 2 || !is_day(year, r->numbers[m], r->numbers[d]))
		return false;
	*days = days_of(year, r->numbers[m], r->numbers[d]);
	return true;
}

/* AM or PM behind an hour of 1 to 12. */
static bool
half_day(struct reader *r, int *hour)
{
	skip(r, " ");
	if (r->end - r->at < 2 || lower(r->at[1]) != 'm')
		return *hour < 24;
	char half = lower(r->at[0]);
	if ((half != 'a' && half != 'p') || *hour < 1 || *hour > 12)
		return false;
	r->at += 2;
	*hour = *hour % 12 + (half == 'p' ? 12 : 0);
	return true;
}

/* 14:30, 14:30:05, 14:30:05.25, 2:30 PM; of nothing midnight. */
static bool
read_time(struct reader *r, int64_t *micro)
{
	int hour = 0, minute = 0, second = 0;
	int64_t fraction = 0;
	*micro = 0;
	skip(r, " T");
	if (r->at == r->end)
		return true;
	if (read_number(r, 2, &hour) == 0)
		return false;
	for (int i = 0; i < 2 && r->at < r->end && *r->at == ':'; i++) {
		r->at++;
		if (read_number(r, 2, i == 0 ? &minute : &second) == 0)
			return false;
	}
	if (r->at < r->end && *r->at == '.') {
		int64_t unit = 100000;
		for (r->at++; r->at < r->end && is_digit(*r->at); r->at++, unit /= 10)
			fraction += (*r->at - '0') * unit;
	}
	if (!half_day(r, &hour) || minute > 59 || second > 59)
		return false;
	skip(r, " Z");
	*micro = ((int64_t)hour * 3600 + minute * 60 + second) * 1000000 + fraction;
	return true;
}

bool
wql_date(struct cim_str text, int64_t *microseconds, bool *is_interval)
{
	struct reader r = { .at = text.ptr, .end = text.ptr + text.len };
	int64_t days, micro;
	*is_interval = false;
	if (cim_form(text, microseconds, is_interval))
		return true;
	skip(&r, " ");
	if (!read_parts(&r) || !parts_to_day(&r, &days) || !read_time(&r, &micro) || r.at != r.end)
		return false;
	*microseconds = days * INT64_C(86400000000) + micro;
	return true;
}
