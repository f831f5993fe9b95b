/* The option table and its parser, in the manner of git's parse-options: every
 * row knows its type and its place in struct options, so that one function
 * sets any value from any source (command line, environment, file).
 *
 * getopt_long() does the words. All rows are given to it, whatever the
 * command, so that an option of another command is told from a misspelt one. */
#include "cli/options.h"

#include "base/arena.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/config.h"
#include "cli/output.h"
#include "diagram/style.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const draw_values[] = { "rollup", "netbox", "maximum", NULL };
static const char *const psu_values[] = { "share", "each", NULL };
static const char *const detail_values[] = { "auto", "full", "device", "rack", "row", NULL };
static const char *const show_values[] = { "usual", "load", "failover", "phases", "redundancy", "findings", NULL };
static const char *const purpose_values[] = { "any", "wiki", "web", "print", NULL };
static const char *const orientation_values[] = { "auto", "landscape", "portrait", NULL };
static const char *const stamp_values[] = { "full", "date", "none", NULL };
static const char *const format_values[] = { "svg", "png", "pdf", "dot", "json", "txt", "csv", "md", "sarif", "xml", NULL };
static const char *const each_values[] = {
	"panel", "feed", "ups", "pdu", "device", "outlet", "cable", "side", "risk", "all", NULL
};
static const char *const fail_on_values[] = { "never", "notice", "warning", "error", "dark", "risk", "overload", "lost", NULL };
static const char *const loads_values[] = { "all", "path", NULL };
static const char *const by_values[] = { "nothing", "role", "tenant", NULL };

static bool takes_format(const struct command *command, int value)
{
	return output_fits(command, NULL, (enum format)value);
}

static bool takes_fail_on(const struct command *command, int value)
{
	return value == FAIL_ON_NEVER || (value < FAIL_ON_DARK) == (command->run == cmd_audit);
}

#define AT(field) offsetof(struct options, field)
/* May stand in the configuration file; `wattmap config` shows it, so takes it, too. */
#define SETTING(others) .setting = true, .commands = (others) | ONLY(CONFIG)
#define TERM(word, option, what) \
	{ .name = #word, .argument = "NAME", .type = OPTION_TERM, .offset = AT(scope), .group = GROUP_SCOPE, \
	  .commands = READERS, .low = option, .help = what }

