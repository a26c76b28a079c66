/* cmd_query.c: query, associators, references: the rows of a WQL query as text, table, JSON, CSV or MOF. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cim/inherit.h"
#include "cim/limits.h"
#include "cim/wbem.h"
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/print.h"
#include "cli/table.h"
#include "repo/query.h"
#include "repo/system_property.h"

/* What rows are printed with. */
struct rows {
	struct cmd *cmd;
	struct view view;
	struct repo_query *query;
	struct printer printer;
	struct bytes_writer w;
	struct table table;
	/* the columns: those asked for; of * the properties of the class at hand */
	const struct wql_name *columns;
	uint32_t column_count;
	const struct wql_name *with_system;	/* of system_columns; NULL: not made yet */
	struct cim_name class_at_hand;	/* of the columns of *, in its arena */
	struct arena arena;		/* what the columns of * live in */
	uint64_t count;
	struct mof_reader *reader;	/* of embedded MOF; made when it is needed */
	struct cim_fault fault;
};

/* --- Columns --- */

static enum cim_err
column_list(struct rows *r, const struct cim_class *effective, bool keys_only)
{
	size_t most = (size_t)effective->property_count + REPO_SYSTEM_PROPERTIES;
	struct wql_name *list = arena_calloc(&r->arena, most, sizeof(*list));
	struct cim_name *parts = arena_calloc(&r->arena, most, sizeof(*parts));
	if (list == NULL || parts == NULL)
		return CIM_ENOMEM;
	r->column_count = 0;
	for (size_t i = 0; r->cmd->system && i < REPO_SYSTEM_PROPERTIES; i++) {
		struct cim_name *part = &parts[effective->property_count + i];
		*part = cim_name_from_text(repo_system_property_name(i));
		list[r->column_count++] = (struct wql_name){ .parts = part, .count = 1 };
	}
	for (uint32_t i = 0; i < effective->property_count; i++) {
		const struct cim_property *prop = &effective->properties[i];
		if (keys_only && !cim_qualifier_true(prop->qualifiers, "Key"))
			continue;
		parts[i] = prop->name;
		list[r->column_count++] = (struct wql_name){ .parts = &parts[i], .count = 1 };
	}
	r->columns = list;
	return CIM_OK;
}

/* The properties of a class are the columns from here on. */
static enum cim_err
columns_of_class(struct rows *r, struct cim_str ns, struct cim_name name)
{
	struct cim_scope scope = repo_query_scope(r->query);
	const struct cim_class *cls, *effective;
	struct cim_name missing;
	if (r->class_at_hand.len > 0 && cim_name_eq(r->class_at_hand, name))
		return CIM_OK;
	arena_free(&r->arena);
	enum cim_err err = scope.class_get(scope.ctx, ns, name, &cls);
	if (err == CIM_OK)
		err = cim_effective(&r->arena, &scope, ns, cls, &effective, &missing);
	if (err == CIM_ENOENT)
		return cim_fault(&r->fault, CIM_EDAMAGED, "a class above %.*s is missing",
		    (int)name.len, name.ptr);
	if (err == CIM_OK)
		err = column_list(r, effective, repo_query_wql(r->query)->options.keys_only);
	r->class_at_hand = err == CIM_OK ? cls->name : (struct cim_name){ NULL, 0, 0 };
	return err;
}

static const struct cim_name class_part = { "__CLASS", 7, 0 };
static const struct cim_name super_part = { "__SUPERCLASS", 12, 0 };
static const struct cim_name path_part = { "__RELPATH", 9, 0 };
/* Rows of many classes have these in common. */
static const struct wql_name link_columns[] = { { &class_part, 1, 0, 0 }, { &path_part, 1, 0, 0 } };
static const struct wql_name class_columns[] = { { &class_part, 1, 0, 0 },
	{ &super_part, 1, 0, 0 } };

