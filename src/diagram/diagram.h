#ifndef DIAGRAM_DIAGRAM_H
#define DIAGRAM_DIAGRAM_H

/* The neutral diagram: what is shown, not where and how. Builders (trace.c,
 * chain.c) fill it from the power graph; layout.c gives it geometry (dot for
 * traces and small chains, placed by ourselves for large ones); scene.c turns
 * it into shapes by the style; render.c hands those to Graphviz for svg, png
 * and pdf; text.c writes the text twin. It knows nothing of NetBox or power.
 *
 *     card = [header: side letter · kind · place]
 *            title
 *            lines: text, value rows, bars, strips, device rows
 *
 * The same card stands in every picture: an element of a trace, a rack with
 * its devices in a chain. All text is raw UTF-8 (cleaned and escaped by the
 * writers), lives in the diagram's arena and is never NULL ("" = none). */

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The same values as enum severity of power.h (asserted there where converted). */
enum tone { TONE_OK, TONE_NOTICE, TONE_WARNING, TONE_ERROR, TONE_UNKNOWN };

/* An element that can be pointed at: an id, a link, a tooltip. */
struct anchor {
	const char *id;      /* "device-77"; "" none; unique in the diagram */
	const char *classes; /* "device pdu side-a sev-warn" */
	const char *url;     /* "" none */
	const char *tooltip; /* "" none; may hold newlines */
};

enum line_kind {
	LINE_TEXT,   /* left text, optional right text (bold) */
	LINE_BAR,    /* utilisation bar: fraction of usable, tick at `limit`; left text above, percentage right of it */
	LINE_STRIPS, /* side strips next to each other: name, value, small bar each */
	LINE_ROW,    /* a device: slots left | name … value | slots right */
	LINE_RULE,   /* a thin line across */
	LINE_GAP,    /* vertical white space */
	LINE_NONE    /* left out; keeps the numbers of the lines behind it */
};

enum line_style { STYLE_NORMAL, STYLE_MUTED, STYLE_STRONG, STYLE_ALERT, STYLE_VERDICT };

/* A slot of a device row (the outlet of one cord) or a strip of a rack card. */
struct slot {
	struct anchor anchor;
	char side;          /* 'A', 'B', …; 0 unknown */
	bool missing;       /* no cord on this side: drawn as an empty, outlined slot */
	bool dead;          /* there, but not live: dashed and pale */
	const char *text;   /* "17"; strips: "PDU-A C01" */
	const char *value;  /* strips: "4.9 / 7.2 kW" */
	double fraction;    /* strips: bar; NAN unknown */
	enum tone tone;
};

struct line {
	enum line_kind kind;
	enum line_style style;
	struct anchor anchor;
	const char *left, *right;
	double fraction;       /* LINE_BAR: load / usable; NAN unknown: hatched, no bar */
	double limit;          /* LINE_BAR: a tick at this fraction (failover load); NAN none */
	enum tone tone;        /* TONE_ERROR: the right text is a figure over its limit */
	bool pale;             /* planned, not live */
	bool flat;             /* LINE_STRIPS: bars beside the names */
	bool shared;           /* LINE_ROW: its cords share an element: a hollow mark */
	const struct slot *slots_left, *slots_right; /* LINE_ROW; LINE_STRIPS uses slots_left */
	size_t slot_left_count, slot_right_count;
};

enum card_shape {
	CARD_PLAIN,   /* an element */
	CARD_FOCUS,   /* what was asked for: "you are here" */
	CARD_RACK,    /* a rack with strips and rows */
	CARD_NOTE,    /* a remark: open end, fold ("and 12 more") */
	CARD_STUB     /* an end: "not cabled", "not visible" */
};

struct card {
	struct anchor anchor;
	enum card_shape shape;
	char side;             /* colour and pattern of header and border; 0 neutral */
	char second_side;      /* shared by two sides: header split in both colours; 0 none */
	enum tone tone;
	bool pale, outside;    /* not live; outside the scope */
	const char *header;    /* "A · rack PDU · NET-R01" */
	const char *title;     /* "NET-R01-PDU-A" */
	const char *title_right; /* beside the title: "9.8 / 14.4 kW"; NULL or "" none */
	const char *mark;      /* "shared: loss of it darkens core-sw01", "" none */
	const struct line *lines;
	size_t line_count;
	double min_width_pt;   /* 0: as the content needs */
	int column;            /* wish of order across the flow: columns of sides; 0 first */
	int rank;              /* wish of place along the flow; -1: by the links */
	int group;             /* index into groups; -1 none */
};

/* A line between cards, from source to consumer. */
struct link {
	struct anchor anchor;
	size_t from, to;       /* cards */
	int to_line;           /* ends at this line's (row's, PSU's) slot of the card; -1: at the card */
	int to_slot;           /* PSU cell / slot index in that line; -1 */
	char side;             /* colour, pattern */
	bool dead, reserve, assumed; /* dashed pale; dotted; thin dashed */
	const char *label;     /* "NET-R01-PC-17A · 2 m"; "" none */
	enum tone tone;
	double weight;         /* 1 normal; heavier links stay straight */
};

/* A frame around cards: a site, a location, a row. */
struct group {
	struct anchor anchor;
	const char *title;
	int parent; /* -1 none */
};

/* A finding or hint below the picture: "…". */
struct note {
	const char *text;
	enum tone tone; /* TONE_OK: no finding */
};

/* A word that stands behind numbers, and what it means. */
struct term {
	const char *word, *meaning;
};

/* What a picture is for.
 *
 *     wiki   size in pixels, no links (a wiki shows it as an image), fewer numbers
 *     web    as wide as there is room, links, fewer numbers
 *     print  size in mm, no links
 */
enum purpose { PURPOSE_ANY, PURPOSE_WIKI, PURPOSE_WEB, PURPOSE_PRINT };

/* FLOW_FLOOR: sources in wings at both sides, racks in rows between them. */
enum flow { FLOW_DOWN, FLOW_RIGHT, FLOW_FLOOR };

struct diagram {
	struct arena *arena;
	const char *name;      /* "trace", "chain" */
	const char *title;     /* "Redundancy paths of CORE-SW01" */
	const char *place;     /* the wall diagram: "EMEA-DC-CLOUD · Network Core" */
	const char *subtitle;  /* one line of the sums */
	const char *desc;      /* long description, for the SVG's <desc> */
	enum flow flow;
	double aspect;         /* FLOW_FLOOR: width to height wished for; 0: 1.5 */
	struct card *cards;    size_t card_count;
	struct link *links;    size_t link_count;
	struct group *groups;  size_t group_count;
	/* The legend: which sides, tones and symbols occur is found by the engine;
	 * the builder gives the words. */
	const struct note *notes; size_t note_count;       /* the worst first */
	const struct term *terms; size_t term_count;       /* explained when they occur in a text: "3 dark" */
	const char *shows;     /* what grounds and bars mean; "" or NULL: the usual */
	const char *const *tone_words; /* what TONE_OK … TONE_ERROR mean ("": does not occur); NULL: loads */
	const char *source;    /* "netbox.example.com · NetBox 4.2.9" */
	const char *data_time; /* "data of 2026-11-21 02:16 UTC" or "" (--stamp none) */
	const char *policy;    /* "draw: rollup · psu: share · power factor 1 assumed" */
	const char *coverage;  /* "311 of 318 draws known" */
	const char *caution;   /* "not for isolation: verify on site" */
	/* Where the tones of bars begin, for the legend; 0: 75, 90 and 100. */
	double notice_pct, warning_pct, error_pct;
};

#endif
