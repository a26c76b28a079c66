/*
 * control.h: the repository's directory: its small files, its generations, its locks.
 * Chapters 1 and 2 of the format.
 */
#ifndef REPO_CONTROL_H
#define REPO_CONTROL_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/types.h>

#include "cim/err.h"

struct stat;

#define CONTROL_FORMAT 1

/* A repository's directory, open. */
struct control {
	char *path;
	int dir;		/* the directory, or -1 */
	int fd;			/* control, or -1: a medium that cannot be locked */
	unsigned made;          /* how many directories control_open made, the last ones of path */
	bool made_control;	/* control was not there before */
	bool writable;		/* control can be written */
	bool repaired;		/* it was damaged, and was made anew just now */
	bool complete;		/* a generation was opened here: one that is missing is damage */
	bool no_sync;
	bool shared;		/* the owner gave the files to a group: what is made is open to it too */
	uid_t owner;		/* of the directory */
	char growing[64];	/* the name of a generation that is being made; empty: none */
	uint64_t epoch;		/* the one that this connection belongs to */
	const uint64_t *now;	/* the epoch that holds, in control's first page; NULL: no map */
};

#define CONTROL_READ 0		/* neither makes nor needs to write */
#define CONTROL_WRITE 1		/* makes control when there is a repository without it */
#define CONTROL_MAKE 2		/* makes the directory and control */

/*
 * Opens directory and control. CIM_ENOENT: no directory, or (not CONTROL_MAKE) nothing of a
 * repository in it.
 */
enum cim_err control_open(
    struct control *control, const char *path, unsigned mode, struct cim_fault *fault);
void control_close(struct control *control);	/* drops the locks */

/*
 * The epoch that holds, and the one that this connection belongs to: those of an older one are
 * broken. Costs one load of an atomic. Where control cannot be mapped or read there is none, and
 * never was.
 */
uint64_t control_epoch_read(const struct control *control);
static inline bool
control_broken(const struct control *control)
{
	return (control->now != NULL ? le64toh(__atomic_load_n(control->now, __ATOMIC_ACQUIRE)) :
	    control_epoch_read(control)) != control->epoch;
}
/* Begins another epoch, and goes along. By who keeps all others from entering it. */
enum cim_err control_epoch_write(
    struct control *control, uint64_t epoch, struct cim_fault *fault);
/* The byte that those who are connected in an epoch hold. */
uint64_t control_life_at(uint64_t epoch);

enum control_lock {	/* bytes of control; life is that of control->epoch */
	CONTROL_LIFE = 0,
	CONTROL_SETUP = 1,
	CONTROL_WRITER = 2
};

/* CIM_EBUSY: somebody has it and wait is false. CIM_ECANCELED: a signal came while waiting. */
enum cim_err control_lock(struct control *control, enum control_lock which, bool exclusive,
    bool wait, struct cim_fault *fault);
void control_unlock(struct control *control, enum control_lock which);
/* All of them, for a process whose descriptor a forked child may have still. */
void control_unlock_all(struct control *control);
/* Any other byte, held exclusively. CIM_EBUSY: by another. Nobody waits for it. */
enum cim_err control_byte_lock(struct control *control, uint64_t at);
void control_byte_unlock(struct control *control, uint64_t at);
/* Whether another holds it. */
bool control_byte_locked(struct control *control, uint64_t at);
/* Whether another holds one of from to to (that one not): *at is such a byte. */
bool control_range_locked(struct control *control, uint64_t from, uint64_t to, uint64_t *at);
/* Bytes of control at an offset: all of them or false and errno; as many as there are. */
bool control_bytes_write(struct control *control, uint64_t at, const void *bytes, size_t n);
enum cim_err control_bytes_read(struct control *control, uint64_t at, void *bytes, size_t n,
    size_t *got, struct cim_fault *fault);
/*
 * Whether the control that is locked still stands in the directory (its maker may have
 * removed it).
 */
bool control_in_place(const struct control *control);

/*
 * The live generation: the one that current names. CIM_ENOENT: none, and nothing that could be
 * one, so there is no repository. CIM_EDAMAGED: there are generations, but which one lives cannot
 * be told.
 */
enum cim_err control_current_read(
    struct control *control, uint64_t *generation, struct cim_fault *fault);
