/*
 * system_table.h: the system classes and their properties, row by row, for system.c, which says
 * what the words of a row mean. The classes stand in the order of folded names.
 */

static const struct property absolutetimerinstruction[] = {
	{ "EventDateTime", CIM_DATETIME, 0, NULL },
};

static const struct property ace[] = {
	{ "AccessMask", CIM_UINT32, 0, NULL },
	{ "AceFlags", CIM_UINT32, 0, NULL },
	{ "AceType", CIM_UINT32, 0, NULL },
	{ "GuidInheritedObjectType", CIM_STRING, 0, NULL },
	{ "GuidObjectType", CIM_STRING, 0, NULL },
	{ "Trustee", CIM_OBJECT, 0, "__Trustee" },
};

static const struct property aggregateevent[] = {
	{ "NumberOfEvents", CIM_UINT32, 0, NULL },
	{ "Representative", CIM_OBJECT, 0, NULL },
};

static const struct property arbitratorconfiguration[] = {
	{ "OutstandingTasksPerUser", CIM_UINT32, 0, NULL },
	{ "OutstandingTasksTotal", CIM_UINT32, 0, NULL },
	{ "PermanentSubscriptionsPerUser", CIM_UINT32, 0, NULL },
	{ "PermanentSubscriptionsTotal", CIM_UINT32, 0, NULL },
	{ "PollingInstructionsPerUser", CIM_UINT32, 0, NULL },
	{ "PollingInstructionsTotal", CIM_UINT32, 0, NULL },
	{ "PollingMemoryPerUser", CIM_UINT32, 0, NULL },
	{ "PollingMemoryTotal", CIM_UINT32, 0, NULL },
	{ "QuotaRetryCount", CIM_UINT32, 0, NULL },
	{ "QuotaRetryWaitInterval", CIM_UINT32, 0, NULL },
	{ "TaskThreadsPerUser", CIM_UINT32, 0, NULL },
	{ "TaskThreadsTotal", CIM_UINT32, 0, NULL },
	{ "TemporarySubscriptionsPerUser", CIM_UINT32, 0, NULL },
	{ "TemporarySubscriptionsTotal", CIM_UINT32, 0, NULL },
	{ "TotalCacheDisk", CIM_UINT32, 0, NULL },
	{ "TotalCacheDiskPerTask", CIM_UINT32, 0, NULL },
	{ "TotalCacheDiskPerUser", CIM_UINT32, 0, NULL },
	{ "TotalCacheMemory", CIM_UINT32, 0, NULL },
	{ "TotalCacheMemoryPerTask", CIM_UINT32, 0, NULL },
	{ "TotalCacheMemoryPerUser", CIM_UINT32, 0, NULL },
	{ "TotalUsers", CIM_UINT32, 0, NULL },
};

static const struct property cachecontrol[] = {
	{ "ClearAfter", CIM_DATETIME, INTERVAL, NULL },
};

static const struct property cimomidentification[] = {
	{ "SetupDateTime", CIM_DATETIME, READ, NULL },
	{ "VersionCurrentlyRunning", CIM_STRING, READ, NULL },
	{ "VersionUsedToCreateDB", CIM_STRING, READ, NULL },
	{ "WorkingDirectory", CIM_STRING, READ, NULL },
};

static const struct property classmodificationevent[] = {
	{ "PreviousClass", CIM_OBJECT, 0, NULL },
};

static const struct property classoperationevent[] = {
	{ "TargetClass", CIM_OBJECT, 0, NULL },
};

static const struct property classproviderregistration[] = {
	{ "CacheRefreshInterval", CIM_DATETIME, INTERVAL, NULL },
	{ "PerUserSchema", CIM_BOOLEAN, 0, NULL },
	{ "ReferencedSetQueries", CIM_STRING, ARRAY, NULL },
	{ "ResultSetQueries", CIM_STRING, ARRAY, NULL },
	{ "UnsupportedQueries", CIM_STRING, ARRAY, NULL },
	{ "ReSynchroniseOnNamespaceOpen", CIM_BOOLEAN, 0, NULL },
	{ "Version", CIM_UINT32, 0, NULL },
};

