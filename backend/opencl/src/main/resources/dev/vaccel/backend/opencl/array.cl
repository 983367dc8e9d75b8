// Operations on arrays. Launched with work-groups of a fixed size: what lies beyond the arrays does nothing.
kernel void copy(int count, global const int *input, global int *output) {
  const size_t i = get_global_id(0);
  if (i < count)
    output[i] = input[i];
}

kernel void add(int count, global const float *a, global const float *b, global float *c) {
  const size_t i = get_global_id(0);
  if (i < count)
    c[i] = a[i] + b[i];
}

kernel void parallel(int count, global const float *a, global const float *b, global float *sum, global float *product) {
  const size_t i = get_global_id(0);
  if (i < count) {
    sum[i] = a[i] + b[i];
    product[i] = a[i] * b[i];
  }
}
