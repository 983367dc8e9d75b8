/** What the back ends of the tensor API share; start at {@link TensorBackend}. */
package dev.vaccel.backend.tensor;