static const struct property consumerfailureevent[] = {
	{ "ErrorCode", CIM_UINT32, 0, NULL },
	{ "ErrorDescription", CIM_STRING, 0, NULL },
	{ "ErrorObject", CIM_OBJECT, 0, "__ExtendedStatus" },
};

static const struct property event[] = {
	{ "SECURITY_DESCRIPTOR", CIM_UINT8, ARRAY, NULL },
	{ "TIME_CREATED", CIM_UINT64, 0, NULL },
};

static const struct property eventconsumer[] = {
	{ "CreatorSID", CIM_UINT8, ARRAY | SID, NULL },
	{ "MachineName", CIM_STRING, 0, NULL },
	{ "MaximumQueueSize", CIM_UINT32, 0, NULL },
};

static const struct property eventconsumerproviderregistration[] = {
	{ "ConsumerClassNames", CIM_STRING, ARRAY, NULL },
};

static const struct property eventdroppedevent[] = {
	{ "Event", CIM_OBJECT, 0, "__Event" },
	{ "IntendedConsumer", CIM_REFERENCE, 0, "__EventConsumer" },
};

static const struct property eventfilter[] = {
	{ "Name", CIM_STRING, KEY, NULL },
	{ "CreatorSID", CIM_UINT8, ARRAY | SID, NULL },
	{ "EventAccess", CIM_STRING, 0, NULL },
	{ "EventNamespace", CIM_STRING, 0, NULL },
	{ "Query", CIM_STRING, 0, NULL },
	{ "QueryLanguage", CIM_STRING, 0, NULL },
};

static const struct property eventproviderregistration[] = {
	{ "EventQueryList", CIM_STRING, ARRAY, NULL },
};

static const struct property eventqueueoverflowevent[] = {
	{ "CurrentQueueSize", CIM_UINT32, 0, NULL },
};

static const struct property extendedstatus[] = {
	{ "Description", CIM_STRING, 0, NULL },
	{ "Operation", CIM_STRING, 0, NULL },
	{ "ParameterInfo", CIM_STRING, 0, NULL },
	{ "ProviderName", CIM_STRING, 0, NULL },
};

static const struct property filtertoconsumerbinding[] = {
	{ "Consumer", CIM_REFERENCE, KEY, "__EventConsumer" },
	{ "Filter", CIM_REFERENCE, KEY, "__EventFilter" },
	{ "CreatorSID", CIM_UINT8, ARRAY | SID, NULL },
	{ "DeliverSynchronously", CIM_BOOLEAN, NO, NULL },
	{ "DeliveryQoS", CIM_UINT32, 0, NULL },
	{ "MaintainSecurityContext", CIM_BOOLEAN, NO, NULL },
	{ "SlowDownProviders", CIM_BOOLEAN, NO, NULL },
};

static const struct property instancemodificationevent[] = {
	{ "PreviousInstance", CIM_OBJECT, 0, NULL },
};

static const struct property instanceoperationevent[] = {
	{ "TargetInstance", CIM_OBJECT, 0, NULL },
};

static const struct property instanceproviderregistration[] = {
	{ "SupportsEnumeration", CIM_BOOLEAN, OVERRIDE | YES, NULL },
};

static const struct property intervaltimerinstruction[] = {
	{ "IntervalBetweenEvents", CIM_UINT32, 0, NULL },
};

static const struct property methodinvocationevent[] = {
	{ "Method", CIM_STRING, 0, NULL },
	{ "Parameters", CIM_OBJECT, 0, "__PARAMETERS" },
	{ "PreCall", CIM_BOOLEAN, 0, NULL },
};

static const struct property namespace[] = {
	{ "Name", CIM_STRING, KEY, NULL },
};

static const struct property namespacemodificationevent[] = {
	{ "PreviousNamespace", CIM_OBJECT, 0, "__Namespace" },
};

static const struct property namespaceoperationevent[] = {
	{ "TargetNamespace", CIM_OBJECT, 0, "__Namespace" },
};

