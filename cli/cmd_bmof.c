/* cmd_bmof.c: decompile: binary MOF as text, records, GUIDs or a C header; and bytes in the forms that -o has. */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/input.h"
#include "cli/out.h"
#include "cli/print.h"
#include "cli/stop.h"
#include "cli/table.h"
#include "cim/json.h"
#include "cim/limits.h"
#include "mof/mof.h"

/* One run over all FILEs. */
struct work {
	struct cmd *cmd;
	const char *file;		/* as messages call it */
	size_t at;			/* where in it the binary MOF begins */
	const char *found;		/* what it is called there, or "" */
	size_t count;			/* shown so far */
	int status;
	struct table table;		/* of --guids */
	struct mof_unit *unit;		/* of -o json: kept to the end of one */
};

/* ---- What is wrong -------------------------------------------------------------------- */

static void
tell(struct work *work, bool damage, const char *id, uint32_t at, const char *text)
{
	if (damage)
		work->status = CMD_FINDINGS;
	else if (work->cmd->quiet)
		return;
	if (work->at > 0)
		err_line("%s: binary MOF at 0x%zX, offset 0x%X: %s: %s [%s]", work->file, work->at,
		    (unsigned)at, damage ? "error" : "note", text, id);
	else
		err_line("%s: offset 0x%X: %s: %s [%s]", work->file, (unsigned)at,
		    damage ? "error" : "note", text, id);
}

static bool
tell_problems(struct work *work, const struct mof_binary *binary)
{
	bool damaged = false;
	for (size_t i = 0; i < mof_binary_problems(binary); i++) {
		struct mof_binary_problem p = mof_binary_problem(binary, i);
		tell(work, p.damage, p.id, p.at, p.text);
		damaged |= p.damage;
	}
	return damaged;
}

/* ---- The forms ------------------------------------------------------------------------ */

/* Which of several it is, in a comment; a name that could end the comment is not shown. */
static void
put_heading(const struct work *work)
{
	const char *file = work->file;
	for (const char *p = file; *p != '\0'; p++) {
		if (iscntrl((unsigned char)*p))
			file = "?";
	}
	if (work->at > 0 && work->found[0] != '\0')
		out_format("// %s, at 0x%zX (%s)\n", file, work->at, work->found);
	else if (work->at > 0)
		out_format("// %s, at 0x%zX\n", file, work->at);
	else
		out_format("// %s\n", file);
}

static enum cim_err
show_text(struct work *work, struct mof_binary *binary, bool damaged)
{
	bool same;
	uint32_t at;
	enum cim_err err = mof_binary_text(binary, out_sink());
	if (err == CIM_OK && !damaged)
		err = mof_binary_again(binary, &same, &at);
	if (err == CIM_OK && !damaged && !same)
		tell(work, false, "N-BMOF-LAYOUT", at,
		    "compiled again, the text gives other bytes from here on");
	return err;
}

/* Sixteen bytes a line, with the letters among them. */
static enum cim_err
show_hex(const struct mof_binary *binary)
{
	struct cim_str bytes = mof_binary_bytes(binary);
	for (size_t at = 0; at < bytes.len; at += 16) {
		size_t n = bytes.len - at < 16 ? bytes.len - at : 16;
		char line[80];
		int len = snprintf(line, sizeof(line), "%06zX ", at);
		for (size_t i = 0; i < 16; i++)
			len += i < n ? snprintf(line + len, sizeof(line) - (size_t)len, " %02X",
			    (unsigned)(unsigned char)bytes.ptr[at + i]) :
			    snprintf(line + len, sizeof(line) - (size_t)len, "   ");
		out_format("%s  ", line);
		for (size_t i = 0; i < n; i++) {
			unsigned char c = (unsigned char)bytes.ptr[at + i];
			out_format("%c", c >= 0x20 && c < 0x7F ? c : '.');
		}
		out_text("\n");
	}
	return out_failed() ? CIM_EIO : CIM_OK;
}

/* Where a JSON object gets its words from: nothing is known but what the text says. */
static enum cim_err
nothing_get(void *ctx, const void *key, size_t key_len, struct repo_record *out)
{
	(void)ctx;
	(void)key;
	(void)key_len;
	(void)out;
	return CIM_ENOENT;
}

static enum cim_err
nothing_walk(void *ctx, const void *prefix, size_t prefix_len,
    enum cim_err (*each)(void *each_ctx, const struct repo_record *record), void *each_ctx)
{
	(void)ctx;
	(void)prefix;
	(void)prefix_len;
	(void)each;
	(void)each_ctx;
	return CIM_OK;
}

