// Limits each element, and gives each work-item's smallest and greatest. NaN passes and counts for neither.
#ifdef cl_khr_fp64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif
kernel void minmax(int count, double low, double high, global const double *input, global double *output, global double *found) {
  const size_t item = get_global_id(0), items = get_global_size(0);
  double smallest = NAN, greatest = NAN;
  for (size_t i = item; i < count; i += items) {
    const double x = input[i];
    const double limited = x < low ? low : x > high ? high : x;
    output[i] = limited;
    smallest = fmin(smallest, limited);
    greatest = fmax(greatest, limited);
  }
  found[2 * item] = smallest;
  found[2 * item + 1] = greatest;
}
