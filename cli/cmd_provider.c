/* cmd_provider.c: provider: the programs that give the instances of dynamic classes. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cim/wbem.h"
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/show.h"
#include "cli/table.h"
#include "repo/provider.h"

/* ---- list ----------------------------------------------------------------------- */

/* A provider that is registered, or that a class names, or both. */
struct known {
	struct known *next;
	struct cim_str name;
	bool registered, usable;
	const char *problem;		/* unless usable */
	struct cim_str *classes;	/* "root/cimv2:Class" */
	size_t class_count, class_cap;
};

struct providers {
	struct cmd *cmd;
	struct repo_live *live;
	struct arena arena, scratch;
	struct cim_map by_name;
	struct known *first, **tail;
	struct cim_str *namespaces;
	size_t namespace_count, namespace_cap;
	struct cim_str ns;
	struct bytes_writer w;
	struct table table;
};

/* The one of a name. Names of files differ by case, those of a map do not: so they are written out. */
static enum cim_err
find(struct providers *p, struct cim_str name, struct known **out)
{
	struct bytes_writer hex = { 0 };
	struct cim_str key;
	for (size_t i = 0; i < name.len; i++)
		bytes_write_format(&hex, "%02x", (unsigned)(unsigned char)name.ptr[i]);
	enum cim_err err = hex.err;
	if (err == CIM_OK &&
	    !cim_str_copy(&p->arena, cim_str((const char *)hex.buf, hex.len), &key))
		err = CIM_ENOMEM;
	bytes_writer_free(&hex);
	if (err != CIM_OK)
		return err;
	*out = cim_map_get(&p->by_name, cim_name(key.ptr, key.len));
	if (*out != NULL)
		return CIM_OK;
	struct known *known = arena_new(&p->arena, struct known);
	if (known == NULL || !cim_str_copy(&p->arena, name, &known->name))
		return CIM_ENOMEM;
	known->problem = "not registered";
	*p->tail = known;
	p->tail = &known->next;
	*out = known;
	return cim_map_set(&p->by_name, &p->arena, cim_name(key.ptr, key.len), known);
}

static enum cim_err
each_file(void *ctx, const struct repo_provider *provider)
{
	struct providers *p = ctx;
	struct known *known;
	enum cim_err err = find(p, provider->name, &known);
	if (err != CIM_OK)
		return err;
	known->registered = true;
	known->usable = provider->err == CIM_OK;
	/* The text begins with what the line has already. */
	const char *text = strstr(provider->fault.text, " is not run: ");
	text = text != NULL ? text + strlen(" is not run: ") : provider->fault.text;
	known->problem = arena_copy(&p->arena, text, strlen(text));
	return known->problem == NULL ? CIM_ENOMEM : CIM_OK;
}

static enum cim_err
each_class(void *ctx, const struct cim_class *cls)
{
	struct providers *p = ctx;
	struct repo_giver giver;
	struct known *known;
	enum cim_err err = repo_live_giver(p->live, p->ns, cls->name, &giver);
	if (err != CIM_OK || giver.kind != REPO_GIVER_PROVIDER)
		return err;
	err = find(p, giver.provider, &known);
	if (err != CIM_OK)
		return err;
	struct cim_str *grown = arena_grow(&p->arena, known->classes, known->class_count,
	    &known->class_cap, known->class_count + 1, sizeof(*grown));
	char *text = arena_text(&p->arena, p->ns.len + 1 + cls->name.len);
	if (grown == NULL || text == NULL)
		return CIM_ENOMEM;
	memcpy(text, p->ns.ptr, p->ns.len);
	text[p->ns.len] = ':';
	memcpy(text + p->ns.len + 1, cls->name.ptr, cls->name.len);
	known->classes = grown;
	known->classes[known->class_count++] = cim_str(text, p->ns.len + 1 + cls->name.len);
	return CIM_OK;
}

