/* records.c: prints every record of a repository, one a line: key and bytes in hexadecimal; for fixedpoint.test. */
#include <stdio.h>

#include "repo/repo.h"

static void
hex(const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		putchar(digits[bytes[i] >> 4]);
		putchar(digits[bytes[i] & 15]);
	}
}

static enum cim_err
print(void *ctx, const struct repo_record *record)
{
	(void)ctx;
	hex(record->key, record->key_len);
	putchar(' ');
	hex(record->bytes, record->len);
	putchar('\n');
	return CIM_OK;
}

int
main(int argc, char **argv)
{
	struct cim_fault fault;
	struct repo *repo = NULL;
	struct repo_txn *txn = NULL;
	cim_fault_clear(&fault);
	if (argc != 2) {
		fprintf(stderr, "usage: records REPOSITORY\n");
		return 2;
	}
	enum cim_err err = repo_open(argv[1], REPO_READ, &repo, &fault);
	if (err == CIM_OK)
		err = repo_begin(repo, REPO_READ, &txn);
	if (err == CIM_OK)
		err = repo_walk(txn, print, NULL);
	repo_abort(txn);
	repo_close(repo);
	if (err != CIM_OK)
		fprintf(stderr, "records: %s: %s %s\n", argv[1], cim_strerror(err), fault.text);
	return err == CIM_OK ? 0 : 1;
}
