/* A half is a list of pictures with the parts that it draws; both halves are
 * documents of cairo's. */
#include "diagram/pdf.h"

#include "base/arena.h"
#include "base/library.h"
#include "base/memory.h"
#include "base/process.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

/* Fewer parts are sooner drawn than a second process is started for them. */
enum { PARTS_WORTH_HELP = 4 };

/* ---- libqpdf ---- */

#define QPDF_FUNCTIONS(X) \
	X(init) X(cleanup) X(silence_errors) X(set_suppress_warnings) X(has_error) \
	X(get_error) X(get_error_full_text) X(more_warnings) \
	X(read_memory) X(init_write_memory) X(set_object_stream_mode) X(set_deterministic_ID) X(write) \
	X(get_buffer) X(get_buffer_length) X(get_num_pages) X(get_page_n) X(add_page) X(make_indirect_object) \
	X(oh_parse) X(oh_new_array) X(oh_append_item) X(oh_new_dictionary) X(oh_is_dictionary) X(oh_is_stream) \
	X(oh_get_key) X(oh_replace_key) \
	X(oh_new_stream) X(oh_get_dict) X(oh_replace_stream_data) X(oh_new_null) X(oh_copy_foreign_object)

static struct {
#define DECLARE(name) __typeof__(qpdf_##name) *name;
	QPDF_FUNCTIONS(DECLARE)
} qpdf;

static bool open_qpdf(struct error *err)
{
	static const char *const files[] = {"libqpdf.so.29", "libqpdf.so.30", "libqpdf.so.28", NULL};
#define WANT(name) {"qpdf_" #name, &qpdf.name},
	const struct library_function functions[] = {QPDF_FUNCTIONS(WANT)};
	return library_open(files, functions, sizeof functions / sizeof *functions) ||
	       error_set(err, ERROR_BUG, "pdf needs libqpdf, which is not here");
}

struct bytes {
	char *data;
	size_t size;
};

/* libqpdf keeps its first error until it is asked. */
static bool is_sound(qpdf_data document, struct error *err)
{
	if (qpdf.has_error(document))
		return error_set(err, ERROR_BUG, "libqpdf: %s", qpdf.get_error_full_text(document, qpdf.get_error(document)));
	return !qpdf.more_warnings(document) || error_set(err, ERROR_BUG, "libqpdf takes cairo's PDF for damaged");
}

/* A document of cairo's, read; `bytes` stay the caller's, and as long. */
static bool read_document(qpdf_data document, const struct bytes *bytes, struct error *err)
{
	qpdf.silence_errors(document);
	qpdf.set_suppress_warnings(document, true); /* they are asked for */
	qpdf.read_memory(document, "the drawing", bytes->data, bytes->size, NULL);
	return is_sound(document, err);
}

/* ---- halves ---- */

struct half {
	struct graphviz_picture *pictures;
	size_t count;
	const struct graphviz_document *document;
};

/* The pictures of the parts from `first` to before `end`, counted over all pages. */
static struct half half_of(const struct pdf_page *pages, size_t count, size_t first, size_t end,
                           const struct graphviz_document *document)
{
	struct half half = {xcalloc(count, sizeof *half.pictures), 0, document};
	size_t before = 0;
	for (size_t i = 0; i < count; i++) {
		struct graphviz_picture picture = pages[i].picture;
		size_t parts = picture.end;
		picture.first = first > before ? first - before : 0;
		picture.end = end < before + parts ? (end > before ? end - before : 0) : parts;
		if (picture.first < picture.end)
			half.pictures[half.count++] = picture;
		before += parts;
	}
	return half;
}

static bool draw_half(const struct half *half, struct bytes *drawn, struct error *err)
{
	FILE *stream = memory_stream(&drawn->data, &drawn->size);
	bool ok = graphviz_pdf(half->pictures, half->count, half->document, stream, err);
	return fclose(stream) == 0 && ok;
}

