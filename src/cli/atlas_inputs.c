#include "cli/atlas_inputs.h"

#include "base/outfile.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/version.h"
#include "diagram/graphviz.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static uint64_t add_text(uint64_t digest, const char *text)
{
	return text ? text_hash(text, strlen(text) + 1, digest) : text_hash("", 0, digest + 1);
}

static uint64_t add_file(uint64_t digest, const char *path)
{
	char *data;
	size_t size;
	struct error none = { .code = ERROR_NONE };
	if (!path || !infile_read(path, &data, &size, &none))
		return add_text(digest, NULL);
	digest = text_hash(data, size, digest);
	free(data);
	return digest;
}

/* A program that was built anew may draw otherwise. */
static uint64_t add_program(uint64_t digest)
{
	struct stat st;
	digest = add_text(add_text(digest, WATTMAP_VERSION), graphviz_library());
	if (stat("/proc/self/exe", &st) != 0)
		return digest;
	const int64_t facts[] = { (int64_t)st.st_size, (int64_t)st.st_mtim.tv_sec, (int64_t)st.st_mtim.tv_nsec };
	return text_hash(facts, sizeof facts, digest);
}

uint64_t atlas_inputs(const struct options *options, uint64_t data)
{
	const struct option_row *row;
	uint64_t digest = add_program(text_hash(&data, sizeof data, 0));
	for (size_t i = 0; (row = option_next(&i, ONLY(ATLAS)));) {
		char text[OPTION_TEXT_MAX];
		if (row->group == GROUP_POLICY || row->group == GROUP_LOOK || row->group == GROUP_COMMAND ||
		    strcmp(row->name, "stamp") == 0)
			digest = add_text(add_text(digest, row->name), options_text(options, row, text));
	}
	for (size_t i = 0; i < options->scope.count; i++)
		digest = add_text(add_text(digest, scope_option_name(options->scope.items[i].option)),
		                  options->scope.items[i].value);
	digest = add_file(digest, options->config->path);
	return add_file(digest, options->style);
}
