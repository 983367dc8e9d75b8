package dev.vaccel.posix;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.StructLayout;

/**
 * The structs that the calls take, as glibc declares them for 64-bit Linux (equal on x86-64 and
 * aarch64). A test compares every size and offset with the C compiler's. Fields are read and
 * written at {@link #offset}s with plain value layouts: building a VarHandle costs start-up time.
 */
final class PosixLayouts {
  /** {@code struct sockaddr_un { sa_family_t sun_family; char sun_path[108]; }}, sys/un.h. */
  static final StructLayout SOCKADDR_UN =
      structLayout(
              JAVA_SHORT.withName("sun_family"),
              sequenceLayout(108, JAVA_BYTE).withName("sun_path"))
          .withName("sockaddr_un");

  /**
   * {@code struct sockaddr_in { sa_family_t sin_family; in_port_t sin_port; struct in_addr
   * sin_addr; unsigned char sin_zero[8]; }}, netinet/in.h. Port and address in network byte order.
   */
  static final StructLayout SOCKADDR_IN =
      structLayout(
              JAVA_SHORT.withName("sin_family"),
              JAVA_SHORT.withName("sin_port"),
              sequenceLayout(4, JAVA_BYTE).withName("sin_addr"),
              sequenceLayout(8, JAVA_BYTE).withName("sin_zero"))
          .withName("sockaddr_in");

  /**
   * {@code struct sockaddr_in6 { sa_family_t sin6_family; in_port_t sin6_port; uint32_t
   * sin6_flowinfo; struct in6_addr sin6_addr; uint32_t sin6_scope_id; }}, netinet/in.h. Port and
   * address in network byte order, the scope in the machine's.
   */
  static final StructLayout SOCKADDR_IN6 =
      structLayout(
              JAVA_SHORT.withName("sin6_family"),
              JAVA_SHORT.withName("sin6_port"),
              JAVA_INT.withName("sin6_flowinfo"),
              sequenceLayout(16, JAVA_BYTE).withName("sin6_addr"),
              JAVA_INT.withName("sin6_scope_id"))
          .withName("sockaddr_in6");

  /**
   * {@code struct sockaddr_vm { sa_family_t svm_family; unsigned short svm_reserved1; unsigned int
   * svm_port; unsigned int svm_cid; __u8 svm_flags; unsigned char svm_zero[3]; }},
   * linux/vm_sockets.h.
   */
  static final StructLayout SOCKADDR_VM =
      structLayout(
              JAVA_SHORT.withName("svm_family"),
              JAVA_SHORT.withName("svm_reserved1"),
              JAVA_INT.withName("svm_port"),
              JAVA_INT.withName("svm_cid"),
              JAVA_BYTE.withName("svm_flags"),
              sequenceLayout(3, JAVA_BYTE).withName("svm_zero"))
          .withName("sockaddr_vm");

  /**
   * {@code struct sockaddr_alg { __u16 salg_family; __u8 salg_type[14]; __u32 salg_feat; __u32
   * salg_mask; __u8 salg_name[64]; }}, linux/if_alg.h.
   */
  static final StructLayout SOCKADDR_ALG =
      structLayout(
              JAVA_SHORT.withName("salg_family"),
              sequenceLayout(14, JAVA_BYTE).withName("salg_type"),
              JAVA_INT.withName("salg_feat"),
              JAVA_INT.withName("salg_mask"),
              sequenceLayout(64, JAVA_BYTE).withName("salg_name"))
          .withName("sockaddr_alg");

  /** {@code struct iovec { void *iov_base; size_t iov_len; }}, sys/uio.h. */
  static final StructLayout IOVEC =
      structLayout(ADDRESS.withName("iov_base"), JAVA_LONG.withName("iov_len")).withName("iovec");

  /**
   * {@code struct msghdr { void *msg_name; socklen_t msg_namelen; struct iovec *msg_iov; size_t
   * msg_iovlen; void *msg_control; size_t msg_controllen; int msg_flags; }}, sys/socket.h.
   */
  static final StructLayout MSGHDR =
      structLayout(
              ADDRESS.withName("msg_name"),
              JAVA_INT.withName("msg_namelen"),
              paddingLayout(4),
              ADDRESS.withName("msg_iov"),
              JAVA_LONG.withName("msg_iovlen"),
              ADDRESS.withName("msg_control"),
              JAVA_LONG.withName("msg_controllen"),
              JAVA_INT.withName("msg_flags"),
              paddingLayout(4))
          .withName("msghdr");

  /**
   * {@code struct cmsghdr { size_t cmsg_len; int cmsg_level; int cmsg_type; }}, sys/socket.h. Its
   * data, here one descriptor (int), follows at once.
   */
  static final StructLayout CMSGHDR =
      structLayout(
              JAVA_LONG.withName("cmsg_len"),
              JAVA_INT.withName("cmsg_level"),
              JAVA_INT.withName("cmsg_type"))
          .withName("cmsghdr");

  /** {@code struct pollfd { int fd; short events; short revents; }}, poll.h. */
  static final StructLayout POLLFD =
      structLayout(
              JAVA_INT.withName("fd"),
              JAVA_SHORT.withName("events"),
              JAVA_SHORT.withName("revents"))
          .withName("pollfd");

  /** {@code struct timespec { time_t tv_sec; long tv_nsec; }}, time.h. */
  static final StructLayout TIMESPEC =
      structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"))
          .withName("timespec");

  /** {@code struct timeval { time_t tv_sec; suseconds_t tv_usec; }}, sys/time.h. */
  static final StructLayout TIMEVAL =
      structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_usec")).withName("timeval");

  /** {@code struct ucred { pid_t pid; uid_t uid; gid_t gid; }}, sys/socket.h with _GNU_SOURCE. */
  static final StructLayout UCRED =
      structLayout(JAVA_INT.withName("pid"), JAVA_INT.withName("uid"), JAVA_INT.withName("gid"))
          .withName("ucred");

  private PosixLayouts() {}

  /** Offset of a field in bytes from the start of its struct. */
  static long offset(StructLayout struct, String field) {
    return struct.byteOffset(groupElement(field));
  }
}
