/* label.h: the first 512 bytes of a snapshot (chapter 2). */
#ifndef SNAPSHOT_LABEL_H
#define SNAPSHOT_LABEL_H

#include <stdint.h>

#include "snapshot/format.h"
#include "snapshot/snapshot.h"

/* content_id must be hexadecimal; texts that are too long are cut. */
void snap_label_encode(const struct snap_label *label, uint8_t out[SNAP_LABEL_SIZE]);

/* CIM_EFOREIGN, CIM_EDAMAGED, CIM_ENEWER; the fault says why. */
enum cim_err snap_label_decode(const uint8_t in[SNAP_LABEL_SIZE], struct snap_label *label,
    struct cim_fault *fault);

/*
 * Makes text fit for a text field: control characters become '?', and so does what
 * is not UTF-8.
 */
void snap_text_clean(char *text);

#endif
