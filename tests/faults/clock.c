/* A clock of the day that can be set for some processes alone, where this library is preloaded: the file that
   CLOCK_FILE names holds, in 8 bytes, how many seconds it is ahead. Clocks that only go forward stay as they are. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const int64_t none = 0;
static const volatile int64_t *ahead = &none;

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("CLOCK_FILE");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    void *found = file < 0 ? MAP_FAILED : mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, file, 0);
    if (found != MAP_FAILED)
        ahead = found;
    if (file >= 0)
        close(file);
}

int clock_gettime(clockid_t clock, struct timespec *told)
{
    int result = syscall(SYS_clock_gettime, clock, told);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        told->tv_sec += *ahead;
    return result;
}

int gettimeofday(struct timeval *told, void *zone)
{
    int result = syscall(SYS_gettimeofday, told, zone);
    if (result == 0 && told)
        told->tv_sec += *ahead;
    return result;
}

time_t time(time_t *told)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (told)
        *told = now.tv_sec;
    return now.tv_sec;
}