static enum cim_err
each_namespace(void *ctx, struct cim_str ns)
{
	struct providers *p = ctx;
	struct cim_str *grown = arena_grow(&p->arena, p->namespaces, p->namespace_count,
	    &p->namespace_cap, p->namespace_count + 1, sizeof(*grown));
	if (grown == NULL || !cim_str_copy(&p->arena, ns, &grown[p->namespace_count]))
		return CIM_ENOMEM;
	p->namespaces = grown;
	p->namespace_count++;
	return CIM_OK;
}

static enum cim_err
print_json(struct providers *p, const struct known *known)
{
	struct bytes_writer *w = &p->w;
	bytes_write_text(w, "{");
	json_key_text(w, "kind", "provider");
	json_key_str(w, "name", known->name);
	json_key_bool(w, "registered", known->registered);
	json_key_bool(w, "usable", known->usable);
	if (!known->usable)
		json_key_text(w, "problem", known->problem);
	json_key(w, "classes");
	bytes_write_text(w, "[");
	for (size_t i = 0; i < known->class_count; i++) {
		json_comma(w);
		json_string(w, known->classes[i]);
	}
	bytes_write_text(w, "]}");
	return json_line(w);
}

static enum cim_err
print_row(struct providers *p, const struct known *known)
{
	char more[32] = "";
	bytes_writer_reset(&p->w);
	for (size_t i = 0; i < known->class_count && i < 3; i++) {
		if (i > 0)
			bytes_write_text(&p->w, ", ");
		bytes_write(&p->w, known->classes[i].ptr, known->classes[i].len);
	}
	if (known->class_count > 3)
		(void)snprintf(more, sizeof(more), ", and %zu more", known->class_count - 3);
	bytes_write_text(&p->w, more);
	enum cim_err err = p->w.err;
	if (err == CIM_OK)
		err = table_cell(&p->table, known->name.len > 0 ? known->name : CIM_STR("(none)"));
	if (err == CIM_OK)
		err = table_cell(
		    &p->table, cim_str_from(known->usable ? "ready" : known->problem));
	if (err == CIM_OK)
		err = table_cell(&p->table, cim_str((const char *)p->w.buf, p->w.len));
	return err != CIM_OK ? err : table_row(&p->table);
}

static enum cim_err
print_all(struct providers *p)
{
	static const char *const heads[] = { "PROVIDER", "STATE", "CLASSES" };
	bool json = p->cmd->format == FORMAT_JSON;
	enum cim_err err = CIM_OK;
	table_begin(&p->table, false);
	for (size_t i = 0; !json && i < sizeof(heads) / sizeof(heads[0]) && err == CIM_OK; i++)
		err = table_cell(&p->table, cim_str_from(heads[i]));
	if (!json && err == CIM_OK)
		err = table_row(&p->table);
	for (const struct known *known = p->first; known != NULL && err == CIM_OK;
	     known = known->next)
		err = json ? print_json(p, known) : print_row(p, known);
	if (err == CIM_OK && !json)
		err = table_end(&p->table);
	table_free(&p->table);
	return err;
}

int
cmd_provider_list(struct cmd *cmd)
{
	struct providers p = { .cmd = cmd };
	struct view view;
	struct cim_fault fault = { .err = CIM_OK };
	p.tail = &p.first;
	int status = view_open(cmd, &view);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = view_live(cmd, &view);
	p.live = view.live;
	if (err == CIM_OK)
		err = repo_provider_list(view.repo, each_file, &p, &fault);
	if (err == CIM_OK)
		err = repo_namespace_list(view.reader, each_namespace, &p);
	for (size_t i = 0; i < p.namespace_count && err == CIM_OK; i++) {
		p.ns = p.namespaces[i];
		err = repo_class_list(view.reader, p.ns, each_class, &p);
	}
	if (err == CIM_OK)
		err = print_all(&p);
	if (err != CIM_OK)
		status = fault.err != CIM_OK ? cmd_fail(view.path, err, &fault) :
		    view_fail(&view, err);
	bytes_writer_free(&p.w);
	arena_free(&p.scratch);
	arena_free(&p.arena);
	view_close(&view);
	return status;
}

/* ---- add, remove ---------------------------------------------------------------- */