static enum cim_err
show_item(struct work *work, const struct cim_item *item)
{
	const struct repo_reader nothing = { .get = nothing_get, .walk = nothing_walk };
	struct printer p;
	printer_init(&p, work->cmd, nothing, item->ns);
	p.format = FORMAT_JSON;
	enum cim_err err = CIM_OK;
	if (item->kind == CIM_ITEM_CLASS)
		err = print_class(&p, item->as.cls);
	else if (item->kind == CIM_ITEM_INSTANCE)
		err = print_instance(&p, item->as.instance, cim_str("", 0));
	printer_free(&p);
	return err;
}

struct memory {
	struct bytes_writer w;
};

static enum cim_err
collect(void *ctx, const void *bytes, size_t n)
{
	struct memory *m = ctx;
	bytes_write(&m->w, bytes, n);
	return m->w.err;
}

/* The objects just as they are written: nothing is looked up. */
static enum cim_err
show_json(struct work *work, struct mof_binary *binary)
{
	const struct mof_options options = { .dialect = MOF_DIALECT_WMI };
	const struct cim_batch *batch;
	struct memory text = { { .limit = 0 } };
	struct mof_unit *unit = NULL;
	enum cim_err err = mof_binary_text(binary, (struct cim_sink){ collect, &text });
	if (err == CIM_OK)
		err = mof_unit_new(&unit, &options);
	if (err == CIM_OK)
		err = mof_parse_buffer(unit, work->file, text.w.buf, text.w.len);
	if (err == CIM_OK)
		err = mof_written(unit, true, &batch);
	for (size_t i = 0; err == CIM_OK && i < batch->count; i++)
		err = show_item(work, &batch->items[i]);
	mof_unit_free(unit);
	bytes_writer_free(&text.w);
	return err;
}

/* ---- GUIDs ---------------------------------------------------------------------------- */

static enum cim_err
cell(struct work *work, const char *text)
{
	return table_cell(&work->table, cim_str_from(text));
}

/* The file stands in a column of its own where there may be several. */
static bool
names_file(const struct work *work)
{
	return work->cmd->arg_count > 1;
}

static enum cim_err
guid_heading(struct work *work)
{
	static const char *const names[] = { "file", "guid", "class", "kind", "id", "name", "type",
		"bytes" };
	enum cim_err err = CIM_OK;
	for (size_t i = !names_file(work); i < sizeof(names) / sizeof(names[0]) && err == CIM_OK;
	    i++)
		err = cell(work, names[i]);
	return err == CIM_OK ? table_row(&work->table) : err;
}

static enum cim_err
guid_cells(struct work *work, const struct mof_guid_row *row)
{
	char id[24] = "", size[24] = "";
	if (row->id >= 0)
		(void)snprintf(id, sizeof(id), "%" PRId64, row->id);
	if (row->size > 0)
		(void)snprintf(size, sizeof(size), "%" PRIu64, row->size);
	const struct cim_str cells[] = { cim_str_from(work->file), row->guid, row->class_name,
		cim_str_from(row->kind), cim_str_from(id), row->name, row->type, cim_str_from(size) };
	enum cim_err err = CIM_OK;
	for (size_t i = !names_file(work); i < sizeof(cells) / sizeof(cells[0]) && err == CIM_OK;
	    i++)
		err = table_cell(&work->table, cells[i]);
	return err == CIM_OK ? table_row(&work->table) : err;
}

static enum cim_err
guid_json(struct work *work, const struct mof_guid_row *row)
{
	struct bytes_writer w = { .limit = 0 };
	bytes_write_u8(&w, '{');
	json_key_text(&w, "file", work->file);
	json_key_str(&w, "guid", row->guid);
	json_key_str(&w, "class", row->class_name);
	json_key_text(&w, "kind", row->kind);
	if (row->id >= 0) {
		json_key_number(&w, "id", (uint64_t)row->id);
		json_key_str(&w, "name", row->name);
		json_key_str(&w, "type", row->type);
	}
	if (row->size > 0)
		json_key_number(&w, "bytes", row->size);
	bytes_write_text(&w, "}\n");
	enum cim_err err = w.err;
	if (err == CIM_OK)
		out_str(cim_str((const char *)w.buf, w.len));
	bytes_writer_free(&w);
	return err != CIM_OK ? err : out_failed() ? CIM_EIO : CIM_OK;
}

static enum cim_err
guid_row(void *ctx, const struct mof_guid_row *row)
{
	struct work *work = ctx;
	if (work->cmd->format == FORMAT_JSON)
		return guid_json(work, row);
	return guid_cells(work, row);
}

/* ---- One binary MOF, one file ----------------------------------------------------------- */

