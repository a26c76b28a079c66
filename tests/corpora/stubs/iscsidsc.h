/*
 * Stands in for a header of Windows that is not in the corpora: the macros that the MOF of the
 * iSCSI initiator takes from it, with values of our own.
 */
#ifdef MOFCOMP_PASS
#define ISCSI_SECURITY_FLAGS_CPPQUOTE "// security flags\n"
#define ISCSI_DIGEST_CPPQUOTE "// digests\n"
#define ISCSI_LOGIN_FLAGS_CPPQUOTE "// login flags\n"
#define ISCSI_LOGIN_OPTIONS_INFO_CPPQUOTE "// login options\n"
#define ISCSI_LOGIN_FLAGS uint32
#define ISCSI_AUTH_TYPES uint32
#define ISCSI_LOGIN_FLAGS_QUALIFIERS Values{"login flags"}
#define ISCSI_AUTH_TYPES_QUALIFIERS Values{"authentication"}
#define ISCSI_LOGIN_OPTIONS_INFO_QUALIFIERS Values{"what is specified"}
#define ISCSI_LOGIN_OPTIONS_INFO_SPECIFIED uint32
#define ISCSI_DIGEST_TYPES_QUALIFIERS Values{"digest"}
#define ISCSI_DIGEST_TYPES uint32
#define MAX_ISCSI_TEXT_ADDRESS_LEN 256
#define ISCSI_DIGEST_TYPE_NONE "0"
#define ISCSI_DIGEST_TYPE_CRC32C "1"
#define MAX_ISCSI_NAME_LEN 223
#ifndef GENERATE_HEADER
#define GENERATE_HEADER TRUE
#endif
#ifndef MODULE_HEADER
#define MODULE_HEADER "// header\n"
#endif
#endif
