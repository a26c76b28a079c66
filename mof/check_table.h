/*
 * check_table.h: the named checks, one row each; check.h and check.c include it with macros of
 * their own. MOF_TELL rows are told by the compiler where it meets the mistake, MOF_CHECK rows by
 * their function. An id never changes its meaning; rows of one level stand together.
 * The third column is the rule: a number of chapter 11 of doc/mof-dialect.txt, or a chapter itself.
 * The fourth is the level: MOF_ERROR; MOF_STRICT, a warning where the standard forbids what is
 * read all the same, so an error with --strict; MOF_WARNING where it does not; MOF_NOTE.
 * MOF_MS(level) is a note in Microsoft's dialects, which take it without a word; MOF_IN(dmtf, wmi,
 * dsc, mof3) says each.
 */

/* The text: told by scanner, grammar, literals and what reads files, by their ids alone */
MOF_TELL(SYNTAX, "E-SYNTAX", "3", MOF_ERROR, "the text follows the grammar")
MOF_TELL(CHAR, "E-CHAR", "2", MOF_ERROR, "every character means something")
MOF_TELL(STRING, "E-STRING", "2.3", MOF_ERROR, "a string ends on its line")
MOF_TELL(NUMBER, "E-NUMBER", "2.2", MOF_ERROR, "a number is one")
MOF_TELL(COMMENT, "E-COMMENT", "1.3", MOF_ERROR, "a comment has an end")
MOF_TELL(CONTROL, "E-CONTROL", "2.3", MOF_ERROR, "no control characters inside of strings")
MOF_TELL(TAB, "W-CONTROL", "2.3", MOF_STRICT, "no tabs inside of strings")
MOF_TELL(ESCAPE, "E-ESCAPE", "2.3", MOF_ERROR, "an escape is a character")
MOF_TELL(ESCAPE_UNKNOWN, "W-ESCAPE", "2.3", MOF_STRICT, "a backslash begins a known escape")
MOF_TELL(PREPROCESSOR, "E-PREPROCESSOR", "4", MOF_ERROR,
    "the C preprocessor has been over the file")
MOF_TELL(SPACE, "W-SPACE", "1.2", MOF_STRICT, "white space is ASCII")
MOF_TELL(COMMA, "W-COMMA", "3", MOF_STRICT, "something stands behind every comma")
MOF_TELL(ENCODING, "E-ENCODING", "1.1", MOF_ERROR, "a file in UTF-16 is well-formed")
MOF_TELL(ENCODING_GUESSED, "W-ENCODING", "1.1", MOF_STRICT, "a file is in UTF-8 or UTF-16")
MOF_TELL(INCLUDE, "E-INCLUDE", "4.2", MOF_ERROR, "an include names one file")
MOF_TELL(INCLUDE_MISSING, "E-INCLUDE-MISSING", "4.2", MOF_ERROR, "an included file is there")
MOF_TELL(INCLUDE_READ, "E-INCLUDE-READ", "4.2", MOF_ERROR, "an included file can be read")
MOF_TELL(INCLUDE_CYCLE, "E-INCLUDE-CYCLE", "4.2", MOF_ERROR, "no file includes itself")
MOF_TELL(INCLUDE_CASE, "W-INCLUDE-CASE", "4.2", MOF_WARNING, "an include is spelled as the file is")
MOF_TELL(JSON, "E-JSON", "12", MOF_ERROR, "a file in JSON is JSON")
MOF_TELL(JSON_KEY, "E-JSON-KEY", "12", MOF_ERROR, "an object in JSON has the keys of its kind")
MOF_TELL(JSON_VALUE, "E-JSON-VALUE", "12", MOF_ERROR, "a key in JSON has a value of its kind")
MOF_TELL(JSON_PATH, "W-JSON-PATH", "12", MOF_WARNING,
    "the path of an instance in JSON says what its keys say")
MOF_TELL(BMOF_DAMAGED, "E-BMOF-DAMAGED", "13", MOF_ERROR, "all of a binary MOF can be read")
MOF_TELL(BMOF_FORM, "E-BMOF-FORM", "13", MOF_ERROR, "what a binary MOF is made of has a form in it")
MOF_TELL(BMOF_LEFT_OUT, "W-BMOF-LEFT-OUT", "13", MOF_WARNING,
    "nothing is left out of a binary MOF")