static const struct property notifystatus[] = {
	{ "StatusCode", CIM_UINT32, 0, NULL },
};

static const struct property ntlmuser9x[] = {
	{ "Authority", CIM_STRING, 0, NULL },
	{ "Flags", CIM_SINT32, 0, NULL },
	{ "Mask", CIM_SINT32, 0, NULL },
	{ "Name", CIM_STRING, 0, NULL },
	{ "Type", CIM_SINT32, 0, NULL },
};

static const struct property objectproviderregistration[] = {
	{ "InteractionType", CIM_SINT32, ZERO, NULL },
	{ "QuerySupportLevels", CIM_STRING, ARRAY, NULL },
	{ "SupportsBatching", CIM_BOOLEAN, 0, NULL },
	{ "SupportsDelete", CIM_BOOLEAN, NO, NULL },
	{ "SupportsEnumeration", CIM_BOOLEAN, NO, NULL },
	{ "SupportsGet", CIM_BOOLEAN, NO, NULL },
	{ "SupportsPut", CIM_BOOLEAN, NO, NULL },
	{ "SupportsTransactions", CIM_BOOLEAN, 0, NULL },
};

static const struct property propertyproviderregistration[] = {
	{ "SupportsGet", CIM_BOOLEAN, NO, NULL },
	{ "SupportsPut", CIM_BOOLEAN, NO, NULL },
};

static const struct property provider[] = {
	{ "Name", CIM_STRING, KEY, NULL },
};

static const struct property providerhostquotaconfiguration[] = {
	{ "HandlesPerHost", CIM_UINT32, 0, NULL },
	{ "MemoryAllHosts", CIM_UINT64, 0, NULL },
	{ "MemoryPerHost", CIM_UINT64, 0, NULL },
	{ "ProcessLimitAllHosts", CIM_UINT32, 0, NULL },
	{ "ThreadsPerHost", CIM_UINT32, 0, NULL },
};

static const struct property providerregistration[] = {
	{ "Provider", CIM_REFERENCE, KEY, "__Provider" },
};

static const struct property qosfailureevent[] = {
	{ "ErrorCode", CIM_UINT32, 0, NULL },
	{ "ErrorDescription", CIM_STRING, 0, NULL },
};

static const struct property securitydescriptor[] = {
	{ "ControlFlags", CIM_UINT32, 0, NULL },
	{ "DACL", CIM_OBJECT, ARRAY, "__ACE" },
	{ "Group", CIM_OBJECT, 0, "__Trustee" },
	{ "Owner", CIM_OBJECT, 0, "__Trustee" },
	{ "SACL", CIM_OBJECT, ARRAY, "__ACE" },
};

static const struct property thisnamespace[] = {
	{ "SECURITY_DESCRIPTOR", CIM_UINT8, READ | ARRAY, NULL },
};

static const struct property timerevent[] = {
	{ "NumFirings", CIM_UINT32, 0, NULL },
	{ "TimerId", CIM_STRING, 0, NULL },
};

static const struct property timerinstruction[] = {
	{ "TimerId", CIM_STRING, KEY, NULL },
	{ "SkipIfPassed", CIM_BOOLEAN, NO, NULL },
};

static const struct property timernextfiring[] = {
	{ "TimerId", CIM_STRING, KEY, NULL },
	{ "NextEvent64BitTime", CIM_SINT64, 0, NULL },
};

static const struct property trustee[] = {
	{ "Domain", CIM_STRING, 0, NULL },
	{ "Name", CIM_STRING, 0, NULL },
	{ "SID", CIM_UINT8, ARRAY, NULL },
	{ "SidLength", CIM_UINT32, 0, NULL },
	{ "SIDString", CIM_STRING, 0, NULL },
};

