/* mof.h: the door of mof/: parse, compile, check, print. */
#ifndef MOF_MOF_H
#define MOF_MOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/class.h"
#include "cim/scope.h"
#include "cim/stream.h"

/* One compilation: all files given, all they include, and what was found in them. */
struct mof_unit;

/*
 * Whose MOF a file is. AUTO: DMTF's, unless it has what DMTF's rules refuse and only Microsoft's
 * compiler knows (doc/mof-dialect.txt, 3.3).
 */
enum mof_dialect {
	MOF_DIALECT_AUTO,
	MOF_DIALECT_DMTF,
	MOF_DIALECT_WMI,
	MOF_DIALECT_DSC,	/* Microsoft's, and classes need not be known */
	MOF_DIALECT_MOF3,	/* DSP0221 */
	MOF_DIALECT_COUNT
};
/* As --dialect has it. */
const char *mof_dialect_to_string(enum mof_dialect dialect);

enum mof_severity { MOF_NOTE, MOF_WARNING, MOF_ERROR };

/*
 * What somebody wishes a check to be. name is its id, in any case, of warnings and notes also the
 * id without its letter ("no-override-missing"), or without promote "all" or "error".
 */
struct mof_wish {
	bool promote;		/* NAME: an error; no-NAME: as its row says */
	const char *name;	/* else NAME: shown, notes too; no-NAME: neither told nor counted */
};
/*
 * CIM_OK; CIM_ENOENT: no check has the name; CIM_EDENIED: an error is to be none. lint: the rules
 * of lint are checks too, and come first.
 */
enum cim_err mof_wish_check(const struct mof_wish *wish, bool lint);

/* The sets of rules beyond the standard's. */
#define MOF_LINT_STYLE 1u
#define MOF_LINT_SECURITY 2u
#define MOF_LINT_DRIVER 4u

struct mof_options {
	const char *const *include_dirs;	/* -I, in order; also searched for CLASS.mof */
	size_t include_dir_count;
	/* Where declarations go without a namespace pragma; NULL: "root/cimv2". */
	const char *ns;
	enum mof_dialect dialect;
	/* CIM_MODE_* where no pragma says otherwise; both must be valid (cim_mode_valid). */
	uint8_t class_mode, instance_mode;
	bool create_namespaces;		/* a namespace pragma may name an unknown namespace */
	/* The same for some: whether one, in normal form, is made when missing. NULL: none. */
	bool (*makes_namespace)(struct cim_str ns);
	bool strict;			/* the standard to the letter: mof_check_info.strict */
	unsigned lint;			/* MOF_LINT_*: what mof_lint asks; wishes may name its rules */
	const struct mof_wish *wishes;	/* on top of that, each holding over those before it */
	size_t wish_count;
	/*
	 * Called now and then, by the caller's own thread, with bytes parsed so far and an
	 * estimate of the total; non-zero stops (CIM_ECANCELED). May be NULL.
	 */
	int (*progress)(void *ctx, uint64_t done, uint64_t total);
	void *progress_ctx;
};

/*
 * A unit of nothing yet. The options (NULL: none) are copied, the strings they point to are
 * not. *out is NULL on failure (CIM_ENOMEM; CIM_EINVAL: a wish that mof_wish_check refuses).
 */
enum cim_err mof_unit_new(struct mof_unit **out, const struct mof_options *options);
void mof_unit_free(struct mof_unit *unit);	/* with all that came out of it; NULL is fine */

/*
 * Reads a file and all it includes (plain files only). Mistakes in the text become diagnostics
 * and the answer is still CIM_OK. A file given here that cannot be read is a failure with a fault
 * text (CIM_ENOENT, CIM_EDENIED, CIM_EIO, ...). Sources live in the unit.
 */
enum cim_err mof_parse_file(struct mof_unit *unit, const char *path, struct cim_fault *fault);

/* The same from memory; name is for messages and for relative includes. The bytes are copied. */
enum cim_err mof_parse_buffer(
    struct mof_unit *unit, const char *name, const void *bytes, size_t n);

/* The same of what a C preprocessor has made, with its line markers: places are the files'. */
enum cim_err mof_parse_preprocessed(
    struct mof_unit *unit, const char *name, const void *bytes, size_t n);

