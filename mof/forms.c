/* forms.c: diagnostics for programs: JSON lines, SARIF 2.1.0, GitHub's workflow commands. */
#include "config.h"

#include "mof/forms.h"

#include <string.h>

#include "cim/json.h"

#define SARIF_SCHEMA                                                                               \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* From where to where; columns are characters, end_column is the first one behind. */
struct span {
	const char *file;
	uint32_t line, column, end_line, end_column;
};

static bool
span_of(struct mof_forms *f, struct cim_place place, struct span *span)
{
	struct mof_where from, to;
	if (!mof_source_where(f->sources, place, &from))
		return false;
	*span = (struct span){ from.file, from.line, from.column, from.line, from.column };
	/* What is longer than its file ends with it. */
	uint32_t left = from.source->base + from.source->size - place.at;
	struct cim_place end = { place.at + (place.len < left ? place.len : left), 0 };
	if (mof_source_where(f->sources, end, &to) && to.source == from.source &&
	    to.file == from.file && to.line >= from.line) {
		span->end_line = to.line;
		span->end_column = to.column;
	}
	return true;
}

/* The rule of a number: of lint first, where those are asked, then the checks. NULL: past them. */
static const struct mof_check_info *
rule_at(const struct mof_forms *f, size_t i)
{
	size_t lints = 0, count;
	const struct mof_check_info *rules = mof_lint_rules(&lints), *infos = mof_checks(&count);
	if (!f->lint)
		lints = 0;
	if (i < lints)
		return &rules[i];
	return i - lints < count ? &infos[i - lints] : NULL;
}

/* The number of an id's rule, or -1: what is told from above (E-REFUSED) has none. */
static long
row_of(const struct mof_forms *f, const char *id)
{
	const struct mof_check_info *info;
	for (size_t i = 0; (info = rule_at(f, i)) != NULL; i++) {
		if (info->id == id || strcmp(info->id, id) == 0)
			return (long)i;
	}
	return -1;
}

static const char *
level_word(enum mof_severity severity)
{
	static const char *const words[] = { "note", "warning", "error" };
	return words[severity];
}

/* --- JSON lines --- */

static void
json_place(struct mof_forms *f, struct cim_place place)
{
	struct span span;
	if (!span_of(f, place, &span))
		return;
	json_key_text(f->out, "file", span.file);
	json_key_number(f->out, "line", span.line);
	json_key_number(f->out, "column", span.column);
	json_key_number(f->out, "end_line", span.end_line);
	json_key_number(f->out, "end_column", span.end_column);
}

static void
json_fixes(struct mof_forms *f, const struct mof_fix *first)
{
	json_key(f->out, "fixes");
	bytes_write_text(f->out, "[");
	for (const struct mof_fix *fix = first; fix != NULL; fix = fix->next) {
		bytes_write_text(f->out, fix == first ? "{" : ",{");
		json_place(f, fix->place);
		json_key_text(f->out, "text", fix->text);
		bytes_write_text(f->out, "}");
	}
	bytes_write_text(f->out, "]");
}

static void
json_put(struct mof_forms *f, const struct mof_diag *diag)
{
	long row = row_of(f, diag->id);
	bytes_write_text(f->out, "{");
	json_key_text(f->out, "kind", "diagnostic");
	json_key_text(f->out, "level", level_word(diag->severity));
	json_key_text(f->out, "id", diag->id);
	if (row >= 0)
		json_key_text(f->out, "rule", rule_at(f, (size_t)row)->rule);
	json_place(f, diag->place);
	json_key_text(f->out, "message", diag->text);
	json_key(f->out, "notes");
	bytes_write_text(f->out, "[");
	for (const struct mof_note *note = diag->notes; note != NULL; note = note->next) {
		bytes_write_text(f->out, note == diag->notes ? "{" : ",{");
		json_place(f, note->place);
		json_key_text(f->out, "message", note->text);
		bytes_write_text(f->out, "}");
	}
	bytes_write_text(f->out, "]");
	const struct mof_fix *fixes = mof_diag_fixes(f->sources, diag);
	if (fixes != NULL)
		json_fixes(f, fixes);
	bytes_write_text(f->out, "}\n");
}

static void
json_end(struct mof_forms *f, size_t hidden)
{
	if (hidden == 0)
		return;
	bytes_write_text(f->out, "{");
	json_key_text(f->out, "kind", "more");
	json_key_number(f->out, "errors", hidden);
	bytes_write_text(f->out, "}\n");
}