static const struct option_row rows[] = {
	{ .name = "netbox", .argument = "URL", .type = OPTION_TEXT, .offset = AT(netbox),
	  .group = GROUP_SOURCE, SETTING(READERS), .variable = "NETBOX_URL",
	  .help = "read this NetBox; a base path is fine, with or without /api" },
	{ .name = "snapshot", .argument = "FILE", .type = OPTION_FILE, .offset = AT(snapshot),
	  .group = GROUP_SOURCE, .commands = READERS & ~ONLY(SNAPSHOT),
	  .help = "read this snapshot instead of a NetBox" },
	{ .name = "save", .argument = "FILE", .type = OPTION_FILE, .offset = AT(save),
	  .group = GROUP_SOURCE, .commands = READERS & ~ONLY(SNAPSHOT) & ~ONLY(DOCTOR) & ~ONLY(SERVE),
	  .help = "also write what NetBox said as a snapshot" },
	{ .name = "token-file", .argument = "FILE", .type = OPTION_FILE, .offset = AT(token_file),
	  .group = GROUP_SOURCE, SETTING(READERS),
	  .help = "file that holds the API token; goes before NETBOX_TOKEN" },
	{ .name = "token", .argument = "TOKEN", .type = OPTION_REFUSED, .commands = ANY,
	  .help = "a token on the command line can be seen by everybody on this machine; "
	          "use NETBOX_TOKEN or --token-file FILE" },
	{ .name = "cacert", .argument = "FILE", .type = OPTION_FILE, .offset = AT(cacert),
	  .group = GROUP_SOURCE, SETTING(READERS),
	  .help = "trust the certificate authorities in this file" },
	{ .name = "insecure", .type = OPTION_FLAG, .offset = AT(insecure),
	  .group = GROUP_SOURCE, .commands = READERS,
	  .help = "do not verify the server's TLS certificate" },
	{ .name = "profile", .argument = "NAME", .type = OPTION_TEXT, .offset = AT(profile),
	  .group = GROUP_SOURCE, SETTING(READERS), .listing = "config --profiles",
	  .help = "read the NetBox of this section [netbox NAME] of the configuration file" },
	{ .name = "config", .argument = "FILE", .type = OPTION_FILE, .offset = AT(config_path),
	  .group = GROUP_SOURCE, .commands = READERS | ONLY(CONFIG),
	  .help = "the configuration file, instead of wattmap/wattmap.conf in ~/.config, else in /etc" },
	{ .name = "jobs", .argument = "N", .type = OPTION_INTEGER, .offset = AT(jobs),
	  .group = GROUP_SOURCE, SETTING(READERS), .low = 1, .high = 32, .fallback = "4",
	  .help = "requests in flight at most; atlas: also processes, else one for each processor" },
	{ .name = "timeout", .argument = "SECONDS", .type = OPTION_NUMBER, .offset = AT(timeout_s),
	  .group = GROUP_SOURCE, SETTING(READERS), .low = 0.1, .high = 86400, .fallback = "120",
	  .help = "give up on a page, with all its repetitions, after this time" },

	TERM(region, SCOPE_REGION, "sites of this region and of those below"),
	TERM(site, SCOPE_SITE, "this site"),
	TERM(location, SCOPE_LOCATION, "this location and those below it"),
	TERM(rack, SCOPE_RACK, "this rack"),
	TERM(tenant, SCOPE_TENANT, "what belongs to this tenant"),
	TERM(role, SCOPE_ROLE, "devices of this role"),
	TERM(tag, SCOPE_TAG, "what carries this tag"),
	{ .name = "exclude", .argument = "KIND:NAME", .type = OPTION_TERM, .offset = AT(scope),
	  .group = GROUP_SCOPE, .commands = READERS, .low = SCOPE_EXCLUDE, .help = "leave this out" },

	{ .name = "draw", .argument = "POLICY", .type = OPTION_CHOICE, .offset = AT(draw), .values = draw_values,
	  .group = GROUP_POLICY, SETTING(FIGURES), .fallback = "rollup",
	  .help = "load: sum of the allocated draws, NetBox's own figure, or the maximum draws" },
	{ .name = "psu", .argument = "POLICY", .type = OPTION_CHOICE, .offset = AT(psu), .values = psu_values,
	  .group = GROUP_POLICY, SETTING(FIGURES), .fallback = "share",
	  .low = 1, .high = 8, .count_offset = AT(psus),
	  .help = "the draws of a device's inlets add up to the device's, or each holds all of it; report fit: also how "
	          "many power supplies, 2 unless said" },
	{ .name = "estimate", .argument = "FRACTION", .type = OPTION_NUMBER, .offset = AT(estimate),
	  .group = GROUP_POLICY, SETTING(FIGURES), .low = 0.01, .high = 1,
	  .help = "count an inlet with only a maximum draw at this fraction of it" },
	{ .name = "include-planned", .type = OPTION_FLAG, .offset = AT(include_planned),
	  .group = GROUP_POLICY, SETTING(FIGURES),
	  .help = "count what is planned as if it were in service" },
	{ .name = "continuous", .argument = "FRACTION", .type = OPTION_NUMBER, .offset = AT(continuous),
	  .group = GROUP_POLICY, SETTING(FIGURES), .low = 0.1, .high = 1,
	  .help = "part of a rating usable all the time, else 0.8 or 1 by the supply's voltage" },

	{ .name = "style", .argument = "STYLE", .type = OPTION_FILE, .offset = AT(style),
	  .group = GROUP_LOOK, SETTING(PICTURES | ONLY(ATLAS) | ONLY(SERVE)), .help = "default, print, grey, dark, high-contrast, or an INI file that changes some of it" },
	{ .name = "title", .argument = "TEXT", .type = OPTION_ANYTEXT, .offset = AT(title),
	  .group = GROUP_LOOK, SETTING(SHOWS), .help = "title of the picture or report" },
	{ .name = "detail", .argument = "LEVEL", .type = OPTION_CHOICE, .offset = AT(detail), .values = detail_values,
	  .group = GROUP_LOOK, SETTING(ONLY(CHAIN) | ONLY(FLOOR)), .fallback = "auto",
	  .help = "how far things are folded; row: floor only" },
	{ .name = "fold", .type = OPTION_FLAG, .offset = AT(fold),
	  .group = GROUP_LOOK, SETTING(ONLY(FLOOR)), .help = "neighbouring racks that are equal are one card with a count" },
	{ .name = "row", .argument = "RULE", .type = OPTION_TEXT, .offset = AT(row),
	  .group = GROUP_LOOK, SETTING(ONLY(FLOOR)), .fallback = "location",
	  .help = "what a row of racks is: location, field:NAME (a custom field) or pattern:REGEX (on names)" },
	{ .name = "show", .argument = "WHAT", .type = OPTION_CHOICE, .offset = AT(show), .values = show_values,
	  .group = GROUP_LOOK, SETTING(ONLY(CHAIN) | ONLY(FLOOR)), .fallback = "usual",
	  .help = "one question, one picture; usual: the worse of load and failover" },
	{ .name = "for", .argument = "WHERE", .type = OPTION_CHOICE, .offset = AT(purpose), .values = purpose_values,
	  .group = GROUP_LOOK, SETTING(ONLY(TRACE) | ONLY(CHAIN) | ONLY(FLOOR) | ONLY(ATLAS)), .fallback = "any",
	  .help = "wiki: size in pixels, no links; web: as wide as there is room; both: fewer numbers; print: mm, style print" },
	{ .name = "paper", .argument = "SIZE", .type = OPTION_TEXT, .offset = AT(paper),
	  .group = GROUP_LOOK, SETTING(ONLY(FLOOR)),
	  .help = "A4 to A0, letter, tabloid, ANSI D, ANSI E, 594x420mm or a roll: 914mm x auto" },
	{ .name = "orientation", .argument = "WAY", .type = OPTION_CHOICE, .offset = AT(orientation),
	  .values = orientation_values, .group = GROUP_LOOK, SETTING(ONLY(FLOOR)), .fallback = "auto",
	  .help = "of the paper" },
	{ .name = "tiles", .argument = "HOW", .type = OPTION_TEXT, .offset = AT(tiles),
	  .group = GROUP_LOOK, SETTING(ONLY(FLOOR)),
	  .help = "a sheet glued together of several pages of the paper: auto, or rows and columns such as 2x3" },
	{ .name = "min-type", .argument = "POINTS", .type = OPTION_NUMBER, .offset = AT(min_type),
	  .group = GROUP_LOOK, SETTING(ONLY(FLOOR)), .low = 2, .high = 72,
	  .help = "no type smaller than this; else 7 up to A3, 14 on larger paper" },
	{ .name = "drawing-number", .argument = "TEXT", .type = OPTION_TEXT, .offset = AT(drawing_number),
	  .group = GROUP_LOOK, SETTING(ONLY(FLOOR)), .help = "for the title block" },
	{ .name = "revision", .argument = "TEXT", .type = OPTION_TEXT, .offset = AT(revision),
	  .group = GROUP_LOOK, SETTING(ONLY(FLOOR)), .help = "for the title block" },
	{ .name = "drawn-by", .argument = "TEXT", .type = OPTION_TEXT, .offset = AT(drawn_by),
	  .group = GROUP_LOOK, SETTING(ONLY(FLOOR)), .help = "for the title block" },
	{ .name = "checked-by", .argument = "TEXT", .type = OPTION_TEXT, .offset = AT(checked_by),
	  .group = GROUP_LOOK, SETTING(ONLY(FLOOR)), .help = "for the title block" },
	{ .name = "link-base", .argument = "URL", .type = OPTION_TEXT, .offset = AT(link_base),
	  .group = GROUP_LOOK, SETTING(FIGURES), .help = "link to this NetBox instead of the one that was read",
	  .local = true },
	{ .name = "no-links", .type = OPTION_FLAG, .offset = AT(no_links),
	  .group = GROUP_LOOK, SETTING(FIGURES), .help = "no links to NetBox" },
	{ .name = "dpi", .argument = "N", .type = OPTION_NUMBER, .offset = AT(dpi),
	  .group = GROUP_LOOK, SETTING(PICTURES | ONLY(ATLAS) | ONLY(SERVE)), .low = 10, .high = 2400, .fallback = "144",
	  .help = "resolution of png" },

	{ .name = "output", .letter = 'o', .argument = "FILE", .type = OPTION_FILES, .offset = AT(outputs),
	  .group = GROUP_OUTPUT, .commands = FIGURES | ONLY(SNAPSHOT),
	  .help = "write this file; pictures: again for more, the suffix is the format; - is standard output; atlas: this folder" },
	{ .name = "format", .argument = "FORMAT", .type = OPTION_CHOICE, .offset = AT(format), .values = format_values, .takes = takes_format,
	  .group = GROUP_OUTPUT, .commands = SHOWS | ONLY(LIST), .help = "format of standard output" },
	{ .name = "stamp", .argument = "WHAT", .type = OPTION_CHOICE, .offset = AT(stamp), .values = stamp_values,
	  .group = GROUP_OUTPUT, SETTING(FIGURES), .fallback = "full",
	  .help = "how the time of the data is printed" },
	{ .name = "if-changed", .type = OPTION_FLAG, .offset = AT(if_changed),
	  .group = GROUP_OUTPUT, SETTING(SHOWS | ONLY(SNAPSHOT)),
	  .help = "leave a file alone when only the time of the data differs" },

	{ .name = "root", .argument = "ELEMENT", .type = OPTION_TEXT, .offset = AT(root),
	  .group = GROUP_COMMAND, .commands = ONLY(CHAIN), .help = "only this element and what is below it" },
	{ .name = "json", .type = OPTION_FLAG, .offset = AT(json),
	  .group = GROUP_COMMAND, .commands = ONLY(DOCTOR) | ONLY(LIST) | ONLY(CONFIG), .help = "as JSON" },
	{ .name = "profiles", .type = OPTION_FLAG, .offset = AT(profiles),
	  .group = GROUP_COMMAND, .commands = ONLY(CONFIG), .help = "only the names for --profile, one a line" },

	{ .name = "by", .argument = "WHAT", .type = OPTION_CHOICE, .offset = AT(by), .values = by_values,
	  .group = GROUP_COMMAND, .commands = TABLES, .fallback = "nothing",
	  .help = "locations: split the load of each place by this; devices, fail --each: count the verdicts by it" },
	{ .name = "sort", .argument = "KEYS", .type = OPTION_TEXT, .offset = AT(sort),
	  .group = GROUP_COMMAND, .commands = TABLES,
	  .help = "sort by these columns, as JSON names them: load_w,name; +KEY upwards, -KEY downwards" },
	{ .name = "top", .argument = "N", .type = OPTION_INTEGER, .offset = AT(top),
	  .group = GROUP_COMMAND, .commands = TABLES, .low = 1, .high = 1000000,
	  .help = "only the first N rows" },
	{ .name = "min", .argument = "PERCENT", .type = OPTION_NUMBER, .offset = AT(min_pct),
	  .group = GROUP_COMMAND, .commands = TABLES, .low = 0, .high = 1000000,
	  .help = "only rows loaded to at least this" },
	{ .name = "wide", .type = OPTION_FLAG, .offset = AT(wide),
	  .group = GROUP_COMMAND, SETTING(TABLES), .help = "all columns for people, too" },

	{ .name = "watts", .argument = "W", .type = OPTION_NUMBER, .offset = AT(watts),
	  .group = GROUP_COMMAND, .commands = ONLY(REPORT), .low = 1, .high = 1e9,
	  .help = "fit: what the device draws" },
	{ .name = "u", .argument = "N", .type = OPTION_NUMBER, .offset = AT(u_height),
	  .group = GROUP_COMMAND, .commands = ONLY(REPORT), .low = 0, .high = 100,
	  .help = "fit: how many rack units it takes" },
	{ .name = "connector", .argument = "TYPE", .type = OPTION_TEXT, .offset = AT(connector),
	  .group = GROUP_COMMAND, .commands = ONLY(REPORT),
	  .help = "fit: the type of its inlets: c14, l6-30p or as NetBox has it" },
	{ .name = "full", .type = OPTION_FLAG, .offset = AT(full),
	  .group = GROUP_COMMAND, .commands = ONLY(TRACE),
	  .help = "read the whole NetBox, not only what the picture needs",
	  .local = true },
	{ .name = "loads", .argument = "WHICH", .type = OPTION_CHOICE, .offset = AT(loads), .values = loads_values,
	  .group = GROUP_COMMAND, .commands = ONLY(TRACE), .fallback = "all",
	  .help = "all, or only up to the rack PDUs (path), which asks for less" },
	{ .name = "max-requests", .argument = "N", .type = OPTION_INTEGER, .offset = AT(max_requests),
	  .group = GROUP_COMMAND, .commands = ONLY(TRACE), .low = 1, .high = 1000000,
	  .help = "give up when NetBox would be asked more than this",
	  .local = true },
	{ .name = "failover", .type = OPTION_FLAG, .offset = AT(failover),
	  .group = GROUP_COMMAND, .commands = ONLY(CHAIN) | ONLY(TRACE) | ONLY(REPORT),
	  .help = "also show the most that any single failure brings to each element, and which; report overprovisioned: "
	          "go by that" },
	{ .name = "normal", .type = OPTION_FLAG, .offset = AT(normal),
	  .group = GROUP_COMMAND, .commands = ONLY(REPORT),
	  .help = "overprovisioned: go by the load as it is, not by what is left when a side is lost" },
	{ .name = "each", .argument = "KIND", .type = OPTION_CHOICE, .offset = AT(each), .values = each_values,
	  .group = GROUP_COMMAND, .commands = ONLY(FAIL),
	  .help = "lose every element of this kind on its own, and rank them" },
	{ .name = "pairs", .type = OPTION_FLAG, .offset = AT(pairs),
	  .group = GROUP_COMMAND, .commands = ONLY(FAIL),
	  .help = "with --each: every two of them; those that do more harm than one by one" },
	{ .name = "given", .argument = "ELEMENT", .type = OPTION_LIST, .offset = AT(given),
	  .group = GROUP_COMMAND, .commands = ONLY(FAIL), .help = "this is out already (maintenance); again for more" },
	{ .name = "cascade", .type = OPTION_FLAG, .offset = AT(cascade),
	  .group = GROUP_COMMAND, .commands = ONLY(FAIL),
	  .help = "take out what may trip and PSUs over their maximum, too, step by step" },
	{ .name = "fail-on", .argument = "WHAT", .type = OPTION_CHOICE, .offset = AT(fail_on), .values = fail_on_values,
	  .takes = takes_fail_on,
	  .group = GROUP_COMMAND, .commands = ONLY(FAIL) | ONLY(AUDIT), .fallback = "never",
	  .help = "exit with 1 when something is this or worse",
	  .local = true },
	{ .name = "pack", .argument = "DIR", .type = OPTION_FILE, .offset = AT(pack),
	  .group = GROUP_COMMAND, .commands = ONLY(FAIL),
	  .help = "write picture, lists by tenant, check-list and schedule for a maintenance into this folder" },

	{ .name = "rule", .argument = "IDS", .type = OPTION_TEXT, .offset = AT(rules),
	  .group = GROUP_COMMAND, .commands = ONLY(AUDIT), .help = "only these rules: same-pdu,cycle" },
	{ .name = "ignore", .argument = "IDS", .type = OPTION_TEXT, .offset = AT(ignore),
	  .group = GROUP_COMMAND, SETTING(ONLY(AUDIT)), .help = "not these rules" },
	{ .name = "device", .argument = "ELEMENT", .type = OPTION_TEXT, .offset = AT(device),
	  .group = GROUP_COMMAND, .commands = ONLY(AUDIT) | ONLY(REPORT),
	  .help = "audit: only findings on this element and on what is above it, after a change; report schedule: of this "
	          "panel or PDU" },
	{ .name = "baseline", .argument = "FILE", .type = OPTION_FILE, .offset = AT(baseline),
	  .group = GROUP_COMMAND, .commands = ONLY(AUDIT),
	  .help = "leave out what this JSON of an earlier audit has; what got worse is new" },
	{ .name = "list", .type = OPTION_FLAG, .offset = AT(list),
	  .group = GROUP_COMMAND, .commands = ONLY(AUDIT), .help = "explain the rules",
	  .local = true },

	{ .name = "listen", .argument = "ADDRESS", .type = OPTION_TEXT, .offset = AT(listen),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .fallback = "127.0.0.1:8080",
	  .help = "HOST:PORT, [IPV6]:PORT or *:PORT; a socket from systemd goes before it" },
	{ .name = "base-path", .argument = "PATH", .type = OPTION_TEXT, .offset = AT(base_path),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .help = "where a reverse proxy shows it: /wattmap" },
	{ .name = "behind-proxy", .type = OPTION_FLAG, .offset = AT(behind_proxy),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)),
	  .help = "X-Forwarded-For names the client, and any Host is answered" },
	{ .name = "serve-token-file", .argument = "FILE", .type = OPTION_FILE, .offset = AT(serve_token_file),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .help = "ask everyone for the bearer token in this file" },
	{ .name = "public", .type = OPTION_FLAG, .offset = AT(open_to_all),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .help = "listen beyond this machine without a token" },
	{ .name = "refresh", .argument = "SECONDS", .type = OPTION_NUMBER, .offset = AT(refresh_s),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .low = 0, .high = 31536000, .fallback = "900",
	  .help = "read the data again after this time; 0: only when asked to" },
	{ .name = "max-stale", .argument = "SECONDS", .type = OPTION_NUMBER, .offset = AT(max_stale_s),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .low = 0.1, .high = 31536000, .fallback = "86400",
	  .help = "show nothing when the data could not be read for this time" },
	{ .name = "workers", .argument = "N", .type = OPTION_INTEGER, .offset = AT(workers),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .low = 0, .high = 32, .fallback = "0",
	  .help = "processes that draw; 0: one a CPU" },
	{ .name = "max-connections", .argument = "N", .type = OPTION_INTEGER, .offset = AT(max_connections),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .low = 1, .high = 10000, .fallback = "256",
	  .help = "connections at once; others wait" },
	{ .name = "max-url", .argument = "BYTES", .type = OPTION_INTEGER, .offset = AT(max_url),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .low = 64, .high = 16384, .fallback = "2048",
	  .help = "longest address" },
	{ .name = "rate", .argument = "N", .type = OPTION_NUMBER, .offset = AT(rate),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .low = 0, .high = 1000000, .fallback = "20",
	  .help = "requests a second of one address; 0: no limit" },
	{ .name = "burst", .argument = "N", .type = OPTION_INTEGER, .offset = AT(burst),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .low = 1, .high = 1000000, .fallback = "40",
	  .help = "requests of one address at once" },
	{ .name = "max-queue", .argument = "N", .type = OPTION_INTEGER, .offset = AT(max_queue),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .low = 1, .high = 100000, .fallback = "64",
	  .help = "answers that wait to be drawn" },
	{ .name = "render-timeout", .argument = "SECONDS", .type = OPTION_NUMBER, .offset = AT(render_timeout_s),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .low = 0.1, .high = 3600, .fallback = "10",
	  .help = "give up on an answer after this time" },
	{ .name = "render-memory", .argument = "MB", .type = OPTION_INTEGER, .offset = AT(render_memory_mb),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .low = 16, .high = 1000000, .fallback = "1024",
	  .help = "memory of a process that draws, beyond the data" },
	{ .name = "recycle", .argument = "N", .type = OPTION_INTEGER, .offset = AT(recycle),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .low = 1, .high = 1000000, .fallback = "200",
	  .help = "answers of a process before it is replaced" },
	{ .name = "cache", .argument = "MB", .type = OPTION_INTEGER, .offset = AT(cache_mb),
	  .group = GROUP_COMMAND, SETTING(ONLY(SERVE)), .low = 0, .high = 100000, .fallback = "64",
	  .help = "memory for answers already drawn" },

	{ .name = "png", .type = OPTION_FLAG, .offset = AT(png),
	  .group = GROUP_COMMAND, SETTING(ONLY(ATLAS)), .help = "each picture as PNG, too" },

	{ .name = "quiet", .letter = 'q', .type = OPTION_FLAG, .offset = AT(quiet),
	  .group = GROUP_GENERAL, .commands = ANY, .help = "no warnings, no progress" },
	{ .name = "verbose", .letter = 'v', .type = OPTION_FLAG, .offset = AT(verbose),
	  .group = GROUP_GENERAL, .commands = ANY, .help = "say what is done: each request, its status, time and size" },
	{ .name = "help", .letter = 'h', .type = OPTION_FLAG, .offset = AT(help),
	  .group = GROUP_GENERAL, .commands = ANY, .help = "help for the command" },
	{ .name = "version", .letter = 'V', .type = OPTION_FLAG, .offset = AT(version),
	  .group = GROUP_GENERAL, .commands = ANY, .help = "the version, with those of the libraries" },
};

