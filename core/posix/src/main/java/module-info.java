import org.jspecify.annotations.NullMarked;

/**
 * The one door to native system calls: file descriptors, sockets, errno. Needs {@code
 * --enable-native-access=dev.vaccel.posix}. Linux on x86-64 and aarch64.
 */
@NullMarked
module dev.vaccel.posix {
  requires transitive dev.vaccel.api;
  requires static org.jspecify;

  exports dev.vaccel.posix;
}
