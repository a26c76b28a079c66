/* scan.h: the scanner's public face; tokens are slices of a source, in place. */
#ifndef MOF_SCAN_H
#define MOF_SCAN_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/err.h"
#include "cim/value.h"
#include "mof/diag.h"
#include "mof/source.h"

/* A kind that no token has: letters that mean nothing, already told. */
#define MOF_SCAN_BAD (-1)

/* What a token says beside its kind, which is a MOF_T_ number of the parser's. */
struct mof_token {
	/*
	 * as written; of strings and characters what stands between the quotes; of
	 * aliases without '$'; of a number that is none, which was told, nothing
	 */
	const char *text;
	uint32_t len;
	uint8_t type;		/* enum cim_type of the name of a primitive type */
	bool escaped;		/* strings and characters: a backslash is in it */
};

/* A scan of one source. The caller owns the struct; it may be used again for another source. */
struct mof_scan {
	struct mof_source *source;
	struct mof_diags *diags;
	void *flex;
	/* the parser is skipping: mistakes of letters are part of one already told */
	bool quiet;
	bool odd;		/* a mistake of letters was told in this statement */
	bool preprocessor;	/* a line for the C preprocessor was met and told */
	bool driver;		/* such lines are in order, and #include "FILE" is one of them */
	bool spaces;		/* so was a space that is none of MOF's four */
	const char *opened;	/* where the comment or string began that the scanner is in */
	jmp_buf trap;		/* where flex goes when its own invariants are broken */
	size_t pool_used;
	_Alignas(max_align_t) char pool[1024];	/* all the memory that flex takes */
};

/*
 * Begins at the first byte of a source. Up to mof_scan_end the text is the
 * scanner's alone: it puts a NUL behind the token that it is at.
 */
enum cim_err mof_scan_begin(struct mof_scan *scan, struct mof_source *source,
    struct mof_diags *diags);
void mof_scan_end(struct mof_scan *scan);

/*
 * The next token's kind; 0 at the end, where place is the end of the file.
 * Letters that are no token are told, and read as the kind MOF_SCAN_BAD.
 */
int mof_scan_next(struct mof_scan *scan, struct mof_token *token, struct cim_place *place);

/* Scans a source to its end, for measurements: how many tokens. */
enum cim_err mof_scan_count(struct mof_source *source, struct mof_diags *diags, size_t *tokens);

#endif