enum { ROWS = sizeof rows / sizeof *rows, FIRST_VALUE = 256 };

const struct option_row *option_row(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}

const struct option_row *option_next(size_t *i, unsigned bits)
{
	while (*i < ROWS) {
		const struct option_row *row = &rows[(*i)++];
		if (row->commands & bits && row->type != OPTION_REFUSED)
			return row;
	}
	return NULL;
}

const char *option_group_title(enum option_group group)
{
	static const char *const titles[OPTION_GROUPS] = {
		[GROUP_SOURCE] = "Where the data comes from",
		[GROUP_SCOPE] = "What is shown (a name, slug or #ID; the same again: or; different ones: and)",
		[GROUP_POLICY] = "How figures are meant",
		[GROUP_LOOK] = "Look",
		[GROUP_OUTPUT] = "Output",
		[GROUP_COMMAND] = "Of this command",
		[GROUP_GENERAL] = "General",
	};
	return titles[group];
}

/* -- nearest names ------------------------------------------------------ */

char *nearest_text(char text[NEAREST_MAX], const char *word, const char *prefix,
                   const char *(*names)(const void *context, size_t i), const void *context)
{
	size_t best = strlen(word) / 3 + 2;
	text[0] = '\0';
	for (size_t i = 0; names(context, i); i++) {
		size_t distance = text_distance(word, names(context, i));
		if (*names(context, i) && distance < best) {
			best = distance;
			snprintf(text, NEAREST_MAX, "; did you mean '%s%s'?", prefix, names(context, i));
		}
	}
	return text;
}

