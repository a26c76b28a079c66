/* print.h: one CIM object in the form that -o asks for. */
#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include "cim/arena.h"
#include "cim/bytes.h"
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/sign.h"

/* Who prints the objects of one namespace, one after the other. */
struct printer {
	enum cmd_format format;
	bool effective;		/* classes with all that they inherit */
	bool system;		/* JSON: system properties of classes and instances */
	struct cim_str ns;
	struct repo_reader reader;
	struct repo_scope *scope;	/* made when first needed */
	struct arena arena;	/* what lives as long as the printer */
	struct arena scratch;	/* what lives for one object */
	struct bytes_writer w;
	struct cim_map flavors;	/* qualifier name to the flavors of its type, for JSON */
	struct arena names;	/* what is in it: callers rewind the arena above */
	/* objects so far of one JSON document; NULL: a line each */
	size_t *document;
	struct signs *signs;	/* who says the dialect of declarations; NULL: nobody */
	bool begun;		/* a declaration of MOF was printed: what comes stands apart */
	enum cim_err err;	/* of what was looked up while an object was written */
	struct cim_fault fault;
};

void printer_init(struct printer *p, const struct cmd *cmd, struct repo_reader reader,
    struct cim_str ns);
void printer_free(struct printer *p);

/* Text prints the name alone. CIM_EIO once standard output failed. */
enum cim_err print_class(struct printer *p, const struct cim_class *cls);
enum cim_err print_enumeration(struct printer *p, const struct cim_enumeration *en);
enum cim_err print_qualifier_type(struct printer *p, const struct cim_qualifier_type *qt);
/*
 * canonical: the path that the repository keeps, for an instance whose class tells no better one.
 */
enum cim_err print_instance(struct printer *p, const struct cim_instance *inst,
    struct cim_str canonical);
enum cim_err print_namespace(struct printer *p, struct cim_str ns);

/* The class with what it inherits, in an arena. A superclass that is missing is damage. */
enum cim_err print_effective(struct printer *p, struct arena *arena, const struct cim_class *cls,
    const struct cim_class **out);

/* What json.h writes with. */
struct json_context print_json_context(struct printer *p);

/* The beginning and the end of one JSON document, with its objects in between. */
enum cim_err print_document_begin(void);
enum cim_err print_document_end(void);

/* The name, and to its right nothing: for lists. */
enum cim_err print_name(struct cim_str name);

#endif
