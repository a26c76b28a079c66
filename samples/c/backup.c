/* backup.c: who has a repository open, and a backup of it while nobody writes: backup REPOSITORY FILE. */
#include <inttypes.h>
#include <stdio.h>
#include <wbemkit.h>

static int
progress(void *ctx, uint64_t done, uint64_t total)
{
	uint64_t *last = (uint64_t *)ctx;
	uint64_t percent = total == 0 ? 100 : done * 100 / total;
	if (percent >= *last + 50) {
		*last = percent;
		printf("%" PRIu64 " %%\n", percent);
	}
	return 0;	/* anything else stops the backup, and leaves nothing */
}

static wk_status
print_connections(wk_repository *repo)
{
	wk_list *list = NULL;
	wk_object *one = NULL;
	wk_status status = wk_connections(repo, &list);
	while (!WK_FAILED(status) && (status = wk_next(list, &one)) == WK_OK) {
		printf("open: process %s, %s, of %s\n", wk_value_text(wk_find(one, "Pid"), NULL),
		    wk_value_text(wk_find(one, "Program"), NULL),
		    wk_value_text(wk_find(one, "User"), NULL));
		wk_object_free(one);
	}
	wk_list_free(list);
	return status;
}

static wk_status
run(wk_repository *repo, const char *file)
{
	uint64_t last = 0;
	wk_status status = wk_open(repo, WK_WRITE);
	if (WK_FAILED(status))
		return status;
	status = print_connections(repo);
	/* Held by root, the owner, and a group that the settings name; it must be enabled, too. */
	if (!WK_FAILED(status))
		status = wk_privilege_enable(repo, WK_PRIVILEGE_BACKUP);
	/* Writers wait until resume, for a minute at most; a backup alone would not need it. */
	if (!WK_FAILED(status))
		status = wk_pause(repo, 60000);
	if (WK_FAILED(status))
		return status;
	status = wk_backup(repo, file, WK_OVERWRITE, progress, &last);
	wk_status resumed = wk_resume(repo);
	return WK_FAILED(status) ? status : resumed;
}

int
main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: backup REPOSITORY FILE\n");
		return 2;
	}
	wk_repository *repo = wk_new(argv[1]);
	if (repo == NULL)
		return 1;
	wk_status status = run(repo, argv[2]);
	if (WK_FAILED(status))
		fprintf(stderr, "%s 0x%08X: %s\n", wk_code_name(status), (unsigned)status,
		    wk_error(repo));
	else
		printf("%s is a backup of %s\n", argv[2], argv[1]);
	wk_free(repo);
	return WK_FAILED(status) ? 1 : 0;
}
