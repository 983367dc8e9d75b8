package dev.vaccel.posix;

/** Options of a socket whose value is an int. */
public enum SocketOption {
  /** 1: send small segments at once instead of waiting for an acknowledgement. */
  TCP_NODELAY(LinuxConstants.IPPROTO_TCP, LinuxConstants.TCP_NODELAY),
  /** Bytes of the send buffer; the kernel doubles it and cuts it at net.core.wmem_max. */
  SO_SNDBUF(LinuxConstants.SOL_SOCKET, LinuxConstants.SO_SNDBUF),
  /** Bytes of the receive buffer; the kernel doubles it and cuts it at net.core.rmem_max. */
  SO_RCVBUF(LinuxConstants.SOL_SOCKET, LinuxConstants.SO_RCVBUF),
  /** 1: bind although old connections of the port linger. */
  SO_REUSEADDR(LinuxConstants.SOL_SOCKET, LinuxConstants.SO_REUSEADDR),
  /** 1: an IPv6 socket serves no IPv4 peers. */
  IPV6_V6ONLY(LinuxConstants.IPPROTO_IPV6, LinuxConstants.IPV6_V6ONLY);

  final int level;
  final int number;

  SocketOption(int level, int number) {
    this.level = level;
    this.number = number;
  }
}
