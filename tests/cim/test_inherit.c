/* test_inherit.c: effective classes, in a notation of one line a class. */
#include <stdlib.h>

#include "cim/identity.h"
#include "cim/inherit.h"
#include "cim/limits.h"
#include "tests/unit.h"

/*
 * The notation: NAME:SUPER[QUALIFIERS] FEATURE FEATURE ...
 * A qualifier is Name (true) or Name=7, with ! when it is Restricted.
 * A feature is Name[QUALIFIERS]=7; a method has (PARAMETERS) behind the name.
 * Effective classes have * at a propagated qualifier, @ORIGIN/DECLARED at a
 * feature, ^ at a propagated one.
 */
struct reader {
	struct arena *arena;
	const char *at;
};

static struct cim_name
read_name(struct reader *r)
{
	const char *from = r->at;
	while (cim_name_valid(cim_str(from, (size_t)(r->at - from) + 1)))
		r->at++;
	return cim_name(from, (size_t)(r->at - from));
}

static struct cim_value
read_value(struct reader *r)
{
	struct cim_value v = { .type = CIM_TYPE_NONE };
	if (*r->at == '=') {
		char *end;
		v.type = CIM_UINT32;
		v.as.uint = strtoul(r->at + 1, &end, 10);
		r->at = end;
	}
	return v;
}

static struct cim_qualifiers
read_qualifiers(struct reader *r)
{
	struct cim_qualifier *list = arena_calloc(r->arena, 20, sizeof(*list));
	uint32_t n = 0;
	if (*r->at != '[')
		return (struct cim_qualifiers){ NULL, 0 };
	for (r->at++; *r->at != ']'; r->at += *r->at == ',') {
		list[n].name = read_name(r);
		list[n].flavors = CIM_FLAVOR_DEFAULT;
		if (*r->at == '!') {
			list[n].flavors = CIM_FLAVOR_OVERRIDE;
			r->at++;
		}
		list[n].value = read_value(r);
		if (list[n].value.type == CIM_TYPE_NONE)
			list[n].value = (struct cim_value){ .type = CIM_BOOLEAN,
			    .as.boolean = true };
		n++;
	}
	r->at++;
	return (struct cim_qualifiers){ list, n };
}

static void
read_parameters(struct reader *r, struct cim_method *method)
{
	struct cim_parameter *list = arena_calloc(r->arena, 20, sizeof(*list));
	for (r->at++; *r->at != ')'; r->at += *r->at == ' ') {
		struct cim_parameter *p = &list[method->parameter_count++];
		p->name = read_name(r);
		p->type.type = CIM_UINT32;
		p->qualifiers = read_qualifiers(r);
		p->value = read_value(r);
	}
	r->at++;
	method->parameters = list;
}

static struct cim_class *
read_class(struct arena *arena, const char *text)
{
	struct reader r = { arena, text };
	struct cim_class *cls = arena_new(arena, struct cim_class);
	struct cim_property *props = arena_calloc(arena, 20, sizeof(*props));
	struct cim_method *methods = arena_calloc(arena, 20, sizeof(*methods));
	cls->name = read_name(&r);
	if (*r.at == ':') {
		r.at++;
		cls->superclass = read_name(&r);
	}
	cls->qualifiers = read_qualifiers(&r);
	while (*r.at == ' ') {
		r.at++;
		struct cim_name name = read_name(&r);
		if (*r.at == '(') {
			struct cim_method *m = &methods[cls->method_count++];
			m->name = name;
			m->type.type = CIM_UINT32;
			read_parameters(&r, m);
			m->qualifiers = read_qualifiers(&r);
		} else {
			struct cim_property *p = &props[cls->property_count++];
			p->name = name;
			p->type.type = CIM_UINT32;
			p->qualifiers = read_qualifiers(&r);
			p->value = read_value(&r);
		}
	}
	cls->properties = props;
	cls->methods = methods;
	return cls;
}

static void
write_name(struct bytes_writer *w, struct cim_name name)
{
	bytes_write(w, name.ptr, name.len);
}

static void
write_value(struct bytes_writer *w, const struct cim_value *value)
{
	if (value->type != CIM_UINT32)
		return;
	bytes_write_u8(w, '=');
	cim_value_text(w, value);
}