/* The system properties, and what else was asked for behind them; made once. */
static enum cim_err
system_columns(struct rows *r)
{
	const struct wql_query *wql = repo_query_wql(r->query);
	uint32_t named = wql->kind == WQL_DATA ? wql->name_count : 0;
	r->column_count = REPO_SYSTEM_PROPERTIES + named;
	r->columns = r->with_system;
	if (r->with_system != NULL)
		return CIM_OK;
	struct wql_name *list = arena_calloc(&r->cmd->arena, r->column_count, sizeof(*list));
	struct cim_name *parts =
	    arena_calloc(&r->cmd->arena, REPO_SYSTEM_PROPERTIES, sizeof(*parts));
	if (list == NULL || parts == NULL)
		return CIM_ENOMEM;
	for (size_t i = 0; i < REPO_SYSTEM_PROPERTIES; i++) {
		parts[i] = cim_name_from_text(repo_system_property_name(i));
		list[i] = (struct wql_name){ .parts = &parts[i], .count = 1 };
	}
	for (uint32_t i = 0; i < named; i++)
		list[REPO_SYSTEM_PROPERTIES + i] = wql->names[i];
	r->columns = r->with_system = list;
	return CIM_OK;
}

/* For forms whose rows have all the same columns. */
static enum cim_err
common_columns(struct rows *r)
{
	const struct wql_query *wql = repo_query_wql(r->query);
	bool classes = wql->kind == WQL_SCHEMA || wql->options.schema_only ||
	    wql->options.class_defs_only;
	if (wql->kind == WQL_DATA && wql->name_count == 0)
		return columns_of_class(r, r->printer.ns, wql->class_name);
	if (r->cmd->system)
		return system_columns(r);
	r->columns = wql->kind == WQL_DATA ? wql->names : classes ? class_columns : link_columns;
	r->column_count = wql->kind == WQL_DATA ? wql->name_count : 2;
	return CIM_OK;
}

/* For forms whose rows stand alone. */
static enum cim_err
own_columns(struct rows *r, const struct repo_query_row *row)
{
	const struct wql_query *wql = repo_query_wql(r->query);
	if (row->instance == NULL)
		return common_columns(r);
	if (wql->name_count == 0)
		return columns_of_class(r, row->ns, row->instance->class_name);
	if (r->cmd->system)
		return system_columns(r);
	r->columns = wql->names;
	r->column_count = wql->name_count;
	return CIM_OK;
}

static void
put_column_name(struct bytes_writer *w, const struct wql_name *name)
{
	for (uint32_t i = 0; i < name->count; i++) {
		if (i > 0)
			bytes_write_u8(w, '.');
		bytes_write(w, name->parts[i].ptr, name->parts[i].len);
	}
}

/* --- Values --- */

static void
put_value(struct bytes_writer *w, const struct cim_value *v, const struct json_context *j)
{
	if (v->type == CIM_TYPE_NONE || v->is_null)
		return;
	if (v->is_array || v->type == CIM_OBJECT)
		json_value(j, v);
	else
		cim_value_text(w, v);
}

static struct json_context
json_at(struct rows *r, struct cim_str ns)
{
	return (struct json_context){ .w = &r->w, .ns = ns };
}

/* --- One row in each form --- */

/* Name = value, a line each, and an empty line. */
static enum cim_err
row_text(struct rows *r, const struct repo_query_row *row)
{
	struct json_context j = json_at(r, row->ns);
	enum cim_err err = own_columns(r, row);
	if (r->count > 0)
		bytes_write_u8(&r->w, '\n');
	for (uint32_t i = 0; i < r->column_count && err == CIM_OK; i++) {
		struct cim_value v;
		err = repo_query_value(r->query, row, &r->columns[i], &v);
		put_column_name(&r->w, &r->columns[i]);
		bytes_write_text(&r->w, " = ");
		put_value(&r->w, &v, &j);
		bytes_write_u8(&r->w, '\n');
	}
	if (err == CIM_OK)
		err = r->w.err;
	if (err == CIM_OK)
		out_bytes(r->w.buf, r->w.len);
	bytes_writer_reset(&r->w);
	return err == CIM_OK && out_failed() ? CIM_EIO : err;
}

