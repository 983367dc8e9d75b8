package dev.vaccel.posix;

/**
 * Numbers of the kernel's interface that are the same on x86-64 and aarch64 (asm-generic), in their
 * C spelling. A test compares them with the C compiler's.
 */
final class LinuxConstants {
  // sys/socket.h
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_ALG = 38;
  static final int AF_VSOCK = 40;
  static final int SOCK_STREAM = 1;
  static final int SOCK_SEQPACKET = 5;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_MORE = 0x8000;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int MSG_CTRUNC = 8;
  static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
  static final int SHUT_WR = 1;
  static final int SHUT_RDWR = 2;
  static final int SOMAXCONN = 4096;
  static final int SOL_SOCKET = 1;
  static final int SO_REUSEADDR = 2;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int SO_PEERCRED = 17;
  static final int SO_SNDTIMEO = 21;
  static final int SCM_RIGHTS = 1;

  // netinet/in.h, netinet/tcp.h
  static final int IPPROTO_TCP = 6;
  static final int IPPROTO_IPV6 = 41;
  static final int TCP_NODELAY = 1;
  static final int IPV6_V6ONLY = 26;

  // linux/if_alg.h
  static final int SOL_ALG = 279;
  static final int ALG_SET_KEY = 1;
  static final int ALG_SET_IV = 2;
  static final int ALG_SET_OP = 3;
  static final int ALG_SET_AEAD_ASSOCLEN = 4;
  static final int ALG_SET_AEAD_AUTHSIZE = 5;
  static final int ALG_OP_DECRYPT = 0;
  static final int ALG_OP_ENCRYPT = 1;

  // poll.h
  static final int POLLIN = 1;
  static final int POLLOUT = 4;
  static final int POLLHUP = 0x10;
  static final int POLLRDHUP = 0x2000;

  // linux/futex.h
  static final int FUTEX_WAIT = 0;
  static final int FUTEX_WAKE = 1;

  // sys/eventfd.h
  static final int EFD_CLOEXEC = 0x80000;
  static final int EFD_NONBLOCK = 0x800;

  // sys/mman.h, fcntl.h, unistd.h, sys/file.h
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_NOCTTY = 0x100;
  static final int O_CLOEXEC = 0x80000;
  static final int O_PATH = 0x20_0000;
  static final int LOCK_EX = 2;
  static final int LOCK_NB = 4;
  static final int MFD_CLOEXEC = 1;
  static final int MFD_ALLOW_SEALING = 2;
  static final int F_SETFL = 4;
  static final int O_NONBLOCK = 0x800;
  static final int F_ADD_SEALS = 1033;
  static final int F_GET_SEALS = 1034;
  static final int F_SEAL_SEAL = 1;
  static final int F_SEAL_SHRINK = 2;
  static final int F_SEAL_GROW = 4;
  static final int PROT_READ = 1;
  static final int PROT_WRITE = 2;
  static final int MAP_SHARED = 1;
  static final int SEEK_END = 2;

  /** The number of a system call, which differs between processors. */
  static final long SYS_FUTEX = System.getProperty("os.arch").equals("aarch64") ? 98 : 202;

  /** Most parts that one gathered write takes (limits.h: UIO_MAXIOV of the kernel). */
  static final int IOV_MAX = 1024;

  private LinuxConstants() {}
}
