/* builtin_dsc.c: the classes that DSC itself brings along, as MOF; what a unit uses is stored. */
#include "mof/builtin.h"

/*
 * After what Microsoft's documentation says of them. Two have what theirs have not, as instances
 * are told apart by it here: OMI_ConfigurationDocument has its Name for a key, and
 * MSFT_DSCMetaConfiguration is a singleton.
 */
const struct mof_builtin mof_builtin_dsc[] = {
	{ "MSFT_BaseConfigurationProviderRegistration",
	    "[Abstract, ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_BaseConfigurationProviderRegistration {\n"
	    "\t[Key] string ClassName;\n"
	    "\tstring DSCEngineCompatVersion;\n"
	    "\tstring DSCModuleVersion;\n"
	    "};\n" },
	{ "MSFT_BaseResourceConfiguration",
	    "[Abstract, ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_BaseResourceConfiguration {\n"
	    "};\n" },
	{ "MSFT_CimConfigurationProviderRegistration",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_CimConfigurationProviderRegistration :\n"
	    "    MSFT_BaseConfigurationProviderRegistration {\n"
	    "\tstring Namespace;\n"
	    "};\n" },
	{ "MSFT_Credential",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_Credential {\n"
	    "\t[MaxLen(256)] string UserName;\n"
	    "\tstring Password;\n"
	    "};\n" },
	{ "MSFT_DSCMetaConfiguration",
	    "[ClassVersion(\"2.0.0\"), Singleton]\n"
	    "class MSFT_DSCMetaConfiguration {\n"
	    "\tuint32 ConfigurationModeFrequencyMins;\n"
	    "\tboolean RebootNodeIfNeeded;\n"
	    "\tstring ConfigurationMode;\n"
	    "\t[EmbeddedInstance(\"MSFT_Credential\")] string Credential;\n"
	    "\tstring RefreshMode;\n"
	    "\tstring CertificateID;\n"
	    "\tstring ConfigurationID;\n"
	    "\tstring DownloadManagerName;\n"
	    "\t[EmbeddedInstance(\"MSFT_KeyValuePair\")] string DownloadManagerCustomData[];\n"
	    "\tuint32 RefreshFrequencyMins;\n"
	    "\tboolean AllowModuleOverwrite;\n"
	    "\t[Read] string LocalConfigurationManagerState;\n"
	    "\t[EmbeddedInstance(\"OMI_ConfigurationDownloadManager\")]\n"
	    "\tstring ConfigurationDownloadManagers[];\n"
	    "\t[EmbeddedInstance(\"OMI_ResourceModuleManager\")] string ResourceModuleManagers[];\n"
	    "\t[EmbeddedInstance(\"OMI_ReportManager\")] string ReportManagers[];\n"
	    "\t[EmbeddedInstance(\"MSFT_PartialConfiguration\")] string PartialConfigurations[];\n"
	    "\tstring ActionAfterReboot;\n"
	    "\tstring DebugMode[];\n"
	    "\t[Read] string LCMVersion;\n"
	    "\t[Read] string LCMCompatibleVersions[];\n"
	    "\t[Read] string LCMState;\n"
	    "\t[Read] string LCMStateDetail;\n"
	    "\tuint32 StatusRetentionTimeInDays;\n"
	    "\t[Read] string AgentId;\n"
	    "\tstring SignatureValidationPolicy;\n"
	    "\t[EmbeddedInstance(\"MSFT_SignatureValidation\")] string SignatureValidations[];\n"
	    "\tuint32 MaximumDownloadSizeMB;\n"
	    "\tboolean EnableSignatureValidation;\n"
	    "\tboolean DisableModuleSignatureValidation;\n"
	    "};\n" },
	{ "MSFT_FileDirectoryConfiguration",
	    "[ClassVersion(\"1.0.0\"), FriendlyName(\"File\")]\n"
	    "class MSFT_FileDirectoryConfiguration : OMI_BaseResource {\n"
	    "\t[Key] string DestinationPath;\n"
	    "\t[Write] string Ensure;\n"
	    "\t[Write] string Type;\n"
	    "\t[Write] string SourcePath;\n"
	    "\t[Write] string Contents;\n"
	    "\t[Write] string Checksum;\n"
	    "\t[Write] boolean Recurse;\n"
	    "\t[Write] boolean Force;\n"
	    "\t[Write, EmbeddedInstance(\"MSFT_Credential\")] string Credential;\n"
	    "\t[Read] datetime CreatedDate;\n"
	    "\t[Read] datetime ModifiedDate;\n"
	    "\t[Write] string Attributes[];\n"
	    "\t[Read] uint64 Size;\n"
	    "\t[Read, EmbeddedInstance(\"MSFT_FileDirectoryConfiguration\")] string SubItems[];\n"
	    "\t[Write] boolean MatchSource;\n"
	    "};\n" },
	{ "MSFT_FileDownloadManager",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_FileDownloadManager : OMI_ConfigurationDownloadManager {\n"
	    "\t[Key] string SourcePath;\n"
	    "\t[EmbeddedInstance(\"MSFT_Credential\")] string Credential;\n"
	    "};\n" },
	{ "MSFT_FileResourceManager",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_FileResourceManager : OMI_ResourceModuleManager {\n"
	    "\t[Key] string SourcePath;\n"
	    "\t[EmbeddedInstance(\"MSFT_Credential\")] string Credential;\n"
	    "};\n" },
	{ "MSFT_KeyValuePair",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_KeyValuePair {\n"
	    "\t[Key] string Key;\n"
	    "\t[Write] string Value;\n"
	    "};\n" },
	{ "MSFT_LogResource",
	    "[ClassVersion(\"1.0.0\"), FriendlyName(\"Log\")]\n"
	    "class MSFT_LogResource : OMI_BaseResource {\n"
	    "\t[Key] string Message;\n"
	    "};\n" },
	{ "MSFT_PSConfigurationProviderRegistration",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_PSConfigurationProviderRegistration :\n"
	    "    MSFT_BaseConfigurationProviderRegistration {\n"
	    "\tstring ModuleName;\n"
	    "};\n" },
	{ "MSFT_PartialConfiguration",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_PartialConfiguration : OMI_MetaConfigurationResource {\n"
	    "\t[Write] string Description;\n"
	    "\t[Write] string ExclusiveResources[];\n"
	    "\t[Write] string ConfigurationSource[];\n"
	    "\t[Write] string ResourceModuleSource[];\n"
	    "\t[Write] string DependsOn[];\n"
	    "\tstring RefreshMode;\n"
	    "};\n" },
	{ "MSFT_SignatureValidation",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_SignatureValidation : OMI_MetaConfigurationResource {\n"
	    "\tstring TrustedStorePath;\n"
	    "\tstring SignedItemType[];\n"
	    "};\n" },
	{ "MSFT_WebDownloadManager",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_WebDownloadManager : OMI_ConfigurationDownloadManager {\n"
	    "\t[Key] string ServerURL;\n"
	    "\tstring CertificateID;\n"
	    "\tboolean AllowUnsecureConnection;\n"
	    "\tstring RegistrationKey;\n"
	    "\tstring ConfigurationNames[];\n"
	    "\tstring ProxyURL;\n"
	    "\t[EmbeddedInstance(\"MSFT_Credential\")] string ProxyCredential;\n"
	    "};\n" },
	{ "MSFT_WebReportManager",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_WebReportManager : OMI_ReportManager {\n"
	    "\t[Key] string ServerURL;\n"
	    "\tstring CertificateID;\n"
	    "\tboolean AllowUnsecureConnection;\n"
	    "\tstring RegistrationKey;\n"
	    "\tstring ProxyURL;\n"
	    "\t[EmbeddedInstance(\"MSFT_Credential\")] string ProxyCredential;\n"
	    "};\n" },
	{ "MSFT_WebResourceManager",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class MSFT_WebResourceManager : OMI_ResourceModuleManager {\n"
	    "\t[Key] string ServerURL;\n"
	    "\tstring CertificateID;\n"
	    "\tboolean AllowUnsecureConnection;\n"
	    "\tstring RegistrationKey;\n"
	    "\tstring ProxyURL;\n"
	    "\t[EmbeddedInstance(\"MSFT_Credential\")] string ProxyCredential;\n"
	    "};\n" },
	{ "OMI_BaseResource",
	    "[Abstract, ClassVersion(\"1.0.0\")]\n"
	    "class OMI_BaseResource {\n"
	    "\t[Required] string ResourceId;\n"
	    "\t[Write] string SourceInfo;\n"
	    "\t[Write] string DependsOn[];\n"
	    "\t[Required] string ModuleName;\n"
	    "\t[Required] string ModuleVersion;\n"
	    "\t[Write] string ConfigurationName;\n"
	    "\t[Write, EmbeddedInstance(\"MSFT_Credential\")] string PsDscRunAsCredential;\n"
	    "};\n" },
	{ "OMI_ConfigurationDocument",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class OMI_ConfigurationDocument {\n"
	    "\tstring Version;\n"
	    "\tstring Author;\n"
	    "\tstring Copyright;\n"
	    "\tstring HelpInfoUri;\n"
	    "\tstring ContentType;\n"
	    "\tstring GenerationDate;\n"
	    "\tstring GenerationHost;\n"
	    "\t[Key] string Name = \"\";\n"
	    "\tstring MinimumCompatibleVersion;\n"
	    "\tstring CompatibleVersionAdditionalProperties[];\n"
	    "\tstring DocumentType;\n"
	    "};\n" },
	{ "OMI_ConfigurationDownloadManager",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class OMI_ConfigurationDownloadManager : OMI_MetaConfigurationResource {\n"
	    "};\n" },
	{ "OMI_MetaConfigurationResource",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class OMI_MetaConfigurationResource {\n"
	    "\t[Required] string ResourceId;\n"
	    "\t[Write] string SourceInfo;\n"
	    "};\n" },
	{ "OMI_ReportManager",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class OMI_ReportManager : OMI_MetaConfigurationResource {\n"
	    "};\n" },
	{ "OMI_ResourceModuleManager",
	    "[ClassVersion(\"1.0.0\")]\n"
	    "class OMI_ResourceModuleManager : OMI_MetaConfigurationResource {\n"
	    "};\n" },
	{ NULL, NULL }
};