static const char *array_name(const void *context, size_t i)
{
	return ((const char *const *)context)[i];
}

char *nearest_value(char text[NEAREST_MAX], const char *word, const char *const *values)
{
	return nearest_text(text, word, "", array_name, values);
}

static const char *row_name(const void *context, size_t i)
{
	(void)context;
	return i < ROWS ? rows[i].type == OPTION_REFUSED ? "" : rows[i].name : NULL;
}

char *values_text(const char *const *values)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	for (size_t i = 0; values[i]; i++)
		fprintf(out, "%s%s", i == 0 ? "" : values[i + 1] ? ", " : " or ", values[i]);
	fclose(out);
	return text;
}

char *option_choices(const struct option_row *row, const struct command *command)
{
	enum { CHOICES_MAX = 16 };
	const char *taken[CHOICES_MAX + 1];
	size_t count = 0;
	for (int i = 0; row->values[i] && count < CHOICES_MAX; i++)
		if (!row->takes || row->takes(command, i))
			taken[count++] = row->values[i];
	taken[count] = NULL;
	return values_text(taken);
}

/* -- values ------------------------------------------------------------- */

static bool set_choice(const struct option_row *row, int *target, const char *text,
                       const char *where, struct error *err)
{
	for (int i = 0; row->values[i]; i++)
		if (strcmp(row->values[i], text) == 0) {
			*target = i;
			return true;
		}
	char near[NEAREST_MAX];
	char *all = values_text(row->values);
	error_set(err, ERROR_USAGE, "%s: '%s' is not %s%s", where, text, all,
	          nearest_value(near, text, row->values));
	free(all);
	return false;
}