static void
write_qualifiers(struct bytes_writer *w, struct cim_qualifiers quals)
{
	for (uint32_t i = 0; i < quals.count; i++) {
		const struct cim_qualifier *q = &quals.list[i];
		bytes_write_u8(w, i == 0 ? '[' : ',');
		write_name(w, q->name);
		bytes_write_text(w, q->flavors & CIM_FLAVOR_TOSUBCLASS ? "" : "!");
		write_value(w, &q->value);
		bytes_write_text(w, q->propagated ? "*" : "");
	}
	bytes_write_text(w, quals.count > 0 ? "]" : "");
}

static void
write_origin(struct bytes_writer *w, struct cim_name origin, struct cim_name declared_in,
    bool propagated)
{
	bytes_write_u8(w, '@');
	write_name(w, origin);
	bytes_write_u8(w, '/');
	write_name(w, declared_in);
	bytes_write_text(w, propagated ? "^" : "");
}

static void
write_class(struct bytes_writer *w, const struct cim_class *cls)
{
	write_name(w, cls->name);
	bytes_write_text(w, cls->superclass.len > 0 ? ":" : "");
	write_name(w, cls->superclass);
	write_qualifiers(w, cls->qualifiers);
	for (uint32_t i = 0; i < cls->property_count; i++) {
		const struct cim_property *p = &cls->properties[i];
		bytes_write_u8(w, ' ');
		write_name(w, p->name);
		write_qualifiers(w, p->qualifiers);
		write_value(w, &p->value);
		write_origin(w, p->origin, p->declared_in, p->propagated);
	}
	for (uint32_t i = 0; i < cls->method_count; i++) {
		const struct cim_method *m = &cls->methods[i];
		bytes_write_u8(w, ' ');
		write_name(w, m->name);
		bytes_write_u8(w, '(');
		for (uint32_t j = 0; j < m->parameter_count; j++) {
			bytes_write_text(w, j > 0 ? " " : "");
			write_name(w, m->parameters[j].name);
			write_qualifiers(w, m->parameters[j].qualifiers);
			write_value(w, &m->parameters[j].value);
		}
		bytes_write_u8(w, ')');
		write_qualifiers(w, m->qualifiers);
		write_origin(w, m->origin, m->declared_in, m->propagated);
	}
}

struct world {
	struct cim_map classes;
};

static enum cim_err
world_class(void *ctx, struct cim_str ns, struct cim_name name, const struct cim_class **out)
{
	struct world *world = ctx;
	if (!cim_str_eq(ns, CIM_STR("root")))
		return CIM_ENOENT;
	*out = cim_map_get(&world->classes, name);
	return *out == NULL ? CIM_ENOENT : CIM_OK;
}

static void
world_add(struct world *world, struct arena *arena, struct cim_class *cls)
{
	(void)cim_map_set(&world->classes, arena, cls->name, cls);
}

