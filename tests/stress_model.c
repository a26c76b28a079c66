/* stress_model.c: what ought to be in the repository that the stress program writes, and a look whether it is. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/stress.h"

#define NS CIM_STR("root/stress")

/* ---- Chance -------------------------------------------------------------- */

static uint64_t
mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

struct chance
chance_of(uint64_t a, uint64_t b, uint64_t c)
{
	return (struct chance){ mix(mix(mix(a) ^ b) ^ c) };
}

uint32_t
below(struct chance *chance, uint32_t n)
{
	chance->state = mix(chance->state);
	return n == 0 ? 0 : (uint32_t)(chance->state >> 33) % n;
}

/* ---- What a transaction does --------------------------------------------- */

/* A class goes with its instances; one that is written anew keeps them. */
static void
step_once(struct chance *chance, uint32_t id, struct model *model)
{
	uint32_t what = below(chance, 100), slot = below(chance, SLOTS);
	uint32_t cls = below(chance, CLASSES), member = below(chance, MEMBERS);
	if (what < 55) {
		model->items[slot] = id;
	} else if (what < 75) {
		model->items[slot] = 0;
	} else if (what < 92) {
		if (model->classes[cls] == 0 || what < 82)
			model->classes[cls] = id;
		model->members[cls][member] = id;
	} else {
		model->classes[cls] = 0;
		memset(model->members[cls], 0, sizeof(model->members[cls]));
	}
}

void
model_step(unsigned writer, uint32_t id, struct model *model)
{
	struct chance chance = chance_of(board->seed, 1000 + writer, id);
	uint32_t steps = below(&chance, 40) == 0 ? SLOTS : 1 + below(&chance, 5);
	for (uint32_t i = 0; i < steps; i++)
		step_once(&chance, id, model);
	model->id = id;
	model->done++;
}

bool
model_at(unsigned writer, uint32_t id, struct model *model)
{
	uint32_t steps = 0, at = id;
	/* Back to where the model stands, or to the very first; and all of it again, forward. */
	while (at != 0 && at != model->id && at < IDS && steps < IDS) {
		at = atomic_load(&board->log[writer][at].before);
		steps++;
	}
	if (at >= IDS || steps >= IDS)
		return false;
	uint32_t *way = malloc((steps + 1) * sizeof(*way));
	if (way == NULL)
		return false;
	if (at == 0)
		memset(model, 0, sizeof(*model));
	at = id;
	for (uint32_t i = steps; i > 0; i--) {
		way[i - 1] = at;
		at = atomic_load(&board->log[writer][at].before);
	}
	for (uint32_t i = 0; i < steps; i++)
		model_step(writer, way[i], model);
	free(way);
	return true;
}

/* Each object adds a number of its own. */
static uint64_t
part(unsigned writer, uint32_t kind, uint32_t number, uint32_t id)
{
	return id == 0 ? 0 : mix(mix((uint64_t)writer << 32 | kind) ^ ((uint64_t)number << 32 | id));
}

uint64_t
model_digest(unsigned writer, const struct model *model)
{
	uint64_t sum = 0;
	for (uint32_t i = 0; i < SLOTS; i++)
		sum += part(writer, 1, i, model->items[i]);
	for (uint32_t c = 0; c < CLASSES; c++) {
		sum += part(writer, 2, c, model->classes[c]);
		for (uint32_t m = 0; m < MEMBERS; m++)
			sum += part(writer, 3 + c, m, model->members[c][m]);
	}
	return sum;
}

void
model_text(unsigned writer, uint32_t id, uint32_t number, char *out, size_t size)
{
	struct chance chance = chance_of(board->seed, id, (uint64_t)writer << 32 | number);
	size_t len = below(&chance, 25) == 0 ? below(&chance, TEXT_MOST - 1) : below(&chance, 120);
	if (len >= size)
		len = size - 1;
	for (size_t i = 0; i < len; i++)
		out[i] = "abcdefghijklmnop"[below(&chance, 16)];
	out[len] = '\0';
}

/* ---- As MOF -------------------------------------------------------------- */

const char *
model_base(void)
{
	return "class ST_Head {\n\t[Key] uint32 Writer;\n\tuint32 Id;\n\tuint32 Done;\n\tuint64 Digest;\n};\n"
	    "class ST_Total {\n\t[Key] uint32 Number;\n\tuint64 Done;\n};\n"
	    "class ST_Item {\n\t[Key] uint32 Writer;\n\t[Key] uint32 Slot;\n\tuint32 Id;\n\tstring Text;\n};\n"
	    "instance of ST_Total {\n\tNumber = 0;\n\tDone = 0;\n};\n"
	    "instance of ST_Head {\n\tWriter = 0;\n\tId = 0;\n\tDone = 0;\n\tDigest = 0;\n};\n"
	    "instance of ST_Head {\n\tWriter = 1;\n\tId = 0;\n\tDone = 0;\n\tDigest = 0;\n};\n"
	    "instance of ST_Head {\n\tWriter = 2;\n\tId = 0;\n\tDone = 0;\n\tDigest = 0;\n};\n"
	    "instance of ST_Head {\n\tWriter = 3;\n\tId = 0;\n\tDone = 0;\n\tDigest = 0;\n};\n";
}

