/*
 * slots.c: who has the repository open: a slot of control for each, held by a lock of the
 * kernel's.
 */
#include "config.h"

#include "repo/slots.h"

#include <pwd.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cim/bytes.h"
#include "cim/limits.h"
#include "repo/gate.h"

/*
 * Chapter 2 of the format: slot i stands at SLOTS_AT + i * SLOT_SIZE, its lock is the byte
 * below.
 */
#define SLOTS_AT 4096
#define SLOT_SIZE 256
#define SLOT_LOCK(slot) (UINT64_C(0x20000000) + (slot))
static const uint8_t slot_magic[4] = { 'S', 'L', 'O', 1 };

/* --- Who this is --- */

static void
copy_clean(char *to, size_t size, const char *from)
{
	size_t n = 0;
	for (; n + 1 < size && from[n] != '\0'; n++)
		to[n] = (unsigned char)from[n] < 0x20 || from[n] == 0x7f ? '?' : from[n];
	/* No character is cut in two. */
	while (n > 0 && from[n] != '\0' && ((unsigned char)from[n] & 0xc0) == 0x80)
		n--;
	to[n] = '\0';
}

/* The name that the kernel has for this process. */
static void
program_name(char *to, size_t size)
{
	char name[64] = "?";
	FILE *f = fopen("/proc/self/comm", "re");
	if (f != NULL) {
		if (fgets(name, sizeof(name), f) == NULL)
			name[0] = '\0';
		fclose(f);
	}
	name[strcspn(name, "\n")] = '\0';
	copy_clean(to, size, name);
}

void
slot_self(struct slot_self *self)
{
	/* All of it goes to the file. */
	memset(self, 0, sizeof(*self));
	self->pid = (uint64_t)getpid();
	self->uid = (uint64_t)geteuid();
	program_name(self->program, sizeof(self->program));
}

/*
 * Who looks asks the system for the name, not who opens: a directory of users may be at the other
 * end of a network, and every command would wait for it.
 */
void
slot_user(uint64_t uid, char *to, size_t size)
{
	struct passwd entry, *found = NULL;
	char room[4096], number[24];
	(void)snprintf(number, sizeof(number), "%llu", (unsigned long long)uid);
	bool known = uid <= UINT32_MAX &&
	    getpwuid_r((uid_t)uid, &entry, room, sizeof(room), &found) == 0 && found != NULL;
	copy_clean(to, size, known ? entry.pw_name : number);
}

/* --- The bytes of a slot --- */

static void
slot_encode(uint8_t bytes[SLOT_SIZE], const struct slot_self *self, uint64_t epoch)
{
	memset(bytes, 0, SLOT_SIZE);
	memcpy(bytes, slot_magic, sizeof(slot_magic));
	bytes_u64_put(bytes + 8, self->pid);
	bytes_u64_put(bytes + 16, self->uid);
	bytes_u64_put(bytes + 24, (uint64_t)time(NULL));
	bytes_u64_put(bytes + 32, epoch);
	bytes_u64_put(bytes + 40, gate_now());
	memcpy(bytes + 64, self->program, sizeof(self->program));
}

/* False: no slot of ours. */
static bool
slot_decode(const uint8_t bytes[SLOT_SIZE], uint64_t epoch, struct repo_connection *out)
{
	memset(out, 0, sizeof(*out));
	if (memcmp(bytes, slot_magic, sizeof(slot_magic)) != 0 || bytes[64 + 63] != 0)
		return false;
	out->holds = bytes[4] &
	    (REPO_CONNECTION_WRITES | REPO_CONNECTION_PAUSES | REPO_CONNECTION_REBUILDS);
	if (bytes_u64_at(bytes + 32) != epoch)
		out->holds = REPO_CONNECTION_BROKEN;
	out->pid = bytes_u64_at(bytes + 8);
	out->uid = bytes_u64_at(bytes + 16);
	out->since = gate_since(bytes_u64_at(bytes + 24), bytes_u64_at(bytes + 40));
	copy_clean(out->program, sizeof(out->program), (const char *)bytes + 64);
	return true;
}

/* --- Taking and leaving --- */

static uint64_t
slot_offset(uint32_t slot)
{
	return SLOTS_AT + (uint64_t)slot * SLOT_SIZE;
}

