/* looked.c: a store that was found whole is not walked again before somebody has changed it. */
#include "config.h"

#include "repo/looked.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cim/bytes.h"
#include "repo/sum.h"

/*
 * Chapter 2 of the format. A file that was written to has another time of change, which nobody
 * can set; a copy is another file. Only a crash of the machine may leave other bytes under the
 * same time, where a writer did not wait for the disk: so what is noted holds until the machine
 * comes up again.
 */
#define LOOKED_AT 256
#define LOOKED_SIZE 96
#define BOOT_AT 48
#define BOOT_SIZE 36
static const uint8_t looked_magic[4] = { 'L', 'O', 'O', 1 };

/* Clocks of file systems tick: two changes within so many seconds may have one time. */
#define TICK_MOST 2

/* The name of this boot of the machine; false where the system has none. */
static bool
boot_name(uint8_t name[BOOT_SIZE])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t n = read(fd, name, BOOT_SIZE);
	close(fd);
	return n == BOOT_SIZE;
}

static bool
looked_encode(uint8_t bytes[LOOKED_SIZE], const struct stat *st)
{
	memset(bytes, 0, LOOKED_SIZE);
	memcpy(bytes, looked_magic, sizeof(looked_magic));
	bytes_u64_put(bytes + 8, (uint64_t)st->st_dev);
	bytes_u64_put(bytes + 16, (uint64_t)st->st_ino);
	bytes_u64_put(bytes + 24, (uint64_t)st->st_size);
	bytes_u64_put(bytes + 32, (uint64_t)st->st_ctim.tv_sec);
	bytes_u64_put(bytes + 40, (uint64_t)st->st_ctim.tv_nsec);
	if (!boot_name(bytes + BOOT_AT))
		return false;
	repo_sum_put("look", 4, bytes, LOOKED_SIZE - REPO_SUM_SIZE);
	return true;
}

bool
looked_whole(struct control *control, const struct stat *st)
{
	uint8_t found[LOOKED_SIZE], wanted[LOOKED_SIZE];
	size_t got = 0;
	if (control_bytes_read(control, LOOKED_AT, found, sizeof(found), &got, NULL) != CIM_OK ||
	    got != sizeof(found) || memcmp(found, looked_magic, sizeof(looked_magic)) != 0)
		return false;
	return looked_encode(wanted, st) && memcmp(found, wanted, sizeof(found)) == 0;
}

void
looked_note(struct control *control, const struct stat *st)
{
	uint8_t bytes[LOOKED_SIZE];
	struct timespec now;
	if (!control->writable || control->now == NULL ||
	    clock_gettime(CLOCK_REALTIME, &now) != 0 ||
	    now.tv_sec - TICK_MOST <= st->st_ctim.tv_sec || !looked_encode(bytes, st))
		return;
	/* Where that fails the next one looks again. */
	(void)control_bytes_write(control, LOOKED_AT, bytes, sizeof(bytes));
}
