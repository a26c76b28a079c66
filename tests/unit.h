/*
 * unit.h: a few asserts that print TAP. A test is a function of rows; main runs them and ends in
 * tap_done().
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <stdio.h>
#include <string.h>

static int tap_count, tap_bad;

/* One point: prints ok or not ok with a name made by printf. */
#define tap_ok(cond, ...) tap_point((cond) ? 1 : 0, __FILE__, __LINE__, __VA_ARGS__)

static inline int __attribute__((format(printf, 4, 5), unused))
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

/* One point: two numbers are the same; says both when they are not. */
#define tap_int(got, want, ...) \
	tap_int_point((long long)(got), (long long)(want), __FILE__, __LINE__, __VA_ARGS__)

static inline int __attribute__((format(printf, 5, 6), unused))
tap_int_point(long long got, long long want, const char *file, int line, const char *format, ...)
{
	char name[400];
	__builtin_va_list args;
	__builtin_va_start(args, format);
	(void)vsnprintf(name, sizeof(name), format, args);
	__builtin_va_end(args);
	if (!tap_point(got == want, file, line, "%s", name))
		printf("#   got %lld, want %lld\n", got, want);
	return got == want;
}

/* One point: len bytes are those of a string; says both when they are not. */
#define tap_text(got, len, want, ...) \
	tap_text_point((got), (len), (want), __FILE__, __LINE__, __VA_ARGS__)

static inline int __attribute__((format(printf, 6, 7), unused))
tap_text_point(const void *got, size_t len, const char *want, const char *file, int line,
    const char *format, ...)
{
	char name[400];
	__builtin_va_list args;
	__builtin_va_start(args, format);
	(void)vsnprintf(name, sizeof(name), format, args);
	__builtin_va_end(args);
	int same = len == strlen(want) && (len == 0 || memcmp(got, want, len) == 0);
	if (!tap_point(same, file, line, "%s", name))
		printf("#   got  %.*s\n#   want %s\n", (int)len, len == 0 ? "" : (const char *)got,
		    want);
	return same;
}

/* The plan, and main's exit status. */
static inline int __attribute__((unused))
tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_bad == 0 ? 0 : 1;
}

#endif
