/* One number at a time. Operation numbers are the order of MAP_OPS, ZIP_OPS and PAIR_LOSSES in
   src/backend/operations.ts. */

enum map_op { MAP_SIGMOID, MAP_TANH, MAP_RELU, MAP_EXP, MAP_LOG, MAP_SQUARE, MAP_ABS, MAP_NEGATE, MAP_ONE_MINUS };
enum zip_op { ZIP_ADD, ZIP_SUBTRACT, ZIP_MULTIPLY };
enum pair_loss { LOSS_MSE, LOSS_L1, LOSS_HUBER, LOSS_BCE };

INLINE vf sign(vf x) {
  return pick(x > 0.0f, splat(1.0f), pick(x < 0.0f, splat(-1.0f), (vf){0}));
}

INLINE vf map_value(enum map_op op, vf x) {
  switch (op) {
    case MAP_SIGMOID: return vsigmoid(x);
    case MAP_TANH: return vtanh(x);
    case MAP_RELU: return pick(x < 0.0f, (vf){0}, x);
    case MAP_EXP: return vexp(x);
    case MAP_LOG: return vlog(x);
    case MAP_SQUARE: return x * x;
    case MAP_ABS: return vabs(x);
    case MAP_NEGATE: return -x;
    case MAP_ONE_MINUS: return 1.0f - x;
  }
  return x;
}

/* dy·op′ from x and y = op(x). */
INLINE vf map_derivative(enum map_op op, vf x, vf y, vf dy) {
  switch (op) {
    case MAP_SIGMOID: return dy * y * (1.0f - y);
    case MAP_TANH: return dy * (1.0f - y * y);
    case MAP_RELU: return pick(y > 0.0f, dy, (vf){0});
    case MAP_EXP: return dy * y;
    case MAP_LOG: return dy / x;
    case MAP_SQUARE: return dy * (x + x);
    case MAP_ABS: return dy * sign(x);
    case MAP_NEGATE: return -dy;
    case MAP_ONE_MINUS: return -dy;
  }
  return dy;
}

#define FOR_SHARE(n)                                                                                           \
  ptrdiff_t from, to;                                                                                          \
  share(n, VL, thread, threads, &from, &to);                                                                   \
  for (ptrdiff_t j = from, left = to - from; j < to; j += VL, left -= VL)

/* map: op, n, x, y */
static void op_map(double *args, int thread, int threads) {
  enum map_op op = (enum map_op)FLAG(0);
  const float *x = FLOATS(2);
  float *y = FLOATS(3);
  FOR_SHARE(SIZE(1)) store_part(y + j, map_value(op, load_part(x + j, left)), left);
}

/* map backward: op, n, x, y, dy, dx */
static void op_map_backward(double *args, int thread, int threads) {
  enum map_op op = (enum map_op)FLAG(0);
  const float *x = FLOATS(2), *y = FLOATS(3), *dy = FLOATS(4);
  float *dx = FLOATS(5);
  FOR_SHARE(SIZE(1)) {
    vf d = map_derivative(op, load_part(x + j, left), load_part(y + j, left), load_part(dy + j, left));
    store_part(dx + j, load_part(dx + j, left) + d, left);
  }
}

/* zip: op, n, a, b, y */
static void op_zip(double *args, int thread, int threads) {
  enum zip_op op = (enum zip_op)FLAG(0);
  const float *a = FLOATS(2), *b = FLOATS(3);
  float *y = FLOATS(4);
  FOR_SHARE(SIZE(1)) {
    vf u = load_part(a + j, left), v = load_part(b + j, left);
    store_part(y + j, op == ZIP_ADD ? u + v : op == ZIP_SUBTRACT ? u - v : u * v, left);
  }
}

/* multiply add: n, a, b, y */
static void op_multiply_add(double *args, int thread, int threads) {
  const float *a = FLOATS(1), *b = FLOATS(2);
  float *y = FLOATS(3);
  FOR_SHARE(SIZE(0))
    store_part(y + j, load_part(y + j, left) + load_part(a + j, left) * load_part(b + j, left), left);
}

