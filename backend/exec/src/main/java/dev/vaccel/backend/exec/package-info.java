/**
 * Calls functions of shared objects that the caller registered, through the foreign function
 * interface. Whoever may call this runs machine code in this process: nothing here contains it, the
 * checks only tell mistakes apart. Entry point: {@link
 * dev.vaccel.backend.exec.ExecBackendProvider}.
 *
 * <p>The path of a call: {@link dev.vaccel.backend.exec.ExecOperations} checks and finds the
 * function ({@link dev.vaccel.backend.exec.SharedObject}, {@link
 * dev.vaccel.backend.exec.NativeFunction}), {@link dev.vaccel.backend.exec.CallBuffers} moves
 * arguments to native memory and results back.
 */
package dev.vaccel.backend.exec;