/*
 * Resolves names, types values, runs the checks, against the unit first and the scope then. Once
 * a unit. *batch is what to store, owned by the unit; its texts may be the scope's: it must live
 * as long. CIM_OK: it may be stored. CIM_EINPUT: there are errors, see the diagnostics; nothing
 * may be stored. Others: a failure of memory or scope.
 */
enum cim_err mof_compile(
    struct mof_unit *unit, const struct cim_scope *scope, const struct cim_batch **batch);

/*
 * Asks the rules of options.lint, and those of the other set that a wish names, of all files given
 * and of what they include, but for what was found in include_dirs. Works on what was parsed,
 * whether it compiles or not; no mof_compile is needed. CIM_OK, whatever was found: see the
 * diagnostics; CIM_ENOMEM.
 */
enum cim_err mof_lint(struct mof_unit *unit);

/*
 * What was parsed as a batch in the order of the text, just as it is written: nothing is looked
 * up, checked or inherited. Qualifiers are typed by their values, aliases stand for what they name,
 * a value that fits no type is its text. For comparing what may lack what it builds on; never
 * to be stored. alone: without what the files include. CIM_EINPUT: some of it was lost to a
 * syntax error; CIM_ENOMEM.
 */
enum cim_err mof_written(struct mof_unit *unit, bool alone, const struct cim_batch **batch);

/*
 * Reads the objects that stored strings hold as MOF (EmbeddedInstance, EmbeddedObject), one after
 * another. The scope knows the classes, and must live as long.
 */
struct mof_reader;
enum cim_err mof_reader_new(struct mof_reader **out, const struct cim_scope *scope);
void mof_reader_free(struct mof_reader *reader);	/* NULL is fine */
/*
 * The instance that a text declares, in the arena, typed by its class in a namespace in normal form.
 * CIM_EINPUT: it is none, has a class that is not there, or does not fit it. No file is read.
 */
enum cim_err mof_reader_object(struct mof_reader *reader, struct arena *arena, struct cim_str ns,
    struct cim_str text, const struct cim_instance **out);

/* How many diagnostics of a severity there are. */
size_t mof_count(const struct mof_unit *unit, enum mof_severity severity);

/* Adds a diagnostic from above (e.g. a refusal when storing); id is copied. */
enum cim_err mof_report(struct mof_unit *unit, enum mof_severity severity, const char *id,
    struct cim_place place, const char *format, ...) __attribute__((format(printf, 5, 6)));
/*
 * The same of an item (or NULL) that a repository refuses to store, at its place, with the id that
 * fits: CIM_EEXIST and CIM_ENOENT are of its mode, or of a deletion.
 */
enum cim_err mof_report_refusal(struct mof_unit *unit, const struct cim_item *item,
    enum cim_err refusal, const char *why);

/* The source line and carets; one line each; and for programs (doc/json.txt). */
enum mof_form { MOF_FORM_TEXT, MOF_FORM_GCC, MOF_FORM_JSON, MOF_FORM_SARIF, MOF_FORM_GITHUB };

struct mof_print_options {
	enum mof_form form;
	bool color;		/* in forms text and gcc */
	bool verbose;		/* notes too */
	bool errors_only;	/* neither notes nor warnings */
	size_t max_errors;	/* then it ends, and says how many more there are; 0: all */
	bool lint;		/* SARIF lists the rules of lint too */
};

/* Prints all diagnostics in source order, as text: file:line:col: error: text [id], line, carets. */
enum cim_err mof_print_diagnostics(const struct mof_unit *unit,
    const struct mof_print_options *options, struct cim_sink sink);

/* What the grammar wanted where a syntax error stands, as far as one thing can be named. */
enum mof_wanted {
	MOF_WANTED_NOTHING,	/* no syntax error, or no one thing */
	MOF_WANTED_SEMICOLON,
	MOF_WANTED_OPEN_BRACE,
	MOF_WANTED_CLOSE_BRACE,
	MOF_WANTED_CLOSE_BRACKET,
	MOF_WANTED_OPEN_PAREN,
	MOF_WANTED_CLOSE_PAREN,
	MOF_WANTED_VALUE,
	MOF_WANTED_TYPE,
	MOF_WANTED_FEATURE_NAME,
	MOF_WANTED_CLASS_NAME,
	MOF_WANTED_QUALIFIER_NAME,
	MOF_WANTED_FLAVOR,
	MOF_WANTED_ALIAS,
	MOF_WANTED_DECLARATION
};

