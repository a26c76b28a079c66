/* out.h: standard output that is checked, and standard error that is safe to look at. */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include <stdbool.h>
#include <stdarg.h>
#include <stdio.h>

#include "cim/name.h"
#include "cim/stream.h"

/*
 * Standard output, collected and written in large pieces. The first failure
 * sticks, what follows is dropped, and out_finish tells. On a terminal control
 * characters other than newline and tab are shown as \xHH, so that names and texts that
 * somebody else wrote cannot steer it.
 */
void out_bytes(const void *bytes, size_t n);
void out_str(struct cim_str s);
void out_text(const char *text);
void out_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A sink of it: answers CIM_EIO once a write failed, so that long walks stop. */
struct cim_sink out_sink(void);
bool out_failed(void);
/* Writes what was collected: somebody waits for it. */
void out_flush(void);
/* Whether a while has passed since it last was so, or since it was first asked. */
bool out_due(void);
/* Writes what is left. 0, or the errno of the first failure. */
int out_finish(void);

/* Standard error as a sink, with the same care; color sequences pass when they are ours. */
struct cim_sink err_sink(void);
/* Writes what the sink collected; err_line does too. */
void err_flush(void);
/* Lets sequences that only set colors through to a terminal. */
void out_allow_color(bool out, bool err);
/* Under which name messages are told: "wbemkit" unless said otherwise; it is not copied. */
void err_program(const char *name);
/* One message: "wbemkit: " text newline. */
void err_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
void err_line_v(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

#endif
