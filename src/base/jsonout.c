#include "base/jsonout.h"

#include "base/number.h"
#include "base/text.h"

void jsonout_start(struct jsonout *json, FILE *out)
{
	*json = (struct jsonout){ .out = out, .first = true };
}

static void begin(struct jsonout *json, const char *key)
{
	if (!json->first)
		fputs(json->new_line ? "," : ", ", json->out);
	if (json->new_line)
		fputc('\n', json->out);
	json->first = json->new_line = false;
	if (!key)
		return;
	text_write_json(json->out, key);
	fputs(": ", json->out);
}

void jsonout_open(struct jsonout *json, const char *key, char bracket)
{
	begin(json, key);
	fputc(bracket, json->out);
	json->first = true;
}

void jsonout_close(struct jsonout *json, char bracket)
{
	if (json->new_line)
		fputc('\n', json->out);
	fputc(bracket, json->out);
	json->first = json->new_line = false;
}

void jsonout_line(struct jsonout *json)
{
	json->new_line = true;
}

void jsonout_string(struct jsonout *json, const char *key, const char *text)
{
	begin(json, key);
	text_write_json(json->out, text);
}

void jsonout_text(struct jsonout *json, const char *key, const char *text)
{
	if (!text || !*text)
		jsonout_null(json, key);
	else
		jsonout_string(json, key, text);
}

void jsonout_number(struct jsonout *json, const char *key, double value)
{
	char text[NUMBER_MAX];
	begin(json, key);
	fputs(number_format_json(text, value), json->out);
}

void jsonout_integer(struct jsonout *json, const char *key, int64_t value)
{
	begin(json, key);
	fprintf(json->out, "%lld", (long long)value);
}

void jsonout_bool(struct jsonout *json, const char *key, bool value)
{
	begin(json, key);
	fputs(value ? "true" : "false", json->out);
}

void jsonout_null(struct jsonout *json, const char *key)
{
	begin(json, key);
	fputs("null", json->out);
}
