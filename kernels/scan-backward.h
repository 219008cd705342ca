/* Backward through scan.h: the gate buffer's activations become the gradients of the pre-activations, row by
   row; dh and dc carry ∂L/∂state from step to step. A row function turns dh into the part that reaches
   the state before without going through the gates; the product then adds the rest. */

static void rnn_row_backward(const struct scan *s, float *g, const float *dy, float *dh) {
  for (ptrdiff_t j = s->j0, n = s->H - j; j < s->j1; j += VL, n -= VL) {
    vf y = load_part(g + j, n), d = load_part(dh + j, n) + load_part(dy + j, n);
    /* tanh′ = 1 − y², relu′ = [y > 0] */
    vf dx = s->kind == RNN_TANH ? d * (1.0f - y * y) : pick(y > 0.0f, d, (vf){0});
    store_part(g + j, dx, n);
    store_part(dh + j, (vf){0}, n);
  }
}

static void gru_simple_row_backward(const struct scan *s, float *g, const float *h, const float *dy, float *dh) {
  ptrdiff_t H = s->H;
  for (ptrdiff_t j = s->j0, left = H - j; j < s->j1; j += VL, left -= VL) {
    vf z = load_part(g + j, left), n = load_part(g + H + j, left), h0 = load_part(h + j, left);
    vf d = load_part(dh + j, left) + load_part(dy + j, left);
    store_part(g + j, d * (h0 - n) * z * (1.0f - z), left);
    store_part(g + H + j, d * (1.0f - z) * (1.0f - n * n), left);
    store_part(dh + j, d * z, left);
  }
}

/* un: in Uₙh + b_hn, out its gradient. */
static void gru_torch_row_backward(const struct scan *s, float *g, float *un, const float *h, const float *dy,
                                   float *dh) {
  ptrdiff_t H = s->H;
  for (ptrdiff_t j = s->j0, left = H - j; j < s->j1; j += VL, left -= VL) {
    vf r = load_part(g + j, left), z = load_part(g + H + j, left), n = load_part(g + 2 * H + j, left);
    vf d = load_part(dh + j, left) + load_part(dy + j, left);
    vf dn = d * (1.0f - z) * (1.0f - n * n);
    store_part(g + j, dn * load_part(un + j, left) * r * (1.0f - r), left);
    store_part(g + H + j, d * (load_part(h + j, left) - n) * z * (1.0f - z), left);
    store_part(g + 2 * H + j, dn, left);
    store_part(un + j, dn * r, left);
    store_part(dh + j, d * z, left);
  }
}

/* gru, first half: everything but r, whose gradient needs ∂L/∂(r ⊙ h). */
static void gru_candidate_row_backward(const struct scan *s, float *g, const float *h, const float *dy, float *dh) {
  ptrdiff_t H = s->H;
  for (ptrdiff_t j = s->j0, left = H - j; j < s->j1; j += VL, left -= VL) {
    vf z = load_part(g + H + j, left), n = load_part(g + 2 * H + j, left);
    vf d = load_part(dh + j, left) + load_part(dy + j, left);
    store_part(g + H + j, d * (load_part(h + j, left) - n) * z * (1.0f - z), left);
    store_part(g + 2 * H + j, d * (1.0f - z) * (1.0f - n * n), left);
    store_part(dh + j, d * z, left);
  }
}

static void gru_reset_row_backward(const struct scan *s, float *g, const float *h, const float *drh, float *dh) {
  ptrdiff_t H = s->H;
  for (ptrdiff_t j = s->j0, left = H - j; j < s->j1; j += VL, left -= VL) {
    vf r = load_part(g + j, left), d = load_part(drh + j, left);
    store_part(g + j, d * load_part(h + j, left) * r * (1.0f - r), left);
    store_part(dh + j, load_part(dh + j, left) + d * r, left);
  }
}

static void lstm_row_backward(const struct scan *s, float *g, const float *c, const float *cn, const float *dy,
                              float *dh, float *dc) {
  ptrdiff_t H = s->H;
  for (ptrdiff_t j = s->j0, left = H - j; j < s->j1; j += VL, left -= VL) {
    vf i = load_part(g + j, left), f = load_part(g + H + j, left);
    vf gg = load_part(g + 2 * H + j, left), o = load_part(g + 3 * H + j, left);
    vf c0 = load_part(c + j, left), tc = vtanh(load_part(cn + j, left));
    vf d = load_part(dh + j, left) + load_part(dy + j, left);
    vf dxo = d * tc * o * (1.0f - o);
    vf dcell = load_part(dc + j, left) + d * o * (1.0f - tc * tc);
    if (s->kind == LSTM_PEEPHOLE) dcell += dxo * peephole_at(s, 2, j);
    vf dxi = dcell * gg * i * (1.0f - i);
    vf dxf = dcell * c0 * f * (1.0f - f);
    vf dxg = dcell * i * (1.0f - gg * gg);
    vf back = dcell * f;
    if (s->kind != LSTM) back += dxi * peephole_at(s, 0, j) + dxf * peephole_at(s, 1, j);
    if (s->kind == LSTM_PEEPHOLE_PREVIOUS) back += dxo * peephole_at(s, 2, j);
    store_part(g + j, dxi, left);
    store_part(g + H + j, dxf, left);
    store_part(g + 2 * H + j, dxg, left);
    store_part(g + 3 * H + j, dxo, left);
    store_part(dc + j, back, left);
    store_part(dh + j, (vf){0}, left);
  }
}