/* What is neither a script nor a program of ELF is hardly one that the kernel starts. */
static void
doubt_program(const char *path, int fd)
{
	char head[4];
	ssize_t n = pread(fd, head, sizeof(head), 0);
	if (n >= 0 && (n < 2 || memcmp(head, "#!", 2) != 0) && (n < 4 || memcmp(head, "\177ELF", 4) != 0))
		err_line("%s: warning: it begins neither with #! and an interpreter nor as a program "
		    "does: wbemkit provider check tells whether it can be started", path);
}

int
cmd_provider_add(struct cmd *cmd)
{
	const char *name = cmd->args[0], *path = cmd->args[1];
	struct cim_fault fault = { .err = CIM_OK };
	struct change change;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT && access(name, F_OK) == 0)
		return cmd_usage("provider add: there is no file %s, but %s is one: the name of the "
		    "provider comes before the file", path, name);
	if (fd < 0) {
		enum cim_err err = cim_fault_errno(&fault, "%s", path);
		return cmd_fail_input(path, err, &fault);
	}
	int status = change_open(cmd, &change, false, NULL);
	if (status == CMD_DONE) {
		enum cim_err err = repo_provider_add(
		    change.repo, cim_str_from(name), fd, cmd->overwrite, &fault);
		status = cmd_fail(name, err, &fault);
		if (status == CMD_DONE && !cmd->quiet)
			doubt_program(path, fd);
		if (status == CMD_DONE && cmd->verbose)
			err_line("%s: registered", name);
		change_close(&change, CMD_DONE);
	}
	(void)close(fd);
	return status;
}

int
cmd_provider_remove(struct cmd *cmd)
{
	struct change change;
	int status = change_open(cmd, &change, false, NULL);
	if (status != CMD_DONE)
		return status;
	for (int i = 0; i < cmd->arg_count; i++) {
		struct cim_fault fault = { .err = CIM_OK };
		char code[CMD_CODE_SIZE];
		enum cim_err err =
		    repo_provider_remove(change.repo, cim_str_from(cmd->args[i]), &fault);
		if (err == CIM_ENOENT) {
			err_line("%s: no such provider is registered%s", cmd->args[i],
			    cmd_code(code, WBEM_E_PROVIDER_NOT_FOUND));
			status = CMD_FINDINGS;
		} else if (err != CIM_OK) {
			status = cmd_fail(cmd->args[i], err, &fault);
			break;
		}
	}
	change_close(&change, CMD_DONE);
	return status;
}

/* ---- check ---------------------------------------------------------------------- */

/* A path that was answered. Texts in it have a case, names in a map have none: so those are in a list. */
struct seen {
	struct seen *next;
	struct cim_str path;
};

struct trial {
	struct view view;
	struct cmd *cmd;
	struct arena arena;
	struct cim_map paths;		/* of what was answered */
	uint64_t count, again;
	const struct cim_instance *first;
	struct cim_str first_path, wanted, twice;
	bool found;
	struct bytes_writer w;
};

