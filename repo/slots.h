/*
 * slots.h: who has the repository open: a slot of control for each, held by a lock of the
 * kernel's.
 */
#ifndef REPO_SLOTS_H
#define REPO_SLOTS_H

#include "repo/control.h"
#include "repo/repo.h"

#define SLOT_NONE UINT32_MAX

/*
 * Takes a slot and writes into it who this is. Where there is none to be had (control cannot be
 * written, or all are taken) the connection stays without, and *slot is SLOT_NONE: it holds the
 * life lock all the same.
 */
void slot_take(struct control *control, uint32_t *slot);
/* Clears it; its lock drops with the descriptor. */
void slot_leave(struct control *control, uint32_t slot);
/* What it is doing, for those who look: REPO_CONNECTION_ bits. */
void slot_note(struct control *control, uint32_t slot, unsigned holds);

/* After the connection went along into another epoch. */
void slot_epoch(struct control *control, uint32_t slot);

/*
 * Every slot whose lock somebody holds, own (or SLOT_NONE) first; what dead processes left is
 * passed over. One whose bytes are not ours is told as unreadable. What each answers ends it
 * unless CIM_OK.
 */
enum cim_err slots_list(struct control *control, uint32_t own,
    enum cim_err (*each)(void *ctx, const struct repo_connection *connection), void *ctx,
    struct cim_fault *fault);

/* Who this process is, for slots and gate. */
struct slot_self {
	uint64_t pid, uid;
	char program[64];		/* NUL-terminated, without control characters */
};
void slot_self(struct slot_self *self);
/* What the system calls a user; who is unknown to it is a number. */
void slot_user(uint64_t uid, char *to, size_t size);

#endif
