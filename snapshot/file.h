/*
 * file.h: a new file that appears under its name complete, durable, or not at all;
 * and one to read.
 */
#ifndef SNAPSHOT_FILE_H
#define SNAPSHOT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "cim/err.h"

/*
 * Begins a file beside path, without a name where the system can, else with a
 * random one. CIM_EEXIST when there is something under path and overwrite is not
 * wanted, CIM_EDENIED when the directory is open to everybody. Removes what killed runs left
 * beside path.
 */
struct snap_file;
enum cim_err snap_file_create(const char *path, bool overwrite, struct snap_file **out,
    struct cim_fault *fault);

/*
 * All n bytes, or a failure; written ones are sent on their way to the disk at
 * once unless lazy.
 */
enum cim_err snap_file_write(struct snap_file *file, uint64_t offset, const void *bytes, size_t n,
    bool lazy, struct cim_fault *fault);

/* The descriptor, to read back what was written. */
int snap_file_fd(const struct snap_file *file);

/*
 * Syncs the file, gives it its name, syncs the directory. Frees file in any
 * case. On failure the name is as it was (CIM_EEXIST when somebody took it
 * meanwhile), and nothing is left.
 */
enum cim_err snap_file_publish(struct snap_file *file, bool no_sync, struct cim_fault *fault);

/* Leaves nothing. NULL is fine. */
void snap_file_discard(struct snap_file *file);

/* Removes what killed runs left beside path: files with names of ours that nobody has locked. */
void snap_file_sweep(const char *path);

/*
 * All n bytes at offset: CIM_OK, CIM_EDAMAGED when the file ends before, CIM_EIO.
 * The fault says what.
 */
enum cim_err snap_read_at(int fd, uint64_t offset, void *bytes, size_t n, const char *what,
    struct cim_fault *fault);

#endif
