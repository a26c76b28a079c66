/* unit.h: a few asserts that print TAP. A test is a function of rows; main runs them and ends in tap_done(). */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <stdio.h>
#include <string.h>

static int tap_count, tap_bad;

/* One point: prints ok or not ok with a name made by printf. */
#define tap_ok(cond, ...) tap_point((cond) ? 1 : 0, __FILE__, __LINE__, __VA_ARGS__)

static inline int __attribute__((format(printf, 4, 5)))
tap_point(int good, const char *file, int line, const char *format, ...)
{
	__builtin_va_list args;
	printf("%sok %d - ", good ? "" : "not ", ++tap_count);
	__builtin_va_start(args, format);
	vprintf(format, args);
	__builtin_va_end(args);
	printf("\n");
	if (!good) {
		tap_bad++;
		printf("# at %s:%d\n", file, line);
	}
	fflush(stdout);
	return good;
}

/* The plan, and main's exit status. */
static inline int
tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_bad == 0 ? 0 : 1;
}

#endif
