/* generate.c: prints a schema of any size, the same for the same seed, shaped like DMTF's: for bench/run. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* splitmix64: small, good enough, the same everywhere. */
static uint64_t
next(uint64_t *state)
{
	uint64_t z = (*state += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static unsigned
below(uint64_t *state, unsigned n)
{
	return (unsigned)(next(state) % n);
}

static const char *const words[] = {
	"the", "a", "of", "this", "system", "service", "that", "is", "value", "element", "when", "not", "be", "used",
	"identifies", "instance", "which", "property", "class", "for", "by", "an", "managed", "storage", "network",
	"port", "protocol", "setting", "to", "defined", "specified", "its", "with", "state", "or", "requested", "may",
	"capabilities", "as", "provided", "associated", "indicates", "number", "in", "device", "controller", "and"
};
#define WORDS (sizeof(words) / sizeof(words[0]))

/* A text of n words in pieces of a line each. */
static void
text(uint64_t *seed, unsigned n, const char *indent)
{
	printf("\"");
	for (unsigned i = 0; i < n; i++) {
		printf("%s ", words[below(seed, WORDS)]);
		if (i % 9 == 8)
			printf("\"\n%s\"", indent);
	}
	printf("end %u.\"", below(seed, 100000));
}

static void
head(void)
{
	static const char *const types[] = {
		"Abstract : boolean = false, Scope(class, association, indication), Flavor(EnableOverride, Restricted)",
		"Association : boolean = false, Scope(association), Flavor(DisableOverride, ToSubclass)",
		"Description : string = null, Scope(any), Flavor(EnableOverride, ToSubclass, Translatable)",
		"In : boolean = true, Scope(parameter), Flavor(DisableOverride, ToSubclass)",
		"Key : boolean = false, Scope(property, reference), Flavor(DisableOverride, ToSubclass)",
		"MaxLen : uint32 = null, Scope(property, method, parameter)",
		"Override : string = null, Scope(property, reference, method), Flavor(EnableOverride, Restricted)",
		"Out : boolean = false, Scope(parameter), Flavor(DisableOverride, ToSubclass)",
		"ValueMap : string[], Scope(property, method, parameter)",
		"Values : string[], Scope(property, method, parameter), Flavor(EnableOverride, ToSubclass, Translatable)",
		"Version : string = null, Scope(class, association, indication), Flavor(EnableOverride, Restricted)",
	};
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		printf("Qualifier %s;\n", types[i]);
}

static void
property(uint64_t *seed, unsigned cls, unsigned i)
{
	static const char *const types[] = { "string", "uint16", "uint32", "uint64", "boolean", "datetime" };
	printf("\n      [Description (\n         ");
	text(seed, 12 + below(seed, 50), "         ");
	if (below(seed, 4) == 0)
		printf("),\n       ValueMap { \"0\", \"1\", \"2\", \"..\" },\n"
		    "       Values { \"Unknown\", \"Enabled\", \"Disabled\", \"DMTF Reserved\" }]\n   uint16 P%u_%u;\n", cls, i);
	else
		printf(")]\n   %s P%u_%u;\n", types[below(seed, 6)], cls, i);
}

static void
method(uint64_t *seed, unsigned cls)
{
	printf("\n      [Description (\n         ");
	text(seed, 60, "         ");
	printf(")]\n   uint32 M%u(\n         [In, Description (\n            ", cls);
	text(seed, 12, "            ");
	printf(")]\n      uint16 State,\n         [In (false), Out, Description (\n            ");
	text(seed, 12, "            ");
	printf(")]\n      string Job);\n");
}

/* Every class but the roots has a superclass somewhere before it; every third is an association. */
static void
class(uint64_t *seed, unsigned cls)
{
	if (cls % 3 == 2 && cls > 4) {
		printf("\n   [Association, Version (\"2.%u.0\"), Description (\n      ", below(seed, 50));
		text(seed, 30, "      ");
		printf(")]\nclass GEN_Assoc%u {\n\n      [Key]\n   GEN_C%u REF Antecedent;\n\n      [Key]\n   GEN_C%u REF Dependent;\n};\n",
		    cls, below(seed, cls / 3) * 3, below(seed, cls / 3) * 3);
		return;
	}
	printf("\n   [%sVersion (\"2.%u.0\"), Description (\n      ", cls < 2 ? "Abstract, " : "", below(seed, 50));
	text(seed, 40, "      ");
	printf(")]\nclass GEN_C%u", cls);
	if (cls >= 8)
		printf(" : GEN_C%u", cls / 24 * 3);
	printf(" {\n");
	if (cls < 8)
		printf("\n      [Key, MaxLen (256)]\n   string Id%u;\n", cls);
	for (unsigned i = 0, n = 2 + below(seed, 7); i < n; i++)
		property(seed, cls, i);
	if (below(seed, 3) == 0)
		method(seed, cls);
	printf("};\n");
}

/* Lines of classes, each below the one before it, depth long. */
static void
deep(unsigned long count, unsigned long depth)
{
	for (unsigned long i = 0; i < count; i++) {
		unsigned long line = i / depth, at = i % depth;
		printf("[Version (\"1.0.0\"), Description (\"Class %lu of line %lu.\")]\n"
		    "class GEN_L%lu_%lu", at, line, line, at);
		if (at > 0)
			printf(" : GEN_L%lu_%lu", line, at - 1);
		printf(" {\n%s   [Description (\"What it counts.\")]\n   uint32 P%lu;\n"
		    "   string Q%lu;\n   uint32 M%lu([In] uint32 State);\n};\n",
		    at == 0 ? "   [Key]\n   string Id;\n" : "", at, at, at);
	}
}

/* A class of many properties, its subclasses each overriding one, and an instance of each. */
static void
wide(unsigned long count, unsigned long properties)
{
	printf("class GEN_Wide {\n   [Key]\n   string Id;\n");
	for (unsigned long i = 0; i < properties; i++)
		printf("   [Description (\"Property %lu.\")]\n   uint32 P%lu;\n", i, i);
	printf("};\n");
	for (unsigned long i = 0; i < count; i++)
		printf("class GEN_W%lu : GEN_Wide {\n   [Override (\"P%lu\"), Description (\"Its own.\")]\n"
		    "   uint32 P%lu;\n   uint8 Q;\n};\n"
		    "instance of GEN_W%lu { Id = \"%lu\"; P0 = 1; Q = 2; };\n",
		    i, i % properties, i % properties, i, i);
}

/* Instances of one class, for queries: a key, numbers, texts. The class comes with the first of them. */
static void
rows(unsigned long count, uint64_t seed, unsigned long first)
{
	if (first == 0)
		printf("class GEN_Row {\n   [Key]\n   uint32 Id;\n   string Name;\n   uint32 Size;\n   sint64 Delta;\n"
	    "   boolean On;\n   real64 Load;\n   string Note = \"none\";\n};\n");
	for (unsigned long i = first; i < first + count; i++)
		printf("instance of GEN_Row { Id = %lu; Name = \"%s %s %lu\"; Size = %u; Delta = -%u; On = %s; Load = %u.5; };\n",
		    i, words[below(&seed, WORDS)], words[below(&seed, WORDS)], i, below(&seed, 1000000),
		    below(&seed, 1000), below(&seed, 2) == 0 ? "true" : "false", below(&seed, 100));
}

int
main(int argc, char **argv)
{
	bool more = argc == 5 && argv[1][0] == 'r';
	if (argc != 3 && argc != 4 && !more) {
		fprintf(stderr, "usage: generate CLASSES SEED\n"
		    "       generate deep CLASSES DEPTH\n"
		    "       generate wide SUBCLASSES PROPERTIES\n"
		    "       generate rows INSTANCES SEED [FIRST]\n");
		return 2;
	}
	unsigned long first = more ? strtoul(argv[--argc], NULL, 10) : 0;
	unsigned long count = strtoul(argv[argc - 2], NULL, 10);
	uint64_t last = strtoull(argv[argc - 1], NULL, 10);
	if (first == 0)
		head();
	if (argc == 4 && last > 0 && argv[1][0] == 'd')
		deep(count, (unsigned long)last);
	else if (argc == 4 && last > 0 && argv[1][0] == 'w')
		wide(count, (unsigned long)last);
	else if (argc == 4 && argv[1][0] == 'r')
		rows(count, last, first);
	for (unsigned long i = 0; argc == 3 && i < count; i++)
		class(&last, (unsigned)i);
	return ferror(stdout) || fflush(stdout) != 0;
}
