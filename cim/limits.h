/* limits.h: every limit of the project, one line each, with its reason. */
#ifndef CIM_LIMITS_H
#define CIM_LIMITS_H

#define CIM_LIMIT_NAME 4096		/* bytes of one name: far above any real one */
#define CIM_LIMIT_NAMESPACE 8192	/* bytes of a namespace path */
#define CIM_LIMIT_NESTING 64		/* values in values, paths in paths: bounds recursion */
#define CIM_LIMIT_JSON 1024		/* arrays and objects of JSON in one another: bounds a stack */
#define CIM_LIMIT_INHERITANCE 256	/* superclasses above a class: DMTF's deepest is 9 */
#define CIM_LIMIT_PATH 0x00100000u	/* of an object path: escapes double in paths in paths */
#define CIM_LIMIT_ACES 4095		/* of one list: more do not fit its 64 KiB */
#define CIM_LIMIT_QUERY 0x4000u		/* bytes of one query: as Microsoft has it */
#define CIM_LIMIT_WMI_NAME 255		/* characters of a name in Microsoft's dialect: as it has it */
#define CIM_LIMIT_WMI_PROPERTIES 1024	/* of a class there, inherited ones too */
#define CIM_LIMIT_CONNECTIONS 4096	/* that a repository can list; more than that are not seen */
#define CIM_LIMIT_SETTINGS 16384	/* bytes of the file of settings: it is read whole */
#define CIM_LIMIT_KEYS 256		/* keys of one object path: as Microsoft has it */
#define CIM_LIMIT_INCLUDE_DEPTH 64	/* files open at once by inclusion */
#define CIM_LIMIT_INCLUDES 200000	/* files of one compilation */
#define CIM_LIMIT_SOURCE_BYTES 0xE0000000u	/* of all files at once: places are 32 bits */
#define CIM_LIMIT_CPP 0x20000000u	/* of what a C preprocessor makes of one file: 512 MiB */
#define CIM_LIMIT_ELEMENTS 0x01000000u	/* elements of one array, members of one class */
#define CIM_LIMIT_COPIES 0x00400000u	/* instances in instances by aliases: each may double them */
#define CIM_LIMIT_STRING 0x04000000u	/* bytes of one string: four fill a record */
#define CIM_LIMIT_RECORD 0x10000000u	/* bytes of one record: 256 MiB */
#define CIM_LIMIT_EXPANDED 1000000	/* values that diff puts in the place of aliases: they nest */
#define CIM_LIMIT_PROVIDER_NAME 200	/* bytes of the name of a provider: it is a file's */
#define CIM_PROVIDER_TIMEOUT_MOST 86400000	/* milliseconds that may be set for a provider: a day */
#define CIM_PROVIDER_MEMORY_LEAST 0x00100000u	/* bytes that may be set for it: 1 MiB */
#define CIM_LIMIT_PROVIDER_LINE 0x01000000u	/* bytes of one instance from a provider: 16 MiB */
#define CIM_LIMIT_PROVIDER_BYTES 0x40000000u	/* of one answer of a provider: 1 GiB */
#define CIM_LIMIT_PROVIDER_ROWS 10000000	/* instances of one answer: ends one that never does */
#define CIM_LIMIT_PROVIDER_SAYS 0x01000000u	/* bytes it may write to stderr, all but 4 KiB unread */
#define CIM_LIMIT_BMOF 0x2000000u	/* bytes of a binary MOF, decompressed: the largest seen has 158,288 */
#define CIM_LIMIT_ERRORS 100000		/* diagnostics kept of one run: bounds memory */

#endif
