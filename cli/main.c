/* main.c: the table of verbs, and the way from a command line to an exit status. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/mofcomp.h"
#include "cli/out.h"
#include "cli/stop.h"
#include "cli/winmgmt.h"

#define S(status) (1u << (status))
#define READS (S(CMD_DAMAGED) | S(CMD_BUSY) | S(CMD_REFUSED) | S(CMD_IO))
#define TEXT FORMAT_BIT(FORMAT_TEXT)
#define JSON FORMAT_BIT(FORMAT_JSON)
#define MOF FORMAT_BIT(FORMAT_MOF)
#define AMENDED (OPT_BIT(OPT_AMENDED) | OPT_BIT(OPT_LOCALE))
#define WAITS (OPT_BIT(OPT_NO_WAIT) | OPT_BIT(OPT_LOCK_TIMEOUT))
#define LEVELS                                                                                     \
	(OPT_BIT(OPT_WARN) | OPT_BIT(OPT_ERROR) | OPT_BIT(OPT_STRICT) | OPT_BIT(OPT_MAX_ERRORS))

/* What reads --in: how its MOF is compiled. */
#define IN_MOF                                                                                     \
	(OPT_BIT(OPT_INCLUDE) | OPT_BIT(OPT_DIALECT) | OPT_BIT(OPT_CPP) | OPT_BIT(OPT_DEFINE) | LEVELS)
#define IN OPT_MORE(OPT_IN)
/* What both associators and references take. */
#define LINKS                                                                                      \
	(OPT_MORE(OPT_RESULT_CLASS) | OPT_MORE(OPT_ROLE) | OPT_MORE(OPT_REQUIRED_QUALIFIER) |      \
	    OPT_MORE(OPT_KEYS_ONLY) | OPT_MORE(OPT_CLASS_DEFS_ONLY) | OPT_MORE(OPT_SCHEMA_ONLY))

