/* Rows are kept as sorted "RULE OBJECT" keys with their severity. */
#include "netbox/baseline.h"

#include "base/arena.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct known {
	const char *rule, *object;
	int severity;
};

struct baseline {
	struct arena *arena;
	struct known *rows;
	size_t count;
};

static int severity_rank(const char *severity)
{
	static const char *const names[] = {"notice", "warning", "error"};
	for (int i = 0; severity && i < 3; i++)
		if (strcmp(severity, names[i]) == 0)
			return i + 1;
	return 0;
}

static int by_key(const void *a, const void *b)
{
	const struct known *x = a, *y = b;
	int order = strcmp(x->rule, y->rule);
	order = order ? order : strcmp(x->object, y->object);
	return order ? order : y->severity - x->severity; /* the most severe first */
}

static bool add_row(struct baseline *baseline, json_t *row, size_t i, struct error *err)
{
	const char *rule = json_string_value(json_object_get(row, "rule"));
	const char *object = json_string_value(json_object_get(row, "object"));
	if (!rule || !object)
		return error_set(err, ERROR_DATA, "rows[%zu]: expected a rule and an object", i);
	baseline->rows[baseline->count++] = (struct known){
		arena_strdup(baseline->arena, rule), arena_strdup(baseline->arena, object),
		severity_rank(json_string_value(json_object_get(row, "severity"))),
	};
	return true;
}

static bool is_audit(json_t *root)
{
	const char *format = json_string_value(json_object_get(root, "format"));
	const char *report = json_string_value(json_object_get(root, "report"));
	return format && report && strcmp(format, "wattmap-report") == 0 && strcmp(report, "audit") == 0;
}

static bool take(struct baseline *baseline, json_t *root, struct error *err)
{
	json_t *rows = json_object_get(root, "rows"), *row;
	size_t i;
	if (!is_audit(root) || !json_is_array(rows))
		return error_set(err, ERROR_DATA, "not the JSON of an audit (wattmap audit -o audit.json)");
	baseline->rows = arena_array(baseline->arena, json_array_size(rows) + 1, sizeof *baseline->rows);
	json_array_foreach(rows, i, row)
		if (!add_row(baseline, row, i, err))
			return false;
	qsort(baseline->rows, baseline->count, sizeof *baseline->rows, by_key);
	return true;
}

bool baseline_read(const char *path, struct baseline **result, struct error *err)
{
	json_error_t where;
	json_t *root = json_load_file(path, 0, &where);
	if (!root)
		return error_set(err, ERROR_DATA, "%s: %s", path, where.text);
	struct arena *arena = arena_new();
	struct baseline *baseline = arena_alloc(arena, sizeof *baseline);
	baseline->arena = arena;
	bool ok = take(baseline, root, err);
	json_decref(root);
	if (!ok) {
		arena_free(arena);
		return error_prefix(err, "%s", path);
	}
	*result = baseline;
	return true;
}

void baseline_free(struct baseline *baseline)
{
	if (baseline)
		arena_free(baseline->arena);
}

static int by_name(const void *a, const void *b)
{
	const struct known *x = a, *y = b;
	int order = strcmp(x->rule, y->rule);
	return order ? order : strcmp(x->object, y->object);
}

bool baseline_knows(const struct baseline *baseline, const char *rule, const char *object, const char *severity)
{
	struct known wanted = {rule, object, severity_rank(severity)};
	const struct known *found = bsearch(&wanted, baseline->rows, baseline->count, sizeof wanted, by_name);
	if (!found)
		return false;
	while (found > baseline->rows && by_name(found - 1, &wanted) == 0)
		found--;
	return !found->severity || found->severity >= wanted.severity;
}