static bool read_number(const struct option_row *row, double *value, const char *text,
                        const char *where, struct error *err)
{
	char *end;
	errno = 0;
	*value = strtod(text, &end);
	bool whole = row->type != OPTION_INTEGER || *value == floor(*value);
	if (end != text && *end == '\0' && errno == 0 && whole && *value >= row->low && *value <= row->high)
		return true;
	return error_set(err, ERROR_USAGE, "%s: '%s' is not a%s number from %.15g to %.15g", where, text,
	                 row->type == OPTION_INTEGER ? " whole" : "", row->low, row->high);
}

static void list_add(struct text_list *list, const char *text)
{
	list->items = array_grow(list->items, list->count, &list->capacity, sizeof *list->items);
	list->items[list->count++] = text;
}

static void term_add(struct term_list *list, enum scope_option option, const char *value)
{
	list->items = array_grow(list->items, list->count, &list->capacity, sizeof *list->items);
	list->items[list->count++] = (struct scope_term){ .option = option, .value = value };
}

static bool set_text(const struct option_row *row, void *target, const char *text,
                     const char *where, struct error *err)
{
	if (!*text && row->type != OPTION_ANYTEXT)
		return error_set(err, ERROR_USAGE, "%s: %s is empty", where, row->argument);
	if (row->type == OPTION_TERM)
		term_add(target, (enum scope_option)row->low, text);
	else if (row->type == OPTION_FILES || row->type == OPTION_LIST)
		list_add(target, text);
	else
		*(const char **)target = text;
	return true;
}

