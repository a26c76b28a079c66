/* finding.c: what a check of a repository finds, counted and told as text or JSON. */
#include "config.h"

#include "cli/finding.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "cim/utf8.h"
#include "cli/json.h"
#include "cli/out.h"

static void
finding_json(struct findings *findings, const struct repo_finding *finding)
{
	struct bytes_writer *w = &findings->w;
	bytes_write_text(w, "{");
	json_key_text(w, finding->note ? "note" : "problem", finding->text);
	json_key_text(w, "kind", finding->kind);
	if (finding->ns.len > 0)
		json_key_str(w, "namespace", finding->ns);
	if (finding->name.len > 0)
		json_key_str(w, "name", finding->name);
	if (finding->subclasses + finding->instances + finding->users > 0) {
		json_key_number(w, "subclasses", finding->subclasses);
		json_key_number(w, "instances", finding->instances);
		json_key_number(w, "users", finding->users);
	}
	bytes_write_text(w, "}");
	(void)json_line(w);
}

void
findings_tell(void *ctx, const struct repo_finding *finding)
{
	struct findings *findings = ctx;
	(*(finding->note ? &findings->notes : &findings->problems))++;
	if (findings->silent)
		return;
	if (findings->json)
		finding_json(findings, finding);
	else if (finding->note)
		out_format("note: %s\n", finding->text);
	else
		out_format("%s\n", finding->text);
}

void
findings_format(struct findings *findings, bool note, const char *kind, const char *name,
    const char *format, ...)
{
	char text[1200];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	cim_line_clean(text);
	struct repo_finding finding = { .kind = kind, .name = cim_str_from(name), .text = text,
		.note = note };
	findings_tell(findings, &finding);
}

void
findings_free(struct findings *findings)
{
	bytes_writer_free(&findings->w);
}