MOF_TELL(BMOF_UNKNOWN, "N-BMOF-UNKNOWN", "13", MOF_NOTE, "nothing in a binary MOF is unknown")
MOF_TELL(BMOF_LAYOUT, "N-BMOF-LAYOUT", "13", MOF_NOTE,
    "a binary MOF is laid out as mofcomp does it")
MOF_TELL(BMOF_REST, "N-BMOF-REST", "13", MOF_NOTE, "nothing stands behind a binary MOF")
MOF_TELL(LIMIT, "E-LIMIT", "4.3", MOF_ERROR, "nothing exceeds a limit of cim/limits.h")

/* Names, namespaces and pragmas */
MOF_TELL(FEATURE_DUP, "E-FEATURE-DUP", "R2", MOF_ERROR, "feature names are unique in a class")
MOF_TELL(PARAM_DUP, "E-PARAM-DUP", "R3", MOF_ERROR, "parameter names are unique in a method")
MOF_TELL(QUAL_DUP, "E-QUAL-DUP", "R4", MOF_ERROR, "a qualifier appears at most once on an element")
MOF_TELL(CLASS_DUP, "E-CLASS-DUP", "R5", MOF_ERROR,
    "a class is declared once in a compilation and namespace")
MOF_TELL(CLASS_TWICE, "N-CLASS-TWICE", "R5", MOF_NOTE, "the same text declares a class twice")
MOF_TELL(SUPER_MISSING, "E-SUPER-MISSING", "R6", MOF_ERROR, "the superclass exists")
MOF_TELL(SUPER_CYCLE, "E-SUPER-CYCLE", "R8", MOF_ERROR, "no class inherits from itself")
MOF_TELL(SUPER_DEPTH, "E-SUPER-DEPTH", "R8", MOF_ERROR, "an inheritance chain has a limit")
MOF_TELL(PRAGMA_ARGS, "E-PRAGMA-ARGS", "4.1", MOF_ERROR, "a pragma has the arguments that it needs")
MOF_TELL(PRAGMA_UNKNOWN, "W-PRAGMA-UNKNOWN", "4.1", MOF_WARNING, "unknown pragmas are left out")
MOF_TELL(PRAGMA_IGNORED, "W-PRAGMA-IGNORED", "4.1", MOF_WARNING,
    "Microsoft's pragmas that are not acted on")
MOF_TELL(FLAGS, "E-FLAGS", "4.1", MOF_ERROR, "classflags and instanceflags name known flags")
MOF_TELL(DELETECLASS, "E-DELETECLASS", "4.1", MOF_ERROR,
    "deleteclass names a class, and FAIL or NOFAIL")
MOF_TELL(DELETEINSTANCE, "E-DELETEINSTANCE", "4.1", MOF_ERROR,
    "deleteinstance has a path with keys, and FAIL or NOFAIL")
MOF_TELL(DELETE_OWN, "W-DELETE-OWN", "4.1", MOF_WARNING,
    "nothing is declared and then deleted by the same unit")
MOF_TELL(AMENDMENT, "E-AMENDMENT", "4.1", MOF_ERROR, "an amendment is a locale, MS_ and its number")
MOF_TELL(AMENDMENT_DUP, "E-AMENDMENT-DUP", "4.1", MOF_ERROR, "a unit has one amendment")
MOF_TELL(PRAGMA_LOCALE, "W-PRAGMA-LOCALE", "4.1", MOF_STRICT, "a locale is ll_CC")
MOF_TELL(NS_NAME, "E-NS-NAME", "R88", MOF_ERROR, "a namespace is identifiers with slashes between")
MOF_TELL(NS_SLASH, "W-NS-SLASH", "R88", MOF_MS(MOF_STRICT),
    "a namespace has no slash at its ends")
MOF_TELL(NS_HOST, "E-NS-HOST", "R88", MOF_ERROR, "a namespace is on this host")
MOF_TELL(NS_UNKNOWN, "E-NS-UNKNOWN", "R88", MOF_ERROR, "the namespace exists, or is made here")
MOF_TELL(NS_LEAK, "W-NS-LEAK", "R86", MOF_WARNING, "a namespace pragma ends with its file")
MOF_TELL(NS_INSTANCE, "E-NS-INSTANCE", "R88", MOF_ERROR,
    "an instance of __Namespace has a Name and nothing else")
MOF_TELL(NS_SECURITY, "E-NS-SECURITY", "9.6", MOF_ERROR,
    "what is said of a namespace's security is a descriptor that it can have")