static bool set_flag(bool *target, const char *text, const char *where, struct error *err)
{
	*target = !text || strcmp(text, "yes") == 0;
	return *target || strcmp(text, "no") == 0 ||
	       error_set(err, ERROR_USAGE, "%s: '%s' is not yes or no", where, text);
}

static bool set_number(const struct option_row *row, void *target, const char *text,
                       const char *where, struct error *err)
{
	double value;
	if (!read_number(row, &value, text, where, err))
		return false;
	if (row->type == OPTION_INTEGER)
		*(long *)target = (long)value;
	else
		*(double *)target = value;
	return true;
}

/* A number instead of a word, where the row knows one; the choice itself stays open. */
static bool set_count(struct options *options, const struct option_row *row, const char *text)
{
	char *end;
	long count = strtol(text, &end, 10);
	if (!row->count_offset || end == text || *end || count < (long)row->low || count > (long)row->high)
		return false;
	*(long *)(void *)((char *)options + row->count_offset) = count;
	return true;
}

/* One value from any source. Flags from a file or the environment are yes or no. */
static bool set_value(struct options *options, const struct option_row *row, const char *text,
                      enum origin origin, const char *where, struct error *err)
{
	void *target = (char *)options + row->offset;
	if (origin == ORIGIN_COMMAND_LINE && row->type == OPTION_CHOICE && set_count(options, row, text))
		return true;
	options->origins[row - rows] = (unsigned char)origin;
	switch (row->type) {
	case OPTION_FLAG:
		return set_flag(target, text, where, err);
	case OPTION_TEXT: case OPTION_ANYTEXT: case OPTION_FILE: case OPTION_FILES: case OPTION_LIST:
	case OPTION_TERM:
		return set_text(row, target, text, where, err);
	case OPTION_CHOICE:
		return set_choice(row, target, text, where, err);
	case OPTION_INTEGER: case OPTION_NUMBER:
		return set_number(row, target, text, where, err);
	case OPTION_REFUSED:
		return error_set(err, ERROR_USAGE, "%s: %s", where, row->help);
	}
	return true;
}

bool options_fill(struct options *options, const struct option_source *source, struct error *err)
{
	for (size_t i = 0; i < ROWS; i++) {
		const char *where = rows[i].name;
		const char *text = source->lookup(source->context, &rows[i], &where);
		if (text && options->origins[i] == ORIGIN_NONE &&
		    !set_value(options, &rows[i], text, source->origin, where, err))
			return false;
	}
	return true;
}

bool options_check(const struct option_row *row, const char *text, const char *where, struct error *err)
{
	unsigned char origins[ROWS];
	struct options options = { .origins = origins };
	return set_value(&options, row, text, ORIGIN_FILE, where, err);
}

const char *options_text(const struct options *options, const struct option_row *row, char text[OPTION_TEXT_MAX])
{
	const void *value = (const char *)options + row->offset;
	if (options->origins[row - rows] == ORIGIN_NONE)
		return row->type == OPTION_FLAG ? "no" : NULL;
	switch (row->type) {
	case OPTION_FLAG:
		return *(const bool *)value ? "yes" : "no";
	case OPTION_CHOICE:
		return row->values[*(const int *)value];
	case OPTION_INTEGER:
		snprintf(text, OPTION_TEXT_MAX, "%ld", *(const long *)value);
		return text;
	case OPTION_NUMBER:
		snprintf(text, OPTION_TEXT_MAX, "%.15g", *(const double *)value);
		return text;
	case OPTION_TEXT: case OPTION_ANYTEXT: case OPTION_FILE:
		return *(const char *const *)value;
	case OPTION_FILES: case OPTION_LIST: case OPTION_TERM: case OPTION_REFUSED:
		break;
	}
	return NULL;
}