static enum cim_err
row_cells(struct rows *r, const struct repo_query_row *row)
{
	struct json_context j = json_at(r, row->ns);
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; i < r->column_count && err == CIM_OK; i++) {
		struct cim_value v;
		err = repo_query_value(r->query, row, &r->columns[i], &v);
		bytes_writer_reset(&r->w);
		put_value(&r->w, &v, &j);
		if (err == CIM_OK)
			err = r->w.err;
		if (err == CIM_OK)
			err = table_cell(&r->table, cim_str((const char *)r->w.buf, r->w.len));
	}
	return err != CIM_OK ? err : table_row(&r->table);
}

static enum cim_err
heading(struct rows *r)
{
	enum cim_err err = common_columns(r);
	for (uint32_t i = 0; i < r->column_count && err == CIM_OK; i++) {
		bytes_writer_reset(&r->w);
		put_column_name(&r->w, &r->columns[i]);
		err = r->w.err != CIM_OK ? r->w.err :
		    table_cell(&r->table, cim_str((const char *)r->w.buf, r->w.len));
	}
	return err != CIM_OK ? err : table_row(&r->table);
}

static enum cim_err
row_json(struct rows *r, const struct repo_query_row *row)
{
	struct json_context j = json_at(r, row->ns);
	struct cim_value v;
	enum cim_err err = own_columns(r, row);
	struct wql_name names[] = { link_columns[0], link_columns[1] };
	bytes_write_text(&r->w, "{");
	json_key_text(&r->w, "kind", "row");
	json_key_str(&r->w, "namespace", row->ns);
	for (int i = 0; i < 2 && err == CIM_OK; i++) {
		err = repo_query_value(r->query, row, &names[i], &v);
		json_key_str(&r->w, i == 0 ? "class" : "path",
		    v.type == CIM_STRING && !v.is_null ? v.as.string : CIM_STR(""));
	}
	json_key(&r->w, "properties");
	bytes_write_text(&r->w, "{");
	for (uint32_t i = 0; i < r->column_count && err == CIM_OK; i++) {
		struct bytes_writer name = { 0 };
		put_column_name(&name, &r->columns[i]);
		bytes_write_u8(&name, 0);
		err = name.err != CIM_OK ? name.err :
		    repo_query_value(r->query, row, &r->columns[i], &v);
		if (err == CIM_OK)
			json_key(&r->w, (const char *)name.buf);
		if (err == CIM_OK && v.type == CIM_TYPE_NONE)
			bytes_write_text(&r->w, "null");
		else if (err == CIM_OK)
			json_value(&j, &v);
		bytes_writer_free(&name);
	}
	bytes_write_text(&r->w, "}}");
	return err != CIM_OK ? err : json_line(&r->w);
}

static enum cim_err
row_mof(struct rows *r, const struct repo_query_row *row)
{
	r->printer.ns = row->ns;
	return row->instance != NULL ? print_instance(&r->printer, row->instance, CIM_STR("")) :
	    print_class(&r->printer, row->cls);
}

/*
 * Rows do not wait for those that come later: the first goes out at once, then what has come goes every
 * tenth of a second. A table waits as long for more rows, to be as wide as they are.
 */
static enum cim_err
row_out(struct rows *r)
{
	enum cim_err err = CIM_OK;
	bool due = out_due();
	if (due && r->cmd->format == FORMAT_TABLE)
		err = table_settle(&r->table);
	if (due || r->count == 1)
		out_flush();
	return err == CIM_OK && out_failed() ? CIM_EIO : err;
}

static enum cim_err
each_row(void *ctx, const struct repo_query_row *row)
{
	struct rows *r = ctx;
	enum cim_err err;
	switch (r->cmd->format) {
	case FORMAT_MOF: err = row_mof(r, row); break;
	case FORMAT_JSON: err = row_json(r, row); break;
	case FORMAT_TABLE: case FORMAT_CSV: err = row_cells(r, row); break;
	default: err = row_text(r, row); break;
	}
	r->count++;
	return err != CIM_OK ? err : row_out(r);
}

