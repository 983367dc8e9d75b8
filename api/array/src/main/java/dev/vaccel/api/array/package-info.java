/** Operations on arrays, which FPGA kits and OpenCL devices have; entry point: {@code ArrayApi}. */
package dev.vaccel.api.array;