/* The highest number that a generation here has; 0 without any. */
enum cim_err control_generation_last(
    struct control *control, uint64_t *last, struct cim_fault *fault);
enum cim_err control_current_write(
    struct control *control, uint64_t generation, struct cim_fault *fault);

/* Notes in control that there is a whole repository; where that fails it stays unknown. */
void control_complete(struct control *control);

/* CIM_ENOENT, CIM_EFOREIGN, CIM_ENEWER, CIM_EDAMAGED. */
enum cim_err control_format_read(
    struct control *control, char uuid[37], uint32_t *format, struct cim_fault *fault);
/* Writes it with a new uuid. */
enum cim_err control_format_write(struct control *control, struct cim_fault *fault);

/*
 * A generation grows under a temporary name. begin makes its directory; finish syncs it
 * and gives it its name; drop removes it. path: where it is now, for the store (NULL without
 * memory); free it.
 */
enum cim_err control_generation_begin(
    struct control *control, uint64_t generation, struct cim_fault *fault);
char *control_generation_growing(const struct control *control);
enum cim_err control_generation_finish(
    struct control *control, uint64_t generation, struct cim_fault *fault);
void control_generation_drop(struct control *control);
char *control_generation_path(const struct control *control, uint64_t generation);
void control_generation_remove(struct control *control, uint64_t generation);

/* Whether it is the name of one of our small files of text. */
bool control_is_small_file(const char *name);
/*
 * One of our small files as a text with a NUL behind; never through a link, nor from a pipe.
 * *len: its bytes; size: it has that many or more, and text is empty. *st (may be NULL): of what
 * was read. CIM_ENOENT, without a fault; CIM_EDAMAGED: it is no regular file.
 */
enum cim_err control_file_read(struct control *control, const char *name, char *text, size_t size,
    size_t *len, struct stat *st, struct cim_fault *fault);
/*
 * A whole small file in place of the old one, synced, or the old one stays; control_sync makes
 * its name durable. owners: others may read it at most.
 */
enum cim_err control_file_write(struct control *control, const char *name, const char *text,
    bool owners, struct cim_fault *fault);

/*
 * What a program makes in the repository of another, as root or as a member of the group that
 * shares it, is for its owner: the files of the store in a generation (0: in the one that
 * grows).
 */
void control_generation_give(struct control *control, uint64_t generation);
/* The same of a directory in it. */
void control_dir_give(struct control *control, const char *name);
/* Changes a mode, without following a link. */
bool control_chmod(int at, const char *name, mode_t mode);

/* The directory autorecover/, made when it is missing. */
enum cim_err control_autorecover_make(struct control *control, struct cim_fault *fault);

/*
 * The generations that a salvage or a reset keeps beside the live one, the one that lived first;
 * what is none of that, or not there, is none. write with count 0 removes the file.
 */
#define CONTROL_KEPT_MAX 8
size_t control_kept_read(struct control *control, uint64_t kept[CONTROL_KEPT_MAX]);
enum cim_err control_kept_write(
    struct control *control, const uint64_t *kept, size_t count, struct cim_fault *fault);
bool control_is_kept(struct control *control, uint64_t generation);
/* Removes a scratch repository of that name in the directory. */
void control_scratch_remove(struct control *control, const char *name);
/*
 * Writes the header of a control that is garbage anew, with an open gate and no slots; *mended:
 * whether it was (with dry: whether it is). A missing control is none of its business.
 */
enum cim_err control_header_mend(
    const char *path, bool dry, bool *mended, struct cim_fault *fault);

/* Makes the directory's entries durable, and its own when control_open made it. */
enum cim_err control_sync(struct control *control, struct cim_fault *fault);

/*
 * Removes temporary files and all generations but one (0: all of them). What cannot be
 * removed stays.
 */
void control_clean(struct control *control, uint64_t keep);
/* Removes everything of ours, and the directories control_open made: there was no repository. */
void control_remove(struct control *control);
/* Removes control if control_open made it: the directory is somebody else's. */
void control_forsake(struct control *control);
/* Whether the directory holds nothing that is not ours. */
enum cim_err control_is_ours(struct control *control, bool *ours, struct cim_fault *fault);

#endif
