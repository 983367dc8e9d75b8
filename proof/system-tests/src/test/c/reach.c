/*
 * In a guest: connects to the agent at VACCEL_ADDRESS, vsock://CID:PORT, says so, and keeps the connection.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

int main(void) {
  const char *text = getenv("VACCEL_ADDRESS");
  struct sockaddr_vm address;
  unsigned cid;
  unsigned port;
  int fd;
  if (text == NULL || sscanf(text, "vsock://%u:%u", &cid, &port) != 2) {
    fputs("reach: no VACCEL_ADDRESS\n", stderr);
    return 2;
  }
  memset(&address, 0, sizeof address);
  address.svm_family = AF_VSOCK;
  address.svm_cid = cid;
  address.svm_port = port;
  fd = socket(AF_VSOCK, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
    perror("reach: connect");
    return 1;
  }
  puts("reached");
  fflush(stdout);
  for (;;) {
    pause();
  }
}
