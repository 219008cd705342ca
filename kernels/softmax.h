/* Softmax over rows and its losses. Row maxima and sums run over lanes in a fixed order. */

INLINE float row_max(const float *x, ptrdiff_t V) {
  vf m = splat(-__builtin_inff());
  ptrdiff_t j = 0;
  for (; j + VL <= V; j += VL) m = vmax(load(x + j), m);
  float best = lane_max(m);
  for (; j < V; j++) best = x[j] > best ? x[j] : best;
  return best;
}

/* Σ e^(x − max); exponentials are written to `e` if it is not null. */
INLINE float row_exp_sum(const float *x, ptrdiff_t V, float max, float *e) {
  vf sum = {0};
  for (ptrdiff_t j = 0, left = V; j < V; j += VL, left -= VL) {
    vf v = vexp(load_part(x + j, left) - max);
    if (left < VL) { /* lanes past the end do not count */
      float t[VL] = {0};
      store_part(t, v, left);
      v = load(t);
    }
    if (e) store_part(e + j, v, left);
    sum += v;
  }
  return lane_sum(sum);
}

INLINE float log_of(float x) { return vlog(splat(x))[0]; }

/* cross entropy: N, V, logits, targets, ignoreIndex, smoothing, classWeights, losses, gradient, scale.
   loss = (1−ε) w_y (lse − x_y) + ε/V Σ_v w_v (lse − x_v), lse = log Σ e^x. */
static void op_cross_entropy(double *args, int thread, int threads) {
  ptrdiff_t V = SIZE(1), from, to;
  float *logits = FLOATS(2), *losses = FLOATS(7), *gradient = FLOATS(8);
  const int32_t *targets = INTS(3);
  int32_t ignore = (int32_t)args[4];
  float smoothing = REAL(5), scale = REAL(9);
  const float *weights = FLOATS(6);
  double weight_sum = (double)V;
  if (weights) {
    weight_sum = 0;
    for (ptrdiff_t v = 0; v < V; v++) weight_sum += weights[v];
  }
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t n = from; n < to; n++) {
    const float *x = logits + n * V;
    float *g = gradient ? gradient + n * V : 0;
    int32_t y = targets[n];
    if (y == ignore) {
      losses[n] = 0;
      if (g) memset(g, 0, (size_t)V * 4);
      continue;
    }
    float max = row_max(x, V), target = x[y];
    double smooth = 0;
    if (smoothing > 0)
      for (ptrdiff_t v = 0; v < V; v++) smooth += (weights ? weights[v] : 1.0) * ((double)max - x[v]);
    float total = row_exp_sum(x, V, max, g);
    float log_total = log_of(total); /* lse − max */
    float w = weights ? weights[y] : 1.0f;
    double loss = (1.0 - smoothing) * w * ((double)(max - target) + log_total);
    if (smoothing > 0) loss += smoothing / (double)V * (smooth + weight_sum * log_total);
    losses[n] = (float)loss;
    if (!g) continue;
    float hard = (1.0f - smoothing) * w, soft = smoothing / (float)V;
    float factor = scale * (hard + soft * (float)weight_sum) / total;
    for (ptrdiff_t j = 0, left = V; j < V; j += VL, left -= VL) {
      vf d = load_part(g + j, left) * factor;
      if (smoothing > 0) d -= scale * soft * (weights ? load_part(weights + j, left) : splat(1.0f));
      store_part(g + j, d, left);
    }
    g[y] -= scale * hard;
  }
}

/* log softmax: N, V, x, y */
static void op_log_softmax(double *args, int thread, int threads) {
  ptrdiff_t V = SIZE(1), from, to;
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t n = from; n < to; n++) {
    const float *x = FLOATS(2) + n * V;
    float *y = FLOATS(3) + n * V;
    float max = row_max(x, V);
    float log_total = log_of(row_exp_sum(x, V, max, 0));
    for (ptrdiff_t j = 0, left = V; j < V; j += VL, left -= VL)
      store_part(y + j, load_part(x + j, left) - max - log_total, left);
  }
}

/* log softmax backward: N, V, y, dy, dx */
static void op_log_softmax_backward(double *args, int thread, int threads) {
  ptrdiff_t V = SIZE(1), from, to;
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t n = from; n < to; n++) {
    const float *y = FLOATS(2) + n * V, *dy = FLOATS(3) + n * V;
    float *dx = FLOATS(4) + n * V;
    vf lanes = {0};
    for (ptrdiff_t j = 0, left = V; j < V; j += VL, left -= VL) lanes += load_part(dy + j, left);
    float total = lane_sum(lanes);
    for (ptrdiff_t j = 0, left = V; j < V; j += VL, left -= VL) {
      vf d = load_part(dy + j, left) - vexp(load_part(y + j, left)) * total;
      store_part(dx + j, load_part(dx + j, left) + d, left);
    }
  }
}