static const char *lookup_environment(void *context, const struct option_row *row, const char **where)
{
	(void)context;
	*where = row->variable;
	const char *text = row->variable ? getenv(row->variable) : NULL;
	return text && *text ? text : NULL;
}

static const char *lookup_fallback(void *context, const struct option_row *row, const char **where)
{
	(void)context;
	(void)where;
	return row->fallback;
}

const struct option_row *option_named(const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

enum origin options_origin(const struct options *options, const char *name)
{
	const struct option_row *row = option_named(name);
	return row ? (enum origin)options->origins[row - rows] : ORIGIN_NONE;
}

/* -- words -------------------------------------------------------------- */

/* What getopt_long() wants: every row by its long name (value FIRST_VALUE + i)
 * and its letter. */
struct words {
	struct option longs[ROWS + 1];
	char letters[2 * ROWS + 2];
};

static void words_fill(struct words *words)
{
	char *letter = words->letters + 1; /* behind the ':' */
	for (int i = 0; i < ROWS; i++) {
		bool flag = rows[i].type == OPTION_FLAG;
		words->longs[i] = (struct option){ rows[i].name, flag ? no_argument : required_argument, NULL,
		                                   FIRST_VALUE + i };
		if (rows[i].letter)
			*letter++ = rows[i].letter;
		if (rows[i].letter && !flag)
			*letter++ = ':';
	}
	*letter = '\0';
	words->longs[ROWS] = (struct option){ NULL, 0, NULL, 0 };
}

static const struct option_row *row_of(int value)
{
	if (value >= FIRST_VALUE)
		return &rows[value - FIRST_VALUE];
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].letter == value)
			return &rows[i];
	return NULL;
}

/* The option a word begins; a value behind '=' may be a secret and is cut. */
static bool unknown_long(const char *word, struct error *err)
{
	char near[NEAREST_MAX], name[64];
	snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="), word + 2);
	return error_set(err, ERROR_USAGE, "unknown option '--%s'%s", name,
	                 nearest_text(near, name, "--", row_name, NULL));
}

/* What getopt_long() did not like about the word before optind. */
static bool complain(int found, char **argv, struct error *err)
{
	const struct option_row *row = row_of(optopt);
	if (!optopt)
		return unknown_long(argv[optind - 1], err);
	if (!row)
		return error_set(err, ERROR_USAGE, "unknown option '-%c'", optopt);
	if (row->type == OPTION_REFUSED)
		return error_set(err, ERROR_USAGE, "--%s: %s", row->name, row->help);
	if (found == ':')
		return error_set(err, ERROR_USAGE, "--%s: %s is missing", row->name, row->argument);
	return error_set(err, ERROR_USAGE, "--%s takes no value", row->name);
}

static bool parse_words(struct options *options, int argc, char **argv, struct error *err)
{
	struct words words = { .letters = ":" }; /* tells a missing value from an unknown option */
	words_fill(&words);
	opterr = 0;
	for (int found; (found = getopt_long(argc, argv, words.letters, words.longs, NULL)) != -1;) {
		char where[64];
		if (found == '?' || found == ':')
			return complain(found, argv, err);
		const struct option_row *row = row_of(found);
		snprintf(where, sizeof where, "--%s", row->name);
		if (!set_value(options, row, optarg, ORIGIN_COMMAND_LINE, where, err))
			return false;
	}
	for (int i = optind; i < argc; i++)
		list_add(&options->operands, argv[i]);
	return true;
}

/* -- what belongs together ---------------------------------------------- */

/* "chain and trace": which commands take the row. */
static char *row_commands(const struct option_row *row)
{
	const char *names[COMMANDS + 1];
	size_t count = 0;
	for (size_t i = 0; i < COMMANDS; i++)
		if (row->commands & 1u << i)
			names[count++] = commands[i].name;
	names[count] = NULL;
	return values_text(names);
}

/* Is it an option of the command? */
static bool check_row(const struct options *options, const struct option_row *row, struct error *err)
{
	if (row->commands & command_bit(options->command))
		return true;
	char *names = row_commands(row);
	error_set(err, ERROR_USAGE, "--%s is no option of 'wattmap %s' but of %s", row->name, options->command->name, names);
	free(names);
	return false;
}

/* Is its value one of those the command knows? */
static bool check_choice(const struct options *options, const struct option_row *row, struct error *err)
{
	const void *value = (const char *)options + row->offset;
	if (!row->takes || row->takes(options->command, *(const int *)value))
		return true;
	char *all = option_choices(row, options->command);
	error_set(err, ERROR_USAGE, "--%s: of 'wattmap %s' it is %s", row->name, options->command->name, all);
	free(all);
	return false;
}

static bool check_rows(const struct options *options, struct error *err)
{
	for (size_t i = 0; i < ROWS; i++)
		if (options->origins[i] == ORIGIN_COMMAND_LINE &&
		    !(check_row(options, &rows[i], err) && check_choice(options, &rows[i], err)))
			return false;
	return true;
}

