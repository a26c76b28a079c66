/*
 * fuzz_bmof.c: any bytes as a file with binary MOF in it: found, read, shown in every form, made
 * into text and compiled from that, and as one source among others (bmof_drive.h).
 */
#include "config.h"

#include "tests/mof/bmof_drive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	drive_file(data, size);
	return 0;
}
