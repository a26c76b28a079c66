/* progress.c: a bar on standard error for work that takes long, with rate and time left. */
#include "config.h"

#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/stop.h"

#define SHOW_AFTER 0.5		/* seconds of work before the bar is worth a look */
#define REDRAW_AFTER 0.1
#define PLAIN_AFTER 1.0		/* between two lines where there is no terminal */

static double
seconds_between(const struct timespec *from, const struct timespec *to)
{
	return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

void
progress_begin(struct progress *p, const struct cmd *cmd, const char *title)
{
	memset(p, 0, sizeof(*p));
	p->title = title;
	p->when = cmd->quiet ? WHEN_NEVER : cmd->progress;
	(void)clock_gettime(CLOCK_MONOTONIC, &p->begin);
}

static size_t
terminal_width(void)
{
	struct winsize size;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
		return size.ws_col;
	return 80;
}

/* "1.5 MB" of a number of bytes. */
static void
print_size(char *out, size_t room, double bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	size_t unit = 0;
	while (bytes >= 999.5 && unit < 4) {
		bytes /= 1000;
		unit++;
	}
	(void)snprintf(
	    out, room, unit == 0 || bytes >= 99.5 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
}

/* "12 s", "3:05" or "1:02:03" of a number of seconds. */
static void
print_time(char *out, size_t room, double seconds)
{
	unsigned long s = seconds > 359999 ? 359999 : (unsigned long)(seconds + 0.5);
	if (s < 60)
		(void)snprintf(out, room, "%lu s", s);
	else if (s < 3600)
		(void)snprintf(out, room, "%lu:%02lu", s / 60, s % 60);
	else
		(void)snprintf(out, room, "%lu:%02lu:%02lu", s / 3600, s / 60 % 60, s % 60);
}

/* "compile  42% [####....] 1.5 MB/s, 3 s left", cut to the width. */
static void
draw(struct progress *p, const struct timespec *now)
{
	double spent = seconds_between(&p->begin, now);
	double share = p->total == 0 ? 0 : (double)p->done / (double)p->total;
	if (share > 1)
		share = 1;
	char rate[24], left[24], tail[80], line[512];
	print_size(rate, sizeof(rate), spent > 0 ? (double)p->done / spent : 0);
	print_time(left, sizeof(left), share > 0 ? spent * (1 - share) / share : 0);
	(void)snprintf(tail, sizeof(tail), "%s/s, %s left", rate, share > 0 ? left : "?");
	if (p->plain) {
		(void)fprintf(stderr, "%s %3.0f%% %s\n", p->title, share * 100, tail);
		return;
	}
	size_t width = terminal_width();
	if (width > sizeof(line))
		width = sizeof(line);
	size_t fixed = strlen(p->title) + 9 + strlen(tail) + 1;
	size_t bar = width > fixed + 10 ? width - fixed : 0;
	if (bar > 40)
		bar = 40;
	char cells[41];
	memset(cells, '.', bar);
	memset(cells, '#', (size_t)(share * (double)bar));
	cells[bar] = '\0';
	int len = snprintf(line, width, "%s %3.0f%% %s%s%s%s", p->title, share * 100,
	    bar > 0 ? "[" : "", cells, bar > 0 ? "] " : "", tail);
	if (len > 0)
		(void)fprintf(stderr, "\r%s\x1b[K", line);
}

int
progress_step(void *ctx, uint64_t done, uint64_t total)
{
	struct progress *p = ctx;
	if (stop_wanted())
		return 1;
	p->done = done;
	p->total = total;
	if (p->when == WHEN_NEVER)
		return 0;
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	if (!p->shown) {
		if (p->when == WHEN_AUTO && seconds_between(&p->begin, &now) < SHOW_AFTER)
			return 0;
		p->plain = isatty(STDERR_FILENO) == 0;
		if (p->plain && p->when == WHEN_AUTO) {
			p->when = WHEN_NEVER;
			return 0;
		}
	} else if (seconds_between(&p->drawn, &now) < (p->plain ? PLAIN_AFTER : REDRAW_AFTER)) {
		return 0;
	}
	p->shown = true;
	p->drawn = now;
	draw(p, &now);
	return 0;
}

void
progress_end(struct progress *p)
{
	struct timespec now;
	if (p->shown && !p->plain) {
		(void)fputs("\r\x1b[K", stderr);
	} else if (p->shown && p->done == p->total) {
		/* Lines stay: the last one tells the end. */
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
		draw(p, &now);
	}
	p->shown = false;
	p->when = WHEN_NEVER;
}