/* Up to three classes, root first, and what the last one is in effect. */
static const struct {
	const char *says, *classes[3], *effective;
} rows[] = {
	{ "alone", { "EX_A[Abs!,D=1] Id[Key,E!] V=3" },
	    "EX_A[Abs!,D=1] Id[Key,E!]@EX_A/EX_A V=3@EX_A/EX_A" },
	{ "inherited features come first", { "EX_A Id[Key] V=3", "EX_B:EX_A W X" },
	    "EX_B:EX_A Id[Key*]@EX_A/EX_A^ V=3@EX_A/EX_A^ W@EX_B/EX_B X@EX_B/EX_B" },
	{ "class qualifiers by their flavor", { "EX_A[D=1,Abs!,U=2]", "EX_B:EX_A[N=5]" },
	    "EX_B:EX_A[D=1*,U=2*,N=5]" },
	{ "a restated qualifier in the place of the inherited",
	    { "EX_A[D=1,U=2]", "EX_B:EX_A[N=5,d=9]" },
	    "EX_B:EX_A[d=9,U=2*,N=5]" },
	{ "a restricted qualifier restated", { "EX_A[Ver!=1]", "EX_B:EX_A[Ver!=2]" },
	    "EX_B:EX_A[Ver!=2]" },
	{ "restated as restricted it goes no deeper",
	    { "EX_A[D=1]", "EX_B:EX_A[D!=2]", "EX_C:EX_B" }, "EX_C:EX_B" },
	{ "restricted qualifiers of inherited features",
	    { "EX_A V[Dep!,D=1] go(P[In,X!])[Dep!]", "EX_B:EX_A" },
	    "EX_B:EX_A V[D=1*]@EX_A/EX_A^ go(P[In*])@EX_A/EX_A^" },
	{ "an overriding property takes the place",
	    { "EX_A V[D=1] W", "EX_B:EX_A X V[Override!]" },
	    "EX_B:EX_A V[D=1*,Override!]@EX_A/EX_B W@EX_A/EX_A^ X@EX_B/EX_B" },
	{ "and inherits what it does not restate",
	    { "EX_A V[D=1,E!,U=2]", "EX_B:EX_A V[Override!,D=7]" },
	    "EX_B:EX_A V[D=7,U=2*,Override!]@EX_A/EX_B" },
	{ "and the value it does not state", { "EX_A V=3 W=4",
	    "EX_B:EX_A V[Override!] W[Override!]=5" },
	    "EX_B:EX_A V[Override!]=3@EX_A/EX_B W[Override!]=5@EX_A/EX_B" },
	{ "in any case of its name", { "EX_A Value[D=1]=3", "EX_B:EX_A VALUE[Override!]" },
	    "EX_B:EX_A VALUE[D=1*,Override!]=3@EX_A/EX_B" },
	{ "three levels: override in the middle",
	    { "EX_A V[D=1]=3", "EX_B:EX_A V[Override!,E=2]", "EX_C:EX_B" },
	    "EX_C:EX_B V[D=1*,E=2*]=3@EX_A/EX_B^" },
	{ "three levels: override twice", { "EX_A V[D=1,U=1]", "EX_B:EX_A V[Override!,D=2]",
	    "EX_C:EX_B V[Override!,F=3]" },
	    "EX_C:EX_B V[D=2*,U=1*,Override!,F=3]@EX_A/EX_C" },
	{ "three levels: override of the first in the last",
	    { "EX_A V[D=1,R!]", "EX_B:EX_A W", "EX_C:EX_B V[Override!]" },
	    "EX_C:EX_B V[D=1*,Override!]@EX_A/EX_C W@EX_B/EX_B^" },
	{ "a key always comes down", { "A Id[Key!]", "B:A", "C:B Id[D=1]" },
	    "C:B Id[Key!*,D=1]@A/C" },
	{ "a key added by an override", { "EX_A Id", "EX_B:EX_A Id[Key,Override!]", "EX_C:EX_B" },
	    "EX_C:EX_B Id[Key*]@EX_A/EX_B^" },
	{ "without Override in the same schema it overrides", { "EX_A V[D=1]=3", "EX_B:EX_A V" },
	    "EX_B:EX_A V[D=1*]=3@EX_A/EX_B" },
	{ "without a schema it overrides", { "EX_A V[D=1]=3", "Bee:EX_A V" },
	    "Bee:EX_A V[D=1*]=3@EX_A/Bee" },
	{ "system classes have no schema", { "__A V[D=1]=3", "EX_B:__A V" },
	    "EX_B:__A V[D=1*]=3@__A/EX_B" },
	{ "without Override in another schema it hides",
	    { "EX_A V[D=1]=3 W go()[D=1]", "ZZ_B:EX_A V[N=1] go(P)" },
	    "ZZ_B:EX_A W@EX_A/EX_A^ V[N=1]@ZZ_B/ZZ_B go(P)@ZZ_B/ZZ_B" },
	{ "with Override it overrides there too", { "EX_A V[D=1]=3", "ZZ_B:EX_A V[Override!]" },
	    "ZZ_B:EX_A V[D=1*,Override!]=3@EX_A/ZZ_B" },
	{ "the hiding one is what is inherited",
	    { "EX_A V[D=1]=3", "ZZ_B:EX_A V[N=1]", "ZZ_C:ZZ_B V[Override!]" },
	    "ZZ_C:ZZ_B V[N=1*,Override!]@ZZ_B/ZZ_C" },
	{ "a hidden key stays a key", { "EX_A V[D=1,Key]", "ZZ_B:EX_A V[N=1]" },
	    "ZZ_B:EX_A V[Key*,N=1]@ZZ_B/ZZ_B" },
	{ "schemas compare without regard to case", { "EX_A V[D=1]", "ex_B:EX_A V" },
	    "ex_B:EX_A V[D=1*]@EX_A/ex_B" },
	{ "methods and properties have names of their own",
	    { "EX_A v[D=1]", "EX_B:EX_A v()[E=1]" },
	    "EX_B:EX_A v[D=1*]@EX_A/EX_A^ v()[E=1]@EX_B/EX_B" },
	{ "methods override alike", { "EX_A go()[D=1,R!] stop()",
	    "EX_B:EX_A go()[Override!] run()" },
	    "EX_B:EX_A go()[D=1*,Override!]@EX_A/EX_B stop()@EX_A/EX_A^ run()@EX_B/EX_B" },
	{ "parameters inherit by name", { "EX_A go(P[In,D=1,R!]=7 Q[Out])",
	    "EX_B:EX_A go(q[X=1] P[D=2] N)[Override!]" },
	    "EX_B:EX_A go(q[Out*,X=1] P[In*,D=2]=7 N)[Override!]@EX_A/EX_B" },
	{ "parameters over three levels", { "EX_A go(P[In])", "EX_B:EX_A go(P[D=1,R!])[Override!]",
	    "EX_C:EX_B" },
	    "EX_C:EX_B go(P[In*,D=1*])@EX_A/EX_B^" },
	{ "a key made of what has a value above", { "EX_A Id=3 W=4", "EX_B:EX_A X[Key]",
	    "EX_C:EX_B Id[Key,Override!]" },
	    "EX_C:EX_B Id[Key,Override!]=3@EX_A/EX_C W=4@EX_A/EX_A^ X[Key*]@EX_B/EX_B^" },
	{ "a singleton", { "EX_A[Singleton,D=1] V", "EX_B:EX_A[D=2]", "EX_C:EX_B W" },
	    "EX_C:EX_B[Singleton*,D=2*] V@EX_A/EX_A^ W@EX_C/EX_C" },
	{ "a singleton of its own only", { "EX_A[Singleton!] V", "EX_B:EX_A W" },
	    "EX_B:EX_A V@EX_A/EX_A^ W@EX_B/EX_B" },
	{ "nothing over nothing", { "EX_A", "EX_B:EX_A" }, "EX_B:EX_A" },
};

