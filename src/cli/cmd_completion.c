/* `wattmap completion SHELL`: scripts made from the option table, so that they
 * know exactly what the program knows. */
#include "cli/command.h"

#include <string.h>

static bool wants_file(const struct option_row *row)
{
	return row->type == OPTION_FILE || row->type == OPTION_FILES;
}

/* "a b c" */
static void write_words(FILE *out, const char *const *words)
{
	for (size_t i = 0; words && words[i]; i++)
		fprintf(out, "%s%s", i ? " " : "", words[i]);
}

/* -- bash --------------------------------------------------------------- */

static void bash_values(FILE *out)
{
	const struct option_row *row;
	fputs("    case $prev in\n", out);
	for (size_t i = 0; (row = option_next(&i, ANY));) {
		if (!row->argument)
			continue;
		fprintf(out, "    --%s", row->name);
		if (row->letter)
			fprintf(out, "|-%c", row->letter);
		fputs(") ", out);
		if (wants_file(row)) {
			fputs("COMPREPLY=($(compgen -f -- \"$cur\")); compopt -o filenames 2>/dev/null", out);
		} else if (row->values) {
			fputs("COMPREPLY=($(compgen -W \"", out);
			write_words(out, row->values);
			fputs("\" -- \"$cur\"))", out);
		} else if (row->listing) {
			fprintf(out, "COMPREPLY=($(compgen -W \"$(wattmap %s 2>/dev/null)\" -- \"$cur\"))", row->listing);
		}
		fputs(wants_file(row) || row->values || row->listing ? "; return ;;\n" : "return ;;\n", out);
	}
	fputs("    esac\n", out);
}

static void bash_commands(FILE *out)
{
	const struct option_row *row;
	fputs("    case $command in\n", out);
	for (size_t c = 0; c < COMMANDS; c++) {
		fprintf(out, "    %s) words=\"", commands[c].name);
		for (size_t i = 0; (row = option_next(&i, 1u << c));)
			fprintf(out, "--%s ", row->name);
		fputs("\" operands=\"", out);
		write_words(out, commands[c].operand_words);
		fputs("\" ;;\n", out);
	}
	fputs("    *) words=\"--help --version\" operands=\"", out);
	for (size_t c = 0; c < COMMANDS; c++)
		fprintf(out, "%s ", commands[c].name);
	fputs("\" ;;\n    esac\n", out);
}

static void write_bash(FILE *out)
{
	fputs("# wattmap completion for bash: eval \"$(wattmap completion bash)\"\n"
	      "_wattmap() {\n"
	      "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command='' words operands i\n"
	      "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
	      "        case ${COMP_WORDS[i]} in\n        ", out);
	for (size_t c = 0; c < COMMANDS; c++)
		fprintf(out, "%s%s", c ? "|" : "", commands[c].name);
	fputs(") command=${COMP_WORDS[i]}; break ;;\n        esac\n    done\n    COMPREPLY=()\n", out);
	bash_values(out);
	bash_commands(out);
	fputs("    case $cur in\n"
	      "    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n"
	      "    *) COMPREPLY=($(compgen -W \"$operands\" -- \"$cur\")) ;;\n"
	      "    esac\n"
	      "}\n"
	      "complete -F _wattmap wattmap\n", out);
}

/* -- zsh ---------------------------------------------------------------- */

/* Inside '…' of _arguments: quotes end the string, brackets and colons the
 * description. */
static void write_zsh_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", out);
		else if (strchr("[]:", *text))
			fprintf(out, "\\%c", *text);
		else
			putc(*text, out);
	}
}

static void zsh_option(FILE *out, const struct option_row *row)
{
	const char *repeat = row->type == OPTION_TERM || row->type == OPTION_FILES || row->type == OPTION_LIST ? "*" : "";
	fprintf(out, " \\\n            '%s--%s%s[", repeat, row->name, row->argument ? "=" : "");
	write_zsh_text(out, row->help);
	putc(']', out);
	if (row->argument) {
		putc(':', out);
		write_zsh_text(out, row->argument);
		putc(':', out);
	}
	if (wants_file(row))
		fputs("_files", out);
	if (row->values) {
		putc('(', out);
		write_words(out, row->values);
		putc(')', out);
	}
	if (row->listing)
		fprintf(out, "{compadd ${(f)\"$(wattmap %s 2>/dev/null)\"}}", row->listing);
	putc('\'', out);
}

