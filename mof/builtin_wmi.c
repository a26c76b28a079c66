/* builtin_wmi.c: the classes that Windows brings along, as MOF; what a unit uses of them is stored. */
#include "mof/builtin.h"

/*
 * After what Microsoft's documentation says of them: the event consumers, and WMIEvent and
 * EventTrace, from which drivers derive. The system classes are those of cim/system.h.
 */
const struct mof_builtin mof_builtin_wmi[] = {
	{ "ActiveScriptEventConsumer",
	    "class ActiveScriptEventConsumer : __EventConsumer {\n"
	    "\t[Key] string Name;\n"
	    "\tuint32 KillTimeout = 0;\n"
	    "\tstring ScriptFilename;\n"
	    "\tstring ScriptingEngine;\n"
	    "\tstring ScriptText;\n"
	    "};\n" },
	{ "CommandLineEventConsumer",
	    "class CommandLineEventConsumer : __EventConsumer {\n"
	    "\t[Key] string Name;\n"
	    "\tstring CommandLineTemplate;\n"
	    "\tboolean CreateNewConsole = false;\n"
	    "\tboolean CreateNewProcessGroup = false;\n"
	    "\tboolean CreateSeparateWowVdm = false;\n"
	    "\tboolean CreateSharedWowVdm = false;\n"
	    "\tstring DesktopName;\n"
	    "\tstring ExecutablePath;\n"
	    "\tuint32 FillAttribute;\n"
	    "\tboolean ForceOffFeedback = false;\n"
	    "\tboolean ForceOnFeedback = false;\n"
	    "\tuint32 KillTimeout = 0;\n"
	    "\tsint32 Priority = 32;\n"
	    "\tboolean RunInteractively = false;\n"
	    "\tuint32 ShowWindowCommand;\n"
	    "\tboolean UseDefaultErrorMode = false;\n"
	    "\tstring WindowTitle;\n"
	    "\tstring WorkingDirectory;\n"
	    "\tuint32 XCoordinate;\n"
	    "\tuint32 XNumCharacters;\n"
	    "\tuint32 XSize;\n"
	    "\tuint32 YCoordinate;\n"
	    "\tuint32 YNumCharacters;\n"
	    "\tuint32 YSize;\n"
	    "};\n" },
	{ "EventTrace",
	    "class EventTrace {\n"
	    "};\n" },
	{ "LogFileEventConsumer",
	    "class LogFileEventConsumer : __EventConsumer {\n"
	    "\t[Key] string Name;\n"
	    "\tstring Filename;\n"
	    "\tboolean IsUnicode;\n"
	    "\tuint64 MaximumFileSize = 65535;\n"
	    "\tstring Text;\n"
	    "};\n" },
	{ "NTEventLogEventConsumer",
	    "class NTEventLogEventConsumer : __EventConsumer {\n"
	    "\t[Key] string Name;\n"
	    "\tuint16 Category;\n"
	    "\tuint32 EventID;\n"
	    "\tuint32 EventType = 1;\n"
	    "\tstring InsertionStringTemplates[] = { \"\" };\n"
	    "\tstring NameOfRawDataProperty;\n"
	    "\tstring NameOfUserSIDProperty;\n"
	    "\tuint32 NumberOfInsertionStrings = 0;\n"
	    "\tstring SourceName;\n"
	    "\tstring UNCServerName;\n"
	    "};\n" },
	{ "SMTPEventConsumer",
	    "class SMTPEventConsumer : __EventConsumer {\n"
	    "\t[Key] string Name;\n"
	    "\tstring BccLine;\n"
	    "\tstring CcLine;\n"
	    "\tstring FromLine;\n"
	    "\tstring HeaderFields[];\n"
	    "\tstring Message;\n"
	    "\tstring ReplyToLine;\n"
	    "\tstring SMTPServer;\n"
	    "\tstring Subject;\n"
	    "\tstring ToLine;\n"
	    "};\n" },
	{ "WMIEvent",
	    "[Abstract]\n"
	    "class WMIEvent : __ExtrinsicEvent {\n"
	    "};\n" },
	{ NULL, NULL }
};
