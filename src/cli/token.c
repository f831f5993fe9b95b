#include "cli/token.h"

#include "base/arena.h"
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TOKEN_FILE_MAX = 4096 };

/* The text without white space around it, malloc'd; NULL when nothing is left. */
static char *trimmed(const char *text)
{
	const char *blanks = " \t\r\n";
	text += strspn(text, blanks);
	size_t length = strlen(text);
	while (length > 0 && strchr(blanks, text[length - 1]))
		length--;
	if (length == 0)
		return NULL;
	char *copy = xmalloc(length + 1);
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

static void check_mode(FILE *file, const char *path)
{
	struct stat st;
	if (fstat(fileno(file), &st) == 0 && S_ISREG(st.st_mode) && st.st_mode & S_IROTH)
		log_warn("%s: everybody on this machine can read the token; chmod 600 it", path);
}

/* `optional`: a file that is not there is no error, and no token. */
static bool read_file(const char *path, bool optional, char **token, struct error *err)
{
	char text[TOKEN_FILE_MAX + 1];
	FILE *file = fopen(path, "r");
	if (!file)
		return (optional && errno == ENOENT) ||
		       error_set(err, ERROR_CONFIG, "token file %s: cannot read: %s", path, strerror(errno));
	check_mode(file, path);
	errno = 0;
	size_t size = fread(text, 1, TOKEN_FILE_MAX, file);
	bool failed = ferror(file);
	int reason = errno;
	fclose(file);
	text[size] = '\0';
	if (failed)
		return error_set(err, ERROR_CONFIG, "token file %s: cannot read: %s", path, strerror(reason));
	if (size == TOKEN_FILE_MAX || strlen(text) < size)
		return error_set(err, ERROR_CONFIG, "token file %s: holds no token: too long or not text", path);
	*token = trimmed(text);
	return *token || error_set(err, ERROR_CONFIG, "token file %s: is empty", path);
}

/* $XDG_CONFIG_HOME/wattmap/token, malloc'd; NULL without a home. */
static char *default_path(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	bool xdg = config && *config == '/';
	char *path = NULL;
	size_t size = 0;
	if (!xdg && (!home || !*home))
		return NULL;
	FILE *out = open_memstream(&path, &size);
	fprintf(out, "%s%s/wattmap/token", xdg ? config : home, xdg ? "" : "/.config");
	fclose(out);
	return path;
}

bool token_find(const struct options *options, char **token, char **where, struct error *err)
{
	const char *variable = getenv("NETBOX_TOKEN");
	*token = NULL;
	*where = NULL;
	bool fine = true;
	if (options->token_file) {
		*where = xstrdup(options->token_file);
		fine = read_file(options->token_file, false, token, err);
	} else if (variable && (*token = trimmed(variable))) {
		*where = xstrdup("NETBOX_TOKEN");
	} else if ((*where = default_path())) {
		fine = read_file(*where, true, token, err);
	}
	if (!*token) {
		free(*where);
		*where = NULL;
	}
	return fine;
}