static void scan_step_backward(const struct scan *s, ptrdiff_t t) {
  ptrdiff_t H = s->H, GH = s->G * H, before = slot_before(s, t), after = slot_after(s, t);
  float *gates = s->gates + (t * s->B + s->b0) * GH;
  float *extra = s->extra ? s->extra + (t * s->B + s->b0) * H : 0;
  float *dh = s->dh + s->b0 * H;
  for (ptrdiff_t b = s->b0; b < s->b1; b++) {
    ptrdiff_t i = b - s->b0;
    float *g = gates + i * GH;
    const float *dy = s->dOutput + (t * s->B + b) * s->ldOutput, *hp = state_row(s, s->h, before, b);
    if (ended(s, t, b)) {
      clear_units(s, g, s->G);
      if (s->extra) clear_units(s, extra + i * H, 1);
    } else if (s->kind <= RNN_RELU) {
      rnn_row_backward(s, g, dy, dh + i * H);
    } else if (s->kind == GRU_SIMPLE) {
      gru_simple_row_backward(s, g, hp, dy, dh + i * H);
    } else if (s->kind == GRU_TORCH) {
      gru_torch_row_backward(s, g, extra + i * H, hp, dy, dh + i * H);
    } else if (s->kind == GRU) {
      gru_candidate_row_backward(s, g, hp, dy, dh + i * H);
    } else {
      lstm_row_backward(s, g, state_row(s, s->c, before, b), state_row(s, s->c, after, b), dy, dh + i * H,
                        s->dc + b * H);
    }
  }
  meet(s);
  if (s->kind == GRU) {
    float *drh = s->scratch + s->b0 * H;
    recur(s, t, gates + 2 * H, GH, H, s->candidate, H, 0, H, drh, H, 0);
    meet_units(s);
    for (ptrdiff_t b = s->b0; b < s->b1; b++)
      if (!ended(s, t, b))
        gru_reset_row_backward(s, gates + (b - s->b0) * GH, state_row(s, s->h, before, b), drh + (b - s->b0) * H,
                               dh + (b - s->b0) * H);
    meet(s);
    recur(s, t, gates, GH, 2 * H, s->recurrent, 2 * H, 0, H, dh, H, 1);
  } else if (s->kind == GRU_TORCH) {
    recur(s, t, gates, GH, 2 * H, s->recurrent, GH, 0, H, dh, H, 1);
    recur(s, t, extra, H, H, s->recurrent, GH, 2 * H, H, dh, H, 1);
  } else {
    recur(s, t, gates, GH, GH, s->recurrent, GH, 0, H, dh, H, 1);
  }
  meet_units(s);
}

/* scan backward: kind, T, B, H, reverse, lengths, recurrent, candidate, peepholes, gates, h, c, extra, dOutput,
   ldOutput, dh, dc, scratch (B, 2H), barrier */
static void op_scan_backward(double *args, int thread, int threads) {
  struct scan s = {.kind = (enum scan_kind)FLAG(0),
                   .T = SIZE(1),
                   .B = SIZE(2),
                   .H = SIZE(3),
                   .G = gate_count((enum scan_kind)FLAG(0)),
                   .reverse = FLAG(4),
                   .lengths = INTS(5),
                   .recurrent = FLOATS(6),
                   .candidate = FLOATS(7),
                   .peepholes = FLOATS(8),
                   .gates = FLOATS(9),
                   .h = FLOATS(10),
                   .c = FLOATS(11),
                   .extra = FLOATS(12),
                   .dOutput = FLOATS(13),
                   .ldOutput = SIZE(14),
                   .dh = FLOATS(15),
                   .dc = FLOATS(16),
                   .scratch = FLOATS(17),
                   .barrier = (struct barrier *)(uintptr_t)args[18]};
  share_scan(&s, thread, threads);
  if (s.b0 == s.b1) return;
  for (ptrdiff_t i = 0; i < s.T; i++) scan_step_backward(&s, s.reverse ? i : s.T - 1 - i);
}
