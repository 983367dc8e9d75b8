/** Starting virtual machines: what they boot, and the programs that run them. */
@NullMarked
package dev.vaccel.vm;

import org.jspecify.annotations.NullMarked;
