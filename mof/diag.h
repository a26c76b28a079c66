/* diag.h: a list of diagnostics; printing with the line and carets. */
#ifndef MOF_DIAG_H
#define MOF_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/err.h"
#include "cim/stream.h"
#include "mof/mof.h"
#include "mof/source.h"

struct mof_levels;

/* A second place, "first declared here". A place of nowhere prints the text alone. */
struct mof_note {
	struct mof_note *next;
	struct cim_place place;
	const char *text;
};

/* Text to stand in the place of what is at a place; len 0 puts it in front of that. */
struct mof_fix {
	struct mof_fix *next;
	struct cim_place place;
	const char *text;
};

struct mof_diag {
	struct mof_diag *next;
	enum mof_severity severity;
	bool shown;		/* a note that was asked for by its name */
	uint8_t wanted;		/* enum mof_wanted, of syntax errors */
	const char *id;		/* "E-SYNTAX": never changes its meaning */
	struct cim_place place;
	const char *text;
	struct mof_note *notes, *last_note;
	struct mof_fix *fixes, *last_fix;	/* done together they mend it; in their order */
};

/*
 * Diagnostics in the order of their making; zero-initialised ({0}) but for the
 * arena is empty. Past CIM_LIMIT_ERRORS they are counted and not kept. err is
 * CIM_ENOMEM once a diagnostic was lost for want of memory: the caller must
 * then fail, as the run may look clean.
 */
struct mof_diags {
	struct arena *arena;
	const struct mof_levels *levels;	/* what weighs how much; NULL: as told */
	struct mof_diag *first, *last;
	size_t kept;
	size_t counts[MOF_ERROR + 1];
	enum cim_err err;
};

void mof_diags_init(
    struct mof_diags *diags, struct arena *arena, const struct mof_levels *levels);

/*
 * Adds one. id must outlive the list (a literal does). The text is formatted
 * into the arena; control characters in it become '?'. A warning or note gets the
 * severity that the levels give its id, or is left out. Returns it, for
 * mof_diag_note, or NULL when it was not kept.
 */
struct mof_diag *mof_diag(struct mof_diags *diags, enum mof_severity severity, const char *id,
    struct cim_place place, const char *format, ...) __attribute__((format(printf, 5, 6)));
struct mof_diag *mof_diag_v(struct mof_diags *diags, enum mof_severity severity, const char *id,
    struct cim_place place, const char *format, va_list args)
    __attribute__((format(printf, 5, 0)));

/* Adds a second place to one; diag may be NULL (not kept), then nothing happens. */
void mof_diag_note(struct mof_diags *diags, struct mof_diag *diag, struct cim_place place,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Notes what a syntax error wanted; diag may be NULL. */
void mof_diag_wanted(struct mof_diag *diag, enum mof_wanted wanted);

/* Adds a piece of what would mend it; diag may be NULL. Only where it is certain. */
void mof_diag_fix(struct mof_diags *diags, struct mof_diag *diag, struct cim_place place,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* What would mend it in a file; NULL: nothing certain. */
const struct mof_fix *mof_diag_fixes(
    const struct mof_sources *sources, const struct mof_diag *diag);

/* Moves all of from's diagnostics to the end of to. Their memory stays where it is. */
void mof_diags_join(struct mof_diags *to, struct mof_diags *from);

/* Sorts by reading order (stable) and prints all; see mof_print_diagnostics. */
enum cim_err mof_diags_print(const struct mof_diags *diags, struct mof_sources *sources,
    const struct mof_print_options *options, struct cim_sink sink);

/* In reading order (stable); what each answers ends it unless CIM_OK. */
enum cim_err mof_diags_walk(const struct mof_diags *diags, const struct mof_sources *sources,
    enum cim_err (*each)(void *ctx, const struct mof_diag *diag), void *ctx);

/* hint.c: the word that a name was probably meant to be, or NULL. */
const char *mof_nearest_word(struct cim_name name, const char *const *words, size_t count);

/*
 * For messages: printf("%.*s", MOF_SHOW(name)) of a struct cim_name or cim_str, cut
 * at 80 bytes.
 */
#define MOF_SHOW(s) (int)((s).len > 80 ? 80 : (s).len), (s).ptr

#endif