/* A diagnostic as data, for who prints it in a way of its own. Texts are the unit's. */
struct mof_told {
	enum mof_severity severity;
	bool shown;		/* a note that was asked for by its name */
	const char *id, *text;
	enum mof_wanted wanted;
	struct cim_place place;
	const char *file;	/* NULL: it is nowhere in the text */
	uint32_t line, column;
	/* the class or instance that it stands in, counted from 1 over the unit; 0: in none */
	size_t object;
	uint32_t first_line, last_line;		/* of that */
};

/* All diagnostics in source order; what each answers ends it unless CIM_OK. */
enum cim_err mof_walk_diagnostics(struct mof_unit *unit,
    enum cim_err (*each)(void *ctx, const struct mof_told *told), void *ctx);

/*
 * The first pragma of a name in the order of the text, included files' too. *arg (may be NULL):
 * its first argument where that is a string, else empty; in the unit's memory. CIM_ENOENT.
 */
enum cim_err mof_unit_pragma(struct mof_unit *unit, const char *name, struct cim_str *arg);

/*
 * Splits what was parsed by a locale such as "MS_409" (CIM_EINVAL: it is none): to neutral goes
 * the text without its Amended qualifiers, included files in the place of their pragmas; to
 * localized the classes that had some, with these alone, for the namespace ms_409 below their own.
 * ns: where declarations go without a pragma, in normal form. *count: classes that had some. For
 * a unit without errors.
 */
enum cim_err mof_split(struct mof_unit *unit, const char *locale, struct cim_str ns,
    struct cim_sink neutral, struct cim_sink localized, size_t *count);
/* Whether a text is "MS_" and up to eight hexadecimal digits; *number (may be NULL) is theirs. */
bool mof_locale_parse(struct cim_str text, uint32_t *number);

/*
 * Whether a property of this name holds a secret (Password, AuthToken, ...), whose value nobody
 * prints.
 */
bool mof_secret_name(struct cim_str name);

/* Files read so far, and their bytes. */
void mof_unit_size(const struct mof_unit *unit, size_t *files, uint64_t *bytes);

/* Canonical MOF, in the layout of DMTF's schema files; compiles to the same records. */
enum cim_err mof_print_qualifier_type(const struct cim_qualifier_type *qt, struct cim_sink sink);
enum cim_err mof_print_class(const struct cim_class *cls, struct cim_sink sink);
enum cim_err mof_print_enumeration(const struct cim_enumeration *en, struct cim_sink sink);
enum cim_err mof_print_instance(const struct cim_instance *inst, struct cim_sink sink);
enum cim_err mof_print_namespace_pragma(struct cim_str ns, struct cim_sink sink);
/*
 * A line that says the dialect of what stands behind it in a file. A comment to other compilers;
 * what follows begins on the next line, without an empty one.
 */
enum cim_err mof_print_dialect(enum mof_dialect dialect, struct cim_sink sink);
/* Whether a qualifier type has what only MOF 3 declares. */
bool mof_qualifier_type_is_v3(const struct cim_qualifier_type *qt);

/*
 * A text in its canonical layout. The tokens and comments are the same, in the same order: only
 * blanks and line ends differ. In UTF-8, but for bytes, which are in the encoding of the file.
 * The slices live until mof_formatted_free, before until the unit is freed.
 */
struct mof_formatted {
	struct cim_str before, after;	/* without a byte order mark */
	struct cim_str bytes;		/* the file as it should be */
	bool changed;			/* it is not so yet */
	void *text, *encoded;		/* for mof_formatted_free */
};

/*
 * Formats a file, or bytes of that name. Includes are not followed, and lines for the C
 * preprocessor stay as they are. CIM_EINPUT: there are mistakes, see the unit's diagnostics.
 * Others have a fault text. A unit for each file.
 */
enum cim_err mof_format_file(struct mof_unit *unit, const char *path, struct mof_formatted *out,
    struct cim_fault *fault);
enum cim_err mof_format_buffer(struct mof_unit *unit, const char *name, const void *bytes, size_t n,
    struct mof_formatted *out, struct cim_fault *fault);
void mof_formatted_free(struct mof_formatted *formatted);

/* ---- Binary MOF (doc/binary-mof.txt) --------------------------------------------------- */

/* Whether bytes begin as a binary MOF does. As a file, mof_parse_file reads one like any text. */
bool mof_binary_begins(const void *bytes, size_t n);

