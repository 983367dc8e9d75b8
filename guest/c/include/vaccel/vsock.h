/*
 * A link over a virtio-vsock device that the caller owns: no operating system, no interrupts. For unikernels, and for
 * programs that map the device themselves. Freestanding, as <vaccel/guest.h>.
 *
 * Find the device (vaccel_virtio_pci), open it (vaccel_vsock_open), hand vaccel_vsock_link to vaccel_connect. Whoever
 * waits spins. Source: Virtual I/O Device (VIRTIO) Version 1.2, sections 2.7, 3.1, 4.1 and 5.10.
 */
#ifndef VACCEL_VSOCK_H
#define VACCEL_VSOCK_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A PCI function, by what the system has to reach it. */
struct vaccel_pci {
  void *context;
  /* The 32 bits of its configuration space at a multiple of 4. */
  uint32_t (*read)(void *context, unsigned offset);
  /* Where so many bytes of a memory BAR can be reached, uncached; NULL: they cannot. */
  volatile void *(*map)(void *context, unsigned bar, uint32_t offset, uint32_t length);
};

enum { VACCEL_PCI_VIRTIO = 0x1af4, VACCEL_PCI_VSOCK = 0x1053 };

/* Where the registers of a virtio device are. */
struct vaccel_virtio {
  volatile uint8_t *common;
  volatile uint8_t *config;
  volatile uint8_t *notify;
  uint32_t config_length;
  uint32_t notify_length;
  uint32_t notify_step;
};

/*
 * Finds the registers of a virtio 1.x device. Memory space and bus mastering have been enabled (PCI command 6).
 * NULL, or what is wrong.
 */
const char *vaccel_virtio_pci(const struct vaccel_pci *pci, struct vaccel_virtio *device);

/* What a link needs: memory that the device reads and writes, at a multiple of 4096. */
#define VACCEL_VSOCK_MEMORY ((size_t)1024 * 1024)

struct vaccel_vsock_options {
  void *memory; /* VACCEL_VSOCK_MEMORY bytes that stay where they are until the link is closed */
  void *context;
  /*
   * The physical address of bytes, and in *length how many from there on are contiguous: at least the rest of a page of
   * 4096 bytes for `memory`. 0 of them for other memory: it is copied. What is not copied is read in place.
   */
  uint64_t (*physical)(void *context, const void *bytes, size_t *length);
  /* Called now and then while somebody waits; false gives up, and the link has failed. May be NULL. */
  bool (*wait)(void *context);
  uint32_t port;       /* of the host: 2048 */
  uint32_t local_port; /* any number that the connection before did not have */
};

/* One of the device's queues. */
struct vaccel_ring {
  struct vaccel_ring_descriptor *descriptors;
  struct vaccel_ring_available *available;
  struct vaccel_ring_used *used;
  volatile uint8_t *notify;
  uint16_t index;
  uint16_t entries;
  uint16_t next_available;
  uint16_t next_used;
  uint16_t told;
  bool event_index;
};

/* A connection. Its fields are the library's. It must stay where it is until it is closed. */
struct vaccel_vsock {
  const char *fault;
  struct vaccel_virtio device;
  struct vaccel_vsock_options options;
  struct vaccel_ring receive, transmit, events;
  uint64_t cid;
  uint8_t *buffers, *slots, *ring;
  uint32_t ring_from, ring_bytes; /* received while something was sent */
  const uint8_t *held;            /* the rest of a packet, in its buffer */
  uint32_t held_bytes;
  unsigned held_buffer;
  uint32_t buffers_out, slots_out; /* bits: those that are the device's */
  uint32_t sent, peer_buffer, peer_forwarded;
  uint32_t received, forwarded, forwarded_told;
  bool running, connected, peer_ended, gone, owes_update;
};

/* Starts the device and connects. 0, or -1 and vsock->fault tells why. Close it in any case. */
int vaccel_vsock_open(
    struct vaccel_vsock *vsock, const struct vaccel_virtio *device, const struct vaccel_vsock_options *options);
struct vaccel_link vaccel_vsock_link(struct vaccel_vsock *vsock);
/* Ends the connection and stops the device: the memory is the caller's again. Twice is fine. */
void vaccel_vsock_close(struct vaccel_vsock *vsock);

#ifdef __cplusplus
}
#endif

#endif
