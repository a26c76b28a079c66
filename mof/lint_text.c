/* lint_text.c: what a text may hold that runs somewhere: scripts, downloads, encoded payloads. */
#include "mof/lint.h"

#include <string.h>

#define BASE64_LONG 160		/* characters without a break that no word has */
#define HEX_LONG 160		/* more than the longest checksum, SHA-512, has */
#define BASE64_HEAD 24		/* enough when the first bytes tell what it is */
#define BASE64_COMMAND 16	/* behind -EncodedCommand: eight letters in UTF-16 */

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
is_base64(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	    c == '+' || c == '/' || c == '=';
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* A copy in small letters, with a NUL, so that strstr finds what any case has. */
char *
mof_text_lower(struct arena *arena, struct cim_str text)
{
	char *copy = arena_text(arena, text.len + 1);
	if (copy == NULL)
		return NULL;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		/* A NUL inside must not hide what follows it. */
		copy[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c == '\0' ? ' ' : c;
	}
	copy[text.len] = '\0';
	return copy;
}

static const char *
find_any(const char *lower, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strstr(lower, words[i]) != NULL)
			return words[i];
	}
	return NULL;
}

/* The head of a PE file, "MZ", in base64 or in hexadecimal. */
const char *
mof_text_executable(struct cim_str text)
{
	static const char *const heads[] = { "TVqQ", "TVpQ", "TVoA", "TVpB", "TVro", "TVpA" };
	size_t run = 0, hex = 0;
	for (size_t i = 0; i <= text.len; i++) {
		bool end = i == text.len;
		if (!end && is_base64(text.ptr[i])) {
			run++;
		} else {
			const char *from = text.ptr + i - run;
			for (size_t h = 0; run >= BASE64_HEAD && h < COUNT(heads); h++) {
				if (memcmp(from, heads[h], 4) == 0)
					return "base64";
			}
			run = 0;
		}
		if (!end && is_hex(text.ptr[i])) {
			hex++;
			continue;
		}
		const char *from = text.ptr + i - hex;
		if (hex >= 2 * BASE64_HEAD && memcmp(from, "4", 1) == 0 &&
		    (from[1] == 'D' || from[1] == 'd') && from[2] == '5' &&
		    (from[3] == 'A' || from[3] == 'a'))
			return "hexadecimal";
		hex = 0;
	}
	return NULL;
}

/* Letters of both cases and digits: what a long word or a path does not have all. */
static bool
looks_random(const char *from, size_t len)
{
	bool upper = false, lower = false, digit = false;
	for (size_t i = 0; i < len; i++) {
		upper |= from[i] >= 'A' && from[i] <= 'Z';
		lower |= from[i] >= 'a' && from[i] <= 'z';
		digit |= from[i] >= '0' && from[i] <= '9';
	}
	return upper && lower && digit;
}

/* Every second byte of a command in UTF-16 is 0, so that many of its letters in base64 are A. */
static bool
looks_utf16(const char *from, size_t len)
{
	size_t count = 0;
	for (size_t i = 0; i < len; i++)
		count += from[i] == 'A';
	return count >= len / 6;
}

/* "-enc" and all other beginnings of -EncodedCommand, with base64 behind it. */
static bool
encoded_command(const char *lower, struct cim_str text)
{
	static const char word[] = "encodedcommand";
	for (size_t i = 0; i + 2 < text.len; i++) {
		if ((lower[i] != '-' && lower[i] != '/') || lower[i + 1] != 'e')
			continue;
		size_t at = i + 1, n = 0;
		while (n < sizeof(word) - 1 && lower[at] == word[n]) {
			at++;
			n++;
		}
		/* -ec is one of its names too. */
		if (n == 1 && lower[at] == 'c')
			at++;
		size_t blank = at;
		while (lower[at] == ' ' || lower[at] == '\t' || lower[at] == ':' ||
		    lower[at] == '"' || lower[at] == '\'')
			at++;
		if (at == blank)
			continue;
		size_t from = at;
		while (at < text.len && is_base64(text.ptr[at]))
			at++;
		if (at - from >= BASE64_COMMAND &&
		    (looks_random(text.ptr + from, at - from) ||
		    looks_utf16(text.ptr + from, at - from)))
			return true;
	}
	return false;
}

