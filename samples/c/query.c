/* query.c: asks a repository in WQL and prints each row: query REPOSITORY NAMESPACE WQL. */
#include <stdio.h>
#include <string.h>
#include <wbemkit.h>

/* A value in one word; arrays with commas. */
static void
print_value(const wk_value *value)
{
	if (wk_value_is_null(value)) {
		printf("null");
	} else if (wk_value_is_array(value)) {
		for (size_t i = 0; i < wk_value_count(value); i++) {
			printf(i > 0 ? "," : "");
			print_value(wk_value_item(value, i));
		}
	} else {
		const char *text = wk_value_text(value, NULL);
		printf("%s", text != NULL ? text : "(object)");
	}
}

static void
print_row(wk_object *row)
{
	printf("%s:", wk_object_name(row));
	for (size_t i = 0; i < wk_property_count(row); i++) {
		printf(" %s=", wk_property_name(row, i));
		print_value(wk_property(row, i));
	}
	printf("\n");
}

static wk_status
run(wk_repository *repo, const char *ns, const char *wql)
{
	wk_txn *txn = NULL;
	wk_list *list = NULL;
	wk_object *row = NULL;
	wk_status status = wk_begin(repo, WK_READ, &txn);
	if (WK_FAILED(status))
		return status;
	status = wk_query(txn, ns, wql, &list);
	if (WK_FAILED(status) && wk_txn_error_place(txn) > 0)
		fprintf(stderr, "%s\n%*s^\n", wql, (int)wk_txn_error_place(txn), "");
	/* 1, not 0, is the end. */
	while (!WK_FAILED(status) && (status = wk_next(list, &row)) == WK_OK) {
		print_row(row);
		wk_object_free(row);
	}
	wk_list_free(list);
	wk_abort(txn);
	return status;
}

int
main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: query REPOSITORY NAMESPACE WQL\n");
		return 2;
	}
	wk_repository *repo = wk_new(argv[1]);
	if (repo == NULL)
		return 1;
	wk_status status = wk_open(repo, WK_READ);
	if (!WK_FAILED(status))
		status = run(repo, argv[2], argv[3]);
	if (WK_FAILED(status)) {
		const char *remedy = wk_code_remedy(status);
		fprintf(stderr, "%s 0x%08X: %s; %s\n", wk_code_name(status), (unsigned)status,
		    wk_error(repo), remedy != NULL ? remedy : "");
	}
	wk_free(repo);
	return WK_FAILED(status) ? 1 : 0;
}
