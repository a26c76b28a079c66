/* scan.c: the limit for a compile: opens and reads files and runs our scanner over them, without a parser. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cim/arena.h"
#include "mof/scan.h"

/* One file; its memory serves for the next. */
static enum cim_err
scan_file(struct arena *arena, const char *path, size_t *tokens, uint64_t *bytes)
{
	struct arena_mark mark = arena_mark(arena);
	struct mof_diags diags;
	struct mof_sources sources;
	struct mof_source *source = NULL;
	struct cim_fault fault;
	size_t n = 0;
	mof_diags_init(&diags, arena, NULL);
	mof_sources_init(&sources);
	cim_fault_clear(&fault);
	enum cim_err err = mof_source_load(arena, path, false, &source, &fault);
	if (err == CIM_OK)
		err = mof_sources_add(&sources, source);
	if (err == CIM_OK)
		err = mof_scan_count(source, &diags, &n);
	if (err == CIM_OK) {
		*tokens += n;
		*bytes += source->bytes;
	} else {
		fprintf(stderr, "scan: %s: %s\n", path, fault.text);
	}
	mof_sources_free(&sources);
	arena_rewind(arena, mark);
	return err;
}

/* scan LIST: a file that names a file a line. */
int
main(int argc, char **argv)
{
	static char line[8192];
	struct arena arena = {0};
	size_t tokens = 0;
	uint64_t bytes = 0;
	FILE *list = argc == 2 ? fopen(argv[1], "r") : NULL;
	if (list == NULL) {
		fprintf(stderr, "usage: scan LIST\n");
		return 2;
	}
	while (fgets(line, sizeof(line), list) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (scan_file(&arena, line, &tokens, &bytes) != CIM_OK)
			return 1;
	}
	(void)fclose(list);
	arena_free(&arena);
	printf("%zu tokens in %llu bytes\n", tokens, (unsigned long long)bytes);
	return 0;
}
