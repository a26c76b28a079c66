/* recover.h: between scanner and grammar: what a syntax error says, and where reading goes on. */
#ifndef MOF_RECOVER_H
#define MOF_RECOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/limits.h"
#include "mof/ast.h"
#include "mof/diag.h"
#include "mof/scan.h"

/* A token with all that is known of it. */
struct mof_seen {
	int kind;
	struct mof_token token;
	struct cim_place place;
};

/* The body of a declaration or an instance that the grammar is in. */
struct mof_body {
	struct cim_place place;		/* of its '{' */
	unsigned depth;			/* braces open inside it, itself among them */
	bool damaged;			/* a member was lost */
	bool suspect;			/* its end was said to be missing */
};

/* Bodies hold bodies and each may stand in one list of values. */
#define MOF_BRACES_MAX (2 * CIM_LIMIT_NESTING + 8)

/*
 * What the grammar's actions see: one file being parsed.
 *
 * A mistake is told once. Then the scanner's tokens are passed over up to the
 * ';' or '}' that ends the statement: those inside of braces that opened since do
 * not count. In front of what must begin a declaration, missing ends are put in.
 */
struct mof_parser {
	struct mof_ast ast;
	struct mof_diags *diags;
	struct mof_file *file;
	struct mof_scan scan;

	struct mof_seen ring[8];	/* the last tokens that the grammar got, round and round */
	unsigned newest;		/* counts them: the last one is ring[newest % 8] */
	struct mof_seen ahead[6];	/* tokens read in advance */
	unsigned ahead_count;
	unsigned closing;		/* bodies to be closed before what was read in advance */
	bool semicolon;			/* a ';' is to be put in */
	uint32_t closed_at;		/* the place where bodies were closed last */

	bool is_list[MOF_BRACES_MAX];	/* of every open brace: it holds values */
	unsigned depth, brackets, parens;
	bool closed_list;	/* the newest '}' ended a list of values */
	bool torn;		/* the newest ';' stood in parentheses or in a list */

	struct mof_body bodies[CIM_LIMIT_NESTING + 1];	/* bodies[0] is the file itself */
	unsigned body;

	uint32_t whole_to;	/* up to this place nothing is lost but what was noted */
	uint32_t wrong_at;	/* the place where a mistake of grammar was met last */
	bool skipping;		/* a mistake was told; tokens go by until its statement ends */
	/* something was missing or odd: what follows may be the same mistake */
	bool doubt;
	bool stray;	/* the '}' that comes next is one too many, and ends the statement */
	int owed;	/* a mark that may yet come of a mistake that was told */
	unsigned owing;	/* for how many statements it may */
	bool trailing_comma;	/* told once */
	bool stopped;		/* a limit was reached: the file ends here */

	bool forget;		/* declarations are not kept: their memory begins at mark */
	struct arena_mark mark;
	/* Called now and then with how far the file is read; not CIM_OK stops. May be NULL. */
	enum cim_err (*progress)(void *ctx, uint32_t done);
	void *progress_ctx;
	enum cim_err err;	/* what it answered */
};

/* Begins a file. CIM_OK or CIM_ENOMEM. */
enum cim_err mof_parser_begin(struct mof_parser *p, struct mof_file *file, struct arena *arena,
    struct mof_diags *diags);

/* A limit is reached: told, and the rest of the file is not read. */
void mof_parser_stop(struct mof_parser *p, struct cim_place place, const char *why, int limit);

/* For the grammar: a declaration is complete; false when reading shall stop. */
bool mof_declared(struct mof_parser *p, struct mof_decl *decl);

/*
 * For the grammar: a body begins (false: too deep, told), ends (answers whether a
 * member was lost).
 */
bool mof_enter(struct mof_parser *p, struct cim_place place);
bool mof_leave(struct mof_parser *p);

/* What was read from the last whole declaration up to a place is lost. */
void mof_note_lost(struct mof_parser *p, uint32_t to);

/* For the grammar: a statement was passed over; one ends well; its ';' is missing. */
void mof_recovered(struct mof_parser *p);
void mof_statement_ends(struct mof_parser *p);
void mof_missing_semicolon(struct mof_parser *p);

/* For the grammar: #pragma name "text"; { 1, 2, }. */
void mof_bare_pragma(struct mof_parser *p, struct cim_place args);
void mof_trailing_comma(struct mof_parser *p, struct cim_place comma);

/*
 * For the grammar: the newest token cannot stand there; n kinds could, by their
 * names in the grammar.
 */
void mof_syntax_error(struct mof_parser *p, const char *const *expected, size_t n);

#endif
