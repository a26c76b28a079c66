/*
 * make_pe.c: a PE file with resources of type MOFDATA, as drivers of Windows have them, for tests.
 * usage: make_pe OUT [NAME LANGUAGE FILE]...
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM (1u << 20)
#define RAW 0x200u	/* where the section is in the file, */
#define VIRTUAL 0x1000u	/* and where in memory */
#define MOST 16

static uint8_t out[ROOM];

static void
put(size_t at, uint32_t v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		out[at + i] = (uint8_t)(v >> 8 * i);
}

/* A name with its length in front; where it begins, from the section's beginning. */
static uint32_t
put_name(size_t *end, const char *name)
{
	size_t at = *end, n = strlen(name);
	put(RAW + at, (uint32_t)n, 2);
	for (size_t i = 0; i < n; i++)
		put(RAW + at + 2 + 2 * i, (uint8_t)name[i], 2);
	*end = (at + 2 + 2 * n + 3) & ~(size_t)3;
	return (uint32_t)at | 0x80000000u;
}

/* A directory of some entries; where it begins. */
static size_t
put_directory(size_t *end, unsigned named, unsigned numbered)
{
	size_t at = *end;
	put(RAW + at + 12, named, 2);
	put(RAW + at + 14, numbered, 2);
	*end = at + 16 + 8 * (size_t)(named + numbered);
	return at + 16;
}

static void
put_entry(size_t at, uint32_t name, uint32_t to)
{
	put(RAW + at, name, 4);
	put(RAW + at + 4, to, 4);
}

static void
put_resource(size_t *end, size_t entry, char **args)
{
	size_t name = put_name(end, args[0]);
	size_t language = put_directory(end, 0, 1), leaf = *end, data = leaf + 16;
	FILE *f = fopen(args[2], "rb");
	size_t n = f == NULL ? 0 : fread(out + RAW + data, 1, ROOM - RAW - data, f);
	if (f != NULL)
		(void)fclose(f);
	put_entry(entry, (uint32_t)name, (uint32_t)(language - 16) | 0x80000000u);
	put_entry(language, (uint32_t)strtoul(args[1], NULL, 0), (uint32_t)leaf);
	put(RAW + leaf, (uint32_t)(VIRTUAL + data), 4);
	put(RAW + leaf + 4, (uint32_t)n, 4);
	*end = (data + n + 3) & ~(size_t)3;
}

static void
put_headers(size_t size)
{
	const size_t optional = 64 + 24, section = optional + 224;
	memcpy(out, "MZ", 2);
	put(60, 64, 4);
	memcpy(out + 64, "PE\0\0", 4);
	put(64 + 4, 0x14C, 2);
	put(64 + 6, 1, 2);
	put(64 + 20, 224, 2);
	put(optional, 0x10B, 2);
	put(optional + 92, 16, 4);
	put(optional + 96 + 16, VIRTUAL, 4);
	put(optional + 96 + 20, (uint32_t)size, 4);
	memcpy(out + section, ".rsrc", 5);
	put(section + 8, (uint32_t)size, 4);
	put(section + 12, VIRTUAL, 4);
	put(section + 16, (uint32_t)size, 4);
	put(section + 20, RAW, 4);
}

int
main(int argc, char **argv)
{
	unsigned count = (unsigned)(argc - 2) / 3;
	size_t end = 0;
	if (argc < 2 || count > MOST)
		return 2;
	size_t types = put_directory(&end, 1, 0), names = put_directory(&end, count, 0);
	put_entry(types, put_name(&end, "MOFDATA"), (uint32_t)(names - 16) | 0x80000000u);
	for (unsigned i = 0; i < count; i++)
		put_resource(&end, names + 8 * (size_t)i, argv + 2 + 3 * i);
	put_headers(end);
	FILE *f = fopen(argv[1], "wb");
	if (f == NULL || fwrite(out, 1, RAW + end, f) != RAW + end || fclose(f) != 0)
		return 1;
	return 0;
}