/* In the order of use, as help prints it. A test holds completion and manual against it. */
static const struct verb verbs[] = {
	{
		.name = "init", .operands = "",
		.summary = "make an empty repository",
		.text = "Makes the directory of -R and an empty repository in it, with the "
		    "namespace of -n. Every verb that writes makes the repository too, when "
		    "it is missing.",
		.example = "wbemkit -R fleet init",
		.statuses = READS, .least = 0, .most = 0, .run = cmd_init,
	},
	{
		.name = "compile", .operands = "FILE...",
		.summary = "compile MOF or JSON into the repository",
		.text = "Compiles all FILEs and what they include as one unit, and stores what "
		    "they declare: all of it, or nothing when there is an error. FILE - is "
		    "standard input. A FILE may be a directory: all .mof files below it. It may "
		    "also hold what export prints as JSON. The order of declarations does not matter. The "
		    "repository is made when it is missing and the unit has no error.",
		.example = "wbemkit -R fleet compile -I schema world.mof",
		.one = "a FILE has errors, and nothing was stored; with --plan: something would "
		    "change",
		.options = OPT_BIT(OPT_CLASS_MODE) | OPT_BIT(OPT_INSTANCE_MODE) |
		    OPT_BIT(OPT_PLAN) | OPT_BIT(OPT_REMOVE) | OPT_BIT(OPT_AUTORECOVER) |
		    OPT_BIT(OPT_INCLUDE) | OPT_BIT(OPT_CREATE_NAMESPACES) | LEVELS |
		    OPT_BIT(OPT_DIALECT) | OPT_BIT(OPT_CPP) | OPT_BIT(OPT_DEFINE) | OPT_BIT(OPT_NO_SYNC) | WAITS,
		.more = OPT_MORE(OPT_BMOF) | OPT_MORE(OPT_BMOF_FORMAT),
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_compile,
	},
	{
		.name = "check", .operands = "FILE...",
		.summary = "compile MOF files without storing anything",
		.text = "Reports all mistakes of all FILEs in one run, on standard output. FILE - "
		    "is standard input; a FILE may be a directory: all .mof files below it. All "
		    "are one unit, as for compile; with --each every file is one. Needs no "
		    "repository; with -R on the command line the "
		    "FILEs are compiled against that one. Form text shows the source line; "
		    "gcc prints one line for each, as editors like it; json one object a "
		    "line; sarif a log of SARIF 2.1.0; github commands of a workflow.",
		.example = "wbemkit check -o gcc world.mof",
		.one = "a FILE has errors",
		.options = OPT_BIT(OPT_INCLUDE) | OPT_BIT(OPT_CREATE_NAMESPACES) | LEVELS |
		    OPT_BIT(OPT_DIALECT) | OPT_BIT(OPT_CPP) | OPT_BIT(OPT_DEFINE) |
		    OPT_BIT(OPT_EACH) | OPT_BIT(OPT_LIST_CHECKS),
		.formats = TEXT | FORMAT_BIT(FORMAT_GCC) | JSON | FORMAT_BIT(FORMAT_SARIF) |
		    FORMAT_BIT(FORMAT_GITHUB), .format = FORMAT_TEXT,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_check,
	},
	{
		.name = "lint", .operands = "FILE...",
		.summary = "look for what is allowed and not good, or not safe",
		.text = "Asks rules beyond the standard's of all FILEs and what they include: those "
		    "for style, or with --security those for what a file does to the system "
		    "that compiles it, with --driver those for what a driver serves. A FILE may "
		    "be a directory: all .mof, .mfl and .bmf files below "
		    "it. What does not compile is looked at all the same. -W NAME and -E NAME "
		    "bring in a rule of another set.",
		.example = "wbemkit lint --security found.mof",
		.one = "something was found",
		.options = OPT_BIT(OPT_INCLUDE) | OPT_BIT(OPT_WARN) | OPT_BIT(OPT_ERROR) |
		    OPT_BIT(OPT_MAX_ERRORS) | OPT_BIT(OPT_LIST_CHECKS) | OPT_BIT(OPT_SECURITY),
		.more = OPT_MORE(OPT_DRIVER),
		.formats = TEXT | FORMAT_BIT(FORMAT_GCC) | JSON | FORMAT_BIT(FORMAT_SARIF) |
		    FORMAT_BIT(FORMAT_GITHUB), .format = FORMAT_TEXT,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_lint,
	},
	{
		.name = "decompile", .operands = "FILE...",
		.summary = "show what a binary MOF says",
		.text = "Prints each FILE, a binary MOF with its container or without, as MOF that "
		    "compiles to the same bytes again, as JSON, or in one of the other forms. What "
		    "is damaged is told with its offset, and the rest is shown. FILE - is standard "
		    "input; a FILE may be what the kernel shows as .../wmi/devices/*/bmof. All verbs "
		    "that read MOF read binary MOF too.",
		.example = "wbemkit decompile --guids firmware.bmf",
		.one = "a FILE is damaged",
		.more = OPT_MORE(OPT_TREE) | OPT_MORE(OPT_HEX) | OPT_MORE(OPT_GUIDS) |
		    OPT_MORE(OPT_C_HEADER) | OPT_MORE(OPT_SCAN),
		.formats = FORMAT_BIT(FORMAT_MOF) | JSON | FORMAT_BIT(FORMAT_TABLE) |
		    FORMAT_BIT(FORMAT_CSV), .format = FORMAT_MOF,
		.statuses = S(CMD_IO), .least = 1, .most = -1, .run = cmd_decompile,
	},
	{
		.name = "fmt", .operands = "FILE...",
		.summary = "bring MOF files into their canonical layout",
		.text = "Rewrites each FILE in place, when its layout is another: in the layout of "
		    "DMTF's schema files, every token and every comment kept, encoding and line "
		    "ends too. A FILE with errors is left as it is. A FILE may be a directory: "
		    "all .mof and .mfl files below it. FILE - is standard input, whose text goes "
		    "to standard output.",
		.example = "wbemkit fmt --check world.mof",
		.one = "a FILE has errors, or with --check or --diff would change",
		.options = OPT_BIT(OPT_CHECK) | OPT_BIT(OPT_DIFF) | OPT_BIT(OPT_STDOUT) |
		    OPT_BIT(OPT_NO_SYNC),
		.statuses = S(CMD_REFUSED) | S(CMD_IO), .least = 1, .most = -1, .run = cmd_fmt,
	},
	{
		.name = "diff", .operands = "A B",
		.summary = "print what differs, object by object, and whom it breaks",
		.text = "A and B are MOF files, directories of them, repositories or snapshots. "
		    "Qualifier types, classes and instances are matched by name or keys, "
		    "whatever their order and text; each difference has a verdict with its "
		    "reason. MOF that lacks what it builds on is compared as it is written. "
		    "Also a diff driver for git: it calls with seven operands.",
		.example = "wbemkit diff old.mof new.mof",
		.one = "there are differences",
		.options = OPT_BIT(OPT_INCLUDE) | OPT_BIT(OPT_DIALECT) | OPT_BIT(OPT_IGNORE),
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 1, .most = 9, .run = cmd_diff,
	},
	{
		.name = "export", .operands = "[NAME...]",
		.summary = "print the repository as MOF or JSON",
		.text = "Prints qualifier types, classes (superclasses first) and instances of "
		    "the namespace so that a compiler can read them again; with NAMEs only "
		    "those classes and qualifier types. The same content gives the same "
		    "bytes. Form json is one document, jsonl one object a line, and compile "
		    "reads both; jsonschema describes the instances of the classes NAME.",
		.example = "wbemkit -R fleet export > fleet.mof",
		.one = "there is no class or qualifier type NAME, or no such namespace",
		.options = OPT_BIT(OPT_ALL) | AMENDED | IN_MOF, .more = IN,
		.formats = MOF | JSON | FORMAT_BIT(FORMAT_JSONL) | FORMAT_BIT(FORMAT_JSONSCHEMA),
		.format = FORMAT_MOF,
		.statuses = READS, .least = 0, .most = -1, .run = cmd_export,
	},
	{
		.name = "class list", .operands = "",
		.summary = "print the names of all classes",
		.text = "One name a line, in the order of the names; in form mof or json the "
		    "classes themselves. The system classes, which every namespace has, "
		    "come with --system.",
		.example = "wbemkit -R fleet class list",
		.one = "there is no such namespace",
		.options = OPT_BIT(OPT_EFFECTIVE) | AMENDED | IN_MOF, .more = IN | OPT_MORE(OPT_SYSTEM),
		.formats = TEXT | MOF | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_class_list,
	},
	{
		.name = "class get", .operands = "NAME...",
		.summary = "print classes",
		.text = "Prints each class as it was declared, or with --effective as it is.",
		.example = "wbemkit -R fleet class get --effective Demo_Fan",
		.one = "there is no such class or namespace",
		.options = OPT_BIT(OPT_EFFECTIVE) | AMENDED | IN_MOF, .more = IN | OPT_MORE(OPT_SYSTEM),
		.formats = MOF | JSON, .format = FORMAT_MOF,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_class_get,
	},
	{
		.name = "class tree", .operands = "[CLASS...]",
		.summary = "print the classes with their subclasses below them",
		.text = "Begins at the classes without superclass, or at each CLASS; with --up it ends "
		    "there, and begins at the top. System classes come with --system, "
		    "and where others are below them.",
		.example = "wbemkit -R fleet class tree Demo_Device",
		.one = "there is no such class or namespace",
		.options = AMENDED | IN_MOF, .more = IN | OPT_MORE(OPT_UP) | OPT_MORE(OPT_SYSTEM),
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = -1, .run = cmd_class_tree,
	},
	{
		.name = "class find", .operands = "[PATTERN]",
		.summary = "print the names of the classes that match",
		.text = "In PATTERN, * stands for any text, ? for one character, [a-c] for one of "
		    "these; case does not matter. A PATTERN without them is looked for "
		    "anywhere in the name. Options say what else the classes must be; all must "
		    "hold. Names and values may have wildcards there.",
		.example = "wbemkit -R fleet class find 'Demo_*Fan'",
		.one = "no class matches, or there is no such namespace",
		.options = OPT_BIT(OPT_EFFECTIVE) | OPT_BIT(OPT_ALL) | AMENDED | IN_MOF,
		.more = IN | OPT_MORE(OPT_QUALIFIER) | OPT_MORE(OPT_PROPERTY) |
		    OPT_MORE(OPT_METHOD) | OPT_MORE(OPT_SUPERCLASS) | OPT_MORE(OPT_SYSTEM),
		.formats = TEXT | MOF | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 1, .run = cmd_class_find,
	},
	{
		.name = "class delete", .operands = "NAME...",
		.summary = "delete classes",
		.text = "All of them or, when one is needed by others, none; with --recursive their "
		    "subclasses and the instances of all go too.",
		.example = "wbemkit -R fleet class delete Demo_Fan",
		.one = "there is no such class or namespace",
		.options = OPT_BIT(OPT_RECURSIVE) | OPT_BIT(OPT_NO_SYNC) | WAITS,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_class_delete,
	},
	{
		.name = "query", .operands = "WQL",
		.summary = "print what a WQL query asks for",
		.text = "WQL is one argument: SELECT * or properties FROM a class (its subclasses "
		    "too) WHERE ...; SELECT * FROM meta_class WHERE ... for classes; ASSOCIATORS "
		    "OF {PATH} and REFERENCES OF {PATH}. Form text prints a block of lines an "
		    "object, table and csv a line, json one object a line, mof what was "
		    "declared.",
		.example = "wbemkit -R fleet query 'SELECT Id FROM Demo_Fan WHERE Speed > 900'",
		.one = "there is no such class, instance or namespace",
		.options = OPT_BIT(OPT_NO_PROVIDERS) | OPT_BIT(OPT_EXPLAIN) | AMENDED | IN_MOF, .more = IN | OPT_MORE(OPT_SYSTEM),
		.formats = TEXT | JSON | MOF | FORMAT_BIT(FORMAT_TABLE) | FORMAT_BIT(FORMAT_CSV),
		.format = FORMAT_TEXT,
		.statuses = READS, .least = 1, .most = 1, .run = cmd_query,
	},
	{
		.name = "associators", .operands = "PATH",
		.summary = "print what associations lead to from an instance",
		.text = "PATH is an object path as of instance get; the options are those of WQL's "
		    "ASSOCIATORS OF, and --schema-only takes the name of a class. Forms as of query.",
		.example = "wbemkit -R fleet associators 'Demo_Fan.Id=\"left\"'",
		.one = "there is no such class, instance or namespace",
		.options = OPT_BIT(OPT_EXPLAIN) | OPT_BIT(OPT_NO_PROVIDERS) | AMENDED | IN_MOF,
		.more = IN | LINKS | OPT_MORE(OPT_SYSTEM) | OPT_MORE(OPT_ASSOC_CLASS) | OPT_MORE(OPT_RESULT_ROLE) |
		    OPT_MORE(OPT_REQUIRED_ASSOC_QUALIFIER),
		.formats = TEXT | JSON | MOF | FORMAT_BIT(FORMAT_TABLE) | FORMAT_BIT(FORMAT_CSV),
		.format = FORMAT_TEXT,
		.statuses = READS, .least = 1, .most = 1, .run = cmd_associators,
	},
	{
		.name = "references", .operands = "PATH",
		.summary = "print the associations that an instance stands in",
		.text = "PATH is an object path as of instance get; the options are those of WQL's "
		    "REFERENCES OF, and --schema-only takes the name of a class. Forms as of query.",
		.example = "wbemkit -R fleet references 'Demo_Fan.Id=\"left\"'",
		.one = "there is no such class, instance or namespace",
		.options = OPT_BIT(OPT_EXPLAIN) | OPT_BIT(OPT_NO_PROVIDERS) | AMENDED | IN_MOF, .more = IN | LINKS | OPT_MORE(OPT_SYSTEM),
		.formats = TEXT | JSON | MOF | FORMAT_BIT(FORMAT_TABLE) | FORMAT_BIT(FORMAT_CSV),
		.format = FORMAT_TEXT,
		.statuses = READS, .least = 1, .most = 1, .run = cmd_references,
	},
	{
		.name = "instance list", .operands = "[CLASS]",
		.summary = "print the paths of instances",
		.text = "Of exactly CLASS, and with --deep of its subclasses too: those of dynamic "
		    "classes come from their providers. Without CLASS, all that are stored. "
		    "In form mof or json the instances themselves.",
		.example = "wbemkit -R fleet instance list --deep Demo_Device",
		.one = "there is no such class or namespace",
		.options = OPT_BIT(OPT_NO_PROVIDERS) | OPT_BIT(OPT_DEEP) | AMENDED | IN_MOF, .more = IN | OPT_MORE(OPT_SYSTEM),
		.formats = TEXT | MOF | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 1, .run = cmd_instance_list,
	},
	{
		.name = "instance get", .operands = "PATH...",
		.summary = "print instances",
		.text = "PATH is an object path in either form: Class.Key=\"value\", or with a "
		    "namespace in front, which then holds instead of -n.",
		.example = "wbemkit -R fleet instance get 'Demo_Fan.Id=\"left\"'",
		.one = "there is no such instance or namespace",
		.options = OPT_BIT(OPT_NO_PROVIDERS) | AMENDED | IN_MOF, .more = IN | OPT_MORE(OPT_SYSTEM),
		.formats = MOF | JSON, .format = FORMAT_MOF,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_instance_get,
	},
	{
		.name = "instance create", .operands = "CLASS [NAME=VALUE...]",
		.summary = "make an instance",
		.text = "Each NAME is a property of CLASS, each VALUE of its type: a text as it is, a "
		    "number, true or false, a list in brackets, nothing for NULL. With - in the "
		    "place of CLASS instances are read from standard input, as MOF or JSON. All "
		    "is checked as compile checks it. Prints the path of what was made.",
		.example = "wbemkit -R fleet instance create Demo_Fan Id=top Speed=1200",
		.one = "a VALUE does not fit, or there is no such class; with --plan: a change",
		.options = OPT_BIT(OPT_PLAN) | OPT_BIT(OPT_DIALECT) | OPT_BIT(OPT_NO_SYNC) | WAITS,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_instance_create,
	},
	{
		.name = "instance modify", .operands = "PATH [NAME=VALUE...]",
		.summary = "change properties of an instance",
		.text = "PATH as of instance get, NAME=VALUE as of instance create; what is not named "
		    "stays as it is, and keys cannot change. With - in the place of PATH whole "
		    "instances are read from standard input, as MOF or JSON, and replace those "
		    "with the same keys.",
		.example = "wbemkit -R fleet instance modify 'Demo_Fan.Id=\"left\"' Speed=1100",
		.one = "a VALUE does not fit, or there is no such instance; with --plan: a change",
		.options = OPT_BIT(OPT_PLAN) | OPT_BIT(OPT_DIALECT) | OPT_BIT(OPT_NO_SYNC) | WAITS,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_instance_modify,
	},
	{
		.name = "instance delete", .operands = "PATH...",
		.summary = "delete instances",
		.text = "All of them or none. PATH as of instance get. What refers to them stays. An "
		    "instance of __Namespace is the namespace; what is in it goes with --recursive.",
		.example = "wbemkit -R fleet instance delete 'Demo_Fan.Id=\"left\"'",
		.one = "there is no such instance or namespace",
		.options = OPT_BIT(OPT_RECURSIVE) | OPT_BIT(OPT_NO_SYNC) | WAITS,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_instance_delete,
	},
	{
		.name = "qualifier list", .operands = "",
		.summary = "print the names of all qualifier types",
		.text = "One name a line; in form mof or json the declarations themselves.",
		.example = "wbemkit -R fleet qualifier list",
		.one = "there is no such namespace",
		.options = AMENDED | IN_MOF, .more = IN,
		.formats = TEXT | MOF | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_qualifier_list,
	},
	{
		.name = "qualifier get", .operands = "NAME...",
		.summary = "print qualifier types",
		.text = "Prints the declaration of each.",
		.example = "wbemkit -R fleet qualifier get Key",
		.one = "there is no such qualifier type or namespace",
		.options = AMENDED | IN_MOF, .more = IN,
		.formats = MOF | JSON, .format = FORMAT_MOF,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_qualifier_get,
	},
	{
		.name = "qualifier delete", .operands = "NAME...",
		.summary = "delete qualifier types",
		.text = "All of them or, when one is used by a class, none.",
		.example = "wbemkit -R fleet qualifier delete Colour",
		.one = "there is no such qualifier type or namespace",
		.options = OPT_BIT(OPT_NO_SYNC) | WAITS,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_qualifier_delete,
	},
	{
		.name = "structure list", .operands = "",
		.summary = "print the names of all structures",
		.text = "One name a line; in form mof or json the declarations themselves. "
		    "Structures are MOF 3's; those inside of a class are printed with it.",
		.example = "wbemkit -R fleet structure list",
		.one = "there is no such namespace",
		.options = IN_MOF, .more = IN,
		.formats = TEXT | MOF | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_structure_list,
	},
	{
		.name = "structure get", .operands = "NAME...",
		.summary = "print structures",
		.text = "Prints each structure as it was declared, or with --effective as it is.",
		.example = "wbemkit -R fleet structure get Demo_Address",
		.one = "there is no such structure or namespace",
		.options = OPT_BIT(OPT_EFFECTIVE) | IN_MOF, .more = IN,
		.formats = MOF | JSON, .format = FORMAT_MOF,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_structure_get,
	},
	{
		.name = "structure delete", .operands = "NAME...",
		.summary = "delete structures",
		.text = "All of them or, when one is used by others, none.",
		.example = "wbemkit -R fleet structure delete Demo_Size",
		.one = "there is no such structure or namespace",
		.options = OPT_BIT(OPT_NO_SYNC) | WAITS,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_structure_delete,
	},
	{
		.name = "enumeration list", .operands = "",
		.summary = "print the names of all enumerations",
		.text = "One name a line; in form mof or json the declarations themselves.",
		.example = "wbemkit -R fleet enumeration list",
		.one = "there is no such namespace",
		.options = IN_MOF, .more = IN,
		.formats = TEXT | MOF | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_enumeration_list,
	},
	{
		.name = "enumeration get", .operands = "NAME...",
		.summary = "print enumerations",
		.text = "Prints the declaration of each.",
		.example = "wbemkit -R fleet enumeration get Demo_Status",
		.one = "there is no such enumeration or namespace",
		.options = IN_MOF, .more = IN,
		.formats = MOF | JSON, .format = FORMAT_MOF,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_enumeration_get,
	},
	{
		.name = "enumeration delete", .operands = "NAME...",
		.summary = "delete enumerations",
		.text = "All of them or, when one is used by others, none.",
		.example = "wbemkit -R fleet enumeration delete Demo_Colour",
		.one = "there is no such enumeration or namespace",
		.options = OPT_BIT(OPT_NO_SYNC) | WAITS,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_enumeration_delete,
	},
	{
		.name = "namespace list", .operands = "",
		.summary = "print all namespaces",
		.text = "One a line, parents first.",
		.example = "wbemkit -R fleet namespace list",
		.options = IN_MOF, .more = IN,
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_namespace_list,
	},
	{
		.name = "namespace create", .operands = "NS...",
		.summary = "make namespaces",
		.text = "Makes the parents too when they are missing, and the repository.",
		.example = "wbemkit -R fleet namespace create root/lab",
		.options = OPT_BIT(OPT_NO_SYNC) | WAITS,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_namespace_create,
	},
	{
		.name = "namespace delete", .operands = "NS...",
		.summary = "delete namespaces",
		.text = "Only an empty one, unless --recursive is given. All of them, or none.",
		.example = "wbemkit -R fleet namespace delete --recursive root/lab",
		.one = "there is no such namespace",
		.options = OPT_BIT(OPT_RECURSIVE) | OPT_BIT(OPT_NO_SYNC) | WAITS,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_namespace_delete,
	},
	{
		.name = "namespace security", .operands = "get|rights|set|allow|deny [NS] [ARG...]",
		.summary = "print or change who may do what in a namespace",
		.text = "get [NS] prints the namespace's descriptor: text, json, or with -o sddl as set "
		    "takes it. rights [NS] prints what the caller may do. set NS SDDL replaces the "
		    "entries of the list; SDDL may be the word default. allow NS WHO RIGHTS, and deny "
		    "in the same way, replace the entry of one: WHO is "
		    "user:NAME, group:NAME, everyone, authenticated, administrators, system, creator or "
		    "a SID; RIGHTS are read, execute, write, write-instances, write-provider, remote, "
		    "read-security, edit-security, with commas between, or all, or none.",
		.example = "wbemkit -R fleet namespace security allow root/lab user:nobody read",
		.one = "there is no such namespace",
		.options = OPT_BIT(OPT_NO_SYNC) | WAITS,
		.formats = TEXT | JSON | FORMAT_BIT(FORMAT_SDDL), .format = FORMAT_TEXT,
		.statuses = READS, .least = 1, .most = 4, .run = cmd_namespace_security,
	},
	{
		.name = "provider list", .operands = "",
		.summary = "print the providers of dynamic classes, and whether they can be run",
		.text = "Those that are registered, and those that classes of any namespace name: "
		    "one line each, with the classes.",
		.example = "wbemkit -R fleet provider list",
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_provider_list,
	},
	{
		.name = "provider add", .operands = "NAME FILE",
		.summary = "register a program as a provider",
		.text = "Copies FILE into the directory providers of the repository, for its owner "
		    "alone. Classes with the qualifiers dynamic and provider(\"NAME\") get their "
		    "instances from it. What it must do: wbemkit-provider(1).",
		.example = "wbemkit -R fleet provider add Processes ./processes",
		.options = OPT_BIT(OPT_OVERWRITE),
		.statuses = READS, .least = 2, .most = 2, .run = cmd_provider_add,
	},
	{
		.name = "provider remove", .operands = "NAME...",
		.summary = "take programs out of the providers",
		.text = "Their classes answer that the provider is not registered.",
		.example = "wbemkit -R fleet provider remove Processes",
		.one = "there is no such provider",
		.statuses = READS, .least = 1, .most = -1, .run = cmd_provider_remove,
	},
	{
		.name = "provider check", .operands = "NAME CLASS",
		.summary = "run a provider, and look at what it answers",
		.text = "Asks it for all instances of CLASS and then for the first of them, and tells "
		    "what is wrong with the answers. For who writes one.",
		.example = "wbemkit -R fleet provider check Processes Demo_Process",
		.one = "there is no such class, or the answers are not consistent",
		.statuses = READS, .least = 2, .most = 2, .run = cmd_provider_check,
	},
	{
		.name = "autorecover list", .operands = "",
		.summary = "print the copies that are kept for recovery",
		.text = "Of what was compiled with --autorecover or has the pragma: one line each, "
		    "in the order of compiling: number, when, and the files it was made of.",
		.example = "wbemkit -R fleet autorecover list",
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_autorecover_list,
	},
	{
		.name = "autorecover add", .operands = "FILE...",
		.summary = "keep copies for recovery, and store nothing",
		.text = "Each FILE is a unit that must compile against the repository as it is; it is "
		    "kept as compile --autorecover keeps it, in the place of an older copy of the same "
		    "file, else behind all others. What the repository does not hold of it is told.",
		.example = "wbemkit -R fleet autorecover add samples/isle/logbook.mof",
		.one = "a file does not compile, and is not kept",
		.options = OPT_BIT(OPT_INCLUDE) | OPT_BIT(OPT_DIALECT) | OPT_BIT(OPT_CPP) |
		    OPT_BIT(OPT_DEFINE) | LEVELS | OPT_BIT(OPT_NO_SYNC) | WAITS,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_autorecover_add,
	},
	{
		.name = "autorecover remove", .operands = "NAME...",
		.summary = "take copies out of what is kept for recovery",
		.text = "NAME is the number that list prints, the name of the copy, or a file that it was "
		    "made of. All of them, or none. What is stored stays.",
		.example = "wbemkit -R fleet autorecover remove 000001",
		.one = "there is no such copy",
		.options = WAITS,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_autorecover_remove,
	},
	{
		.name = "autorecover check", .operands = "",
		.summary = "would what is kept for recovery bring it all back?",
		.text = "Compiles the copies in their order into an empty repository, which goes again, and "
		    "each against the present one, and tells which do not compile; what they declare and "
		    "the repository does not hold, or holds otherwise; files that are no copies; sources "
		    "that have changed since.",
		.example = "wbemkit -R fleet autorecover check",
		.one = "something is wrong or differs",
		.options = WAITS,
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_autorecover_check,
	},
	{
		.name = "backup", .operands = "FILE",
		.summary = "write the repository's static data into one file",
		.text = "Namespaces, qualifier types, classes and static instances, compressed. "
		    "FILE appears when it is complete, on the disk, and was read back; FILE - "
		    "is standard output. Reading and writing of the repository go on "
		    "meanwhile.",
		.example = "wbemkit -R fleet backup fleet.wks",
		.options = OPT_BIT(OPT_OVERWRITE) | OPT_BIT(OPT_LEVEL) | OPT_BIT(OPT_THREADS) |
		    OPT_BIT(OPT_NO_VERIFY) | OPT_BIT(OPT_NO_SYNC),
		.statuses = READS, .least = 1, .most = 1, .run = cmd_backup,
	},
	{
		.name = "restore", .operands = "FILE",
		.summary = "make the repository what a snapshot holds",
		.text = "Verifies all of FILE, builds the new content beside the old and swaps "
		    "them at the end, so that a failure leaves the old one. The repository is "
		    "made when it is missing. When others have it open they are listed, and "
		    "nothing is done; with --force their connections break at the swap, after "
		    "a writer among them has ended. FILE - is standard input.",
		.example = "wbemkit -R copy restore --force fleet.wks",
		.options = OPT_BIT(OPT_FORCE) | OPT_BIT(OPT_NO_SYNC) | WAITS,
		.statuses = READS, .least = 1, .most = 1, .run = cmd_restore,
	},
	{
		.name = "snapshot list", .operands = "FILE",
		.summary = "print what a snapshot holds",
		.text = "One object a line: its kind, then its namespace and name. Nothing is "
		    "restored or unpacked.",
		.example = "wbemkit snapshot list fleet.wks",
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 1, .most = 1, .run = cmd_snapshot_list,
	},
	{
		.name = "snapshot show", .operands = "FILE [NAME...]",
		.summary = "print a snapshot's label, or objects out of it",
		.text = "Without NAME: counts, content id, origin. With NAMEs: these classes, "
		    "qualifier types or instances (an object path) of the namespace, as MOF "
		    "or JSON.",
		.example = "wbemkit snapshot show fleet.wks Demo_Fan",
		.one = "the snapshot holds no such object",
		.options = AMENDED,
		.formats = TEXT | MOF | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 1, .most = -1, .run = cmd_snapshot_show,
	},
	{
		.name = "snapshot verify", .operands = "FILE...",
		.summary = "check every byte of snapshots",
		.text = "Checksums, counts, the content id, and that each record can be read.",
		.example = "wbemkit snapshot verify fleet.wks",
		.statuses = READS, .least = 1, .most = -1, .run = cmd_snapshot_verify,
	},
	{
		.name = "verify", .operands = "[DIR]",
		.summary = "check the whole repository",
		.text = "Looks at the small files of the repository's directory, every page of its "
		    "store, every record and index entry, and prints each problem on a line, with "
		    "the object it is about and who depends on it. DIR is a copy of such a "
		    "directory. Others may use it meanwhile.",
		.example = "wbemkit -R fleet verify",
		.more = OPT_MORE(OPT_QUICK),
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 1, .run = cmd_verify,
	},
	{
		.name = "salvage", .operands = "",
		.summary = "build a damaged repository anew from what can be read",
		.text = "Checks first: one that is sound is left alone. Else all that can be read "
		    "goes into a new generation, with what of the autorecover list is lost; what "
		    "cannot go on is told by name. The old generation is kept until --drop-old; "
		    "--undo goes back to it. When others have the repository open they are listed, and "
		    "nothing is done; with --force their connections break first, after a writer among "
		    "them has ended.",
		.example = "wbemkit -R fleet salvage --dry-run",
		.one = "something is lost, or a kept unit does not compile, or none is kept",
		.options = OPT_BIT(OPT_FORCE) | OPT_BIT(OPT_NO_SYNC) | WAITS,
		.more = OPT_MORE(OPT_DRY_RUN) | OPT_MORE(OPT_DROP_OLD) | OPT_MORE(OPT_UNDO),
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_salvage,
	},
	{
		.name = "reset", .operands = "",
		.summary = "begin anew with the autorecover list alone",
		.text = "A new generation with nothing in it but what the units of the autorecover "
		    "list declare. The old one is kept until salvage --drop-old; salvage --undo goes "
		    "back to it. Others who have the repository open are listed, and nothing is done; "
		    "with --force their connections break. Without --yes it does nothing.",
		.example = "wbemkit -R fleet reset --yes",
		.one = "a unit of the autorecover list does not compile",
		.options = OPT_BIT(OPT_FORCE) | OPT_BIT(OPT_NO_SYNC) | WAITS,
		.more = OPT_MORE(OPT_YES),
		.statuses = READS, .least = 0, .most = 0, .run = cmd_reset,
	},
	{
		.name = "status", .operands = "",
		.summary = "print what the repository is and holds",
		.text = "Its id, format, generation, counts and sizes, how many have it open, and "
		    "whether it is paused, by whom, since when and until when. With -v (JSON: always) "
		    "what each namespace holds.",
		.example = "wbemkit -R fleet status",
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_status,
	},
	{
		.name = "compact", .operands = "",
		.summary = "make the repository's file as small as its content",
		.text = "Writes the next generation, with the same records in order and no free "
		    "pages, checks it, and puts it in the place of the old one. Nobody else may have "
		    "the repository open.",
		.example = "wbemkit -R fleet -v compact",
		.options = OPT_BIT(OPT_NO_SYNC),
		.statuses = READS, .least = 0, .most = 0, .run = cmd_compact,
	},
	{
		.name = "connections", .operands = "",
		.summary = "print who has the repository open",
		.text = "Process, user, program, since when, and whether it writes or has paused the "
		    "repository; * marks the one that asks.",
		.example = "wbemkit -R fleet connections",
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_connections,
	},
	{
		.name = "disconnect", .operands = "",
		.summary = "break the connections of all others",
		.text = "Whatever others ask of the repository from then on fails, until they open it "
		    "again; their pauses end. One who is writing is waited for. Nothing that was "
		    "committed is lost.",
		.example = "wbemkit -R fleet disconnect",
		.options = WAITS,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_disconnect,
	},
	{
		.name = "settings list", .operands = "",
		.summary = "print the settings of the repository",
		.text = "Every setting with what holds, and whether it was set.",
		.example = "wbemkit -R fleet settings list",
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = READS, .least = 0, .most = 0, .run = cmd_settings_list,
	},
	{
		.name = "settings get", .operands = "KEY",
		.summary = "print what a setting is",
		.text = "What holds: the value that was set, or the one that holds without.",
		.example = "wbemkit -R fleet settings get pause-limit",
		.statuses = READS, .least = 1, .most = 1, .run = cmd_settings_get,
	},
	{
		.name = "settings set", .operands = "KEY VALUE",
		.summary = "change a setting",
		.text = "For root and the owner of the repository. Group gives the files to a group "
		    "and opens them for its members.",
		.example = "wbemkit -R fleet settings set pause-limit 5m",
		.statuses = READS, .least = 2, .most = 2, .run = cmd_settings_set,
	},
	{
		.name = "settings unset", .operands = "KEY",
		.summary = "take a setting back",
		.text = "What holds without it holds again.",
		.example = "wbemkit -R fleet settings unset pause-limit",
		.statuses = READS, .least = 1, .most = 1, .run = cmd_settings_unset,
	},
	{
		.name = "pause", .operands = "[-- COMMAND...]",
		.summary = "hold the repository still while a command runs",
		.text = "Writers wait, readers go on, and the files are at rest on the disk, so that "
		    "COMMAND may copy them. Without COMMAND it holds until Ctrl-C. The status is "
		    "COMMAND's; 4 when it was good but the time ran out before its end.",
		.example = "wbemkit -R fleet pause -- cp -a fleet copy",
		.options = OPT_BIT(OPT_TIMEOUT) | WAITS,
		.statuses = READS, .least = 0, .most = -1, .run = cmd_pause,
	},
	{
		.name = "explain", .operands = "[CODE...]",
		.summary = "tell what a code or a message means, and what to do",
		.text = "CODE is a code of WBEM by number (0x80041003, or -2147217405 as Windows "
		    "prints it too) or by name (WBEM_E_ACCESS_DENIED), or the id of a message "
		    "(E-SUPER-MISSING). Without CODE it lists all codes.",
		.example = "wbemkit explain 0x80041010",
		.one = "there is no such code or message",
		.formats = TEXT | JSON, .format = FORMAT_TEXT,
		.statuses = 0, .least = 0, .most = -1, .run = cmd_explain,
	},
};

