#include "machine.h"

enum {
  COM1 = 0x3f8,
  LINE_STATUS = 5,
  TRANSMITTER_EMPTY = 0x20,
  PCI_ADDRESS = 0xcf8,
  PCI_DATA = 0xcfc,
  PCI_COMMAND = 4,
  MEMORY_AND_MASTER = 6,
  BAR0 = 0x10,
  BAR_64_BITS = 4,
  PM1_CONTROL = 0x604,     /* where SeaBIOS and qboot place it */
  SLEEP_S5 = 0x2000,
  DEBUG_EXIT = 0xf4
};
/* Between the memory of a q35 or pc machine and what its firmware places. */
#define FREE_SPACE UINT32_C(0xe0000000)

static inline void out8(uint16_t port, uint8_t value) { __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port)); }
static inline void out16(uint16_t port, uint16_t value) { __asm__ volatile("outw %0, %1" ::"a"(value), "Nd"(port)); }
static inline void out32(uint16_t port, uint32_t value) { __asm__ volatile("outl %0, %1" ::"a"(value), "Nd"(port)); }

static inline uint8_t in8(uint16_t port) {
  uint8_t value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

static inline uint32_t in32(uint16_t port) {
  uint32_t value;
  __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

void print(const char *text) {
  for (; *text != 0; text++) {
    while ((in8(COM1 + LINE_STATUS) & TRANSMITTER_EMPTY) == 0) {
    }
    out8(COM1, (uint8_t)*text);
  }
}

void print_number(uint64_t number, int digits) {
  char text[24];
  size_t at = sizeof text - 1;
  text[at] = 0;
  for (; number != 0 || digits > 0; digits--) {
    text[--at] = (char)('0' + number % 10);
    number /= 10;
  }
  print(text + at);
}

uint64_t ticks(void) { return __builtin_ia32_rdtsc(); }

/* --- PCI, by its two ports: buses are numbered by the firmware, and the device is on the first. --- */

static uint32_t at(const uint32_t *function, unsigned offset) { return 0x80000000u | *function << 8 | (offset & 0xfc); }

static uint32_t read_pci(void *function, unsigned offset) {
  out32(PCI_ADDRESS, at(function, offset));
  return in32(PCI_DATA);
}

static void write_pci(void *function, unsigned offset, uint32_t value) {
  out32(PCI_ADDRESS, at(function, offset));
  out32(PCI_DATA, value);
}

/* Where firmware has not placed a BAR, or has placed it beyond what is mapped, it is placed here. */
static volatile void *map_bar(void *function, unsigned bar, uint32_t offset, uint32_t length) {
  unsigned low = BAR0 + 4 * bar;
  uint32_t value = read_pci(function, low);
  uint32_t high = (value & BAR_64_BITS) != 0 && bar < 5 ? read_pci(function, low + 4) : 0;
  if ((value & 1) != 0 || length == 0) {
    return NULL;
  }
  if (high != 0 || (value & ~15u) == 0) {
    write_pci(function, low, FREE_SPACE);
    if ((value & BAR_64_BITS) != 0) {
      write_pci(function, low + 4, 0);
    }
    value = FREE_SPACE;
  }
  return (volatile uint8_t *)(uintptr_t)(value & ~15u) + offset;
}

const char *find_vsock(struct vaccel_virtio *device) {
  for (uint32_t function = 0; function < 256; function++) {
    struct vaccel_pci pci = {&function, read_pci, map_bar};
    if (read_pci(&function, 0) == ((uint32_t)VACCEL_PCI_VSOCK << 16 | VACCEL_PCI_VIRTIO)) {
      write_pci(&function, PCI_COMMAND, MEMORY_AND_MASTER);
      return vaccel_virtio_pci(&pci, device);
    }
  }
  return "the machine has no virtio-vsock device: start QEMU with -device vhost-user-vsock-pci";
}

_Noreturn void power_off(bool failed) {
  if (failed) {
    out32(DEBUG_EXIT, 1);
  }
  out16(PM1_CONTROL, SLEEP_S5);
  for (;;) {
    __asm__ volatile("hlt");
  }
}

/* --- What the compiler may call --- */

void *memcpy(void *restrict to, const void *restrict from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int value, size_t length);
int memcmp(const void *left, const void *right, size_t length);

void *memcpy(void *restrict to, const void *restrict from, size_t length) {
  void *at_to = to;
  __asm__ volatile("rep movsb" : "+D"(at_to), "+S"(from), "+c"(length)::"memory");
  return to;
}

void *memmove(void *to, const void *from, size_t length) {
  if ((uintptr_t)to - (uintptr_t)from >= length) {
    return memcpy(to, from, length);
  }
  for (uint8_t *bytes = to; length-- > 0;) {
    bytes[length] = ((const uint8_t *)from)[length];
  }
  return to;
}

void *memset(void *to, int value, size_t length) {
  void *at_to = to;
  __asm__ volatile("rep stosb" : "+D"(at_to), "+c"(length) : "a"(value) : "memory");
  return to;
}

int memcmp(const void *left, const void *right, size_t length) {
  const uint8_t *a = left;
  const uint8_t *b = right;
  for (size_t i = 0; i < length; i++) {
    if (a[i] != b[i]) {
      return a[i] - b[i];
    }
  }
  return 0;
}