/* Dialects */
MOF_TELL(DIALECT, "N-DIALECT", "3.3", MOF_NOTE, "a file that is found to be in another dialect than DMTF's")
MOF_TELL(WMI_QUALIFIER, "N-WMI-QUALIFIER", "3.3", MOF_NOTE,
    "Microsoft's qualifiers need no qualifier type")
MOF_TELL(WMI_VALUE, "N-WMI-VALUE", "3.3", MOF_NOTE,
    "Microsoft's qualifiers may have another type than DMTF's")
MOF_TELL(WMI_ROUND, "N-WMI-ROUND", "3.3", MOF_NOTE, "Microsoft's integers take reals and round them")
MOF_TELL(WMI_ARRAY, "N-WMI-ARRAY", "3.3", MOF_NOTE, "the size of Microsoft's arrays is a hint")
MOF_TELL(WMI_RETURN, "N-WMI-RETURN", "3.3", MOF_NOTE,
    "Microsoft's methods return references and objects too")
MOF_TELL(WMI_FLAVORS, "N-WMI-FLAVORS", "6.1", MOF_NOTE,
    "flavors without a type are Microsoft's")
MOF_TELL(WMI_INCLUDE, "N-WMI-INCLUDE", "3", MOF_NOTE, "the line #include is Microsoft's")
MOF_TELL(WMI_OBJECT, "N-WMI-OBJECT", "7.1", MOF_NOTE, "objects as types are Microsoft's")
MOF_TELL(WMI_DEFAULT, "N-WMI-DEFAULT", "3", MOF_NOTE, "defaults of parameters are Microsoft's")
MOF_TELL(WMI_INT64, "N-WMI-INT64", "7.2", MOF_NOTE, "integers in quotes are Microsoft's")
MOF_TELL(WMI_INSTANCE, "N-WMI-INSTANCE", "7.6", MOF_NOTE,
    "instances as values, without quotes, are Microsoft's")
MOF_TELL(WMI_NOVALUE, "N-WMI-NOVALUE", "8", MOF_NOTE,
    "properties without a value in instances are Microsoft's")
MOF_TELL(WMI_SYSTEM, "W-WMI-SYSTEM", "3.3", MOF_WARNING,
    "instances of WMI's system classes are left out")
MOF_TELL(SYSTEM_CLASS, "W-SYSTEM-CLASS", "3.3", MOF_WARNING,
    "declarations of system classes, which are there anyway, are left out")
MOF_TELL(SYSTEM_NAME, "E-SYSTEM-NAME", "3.3", MOF_ERROR,
    "names that begin with two underscores are the system's")
MOF_TELL(UNCHECKED, "N-UNCHECKED", "3.4", MOF_NOTE,
    "to DSC a class that nobody declares has what its instances set")
MOF_TELL(DSC_KEYLESS, "W-DSC-KEYLESS", "3.4", MOF_WARNING,
    "instances that nothing tells apart are not stored")

/* Qualifier types and qualifiers */
MOF_TELL(QUAL_UNDECLARED, "E-QUAL-UNDECLARED", "R9", MOF_ERROR,
    "every qualifier has a qualifier type")
MOF_TELL(QUAL_TYPE, "E-QUAL-TYPE", "R10", MOF_ERROR, "a qualifier's value has the declared type")
MOF_TELL(QUALDECL_TYPE, "E-QUALDECL-TYPE", "R14", MOF_ERROR,
    "a qualifier type is of an intrinsic type")
MOF_TELL(QUALDECL_DEFAULT, "E-QUALDECL-DEFAULT", "R14", MOF_ERROR,
    "the default of a qualifier type is of its type")
MOF_TELL(QUALDECL_INUSE, "E-QUALDECL-INUSE", "R20", MOF_ERROR,
    "a qualifier type in use is not narrowed")
MOF_TELL(QUALDECL_CHANGED, "W-QUALDECL-CHANGED", "R20", MOF_WARNING,
    "a qualifier type is declared once")
MOF_TELL(SCOPE_UNKNOWN, "E-SCOPE-UNKNOWN", "R12", MOF_ERROR, "the words of a scope list are known")
MOF_TELL(FLAVOR_UNKNOWN, "E-FLAVOR-UNKNOWN", "R13", MOF_ERROR,
    "the words of a flavor list are known")
MOF_TELL(FLAVOR_CONFLICT, "E-FLAVOR-CONFLICT", "R13", MOF_ERROR,
    "flavors do not contradict each other")
