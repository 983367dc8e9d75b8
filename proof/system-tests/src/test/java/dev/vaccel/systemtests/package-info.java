/** Tests of the whole: agents, clients and commands as a user runs them. */
@NullMarked
package dev.vaccel.systemtests;

import org.jspecify.annotations.NullMarked;
