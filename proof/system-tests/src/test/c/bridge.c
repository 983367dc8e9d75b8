/*
 * In a guest: bytes between a virtio serial port and the agent's vsock port. What the host writes to the port's socket
 * reaches the agent as the guest's own, so that a caller on the host can be tested through the guest's kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

static char buffer[65536];

static int agent(void) {
  struct sockaddr_vm address;
  int fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
  memset(&address, 0, sizeof address);
  address.svm_family = AF_VSOCK;
  address.svm_cid = VMADDR_CID_HOST;
  address.svm_port = 2048;
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
    perror("bridge: connect");
    close(fd);
    return -1;
  }
  return fd;
}

/* Moves what is there; returns bytes, 0 at the end, -1 for a failure. */
static ssize_t move(int from, int to) {
  ssize_t count = read(from, buffer, sizeof buffer);
  for (ssize_t at = 0; at < count;) {
    ssize_t part = write(to, buffer + at, (size_t)(count - at));
    if (part < 0) {
      return -1;
    }
    at += part;
  }
  return count;
}

int main(int count, char **arguments) {
  int port = count == 2 ? open(arguments[1], O_RDWR | O_CLOEXEC) : -1;
  if (port < 0) {
    perror("bridge: serial port");
    return 1;
  }
  puts("bridge: ready");
  fflush(stdout);
  for (;;) {
    struct pollfd ends[2] = {{.fd = port, .events = POLLIN}};
    /* While the host's end is not there, both are set, at once. */
    while (poll(ends, 1, -1) < 0 || (ends[0].revents & (POLLIN | POLLHUP)) != POLLIN) {
      usleep(2000);
    }
    ends[1].fd = agent();
    ends[1].events = POLLIN;
    while (ends[1].fd >= 0) {
      if (poll(ends, 2, -1) < 0 && errno != EINTR) {
        break;
      }
      if (ends[0].revents != 0 && move(port, ends[1].fd) <= 0) {
        break;
      }
      if (ends[1].revents != 0 && move(ends[1].fd, port) <= 0) {
        puts("bridge: the agent ended the stream");
        fflush(stdout);
        break;
      }
    }
    close(ends[1].fd);
  }
}
