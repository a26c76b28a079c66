/* builtin_wmi.c: WMI's system classes, as MOF; what a unit uses of them is stored. */
#include "mof/builtin.h"

/*
 * After what Microsoft's documentation says of them. The event consumers that Windows brings along
 * are here too, and WMIEvent and EventTrace, from which drivers derive.
 */
const struct mof_builtin mof_builtin_wmi[] = {
	{ "__AbsoluteTimerInstruction",
	    "class __AbsoluteTimerInstruction : __TimerInstruction {\n"
	    "\tdatetime EventDateTime;\n"
	    "};\n" },
	{ "__ACE",
	    "class __ACE : __SecurityRelatedClass {\n"
	    "\tuint32 AccessMask;\n"
	    "\tuint32 AceFlags;\n"
	    "\tuint32 AceType;\n"
	    "\tstring GuidInheritedObjectType;\n"
	    "\tstring GuidObjectType;\n"
	    "\t__Trustee Trustee;\n"
	    "};\n" },
	{ "__AggregateEvent",
	    "class __AggregateEvent : __IndicationRelated {\n"
	    "\tuint32 NumberOfEvents;\n"
	    "\tobject Representative;\n"
	    "};\n" },
	{ "__ArbitratorConfiguration",
	    "[Singleton]\n"
	    "class __ArbitratorConfiguration : __SystemClass {\n"
	    "\tuint32 OutstandingTasksPerUser;\n"
	    "\tuint32 OutstandingTasksTotal;\n"
	    "\tuint32 PermanentSubscriptionsPerUser;\n"
	    "\tuint32 PermanentSubscriptionsTotal;\n"
	    "\tuint32 PollingInstructionsPerUser;\n"
	    "\tuint32 PollingInstructionsTotal;\n"
	    "\tuint32 PollingMemoryPerUser;\n"
	    "\tuint32 PollingMemoryTotal;\n"
	    "\tuint32 QuotaRetryCount;\n"
	    "\tuint32 QuotaRetryWaitInterval;\n"
	    "\tuint32 TaskThreadsPerUser;\n"
	    "\tuint32 TaskThreadsTotal;\n"
	    "\tuint32 TemporarySubscriptionsPerUser;\n"
	    "\tuint32 TemporarySubscriptionsTotal;\n"
	    "\tuint32 TotalCacheDisk;\n"
	    "\tuint32 TotalCacheDiskPerTask;\n"
	    "\tuint32 TotalCacheDiskPerUser;\n"
	    "\tuint32 TotalCacheMemory;\n"
	    "\tuint32 TotalCacheMemoryPerTask;\n"
	    "\tuint32 TotalCacheMemoryPerUser;\n"
	    "\tuint32 TotalUsers;\n"
	    "};\n" },
	{ "__CacheControl",
	    "[Abstract]\n"
	    "class __CacheControl : __SystemClass {\n"
	    "\t[SubType(\"interval\")] datetime ClearAfter;\n"
	    "};\n" },
	{ "__CIMOMIdentification",
	    "[Singleton]\n"
	    "class __CIMOMIdentification : __SystemClass {\n"
	    "\t[Read] datetime SetupDateTime;\n"
	    "\t[Read] string VersionCurrentlyRunning;\n"
	    "\t[Read] string VersionUsedToCreateDB;\n"
	    "\t[Read] string WorkingDirectory;\n"
	    "};\n" },
	{ "__ClassCreationEvent",
	    "class __ClassCreationEvent : __ClassOperationEvent {\n"
	    "};\n" },
	{ "__ClassDeletionEvent",
	    "class __ClassDeletionEvent : __ClassOperationEvent {\n"
	    "};\n" },
	{ "__ClassModificationEvent",
	    "class __ClassModificationEvent : __ClassOperationEvent {\n"
	    "\tobject PreviousClass;\n"
	    "};\n" },
	{ "__ClassOperationEvent",
	    "class __ClassOperationEvent : __Event {\n"
	    "\tobject TargetClass;\n"
	    "};\n" },
	{ "__ClassProviderRegistration",
	    "class __ClassProviderRegistration : __ObjectProviderRegistration {\n"
	    "\t[SubType(\"interval\")] datetime CacheRefreshInterval;\n"
	    "\tboolean PerUserSchema;\n"
	    "\tstring ReferencedSetQueries[];\n"
	    "\tstring ResultSetQueries[];\n"
	    "\tstring UnsupportedQueries[];\n"
	    "\tboolean ReSynchroniseOnNamespaceOpen;\n"
	    "\tuint32 Version;\n"
	    "};\n" },
	{ "__ConsumerFailureEvent",
	    "class __ConsumerFailureEvent : __EventDroppedEvent {\n"
	    "\tuint32 ErrorCode;\n"
	    "\tstring ErrorDescription;\n"
	    "\t__ExtendedStatus ErrorObject;\n"
	    "};\n" },
	{ "__Event",
	    "[Abstract]\n"
	    "class __Event : __IndicationRelated {\n"
	    "\tuint8 SECURITY_DESCRIPTOR[];\n"
	    "\tuint64 TIME_CREATED;\n"
	    "};\n" },
	{ "__EventConsumer",
	    "[Abstract]\n"
	    "class __EventConsumer : __IndicationRelated {\n"
	    "\tuint8 CreatorSID[] = { 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0 };\n"
	    "\tstring MachineName;\n"
	    "\tuint32 MaximumQueueSize;\n"
	    "};\n" },
	{ "__EventConsumerProviderCacheControl",
	    "[Singleton]\n"
	    "class __EventConsumerProviderCacheControl : __CacheControl {\n"
	    "};\n" },
	{ "__EventConsumerProviderRegistration",
	    "class __EventConsumerProviderRegistration : __ProviderRegistration {\n"
	    "\tstring ConsumerClassNames[];\n"
	    "};\n" },
	{ "__EventDroppedEvent",
	    "class __EventDroppedEvent : __SystemEvent {\n"
	    "\t__Event Event;\n"
	    "\t__EventConsumer ref IntendedConsumer;\n"
	    "};\n" },
	{ "__EventFilter",
	    "class __EventFilter : __IndicationRelated {\n"
	    "\t[Key] string Name;\n"
	    "\tuint8 CreatorSID[] = { 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0 };\n"
	    "\tstring EventAccess;\n"
	    "\tstring EventNamespace;\n"
	    "\tstring Query;\n"
	    "\tstring QueryLanguage;\n"
	    "};\n" },
	{ "__EventGenerator",
	    "[Abstract]\n"
	    "class __EventGenerator : __IndicationRelated {\n"
	    "};\n" },
	{ "__EventProviderCacheControl",
	    "[Singleton]\n"
	    "class __EventProviderCacheControl : __CacheControl {\n"
	    "};\n" },
	{ "__EventProviderRegistration",
	    "class __EventProviderRegistration : __ProviderRegistration {\n"
	    "\tstring EventQueryList[];\n"
	    "};\n" },
	{ "__EventQueueOverflowEvent",
	    "class __EventQueueOverflowEvent : __EventDroppedEvent {\n"
	    "\tuint32 CurrentQueueSize;\n"
	    "};\n" },
	{ "__EventSinkCacheControl",
	    "[Singleton]\n"
	    "class __EventSinkCacheControl : __CacheControl {\n"
	    "};\n" },
	{ "__ExtendedStatus",
	    "class __ExtendedStatus : __NotifyStatus {\n"
	    "\tstring Description;\n"
	    "\tstring Operation;\n"
	    "\tstring ParameterInfo;\n"
	    "\tstring ProviderName;\n"
	    "};\n" },
	{ "__ExtrinsicEvent",
	    "class __ExtrinsicEvent : __Event {\n"
	    "};\n" },
	{ "__FilterToConsumerBinding",
	    "class __FilterToConsumerBinding : __IndicationRelated {\n"
	    "\t[Key] __EventConsumer ref Consumer;\n"
	    "\t[Key] __EventFilter ref Filter;\n"
	    "\tuint8 CreatorSID[] = { 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0 };\n"
	    "\tboolean DeliverSynchronously = false;\n"
	    "\tuint32 DeliveryQoS;\n"
	    "\tboolean MaintainSecurityContext = false;\n"
	    "\tboolean SlowDownProviders = false;\n"
	    "};\n" },
	{ "__IndicationRelated",
	    "[Abstract]\n"
	    "class __IndicationRelated : __SystemClass {\n"
	    "};\n" },
	{ "__InstanceCreationEvent",
	    "class __InstanceCreationEvent : __InstanceOperationEvent {\n"
	    "};\n" },
	{ "__InstanceDeletionEvent",
	    "class __InstanceDeletionEvent : __InstanceOperationEvent {\n"
	    "};\n" },
	{ "__InstanceModificationEvent",
	    "class __InstanceModificationEvent : __InstanceOperationEvent {\n"
	    "\tobject PreviousInstance;\n"
	    "};\n" },
	{ "__InstanceOperationEvent",
	    "class __InstanceOperationEvent : __Event {\n"
	    "\tobject TargetInstance;\n"
	    "};\n" },
	{ "__InstanceProviderRegistration",
	    "class __InstanceProviderRegistration : __ObjectProviderRegistration {\n"
	    "\t[Override(\"SupportsEnumeration\")] boolean SupportsEnumeration = true;\n"
	    "};\n" },
	{ "__IntervalTimerInstruction",
	    "class __IntervalTimerInstruction : __TimerInstruction {\n"
	    "\tuint32 IntervalBetweenEvents;\n"
	    "};\n" },
	{ "__MethodInvocationEvent",
	    "class __MethodInvocationEvent : __InstanceOperationEvent {\n"
	    "\tstring Method;\n"
	    "\t__PARAMETERS Parameters;\n"
	    "\tboolean PreCall;\n"
	    "};\n" },
	{ "__MethodProviderRegistration",
	    "class __MethodProviderRegistration : __ProviderRegistration {\n"
	    "};\n" },
	{ "__NamespaceCreationEvent",
	    "class __NamespaceCreationEvent : __NamespaceOperationEvent {\n"
	    "};\n" },
	{ "__NamespaceDeletionEvent",
	    "class __NamespaceDeletionEvent : __NamespaceOperationEvent {\n"
	    "};\n" },
	{ "__NamespaceModificationEvent",
	    "class __NamespaceModificationEvent : __NamespaceOperationEvent {\n"
	    "\t__Namespace PreviousNamespace;\n"
	    "};\n" },
	{ "__NamespaceOperationEvent",
	    "class __NamespaceOperationEvent : __Event {\n"
	    "\t__Namespace TargetNamespace;\n"
	    "};\n" },
	{ "__NotifyStatus",
	    "[Abstract]\n"
	    "class __NotifyStatus {\n"
	    "\tuint32 StatusCode;\n"
	    "};\n" },
	{ "__NTLMUser9X",
	    "class __NTLMUser9X : __SecurityRelatedClass {\n"
	    "\tstring Authority;\n"
	    "\tsint32 Flags;\n"
	    "\tsint32 Mask;\n"
	    "\tstring Name;\n"
	    "\tsint32 Type;\n"
	    "};\n" },
	{ "__ObjectProviderCacheControl",
	    "[Singleton]\n"
	    "class __ObjectProviderCacheControl : __CacheControl {\n"
	    "};\n" },
	{ "__ObjectProviderRegistration",
	    "[Abstract]\n"
	    "class __ObjectProviderRegistration : __ProviderRegistration {\n"
	    "\tsint32 InteractionType = 0;\n"
	    "\tstring QuerySupportLevels[];\n"
	    "\tboolean SupportsBatching;\n"
	    "\tboolean SupportsDelete = false;\n"
	    "\tboolean SupportsEnumeration = false;\n"
	    "\tboolean SupportsGet = false;\n"
	    "\tboolean SupportsPut = false;\n"
	    "\tboolean SupportsTransactions;\n"
	    "};\n" },
	{ "__PARAMETERS",
	    "[Abstract]\n"
	    "class __PARAMETERS {\n"
	    "};\n" },
	{ "__PropertyProviderCacheControl",
	    "[Singleton]\n"
	    "class __PropertyProviderCacheControl : __CacheControl {\n"
	    "};\n" },
	{ "__PropertyProviderRegistration",
	    "class __PropertyProviderRegistration : __ProviderRegistration {\n"
	    "\tboolean SupportsGet = false;\n"
	    "\tboolean SupportsPut = false;\n"
	    "};\n" },
	{ "__Provider",
	    "[Abstract]\n"
	    "class __Provider : __SystemClass {\n"
	    "\t[Key] string Name;\n"
	    "};\n" },
	{ "__ProviderHostQuotaConfiguration",
	    "[Singleton]\n"
	    "class __ProviderHostQuotaConfiguration : __SystemClass {\n"
	    "\tuint32 HandlesPerHost;\n"
	    "\tuint64 MemoryAllHosts;\n"
	    "\tuint64 MemoryPerHost;\n"
	    "\tuint32 ProcessLimitAllHosts;\n"
	    "\tuint32 ThreadsPerHost;\n"
	    "};\n" },
	{ "__ProviderRegistration",
	    "[Abstract]\n"
	    "class __ProviderRegistration : __SystemClass {\n"
	    "\t[Key] __Provider ref Provider;\n"
	    "};\n" },
	{ "__QOSFailureEvent",
	    "class __QOSFailureEvent : __EventDroppedEvent {\n"
	    "\tuint32 ErrorCode;\n"
	    "\tstring ErrorDescription;\n"
	    "};\n" },
	{ "__SecurityDescriptor",
	    "class __SecurityDescriptor : __SecurityRelatedClass {\n"
	    "\tuint32 ControlFlags;\n"
	    "\t__ACE DACL[];\n"
	    "\t__Trustee Group;\n"
	    "\t__Trustee Owner;\n"
	    "\t__ACE SACL[];\n"
	    "};\n" },
	{ "__SecurityRelatedClass",
	    "[Abstract]\n"
	    "class __SecurityRelatedClass {\n"
	    "};\n" },
	{ "__SystemClass",
	    "[Abstract]\n"
	    "class __SystemClass {\n"
	    "};\n" },
	{ "__SystemEvent",
	    "class __SystemEvent : __ExtrinsicEvent {\n"
	    "};\n" },
	{ "__SystemSecurity",
	    "[Singleton]\n"
	    "class __SystemSecurity : __SystemClass {\n"
	    "\t[Static] uint32 GetSD([Out, In(false), ID(0)] uint8 SD[]);\n"
	    "\t[Static] uint32 SetSD([In, ID(0)] uint8 SD[]);\n"
	    "\t[Static] uint32 GetCallerAccessRights([Out, In(false), ID(0)] sint32 rights);\n"
	    "\t[Static] uint32 GetSecurityDescriptor(\n"
	    "\t\t[Out, In(false), ID(0)] __SecurityDescriptor Descriptor);\n"
	    "\t[Static] uint32 SetSecurityDescriptor([In, ID(0)] __SecurityDescriptor Descriptor);\n"
	    "\t[Static] uint32 Get9XUserList([Out, In(false), ID(0)] __NTLMUser9X ul[]);\n"
	    "\t[Static] uint32 Set9XUserList([In, ID(0)] __NTLMUser9X ul[]);\n"
	    "};\n" },
	{ "__thisNAMESPACE",
	    "[Singleton]\n"
	    "class __thisNAMESPACE : __SystemClass {\n"
	    "\t[Read] uint8 SECURITY_DESCRIPTOR[];\n"
	    "};\n" },
	{ "__TimerEvent",
	    "class __TimerEvent : __Event {\n"
	    "\tuint32 NumFirings;\n"
	    "\tstring TimerId;\n"
	    "};\n" },
	{ "__TimerInstruction",
	    "[Abstract]\n"
	    "class __TimerInstruction : __EventGenerator {\n"
	    "\t[Key] string TimerId;\n"
	    "\tboolean SkipIfPassed = false;\n"
	    "};\n" },
	{ "__TimerNextFiring",
	    "class __TimerNextFiring : __IndicationRelated {\n"
	    "\t[Key] string TimerId;\n"
	    "\tsint64 NextEvent64BitTime;\n"
	    "};\n" },
	{ "__Trustee",
	    "class __Trustee : __SecurityRelatedClass {\n"
	    "\tstring Domain;\n"
	    "\tstring Name;\n"
	    "\tuint8 SID[];\n"
	    "\tuint32 SidLength;\n"
	    "\tstring SIDString;\n"
	    "};\n" },
	{ "__Win32Provider",
	    "class __Win32Provider : __Provider {\n"
	    "\tstring CLSID;\n"
	    "\tstring ClientLoadableCLSID;\n"
	    "\tstring DefaultMachineName;\n"
	    "\tstring HostingModel;\n"
	    "\tstring SecurityDescriptor;\n"
	    "\tsint32 Concurrency;\n"
	    "\tsint32 ImpersonationLevel = 0;\n"
	    "\tsint32 InitializationReentrancy = 0;\n"
	    "\t[SubType(\"interval\")] datetime InitializationTimeoutInterval;\n"
	    "\t[SubType(\"interval\")] datetime OperationTimeoutInterval;\n"
	    "\t[SubType(\"interval\")] datetime UnloadTimeout;\n"
	    "\tboolean Enabled;\n"
	    "\tboolean InitializeAsAdminFirst;\n"
	    "\tboolean PerLocaleInitialization = false;\n"
	    "\tboolean PerUserInitialization = false;\n"
	    "\tboolean Pure = true;\n"
	    "\tboolean SupportsExplicitShutdown;\n"
	    "\tboolean SupportsExtendedStatus;\n"
	    "\tboolean SupportsQuotas;\n"
	    "\tboolean SupportsSendStatus;\n"
	    "\tboolean SupportsShutdown;\n"
	    "\tboolean SupportsThrottling;\n"
	    "\tuint32 Version;\n"
	    "};\n" },
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