MOF_TELL(INST_QUAL, "W-INST-QUAL", "R82", MOF_MS(MOF_WARNING),
    "qualifiers on instances are deprecated")

/* Types and values */
MOF_TELL(TYPE_UNKNOWN, "E-TYPE-UNKNOWN", "R22", MOF_ERROR, "the type exists")
MOF_TELL(TYPE_EMBEDS, "W-TYPE-EMBEDS", "R22", MOF_MS(MOF_STRICT),
    "a class as the type of an association's end embeds it")
MOF_TELL(DEFAULT_TYPE, "E-DEFAULT-TYPE", "R23", MOF_ERROR, "a default has the type of its property")
MOF_TELL(RANGE, "E-RANGE", "R24", MOF_ERROR, "an integer is in the range of its type")
MOF_TELL(ARRAY_MISMATCH, "E-ARRAY-MISMATCH", "R25", MOF_ERROR, "arrays take lists, scalars do not")
MOF_TELL(ARRAY_SIZE, "E-ARRAY-SIZE", "R26", MOF_ERROR,
    "an array's size is positive, and not exceeded")
MOF_TELL(ARRAY_PLACE, "E-ARRAY-PLACE", "R22", MOF_ERROR,
    "the brackets of an array stand behind its name")
MOF_TELL(DATETIME, "E-DATETIME", "R27", MOF_ERROR, "a datetime has its 25 characters")
MOF_TELL(DATETIME_STAR, "E-DATETIME-STAR", "R28", MOF_ERROR,
    "asterisks of a datetime fill whole fields")
MOF_TELL(DATETIME_RUN, "W-DATETIME-STAR", "R28", MOF_STRICT,
    "the asterisks of a datetime are one run to the end")
MOF_TELL(REAL_INT, "N-REAL-INT", "R30", MOF_NOTE, "a real is written with a point")
MOF_TELL(CHAR16, "E-CHAR16", "R29", MOF_ERROR, "a char16 is one UCS-2 character")
MOF_TELL(CHAR16_STRING, "W-CHAR16", "R29", MOF_STRICT, "a char16 stands in apostrophes")
MOF_TELL(METHOD_TYPE, "E-METHOD-TYPE", "R32", MOF_ERROR,
    "a method returns a scalar of an intrinsic type")
MOF_TELL(METHOD_VOID, "W-METHOD-VOID", "R32", MOF_MS(MOF_STRICT),
    "a method that returns nothing is Microsoft's")
MOF_TELL(REF_CLASS, "E-REF-CLASS", "R51", MOF_MS(MOF_ERROR), "the class of a reference exists")
MOF_TELL(EMBEDDED, "E-EMBEDDED", "R71", MOF_MS(MOF_ERROR),
    "EmbeddedInstance names a class and stands on a string")

/* Instances */
MOF_TELL(INST_CLASS, "E-INST-CLASS", "R77", MOF_ERROR,
    "the class of an instance exists and has instances")
MOF_TELL(INST_PROP, "E-INST-PROP", "R75", MOF_ERROR,
    "what an instance sets is a property of its class")
MOF_TELL(INST_DUP_PROP, "E-INST-DUP", "R75", MOF_ERROR, "an instance sets a property once")
MOF_TELL(INST_VALUE, "E-INST-VALUE", "R76", MOF_ERROR,
    "an instance's value has the type of its property")
MOF_TELL(INST_KEY, "E-INST-KEY", "R74", MOF_ERROR, "an instance sets all keys")
MOF_TELL(KEY_NONE, "E-KEY-NONE", "R43", MOF_ERROR, "a class with instances has a key")
MOF_TELL(INST_TWICE, "W-INST-DUP", "R78", MOF_WARNING,
    "two instances of a class have different keys")
MOF_TELL(DYNAMIC_INSTANCE, "W-DYNAMIC-INSTANCE", "8", MOF_MS(MOF_WARNING),
    "the instances of a dynamic class come from its provider")
MOF_TELL(ALIAS_DUP, "E-ALIAS-DUP", "R79", MOF_ERROR, "an alias is defined once")
MOF_TELL(ALIAS_UNKNOWN, "E-ALIAS-UNKNOWN", "R79", MOF_ERROR, "an alias is defined")
MOF_TELL(ALIAS_CYCLE, "E-ALIAS-CYCLE", "R79", MOF_ERROR,
    "no instance is its own key by way of aliases")