/* --- SARIF --- */

/*
 * A path as a URI: every byte that is not plain is written in hexadecimal, a colon too, so that
 * no name looks like a scheme.
 */
static void
put_uri(struct bytes_writer *out, const char *path)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
	bytes_write_text(out, path[0] == '/' ? "\"file://" : "\"");
	/* Two slashes at the beginning would name a host. */
	while (path[0] == '/' && path[1] == '/')
		path++;
	for (; *path != '\0'; path++) {
		if (strchr(plain, *path) != NULL)
			bytes_write_u8(out, (uint8_t)*path);
		else
			bytes_write_format(out, "%%%02X", (unsigned char)*path);
	}
	bytes_write_text(out, "\"");
}

static void
sarif_message(struct mof_forms *f, const char *key, const char *text)
{
	json_key(f->out, key);
	bytes_write_text(f->out, "{");
	json_key_text(f->out, "text", text);
	bytes_write_text(f->out, "}");
}

static void
sarif_artifact(struct mof_forms *f, const struct span *span)
{
	json_key(f->out, "artifactLocation");
	bytes_write_text(f->out, "{");
	json_key(f->out, "uri");
	put_uri(f->out, span->file);
	bytes_write_text(f->out, "}");
}

static void
sarif_region(struct mof_forms *f, const char *key, const struct span *span)
{
	json_key(f->out, key);
	bytes_write_text(f->out, "{");
	json_key_number(f->out, "startLine", span->line);
	json_key_number(f->out, "startColumn", span->column);
	json_key_number(f->out, "endLine", span->end_line);
	json_key_number(f->out, "endColumn", span->end_column);
	bytes_write_text(f->out, "}");
}

static void
sarif_place(struct mof_forms *f, struct cim_place place)
{
	struct span span;
	if (!span_of(f, place, &span))
		return;
	json_key(f->out, "physicalLocation");
	bytes_write_text(f->out, "{");
	sarif_artifact(f, &span);
	sarif_region(f, "region", &span);
	bytes_write_text(f->out, "}");
}

/* One fix, whose pieces are of one file. */
static void
sarif_fixes(struct mof_forms *f, const struct mof_diag *diag)
{
	struct span span;
	if (!span_of(f, diag->fixes->place, &span))
		return;
	json_key(f->out, "fixes");
	bytes_write_text(f->out, "[{");
	json_key(f->out, "artifactChanges");
	bytes_write_text(f->out, "[{");
	sarif_artifact(f, &span);
	json_key(f->out, "replacements");
	bytes_write_text(f->out, "[");
	for (const struct mof_fix *fix = diag->fixes; fix != NULL; fix = fix->next) {
		if (!span_of(f, fix->place, &span))
			continue;
		bytes_write_text(f->out, fix == diag->fixes ? "{" : ",{");
		sarif_region(f, "deletedRegion", &span);
		sarif_message(f, "insertedContent", fix->text);
		bytes_write_text(f->out, "}");
	}
	bytes_write_text(f->out, "]}]}]");
}

static void
sarif_begin(struct mof_forms *f)
{
	const struct mof_check_info *info;
	bytes_write_text(f->out, "{\"$schema\":\"" SARIF_SCHEMA "\",\"version\":\"2.1.0\","
	    "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"wbemkit\",\"version\":\"" PACKAGE_VERSION
	    "\",\"rules\":[");
	for (size_t i = 0; (info = rule_at(f, i)) != NULL; i++) {
		bytes_write_text(f->out, i == 0 ? "\n{" : ",\n{");
		json_key_text(f->out, "id", info->id);
		sarif_message(f, "shortDescription", info->title);
		json_key(f->out, "defaultConfiguration");
		bytes_write_text(f->out, "{");
		json_key_text(f->out, "level", level_word(info->severity));
		bytes_write_text(f->out, "}");
		json_key(f->out, "properties");
		bytes_write_text(f->out, "{");
		json_key_text(f->out, "rule", info->rule);
		/* What shows such logs sorts by it. */
		if (strcmp(info->rule, "security") == 0)
			bytes_write_format(f->out, ",\"tags\":[\"security\"],\"security-severity\":\"%s\"",
			    info->severity == MOF_NOTE ? "3.0" : "7.0");
		bytes_write_text(f->out, "}}");
	}
	bytes_write_text(
	    f->out, "\n]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[");
}