/* --- The verb --- */

/* What a wrong name was probably meant to be. */
struct guess {
	struct near near;
	char wrong[65], best[65];
};

static void
guess_name(struct guess *guess, struct cim_name name)
{
	char text[sizeof(guess->best)];
	if (name.len >= sizeof(text))
		return;
	memcpy(text, name.ptr, name.len);
	text[name.len] = '\0';
	guess->near.best = NULL;
	near_try(&guess->near, text);
	if (guess->near.best != NULL)
		memcpy(guess->best, text, sizeof(text));
}

static enum cim_err
guess_class(void *ctx, const struct cim_class *cls)
{
	guess_name(ctx, cls->name);
	return CIM_OK;
}

static enum cim_err
guess_property(void *ctx, const struct cim_class *cls)
{
	for (uint32_t i = 0; i < cls->property_count; i++)
		guess_name(ctx, cls->properties[i].name);
	return CIM_OK;
}

/* The classes from the one that was asked for to the top. */
static void
guess_properties(struct guess *guess, const struct rows *r, struct cim_name name)
{
	struct arena arena = { 0 };
	const struct cim_class *cls;
	for (unsigned i = 0; i <= CIM_LIMIT_INHERITANCE && name.len > 0 &&
	     repo_class_get(r->view.reader, &arena, r->printer.ns, name, &cls) == CIM_OK; i++) {
		(void)guess_property(guess, cls);
		name = cls->superclass;
	}
	arena_free(&arena);
}

static void
guess_about(struct guess *guess, const struct rows *r, const struct wql_fault *wrong)
{
	*guess = (struct guess){ .best = "" };
	if (wrong->unknown == WQL_UNKNOWN_NOTHING || wrong->unknown == WQL_UNKNOWN_NAMESPACE ||
	    wrong->name.len >= sizeof(guess->wrong))
		return;
	memcpy(guess->wrong, wrong->name.ptr, wrong->name.len);
	near_begin(&guess->near, guess->wrong);
	if (wrong->unknown == WQL_UNKNOWN_CLASS)
		(void)repo_class_list(r->view.reader, r->printer.ns, guess_class, guess);
	else
		guess_properties(guess, r, wrong->of);
}

/* The namespace of a class that the one at hand has not got. */
struct seek {
	struct repo_reader reader;
	struct cim_name name;
	char ns[200];			/* the first that has it */
};

static enum cim_err
seek_class(void *ctx, struct cim_str ns)
{
	struct seek *seek = ctx;
	struct arena arena = { 0 };
	const struct cim_class *cls;
	if (seek->ns[0] == '\0' && ns.len < sizeof(seek->ns) &&
	    repo_class_get(seek->reader, &arena, ns, seek->name, &cls) == CIM_OK)
		(void)snprintf(seek->ns, sizeof(seek->ns), "%.*s", (int)ns.len, ns.ptr);
	arena_free(&arena);
	return CIM_OK;
}

/* What may have been meant, for the end of the sentence. */
static void
put_guess(struct bytes_writer *w, const struct rows *r, const struct wql_fault *wrong)
{
	struct guess guess;
	struct seek seek = { .reader = r->view.reader, .name = wrong->name };
	if (wrong->unknown == WQL_UNKNOWN_CLASS)
		(void)repo_namespace_list(r->view.reader, seek_class, &seek);
	guess_about(&guess, r, wrong);
	if (seek.ns[0] != '\0')
		bytes_write_format(w, " in %.*s, but in %s: -n %s", (int)r->printer.ns.len,
		    r->printer.ns.ptr, seek.ns, seek.ns);
	else if (guess.best[0] != '\0')
		bytes_write_format(w, "; did you mean %s?", guess.best);
	bytes_write_u8(w, 0);
}

