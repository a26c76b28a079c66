/* input.h: an operand into a unit: a file, standard input, a pipe, a directory of files. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "cim/arena.h"
#include "cim/err.h"
#include "mof/mof.h"

/* An operand that can be read only once is kept: the deed may run twice. Zeroed is empty. */
struct input {
	char *bytes;
	size_t len;
	bool read;
};
void input_free(struct input *in);

/* What messages call an operand: itself, or "standard input". */
const char *input_name(const char *path);

/* Whether an operand can be read only once: standard input, a pipe, a terminal. */
bool input_is_stream(const char *path);

/*
 * All that a descriptor gives, up to its end. CIM_ELIMIT: more than limit, and what is past it is
 * not asked for; CIM_EIO: see errno; CIM_ECANCELED: a signal came (stop_wanted).
 */
enum cim_err input_collect(struct input *in, int fd, size_t limit);

/* Takes a stream into memory, unless it is there already. */
enum cim_err input_read(struct input *in, const char *path, struct cim_fault *fault);

/* One operand into the unit, as mof_parse_file has it. */
enum cim_err input_parse(struct mof_unit *unit, struct input *in, const char *path,
    struct cim_fault *fault);

/* Whether a path is a directory. */
bool input_is_directory(const char *path);

/* What a directory is asked for besides .mof. */
enum input_kind {
	INPUT_MFL = 1,
	INPUT_BMF = 2,
	INPUT_BMF_ALONE = 4	/* .bmf, but not those with a .mof of their name beside them */
};

/*
 * All MOF files below a directory (.mof, and what kinds say), in the order of their paths, those
 * of a directory before those below it. Links to directories are not followed. The list and the
 * paths are in the arena.
 */
enum cim_err input_list(struct arena *arena, const char *dir, unsigned kinds, const char ***files,
    size_t *count, struct cim_fault *fault);

#endif
