/** Tests with jcstress: in the package of the transport, whose parts nothing exports. */
@NullMarked
package dev.vaccel.transport.socket.shm;

import org.jspecify.annotations.NullMarked;
