/* --help: an example first, then the words, then the options by group. */
#include "cli/command.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 80, OPTION_COLUMN = 29 };

/* Writes `text` from column `at` on, broken at blanks and indented. */
static void write_wrapped(FILE *out, const char *text, int indent, int at)
{
	while (*text) {
		int length = (int)strcspn(text, " ");
		if (at + 1 + length > WIDTH && at > indent) {
			fprintf(out, "\n%*s", indent, "");
			at = indent;
		} else if (at > indent) {
			putc(' ', out);
			at++;
		}
		fprintf(out, "%.*s", length, text);
		at += length;
		text += length + (text[length] == ' ');
	}
	putc('\n', out);
}

/* "colours …: rollup, netbox or maximum (default rollup)" */
static char *option_text(const struct option_row *row, const struct command *command)
{
	char *text = NULL, *values = row->values ? option_choices(row, command) : NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	fputs(row->help, out);
	if (values)
		fprintf(out, ": %s", values);
	if (row->fallback)
		fprintf(out, " (default %s)", row->fallback);
	if (row->variable)
		fprintf(out, " (or the environment's %s)", row->variable);
	fclose(out);
	free(values);
	return text;
}

static void write_option(FILE *out, const struct option_row *row, const struct command *command)
{
	char name[80], letter[8] = "    ";
	if (row->letter)
		snprintf(letter, sizeof letter, "-%c, ", row->letter);
	int length = snprintf(name, sizeof name, "  %s--%s%s%s", letter, row->name, row->argument ? " " : "",
	                      row->argument ? row->argument : "");
	char *text = option_text(row, command);
	fputs(name, out);
	if (length + 2 > OPTION_COLUMN)
		fprintf(out, "\n%*s", OPTION_COLUMN, "");
	else
		fprintf(out, "%*s", OPTION_COLUMN - length, "");
	write_wrapped(out, text, OPTION_COLUMN, OPTION_COLUMN);
	free(text);
}

static void write_group(FILE *out, enum option_group group, const struct command *command)
{
	bool any = false;
	const struct option_row *row;
	for (size_t i = 0; (row = option_next(&i, command_bit(command)));) {
		if (row->group != group)
			continue;
		if (!any)
			fprintf(out, "\n%s\n", option_group_title(group));
		any = true;
		write_option(out, row, command);
	}
}

void help_command(const struct command *command, FILE *out)
{
	for (size_t i = 0; command->examples[i]; i++)
		fprintf(out, "%s%s\n", i ? "         " : "Example: ", command->examples[i]);
	fprintf(out, "\nUsage: wattmap %s%s%s [options]\n\n", command->name, *command->operands ? " " : "",
	        command->operands);
	write_wrapped(out, command->text, 0, 0);
	for (int group = 0; group < OPTION_GROUPS; group++)
		write_group(out, (enum option_group)group, command);
}

void help_program(FILE *out)
{
	fputs("Example: wattmap trace CORE-SW01 --netbox https://netbox.example.com -o core-sw01.svg\n"
	      "\nReads the power inventory of a NetBox and draws the power chain.\n\nCommands\n", out);
	for (size_t i = 0; i < COMMANDS; i++) {
		char name[64];
		snprintf(name, sizeof name, "%s %s", commands[i].name, commands[i].operands);
		fprintf(out, "  %-20s %s\n", name, commands[i].summary);
	}
	fputs("\n'wattmap COMMAND --help' tells the options of a command; the manual is 'man wattmap'.\n\n"
	      "The token comes from NETBOX_TOKEN, --token-file or ~/.config/wattmap/token.\n", out);
}

bool cmd_help(const struct options *options, struct error *err)
{
	const struct command *command;
	if (options->operands.count == 0) {
		help_program(stdout);
	} else {
		if (!command_find(options->operands.items[0], &command, err))
			return false;
		help_command(command, stdout);
	}
	return stdout_finish(err);
}