/* What goes, before what comes. */
static void
print_gone(FILE *f, unsigned writer, const struct model *from, const struct model *to)
{
	for (unsigned i = 0; i < SLOTS; i++) {
		if (from->items[i] != 0 && to->items[i] == 0)
			fprintf(f, "#pragma deleteinstance(\"ST_Item.Writer=%u,Slot=%u\", FAIL)\n",
			    writer, i);
	}
	for (unsigned c = 0; c < CLASSES; c++) {
		if (from->classes[c] != 0 && to->classes[c] == 0)
			fprintf(f, "#pragma deleteclass(\"ST_W%uC%u\", FAIL)\n", writer, c);
		for (unsigned m = 0; m < MEMBERS && to->classes[c] != 0; m++) {
			if (from->members[c][m] != 0 && to->members[c][m] == 0)
				fprintf(f, "#pragma deleteinstance(\"ST_W%uC%u.Member=%u\", FAIL)\n", writer, c, m);
		}
	}
}

static void
print_come(FILE *f, unsigned writer, const struct model *from, const struct model *to)
{
	char text[TEXT_MOST];
	for (unsigned c = 0; c < CLASSES; c++) {
		if (to->classes[c] != from->classes[c] && to->classes[c] != 0) {
			model_text(writer, to->classes[c], 100 + c, text, 200);
			fprintf(f, "[Description(\"%s\")] class ST_W%uC%u {\n\t[Key] uint32 Member;\n\tuint32 Id;\n"
			    "\tuint32 Version = %u;\n};\n", text, writer, c, to->classes[c]);
		}
		for (unsigned m = 0; m < MEMBERS; m++) {
			if (to->members[c][m] != from->members[c][m] && to->members[c][m] != 0)
				fprintf(f, "instance of ST_W%uC%u { Member = %u; Id = %u; };\n",
				    writer, c, m,
				    to->members[c][m]);
		}
	}
	for (unsigned i = 0; i < SLOTS; i++) {
		if (to->items[i] == from->items[i] || to->items[i] == 0)
			continue;
		model_text(writer, to->items[i], i, text, sizeof(text));
		fprintf(f, "instance of ST_Item { Writer = %u; Slot = %u; Id = %u; Text = \"%s\"; };\n", writer, i,
		    to->items[i], text);
	}
}

char *
model_change(unsigned writer, const struct model *from, const struct model *to, uint64_t total)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	if (f == NULL)
		return NULL;
	print_gone(f, writer, from, to);
	print_come(f, writer, from, to);
	fprintf(f, "instance of ST_Head { Writer = %u; Id = %u; Done = %u; Digest = %llu; };\n"
	    "instance of ST_Total { Number = 0; Done = %llu; };\n", writer, to->id, to->done,
	    (unsigned long long)model_digest(writer, to), (unsigned long long)total);
	if (fclose(f) == 0)
		return text;
	free(text);
	return NULL;
}

/* ---- What is there ------------------------------------------------------- */

struct view {
	const char *who;
	struct model there[WRITERS];
	uint64_t digest[WRITERS], total;
	unsigned heads, totals, wrong;
};

static uint64_t
number(const struct cim_instance *inst, const char *name)
{
	const struct cim_instance_property *prop =
	    cim_instance_property_find(inst, cim_name_from_text(name));
	return prop == NULL || prop->value.is_null || prop->value.is_array ||
	    !cim_type_is_unsigned((enum cim_type)prop->value.type) ? UINT64_MAX : prop->value.as.uint;
}

static void
see_item(struct view *view, const struct cim_instance *inst)
{
	char want[TEXT_MOST];
	uint64_t writer = number(inst, "Writer"), slot = number(inst, "Slot"), id = number(inst,
	    "Id");
	const struct cim_instance_property *text = cim_instance_property_find(inst,
	    cim_name_from("Text"));
	if (writer >= WRITERS || slot >= SLOTS || id >= IDS || id == 0) {
		finding("%s: an item that nobody wrote: writer %llu, slot %llu, id %llu", view->who,
		    (unsigned long long)writer, (unsigned long long)slot, (unsigned long long)id);
		view->wrong++;
		return;
	}
	model_text((unsigned)writer, (uint32_t)id, (uint32_t)slot, want, sizeof(want));
	if (text == NULL || text->value.type != CIM_STRING ||
	    !cim_str_eq(text->value.as.string, cim_str_from(want))) {
		finding("%s: writer %u, slot %u, id %u: another text", view->who, (unsigned)writer,
		    (unsigned)slot,
		    (unsigned)id);
		view->wrong++;
	}
	view->there[writer].items[slot] = (uint32_t)id;
}

/* ST_W1C2: which writer's, which class. False: it is none of them. */
static bool
class_number(struct cim_name name, unsigned *writer, unsigned *cls)
{
	char text[16];
	if (name.len != 7)
		return false;
	memcpy(text, name.ptr, 7);
	text[7] = '\0';
	return sscanf(text, "ST_W%uC%u", writer, cls) == 2 && *writer < WRITERS && *cls < CLASSES;
}