/* axpy: n, alpha, x, y */
static void op_axpy(double *args, int thread, int threads) {
  float alpha = REAL(1);
  const float *x = FLOATS(2);
  float *y = FLOATS(3);
  FOR_SHARE(SIZE(0)) store_part(y + j, load_part(y + j, left) + alpha * load_part(x + j, left), left);
}

/* scale: n, alpha, x */
static void op_scale(double *args, int thread, int threads) {
  float alpha = REAL(1), *x = FLOATS(2);
  FOR_SHARE(SIZE(0)) store_part(x + j, alpha * load_part(x + j, left), left);
}

/* fill: n, value, x */
static void op_fill(double *args, int thread, int threads) {
  float value = REAL(1), *x = FLOATS(2);
  FOR_SHARE(SIZE(0)) store_part(x + j, splat(value), left);
}

/* clamp: n, limit, x. NaN stays NaN. */
static void op_clamp(double *args, int thread, int threads) {
  float limit = REAL(1), *x = FLOATS(2);
  FOR_SHARE(SIZE(0)) {
    vf v = load_part(x + j, left);
    v = pick(v > limit, splat(limit), v);
    store_part(x + j, pick(v < -limit, splat(-limit), v), left);
  }
}

/* pair loss: kind, n, x, target, delta, losses, gradient, scale */
static void op_pair_loss(double *args, int thread, int threads) {
  enum pair_loss kind = (enum pair_loss)FLAG(0);
  const float *x = FLOATS(2), *target = FLOATS(3);
  float delta = REAL(4), *losses = FLOATS(5), *gradient = FLOATS(6), scale = REAL(7);
  FOR_SHARE(SIZE(1)) {
    vf u = load_part(x + j, left), y = load_part(target + j, left), e = u - y, a = vabs(e), loss, d;
    if (kind == LOSS_MSE) {
      loss = e * e;
      d = e + e;
    } else if (kind == LOSS_L1) {
      loss = a;
      d = sign(e);
    } else if (kind == LOSS_HUBER) {
      vi near = a <= delta;
      loss = pick(near, 0.5f * e * e, delta * (a - 0.5f * delta));
      d = pick(near, e, delta * sign(e));
    } else { /* max(x, 0) − x·y + log(1 + e^−|x|) */
      loss = pick(u > 0.0f, u, (vf){0}) - u * y + vlog(1.0f + vexp(-vabs(u)));
      d = vsigmoid(u) - y;
    }
    store_part(losses + j, loss, left);
    store_part(gradient + j, scale * d, left);
  }
}

/* sum squares: n, x, run, sums. One sum of doubles for each run of numbers; threads share the runs. */
static void op_sum_squares(double *args, int thread, int threads) {
  ptrdiff_t n = SIZE(0), run = SIZE(2), from, to;
  const float *x = FLOATS(1);
  double *sums = (double *)(uintptr_t)args[3];
  share(n, run, thread, threads, &from, &to);
  for (ptrdiff_t start = from; start < to; start += run) {
    ptrdiff_t end = start + run < to ? start + run : to, j = start;
    double lanes[16] = {0}, total = 0;
    for (; j + 16 <= end; j += 16)
      for (int i = 0; i < 16; i++) lanes[i] += (double)x[j + i] * (double)x[j + i];
    for (int i = 0; j + i < end; i++) lanes[i] += (double)x[j + i] * (double)x[j + i];
    for (int i = 0; i < 16; i++) total += lanes[i];
    sums[start / run] = total;
  }
}
/* sum: n, x, result. One thread, ascending. */
static void op_sum(double *args, int thread, int threads) {
  (void)threads;
  if (thread) return;
  const float *x = FLOATS(1);
  double total = 0;
  for (ptrdiff_t j = 0; j < SIZE(0); j++) total += x[j];
  args[2] = total;
}