/* Whether an identity says of keys and of Singleton what the effective class does. */
static bool
same_identity(const struct cim_class *identity, const struct cim_class *effective)
{
	uint32_t keys = 0, found = 0;
	for (uint32_t i = 0; i < effective->property_count; i++) {
		const struct cim_property *prop = &effective->properties[i];
		const struct cim_property *key = cim_property_find(identity, prop->name);
		if (!cim_qualifier_true(prop->qualifiers, "Key"))
			continue;
		keys++;
		found += key != NULL && cim_qualifier_true(key->qualifiers, "Key") &&
		    key->type.type == prop->type.type && cim_value_eq(&key->value, &prop->value);
	}
	for (uint32_t i = 0; i < identity->property_count; i++)
		found -= cim_property_find(effective, identity->properties[i].name) == NULL;
	return keys == found && cim_name_eq(identity->name, effective->name) &&
	    cim_qualifier_true(identity->qualifiers, "Singleton") ==
	    cim_qualifier_true(effective->qualifiers, "Singleton");
}

/* One step down with what is needed of the class above. */
static enum cim_err
step_identity(struct arena *arena, const struct cim_class *above_effective,
    const struct cim_class *cls, const struct cim_class **identity)
{
	const struct cim_class *above = *identity;
	if (above != NULL && !cim_identity_suffices(above, cls))
		above = above_effective;
	return cim_identity_below(arena, above, cls, identity);
}

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		struct world world = { 0 };
		struct cim_scope scope = { .ctx = &world, .class_get = world_class };
		struct cim_class *last = NULL;
		const struct cim_class *step = NULL, *whole = NULL, *identity = NULL;
		bool failed = false;
		for (size_t j = 0; j < 3 && rows[i].classes[j] != NULL; j++) {
			last = read_class(&arena, rows[i].classes[j]);
			world_add(&world, &arena, last);
			failed = failed ||
			    step_identity(&arena, step, last, &identity) != CIM_OK ||
			    cim_effective_below(&arena, step, last, &step) != CIM_OK;
		}
		failed = failed || cim_effective(&arena, &scope, CIM_STR("root"), last, &whole,
		    NULL) != CIM_OK;
		struct bytes_writer w = { 0 };
		if (!failed)
			write_class(&w, whole);
		tap_text(w.buf, w.len, rows[i].effective, "%s", rows[i].says);
		bytes_writer_reset(&w);
		if (!failed)
			write_class(&w, step);
		tap_text(w.buf, w.len, rows[i].effective, "and step by step");
		tap_ok(!failed && same_identity(identity, step), "and what tells instances apart");

		/* The declared classes are as they were. */
		struct cim_class *fresh = read_class(&arena, rows[i].classes[0]);
		tap_ok(cim_class_eq(fresh, cim_map_get(&world.classes, fresh->name)),
		    "the declaration is untouched");
		bytes_writer_free(&w);
		arena_free(&arena);
	}
}