static bool draw_aside(void *context, FILE *out)
{
	const struct half *half = context;
	struct error err = {0};
	return graphviz_pdf(half->pictures, half->count, half->document, out, &err);
}

static bool take_half(struct aside *aside, const struct half *half, struct bytes *drawn, struct error *err)
{
	FILE *stream = memory_stream(&drawn->data, &drawn->size);
	bool taken = aside_end(aside, stream);
	fclose(stream);
	if (taken)
		return true;
	free(drawn->data);
	return draw_half(half, drawn, err);
}

static bool draw_halves(struct half halves[2], struct bytes drawn[2], struct error *err)
{
	struct aside aside = {0};
	if (halves[1].count && graphviz_may_fork())
		aside_begin(&aside, draw_aside, &halves[1]);
	bool ok = draw_half(&halves[0], &drawn[0], err);
	return halves[1].count ? take_half(&aside, &halves[1], &drawn[1], err) && ok : ok;
}

/* ---- one file ---- */

static qpdf_oh new_stream(qpdf_data document, const char *content)
{
	qpdf_oh stream = qpdf.oh_new_stream(document), none = qpdf.oh_new_null(document);
	qpdf.oh_replace_stream_data(document, stream, (const unsigned char *)content, strlen(content), none, none);
	return stream;
}

/* Asked before a page is cut up: libqpdf ends the process for an object that is none. */
static bool is_of_one_stream(qpdf_data document, qpdf_oh page, struct error *err)
{
	bool found = qpdf.oh_is_stream(document, qpdf.oh_get_key(document, page, "/Contents")) &&
	             qpdf.oh_is_dictionary(document, qpdf.oh_get_key(document, page, "/Resources"));
	return is_sound(document, err) && (found || error_set(err, ERROR_BUG, "cairo's page is not one stream with its resources"));
}

/* What is drawn on a page of `from`, as a form of `document`. */
static qpdf_oh form_of(qpdf_data document, qpdf_data from, qpdf_oh page)
{
	static const char *const copied[][2] = {{"/Resources", "/Resources"}, {"/MediaBox", "/BBox"}};
	qpdf_oh form = qpdf.oh_copy_foreign_object(document, from, qpdf.oh_get_key(from, page, "/Contents"));
	qpdf_oh keys = qpdf.oh_get_dict(document, form);
	qpdf.oh_replace_key(document, keys, "/Type", qpdf.oh_parse(document, "/XObject"));
	qpdf.oh_replace_key(document, keys, "/Subtype", qpdf.oh_parse(document, "/Form"));
	for (size_t i = 0; i < 2; i++) {
		qpdf_oh value = qpdf.make_indirect_object(from, qpdf.oh_get_key(from, page, copied[i][0]));
		qpdf.oh_replace_key(document, keys, copied[i][1], qpdf.oh_copy_foreign_object(document, from, value));
	}
	return form;
}

/* The form is drawn after what is on the page, in the page's own coordinates. */
static void put_on_page(qpdf_data document, qpdf_oh page, qpdf_oh form)
{
	qpdf_oh resources = qpdf.oh_get_key(document, page, "/Resources");
	qpdf_oh forms = qpdf.oh_get_key(document, resources, "/XObject");
	if (!qpdf.oh_is_dictionary(document, forms)) {
		forms = qpdf.oh_new_dictionary(document);
		qpdf.oh_replace_key(document, resources, "/XObject", forms);
	}
	qpdf.oh_replace_key(document, forms, "/SecondHalf", form);
	qpdf_oh contents = qpdf.oh_new_array(document);
	qpdf.oh_append_item(document, contents, new_stream(document, "q\n"));
	qpdf.oh_append_item(document, contents, qpdf.oh_get_key(document, page, "/Contents"));
	qpdf.oh_append_item(document, contents, new_stream(document, "\nQ /SecondHalf Do\n"));
	qpdf.oh_replace_key(document, page, "/Contents", contents);
}

