#include <stdint.h>
#include <systemd/sd-daemon.h>
