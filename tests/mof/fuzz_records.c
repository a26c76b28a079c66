/* fuzz_records.c: any bytes as the blob of a binary MOF: records, written and read again; text, compiled again. */
#include "config.h"

#include "tests/mof/bmof_drive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	drive_records(data, size);
	drive_text(data, size);
	return 0;
}
