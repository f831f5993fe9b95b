#include "serve/page.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>

static const char css[] =
	"body{font:16px/1.5 'Liberation Sans',Arial,Helvetica,sans-serif;margin:0 auto;max-width:72rem;padding:0 1rem 3rem;"
	"color:#1b2430;background:#fff}"
	"header{border-bottom:1px solid #cfd6de;padding:.6rem 0;margin-bottom:1rem}header a{font-weight:bold}"
	"h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.15rem;margin:1.5rem 0 .4rem}"
	"a{color:#0b5394;text-decoration:none}a:hover,a:focus{text-decoration:underline}"
	"form{margin:1rem 0}input{font:inherit;padding:.3rem .5rem;width:24rem;max-width:70%}button{font:inherit;padding:.3rem .8rem}"
	"table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #e6eaee;"
	"vertical-align:top}th{color:#5a6673;font-weight:normal}"
	"ul{padding-left:1.2rem;margin:.2rem 0}nav{display:flex;flex-wrap:wrap;gap:.2rem .9rem}.muted{color:#5a6673}"
	"object,img{max-width:100%;height:auto;border:1px solid #e6eaee}pre{overflow:auto;background:#f5f7f9;padding:.8rem;line-height:1.35}"
	"@media(prefers-color-scheme:dark){body{background:#14191f;color:#dde3ea}a{color:#7fb6ee}header,td,th{border-color:#333d48}"
	"pre{background:#1d242c}th,.muted{color:#9aa6b3}object,img{background:#fff}}";

void page_begin(FILE *out, const char *base, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>", out);
	text_write_xml(out, title);
	fprintf(out, " – wattmap</title>\n<style>%s</style>\n</head>\n<body>\n<header><a href=\"", css);
	text_write_xml(out, base);
	fputs("/\">wattmap</a></header>\n<main>\n<h1>", out);
	text_write_xml(out, title);
	fputs("</h1>\n", out);
}

void page_end(FILE *out)
{
	fputs("</main>\n</body>\n</html>\n", out);
}

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