MOF_TELL(REF_TYPE, "E-REF-TYPE", "R80", MOF_ERROR, "a reference points at its class or one below")
MOF_TELL(REF_PATH, "E-REF-PATH", "R80", MOF_ERROR, "a reference is an object path with all keys")
MOF_TELL(REF_DANGLING, "W-REF-DANGLING", "R80", MOF_MS(MOF_WARNING),
    "the class that a reference names is known")
MOF_TELL(EMB_MOF, "E-EMB-MOF", "R81", MOF_ERROR, "an embedded value is one instance as MOF")
MOF_TELL(EMB_CLASS, "E-EMB-CLASS", "R81", MOF_ERROR,
    "an embedded value is of its class or one below")
MOF_TELL(EMB_DEPTH, "E-EMB-DEPTH", "R81", MOF_ERROR, "values in values have a limit")
MOF_TELL(ABSTRACT_INST, "W-ABSTRACT-INST", "R54", MOF_STRICT, "abstract classes have no instances")
MOF_TELL(VALUE_WORD, "E-VALUE-WORD", "R94", MOF_ERROR, "a bare word is no value in MOF 2")

/* MOF 3: the first five where it is refused, by --dialect */
MOF_TELL(V3_STRUCTURE, "E-V3-STRUCTURE", "R95", MOF_ERROR, "structures are of the MOF 3 dialect")
MOF_TELL(V3_ASSOCIATION, "E-V3-ASSOCIATION", "R97", MOF_ERROR,
    "the keyword association is of the MOF 3 dialect")
MOF_TELL(V3_ENUMERATION, "E-V3-ENUMERATION", "R93", MOF_ERROR,
    "enumerations are of the MOF 3 dialect")
MOF_TELL(V3_VALUE, "E-V3-VALUE", "R98", MOF_ERROR, "structure values are of the MOF 3 dialect")
MOF_TELL(V3_QUALDECL, "E-V3-QUALDECL", "R99", MOF_ERROR,
    "policies, and qualifiers on qualifier types, are of the MOF 3 dialect")
MOF_TELL(ENUM_VALUE, "E-ENUM-VALUE", "R93", MOF_ERROR,
    "an element of integers says its value, and any value is of the enumeration's type")
MOF_TELL(ENUM_DUP, "E-ENUM-DUP", "R93", MOF_ERROR,
    "names and values of an enumeration are unique, with those that it extends")
MOF_TELL(ENUM_BASE, "E-ENUM-BASE", "R93", MOF_ERROR,
    "an enumeration is of integers, of strings, or extends another")
MOF_TELL(ENUM_LITERAL, "E-ENUM-LITERAL", "R94", MOF_ERROR,
    "a value of an enumeration is one of its elements")
MOF_TELL(LOCAL_SCOPE, "E-LOCAL-SCOPE", "R95", MOF_ERROR,
    "a type inside of a class is known there and below it")
MOF_TELL(STRUCT_CYCLE, "E-STRUCT-CYCLE", "R96", MOF_ERROR, "no structure holds itself by value")
MOF_TELL(STRUCT_METHOD, "E-STRUCT-METHOD", "R96", MOF_ERROR, "structures have no methods")
MOF_TELL(STRUCT_INST, "E-STRUCT-INST", "R96", MOF_ERROR, "structures have no instances")
MOF_TELL(STRUCT_SUPER, "E-STRUCT-SUPER", "R97", MOF_ERROR,
    "a structure extends structures, a class classes and structures")
MOF_TELL(VALUE_ALIAS, "E-VALUE-ALIAS", "R98", MOF_ERROR, "a value at the top has an alias")
MOF_TELL(QT_DEFAULT, "E-QT-DEFAULT", "R99", MOF_ERROR,
    "a qualifier type of strings, datetimes or enumerations has a default")
MOF_TELL(POLICY, "E-POLICY", "R99", MOF_ERROR, "a policy is one of three words")
MOF_TELL(OVERRIDE_PARAM, "E-OVERRIDE-PARAM", "R100", MOF_ERROR,
    "a parameter that an override adds has a default")
MOF_TELL(OCTETSTRING, "E-OCTETSTRING", "3.2", MOF_ERROR,
    "an octetstring is 0x and pairs of digits")
