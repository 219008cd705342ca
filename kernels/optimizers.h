/* One pass over the weights each, with the clipping factor folded in; formulas as torch 2 has them. */

/* adam: n, weights, gradient, m, v, vMax, lr, beta1, beta2, eps, weightDecay, decoupled, 1 − beta1^step,
   √(1 − beta2^step), gradScale (Kingma & Ba 2015; AMSGrad: Reddi 2018; AdamW: Loshchilov & Hutter 2019) */
static void op_adam(double *args, int thread, int threads) {
  float *w = FLOATS(1), *m = FLOATS(3), *v = FLOATS(4), *vMax = FLOATS(5);
  const float *gradient = FLOATS(2);
  float beta1 = REAL(7), beta2 = REAL(8), rest1 = (float)(1.0 - args[7]), rest2 = (float)(1.0 - args[8]);
  float eps = REAL(9), decay = REAL(10), stepSize = (float)(args[6] / args[12]), root = (float)(1.0 / args[13]);
  float shrink = (float)(1.0 - args[6] * args[10]), scale = REAL(14);
  int decoupled = FLAG(11);
  FOR_SHARE(SIZE(0)) {
    vf x = load_part(w + j, left), g = load_part(gradient + j, left) * scale;
    if (decay != 0) {
      if (decoupled)
        x *= shrink;
      else
        g += decay * x;
    }
    vf mj = beta1 * load_part(m + j, left) + rest1 * g;
    vf vj = beta2 * load_part(v + j, left) + rest2 * g * g;
    store_part(m + j, mj, left);
    store_part(v + j, vj, left);
    if (vMax) {
      vj = vmax(vj, load_part(vMax + j, left));
      store_part(vMax + j, vj, left);
    }
    store_part(w + j, x - stepSize * mj / (vsqrt(vj) * root + eps), left);
  }
}

/* sgd: n, weights, gradient, velocity, lr, momentum, dampening, nesterov, weightDecay, step, gradScale */
static void op_sgd(double *args, int thread, int threads) {
  float *w = FLOATS(1), *velocity = FLOATS(3);
  const float *gradient = FLOATS(2);
  float lr = REAL(4), momentum = REAL(5), rest = (float)(1.0 - args[6]), decay = REAL(8), scale = REAL(10);
  int nesterov = FLAG(7), first = SIZE(9) == 1;
  FOR_SHARE(SIZE(0)) {
    vf x = load_part(w + j, left), g = load_part(gradient + j, left) * scale;
    if (decay != 0) g += decay * x;
    if (velocity) {
      vf u = first ? g : momentum * load_part(velocity + j, left) + rest * g;
      store_part(velocity + j, u, left);
      g = nesterov ? g + momentum * u : u;
    }
    store_part(w + j, x - lr * g, left);
  }
}

/* rmsprop: n, weights, gradient, squareAverage, gradAverage, velocity, lr, alpha, eps, momentum, weightDecay,
   gradScale (Tieleman & Hinton 2012; centred: Graves 2013) */
static void op_rmsprop(double *args, int thread, int threads) {
  float *w = FLOATS(1), *square = FLOATS(3), *average = FLOATS(4), *velocity = FLOATS(5);
  const float *gradient = FLOATS(2);
  float lr = REAL(6), alpha = REAL(7), rest = (float)(1.0 - args[7]), eps = REAL(8), momentum = REAL(9);
  float decay = REAL(10), scale = REAL(11);
  FOR_SHARE(SIZE(0)) {
    vf x = load_part(w + j, left), g = load_part(gradient + j, left) * scale;
    if (decay != 0) g += decay * x;
    vf s = alpha * load_part(square + j, left) + rest * g * g, spread = s;
    store_part(square + j, s, left);
    if (average) {
      vf a = alpha * load_part(average + j, left) + rest * g;
      store_part(average + j, a, left);
      spread = s - a * a;
    }
    vf change = g / (vsqrt(spread) + eps);
    if (velocity) {
      change = momentum * load_part(velocity + j, left) + change;
      store_part(velocity + j, change, left);
    }
    store_part(w + j, x - lr * change, left);
  }
}

/* adagrad: n, weights, gradient, sum, lr, eps, weightDecay, gradScale (Duchi et al. 2011) */
static void op_adagrad(double *args, int thread, int threads) {
  float *w = FLOATS(1), *sum = FLOATS(3);
  const float *gradient = FLOATS(2);
  float lr = REAL(4), eps = REAL(5), decay = REAL(6), scale = REAL(7);
  FOR_SHARE(SIZE(0)) {
    vf x = load_part(w + j, left), g = load_part(gradient + j, left) * scale;
    if (decay != 0) g += decay * x;
    vf s = load_part(sum + j, left) + g * g;
    store_part(sum + j, s, left);
    store_part(w + j, x - lr * g / (vsqrt(s) + eps), left);
  }
}
