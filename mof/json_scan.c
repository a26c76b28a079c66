/* json_scan.c: the JSON of a source, with places and diagnostics for what is wrong in it. */
#include "config.h"

#include "mof/json_scan.h"

#include <string.h>

struct cim_place
mof_json_place(const struct mof_json *j, const char *from, const char *to)
{
	return (struct cim_place){
		j->source->base + (uint32_t)(from - j->source->text), (uint32_t)(to - from) };
}

static void told(void *ctx, const char *from, const char *to, const char *format,
    va_list args) __attribute__((format(printf, 4, 0)));

static void
told(void *ctx, const char *from, const char *to, const char *format, va_list args)
{
	struct mof_json *j = ctx;
	if (!j->quiet)
		mof_diag_v(j->diags, MOF_ERROR, "E-JSON", mof_json_place(j, from, to), format, args);
}

void
mof_json_begin(struct mof_json *j)
{
	j->scan = (struct json_scan){ .at = j->source->text,
		.end = j->source->text + j->source->size, .told = told, .ctx = j };
}

struct mof_diag *
mof_json_lost(
    struct mof_json *j, const char *id, struct cim_place place, const char *format, ...)
{
	va_list args;
	j->lost++;
	va_start(args, format);
	struct mof_diag *diag = mof_diag_v(j->diags, MOF_ERROR, id, place, format, args);
	va_end(args);
	return diag;
}

/* The scan has just passed the closing quote. */
static void
string_of(struct mof_json *j, const struct json_string *s, const char *behind,
    struct mof_json_string *out)
{
	out->text = s->text;
	out->escaped = s->escaped;
	out->place = mof_json_place(j, s->text.ptr - 1, behind);
}

bool
mof_json_string(struct mof_json *j, struct mof_json_string *out)
{
	struct json_string s;
	if (!json_string_scan(&j->scan, &s))
		return false;
	string_of(j, &s, j->scan.at, out);
	return true;
}

bool
mof_json_key(struct mof_json *j, bool first, struct mof_json_string *key)
{
	struct json_string s;
	if (!json_key_scan(&j->scan, first, &s))
		return false;
	string_of(j, &s, s.text.ptr + s.text.len + 1, key);
	return true;
}

bool
mof_json_recover(struct mof_json *j)
{
	for (;;) {
		bool begins = j->scan.at == j->source->text || j->scan.at[-1] == '\n';
		if (begins && j->scan.at < j->scan.end && *j->scan.at == '{') {
			j->scan.broken = false;
			return true;
		}
		const char *line = memchr(j->scan.at, '\n', (size_t)(j->scan.end - j->scan.at));
		if (line == NULL)
			return false;
		j->scan.at = line + 1;
	}
}