static void
test_chain(void)
{
	struct arena arena = { 0 };
	struct world world = { 0 };
	struct cim_scope scope = { .ctx = &world, .class_get = world_class };
	struct cim_str ns = CIM_STR("root");
	const struct cim_class *out;
	struct cim_name missing = { NULL, 0, 0 };

	struct cim_class *orphan = read_class(&arena, "EX_O:EX_Nowhere");
	tap_ok(cim_effective(&arena, &scope, ns, orphan, &out, &missing) == CIM_ENOENT &&
	    cim_name_is(missing, "EX_Nowhere"), "a missing superclass is named");
	world_add(&world, &arena, read_class(&arena, "EX_Nowhere:EX_Deeper"));
	tap_ok(cim_effective(&arena, &scope, ns, orphan, &out, &missing) == CIM_ENOENT &&
	    cim_name_is(missing, "EX_Deeper"), "also one further up");
	const struct cim_qualifier_type *type;
	tap_ok(cim_scope_empty.namespace_get(NULL, ns) == CIM_ENOENT &&
	    cim_scope_empty.qualifier_type_get(NULL, ns, missing, &type) == CIM_ENOENT,
	    "the empty scope has nothing");
	tap_int(cim_effective(&arena, &cim_scope_empty, ns, orphan, &out, NULL), CIM_ENOENT,
	    "the empty scope has none");

	world_add(&world, &arena, read_class(&arena, "EX_X:EX_Y"));
	world_add(&world, &arena, read_class(&arena, "EX_Y:EX_X"));
	tap_int(cim_effective(&arena, &scope, ns, read_class(&arena, "EX_X:EX_Y"), &out, NULL),
	    CIM_ELIMIT, "a cycle ends");

	/* A chain of just the length allowed, and one longer. */
	char text[64];
	for (int i = 0; i <= CIM_LIMIT_INHERITANCE + 1; i++) {
		(void)snprintf(text, sizeof(text), i == 0 ? "EX_L0 V0" : "EX_L%d:EX_L%d V%d", i,
		    i - 1, i);
		world_add(&world, &arena, read_class(&arena,
		    arena_copy(&arena, text, strlen(text))));
	}
	(void)snprintf(text, sizeof(text), "EX_L%d", CIM_LIMIT_INHERITANCE);
	tap_ok(cim_effective(&arena, &scope, ns, cim_map_get(&world.classes, cim_name_from(text)),
	    &out, NULL) == CIM_OK &&
	    out->property_count == CIM_LIMIT_INHERITANCE + 1, "%d superclasses",
	    CIM_LIMIT_INHERITANCE);
	tap_int(cim_is_a(&scope, ns, cim_name_from(text), cim_name_from("ex_l0")), CIM_OK,
	    "the last is the first");
	(void)snprintf(text, sizeof(text), "EX_L%d", CIM_LIMIT_INHERITANCE + 1);
	tap_int(cim_effective(&arena, &scope, ns, cim_map_get(&world.classes, cim_name_from(text)),
	    &out, NULL),
	    CIM_ELIMIT, "one more");

	tap_int(cim_is_a(&scope, ns, cim_name_from("EX_L3"), cim_name_from("EX_L3")), CIM_OK,
	    "a class is itself");
	tap_int(cim_is_a(&scope, ns, cim_name_from("EX_L3"), cim_name_from("EX_L4")), CIM_ENOENT,
	    "but not its subclass");
	tap_int(cim_is_a(&scope, ns, cim_name_from("EX_None"), cim_name_from("EX_L4")), CIM_ENOENT,
	    "an unknown one is nothing");
	tap_int(cim_is_a(&scope, ns, cim_name_from("EX_X"), cim_name_from("EX_L4")), CIM_ELIMIT,
	    "a cycle ends");
	arena_free(&arena);
}