static void write_zsh(FILE *out)
{
	const struct option_row *row;
	fputs("#compdef wattmap\n"
	      "# wattmap completion for zsh: put it as _wattmap into a folder of $fpath\n"
	      "_wattmap() {\n"
	      "    local -a commands\n    commands=(\n", out);
	for (size_t c = 0; c < COMMANDS; c++) {
		fprintf(out, "        '%s:", commands[c].name);
		write_zsh_text(out, commands[c].summary);
		fputs("'\n", out);
	}
	fputs("    )\n"
	      "    if ((CURRENT == 2)); then _describe command commands; return; fi\n"
	      "    shift words; ((CURRENT--))\n"
	      "    case $words[1] in\n", out);
	for (size_t c = 0; c < COMMANDS; c++) {
		fprintf(out, "        %s) _arguments", commands[c].name);
		for (size_t i = 0; (row = option_next(&i, 1u << c));)
			zsh_option(out, row);
		if (commands[c].operand_words) {
			fprintf(out, " \\\n            '1:%s:(", commands[c].name);
			write_words(out, commands[c].operand_words);
			fputs(")'", out);
		}
		fputs(" ;;\n", out);
	}
	/* Loaded from $fpath the first call is a completion; sourced it is not. */
	fputs("    esac\n}\n"
	      "if [[ $funcstack[1] == _wattmap ]]; then _wattmap \"$@\"; else compdef _wattmap wattmap; fi\n", out);
}

/* -- fish --------------------------------------------------------------- */

static void write_fish_text(FILE *out, const char *text)
{
	putc('\'', out);
	for (; *text; text++)
		fprintf(out, *text == '\'' || *text == '\\' ? "\\%c" : "%c", *text);
	putc('\'', out);
}

static void fish_option(FILE *out, const struct option_row *row)
{
	fputs("complete -c wattmap -n '__fish_seen_subcommand_from", out);
	for (size_t c = 0; c < COMMANDS; c++)
		if (row->commands & 1u << c)
			fprintf(out, " %s", commands[c].name);
	fprintf(out, "' -l %s", row->name);
	if (row->letter)
		fprintf(out, " -s %c", row->letter);
	if (row->argument)
		fputs(wants_file(row) ? " -r -F" : " -x", out);
	if (row->values) {
		fputs(" -a '", out);
		write_words(out, row->values);
		putc('\'', out);
	}
	if (row->listing)
		fprintf(out, " -a '(wattmap %s 2>/dev/null)'", row->listing);
	fputs(" -d ", out);
	write_fish_text(out, row->help);
	putc('\n', out);
}

static void write_fish(FILE *out)
{
	const struct option_row *row;
	fputs("# wattmap completion for fish: wattmap completion fish > ~/.config/fish/completions/wattmap.fish\n"
	      "complete -c wattmap -f\n", out);
	for (size_t c = 0; c < COMMANDS; c++) {
		fprintf(out, "complete -c wattmap -n __fish_use_subcommand -a %s -d ", commands[c].name);
		write_fish_text(out, commands[c].summary);
		putc('\n', out);
		if (!commands[c].operand_words)
			continue;
		fprintf(out, "complete -c wattmap -n '__fish_seen_subcommand_from %s' -a '", commands[c].name);
		write_words(out, commands[c].operand_words);
		fputs("'\n", out);
	}
	for (size_t i = 0; (row = option_next(&i, ANY));)
		fish_option(out, row);
}

bool cmd_completion(const struct options *options, struct error *err)
{
	static const struct {
		const char *name;
		void (*write)(FILE *out);
	} shells[] = { { "bash", write_bash }, { "zsh", write_zsh }, { "fish", write_fish } };
	const char *shell = options->operands.items[0];
	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
		if (strcmp(shells[i].name, shell) == 0) {
			shells[i].write(stdout);
			return stdout_finish(err);
		}
	char near[NEAREST_MAX];
	return error_set(err, ERROR_USAGE, "no completion for '%s', only for bash, zsh and fish%s", shell,
	                 nearest_value(near, shell, completion_shells));
}
