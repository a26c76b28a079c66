/* out.c: standard output that is checked, and standard error that is safe to look at. */
#include "config.h"

#include "cli/out.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cim/utf8.h"
#include "cli/stop.h"

#define OUT_ROOM ((size_t)1 << 16)
#define OUT_AT_LEAST 100	/* milliseconds after which rows do not wait for others */

/* Where a filter stands in the text that goes to a terminal. */
struct filter {
	char part[4];		/* what has come of a UTF-8 sequence */
	size_t part_len;
	char escape[16];	/* ESC and what followed it, while it may be a color */
	size_t escape_len;
};

/* A process has one standard output and one standard error: so has this file. */
static struct stream {
	int fd;
	int error;		/* errno of the first failure */
	int terminal;		/* -1: not asked yet */
	bool color;
	size_t used;
	char *room;
	struct filter filter;
} streams[2] = { { .fd = STDOUT_FILENO, .terminal = -1 }, { .fd = STDERR_FILENO, .terminal = -1 } };

static char out_room[OUT_ROOM], err_room[1 << 12];

static struct stream *const out = &streams[0], *const err = &streams[1];

/* All bytes, or the stream's error is set. */
static void
stream_write(struct stream *s, const char *at, size_t n)
{
	while (n > 0 && s->error == 0) {
		ssize_t written = write(s->fd, at, n);
		if (written >= 0) {
			at += written;
			n -= (size_t)written;
		} else if (errno == EAGAIN) {
			struct pollfd wait = { .fd = s->fd, .events = POLLOUT };
			(void)poll(&wait, 1, -1);
		} else if (errno != EINTR || stop_wanted()) {
			s->error = errno;
		}
	}
}

static void
stream_flush(struct stream *s)
{
	stream_write(s, s->room, s->used);
	s->used = 0;
}

static void
stream_raw(struct stream *s, const char *at, size_t n)
{
	if (s->room == NULL)
		s->room = s == out ? out_room : err_room;
	size_t room = s == out ? sizeof(out_room) : sizeof(err_room);
	if (n > room - s->used)
		stream_flush(s);
	if (n > room) {
		stream_write(s, at, n);
		return;
	}
	memcpy(s->room + s->used, at, n);
	s->used += n;
}

static void
show_byte(struct stream *s, unsigned char byte)
{
	char shown[5];
	(void)snprintf(shown, sizeof(shown), "\\x%02X", byte);
	stream_raw(s, shown, 4);
}

/* What came of a sequence is none: each byte of it is shown. */
static void
show_part(struct stream *s)
{
	for (size_t i = 0; i < s->filter.part_len; i++)
		show_byte(s, (unsigned char)s->filter.part[i]);
	s->filter.part_len = 0;
}

static void filter_byte(struct stream *s, unsigned char byte);

/* ESC [ digits and ; m sets a color and does nothing else. Other sequences are shown. */
static void
filter_escape(struct stream *s, char byte)
{
	struct filter *f = &s->filter;
	bool fits = f->escape_len < sizeof(f->escape);
	bool bracket = f->escape_len == 1 && byte == '[';
	bool inside = f->escape_len > 1 && ((byte >= '0' && byte <= '9') || byte == ';');
	bool ends = fits && f->escape_len > 1 && byte == 'm';
	if (fits && (bracket || inside || ends))
		f->escape[f->escape_len++] = byte;
	if (fits && (bracket || inside))
		return;
	size_t len = f->escape_len;
	f->escape_len = 0;
	if (ends) {
		stream_raw(s, f->escape, len);
		return;
	}
	show_byte(s, 0x1b);
	stream_raw(s, f->escape + 1, len - 1);
	filter_byte(s, (unsigned char)byte);
}

/* A byte beyond ASCII: it waits for the others of its character. */
static void
filter_part(struct stream *s, unsigned char byte)
{
	struct filter *f = &s->filter;
	f->part[f->part_len++] = (char)byte;
	unsigned char lead = (unsigned char)f->part[0];
	size_t whole = lead < 0xc2 || lead > 0xf4 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	if (f->part_len < whole)
		return;
	if (cim_utf8_sequence(f->part, f->part_len) != whole || cim_utf8_is_control(f->part)) {
		show_part(s);
		return;
	}
	stream_raw(s, f->part, f->part_len);
	f->part_len = 0;
}