static const struct property win32provider[] = {
	{ "CLSID", CIM_STRING, 0, NULL },
	{ "ClientLoadableCLSID", CIM_STRING, 0, NULL },
	{ "DefaultMachineName", CIM_STRING, 0, NULL },
	{ "HostingModel", CIM_STRING, 0, NULL },
	{ "SecurityDescriptor", CIM_STRING, 0, NULL },
	{ "Concurrency", CIM_SINT32, 0, NULL },
	{ "ImpersonationLevel", CIM_SINT32, ZERO, NULL },
	{ "InitializationReentrancy", CIM_SINT32, ZERO, NULL },
	{ "InitializationTimeoutInterval", CIM_DATETIME, INTERVAL, NULL },
	{ "OperationTimeoutInterval", CIM_DATETIME, INTERVAL, NULL },
	{ "UnloadTimeout", CIM_DATETIME, INTERVAL, NULL },
	{ "Enabled", CIM_BOOLEAN, 0, NULL },
	{ "InitializeAsAdminFirst", CIM_BOOLEAN, 0, NULL },
	{ "PerLocaleInitialization", CIM_BOOLEAN, NO, NULL },
	{ "PerUserInitialization", CIM_BOOLEAN, NO, NULL },
	{ "Pure", CIM_BOOLEAN, YES, NULL },
	{ "SupportsExplicitShutdown", CIM_BOOLEAN, 0, NULL },
	{ "SupportsExtendedStatus", CIM_BOOLEAN, 0, NULL },
	{ "SupportsQuotas", CIM_BOOLEAN, 0, NULL },
	{ "SupportsSendStatus", CIM_BOOLEAN, 0, NULL },
	{ "SupportsShutdown", CIM_BOOLEAN, 0, NULL },
	{ "SupportsThrottling", CIM_BOOLEAN, 0, NULL },
	{ "Version", CIM_UINT32, 0, NULL },
};