static enum cim_err
show(struct work *work, struct mof_binary *binary, bool damaged)
{
	const struct cmd *cmd = work->cmd;
	bool several = cmd->arg_count > 1 || work->at > 0 || cmd->scan || work->count > 0;
	bool text = !cmd->hex && !cmd->guids && cmd->format != FORMAT_JSON;
	if (text && work->count++ > 0)
		out_text("\n");
	if (text && several && !cmd->tree)
		put_heading(work);
	if (cmd->tree)
		return mof_binary_tree(binary, out_sink());
	if (cmd->hex)
		return show_hex(binary);
	if (cmd->guids)
		return mof_binary_guids(binary, guid_row, work);
	if (cmd->c_header)
		return mof_binary_header(binary, out_sink());
	if (cmd->format == FORMAT_JSON)
		return show_json(work, binary);
	return show_text(work, binary, damaged);
}

/* All that stand one behind the other; *used: their bytes. */
static enum cim_err
show_all(struct work *work, const char *bytes, size_t n, size_t *used)
{
	enum cim_err err = CIM_OK;
	size_t base = work->at;
	*used = 0;
	while (err == CIM_OK && mof_binary_begins(bytes + *used, n - *used)) {
		struct cim_fault fault = { .err = CIM_OK };
		struct mof_binary *binary;
		size_t one = 0;
		work->at = base + *used;
		err = mof_binary_read(work->file, bytes + *used, n - *used, &one, &binary, &fault);
		if (err == CIM_EFOREIGN || err == CIM_ELIMIT) {
			tell(work, true, "E-BMOF-DAMAGED", 0, fault.text);
			return CIM_OK;
		}
		if (err == CIM_OK)
			err = show(work, binary, tell_problems(work, binary));
		mof_binary_free(binary);
		*used += one;
	}
	return err;
}

static enum cim_err
show_found(void *ctx, const struct mof_binary_found *found)
{
	struct work *work = ctx;
	size_t used;
	work->at = found->at;
	work->found = found->name;
	return show_all(work, found->bytes, found->len, &used);
}

/* What is there is one or more, and perhaps something behind them. */
static int
run_bytes(struct work *work, const char *bytes, size_t n)
{
	size_t used = 0;
	work->at = 0;
	work->found = "";
	enum cim_err err = work->cmd->scan ? mof_binary_find(bytes, n, show_found, work) :
	    show_all(work, bytes, n, &used);
	if (err == CIM_ENOENT)
		return cmd_usage("%s: there is no binary MOF in it", work->file);
	if (err != CIM_OK)
		return cmd_fail(work->file, err, NULL);
	if (!work->cmd->scan && used == 0)
		return cmd_usage(n > 0 && memchr(bytes, 0, n) == NULL ?
		    "%s: this is text and no binary MOF; compile --bmof makes that of MOF" :
		    "%s: this is no binary MOF; --scan looks for one inside", work->file);
	work->at = 0;
	if (!work->cmd->scan && used < n) {
		char text[80];
		(void)snprintf(text, sizeof(text), "%zu byte%s behind the binary MOF", n - used,
		    n - used == 1 ? "" : "s");
		tell(work, false, "N-BMOF-REST", (uint32_t)used, text);
	}
	return CMD_DONE;
}

static int
run_file(struct work *work, const char *path)
{
	struct input in = { .bytes = NULL };
	struct cim_fault fault = { .err = CIM_OK };
	work->file = input_name(path);
	enum cim_err err = input_read(&in, path, &fault);
	int status = err != CIM_OK ? cmd_fail_input(work->file, err, &fault) :
	    run_bytes(work, in.bytes, in.len);
	input_free(&in);
	return status;
}

int
cmd_decompile(struct cmd *cmd)
{
	struct work work = { .cmd = cmd };
	int worst = CMD_DONE;
	enum cim_err err = CIM_OK;
	if (cmd->tree + cmd->hex + cmd->guids + cmd->c_header > 1)
		return cmd_usage("decompile: one of --tree, --hex, --guids and --c-header");
	if ((cmd->format == FORMAT_TABLE || cmd->format == FORMAT_CSV) && !cmd->guids)
		return cmd_usage("decompile: -o table and -o csv are for --guids");
	if (cmd->format == FORMAT_JSON && (cmd->tree || cmd->hex || cmd->c_header))
		return cmd_usage("decompile: -o json goes with --guids or alone");
	bool table = cmd->guids && cmd->format != FORMAT_JSON;
	if (table) {
		table_begin(&work.table, cmd->format == FORMAT_CSV);
		err = guid_heading(&work);
	}
	for (int i = 0; i < cmd->arg_count && err == CIM_OK && !stop_wanted(); i++) {
		int status = run_file(&work, cmd->args[i]);
		worst = status > worst ? status : worst;
	}
	if (table && err == CIM_OK)
		err = table_end(&work.table);
	if (table)
		table_free(&work.table);
	if (err != CIM_OK)
		return cmd_fail("decompile", err, NULL);
	return worst > work.status ? worst : work.status;
}
