package dev.vaccel.posix;

/**
 * Who was on the other side of a unix socket when it was connected, as the kernel says
 * (SO_PEERCRED).
 *
 * @param pid process id in our pid namespace; 0 if the process is outside it
 * @param uid effective user id; the overflow id (65534) if it has no mapping here
 * @param gid effective group id
 */
public record PeerCredentials(int pid, long uid, long gid) {}