static enum cim_err
see_instance(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	struct view *view = ctx;
	unsigned writer, cls;
	(void)path;
	if (cim_name_is(inst->class_name, "ST_Item")) {
		see_item(view, inst);
	} else if (cim_name_is(inst->class_name, "ST_Total")) {
		view->total = number(inst, "Done");
		view->totals++;
	} else if (cim_name_is(inst->class_name, "ST_Head") && number(inst, "Writer") < WRITERS) {
		writer = (unsigned)number(inst, "Writer");
		view->there[writer].id = (uint32_t)number(inst, "Id");
		view->there[writer].done = (uint32_t)number(inst, "Done");
		view->digest[writer] = number(inst, "Digest");
		view->heads++;
	} else if (class_number(inst->class_name, &writer, &cls) && number(inst,
	    "Member") < MEMBERS) {
		view->there[writer].members[cls][number(inst, "Member")] = (uint32_t)number(inst,
		    "Id");
	} else if (strncmp(inst->class_name.ptr, "__", 2) != 0) {
		finding("%s: an instance of %.*s that nobody wrote", view->who,
		    (int)inst->class_name.len,
		    inst->class_name.ptr);
		view->wrong++;
	}
	return CIM_OK;
}

static enum cim_err
see_class(void *ctx, const struct cim_class *cls)
{
	struct view *view = ctx;
	unsigned writer, n;
	if (!class_number(cls->name, &writer, &n))
		return CIM_OK;
	const struct cim_property *version = cim_property_find(cls, cim_name_from("Version"));
	if (version != NULL && version->value.type == CIM_UINT32 && !version->value.is_null)
		view->there[writer].classes[n] = (uint32_t)version->value.as.uint;
	return CIM_OK;
}

/* ---- Whether it may be --------------------------------------------------- */

/* What each thread has found out already of the writers' past. */
static _Thread_local struct model past[WRITERS];

static void
hold_against_model(struct view *view, unsigned writer)
{
	const struct model *there = &view->there[writer];
	if (there->id >= IDS || atomic_load(&board->log[writer][there->id].state) == ENTRY_ABSENT) {
		finding("%s: writer %u: transaction %u is there, and was never done", view->who,
		    writer, there->id);
		view->wrong++;
		return;
	}
	if (model_digest(writer, there) != view->digest[writer]) {
		finding("%s: writer %u at %u: the parts of a transaction do not fit together",
		    view->who, writer,
		    there->id);
		view->wrong++;
	}
	if (!model_at(writer, there->id, &past[writer])) {
		finding("%s: writer %u at %u: there is no such past", view->who, writer, there->id);
		view->wrong++;
	} else if (memcmp(&past[writer], there, sizeof(*there)) != 0) {
		finding("%s: writer %u at %u: it is not what the model has", view->who, writer,
		    there->id);
		view->wrong++;
	}
}

enum cim_err
look(struct repo_reader reader, const char *who, const uint32_t *from, struct seen *out)
{
	struct view *view = calloc(1, sizeof(*view));
	if (view == NULL)
		return CIM_ENOMEM;
	view->who = who;
	enum cim_err err = repo_class_list(reader, NS, see_class, view);
	if (err == CIM_OK)
		err = repo_instance_list(reader, NS, (struct cim_name){ 0 }, see_instance, view);
	uint64_t sum = 0;
	for (unsigned w = 0; w < WRITERS && err == CIM_OK; w++) {
		sum += view->there[w].done;
		out->heads[w] = view->there[w].id;
		hold_against_model(view, w);
		if (from != NULL && out->heads[w] < from[w]) {
			finding("%s: writer %u: %u was acknowledged, and %u is the last there",
			    who, w, from[w],
			    out->heads[w]);
			view->wrong++;
		}
	}
	out->total = view->total;
	if (err == CIM_OK && (view->heads != WRITERS || view->totals != 1 || sum != view->total)) {
		finding("%s: %u heads, %u totals; %llu transactions in all, %llu of single writers", who, view->heads,
		    view->totals, (unsigned long long)view->total, (unsigned long long)sum);
		view->wrong++;
	}
	if (err != CIM_OK && err != CIM_EBROKEN)
		finding("%s: cannot be read: %s", who, cim_strerror(err));
	else if (err == CIM_OK)
		count(N_MODELS);
	err = err == CIM_OK && view->wrong > 0 ? CIM_EDAMAGED : err;
	free(view);
	return err;
}

enum cim_err
look_heads(struct repo_reader reader, struct seen *out)
{
	struct view view = { .who = "the heads" };
	enum cim_err err = repo_instance_list(reader, NS, cim_name_from("ST_Head"), see_instance,
	    &view);
	if (err == CIM_OK)
		err = repo_instance_list(reader, NS, cim_name_from("ST_Total"), see_instance,
		    &view);
	for (unsigned w = 0; w < WRITERS; w++)
		out->heads[w] = view.there[w].id;
	out->total = view.total;
	return err != CIM_OK || (view.heads == WRITERS && view.totals == 1) ? err : CIM_EDAMAGED;
}
