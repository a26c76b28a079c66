/* records.c: prints every record of a repository, one a line: key and bytes in hexadecimal; for fixedpoint.test.
 * Or puts the bytes of each into a file of its own; for fuzz.sh. */
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

struct files {
	const char *dir;
	unsigned count;
};

static enum cim_err
save(void *ctx, const struct repo_record *record)
{
	struct files *files = ctx;
	char name[4096];
	(void)snprintf(name, sizeof(name), "%s/%u", files->dir, ++files->count);
	FILE *f = fopen(name, "wb");
	if (f == NULL)
		return CIM_EIO;
	size_t put = fwrite(record->bytes, 1, record->len, f);
	return fclose(f) == 0 && put == record->len ? CIM_OK : CIM_EIO;
}

int
main(int argc, char **argv)
{
	struct cim_fault fault;
	struct repo *repo = NULL;
	struct repo_txn *txn = NULL;
	cim_fault_clear(&fault);
	if (argc != 2 && argc != 3) {
		fprintf(stderr, "usage: records REPOSITORY [DIR]\n");
		return 2;
	}
	enum cim_err err = repo_open(argv[1], REPO_READ, &repo, &fault);
	if (err == CIM_OK)
		err = repo_begin(repo, REPO_READ, &txn);
	if (err == CIM_OK)
		err = argc == 2 ? repo_walk(txn, print, NULL) :
		    repo_walk(txn, save, &(struct files){ argv[2], 0 });
	repo_abort(txn);
	repo_close(repo);
	if (err != CIM_OK)
		fprintf(stderr, "records: %s: %s %s\n", argv[1], cim_strerror(err), fault.text);
	return err == CIM_OK ? 0 : 1;
}