static void
sarif_related(struct mof_forms *f, const struct mof_note *note)
{
	json_key(f->out, "relatedLocations");
	bytes_write_text(f->out, "[");
	for (const struct mof_note *n = note; n != NULL; n = n->next) {
		bytes_write_text(f->out, n == note ? "{" : ",{");
		sarif_place(f, n->place);
		sarif_message(f, "message", n->text);
		bytes_write_text(f->out, "}");
	}
	bytes_write_text(f->out, "]");
}

static void
sarif_put(struct mof_forms *f, const struct mof_diag *diag)
{
	long row = row_of(f, diag->id);
	bytes_write_text(f->out, f->count == 0 ? "\n{" : ",\n{");
	json_key_text(f->out, "ruleId", diag->id);
	if (row >= 0)
		json_key_number(f->out, "ruleIndex", (uint64_t)row);
	json_key_text(f->out, "level", level_word(diag->severity));
	sarif_message(f, "message", diag->text);
	if (diag->place.at != 0) {
		json_key(f->out, "locations");
		bytes_write_text(f->out, "[{");
		sarif_place(f, diag->place);
		bytes_write_text(f->out, "}]");
	}
	if (diag->notes != NULL)
		sarif_related(f, diag->notes);
	if (mof_diag_fixes(f->sources, diag) != NULL)
		sarif_fixes(f, diag);
	bytes_write_text(f->out, "}");
}

static void
sarif_end(struct mof_forms *f, size_t hidden)
{
	bytes_write_text(f->out, f->count == 0 ? "]" : "\n]");
	if (hidden > 0)
		bytes_write_format(f->out, ",\"properties\":{\"errorsNotShown\":%zu}", hidden);
	bytes_write_text(f->out, "}]}\n");
}

/* --- GitHub --- */

/* What would end the command is written in hexadecimal, as its runner reads it. */
static void
github_text(struct bytes_writer *out, const char *text, bool property)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
			bytes_write_format(out, "%%%02X", c);
		else
			bytes_write_u8(out, c);
	}
}

static void
github_put(struct mof_forms *f, const struct mof_diag *diag)
{
	static const char *const words[] = { "notice", "warning", "error" };
	struct span span;
	bytes_write_format(f->out, "::%s ", words[diag->severity]);
	if (span_of(f, diag->place, &span)) {
		bytes_write_text(f->out, "file=");
		github_text(f->out, span.file, true);
		bytes_write_format(f->out, ",line=%u,endLine=%u,col=%u,endColumn=%u,", span.line,
		    span.end_line, span.column, span.end_column);
	}
	bytes_write_text(f->out, "title=");
	github_text(f->out, diag->id, true);
	bytes_write_text(f->out, "::");
	github_text(f->out, diag->text, false);
	/* There is one place a command: the others are lines of its text. */
	for (const struct mof_note *note = diag->notes; note != NULL; note = note->next) {
		bytes_write_text(f->out, "%0A");
		if (span_of(f, note->place, &span)) {
			github_text(f->out, span.file, false);
			bytes_write_format(f->out, ":%u:%u: ", span.line, span.column);
		}
		github_text(f->out, note->text, false);
	}
	bytes_write_text(f->out, "\n");
}

static void
github_end(struct mof_forms *f, size_t hidden)
{
	if (hidden > 0)
		bytes_write_format(f->out, "::error::%zu more error%s not shown\n", hidden,
		    hidden == 1 ? "" : "s");
}

/* --- All of them --- */

void
mof_forms_begin(struct mof_forms *f)
{
	if (f->form == MOF_FORM_SARIF)
		sarif_begin(f);
}

void
mof_forms_put(struct mof_forms *f, const struct mof_diag *diag)
{
	if (f->form == MOF_FORM_JSON)
		json_put(f, diag);
	else if (f->form == MOF_FORM_SARIF)
		sarif_put(f, diag);
	else
		github_put(f, diag);
	f->count++;
}

void
mof_forms_end(struct mof_forms *f, size_t hidden)
{
	if (f->form == MOF_FORM_JSON)
		json_end(f, hidden);
	else if (f->form == MOF_FORM_SARIF)
		sarif_end(f, hidden);
	else
		github_end(f, hidden);
}
