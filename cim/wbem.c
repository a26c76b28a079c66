/* wbem.c: the table of WBEM's codes, in sentences of our own; looked up by number and by name. */
#include "cim/wbem.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- The table -------------------------------------------------------------- */

/* By number. The names of a first part that repeats are those of wbemcli.h. */
static const struct cim_wbem table[] = {
	/* done */
	{ 0x00000000, "WBEM_S_NO_ERROR",
	    "it is done", NULL },
	{ 0x00000001, "WBEM_S_FALSE",
	    "there is no more, or less than was asked for", NULL },
	{ 0x00040001, "WBEM_S_ALREADY_EXISTS",
	    "it was there already", NULL },
	{ 0x00040002, "WBEM_S_RESET_TO_DEFAULT",
	    "the overriding value is gone, and the inherited default holds again", NULL },
	{ 0x00040003, "WBEM_S_DIFFERENT",
	    "the two objects differ", NULL },
	{ 0x00040004, "WBEM_S_TIMEDOUT",
	    "the time ran out before all had come",
	    "ask again for what is left, or with more time" },
	{ 0x00040005, "WBEM_S_NO_MORE_DATA",
	    "all that there is has been handed over", NULL },
	{ 0x00040006, "WBEM_S_OPERATION_CANCELLED",
	    "the work was stopped because somebody asked for it", NULL },
	{ 0x00040007, "WBEM_S_PENDING",
	    "the work goes on and is not finished yet", "ask again later" },
	{ 0x00040008, "WBEM_S_DUPLICATE_OBJECTS",
	    "an object came more than once", NULL },
	{ 0x00040009, "WBEM_S_ACCESS_DENIED",
	    "some of the answer is left out, as the caller may not see it",
	    "ask as somebody with more rights to see all" },
	{ 0x00040010, "WBEM_S_PARTIAL_RESULTS",
	    "only a part of the answer could be had", "look at what failed, and ask again" },
	{ 0x00040017, "WBEM_S_SOURCE_NOT_AVAILABLE",
	    "where the data comes from does not answer", "ask again when it is back" },
	{ 0x00043001, "WBEM_S_LIMITED_SERVICE",
	    "only a part of the service was given", NULL },
	{ 0x00043002, "WBEM_S_INDIRECTLY_UPDATED",
	    "the object was changed by way of another", NULL },
	{ 0x00043003, "WBEM_S_SUBJECT_TO_SDS",
	    "a security descriptor limits what the answer holds", NULL },
	/* refused and failed */
	{ 0x80041001, "WBEM_E_FAILED",
	    "it failed, for a reason that has no code of its own",
	    "read the sentence beside the code" },
	{ 0x80041002, "WBEM_E_NOT_FOUND",
	    "there is no such object", "look for its name, and in which namespace it is" },
	{ 0x80041003, "WBEM_E_ACCESS_DENIED",
	    "the caller does not have the right to do this",
	    "ask the administrator for the right, or do it as another user" },
	{ 0x80041004, "WBEM_E_PROVIDER_FAILURE",
	    "a provider failed after it was started",
	    "read what it said, and mend the provider" },
	{ 0x80041005, "WBEM_E_TYPE_MISMATCH",
	    "a value cannot be made one of the type that is wanted",
	    "give a value of the declared type" },
	{ 0x80041006, "WBEM_E_OUT_OF_MEMORY",
	    "there was not enough memory", "end other programs, or ask for less at once" },
	{ 0x80041007, "WBEM_E_INVALID_CONTEXT",
	    "the context object does not hold what was asked of it",
	    "leave the context out, or set the value that is wanted" },
	{ 0x80041008, "WBEM_E_INVALID_PARAMETER",
	    "an argument is malformed, or not allowed here",
	    "look at what was given, one argument after the other" },
	{ 0x80041009, "WBEM_E_NOT_AVAILABLE",
	    "what is needed cannot be reached",
	    "see whether the name is right and the other side runs" },
	{ 0x8004100A, "WBEM_E_CRITICAL_ERROR",
	    "something serious went wrong: damage, or a device that fails",
	    "verify the repository, and restore a backup if it is damaged" },
	{ 0x8004100B, "WBEM_E_INVALID_STREAM",
	    "the bytes of a transferred object are damaged", "transfer it again" },
	{ 0x8004100C, "WBEM_E_NOT_SUPPORTED",
	    "this cannot be done here", "do it in another way" },
	{ 0x8004100D, "WBEM_E_INVALID_SUPERCLASS",
	    "the superclass is not known", "compile the superclass first, or correct its name" },
	{ 0x8004100E, "WBEM_E_INVALID_NAMESPACE",
	    "there is no such namespace", "correct the name, or create the namespace" },
	{ 0x8004100F, "WBEM_E_INVALID_OBJECT",
	    "the object is incomplete or malformed", "set what its class asks for" },
	{ 0x80041010, "WBEM_E_INVALID_CLASS",
	    "the class is not known, or malformed",
	    "correct the name, or compile the class first" },
	{ 0x80041011, "WBEM_E_PROVIDER_NOT_FOUND",
	    "the class names a provider that nobody registered",
	    "register the provider, or correct the name in the class" },
	{ 0x80041012, "WBEM_E_INVALID_PROVIDER_REGISTRATION",
	    "the registration of the provider is faulty",
	    "register the provider anew, in the namespace of its classes" },
	{ 0x80041013, "WBEM_E_PROVIDER_LOAD_FAILURE",
	    "the provider could not be started",
	    "see whether its file is there and may be run" },
	{ 0x80041014, "WBEM_E_INITIALIZATION_FAILURE",
	    "something did not come up when it was started",
	    "read what it said when it was started" },
	{ 0x80041015, "WBEM_E_TRANSPORT_FAILURE",
	    "the connection is broken", "connect again, and repeat what was asked" },
	{ 0x80041016, "WBEM_E_INVALID_OPERATION",
	    "this may not be done in the state that things are in",
	    "look at the state first: who has paused what, and what depends on it" },
	{ 0x80041017, "WBEM_E_INVALID_QUERY",
	    "the query is malformed", "correct the query at the place that is told" },
	{ 0x80041018, "WBEM_E_INVALID_QUERY_TYPE",
	    "the language of the query is not known", "ask in WQL" },
	{ 0x80041019, "WBEM_E_ALREADY_EXISTS",
	    "there is one already", "choose another name, or allow that it is changed" },
	{ 0x8004101A, "WBEM_E_OVERRIDE_NOT_ALLOWED",
	    "a class above forbids that this is overridden",
	    "leave the inherited declaration as it is" },
	{ 0x8004101B, "WBEM_E_PROPAGATED_QUALIFIER",
	    "the qualifier is inherited and cannot be deleted here",
	    "delete it where it is declared" },
	{ 0x8004101C, "WBEM_E_PROPAGATED_PROPERTY",
	    "the property is inherited and cannot be deleted here",
	    "delete it where it is declared" },
	{ 0x8004101D, "WBEM_E_UNEXPECTED",
	    "the calls came in an order that was not expected",
	    "begin again from the first call" },
	{ 0x8004101E, "WBEM_E_ILLEGAL_OPERATION",
	    "this cannot be done with such an object",
	    "see whether the object is a class or an instance" },
	{ 0x8004101F, "WBEM_E_CANNOT_BE_KEY",
	    "the property cannot be a key",
	    "take the qualifier away, or take a property of another type" },
	{ 0x80041020, "WBEM_E_INCOMPLETE_CLASS",
	    "the declaration of the class is not complete", "complete the declaration" },
	{ 0x80041021, "WBEM_E_INVALID_SYNTAX",
	    "the query has a syntax error", "correct the query at the place that is told" },
	{ 0x80041022, "WBEM_E_NONDECORATED_OBJECT",
	    "reserved: the object lacks what a server adds to it", NULL },
	{ 0x80041023, "WBEM_E_READ_ONLY",
	    "the property can only be read", "leave the property out of what is written" },
	{ 0x80041024, "WBEM_E_PROVIDER_NOT_CAPABLE",
	    "the provider does not know how to do this", "ask for what its protocol offers" },
	{ 0x80041025, "WBEM_E_CLASS_HAS_CHILDREN",
	    "the change would break classes derived from this one",
	    "change or delete the subclasses first, or update in another mode" },
	{ 0x80041026, "WBEM_E_CLASS_HAS_INSTANCES",
	    "the change would break instances that there are",
	    "delete the instances first, or leave keys and types as they are" },
	{ 0x80041027, "WBEM_E_QUERY_NOT_IMPLEMENTED",
	    "reserved: such a query is not answered", NULL },
	{ 0x80041028, "WBEM_E_ILLEGAL_NULL",
	    "a property that needs a value has none",
	    "give a value to the key, indexed or required property" },
	{ 0x80041029, "WBEM_E_INVALID_QUALIFIER_TYPE",
	    "a qualifier has a value of a type that it does not take",
	    "give a value of the type of the qualifier" },
	{ 0x8004102A, "WBEM_E_INVALID_PROPERTY_TYPE",
	    "a property has a type that is not valid", "correct the type" },
	{ 0x8004102B, "WBEM_E_VALUE_OUT_OF_RANGE",
	    "a value does not fit its type, or is too small or too large",
	    "give a value that fits" },
	{ 0x8004102C, "WBEM_E_CANNOT_BE_SINGLETON",
	    "a class with keys cannot be a singleton", "remove the keys, or the qualifier" },
	{ 0x8004102D, "WBEM_E_INVALID_CIM_TYPE",
	    "the type is not one of CIM", "correct the type" },
	{ 0x8004102E, "WBEM_E_INVALID_METHOD",
	    "the method is not known, or malformed", "correct its name or its declaration" },
	{ 0x8004102F, "WBEM_E_INVALID_METHOD_PARAMETERS",
	    "the parameters do not fit the method", "give those that the method declares" },
	{ 0x80041030, "WBEM_E_SYSTEM_PROPERTY",
	    "system properties have no qualifiers",
	    "ask for qualifiers of declared properties alone" },
	{ 0x80041031, "WBEM_E_INVALID_PROPERTY",
	    "the class has no such property", "correct the name of the property" },
	{ 0x80041032, "WBEM_E_CALL_CANCELLED",
	    "the call was stopped because somebody asked for it", "call again to have it done" },
	{ 0x80041033, "WBEM_E_SHUTTING_DOWN",
	    "the service is about to end", "connect again when it is back" },
	{ 0x80041034, "WBEM_E_PROPAGATED_METHOD",
	    "a method with an inherited name has another signature",
	    "take the inherited signature, or another name" },
	{ 0x80041035, "WBEM_E_UNSUPPORTED_PARAMETER",
	    "a parameter is not supported", "leave the parameter out" },
	{ 0x80041036, "WBEM_E_MISSING_PARAMETER_ID",
	    "a parameter of the method has no ID", "give each parameter the qualifier ID" },
	{ 0x80041037, "WBEM_E_INVALID_PARAMETER_ID",
	    "the ID of a parameter is not valid", "number the parameters from 0" },
	{ 0x80041038, "WBEM_E_NONCONSECUTIVE_PARAMETER_IDS",
	    "the IDs of the parameters leave a number out",
	    "number the parameters from 0 without gaps" },
	{ 0x80041039, "WBEM_E_PARAMETER_ID_ON_RETVAL",
	    "the return value has an ID", "remove the ID from the return value" },
	{ 0x8004103A, "WBEM_E_INVALID_OBJECT_PATH",
	    "the object path is malformed",
	    "write it as Class.Key=\"value\", with the keys of its class" },
	{ 0x8004103B, "WBEM_E_OUT_OF_DISK_SPACE",
	    "there is no space left", "make room, and do it again: nothing was changed" },
	{ 0x8004103C, "WBEM_E_BUFFER_TOO_SMALL",
	    "the buffer is too small", "give a larger one" },
	{ 0x8004103D, "WBEM_E_UNSUPPORTED_PUT_EXTENSION",
	    "the provider does not know this way to put an instance", "put the whole instance" },
	{ 0x8004103E, "WBEM_E_UNKNOWN_OBJECT_TYPE",
	    "the type of a transferred object is not known",
	    "use programs of one version on both sides" },
	{ 0x8004103F, "WBEM_E_UNKNOWN_PACKET_TYPE",
	    "the type of a transferred packet is not known",
	    "use programs of one version on both sides" },
	{ 0x80041040, "WBEM_E_MARSHAL_VERSION_MISMATCH",
	    "a transferred packet has another version",
	    "use programs of one version on both sides" },
	{ 0x80041041, "WBEM_E_MARSHAL_INVALID_SIGNATURE",
	    "a transferred packet does not begin as one must", "transfer it again" },
	{ 0x80041042, "WBEM_E_INVALID_QUALIFIER",
	    "the qualifier may not stand here, or is not known",
	    "remove it, or declare its type" },
	{ 0x80041043, "WBEM_E_INVALID_DUPLICATE_PARAMETER",
	    "the method has two parameters of one name", "rename one of them" },
	{ 0x80041044, "WBEM_E_TOO_MUCH_DATA",
	    "there is more than can be handed over at once", "ask for less at once" },
	{ 0x80041045, "WBEM_E_SERVER_TOO_BUSY",
	    "others are at work, and it took too long to wait for them",
	    "do it again later, or wait longer" },
	{ 0x80041046, "WBEM_E_INVALID_FLAVOR",
	    "a flavor of a qualifier is not valid", "correct the flavor" },
	{ 0x80041047, "WBEM_E_CIRCULAR_REFERENCE",
	    "something refers to itself, directly or by others", "break the circle" },
	{ 0x80041048, "WBEM_E_UNSUPPORTED_CLASS_UPDATE",
	    "the class cannot be changed in this way", "delete the class and create it anew" },
	{ 0x80041049, "WBEM_E_CANNOT_CHANGE_KEY_INHERITANCE",
	    "the keys of a class cannot change below another",
	    "leave the keys as they are inherited" },
	{ 0x80041050, "WBEM_E_CANNOT_CHANGE_INDEX_INHERITANCE",
	    "an index of a class cannot change below another",
	    "leave the index as it is inherited" },
	{ 0x80041051, "WBEM_E_TOO_MANY_PROPERTIES",
	    "the class has more properties than it may", "split the class" },
	{ 0x80041052, "WBEM_E_UPDATE_TYPE_MISMATCH",
	    "a class below has the same property in another type", "give both the same type" },
	{ 0x80041053, "WBEM_E_UPDATE_OVERRIDE_NOT_ALLOWED",
	    "a class below overrides what may not be overridden",
	    "change the class below first" },
	{ 0x80041054, "WBEM_E_UPDATE_PROPAGATED_METHOD",
	    "a class below has the same method with another signature",
	    "give both the same signature" },
	{ 0x80041055, "WBEM_E_METHOD_NOT_IMPLEMENTED",
	    "the method is declared, and nothing carries it out", "call another one" },
	{ 0x80041056, "WBEM_E_METHOD_DISABLED",
	    "the method is switched off", "have it switched on" },
	{ 0x80041057, "WBEM_E_REFRESHER_BUSY",
	    "the refresher is at work", "try again when it is done" },
	{ 0x80041058, "WBEM_E_UNPARSABLE_QUERY",
	    "the filter of an event cannot be read", "correct the query" },
	{ 0x80041059, "WBEM_E_NOT_EVENT_CLASS",
	    "the class behind FROM is not one of events", "name a class below __Event" },
	{ 0x8004105A, "WBEM_E_MISSING_GROUP_WITHIN",
	    "GROUP stands without WITHIN", "add WITHIN and seconds behind GROUP" },
	{ 0x8004105B, "WBEM_E_MISSING_AGGREGATION_LIST",
	    "BY stands without properties", "name the properties behind BY" },
	{ 0x8004105C, "WBEM_E_PROPERTY_NOT_AN_OBJECT",
	    "a name with a point needs an embedded object in front",
	    "name a property that holds an object" },
	{ 0x8004105D, "WBEM_E_AGGREGATING_BY_OBJECT",
	    "BY names a property that holds an object", "name one of a plain type" },
	{ 0x8004105F, "WBEM_E_UNINTERPRETABLE_PROVIDER_QUERY",
	    "the query with which an event provider is registered is too complex",
	    "register it with a simpler query" },
	{ 0x80041060, "WBEM_E_BACKUP_RESTORE_WINMGMT_RUNNING",
	    "others have the repository open", "end them, or force the restore" },
	{ 0x80041061, "WBEM_E_QUEUE_OVERFLOW",
	    "events came faster than they were taken", "take them faster, or ask for fewer" },
	{ 0x80041062, "WBEM_E_PRIVILEGE_NOT_HELD",
	    "a privilege is not held, or not enabled on the connection",
	    "enable the privilege; who may hold it, the repository's settings say" },
	{ 0x80041063, "WBEM_E_INVALID_OPERATOR",
	    "the operator does not go with the type of the property", "take another operator" },
	{ 0x80041064, "WBEM_E_LOCAL_CREDENTIALS",
	    "user and password were given for a local connection",
	    "leave user, password and authority out" },
	{ 0x80041065, "WBEM_E_CANNOT_BE_ABSTRACT",
	    "the class cannot be abstract, as one above is not",
	    "remove the qualifier Abstract" },
	{ 0x80041066, "WBEM_E_AMENDED_OBJECT",
	    "the object holds texts of a locale and cannot be put as it is",
	    "get it without them, or put it as amended" },
	{ 0x80041067, "WBEM_E_CLIENT_TOO_SLOW",
	    "the client took what it was given too slowly", "take it faster" },
	{ 0x80041068, "WBEM_E_NULL_SECURITY_DESCRIPTOR",
	    "there is no security descriptor where one is needed", "set a descriptor" },
	{ 0x80041069, "WBEM_E_TIMED_OUT",
	    "the time ran out", "do it again, or give it more time" },
	{ 0x8004106A, "WBEM_E_INVALID_ASSOCIATION",
	    "the association is not valid",
	    "give it at least two references to classes that there are" },
	{ 0x8004106B, "WBEM_E_AMBIGUOUS_OPERATION",
	    "it can be understood in two ways", "say which one is meant" },
	{ 0x8004106C, "WBEM_E_QUOTA_VIOLATION",
	    "a limit is exceeded", "make it smaller, or ask for less at once" },
	{ 0x8004106D, "WBEM_E_TRANSACTION_CONFLICT",
	    "two transactions are in each other's way", "do it again" },
	{ 0x8004106D, "WBEM_E_RESERVED_001",
	    "reserved: the header's name for WBEM_E_TRANSACTION_CONFLICT", NULL },
	{ 0x8004106E, "WBEM_E_FORCED_ROLLBACK",
	    "the transaction was undone", "do it again" },
	{ 0x8004106E, "WBEM_E_RESERVED_002",
	    "reserved: the header's name for WBEM_E_FORCED_ROLLBACK", NULL },
	{ 0x8004106F, "WBEM_E_UNSUPPORTED_LOCALE",
	    "the locale is not supported", "ask for another one" },
	{ 0x80041070, "WBEM_E_HANDLE_OUT_OF_DATE",
	    "the handle is of an object that has changed since", "get a new handle" },
	{ 0x80041071, "WBEM_E_CONNECTION_FAILED",
	    "the connection could not be made", "see whether the other side runs" },
	{ 0x80041072, "WBEM_E_INVALID_HANDLE_REQUEST",
	    "the handle does not go with what was asked", "get a new handle" },
	{ 0x80041073, "WBEM_E_PROPERTY_NAME_TOO_WIDE",
	    "the name of a property has more than 255 characters", "shorten the name" },
	{ 0x80041074, "WBEM_E_CLASS_NAME_TOO_WIDE",
	    "the name of a class has more than 255 characters", "shorten the name" },
	{ 0x80041075, "WBEM_E_METHOD_NAME_TOO_WIDE",
	    "the name of a method has more than 255 characters", "shorten the name" },
	{ 0x80041076, "WBEM_E_QUALIFIER_NAME_TOO_WIDE",
	    "the name of a qualifier has more than 255 characters", "shorten the name" },
	{ 0x80041077, "WBEM_E_RERUN_COMMAND",
	    "a script stopped, as what it ran on has changed", "run it again" },
	{ 0x80041078, "WBEM_E_DATABASE_VER_MISMATCH",
	    "the format is of another version",
	    "use the version of the program that wrote it, or a newer one" },
	{ 0x80041079, "WBEM_E_VETO_DELETE",
	    "somebody objected to the deletion", "see who, and why" },
	{ 0x8004107A, "WBEM_E_VETO_PUT",
	    "somebody objected to the change", "see who, and why" },
	{ 0x80041080, "WBEM_E_INVALID_LOCALE",
	    "the name of the locale is malformed", "write it as MS_409" },
	{ 0x80041081, "WBEM_E_PROVIDER_SUSPENDED",
	    "the provider is suspended", "resume the provider" },
	{ 0x80041082, "WBEM_E_SYNCHRONIZATION_REQUIRED",
	    "what is asked for must be brought up to date first",
	    "bring it up to date, and ask again" },
	{ 0x80041083, "WBEM_E_NO_SCHEMA",
	    "there is no schema", "compile the schema first" },
	{ 0x80041084, "WBEM_E_PROVIDER_ALREADY_REGISTERED",
	    "the provider is registered already", "remove the other registration first" },
	{ 0x80041085, "WBEM_E_PROVIDER_NOT_REGISTERED",
	    "the provider is not registered for this", "register the provider" },
	{ 0x80041086, "WBEM_E_FATAL_TRANSPORT_ERROR",
	    "the connection is lost, and other ways failed too", "connect again" },
	{ 0x80041087, "WBEM_E_ENCRYPTED_CONNECTION_REQUIRED",
	    "the namespace wants an encrypted connection", "connect with encryption" },
	{ 0x80041088, "WBEM_E_PROVIDER_TIMED_OUT",
	    "a provider took longer than it may", "mend the provider, or give it more time" },
	{ 0x80041089, "WBEM_E_NO_KEY",
	    "the instance has no key", "set the keys of its class" },
	{ 0x8004108A, "WBEM_E_PROVIDER_DISABLED",
	    "the provider is switched off", "have it switched on" },
	/* events */
	{ 0x80042001, "WBEMESS_E_REGISTRATION_TOO_BROAD",
	    "the registration of an event provider takes in too much",
	    "register it for fewer events" },
	{ 0x80042002, "WBEMESS_E_REGISTRATION_TOO_PRECISE",
	    "nobody provides the events, and the query says no WITHIN",
	    "add WITHIN and seconds before WHERE" },
	{ 0x80042003, "WBEMESS_E_AUTHZ_NOT_PRIVILEGED",
	    "the caller may not be told of these events",
	    "ask the administrator for the right" },
	/* reserved */
	{ 0x80043001, "WBEM_E_RETRY_LATER",
	    "reserved: it may work later", "do it again later" },
	{ 0x80043002, "WBEM_E_RESOURCE_CONTENTION",
	    "reserved: others use what is needed", "do it again later" },
	/* MOF */
	{ 0x80044001, "WBEMMOF_E_EXPECTED_QUALIFIER_NAME",
	    "the name of a qualifier is wanted here", "write one, or close the brackets" },
	{ 0x80044002, "WBEMMOF_E_EXPECTED_SEMI",
	    "';' or '=' is wanted here", "see whether the one before is closed by ';'" },
	{ 0x80044003, "WBEMMOF_E_EXPECTED_OPEN_BRACE",
	    "'{' is wanted here", "add it" },
	{ 0x80044004, "WBEMMOF_E_EXPECTED_CLOSE_BRACE",
	    "'}' is wanted here, or an element of the array is faulty",
	    "add it, or correct the element" },
	{ 0x80044005, "WBEMMOF_E_EXPECTED_CLOSE_BRACKET",
	    "']' is wanted here", "add it" },
	{ 0x80044006, "WBEMMOF_E_EXPECTED_CLOSE_PAREN",
	    "')' is wanted here", "add it" },
	{ 0x80044007, "WBEMMOF_E_ILLEGAL_CONSTANT_VALUE",
	    "the value is out of range, or a string without quotes",
	    "correct the value, or put it in quotes" },
	{ 0x80044008, "WBEMMOF_E_EXPECTED_TYPE_IDENTIFIER",
	    "the name of a type is wanted here", "write one" },
	{ 0x80044009, "WBEMMOF_E_EXPECTED_OPEN_PAREN",
	    "'(' is wanted here", "add it" },
	{ 0x8004400A, "WBEMMOF_E_UNRECOGNIZED_TOKEN",
	    "no declaration begins like this",
	    "begin with class, instance, qualifier, '[' or '#pragma'" },
	{ 0x8004400B, "WBEMMOF_E_UNRECOGNIZED_TYPE",
	    "the type is not known", "take a type of CIM" },
	{ 0x8004400C, "WBEMMOF_E_EXPECTED_PROPERTY_NAME",
	    "the name of a property or method is wanted here",
	    "write one, of letters, digits and '_'" },
	{ 0x8004400D, "WBEMMOF_E_TYPEDEF_NOT_SUPPORTED",
	    "types cannot be declared in this dialect", "take a class, or the dialect mof3" },
	{ 0x8004400E, "WBEMMOF_E_UNEXPECTED_ALIAS",
	    "only a reference may have an alias as its value",
	    "declare the property as a reference" },
	{ 0x8004400F, "WBEMMOF_E_UNEXPECTED_ARRAY_INIT",
	    "a value in braces stands for what is no array",
	    "take the braces away, or declare an array" },
	{ 0x80044010, "WBEMMOF_E_INVALID_AMENDMENT_SYNTAX",
	    "the pragma amendment is malformed", "write #pragma amendment(\"MS_409\")" },
	{ 0x80044011, "WBEMMOF_E_INVALID_DUPLICATE_AMENDMENT",
	    "there are two pragmas amendment", "leave one of them" },
	{ 0x80044012, "WBEMMOF_E_INVALID_PRAGMA",
	    "the word behind #pragma is not known, or its argument is wrong",
	    "correct the word or its argument" },
	{ 0x80044013, "WBEMMOF_E_INVALID_NAMESPACE_SYNTAX",
	    "the path of the namespace is malformed",
	    "write it as \\\\.\\root\\lab, each '\\' doubled in a MOF string" },
	{ 0x80044014, "WBEMMOF_E_EXPECTED_CLASS_NAME",
	    "the name of a class is wanted here", "write one, of letters, digits and '_'" },
	{ 0x80044015, "WBEMMOF_E_TYPE_MISMATCH",
	    "the value cannot be made one of the declared type", "give a value of that type" },
	{ 0x80044016, "WBEMMOF_E_EXPECTED_ALIAS_NAME",
	    "a name is wanted behind '$'", "write one" },
	{ 0x80044017, "WBEMMOF_E_INVALID_CLASS_DECLARATION",
	    "the declaration of the class is faulty", "correct it as the message says" },
	{ 0x80044018, "WBEMMOF_E_INVALID_INSTANCE_DECLARATION",
	    "an instance begins with 'instance of'", "begin it so" },
	{ 0x80044019, "WBEMMOF_E_EXPECTED_DOLLAR",
	    "'as' wants an alias with '$' in front", "write as $Name" },
	{ 0x8004401A, "WBEMMOF_E_CIMTYPE_QUALIFIER",
	    "the qualifier CIMTYPE is not written by hand", "remove it" },
	{ 0x8004401B, "WBEMMOF_E_DUPLICATE_PROPERTY",
	    "there are two properties of one name", "rename one of them" },
	{ 0x8004401C, "WBEMMOF_E_INVALID_NAMESPACE_SPECIFICATION",
	    "the namespace is on another machine", "name one of this machine" },
	{ 0x8004401D, "WBEMMOF_E_OUT_OF_RANGE",
	    "the value is out of range", "give one that fits" },
	{ 0x8004401E, "WBEMMOF_E_INVALID_FILE",
	    "the file is no MOF, neither as text nor in binary",
	    "see whether it is the right file, and its encoding" },
	{ 0x8004401F, "WBEMMOF_E_ALIASES_IN_EMBEDDED",
	    "an embedded object cannot have an alias", "take the alias away" },
	{ 0x80044020, "WBEMMOF_E_NULL_ARRAY_ELEM",
	    "an element of the array is NULL", "leave it out, or give it a value" },
	{ 0x80044021, "WBEMMOF_E_DUPLICATE_QUALIFIER",
	    "there are two qualifiers of one name", "leave one of them" },
	{ 0x80044022, "WBEMMOF_E_EXPECTED_FLAVOR_TYPE",
	    "a flavor is wanted here",
	    "write one: ToSubclass, ToInstance, EnableOverride, ..." },
	{ 0x80044023, "WBEMMOF_E_INCOMPATIBLE_FLAVOR_TYPES",
	    "EnableOverride and DisableOverride contradict each other", "leave one of them" },
	{ 0x80044024, "WBEMMOF_E_MULTIPLE_ALIASES",
	    "the alias is defined twice", "rename one of them" },
	{ 0x80044025, "WBEMMOF_E_INCOMPATIBLE_FLAVOR_TYPES2",
	    "Restricted and ToInstance or ToSubclass contradict each other",
	    "leave one of them" },
	{ 0x80044026, "WBEMMOF_E_NO_ARRAYS_RETURNED",
	    "a method cannot return an array", "return it in a parameter" },
	{ 0x80044027, "WBEMMOF_E_MUST_BE_IN_OR_OUT",
	    "a parameter has neither In nor Out", "add one of them" },
	{ 0x80044028, "WBEMMOF_E_INVALID_FLAGS_SYNTAX",
	    "the pragma of flags is malformed",
	    "write one of createonly, updateonly, safeupdate, forceupdate" },
	{ 0x80044029, "WBEMMOF_E_EXPECTED_BRACE_OR_BAD_TYPE",
	    "the class is not closed by '};', or a type is wrong",
	    "close it, or correct the type" },
	{ 0x8004402A, "WBEMMOF_E_UNSUPPORTED_CIMV22_QUAL_VALUE",
	    "the qualifier cannot have this value", "give one that its rules allow" },
	{ 0x8004402B, "WBEMMOF_E_UNSUPPORTED_CIMV22_DATA_TYPE",
	    "the type is not supported", "take another type" },
	{ 0x8004402C, "WBEMMOF_E_INVALID_DELETEINSTANCE_SYNTAX",
	    "the pragma deleteinstance is malformed",
	    "write #pragma deleteinstance(\"path\", NOFAIL)" },
	{ 0x8004402D, "WBEMMOF_E_INVALID_QUALIFIER_SYNTAX",
	    "the declaration of the qualifier type is malformed",
	    "write Qualifier Name : type = value, Scope(class), Flavor(ToSubclass);" },
	{ 0x8004402E, "WBEMMOF_E_QUALIFIER_USED_OUTSIDE_SCOPE",
	    "the qualifier stands where its type does not allow it",
	    "remove it, or widen the scope of its type" },
	{ 0x8004402F, "WBEMMOF_E_ERROR_CREATING_TEMP_FILE",
	    "a temporary file could not be made",
	    "make room where temporary files are, or see who may write there" },
	{ 0x80044030, "WBEMMOF_E_ERROR_INVALID_INCLUDE_FILE",
	    "an included file cannot be read", "correct its name, or say where it is" },
	{ 0x80044031, "WBEMMOF_E_INVALID_DELETECLASS_SYNTAX",
	    "the pragma deleteclass is malformed",
	    "write #pragma deleteclass(\"Name\", NOFAIL)" },
};