static uint64_t
now_ms(void)
{
	struct timespec ts;
	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

static void __attribute__((format(printf, 3, 4)))
say(struct trial *t, const char *step, const char *format, ...)
{
	va_list args;
	char text[300];
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	bytes_writer_reset(&t->w);
	bytes_write_format(&t->w, "%-10s %s\n", step, text);
	out_bytes(t->w.buf, t->w.len);
}

static enum cim_err
count_one(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	struct trial *t = ctx;
	struct seen *first = cim_map_get(&t->paths, cim_name(path.ptr, path.len));
	struct seen *now = arena_new(&t->arena, struct seen);
	t->count++;
	if (now == NULL || !cim_str_copy(&t->arena, path, &now->path))
		return CIM_ENOMEM;
	for (const struct seen *s = first; s != NULL; s = s->next) {
		if (!cim_str_eq(s->path, path))
			continue;
		t->again++;
		t->twice = now->path;
		return CIM_OK;
	}
	now->next = first;
	if (t->first == NULL) {
		t->first = cim_instance_copy(&t->arena, inst);
		t->first_path = now->path;
		if (t->first == NULL)
			return CIM_ENOMEM;
	}
	return cim_map_set(&t->paths, &t->arena, cim_name(now->path.ptr, now->path.len), now);
}

static enum cim_err
seek_one(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	struct trial *t = ctx;
	(void)inst;
	t->count++;
	t->found = t->found || cim_str_eq(path, t->wanted);
	return CIM_OK;
}

/* Asked for the first of its instances, it must answer that one. */
static enum cim_err
try_get(struct trial *t, struct cim_name cls)
{
	struct cim_path path;
	enum cim_err err = cim_path_parse(&t->arena, t->first_path, &path, NULL);
	uint64_t before = now_ms();
	t->wanted = t->first_path;
	t->found = false;
	t->count = 0;
	if (err == CIM_OK)
		err = repo_live_ask(t->view.live, cim_str_from(t->cmd->args[0]),
		    cmd_namespace(t->cmd), cls, NULL, &path, seek_one, t);
	if (err == CIM_OK && t->found)
		say(t, "get", "the first of them, %llu answered, %llu ms",
		    (unsigned long long)t->count, (unsigned long long)(now_ms() - before));
	return err;
}

/* With the class that was probably meant, or the namespace that has it. */
static int
missing_class(const struct trial *t)
{
	struct show show = { .cmd = t->cmd, .view = t->view };
	show.printer.ns = cmd_namespace(t->cmd);
	return show_class_missing(&show, t->cmd->args[1]);
}

static int
try_all(struct trial *t)
{
	const struct cim_class *cls;
	struct cim_fault fault = { .err = CIM_OK };
	struct repo_giver giver;
	struct cim_name name;
	struct cim_str provider = cim_str_from(t->cmd->args[0]), ns = cmd_namespace(t->cmd);
	if (!show_name(t->cmd->args[1], &name) || repo_class_get(
	    t->view.reader, &t->arena, ns, name, &cls) != CIM_OK)
		return missing_class(t);
	enum cim_err err = repo_provider_check(t->view.repo, provider, &fault);
	if (err != CIM_OK)
		return cmd_fail(t->cmd->args[0], err, &fault);
	say(t, "file", "may be run");
	err = repo_live_giver(t->view.live, ns, cls->name, &giver);
	if (err == CIM_OK && (giver.kind != REPO_GIVER_PROVIDER ||
	    !cim_str_eq(giver.provider, provider)))
		err_line("note: class %s does not name it: it needs dynamic, provider(\"%s\")",
		    t->cmd->args[1], t->cmd->args[0]);
	uint64_t before = now_ms();
	if (err == CIM_OK)
		err = repo_live_ask(
		    t->view.live, provider, ns, cls->name, NULL, NULL, count_one, t);
	if (err != CIM_OK)
		return view_fail(&t->view, err);
	say(t, "enumerate", "%llu instance%s, %llu ms", (unsigned long long)t->count,
	    t->count == 1 ? "" : "s", (unsigned long long)(now_ms() - before));
	if (t->again > 0) {
		err_line("%.*s: the same instance again, likewise of %llu more", (int)t->twice.len,
		    t->twice.ptr, (unsigned long long)t->again - 1);
		return CMD_FINDINGS;
	}
	if (t->first == NULL)
		return CMD_DONE;
	err = try_get(t, cls->name);
	if (err != CIM_OK)
		return view_fail(&t->view, err);
	if (!t->found) {
		err_line("%.*s: was enumerated, but get does not find it", (int)t->first_path.len,
		    t->first_path.ptr);
		return CMD_FINDINGS;
	}
	return CMD_DONE;
}

int
cmd_provider_check(struct cmd *cmd)
{
	struct trial t = { .cmd = cmd };
	int status = view_open_namespace(cmd, &t.view);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = view_live(cmd, &t.view);
	status = err == CIM_OK ? try_all(&t) : view_fail(&t.view, err);
	arena_free(&t.arena);
	bytes_writer_free(&t.w);
	view_close(&t.view);
	return status;
}