/* The query with a caret under what is wrong. */
static int
say_wrong(const struct rows *r, const char *text, const struct wql_fault *wrong, bool missing)
{
	struct bytes_writer more = { 0 };
	put_guess(&more, r, wrong);
	size_t len = strlen(text), from = wrong->at > 60 ? wrong->at - 60 : 0;
	const char *verb = r->cmd->verb->name;
	char code[CMD_CODE_SIZE];
	(void)cmd_code(code, !missing ? WBEM_E_INVALID_QUERY :
	    wrong->unknown == WQL_UNKNOWN_CLASS ? WBEM_E_INVALID_CLASS :
	    wrong->unknown == WQL_UNKNOWN_NAMESPACE ? WBEM_E_INVALID_NAMESPACE : WBEM_E_NOT_FOUND);
	int status = cmd_usage("%s: %s%s%s", verb, wrong->text,
	    more.err == CIM_OK ? (const char *)more.buf : "", code);
	bytes_writer_free(&more);
	char line[200];
	size_t n = 0;
	while (from > 0 && ((unsigned char)text[from] & 0xc0) == 0x80)
		from++;
	for (size_t i = from; i < len && n + 1 < sizeof(line) && i < from + 120; i++)
		line[n++] = (unsigned char)text[i] < 0x20 ? ' ' : text[i];
	line[n] = '\0';
	struct cim_sink sink = err_sink();
	char caret[sizeof(line) + 8];
	/* A column for each character, whatever bytes it has. */
	for (n = 0; from < wrong->at && from < len; from++)
		n += ((unsigned char)text[from] & 0xc0) != 0x80;
	int put = snprintf(caret, sizeof(caret), "\n  %*s^\n", (int)n, "");
	(void)sink.write(sink.ctx, "  ", 2);
	(void)sink.write(sink.ctx, line, strlen(line));
	(void)sink.write(sink.ctx, caret, (size_t)put);
	err_flush();
	return missing ? CMD_FINDINGS : status;
}

static int
explain(struct rows *r)
{
	struct bytes_writer w = { 0 };
	enum cim_err err = repo_query_explain(r->query, &w);
	if (err == CIM_OK)
		out_bytes(w.buf, w.len);
	bytes_writer_free(&w);
	return cmd_fail("query", err, NULL);
}

static int
run(struct rows *r)
{
	bool cells = r->cmd->format == FORMAT_TABLE || r->cmd->format == FORMAT_CSV;
	enum cim_err err = CIM_OK;
	table_begin(&r->table, r->cmd->format == FORMAT_CSV);
	if (cells)
		err = heading(r);
	if (err == CIM_OK)
		err = repo_query_run(r->query, each_row, r);
	if (cells && err == CIM_OK)
		err = table_end(&r->table);
	table_free(&r->table);
	if (err == CIM_OK)
		return CMD_DONE;
	const struct cim_fault *fault = repo_query_fault(r->query)->err == err ?
	    repo_query_fault(r->query) : r->fault.err != CIM_OK ? &r->fault :
	    r->printer.fault.err != CIM_OK ? &r->printer.fault : NULL;
	return fault != NULL ? cmd_fail(r->view.path, err, fault) : view_fail(&r->view, err);
}

/* An object that a string holds as MOF. */
static enum cim_err
read_embedded(void *ctx, struct arena *arena, struct cim_str ns, struct cim_str text,
    const struct cim_instance **out)
{
	struct rows *r = ctx;
	struct cim_scope scope = repo_query_scope(r->query);
	enum cim_err err = r->reader != NULL ? CIM_OK : mof_reader_new(&r->reader, &scope);
	return err != CIM_OK ? err : mof_reader_object(r->reader, arena, ns, text, out);
}

