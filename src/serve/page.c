#include "serve/page.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>

static const struct {
	unsigned status;
	const char *text;
} statuses[] = {
	{ 300, "Multiple Choices" }, { 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" },
	{ 404, "Not Found" }, { 405, "Method Not Allowed" }, { 413, "Content Too Large" }, { 414, "URI Too Long" },
	{ 429, "Too Many Requests" }, { 500, "Internal Server Error" }, { 502, "Bad Gateway" }, { 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
};

const char *page_status(unsigned status)
{
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (statuses[i].status == status)
			return statuses[i].text;
	return "";
}

struct answer *page_error(unsigned status, const char *format, ...)
{
	char text[2048], *body = NULL;
	size_t size = 0;
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	FILE *out = open_memstream(&body, &size);
	fprintf(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>%u %s</title></head>\n"
	        "<body>\n<h1>%u %s</h1>\n<p>", status, page_status(status), status, page_status(status));
	text_write_xml(out, text);
	fputs("</p>\n</body>\n</html>\n", out);
	fclose(out);
	return answer_new(status, "text/html; charset=utf-8", body, size);
}