MOF_TELL(V3_NAME, "W-V3-NAME", "3.2", MOF_STRICT, "the names of MOF 3 are in ASCII")
MOF_TELL(V3_ARRAY, "W-V3-ARRAY", "3.2", MOF_STRICT, "MOF 3 has no arrays of a fixed size")
MOF_TELL(V3_NESTED, "W-V3-NESTED", "3.2", MOF_STRICT, "MOF 3.0.1 has no instances as values")
MOF_TELL(V3_OLD_TYPE, "N-V3-OLD-TYPE", "3.2", MOF_NOTE,
    "char16 and integers of a size are not of MOF 3.0.1")

/* What qualifiers of classes say: told by qualified.c and what it calls */
MOF_TELL(ABSTRACT_BELOW, "W-ABSTRACT-BELOW", "R55", MOF_WARNING,
    "an abstract class is below abstract ones")
MOF_TELL(TERMINAL, "E-TERMINAL", "R56", MOF_ERROR,
    "nothing is below a Terminal class, and it is not Abstract")
MOF_TELL(INDICATION, "E-INDICATION", "R57", MOF_ERROR,
    "a class is not both association and indication")
MOF_TELL(STRUCT_KEY, "E-STRUCT-KEY", "R58", MOF_ERROR, "structures and exceptions have no keys")
MOF_TELL(DEPRECATED_USE, "N-DEPRECATED-USE", "R59", MOF_NOTE,
    "what stays does not build on what is deprecated")
MOF_TELL(DEPRECATED_TARGET, "W-DEPRECATED-TARGET", "R59", MOF_WARNING,
    "Deprecated names what exists")
MOF_TELL(EXPERIMENTAL_DEP, "W-EXPERIMENTAL-DEP", "R60", MOF_WARNING,
    "what is final does not build on what is experimental")
MOF_TELL(VERSION, "W-VERSION", "R61", MOF_WARNING, "a Version is m.n.u")
MOF_TELL(UMLPATH, "W-UMLPATH", "R62", MOF_WARNING, "a UMLPackagePath is names with :: between")
MOF_TELL(OCL, "W-OCL", "R63", MOF_WARNING, "a constraint begins with a word of OCL")

/* What qualifiers of features and parameters say, and values under them */
MOF_TELL(VALUEMAP_LEN, "W-VALUEMAP-LEN", "R64", MOF_WARNING,
    "ValueMap and Values have as many elements")
MOF_TELL(VALUEMAP_ENTRY, "E-VALUEMAP-ENTRY", "R65", MOF_ERROR,
    "a ValueMap of integers has integers and ranges")
MOF_TELL(VALUEMAP_RANGE, "W-VALUEMAP-RANGE", "R65", MOF_WARNING,
    "a ValueMap is in the range of the type")
MOF_TELL(VALUEMAP_TYPE, "W-VALUEMAP-TYPE", "R65", MOF_WARNING,
    "a ValueMap stands on integers and strings")
MOF_TELL(VALUEMAP_VALUE, "W-VALUEMAP-VALUE", "R66", MOF_WARNING, "a value is in the ValueMap")
MOF_TELL(OVERRIDE_MAP, "W-OVERRIDE-VALUEMAP", "R39", MOF_WARNING,
    "an override adds nothing to a ValueMap")
MOF_TELL(BITMAP, "E-BITMAP", "R67", MOF_ERROR,
    "a BitMap has bits of the type, each once, as many as BitValues")
MOF_TELL(BITMAP_TYPE, "W-BITMAP-TYPE", "R67", MOF_WARNING, "a BitMap stands on unsigned integers")
MOF_TELL(ARRAYTYPE, "E-ARRAYTYPE", "R68", MOF_ERROR, "an ArrayType is Bag, Ordered or Indexed")
MOF_TELL(ARRAYTYPE_SCALAR, "W-ARRAYTYPE", "R68", MOF_WARNING, "an ArrayType stands on an array")
MOF_TELL(LEN_TYPE, "W-LEN-TYPE", "R69", MOF_WARNING, "MinLen and MaxLen stand on strings")
MOF_TELL(LEN, "E-LEN", "R69", MOF_ERROR, "a string is as long as MinLen and MaxLen say")
MOF_TELL(MINMAX_TYPE, "W-MINMAX-TYPE", "R70", MOF_WARNING,
    "MinValue and MaxValue stand on integers")
MOF_TELL(MINMAX_RANGE, "W-MINMAX-RANGE", "R70", MOF_WARNING,
    "MinValue and MaxValue are in the range of the type")
MOF_TELL(MINMAX, "E-MINMAX", "R70", MOF_ERROR, "a number is between MinValue and MaxValue")
MOF_TELL(OCTET_TYPE, "W-OCTET-TYPE", "R72", MOF_WARNING,
    "OctetString stands on uint8[] and string[]")