const struct cim_wbem *
cim_wbem_all(size_t *count)
{
	*count = COUNT(table);
	return table;
}

const struct cim_wbem *
cim_wbem_find(uint32_t code)
{
	size_t low = 0, high = COUNT(table);
	/* The first of those with this number. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (table[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low < COUNT(table) && table[low].code == code ? &table[low] : NULL;
}

const char *
cim_wbem_name(uint32_t code)
{
	const struct cim_wbem *row = cim_wbem_find(code);
	return row != NULL ? row->name : NULL;
}

/* ---- By name ---------------------------------------------------------------- */

static const char *const beginnings[] = { "WBEM_E_", "WBEM_S_", "WBEMMOF_E_", "WBEMESS_E_" };

/* A name without what it begins with: what tells it from those of its kind. */
static const char *
without_beginning(const char *name)
{
	for (size_t i = 0; i < COUNT(beginnings); i++) {
		size_t n = strlen(beginnings[i]);
		if (strncmp(name, beginnings[i], n) == 0)
			return name + n;
	}
	return name;
}

/* Failures come before successes of the same name, and those of WBEM before those of MOF. */
static const struct cim_wbem *
better(const struct cim_wbem *a, const struct cim_wbem *b)
{
	return a == NULL || (a->code < UINT32_C(0x80000000) && b->code >= UINT32_C(0x80000000)) ?
	    b : a;
}

const struct cim_wbem *
cim_wbem_find_name(struct cim_str name)
{
	const struct cim_wbem *short_one = NULL;
	struct cim_name wanted = cim_name(name.ptr, name.len);
	for (size_t i = 0; i < COUNT(table); i++) {
		if (cim_name_is(wanted, table[i].name))
			return &table[i];
		if (cim_name_is(wanted, without_beginning(table[i].name)))
			short_one = better(short_one, &table[i]);
	}
	return short_one;
}

/* ---- Numbers ---------------------------------------------------------------- */

/* A digit of a base up to 16, or 16. */
static unsigned
digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

static bool
parse_digits(struct cim_str text, unsigned base, uint64_t *out)
{
	uint64_t number = 0;
	for (size_t i = 0; i < text.len; i++) {
		unsigned d = digit(text.ptr[i]);
		if (d >= base || number > UINT32_MAX)
			return false;
		number = number * base + d;
	}
	*out = number;
	return text.len > 0;
}

bool
cim_wbem_parse(struct cim_str text, uint32_t *code)
{
	uint64_t number;
	bool minus = text.len > 0 && text.ptr[0] == '-';
	struct cim_str rest = cim_str(text.ptr + minus, text.len - minus);
	bool hex = rest.len > 2 && rest.ptr[0] == '0' && (rest.ptr[1] | 0x20) == 'x';
	if (hex)
		rest = cim_str(rest.ptr + 2, rest.len - 2);
	/* Eight digits that begin with an 8 are how logs write a code. */
	else if (!minus && rest.len == 8 && rest.ptr[0] == '8')
		hex = true;
	if (!parse_digits(rest, hex ? 16 : 10, &number))
		return false;
	if (number > (minus ? UINT64_C(0x80000000) : UINT32_MAX))
		return false;
	*code = minus ? (uint32_t)(0 - number) : (uint32_t)number;
	return true;
}

bool
cim_wbem_is_system(uint32_t code, uint32_t *number)
{
	if (code >> 16 != UINT32_C(0x8007))
		return false;
	if (number != NULL)
		*number = code & UINT32_C(0xffff);
	return true;
}

/* ---- Errors ----------------------------------------------------------------- */

uint32_t
cim_wbem_of(enum cim_err err)
{
	switch (err) {
	case CIM_OK: return WBEM_S_NO_ERROR;
	case CIM_ENOENT: return WBEM_E_NOT_FOUND;
	case CIM_EEXIST: return WBEM_E_ALREADY_EXISTS;
	case CIM_EINVAL: return WBEM_E_INVALID_PARAMETER;
	case CIM_ERANGE: return WBEM_E_VALUE_OUT_OF_RANGE;
	case CIM_ELIMIT: return WBEM_E_QUOTA_VIOLATION;
	case CIM_EINPUT: return WBEM_E_FAILED;
	case CIM_ENOMEM: return WBEM_E_OUT_OF_MEMORY;
	case CIM_EIO: return WBEM_E_CRITICAL_ERROR;
	case CIM_ENOSPC: case CIM_EFULL: return WBEM_E_OUT_OF_DISK_SPACE;
	case CIM_EFOREIGN: return WBEM_E_NOT_AVAILABLE;
	case CIM_EDAMAGED: return WBEM_E_CRITICAL_ERROR;
	case CIM_ENEWER: return WBEM_E_DATABASE_VER_MISMATCH;
	case CIM_EBUSY: return WBEM_E_SERVER_TOO_BUSY;
	case CIM_EDENIED: return WBEM_E_ACCESS_DENIED;
	case CIM_ECONFLICT: return WBEM_E_INVALID_OPERATION;
	case CIM_ECANCELED: return WBEM_E_CALL_CANCELLED;
	case CIM_EBROKEN: return WBEM_E_TRANSPORT_FAILURE;
	case CIM_EPRIVILEGE: return WBEM_E_PRIVILEGE_NOT_HELD;
	case CIM_ENOPROVIDER: return WBEM_E_PROVIDER_NOT_FOUND;
	case CIM_EPROVIDER: return WBEM_E_PROVIDER_FAILURE;
	}
	return WBEM_E_FAILED;
}