/* One byte on its way to a terminal. */
static void
filter_byte(struct stream *s, unsigned char byte)
{
	struct filter *f = &s->filter;
	if (f->escape_len > 0) {
		filter_escape(s, (char)byte);
		return;
	}
	if (f->part_len > 0 && (byte & 0xc0) != 0x80)
		show_part(s);
	if (byte >= 0x80)
		filter_part(s, byte);
	else if (byte == 0x1b && s->color)
		f->escape[f->escape_len++] = (char)byte;
	else if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f)
		show_byte(s, byte);
	else
		stream_raw(s, (const char *)&byte, 1);
}

static void
stream_bytes(struct stream *s, const void *bytes, size_t n)
{
	if (s->error != 0)
		return;
	if (s->terminal < 0)
		s->terminal = isatty(s->fd);
	if (s->terminal == 0) {
		stream_raw(s, bytes, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		filter_byte(s, ((const unsigned char *)bytes)[i]);
}

void
out_bytes(const void *bytes, size_t n)
{
	stream_bytes(out, bytes, n);
}

void
out_str(struct cim_str s)
{
	stream_bytes(out, s.ptr, s.len);
}

void
out_text(const char *text)
{
	stream_bytes(out, text, strlen(text));
}

/* Formats into memory of its own, as long as it gets. */
static void __attribute__((format(printf, 2, 0)))
stream_format(struct stream *s, const char *format, va_list args)
{
	char *text = NULL;
	int len = vasprintf(&text, format, args);
	if (len < 0) {
		s->error = ENOMEM;
		return;
	}
	stream_bytes(s, text, (size_t)len);
	free(text);
}

void
out_format(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	stream_format(out, format, args);
	va_end(args);
}

static enum cim_err
stream_sink_write(void *ctx, const void *bytes, size_t n)
{
	struct stream *s = ctx;
	stream_bytes(s, bytes, n);
	return s->error == 0 ? CIM_OK : CIM_EIO;
}

struct cim_sink
out_sink(void)
{
	return (struct cim_sink){ stream_sink_write, out };
}

bool
out_failed(void)
{
	return out->error != 0;
}

void
out_flush(void)
{
	if (out->used > 0)
		stream_flush(out);
}

bool
out_due(void)
{
	static struct timespec last;
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t passed = (int64_t)(now.tv_sec - last.tv_sec) * 1000 +
	    (now.tv_nsec - last.tv_nsec) / 1000000;
	bool begun = last.tv_sec != 0 || last.tv_nsec != 0;
	if (begun && passed < OUT_AT_LEAST)
		return false;
	last = now;
	return begun;
}

int
out_finish(void)
{
	show_part(out);
	show_part(err);
	stream_flush(out);
	stream_flush(err);
	return out->error;
}

/* Nobody can be told that standard error cannot be written. */
static enum cim_err
err_sink_write(void *ctx, const void *bytes, size_t n)
{
	stream_bytes(ctx, bytes, n);
	return CIM_OK;
}

struct cim_sink
err_sink(void)
{
	return (struct cim_sink){ err_sink_write, err };
}

void
err_flush(void)
{
	stream_flush(err);
}

void
out_allow_color(bool on_out, bool on_err)
{
	out->color = on_out;
	err->color = on_err;
}

static const char *program = "wbemkit";

void
err_program(const char *name)
{
	program = name;
}

void
err_line_v(const char *format, va_list args)
{
	/* Where both go to one place, what was said before stands before. */
	stream_flush(out);
	stream_bytes(err, program, strlen(program));
	stream_bytes(err, ": ", 2);
	stream_format(err, format, args);
	stream_bytes(err, "\n", 1);
	stream_flush(err);
}

void
err_line(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	err_line_v(format, args);
	va_end(args);
}
