// C = alpha * op(A) * op(B) + beta * C, row-major, in three steps. A and B are copied into panels in
// which the product reads them from front to back: panels of ROWS rows of op(A), and of WIDTH * VECTORS
// columns of op(B), with zeros where the matrix ends. Then each work-item makes one tile of C in
// registers.
//   REAL     float or double
//   WIDTH    elements of a vector
//   VECTORS  vectors in a row of a tile
//   ROWS     rows of a tile; ROWS * VECTORS vectors should fit the registers
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VECTOR JOIN(REAL, WIDTH)
#define LOAD JOIN(vload, WIDTH)
#define STORE JOIN(vstore, WIDTH)
#define COLUMNS (WIDTH * VECTORS)

#ifdef cl_khr_fp64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif
#pragma OPENCL FP_CONTRACT ON

// One work-item for each panel. `step` leads from one of its lines to the next, `deep` along the line.
kernel void pack_rows(global const REAL *from, int lines, int depth, int step, int deep, ulong offset, global REAL *to) {
  const int panel = get_global_id(0);
  const long first = (long)panel * ROWS;
  const int count = (int)min((long)ROWS, lines - first);
  from += offset + first * step;
  to += first * depth;
  for (int p = 0; p < depth; p++)
    for (int i = 0; i < ROWS; i++)
      to[(long)p * ROWS + i] = i < count ? from[(long)i * step + (long)p * deep] : 0;
}

kernel void pack_columns(global const REAL *from, int lines, int depth, int step, int deep, ulong offset, global REAL *to) {
  const int panel = get_global_id(0);
  const long first = (long)panel * COLUMNS;
  const int count = (int)min((long)COLUMNS, lines - first);
  from += offset + first * step;
  to += first * depth;
  for (int p = 0; p < depth; p++)
    for (int i = 0; i < COLUMNS; i++)
      to[(long)p * COLUMNS + i] = i < count ? from[(long)i * step + (long)p * deep] : 0;
}

kernel void multiply(global const REAL *restrict a, global const REAL *restrict b, int m, int n, int depth,
                     REAL alpha, REAL beta, global REAL *restrict c, int ldc) {
  const long i0 = (long)get_global_id(0) * ROWS;
  const long j0 = (long)get_global_id(1) * COLUMNS;
  if (i0 >= m || j0 >= n)
    return;
  a += i0 * depth;
  b += j0 * depth;
  VECTOR sum[ROWS][VECTORS];
#pragma unroll
  for (int i = 0; i < ROWS; i++)
#pragma unroll
    for (int j = 0; j < VECTORS; j++)
      sum[i][j] = 0;
#pragma unroll 1
  for (int p = 0; p < depth; p++) {
    VECTOR row[VECTORS];
#pragma unroll
    for (int j = 0; j < VECTORS; j++)
      row[j] = LOAD(j, b);
#pragma unroll
    for (int i = 0; i < ROWS; i++)
#pragma unroll
      for (int j = 0; j < VECTORS; j++)
        sum[i][j] += a[i] * row[j];
    a += ROWS;
    b += COLUMNS;
  }
  REAL tile[ROWS * COLUMNS];
#pragma unroll
  for (int i = 0; i < ROWS; i++)
#pragma unroll
    for (int j = 0; j < VECTORS; j++)
      STORE(sum[i][j] * alpha, i * VECTORS + j, tile);
  const int rows = (int)min((long)ROWS, m - i0);
  const int columns = (int)min((long)COLUMNS, n - j0);
  for (int i = 0; i < rows; i++) {
    global REAL *to = c + (i0 + i) * ldc + j0;
    // Where beta is 0, C is not read: NaN in it does not spread.
    for (int j = 0; j < columns; j++)
      to[j] = beta == 0 ? tile[i * COLUMNS + j] : tile[i * COLUMNS + j] + beta * to[j];
  }
}