MOF_TELL(OCTET_VALUE, "E-OCTET-VALUE", "R72", MOF_ERROR, "an octet string begins with its length")
MOF_TELL(DN_TYPE, "W-DN-TYPE", "R72", MOF_WARNING, "DN stands on strings")
MOF_TELL(COUNTER, "W-COUNTER", "R72", MOF_WARNING,
    "Counter and Gauge stand on unsigned integers, one of them")
MOF_TELL(NULLVALUE, "W-NULLVALUE", "R72", MOF_WARNING, "NullValue is a value of the type")
MOF_TELL(PUNIT_TYPE, "W-PUNIT-TYPE", "R72", MOF_WARNING, "IsPUnit stands on strings")
MOF_TELL(REQUIRED, "E-REQUIRED", "R73", MOF_ERROR,
    "an instance does not set to null what is Required")
MOF_TELL(REQUIRED_UNSET, "W-REQUIRED", "R73", MOF_WARNING, "what is Required is set")
MOF_TELL(NOACCESS, "N-NOACCESS", "R73", MOF_NOTE, "a property can be read or written")
MOF_TELL(STATIC, "E-STATIC", "R73", MOF_ERROR, "an override does not turn Static")
MOF_TELL(PARAM_DIR, "E-PARAM-DIR", "R73", MOF_ERROR, "a parameter goes in or out")
MOF_TELL(MODELCORR, "W-MODELCORR", "R73a", MOF_WARNING, "ModelCorrespondence names what exists")

/* Functions on qualifier types */
MOF_CHECK(QUALDECL_SCOPE, "E-QUALDECL-SCOPE", "R12", MOF_ERROR, MOF_AT_QUALIFIER_TYPE,
    qualdecl_scope,
    "a qualifier type has a scope list")

/* Functions on qualifiers */
MOF_CHECK(QUAL_SCOPE, "E-QUAL-SCOPE", "R11", MOF_MS(MOF_ERROR), MOF_AT_QUALIFIER, qual_scope,
    "a qualifier stands in its scope")
MOF_CHECK(QUAL_SCOPE_CLASS, "W-QUAL-SCOPE", "R11", MOF_MS(MOF_WARNING), MOF_AT_QUALIFIER,
    qual_scope_class,
    "a qualifier for classes stands on an association or indication")
MOF_CHECK(FLAVOR_REOPEN, "E-FLAVOR-REOPEN", "R19", MOF_MS(MOF_ERROR), MOF_AT_QUALIFIER,
    flavor_reopen,
    "a use does not reopen DisableOverride")
MOF_CHECK(FLAVOR_USE, "W-FLAVOR-USE", "R19", MOF_MS(MOF_WARNING), MOF_AT_QUALIFIER, flavor_use,
    "flavors on a use are deprecated")
MOF_CHECK(QUAL_NOVALUE, "W-QUAL-NOVALUE", "R15", MOF_WARNING, MOF_AT_QUALIFIER, qual_novalue,
    "only boolean qualifiers go without a value")

/* Functions on classes */
MOF_CHECK(NAME_SCHEMA, "W-NAME-SCHEMA", "R1", MOF_STRICT, MOF_AT_CLASS, name_schema,
    "the name of a class begins with its schema")
MOF_CHECK(WMI_NAME, "E-WMI-NAME", "3.3", MOF_ERROR, MOF_AT_CLASS, wmi_name,
    "to Microsoft names have underscores inside alone, and at most 255 characters")
MOF_CHECK(WMI_WIDE, "E-WMI-WIDE", "3.3", MOF_ERROR, MOF_AT_CLASS, wmi_wide,
    "to Microsoft a class has at most 1024 properties")
MOF_CHECK(CLASS_KEY, "N-KEY-NONE", "R43", MOF_NOTE, MOF_AT_CLASS, class_key,
    "a class that may have instances has a key")
MOF_CHECK(QUAL_OVERRIDE, "E-QUAL-OVERRIDE", "R16", MOF_ERROR, MOF_AT_CLASS, qual_override,
    "a DisableOverride qualifier keeps its value below")
MOF_CHECK(ASSOC_SUPER, "E-ASSOC-SUPER", "R48", MOF_ERROR, MOF_AT_CLASS, assoc_super,
    "associations and other classes do not mix in one line")
