/**
 * Functions of native libraries that take arguments as upstream vAccel's exec plug-in hands them
 * over. Entry point: {@link dev.vaccel.api.exec.TypedExecApi}.
 */
package dev.vaccel.api.exec;
