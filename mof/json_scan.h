/* json_scan.h: the JSON of a source, with places and diagnostics for what is wrong in it. */
#ifndef MOF_JSON_SCAN_H
#define MOF_JSON_SCAN_H

#include "cim/json_scan.h"
#include "mof/ast.h"
#include "mof/diag.h"
#include "mof/source.h"

/*
 * One source being read. Mistakes of JSON itself are those of the scan. A mistake of what the JSON
 * means is told and counted in lost, and reading goes on.
 */
struct mof_json {
	struct json_scan scan;
	struct mof_ast ast;
	struct mof_diags *diags;
	struct mof_source *source;
	bool quiet;		/* looking ahead: what is wrong is told when it is read */
	uint32_t lost;
	unsigned depth;		/* objects as values of others */
};

/* A string: what stands between its quotes, well-formed, escapes not decoded. */
struct mof_json_string {
	struct cim_str text;
	bool escaped;
	struct cim_place place;		/* with the quotes */
};

/* Reads a source from its beginning. j is zero but for ast, diags and source. */
void mof_json_begin(struct mof_json *j);
/* The place from one byte to another. */
struct cim_place mof_json_place(const struct mof_json *j, const char *from, const char *to);
/* A mistake of meaning, told under an id. */
struct mof_diag *mof_json_lost(struct mof_json *j, const char *id, struct cim_place place,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* As in cim/json_scan.h, with places. */
bool mof_json_string(struct mof_json *j, struct mof_json_string *out);
bool mof_json_key(struct mof_json *j, bool first, struct mof_json_string *key);

/*
 * After a mistake of JSON: to the next line that begins with a brace, be it this one: there
 * begins an object in what export writes. False: there is none.
 */
bool mof_json_recover(struct mof_json *j);

#endif