/* A class of many properties with one qualifier each, all named with a letter and a number. */
static struct cim_class *
make_wide(struct arena *arena, const char *name, const char *super, char letter, int count,
    const char *qualifier)
{
	struct cim_class *cls = arena_new(arena, struct cim_class);
	struct cim_property *props = arena_calloc(arena, (size_t)count, sizeof(*props));
	struct cim_qualifier *qual = arena_calloc(arena, 1, sizeof(*qual));
	*qual = (struct cim_qualifier){ .name = cim_name_from(qualifier),
	    .flavors = CIM_FLAVOR_DEFAULT,
	    .value = { .type = CIM_BOOLEAN, .as.boolean = true } };
	for (int i = 0; i < count; i++) {
		char text[20];
		int n = snprintf(text, sizeof(text), "%c%d", letter, i);
		props[i].name = cim_name(arena_copy(arena, text, (size_t)n), (size_t)n);
		props[i].type.type = CIM_UINT32;
		props[i].qualifiers = (struct cim_qualifiers){ qual, 1 };
	}
	*cls = (struct cim_class){ .name = cim_name_from(arena_copy(arena, name, strlen(name))),
	    .superclass = cim_name_from(arena_copy(arena, super, strlen(super))),
	    .properties = props,
	    .property_count = (uint32_t)count };
	return cls;
}

#define WIDE 1000
#define DEEP 50

/* Depth times width: own properties at each level, and then an override of all that is above. */
static void
test_wide(void)
{
	struct arena arena = { 0 };
	struct world world = { 0 };
	struct cim_scope scope = { .ctx = &world, .class_get = world_class };
	char name[20], super[20] = "";
	struct cim_class *last = NULL;
	const struct cim_class *step = NULL, *whole = NULL;
	for (int level = 0; level < DEEP; level++) {
		(void)snprintf(name, sizeof(name), "EX_W%d", level);
		/* Every second level declares anew, the next one overrides that. */
		last = make_wide(&arena, name, super, (char)('A' + level / 2), WIDE,
		    level % 2 == 0 ? "Q" : "Override");
		world_add(&world, &arena, last);
		memcpy(super, name, sizeof(super));
		if (cim_effective_below(&arena, step, last, &step) != CIM_OK)
			break;
	}
	enum cim_err err = cim_effective(&arena, &scope, CIM_STR("root"), last, &whole, NULL);
	tap_int(err, CIM_OK, "%d levels of %d properties", DEEP, WIDE);
	if (err != CIM_OK)
		return;
	tap_int(whole->property_count, WIDE * DEEP / 2, "each second level overrides the first");
	struct bytes_writer a = { 0 }, b = { 0 };
	write_class(&a, whole);
	write_class(&b, step);
	tap_ok(a.err == CIM_OK && a.len == b.len && memcmp(a.buf, b.buf, a.len) == 0,
	    "the same step by step");
	static const char begin[] = "EX_W49:EX_W48 A0[Q*,Override*]@EX_W0/EX_W1^ A1[";
	tap_ok(a.len > sizeof(begin) && memcmp(a.buf, begin, sizeof(begin) - 1) == 0,
	    "in the right order");
	static const char end[] = " Y999[Q*,Override]@EX_W48/EX_W49";
	tap_ok(a.len > sizeof(end) && memcmp(a.buf + a.len - (sizeof(end) - 1), end,
	    sizeof(end) - 1) == 0, "to the end");
	bytes_writer_free(&a);
	bytes_writer_free(&b);
	arena_free(&arena);
}

/*
 * A hundred thousand properties in one class, qualifiers on one class, and subclasses of one:
 * none may be quadratic.
 */