/* The first page of `second` is the rest of the last of `document`. */
static bool join_page(qpdf_data document, qpdf_data second, struct error *err)
{
	qpdf_oh page = qpdf.get_page_n(document, (size_t)qpdf.get_num_pages(document) - 1), rest = qpdf.get_page_n(second, 0);
	if (!is_of_one_stream(document, page, err) || !is_of_one_stream(second, rest, err))
		return false;
	put_on_page(document, page, form_of(document, second, rest));
	return true;
}

static bool join(qpdf_data document, qpdf_data second, bool cut, struct error *err)
{
	size_t count = (size_t)qpdf.get_num_pages(second);
	if (cut && !join_page(document, second, err))
		return false;
	for (size_t i = cut; i < count; i++)
		qpdf.add_page(document, second, qpdf.get_page_n(second, i), false);
	return true;
}

static void put_hex(FILE *out, const char *text)
{
	for (; *text; text++)
		fprintf(out, "%02x", (unsigned)(unsigned char)*text);
}

static char *link_text(const struct pdf_link *link, double height)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	fprintf(out, "<</Type/Annot/Subtype/Link/Border[0 0 0]/Rect[%.2f %.2f %.2f %.2f]/A<</S/URI/URI<", link->left,
	        height - link->bottom, link->right, height - link->top);
	put_hex(out, link->url);
	fputs(">>>>>", out);
	fclose(out);
	return text;
}

static void put_links(qpdf_data document, qpdf_oh page, const struct pdf_page *content)
{
	qpdf_oh links = qpdf.oh_new_array(document);
	for (size_t i = 0; i < content->link_count; i++) {
		char *text = link_text(&content->links[i], content->picture.height);
		qpdf.oh_append_item(document, links, qpdf.make_indirect_object(document, qpdf.oh_parse(document, text)));
		free(text);
	}
	if (content->link_count)
		qpdf.oh_replace_key(document, page, "/Annots", links);
}

static bool put_document(qpdf_data document, FILE *out, struct error *err)
{
	qpdf.init_write_memory(document);
	qpdf.set_object_stream_mode(document, qpdf_o_generate);
	qpdf.set_deterministic_ID(document, true);
	qpdf.write(document);
	if (!is_sound(document, err))
		return false;
	fwrite(qpdf.get_buffer(document), 1, qpdf.get_buffer_length(document), out); /* memory: errors come with the flush */
	return true;
}

/* `second` is empty when one document has it all. */
static bool finish(const struct bytes *first, const struct bytes *second, bool cut, const struct pdf_page *pages, size_t count,
                   FILE *out, struct error *err)
{
	qpdf_data document = qpdf.init(), rest = qpdf.init();
	bool ok = read_document(document, first, err) && (!second->data || read_document(rest, second, err));
	if (ok && second->data)
		ok = join(document, rest, cut, err);
	for (size_t i = 0; ok && i < count; i++)
		put_links(document, qpdf.get_page_n(document, i), &pages[i]);
	ok = ok && put_document(document, out, err) && is_sound(rest, err);
	qpdf.cleanup(&rest);
	qpdf.cleanup(&document);
	return ok;
}

bool pdf_write(const struct pdf_page *pages, size_t count, const struct graphviz_document *document, FILE *out,
               struct error *err)
{
	size_t parts = 0, middle;
	struct bytes drawn[2] = {{NULL, 0}, {NULL, 0}};
	if (!open_qpdf(err))
		return false;
	for (size_t i = 0; i < count; i++)
		parts += pages[i].picture.end;
	middle = parts < PARTS_WORTH_HELP ? parts : parts / 2;
	struct half halves[2] = {half_of(pages, count, 0, middle, document), half_of(pages, count, middle, parts, document)};
	bool cut = halves[0].count + halves[1].count > count;
	bool ok = draw_halves(halves, drawn, err) && finish(&drawn[0], &drawn[1], cut, pages, count, out, err);
	for (size_t i = 0; i < 2; i++) {
		free(drawn[i].data);
		free(halves[i].pictures);
	}
	return ok;
}
