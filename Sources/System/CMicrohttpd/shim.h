#include <sys/types.h>
#include <microhttpd.h>