static int
answer(struct cmd *cmd, const char *text)
{
	struct rows r = { .cmd = cmd };
	struct wql_fault wrong;
	if (cmd->system && cmd->format == FORMAT_MOF)
		return cmd_usage("query: --system is for the other forms: MOF has no system "
		    "properties");
	int status = view_open_namespace(cmd, &r.view);
	if (status != CMD_DONE)
		return status;
	printer_init(&r.printer, cmd, r.view.reader, cmd_namespace(cmd));
	enum cim_err err = view_live(cmd, &r.view);
	struct repo_query_source source = { r.view.reader, r.view.txn_is_all ? r.view.txn : NULL,
		r.printer.ns, r.view.live, read_embedded, &r };
	if (err == CIM_OK)
		err = repo_query_open(&source, cim_str_from(text), &r.query, &wrong);
	if (err == CIM_EINVAL || err == CIM_ELIMIT || err == CIM_ENOENT)
		status = say_wrong(&r, text, &wrong, err == CIM_ENOENT);
	else if (err != CIM_OK)
		status = view_fail(&r.view, err);
	else
		status = cmd->explain ? explain(&r) : run(&r);
	mof_reader_free(r.reader);
	repo_query_close(r.query);
	printer_free(&r.printer);
	bytes_writer_free(&r.w);
	arena_free(&r.arena);
	view_close(&r.view);
	return status;
}

int
cmd_query(struct cmd *cmd)
{
	return answer(cmd, cmd->args[0]);
}

/* ---- associators, references ------------------------------------------------------ */

static void
put_option(struct bytes_writer *w, const char *keyword, const char *value)
{
	if (value != NULL)
		bytes_write_format(w, " %s = %s", keyword, value);
}

static void
put_flag(struct bytes_writer *w, const char *keyword, bool given)
{
	if (given)
		bytes_write_format(w, " %s", keyword);
}

/* The options as WQL has them behind WHERE. */
static void
put_options(struct bytes_writer *w, const struct cmd *cmd)
{
	size_t before = w->len;
	bytes_write_text(w, " WHERE");
	size_t none = w->len;
	put_option(w, "AssocClass", cmd->assoc_class);
	put_option(w, "ResultClass", cmd->result_class);
	put_option(w, "Role", cmd->role);
	put_option(w, "ResultRole", cmd->result_role);
	put_option(w, "RequiredQualifier", cmd->required_qualifier);
	put_option(w, "RequiredAssocQualifier", cmd->required_assoc_qualifier);
	put_flag(w, "KeysOnly", cmd->keys_only);
	put_flag(w, "ClassDefsOnly", cmd->class_defs_only);
	put_flag(w, "SchemaOnly", cmd->schema_only);
	if (w->len == none)
		w->len = before;
}

/* The query that the verb and its options stand for. */
static int
answer_about(struct cmd *cmd, const char *statement)
{
	struct bytes_writer w = { 0 };
	struct arena arena = { 0 };
	struct cim_path path;
	size_t position = 0;
	int status;
	enum cim_err err = cim_path_parse(&arena, cim_str_from(cmd->args[0]), &path, &position);
	bool is_class = err == CIM_OK && path.key_count == 0 && !path.is_singleton;
	arena_free(&arena);
	bytes_write_format(&w, "%s OF {%s}", statement, cmd->args[0]);
	put_options(&w, cmd);
	bytes_write_u8(&w, 0);
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		status = cmd_usage("%s: no object path: see character %zu", cmd->args[0],
		    position + 1);
	else if (is_class && !cmd->schema_only)
		status = cmd_usage("%s: this is the path of a class; an instance is "
		    "Class.Key=\"value\", and of a class --schema-only tells", cmd->args[0]);
	else if (err != CIM_OK || w.err != CIM_OK)
		status = cmd_fail(cmd->args[0], err != CIM_OK ? err : w.err, NULL);
	else
		status = answer(cmd, (const char *)w.buf);
	bytes_writer_free(&w);
	return status;
}

int
cmd_associators(struct cmd *cmd)
{
	return answer_about(cmd, "ASSOCIATORS");
}

int
cmd_references(struct cmd *cmd)
{
	return answer_about(cmd, "REFERENCES");
}
