#include "base/descriptor.h"

#include <errno.h>
#include <unistd.h>

bool descriptor_write(int file, const void *data, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = write(file, (const char *)data + done, size - done);
		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

bool descriptor_read(int file, void *data, size_t size)
{
	for (size_t have = 0; have < size;) {
		ssize_t n = read(file, (char *)data + have, size - have);
		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		have += n > 0 ? (size_t)n : 0;
	}
	return true;
}