#define VERB_COUNT (sizeof(verbs) / sizeof(verbs[0]))

/*
 * A closed descriptor 0..2 would go to the next file opened, and messages into that file.
 * Opened the wrong way round, its use fails as it did.
 */
static void
fill_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
	}
}

/* The name without the directories in front. */
static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash == NULL ? path : slash + 1;
}

/* Behind -R DIR in any of its forms at the front of a line; *repository is DIR. */
static int
skip_repository(int argc, char **argv, const char **repository)
{
	int at = 1;
	while (at < argc) {
		const char *word = argv[at];
		bool lone = strcmp(word, "-R") == 0 || strcmp(word, "--repository") == 0;
		if (lone && at + 1 < argc)
			*repository = argv[++at];
		else if (strncmp(word, "--repository=", 13) == 0)
			*repository = word + 13;
		else if (strncmp(word, "-R", 2) == 0 && word[2] != '\0')
			*repository = word + 2;
		else
			break;
		at++;
	}
	return at;
}

/* The other names of the program speak the switches of Windows: -1, or it has run under one. */
static int
other_name(int argc, char **argv)
{
	const char *name = last_part(argc > 0 ? argv[0] : ""), *repository = NULL;
	size_t len = strcspn(name, ".");
	if (strncasecmp(name, "mofcomp", len) == 0 && len == 7)
		return mofcomp_main(argc, argv, NULL);
	if (strncasecmp(name, "winmgmt", len) == 0 && len == 7)
		return winmgmt_main(argc, argv, NULL);
	int at = skip_repository(argc, argv, &repository);
	if (at < argc && strcmp(argv[at], "mofcomp") == 0)
		return mofcomp_main(argc - at, argv + at, repository);
	if (at < argc && strcmp(argv[at], "winmgmt") == 0)
		return winmgmt_main(argc - at, argv + at, repository);
	return -1;
}

/* What could not be written is a failure of the verb, whatever the verb thought. */
static int
finish(int status)
{
	int error = out_finish();
	stop_now();
	if (error == EPIPE)
		stop_by(SIGPIPE);
	if (error != 0) {
		err_line("standard output: %s", strerror(error));
		return CMD_IO;
	}
	return status;
}

int
main(int argc, char **argv)
{
	fill_descriptors();
	/* A closed pipe is told by write, so that temporary files can be removed first. */
	(void)signal(SIGPIPE, SIG_IGN);
	/* A file that may grow no further is a full disk, not a death. */
	(void)signal(SIGXFSZ, SIG_IGN);
	int status = other_name(argc, argv);
	if (status >= 0)
		return finish(status);
	struct cmd cmd = { .verb = NULL };
	status = opts_read(&cmd, argc, argv, verbs, VERB_COUNT);
	if (status < 0)
		status = cmd.verb->run(&cmd);
	arena_free(&cmd.arena);
	return finish(status);
}
