/* SARIF 2.1.0 (OASIS), as code hosts read it. There are no files in a NetBox: the
 * place of a result is the object's page, line 1, and its logical place the object. */
#include "report/audit.h"

#include "base/jsonout.h"

#include <stdlib.h>

static const char *level_of(enum severity severity)
{
	return severity == SEVERITY_ERROR ? "error" : severity == SEVERITY_WARNING ? "warning" : "note";
}

static void write_message(struct jsonout *json, const char *key, const char *text)
{
	jsonout_open(json, key, '{');
	jsonout_string(json, "text", text);
	jsonout_close(json, '}');
}

static void write_rule(struct jsonout *json, const struct finding_rule *rule, struct arena *arena)
{
	jsonout_line(json);
	jsonout_open(json, NULL, '{');
	jsonout_string(json, "id", rule->id);
	write_message(json, "shortDescription", rule->meaning);
	write_message(json, "help", arena_printf(arena, "%s (%s)", rule->advice, rule->field));
	jsonout_open(json, "defaultConfiguration", '{');
	jsonout_bool(json, "enabled", rule->use != RULE_OFF);
	jsonout_string(json, "level", level_of(rule->severity));
	jsonout_close(json, '}');
	jsonout_close(json, '}');
}

static void write_driver(const struct audit *audit, struct jsonout *json, struct arena *arena)
{
	jsonout_open(json, "tool", '{');
	jsonout_open(json, "driver", '{');
	jsonout_string(json, "name", "wattmap");
	jsonout_string(json, "version", audit->version);
	jsonout_open(json, "rules", '[');
	for (size_t i = 0; power_rule(i); i++)
		write_rule(json, power_rule(i), arena);
	jsonout_line(json);
	jsonout_close(json, ']');
	jsonout_close(json, '}');
	jsonout_close(json, '}');
}

static int64_t index_of(const struct finding_rule *rule)
{
	for (size_t i = 0; power_rule(i); i++)
		if (power_rule(i) == rule)
			return (int64_t)i;
	return -1;
}

static void write_location(const struct audit *audit, struct jsonout *json, const struct object *object,
                           const char *id, struct arena *arena)
{
	const char *url = audit_url(audit, object, arena);
	char *name = object_full_name(object);
	jsonout_open(json, "locations", '[');
	jsonout_open(json, NULL, '{');
	jsonout_open(json, "physicalLocation", '{');
	jsonout_open(json, "artifactLocation", '{');
	jsonout_string(json, "uri", *url ? url : arena_printf(arena, "netbox/%s", id));
	jsonout_close(json, '}');
	jsonout_open(json, "region", '{');
	jsonout_integer(json, "startLine", 1);
	jsonout_close(json, '}');
	jsonout_close(json, '}');
	jsonout_open(json, "logicalLocations", '[');
	jsonout_open(json, NULL, '{');
	jsonout_string(json, "name", name);
	jsonout_string(json, "fullyQualifiedName", id);
	jsonout_string(json, "kind", object_kind_name(object->kind));
	jsonout_close(json, '}');
	jsonout_close(json, ']');
	jsonout_close(json, '}');
	jsonout_close(json, ']');
	free(name);
}

static void write_result(const struct audit *audit, struct jsonout *json, const struct finding *finding, struct arena *arena)
{
	char id[OBJECT_ID_MAX];
	object_format_id(finding->object, id);
	jsonout_line(json);
	jsonout_open(json, NULL, '{');
	jsonout_string(json, "ruleId", finding->rule->id);
	jsonout_integer(json, "ruleIndex", index_of(finding->rule));
	jsonout_string(json, "level", level_of(finding->severity));
	write_message(json, "message", arena_printf(arena, "%s. In NetBox: %s (%s).", finding->text,
	                                            finding->rule->advice, finding->rule->field));
	write_location(audit, json, finding->object, id, arena);
	jsonout_open(json, "partialFingerprints", '{');
	jsonout_string(json, "wattmap/v1", arena_printf(arena, "%s/%s", finding->rule->id, id));
	jsonout_close(json, '}');
	jsonout_close(json, '}');
}

bool audit_write_sarif(const struct audit *audit, FILE *out, struct error *err)
{
	struct arena *arena = arena_new();
	struct jsonout json;
	jsonout_start(&json, out);
	jsonout_open(&json, NULL, '{');
	jsonout_string(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	jsonout_string(&json, "version", "2.1.0");
	jsonout_open(&json, "runs", '[');
	jsonout_open(&json, NULL, '{');
	write_driver(audit, &json, arena);
	jsonout_open(&json, "results", '[');
	for (size_t i = 0; i < audit->count; i++)
		write_result(audit, &json, &audit->findings[i], arena);
	jsonout_line(&json);
	jsonout_close(&json, ']');
	jsonout_close(&json, '}');
	jsonout_close(&json, ']');
	jsonout_close(&json, '}');
	putc('\n', out);
	arena_free(arena);
	return report_written(out, err);
}
