/*
 * lint_table.h: the rules of lint, one row each; lint.h and lint.c include it with macros of their
 * own. They ask for more than the standard does, so none is an error unless -E makes it one. An id
 * never changes its meaning. doc/lint.txt tells of each why, an example and the cure; a case of
 * tests/lint named after the id fires it, and one beside it does not.
 */

/* What a reader of a schema misses, or stumbles over */
MOF_LINT(CLASS_DESC, "L-CLASS-DESC", STYLE, MOF_WARNING, "a class has a Description")
MOF_LINT(PROP_DESC, "L-PROP-DESC", STYLE, MOF_WARNING, "a property has a Description")
MOF_LINT(KEY_DESC, "L-KEY-DESC", STYLE, MOF_WARNING, "a key has a Description")
MOF_LINT(METHOD_DESC, "L-METHOD-DESC", STYLE, MOF_WARNING, "a method has a Description")
MOF_LINT(PARAM_DESC, "L-PARAM-DESC", STYLE, MOF_WARNING, "a parameter has a Description")
MOF_LINT(DESC_TEXT, "L-DESC-TEXT", STYLE, MOF_WARNING,
    "a Description says more than the name does")
MOF_LINT(VERSION, "L-VERSION", STYLE, MOF_WARNING, "a class has a Version, which is m.n.u")
MOF_LINT(KEY_WRITE, "L-KEY-WRITE", STYLE, MOF_WARNING, "a key is not writable")
MOF_LINT(NAME_CASE, "L-NAME-CASE", STYLE, MOF_WARNING,
    "properties and methods are spelled in one way")
MOF_LINT(CLASS_PREFIX, "L-CLASS-PREFIX", STYLE, MOF_WARNING, "a class name begins with its schema")
MOF_LINT(UNITS, "L-UNITS", STYLE, MOF_WARNING, "a unit is given by PUnit, not by Units alone")
MOF_LINT(UNIT_WORDS, "L-UNIT-WORDS", STYLE, MOF_NOTE,
    "a unit that a Description tells is in PUnit too")
MOF_LINT(VALUES, "L-VALUES", STYLE, MOF_WARNING, "a ValueMap has Values")
MOF_LINT(VALUES_DUP, "L-VALUES-DUP", STYLE, MOF_WARNING, "no two Values are the same word")
MOF_LINT(PARAM_DIR, "L-PARAM-DIR", STYLE, MOF_NOTE, "a parameter says In or Out")
MOF_LINT(DEPRECATED, "L-DEPRECATED", STYLE, MOF_WARNING, "nothing new builds on a deprecated class")
MOF_LINT(ALIAS, "L-ALIAS", STYLE, MOF_WARNING, "an alias is used")
MOF_LINT(QUAL_UNUSED, "L-QUAL-UNUSED", STYLE, MOF_NOTE, "a declared qualifier type is used")
MOF_LINT(FILE_NAME, "L-FILE-NAME", STYLE, MOF_NOTE, "a file with one class is named after it")
MOF_LINT(TRAILING, "L-TRAILING", STYLE, MOF_NOTE,
    "lines end with their text, and the last one with a line end")
MOF_LINT(EOL, "L-EOL", STYLE, MOF_NOTE, "the lines of a file end alike")

/* What a file does to the system that compiles it */
MOF_LINT(CONSUMER_SCRIPT, "S-CONSUMER-SCRIPT", SECURITY, MOF_WARNING,
    "an event runs a script (ActiveScriptEventConsumer)")
MOF_LINT(CONSUMER_COMMAND, "S-CONSUMER-COMMAND", SECURITY, MOF_WARNING,
    "an event starts a program (CommandLineEventConsumer)")
MOF_LINT(CONSUMER, "S-CONSUMER", SECURITY, MOF_WARNING, "an event is consumed in another way")
MOF_LINT(FILTER, "S-FILTER", SECURITY, MOF_NOTE, "an event filter or a timer is set up")
MOF_LINT(BINDING, "S-BINDING", SECURITY, MOF_WARNING, "a filter is bound to a consumer")
MOF_LINT(PROVIDER, "S-PROVIDER", SECURITY, MOF_WARNING, "code is registered as a provider")
MOF_LINT(PASSWORD, "S-PASSWORD", SECURITY, MOF_WARNING, "a password, secret or token in plain text")
MOF_LINT(PLAINTEXT, "S-PLAINTEXT", SECURITY, MOF_WARNING, "plain text passwords are allowed")
MOF_LINT(EXECUTABLE, "S-EXECUTABLE", SECURITY, MOF_WARNING, "a program for Windows as text or bytes")
MOF_LINT(ENCODED, "S-ENCODED", SECURITY, MOF_WARNING, "an encoded command or payload")
MOF_LINT(DOWNLOAD, "S-DOWNLOAD", SECURITY, MOF_WARNING, "a command that downloads")
MOF_LINT(SCRIPT, "S-SCRIPT", SECURITY, MOF_WARNING, "a script or a command line in a value")
MOF_LINT(URL, "S-URL", SECURITY, MOF_NOTE, "an address in a value")
MOF_LINT(AUTORECOVER, "S-AUTORECOVER", SECURITY, MOF_WARNING,
    "what is declared comes back after a repair (#pragma autorecover)")
MOF_LINT(DELETE, "S-DELETE", SECURITY, MOF_WARNING, "classes or instances are deleted")
MOF_LINT(NAMESPACE, "S-NAMESPACE", SECURITY, MOF_WARNING,
    "the namespace where events are subscribed to")

/* What the driver kit of Windows asks of the data that a driver serves */
MOF_LINT(GUID, "D-GUID", DRIVER, MOF_WARNING, "a driver's class has a guid, which is one")
MOF_LINT(GUID_DUP, "D-GUID-DUP", DRIVER, MOF_WARNING, "no two classes have one guid")
MOF_LINT(WDM, "D-WDM", DRIVER, MOF_NOTE, "a driver's class is served by WMI's provider of drivers")
MOF_LINT(INSTANCE, "D-INSTANCE", DRIVER, MOF_WARNING, "it has InstanceName and Active")
MOF_LINT(DATA_ID, "D-DATA-ID", DRIVER, MOF_WARNING, "its data have WmiDataIds, 1 and on without gaps")
MOF_LINT(METHOD_ID, "D-METHOD-ID", DRIVER, MOF_WARNING, "its methods have WmiMethodIds, each its own")
MOF_LINT(SIZE, "D-SIZE", DRIVER, MOF_WARNING, "its arrays say how long they are")
MOF_LINT(TYPE, "D-TYPE", DRIVER, MOF_WARNING, "its data are of types that drivers have")
