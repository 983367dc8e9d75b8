/* The machine under the program: a PC of QEMU. */
#ifndef MACHINE_H
#define MACHINE_H

#include <vaccel/vsock.h>

/* What the VMM passed along. Source: Xen, include/public/arch-x86/hvm/start_info.h. */
struct start_info {
  uint32_t magic, version, flags, module_count;
  uint64_t modules, command_line, rsdp, memory_map;
  uint32_t memory_map_entries, reserved;
};
enum { START_MAGIC = 0x336ec578 };

struct module {
  uint64_t address, size, command_line, reserved;
};

/* Prints to the first serial port. */
void print(const char *text);
void print_number(uint64_t number, int digits);

/* Ticks of the processor's counter. */
uint64_t ticks(void);

/* Finds the virtio-vsock device; NULL, or what is wrong. */
const char *find_vsock(struct vaccel_virtio *device);

/* Powers off. With QEMU's isa-debug-exit at 0xf4, failure makes it exit with another code than 0. */
_Noreturn void power_off(bool failed);

#endif