MOF_CHECK(ASSOC_REFS, "E-ASSOC-REFS", "R47", MOF_ERROR, MOF_AT_CLASS, assoc_refs,
    "an association has two references or more")
MOF_CHECK(AGGREGATE, "E-AGGREGATE", "R53", MOF_ERROR, MOF_AT_CLASS, aggregate,
    "an aggregation has one whole; a composition is one")
MOF_CHECK(AGGREGATE_HALF, "W-AGGREGATE", "R53", MOF_STRICT, MOF_AT_CLASS, aggregate_half,
    "Aggregation and Aggregate come together")

/* Functions on properties and methods */
MOF_CHECK(OVERRIDE_MISSING, "W-OVERRIDE-MISSING", "R33", MOF_MS(MOF_STRICT), MOF_AT_FEATURE,
    override_missing,
    "a feature with an inherited name says Override")
MOF_CHECK(HIDES, "W-HIDES", "R33", MOF_MS(MOF_WARNING), MOF_AT_FEATURE, hides,
    "a feature hides one of another schema")
MOF_CHECK(OVERRIDE_NOTHING, "E-OVERRIDE-NOTHING", "R34", MOF_ERROR, MOF_AT_FEATURE,
    override_nothing,
    "Override names an inherited feature")
MOF_CHECK(OVERRIDE_NAME, "E-OVERRIDE-NAME", "R35", MOF_ERROR, MOF_AT_FEATURE, override_name,
    "Override names the feature itself")
MOF_CHECK(OVERRIDE_TYPE, "E-OVERRIDE-TYPE", "R36", MOF_ERROR, MOF_AT_FEATURE, override_type,
    "an override keeps kind, type and array")
MOF_CHECK(OVERRIDE_REF, "E-OVERRIDE-REF", "R37", MOF_ERROR, MOF_AT_FEATURE, override_ref,
    "an overriding reference is narrower, not wider")
MOF_CHECK(OVERRIDE_SIG, "E-OVERRIDE-SIG", "R38", MOF_ERROR, MOF_AT_FEATURE, override_sig,
    "an overriding method has the same signature")
MOF_CHECK(OVERRIDE_WIDER, "W-OVERRIDE-WIDER", "R39", MOF_STRICT, MOF_AT_FEATURE, override_wider,
    "an override does not loosen MinLen, MaxLen, MinValue, MaxValue, Min, Max")
MOF_CHECK(OVERRIDE_EMB, "E-OVERRIDE-EMB", "R40", MOF_ERROR, MOF_AT_FEATURE, override_emb,
    "an override narrows what is embedded")
MOF_CHECK(KEY_TYPE, "E-KEY-TYPE", "R41", MOF_ERROR, MOF_AT_FEATURE, key_type,
    "a key is a scalar, and no real and no object")
MOF_CHECK(KEY_ADDED, "E-KEY-ADDED", "R42", MOF_ERROR, MOF_AT_FEATURE, key_added,
    "no new key below a class that has keys")
MOF_CHECK(KEY_NULL, "W-KEY-NULL", "R31", MOF_WARNING, MOF_AT_FEATURE, key_null,
    "the default of a key is not null")
MOF_CHECK(PROPAGATED, "E-PROPAGATED", "R44", MOF_ERROR, MOF_AT_FEATURE, propagated,
    "Propagated names a key, and stands on one")
MOF_CHECK(WEAK, "W-WEAK", "R44", MOF_STRICT, MOF_AT_FEATURE, weak,
    "Weak stands on a key")
MOF_CHECK(REF_NONASSOC, "W-REF-NONASSOC", "R46", MOF_MS(MOF_STRICT), MOF_AT_FEATURE, ref_nonassoc,
    "reference properties are in associations")
MOF_CHECK(REF_ARRAY, "W-REF-ARRAY", "R50", MOF_MS(MOF_STRICT), MOF_AT_FEATURE, ref_array,
    "a reference property is no array")
MOF_CHECK(ASSOC_ARITY, "E-ASSOC-ARITY", "R49", MOF_ERROR, MOF_AT_FEATURE, assoc_arity,
    "an association below another adds no references")
MOF_CHECK(PARAM_ID, "E-PARAM-ID", "3.3", MOF_ERROR, MOF_AT_FEATURE, param_id,
    "the ids of parameters count from 0")
MOF_CHECK(CARDINALITY, "E-CARDINALITY", "R52", MOF_ERROR, MOF_AT_FEATURE, cardinality,
    "Min is not above Max, and Max is 1 or more")
