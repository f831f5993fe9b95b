#include "diagram/study.h"

#include "base/process.h"

#include <pthread.h>
#include <string.h>

enum { WORTH_A_THREAD = 4096 }; /* elements */

struct study {
	struct arena *arena; /* of the findings: the content's may be in use at that time */
	struct places *places;
	const struct finding *findings;
	size_t finding_count;
	pthread_t thread;
	bool ahead;
};

struct study *study_new(struct arena *arena)
{
	return arena_alloc(arena, sizeof(struct study));
}

static void find(const struct content *content)
{
	/* A trace may stand on what hangs together with its elements, so it says nothing
	 * that takes all cables of the site. */
	static const char *const of_the_site[] = { "label-duplicate" };
	struct study *study = content->study;
	study->arena = arena_new();
	uint32_t *nodes = arena_array(study->arena, content->element_count + 1, sizeof *nodes);
	struct finding_choice choice = { .nodes = nodes, .without = of_the_site,
	                                 .without_count = strcmp(content->name, "trace") == 0 };
	for (size_t i = 0; i < content->element_count; i++)
		if (content->power->nodes[content->elements[i]].mark != MARK_NOT_ASKED)
			nodes[choice.node_count++] = content->elements[i];
	study->findings = power_findings_of(content->power, &choice, study->arena, &study->finding_count);
}

static void *work_ahead(void *argument)
{
	const struct content *content = argument;
	content->study->places = places_build(content->power);
	find(content);
	return NULL;
}

void content_study_ahead(struct content *content)
{
	if (content->element_count >= WORTH_A_THREAD && processors() > 1)
		content->study->ahead = pthread_create(&content->study->thread, NULL, work_ahead, content) == 0;
}

static void wait_for(struct study *study)
{
	if (study->ahead)
		pthread_join(study->thread, NULL);
	study->ahead = false;
}

const struct finding *content_findings(const struct content *content, size_t *count)
{
	wait_for(content->study);
	if (!content->study->findings)
		find(content);
	*count = content->study->finding_count;
	return content->study->findings;
}

const struct places *content_places(const struct content *content)
{
	wait_for(content->study);
	if (!content->study->places)
		content->study->places = places_build(content->power);
	return content->study->places;
}

void study_free(struct study *study)
{
	wait_for(study);
	places_free(study->places);
	if (study->arena)
		arena_free(study->arena);
}