void
slot_take(struct control *control, uint32_t *slot)
{
	uint8_t bytes[SLOT_SIZE];
	struct slot_self self;
	*slot = SLOT_NONE;
	if (!control->writable)
		return;
	/* Anywhere: among a thousand of four thousand the next free one is near. */
	uint32_t at = randombytes_uniform(CIM_LIMIT_CONNECTIONS);
	for (uint32_t i = 0; i < CIM_LIMIT_CONNECTIONS && *slot == SLOT_NONE; i++) {
		uint32_t candidate = (at + i) % CIM_LIMIT_CONNECTIONS;
		enum cim_err err = control_byte_lock(control, SLOT_LOCK(candidate));
		if (err == CIM_OK)
			*slot = candidate;
		else if (err != CIM_EBUSY)
			return;
	}
	if (*slot == SLOT_NONE)
		return;
	slot_self(&self);
	slot_encode(bytes, &self, control->epoch);
	/* Where that fails (no space) the connection is only not seen. */
	if (!control_bytes_write(control, slot_offset(*slot), bytes, sizeof(bytes))) {
		control_byte_unlock(control, SLOT_LOCK(*slot));
		*slot = SLOT_NONE;
	}
}

void
slot_leave(struct control *control, uint32_t slot)
{
	uint8_t nothing[SLOT_SIZE] = { 0 };
	if (slot != SLOT_NONE)
		(void)control_bytes_write(control, slot_offset(slot), nothing, sizeof(nothing));
}

void
slot_note(struct control *control, uint32_t slot, unsigned holds)
{
	uint8_t byte = (uint8_t)holds;
	if (slot != SLOT_NONE)
		(void)control_bytes_write(control, slot_offset(slot) + 4, &byte, 1);
}

void
slot_epoch(struct control *control, uint32_t slot)
{
	uint8_t bytes[8];
	bytes_u64_put(bytes, control->epoch);
	if (slot != SLOT_NONE)
		(void)control_bytes_write(control, slot_offset(slot) + 32, bytes, sizeof(bytes));
}

/* --- Looking --- */

/*
 * A slot that says nothing: somebody is just taking or leaving it, and a millisecond helps. So
 * many of them for a whole look: where all slots are written over, none gets better.
 */
#define READ_NAPS 5

/* A slot whose lock is held; its bytes are not trusted. False: it was left meanwhile. */
static bool
slot_read(struct control *control, uint32_t slot, bool mine, unsigned *naps,
    struct repo_connection *out, enum cim_err *err, struct cim_fault *fault)
{
	uint8_t bytes[SLOT_SIZE];
	for (;;) {
		struct timespec nap = { 0, 1000000 };
		size_t got = 0;
		*err = control_bytes_read(
		    control, slot_offset(slot), bytes, sizeof(bytes), &got, fault);
		if (*err != CIM_OK)
			return false;
		if (got == sizeof(bytes) && slot_decode(bytes, control->epoch, out)) {
			slot_user(out->uid, out->user, sizeof(out->user));
			return true;
		}
		if (*naps == 0)
			break;
		(*naps)--;
		(void)nanosleep(&nap, NULL);
		if (!mine && !control_byte_locked(control, SLOT_LOCK(slot)))
			return false;
	}
	/* Written by another version of us, or over by somebody: the lock is held all the same. */
	memset(out, 0, sizeof(*out));
	out->unreadable = true;
	memcpy(out->user, "?", 2);
	memcpy(out->program, "?", 2);
	return true;
}

/* A part of the table in which held locks are looked for. */
struct range {
	uint32_t from, to;
};

/*
 * It is the kernel who knows which slots are held. It names one of a range when it is asked, so
 * the range is cut in two there, until nothing is held in any part: two questions for each
 * connection.
 */
enum cim_err
slots_list(struct control *control, uint32_t own,
    enum cim_err (*each)(void *ctx, const struct repo_connection *connection), void *ctx,
    struct cim_fault *fault)
{
	struct range todo[CIM_LIMIT_CONNECTIONS + 1];
	struct repo_connection connection;
	enum cim_err err = CIM_OK;
	size_t depth = 0;
	unsigned naps = READ_NAPS;
	todo[depth++] = (struct range){ 0, CIM_LIMIT_CONNECTIONS };
	if (own != SLOT_NONE && slot_read(control, own, true, &naps, &connection, &err, fault)) {
		connection.own = true;
		err = each(ctx, &connection);
	}
	while (depth > 0 && err == CIM_OK) {
		struct range range = todo[--depth];
		uint64_t at;
		if (range.from >= range.to ||
		    !control_range_locked(control, SLOT_LOCK(range.from), SLOT_LOCK(range.to), &at))
			continue;
		uint32_t slot = (uint32_t)(at - SLOT_LOCK(0));
		todo[depth++] = (struct range){ slot + 1, range.to };
		todo[depth++] = (struct range){ range.from, slot };
		if (slot != own && slot_read(control, slot, false, &naps, &connection, &err, fault))
			err = each(ctx, &connection);
	}
	return err;
}