/* The longest run of base64 or hexadecimal, or what is known by its head. */
static const char *
encoded_run(struct cim_str text)
{
	size_t begin = 0, run = 0, hex = 0;
	for (size_t i = 0; i <= text.len; i++) {
		bool end = i == text.len;
		if (!end && is_base64(text.ptr[i])) {
			if (run++ == 0)
				begin = i;
		} else if (!end && run > 0 && (text.ptr[i] == '\n' || text.ptr[i] == '\r')) {
			continue;	/* in lines, as mail has it */
		} else {
			const char *from = text.ptr + begin;
			if (run >= 2 * BASE64_HEAD && memcmp(from, "H4sI", 4) == 0)
				return "gzip in base64";
			if (run >= BASE64_LONG && looks_random(from, i - begin))
				return "base64";
			run = 0;
		}
		if (!end && is_hex(text.ptr[i])) {
			hex++;
			continue;
		}
		if (hex >= HEX_LONG)
			return "hexadecimal digits";
		hex = 0;
	}
	return NULL;
}

const char *
mof_text_encoded(const char *lower, struct cim_str text)
{
	static const char *const words[] = { "frombase64string", "-decodehex", "certutil -decode",
		"io.compression.gzipstream", "[convert]::frombase64", "-bxor" };
	/* Messages and certificates say themselves what they are. */
	if (text.len > 11 && memcmp(text.ptr, "-----BEGIN ", 11) == 0)
		return NULL;
	if (encoded_command(lower, text))
		return "-EncodedCommand";
	const char *word = find_any(lower, words, COUNT(words));
	return word != NULL ? word : encoded_run(text);
}

const char *
mof_text_download(const char *lower)
{
	static const char *const words[] = { "downloadstring", "downloadfile", "downloaddata",
		"invoke-webrequest", "invoke-restmethod", "iwr http", "iwr -", "irm http",
		"net.webclient", "start-bitstransfer", "bitsadmin", "urldownloadtofile",
		"msxml2.xmlhttp", "msxml2.serverxmlhttp", "winhttp.winhttprequest",
		"microsoft.xmlhttp", "certutil -urlcache", "certutil.exe -urlcache", "curl http",
		"curl -", "curl.exe", "wget http", "wget -", "mshta http", "regsvr32 /s /n /u /i:http",
		"regsvr32 /u /n /s /i:http", "msiexec /q /i http", "msiexec /i http" };
	return find_any(lower, words, COUNT(words));
}

const char *
mof_text_script(const char *lower)
{
	static const char *const words[] = { "powershell", "pwsh", "cmd.exe", "cmd /c", "%comspec%",
		"wscript.shell", "scripting.filesystemobject", "createobject(", "activexobject",
		"getobject(\"winmgmts", "getobject('winmgmts", "wscript.exe", "cscript", "mshta",
		"rundll32", "regsvr32", "invoke-expression", "iex(", "iex (", "| iex",
		"invoke-command", "start-process", "new-object ", "schtasks", "/bin/sh",
		"/bin/bash", "#!/", "<script", "javascript:", "vbscript:" };
	return find_any(lower, words, COUNT(words));
}

bool
mof_text_url(const char *lower, struct cim_str text, struct cim_str *url)
{
	static const char *const schemes[] = { "http://", "https://", "ftp://" };
	for (size_t i = 0; i < COUNT(schemes); i++) {
		const char *at = strstr(lower, schemes[i]);
		if (at == NULL)
			continue;
		size_t from = (size_t)(at - lower), to = from;
		while (to < text.len && (unsigned char)text.ptr[to] > ' ' &&
		    text.ptr[to] != '"' && text.ptr[to] != '\'' && text.ptr[to] != '<' &&
		    text.ptr[to] != ')')
			to++;
		*url = cim_str(text.ptr + from, to - from);
		return true;
	}
	return false;
}
