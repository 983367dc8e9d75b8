package dev.vaccel.cli;

import java.util.List;
import java.util.Optional;

/** A way to an operation that {@code bench --all} measures, or a baseline beside the ways. */
enum SuitePath {
  /** Bytes moved within this process, the least an echo can cost. */
  MEMCPY("memcpy"),
  /** A bare socket between two processes. */
  BARE_UNIX("bare unix socket"),
  /** Likewise over tcp on loopback. */
  BARE_TCP("bare tcp socket"),
  /** The back end's object in this process, without any runtime around it. */
  DIRECT("direct call"),
  /** A session on back ends of this process. */
  LOCAL("local runtime"),
  /** An agent, through rings in shared memory. */
  SHM("shm"),
  /** An agent, over a unix socket. */
  UNIX("unix"),
  /** An agent, over tcp on loopback. */
  TCP("tcp"),
  /** An agent, over TLS 1.3 on loopback. */
  TLS("tls"),
  /** An agent, from inside a virtual machine over its vsock. */
  VM("vm");

  // More takes an emulated machine so long that everything else waits for it.
  private static final long MOST_BYTES_OF_MACHINE = 4 << 20;

  private final String text;

  SuitePath(String text) {
    this.text = text;
  }

  /** For people and in JSON. */
  String text() {
    return text;
  }

  /** The paths on which an operation is measured, baselines before what is compared with them. */
  static List<SuitePath> of(BenchOp op) {
    return switch (op) {
      case NOOP -> List.of(BARE_UNIX, BARE_TCP, DIRECT, LOCAL, SHM, UNIX, TCP, TLS, VM);
      case ECHO -> List.of(MEMCPY, BARE_UNIX, BARE_TCP, DIRECT, LOCAL, SHM, UNIX, TCP, TLS, VM);
      case SGEMM, AES, CLASSIFY -> List.of(DIRECT, LOCAL, SHM, UNIX, TCP, TLS, VM);
      case DGEMM, INFER -> List.of(DIRECT, LOCAL, SHM, UNIX, TCP, TLS);
    };
  }

  /** Those on which a task is measured: a machine has one caller, and no large arguments. */
  static List<SuitePath> of(SuiteTask task) {
    boolean inMachine = task.callers() == 1 && task.argumentBytes() <= MOST_BYTES_OF_MACHINE;
    return of(task.op()).stream().filter(path -> path != VM || inMachine).toList();
  }

  /** What this path is compared with; empty for the baselines themselves. */
  Optional<SuitePath> baseline(BenchOp op) {
    if (!op.isAgainstSocket()) {
      return this == DIRECT ? Optional.empty() : Optional.of(DIRECT);
    }
    return switch (this) {
      case MEMCPY, BARE_UNIX, BARE_TCP -> Optional.empty();
      case DIRECT -> op == BenchOp.ECHO ? Optional.of(MEMCPY) : Optional.empty();
      case LOCAL -> Optional.of(DIRECT);
      case SHM, UNIX, VM -> Optional.of(BARE_UNIX);
      case TCP, TLS -> Optional.of(BARE_TCP);
    };
  }

  /**
   * How often a byte of an argument is copied on its way to the back end, the kernel's copies and
   * the passes of a cipher included; by the rules that {@code CopyCountTest} and {@code
   * RegionsTest} hold, for memory that the session allocated.
   *
   * @param bytes of the largest argument
   */
  String copies(BenchOp op, long bytes) {
    if (op == BenchOp.NOOP) {
      return "-";
    }
    // Beyond this, memory does not travel inside the frame: docs/protocol.md.
    boolean isBulk = bytes > 16 * 1024;
    return switch (this) {
      case DIRECT, LOCAL -> "0";
      case MEMCPY -> "1";
      case BARE_UNIX, BARE_TCP -> "2";
      // A picture is no memory of the session: the caller's thread stages it, and since its
      // decoder relies on what it reads, the agent copies it first.
      case SHM, UNIX -> !isBulk ? "≤ 4" : op == BenchOp.CLASSIFY ? "2" : "0";
      case TCP -> isBulk ? "2" : "≤ 4";
      case TLS -> isBulk ? "4" : "≤ 6";
      // Into the guest's kernel, out of its memory, to where it is used.
      case VM -> isBulk ? "3" : "≤ 4";
    };
  }
}
