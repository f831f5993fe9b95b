/* The command table. */
#include "cli/command.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

const char *const list_kinds[] = {
	"panels", "feeds", "devices", "inlets", "outlets", "cables", "racks", "locations", "sites",
	"ups", "pdu", "ats", "sts", "panelboards", "utilities", "generators", "switchgear", "transformers", NULL
};
const char *const completion_shells[] = { "bash", "zsh", "fish", NULL };
static const char *const command_words[] = {
	"chain", "trace", "floor", "report", "fail", "audit", "atlas", "serve", "snapshot", "doctor", "list", "config", "completion",
	"help", "version", NULL
};
static_assert(sizeof command_words / sizeof *command_words == COMMANDS + 1, "a word for each command");

#define EXAMPLES(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct command commands[COMMANDS] = {
	[COMMAND_CHAIN] = {
		.name = "chain", .operands = "", .run = cmd_chain,
		.summary = "draw the power chain from the sources to the devices",
		.text = "Draws everything between the sources and the devices of a scope, with load, capacity and "
		        "utilisation on every element. What feeds the scope from outside is drawn too. Without -o an "
		        "outline goes to standard output.",
		.examples = EXAMPLES("wattmap chain --netbox https://netbox.example.com --site ams1 -o ams1.svg",
		                     "wattmap chain --snapshot site.json --root panel:UTILITY-A -o a.svg -o a.pdf") },
	[COMMAND_TRACE] = {
		.name = "trace", .operands = "ELEMENT...", .least = 1, .most = SIZE_MAX, .run = cmd_trace,
		.summary = "draw what feeds a device: all its cords in one picture",
		.text = "ELEMENT is the name of a device or of anything else in the chain: NAME, DEVICE:INLET, "
		        "PANEL/FEED, KIND:NAME, KIND:PARENT/NAME or KIND:#ID. The picture says in words whether the "
		        "cords share an element. Without -o an outline goes to standard output.",
		.examples = EXAMPLES("wattmap trace CORE-SW01 --netbox https://netbox.example.com -o core-sw01.svg",
		                     "wattmap trace CORE-SW01:PSU1 --snapshot site.json",
		                     "wattmap trace 'device:#77' -o trace.svg -o trace.png -o trace.json") },
	[COMMAND_FLOOR] = {
		.name = "floor", .operands = "", .run = cmd_floor,
		.summary = "draw the wall diagram of a site, location or row",
		.text = "Sources and panels at both sides, racks in rows between them, on a sheet of exact size with title "
		        "block, legend and findings. No type is smaller than can be read: without --detail as much is shown "
		        "as fits, without --paper the smallest of A3 to A0 is taken that shows every device. Without -o an "
		        "outline goes to standard output.",
		.examples = EXAMPLES("wattmap floor --netbox https://netbox.example.com --site ams1 -o ams1.pdf",
		                     "wattmap floor --snapshot site.json --location 'Hall 1' --paper A1 -o hall1.pdf -o hall1.svg",
		                     "wattmap floor --snapshot site.json --paper '914mm x auto' --detail device -o roll.pdf") },
	[COMMAND_REPORT] = {
		.name = "report", .operands = "KIND", .least = 1, .most = 1, .operand_words = report_words, .run = cmd_report,
		.summary = "tables: what is loaded, what is left, what is stranded",
		.text = "KIND is utilization (racks), locations (sites and locations), distribution (panels, UPSs, PDUs), stranded, "
		        "overprovisioned, feeds, phases, devices, schedule (of a panel or PDU), fit (where a device of --watts can go) "
		        "or all (every kind but fit, in one document). Without -o aligned text goes to standard output; the suffix of a file says "
		        "txt, csv, json or md. Load is compared with what is installed, with what can flow in, and with "
		        "what is left when one side is lost (2N); unknown figures are ?.",
		.examples = EXAMPLES("wattmap report utilization --netbox https://netbox.example.com --site ams1",
		                     "wattmap report locations --by role --snapshot site.json",
		                     "wattmap report schedule --device NET-R01-PDU-A --snapshot site.json",
		                     "wattmap report fit --watts 800 --u 2 --connector c14 --location 'Hall 1' --snapshot site.json",
		                     "wattmap report overprovisioned --top 20 --snapshot site.json -o over.csv -o over.md",
		                     "wattmap report all --site ams1 --netbox https://netbox.example.com -o power.md") },
	[COMMAND_FAIL] = {
		.name = "fail", .operands = "[ELEMENT...]", .most = SIZE_MAX, .run = cmd_fail,
		.summary = "what happens when these go: what is dark, at risk, overloaded, single",
		.text = "ELEMENT is named as for trace, or side:A, leg:ELEMENT/B, risk:NAME, rack:NAME, location:NAME; all of them go at "
		        "once. The surviving cords take over, and what is then above its limit, may trip or hangs on a battery "
		        "is listed, the worst first. --each loses every element of a kind on its own and ranks them. Without "
		        "-o aligned text goes to standard output; the suffix of a file says txt, csv, json, md, or svg, png, "
		        "pdf, dot for a picture of what is affected.",
		.examples = EXAMPLES("wattmap fail panel:UTILITY-A --snapshot site.json",
		                     "wattmap fail NET-R01-PDU-A --cascade -o fail.svg -o fail.md --snapshot site.json",
		                     "wattmap fail --each pdu --fail-on dark --snapshot site.json",
		                     "wattmap fail panel:PP-A --given pdu:PDU-7 --pack friday --snapshot site.json") },
	[COMMAND_AUDIT] = {
		.name = "audit", .operands = "", .run = cmd_audit,
		.summary = "what is wrong with the power data, and what to change in NetBox",
		.text = "Looks for devices without two independent ways, power supplies and circuits that are too small, "
		        "missing or odd figures, and what NetBox misreads. Without -o text goes to standard output, equal "
		        "findings folded; csv, json, md, sarif and xml (JUnit) hold every finding. --list explains the "
		        "rules.",
		.examples = EXAMPLES("wattmap audit --netbox https://netbox.example.com --site ams1",
		                     "wattmap audit --snapshot site.json --baseline last.json --fail-on warning -o now.json",
		                     "wattmap audit --device CORE-SW01 --snapshot site.json",
		                     "wattmap audit --rule undocumented,draw-missing --snapshot site.json -o todo.csv",
		                     "wattmap audit --list") },
	[COMMAND_ATLAS] = {
		.name = "atlas", .operands = "", .run = cmd_atlas,
		.summary = "every picture of a scope into a folder, for a wiki",
		.text = "Reads NetBox once and draws the floor of every location, the chain of every panel, the trace of "
		        "every device and all reports, with an index.html that finds them. Files whose content has not "
		        "changed are left alone, those of things that are gone are removed, and nothing else in the folder "
		        "is touched. A run that was interrupted goes on where it was.",
		.examples = EXAMPLES("wattmap atlas --netbox https://netbox.example.com --site ams1 -o /srv/wiki/power",
		                     "wattmap atlas --snapshot site.json -o power --png --jobs 2") },
	[COMMAND_SERVE] = {
		.name = "serve", .operands = "", .run = cmd_serve,
		.summary = "the same over HTTP, on demand",
		.text = "Answers /trace/NAME.svg, /chain, /floor, /report/KIND, /fail/ELEMENT and /audit (svg, png, pdf, json, txt … "
		        "by suffix; a page without one), with the options of these commands as parameters (?site=ams1&draw=netbox), "
		        "and a page to search and browse. Data is read in the background; answers come from the last that could be "
		        "read. Only this machine can reach it unless --listen says otherwise.",
		.examples = EXAMPLES("wattmap serve --netbox https://netbox.example.com",
		                     "wattmap serve --snapshot site.json --listen 127.0.0.1:9000 --refresh 3600",
		                     "wattmap serve --listen '*:8080' --serve-token-file /etc/wattmap/serve-token") },
	[COMMAND_SNAPSHOT] = {
		.name = "snapshot", .operands = "", .run = cmd_snapshot,
		.summary = "save what NetBox says, to draw and compare later",
		.text = "Reads the power inventory and writes it to one JSON file, the objects as NetBox sent them. "
		        "Every other command takes it with --snapshot. The token is never in it.",
		.examples = EXAMPLES("wattmap snapshot --netbox https://netbox.example.com -o site.json",
		                     "wattmap snapshot --site ams1 -o - | gzip > ams1.json.gz") },
	[COMMAND_DOCTOR] = {
		.name = "doctor", .operands = "", .run = cmd_doctor,
		.summary = "can I read this NetBox, and how complete is its power data?",
		.text = "Tells NetBox's version, the kind of token and what it may read, what a run would cost, and "
		        "which figures or cords are missing, each with the first objects and what to do. With "
		        "--snapshot only the completeness. Exit code 5 when a collection that is needed is refused.",
		.examples = EXAMPLES("wattmap doctor --netbox https://netbox.example.com",
		                     "wattmap doctor --snapshot site.json --json") },
	[COMMAND_LIST] = {
		.name = "list", .operands = "KIND", .least = 1, .most = 1, .operand_words = list_kinds, .run = cmd_list,
		.summary = "names and ids to use elsewhere",
		.text = "KIND is panels, feeds, devices, inlets, outlets, cables, racks, locations or sites, or ups, pdu, ats, "
		        "sts, panelboards, utilities, generators, switchgear or transformers for devices of that sort. The names can be given to trace and --root as "
		        "they stand.",
		.examples = EXAMPLES("wattmap list feeds --snapshot site.json",
		                     "wattmap list devices --rack NET-R01 --json") },
	[COMMAND_CONFIG] = {
		.name = "config", .operands = "", .run = cmd_config,
		.summary = "the configuration as it counts, and where each value comes from",
		.text = "Prints every setting in the form of the configuration file, with its origin: a line of the file, the "
		        "environment, the command line or the default. The token is never shown. The manual is 'man "
		        "wattmap.conf'.",
		.examples = EXAMPLES("wattmap config", "wattmap config --profile lab --json") },
	[COMMAND_COMPLETION] = {
		.name = "completion", .operands = "SHELL", .least = 1, .most = 1, .operand_words = completion_shells,
		.run = cmd_completion, .summary = "print the completion script for bash, zsh or fish",
		.text = "Load it in the shell's start-up file.",
		.examples = EXAMPLES("eval \"$(wattmap completion bash)\"",
		                     "wattmap completion fish > ~/.config/fish/completions/wattmap.fish") },
	[COMMAND_HELP] = {
		.name = "help", .operands = "[COMMAND]", .most = 1, .operand_words = command_words, .run = cmd_help,
		.summary = "help for a command",
		.text = "The same as wattmap COMMAND --help.",
		.examples = EXAMPLES("wattmap help trace") },
	[COMMAND_VERSION] = {
		.name = "version", .operands = "", .run = cmd_version,
		.summary = "the version, with those of the libraries",
		.text = "The same as wattmap --version.",
		.examples = EXAMPLES("wattmap version") },
};

static const char *command_name(const void *context, size_t i)
{
	(void)context;
	return i < COMMANDS ? commands[i].name : NULL;
}

bool command_find(const char *name, const struct command **command, struct error *err)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0) {
			*command = &commands[i];
			return true;
		}
	char near[NEAREST_MAX];
	nearest_text(near, name, "", command_name, NULL);
	return error_set(err, ERROR_USAGE, "unknown command '%s'%s", name,
	                 *near ? near : "; 'wattmap --help' lists them");
}

unsigned command_bit(const struct command *command)
{
	return 1u << (command - commands);
}

bool stdout_finish(struct error *err)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	return error_set(err, ERROR_WRITE, "standard output: cannot write: %s", strerror(errno));
}