static bool check_operands(const struct options *options, struct error *err)
{
	const struct command *command = options->command;
	size_t count = options->operands.count;
	if (count < command->least)
		return error_set(err, ERROR_USAGE, "'wattmap %s' needs %s; see 'wattmap %s --help'", command->name,
		                 command->operands, command->name);
	if (count > command->most)
		return error_set(err, ERROR_USAGE, "'wattmap %s': '%s' is one word too many", command->name,
		                 options->operands.items[command->most]);
	return true;
}

/* The first operand names the command; --help and --version need none. */
static bool take_command(struct options *options, struct error *err)
{
	struct text_list *operands = &options->operands;
	if (operands->count == 0)
		return options->help || options->version ||
		       error_set(err, ERROR_USAGE, "no command given; 'wattmap --help' lists them");
	if (!command_find(operands->items[0], &options->command, err))
		return false;
	operands->count--;
	memmove(operands->items, operands->items + 1, operands->count * sizeof *operands->items);
	return true;
}

/* The configuration file is for what reads an inventory. A profile named on the
 * command line goes before the environment: it was said there. */
static bool fill(struct options *options, struct error *err)
{
	const struct option_source environment = { ORIGIN_ENVIRONMENT, lookup_environment, NULL };
	const struct option_source fallback = { ORIGIN_DEFAULT, lookup_fallback, NULL };
	const struct option_source profile = { ORIGIN_FILE, config_lookup_profile, options };
	const struct option_source file = { ORIGIN_FILE, config_lookup, options };
	bool reads_file = option_named("config")->commands & command_bit(options->command);
	bool named = options->profile != NULL;
	return (!reads_file || config_open(options, err)) &&
	       (!named || options_fill(options, &profile, err)) && options_fill(options, &environment, err) &&
	       (!reads_file || options_fill(options, &file, err)) && options_fill(options, &fallback, err);
}

bool options_parse(struct options *options, int argc, char **argv, struct error *err)
{
	memset(options, 0, sizeof *options);
	options->origins = xcalloc(ROWS, 1);
	options->estimate = options->continuous = options->min_type = options->min_pct = NAN;
	options->watts = options->u_height = NAN;
	options->format = options->each = -1;
	if (!parse_words(options, argc, argv, err) || !take_command(options, err))
		return false;
	if (options->help || options->version)
		return true;
	if (options->psus && options->command->run != cmd_report)
		return error_set(err, ERROR_USAGE, "--psu: '%ld' is not share or each; a number is for 'wattmap report fit'", options->psus);
	return check_rows(options, err) && check_operands(options, err) && fill(options, err);
}

void options_free(struct options *options)
{
	free(options->outputs.items);
	free(options->given.items);
	free(options->operands.items);
	free(options->scope.items);
	free(options->origins);
	config_free(options->config);
}

/* -- a request ---------------------------------------------------------- */

/* Files are never named from outside, but for the built-in styles. */
static bool is_askable(const struct option_row *row, const char *value)
{
	bool own_group = row->group == GROUP_SCOPE || row->group == GROUP_POLICY || row->group == GROUP_LOOK ||
	                 row->group == GROUP_COMMAND || strcmp(row->name, "stamp") == 0;
	if (strcmp(row->name, "style") == 0)
		return value && style_is_built_in(value);
	return own_group && !row->local && row->type != OPTION_FILE && row->type != OPTION_FILES;
}

/* A name the server was started for cannot be asked for again: it would mean
 * "or" and show more. */
static bool check_bound(const struct options *base, const struct option_row *row, const char *where, struct error *err)
{
	for (size_t i = 0; row->type == OPTION_TERM && i < base->scope.count; i++)
		if (base->scope.items[i].option == (enum scope_option)row->low && (int)row->low != SCOPE_EXCLUDE)
			return error_set(err, ERROR_USAGE, "%s: this server shows only %s", where, base->scope.items[i].value);
	return true;
}

static bool set_pair(struct options *options, const struct options *base, const struct option_pair *pair,
                     struct error *err)
{
	const struct option_row *row = option_named(pair->name);
	char where[64], near[NEAREST_MAX];
	snprintf(where, sizeof where, "--%s", pair->name);
	if (!row || row->type == OPTION_REFUSED)
		return error_set(err, ERROR_USAGE, "unknown option '%s'%s", where, nearest_text(near, pair->name, "--", row_name, NULL));
	const char *value = row->type == OPTION_FLAG && pair->value && !*pair->value ? NULL : pair->value;
	if (!is_askable(row, value))
		return error_set(err, ERROR_USAGE, "%s cannot be asked for over HTTP", where);
	if (!value && row->type != OPTION_FLAG)
		return error_set(err, ERROR_USAGE, "%s: %s is missing", where, row->argument);
	return check_row(options, row, err) && check_bound(base, row, where, err) &&
	       set_value(options, row, value, ORIGIN_COMMAND_LINE, where, err);
}

bool options_request(struct options *options, const struct options *base, const struct command *command,
                     const char *const *operands, size_t operand_count, const struct option_pair *pairs, size_t count,
                     struct error *err)
{
	*options = *base;
	options->command = command;
	options->origins = memcpy(xcalloc(ROWS, 1), base->origins, ROWS);
	options->outputs = options->given = options->operands = (struct text_list){ .items = NULL };
	options->scope = (struct term_list){ .items = NULL };
	for (size_t i = 0; i < base->scope.count; i++)
		term_add(&options->scope, base->scope.items[i].option, base->scope.items[i].value);
	for (size_t i = 0; i < operand_count; i++)
		list_add(&options->operands, operands[i]);
	for (size_t i = 0; i < count; i++)
		if (!set_pair(options, base, &pairs[i], err))
			return false;
	return check_operands(options, err);
}

void options_request_free(struct options *options)
{
	options->config = NULL; /* is the base's */
	options_free(options);
}
