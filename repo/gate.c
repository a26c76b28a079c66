/* gate.c: pause and resume: while the gate is shut nobody writes, and the files are at rest. */
#include "config.h"

#include "repo/gate.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cim/bytes.h"
#include "repo/slots.h"
#include "repo/sum.h"

/*
 * Chapter 2 of the format. Every pause has a number, and a lock of its own by it: a pauser that
 * hangs beyond its time holds a lock that nobody asks about any more.
 */
#define GATE_AT 64
#define GATE_SIZE 192
#define GATE_LOCK(serial) (UINT64_C(0x10000000) + ((serial) & 0xffff))
static const uint8_t gate_magic[4] = { 'G', 'A', 'T', 1 };

/* --- Time --- */

uint64_t
gate_now(void)
{
	struct timespec now = { 0 };
#ifdef CLOCK_BOOTTIME
	(void)clock_gettime(CLOCK_BOOTTIME, &now);
#else
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
#endif
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int64_t
gate_since(uint64_t noted, uint64_t from)
{
	uint64_t now = gate_now();
	if (from == 0 || from > now)
		return (int64_t)noted;
	int64_t then = (int64_t)time(NULL) - (int64_t)((now - from + 500) / 1000);
	int64_t was = (int64_t)noted;
	return was >= 0 && then - was <= 2 && was - then <= 2 ? was : then;
}

/* --- The record --- */

struct record {
	uint64_t serial, since, from, until, pid, uid;	/* from and until: gate_now's */
	uint64_t epoch;
	bool shut;
	char program[64];
};

static bool
record_write(struct control *control, const struct record *record)
{
	uint8_t bytes[GATE_SIZE] = { 0 };
	memcpy(bytes, gate_magic, sizeof(gate_magic));
	bytes[4] = record->shut;
	bytes_u64_put(bytes + 8, record->serial);
	bytes_u64_put(bytes + 16, record->since);
	bytes_u64_put(bytes + 24, record->from);
	bytes_u64_put(bytes + 32, record->until);
	bytes_u64_put(bytes + 40, record->pid);
	bytes_u64_put(bytes + 48, record->uid);
	bytes_u64_put(bytes + 56, record->epoch);
	memcpy(bytes + 88, record->program, sizeof(record->program));
	repo_sum_put("gate", 4, bytes, GATE_SIZE - REPO_SUM_SIZE);
	return control_bytes_write(control, GATE_AT, bytes, sizeof(bytes));
}

/*
 * False: there is none, or what stands there is none. A record that is being written is read
 * again.
 */
static enum cim_err
record_read(struct control *control, struct record *record, bool *good, struct cim_fault *fault)
{
	uint8_t bytes[GATE_SIZE];
	size_t got = 0;
	*good = false;
	for (int tries = 0; tries < 10 && !*good; tries++) {
		enum cim_err err =
		    control_bytes_read(control, GATE_AT, bytes, sizeof(bytes), &got, fault);
		if (err != CIM_OK)
			return err;
		*good = got == sizeof(bytes) && memcmp(bytes, gate_magic, sizeof(gate_magic)) == 0 &&
		    repo_sum_right("gate", 4, bytes, GATE_SIZE - REPO_SUM_SIZE) &&
		    bytes[88 + 63] == 0;
		if (got < sizeof(bytes) || memcmp(bytes, gate_magic, sizeof(gate_magic)) != 0)
			return CIM_OK;
	}
	if (!*good)
		return CIM_OK;
	record->shut = bytes[4] == 1;
	record->serial = bytes_u64_at(bytes + 8);
	record->since = bytes_u64_at(bytes + 16);
	record->from = bytes_u64_at(bytes + 24);
	record->until = bytes_u64_at(bytes + 32);
	record->pid = bytes_u64_at(bytes + 40);
	record->uid = bytes_u64_at(bytes + 48);
	record->epoch = bytes_u64_at(bytes + 56);
	memcpy(record->program, bytes + 88, sizeof(record->program));
	return CIM_OK;
}

/* --- The gate --- */

enum cim_err
gate_read(struct control *control, const struct gate *own, struct repo_gate *out,
    struct cim_fault *fault)
{
	struct record record;
	bool good, mine;
	memset(out, 0, sizeof(*out));
	enum cim_err err = record_read(control, &record, &good, fault);
	if (err != CIM_OK || !good || !record.shut)
		return err;
	uint64_t now = gate_now();
	mine = own != NULL && own->serial != 0 && own->serial == record.serial;
	/*
	 * A lock of before a boot is gone; a clock that went back is another boot's, too. The pause of
	 * a connection that was broken is over, though its lock is held.
	 */
	if (record.epoch != control->epoch || now >= record.until || now < record.from ||
	    record.until - record.from > REPO_PAUSE_MOST ||
	    (!mine && !control_byte_locked(control, GATE_LOCK(record.serial))))
		return CIM_OK;
	out->shut = true;
	out->own = mine;
	out->pid = record.pid;
	out->uid = record.uid;
	out->since = gate_since(record.since, record.from);
	out->left = record.until - now;
	slot_user(record.uid, out->user, sizeof(out->user));
	memcpy(out->program, record.program, sizeof(out->program));
	return CIM_OK;
}

enum cim_err
gate_shut(struct control *control, struct gate *own, uint64_t limit, struct cim_fault *fault)
{
	struct record record = { .shut = true }, last;
	struct slot_self self;
	bool good;
	enum cim_err err = record_read(control, &last, &good, fault);
	if (err != CIM_OK)
		return err;
	/* A number whose lock is free: that of a pauser who hangs is passed over. */
	record.serial = good ? last.serial : 0;
	do {
		record.serial++;
		err = control_byte_lock(control, GATE_LOCK(record.serial));
	} while (err == CIM_EBUSY && record.serial - (good ? last.serial : 0) < 0xffff);
	if (err != CIM_OK)
		return cim_fault(fault, err, "%s/control: the gate cannot be shut", control->path);
	slot_self(&self);
	record.epoch = control->epoch;
	record.since = (uint64_t)time(NULL);
	record.from = gate_now();
	record.until = record.from + limit;
	record.pid = self.pid;
	record.uid = self.uid;
	memcpy(record.program, self.program, sizeof(record.program));
	if (!record_write(control, &record)) {
		err = cim_fault_errno(fault, "%s/control: the gate cannot be shut", control->path);
		control_byte_unlock(control, GATE_LOCK(record.serial));
		return err;
	}
	own->serial = record.serial;
	own->until = record.until;
	return CIM_OK;
}

/*
 * The lock is what shuts it, so the lock that goes opens it. The record stays: who wrote into it
 * here, having been held up since he read it, could open the pause of one who came later.
 */
enum cim_err
gate_open(struct control *control, struct gate *own, struct cim_fault *fault)
{
	struct record record;
	bool good;
	enum cim_err err = record_read(control, &record, &good, fault);
	bool late = gate_now() >= own->until || !good || record.serial != own->serial;
	control_byte_unlock(control, GATE_LOCK(own->serial));
	*own = (struct gate){ 0, 0 };
	if (err == CIM_OK && late)
		return cim_fault(fault, CIM_ECONFLICT, "%s: the pause was over already: the gate opened "
		    "by itself when its time had run out", control->path);
	return err;
}