/* One binary MOF, read. */
struct mof_binary;
/*
 * Reads the first binary MOF of some bytes, with its container or without; *used (may be NULL) is
 * how many they are. name is for messages. What is damaged is left out and told
 * (mof_binary_problems); the bytes must live as long. CIM_EFOREIGN: none begins here; CIM_ELIMIT, CIM_ENOMEM.
 */
enum cim_err mof_binary_read(const char *name, const void *bytes, size_t n, size_t *used,
    struct mof_binary **out, struct cim_fault *fault);
void mof_binary_free(struct mof_binary *binary);	/* NULL is fine */

struct mof_binary_problem {
	bool damage;		/* something is lost; else it is a note */
	const char *id;		/* of a row of mof_checks */
	uint32_t at;		/* offset in what mof_binary_bytes gives */
	const char *text;
};
size_t mof_binary_problems(const struct mof_binary *binary);
struct mof_binary_problem mof_binary_problem(const struct mof_binary *binary, size_t i);
/* Decompressed, as far as that went. */
struct cim_str mof_binary_bytes(const struct mof_binary *binary);

/* As MOF that compiles to the same bytes again. */
enum cim_err mof_binary_text(struct mof_binary *binary, struct cim_sink sink);
/*
 * Whether it does: *same, or the first offset that differs. A file that says no was not
 * written by Microsoft's compiler, or has what MOF has no words for.
 */
enum cim_err mof_binary_again(struct mof_binary *binary, bool *same, uint32_t *at);
/* Every record with its offset and its fields, a line each. */
enum cim_err mof_binary_tree(struct mof_binary *binary, struct cim_sink sink);
/* A header for a Linux driver: GUIDs, method ids, packed structures. */
enum cim_err mof_binary_header(struct mof_binary *binary, struct cim_sink sink);

/* A class with a GUID, and below it what it has. Texts are gone when the callback returns. */
struct mof_guid_row {
	struct cim_str guid, class_name;
	const char *kind;		/* "class", "event", "data", "method" */
	int64_t id;			/* WmiDataId, WmiMethodId; -1: of the class itself */
	struct cim_str name, type;	/* a method's type is its parameters */
	uint64_t size;			/* in bytes; 0: it varies, or has none */
};
enum cim_err mof_binary_guids(struct mof_binary *binary,
    enum cim_err (*each)(void *ctx, const struct mof_guid_row *row), void *ctx);

/* Where a binary MOF was found in something else. */
struct mof_binary_found {
	size_t at;		/* offset of it, or of the text that tells it */
	const void *bytes;	/* gone when the callback returns */
	size_t len;
	const char *name;	/* of the ACPI object, "WQBA", or of the resource; "": not known */
	unsigned language;	/* of a resource: 0x409; 0: it says none */
};
/*
 * All that are in some bytes: the MOFDATA resources of a PE file, whatever begins as one does in
 * ACPI tables and dumps, the buffers in decompiled ACPI tables. CIM_ENOENT: there are none.
 */
enum cim_err mof_binary_find(const void *bytes, size_t n,
    enum cim_err (*each)(void *ctx, const struct mof_binary_found *found), void *ctx);

/*
 * What was parsed as a binary MOF, byte for byte as mofcomp -B writes it. Nothing is looked up. ns is
 * the namespace in front of all pragmas (NULL: "root\\default"). *bytes is the unit's. CIM_EINPUT: there
 * are mistakes, or what has no form in one, see the diagnostics; CIM_ELIMIT, CIM_ENOMEM.
 */
enum cim_err mof_unit_binary(struct mof_unit *unit, const char *ns, struct cim_str *bytes);

/* The named checks, for lists and tests. */
struct mof_check_info {
	const char *id;			/* "E-SUPER-MISSING" */
	const char *rule;		/* "R6", or a chapter, of doc/mof-dialect.txt */
	enum mof_severity severity;	/* by DMTF's rules */
	enum mof_severity strict;	/* the same with mof_options.strict */
	const char *title;		/* one line */
	/* By dialect; AUTO is as DMTF. --strict and wishes weigh no less than that. */
	enum mof_severity in[MOF_DIALECT_COUNT];
};
const struct mof_check_info *mof_checks(size_t *count);
/* The rules of lint; rule is the name of their set, which mof_lint_set gives as its bit. */
const struct mof_check_info *mof_lint_rules(size_t *count);
unsigned mof_lint_set(const struct mof_check_info *info);

#endif