static const struct cim_system classes[] = {
	{ "__AbsoluteTimerInstruction", "__TimerInstruction", 0, HAS(absolutetimerinstruction) },
	{ "__ACE", "__SecurityRelatedClass", 0, HAS(ace) },
	{ "__AggregateEvent", "__IndicationRelated", 0, HAS(aggregateevent) },
	{ "__ArbitratorConfiguration", "__SystemClass", SINGLETON, HAS(arbitratorconfiguration) },
	{ "__CacheControl", "__SystemClass", ABSTRACT, HAS(cachecontrol) },
	{ "__CIMOMIdentification", "__SystemClass", SINGLETON, HAS(cimomidentification) },
	{ "__ClassCreationEvent", "__ClassOperationEvent", 0, NULL, 0 },
	{ "__ClassDeletionEvent", "__ClassOperationEvent", 0, NULL, 0 },
	{ "__ClassModificationEvent", "__ClassOperationEvent", 0, HAS(classmodificationevent) },
	{ "__ClassOperationEvent", "__Event", 0, HAS(classoperationevent) },
	{ "__ClassProviderRegistration", "__ObjectProviderRegistration", 0,
	    HAS(classproviderregistration) },
	{ "__ConsumerFailureEvent", "__EventDroppedEvent", 0, HAS(consumerfailureevent) },
	{ "__Event", "__IndicationRelated", ABSTRACT, HAS(event) },
	{ "__EventConsumer", "__IndicationRelated", ABSTRACT, HAS(eventconsumer) },
	{ "__EventConsumerProviderCacheControl", "__CacheControl", SINGLETON, NULL, 0 },
	{ "__EventConsumerProviderRegistration", "__ProviderRegistration", 0,
	    HAS(eventconsumerproviderregistration) },
	{ "__EventDroppedEvent", "__SystemEvent", 0, HAS(eventdroppedevent) },
	{ "__EventFilter", "__IndicationRelated", 0, HAS(eventfilter) },
	{ "__EventGenerator", "__IndicationRelated", ABSTRACT, NULL, 0 },
	{ "__EventProviderCacheControl", "__CacheControl", SINGLETON, NULL, 0 },
	{ "__EventProviderRegistration", "__ProviderRegistration", 0,
	    HAS(eventproviderregistration) },
	{ "__EventQueueOverflowEvent", "__EventDroppedEvent", 0, HAS(eventqueueoverflowevent) },
	{ "__EventSinkCacheControl", "__CacheControl", SINGLETON, NULL, 0 },
	{ "__ExtendedStatus", "__NotifyStatus", 0, HAS(extendedstatus) },
	{ "__ExtrinsicEvent", "__Event", 0, NULL, 0 },
	{ "__FilterToConsumerBinding", "__IndicationRelated", 0, HAS(filtertoconsumerbinding) },
	{ "__IndicationRelated", "__SystemClass", ABSTRACT, NULL, 0 },
	{ "__InstanceCreationEvent", "__InstanceOperationEvent", 0, NULL, 0 },
	{ "__InstanceDeletionEvent", "__InstanceOperationEvent", 0, NULL, 0 },
	{ "__InstanceModificationEvent", "__InstanceOperationEvent", 0,
	    HAS(instancemodificationevent) },
	{ "__InstanceOperationEvent", "__Event", 0, HAS(instanceoperationevent) },
	{ "__InstanceProviderRegistration", "__ObjectProviderRegistration", 0,
	    HAS(instanceproviderregistration) },
	{ "__IntervalTimerInstruction", "__TimerInstruction", 0, HAS(intervaltimerinstruction) },
	{ "__MethodInvocationEvent", "__InstanceOperationEvent", 0, HAS(methodinvocationevent) },
	{ "__MethodProviderRegistration", "__ProviderRegistration", 0, NULL, 0 },
	{ "__Namespace", "__SystemClass", 0, HAS(namespace) },
	{ "__NamespaceCreationEvent", "__NamespaceOperationEvent", 0, NULL, 0 },
	{ "__NamespaceDeletionEvent", "__NamespaceOperationEvent", 0, NULL, 0 },
	{ "__NamespaceModificationEvent", "__NamespaceOperationEvent", 0,
	    HAS(namespacemodificationevent) },
	{ "__NamespaceOperationEvent", "__Event", 0, HAS(namespaceoperationevent) },
	{ "__NotifyStatus", NULL, ABSTRACT, HAS(notifystatus) },
	{ "__NTLMUser9X", "__SecurityRelatedClass", 0, HAS(ntlmuser9x) },
	{ "__ObjectProviderCacheControl", "__CacheControl", SINGLETON, NULL, 0 },
	{ "__ObjectProviderRegistration", "__ProviderRegistration", ABSTRACT,
	    HAS(objectproviderregistration) },
	{ "__PARAMETERS", NULL, ABSTRACT, NULL, 0 },
	{ "__PropertyProviderCacheControl", "__CacheControl", SINGLETON, NULL, 0 },
	{ "__PropertyProviderRegistration", "__ProviderRegistration", 0,
	    HAS(propertyproviderregistration) },
	{ "__Provider", "__SystemClass", ABSTRACT, HAS(provider) },
	{ "__ProviderHostQuotaConfiguration", "__SystemClass", SINGLETON,
	    HAS(providerhostquotaconfiguration) },
	{ "__ProviderRegistration", "__SystemClass", ABSTRACT, HAS(providerregistration) },
	{ "__QOSFailureEvent", "__EventDroppedEvent", 0, HAS(qosfailureevent) },
	{ "__SecurityDescriptor", "__SecurityRelatedClass", 0, HAS(securitydescriptor) },
	{ "__SecurityRelatedClass", NULL, ABSTRACT, NULL, 0 },
	{ "__SystemClass", NULL, ABSTRACT, NULL, 0 },
	{ "__SystemEvent", "__ExtrinsicEvent", 0, NULL, 0 },
	{ "__SystemSecurity", "__SystemClass", SINGLETON, NULL, 0 },
	{ "__thisNAMESPACE", "__SystemClass", SINGLETON, HAS(thisnamespace) },
	{ "__TimerEvent", "__Event", 0, HAS(timerevent) },
	{ "__TimerInstruction", "__EventGenerator", ABSTRACT, HAS(timerinstruction) },
	{ "__TimerNextFiring", "__IndicationRelated", 0, HAS(timernextfiring) },
	{ "__Trustee", "__SecurityRelatedClass", 0, HAS(trustee) },
	{ "__Win32Provider", "__Provider", 0, HAS(win32provider) },
};
