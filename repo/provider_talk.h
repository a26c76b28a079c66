/*
 * provider_talk.h: the protocol of providers: requests written, answers read
 * (doc/provider-protocol.txt).
 */
#ifndef REPO_PROVIDER_TALK_H
#define REPO_PROVIDER_TALK_H

#include "cim/bytes.h"
#include "repo/provider_ask.h"

#define PROVIDER_PROTOCOL 1

enum provider_operation { PROVIDER_ENUMERATE, PROVIDER_GET, PROVIDER_QUERY };

/* The line of a request into w (reset first); effective is the class with all it inherits. */
enum cim_err provider_request(struct bytes_writer *w, const struct provider_ask *ask,
    enum provider_operation operation, const struct cim_class *effective);

/* What one line of an answer is. */
enum provider_line_kind { PROVIDER_INSTANCE, PROVIDER_END, PROVIDER_ERROR };

struct provider_line {
	enum provider_line_kind kind;
	const struct cim_instance *instance;	/* INSTANCE: in the arena, checked against its class */
	uint64_t count;				/* END: instances that were answered */
	struct cim_str code, text;		/* ERROR: as the provider said it */
};

/* Who reads the answers of one provider. */
struct provider_reader {
	const struct provider_ask *ask;
	const struct cim_class *effective;	/* of the class that was asked for */
	struct cim_map properties;		/* of it, by name */
	struct arena arena;			/* of what lives as long as this */
	char why[240];				/* what is wrong with a line */
};
/* CIM_ENOENT, CIM_ELIMIT: the class, or one above it. Free it in any case. */
enum cim_err provider_reader_init(struct provider_reader *reader, const struct provider_ask *ask);
void provider_reader_free(struct provider_reader *reader);
/*
 * One line into *out, in the arena or slices of it. CIM_EINVAL: it is no answer, and reader->why
 * says what is wrong.
 */
enum cim_err provider_line_read(struct provider_reader *reader, struct arena *arena,
    struct cim_str text, struct provider_line *out);

#endif