static void
test_many(void)
{
	struct arena arena = { 0 };
	struct cim_class *root = make_wide(&arena, "EX_R", "", 'a', 100000, "Q");
	struct cim_class *sub = make_wide(&arena, "EX_S", "EX_R", 'a', 100000, "Override");
	const struct cim_class *base, *below;
	tap_ok(cim_effective_below(&arena, NULL, root, &base) == CIM_OK &&
	    cim_effective_below(&arena, base, sub, &below) == CIM_OK &&
	    below->property_count == 100000 &&
	    below->properties[99999].qualifiers.count == 2,
	    "100,000 properties overridden by as many");

	struct cim_qualifier *list = arena_calloc(&arena, 100000, sizeof(*list));
	for (int i = 0; i < 100000; i++)
		list[i] = (struct cim_qualifier){ .name = root->properties[i].name,
		    .flavors = CIM_FLAVOR_DEFAULT };
	root->property_count = sub->property_count = 0;
	root->qualifiers = sub->qualifiers = (struct cim_qualifiers){ list, 100000 };
	tap_ok(cim_effective_below(&arena, NULL, root, &base) == CIM_OK &&
	    cim_effective_below(&arena, base, sub, &below) == CIM_OK &&
	    below->qualifiers.count == 100000 &&
	    !below->qualifiers.list[0].propagated, "100,000 qualifiers restated");

	struct cim_method *methods = arena_calloc(&arena, 100000, sizeof(*methods));
	struct cim_parameter *params = arena_calloc(&arena, 100000, sizeof(*params));
	for (int i = 0; i < 100000; i++) {
		methods[i].name = params[i].name = root->properties[i].name;
		methods[i].type.type = params[i].type.type = CIM_UINT8;
	}
	/* The first has as many parameters as the class has methods. */
	methods[0].parameters = params;
	methods[0].parameter_count = 100000;
	root->qualifiers.count = sub->qualifiers.count = 0;
	root->methods = sub->methods = methods;
	root->method_count = 50000;
	sub->method_count = 100000;
	tap_ok(cim_effective_below(&arena, NULL, root, &base) == CIM_OK &&
	    cim_effective_below(&arena, base, sub, &below) == CIM_OK &&
	    below->method_count == 100000 &&
	    cim_name_is(below->methods[99999].origin, "EX_S") &&
	    cim_name_is(below->methods[0].origin, "EX_R"), "100,000 methods, half of them anew");

	root = make_wide(&arena, "EX_R", "", 'a', 20, "Q");
	size_t wrong = cim_effective_below(&arena, NULL, root, &base) == CIM_OK ? 0 : 1;
	for (int i = 0; i < 10000; i++) {
		struct arena own = { 0 };
		sub = make_wide(&own, "EX_S", "EX_R", i % 2 == 0 ? 'a' : 'b', 3, "Override");
		if (cim_effective_below(&own, base, sub, &below) != CIM_OK ||
		    below->property_count != (i % 2 == 0 ? 20 : 23))
			wrong++;
		arena_free(&own);
	}
	tap_int(wrong, 0, "10,000 subclasses of one class");
	arena_free(&arena);
}

/* Ten thousand subclasses of a thousand properties: what is no key is nobody's twice. */
static void
test_narrow(void)
{
	struct arena arena = { 0 };
	struct cim_class *root = make_wide(&arena, "EX_R", "", 'a', 1000, "Q");
	struct cim_class *sub = make_wide(&arena, "EX_S", "EX_R", 'b', 10, "D");
	struct cim_qualifier key = { .name = cim_name_from("Key"), .flavors = CIM_FLAVOR_DEFAULT,
	    .value = { .type = CIM_BOOLEAN, .as.boolean = true } };
	((struct cim_property *)(uintptr_t)root->properties)[7].qualifiers =
	    (struct cim_qualifiers){ &key, 1 };
	const struct cim_class *above, *below;
	size_t wrong = cim_identity_below(&arena, NULL, root, &above) == CIM_OK ? 0 : 1;
	struct arena own = { 0 };
	for (int i = 0; i < 10000; i++)
		wrong += !cim_identity_suffices(above, sub) ||
		    cim_identity_below(&own, above, sub, &below) != CIM_OK ||
		    below->property_count != 1;
	tap_int(wrong, 0, "10,000 subclasses know the one key of a class");
	tap_ok(own.total < 10000 * 1000, "in little memory");
	arena_free(&own);
	arena_free(&arena);
}

int
main(void)
{
	test_rows();
	test_narrow();
	test_chain();
	test_wide();
	test_many();
	return tap_done();
}
